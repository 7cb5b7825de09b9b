/*
 * bench_bound: the bound over 2,000 fresh keys (TRIALS scales) for each adversarial leak of tests/fresh/leaks.h, on all cores.
 */
#include <unistd.h>

#include "tests/fresh/run.h"

int
main(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t draws = 2 * fresh_setting("TRIALS", 1000);

	return fresh_run(
	    (size_t)fresh_setting("BOUND_JOBS", cores < 1 ? 1 : (uint64_t)cores), draws, true, "bench: bound: ");
}
