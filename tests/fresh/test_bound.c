/*
 * The promise itself, from bytes to the verdict: whatever the leak, nobody innocent is accused more often than alpha says, and the
 * mean of E over the keys is at most 1. draws.h says what is tested and how likely a right program is to fail: less than 1e-4. Seeds are fixed.
 *
 * BOUND_DRAWS (100): keys drawn for each stage; BOUND_ONLY: stages whose name has this part.
 */
#include "tests/fresh/run.h"

int
main(void)
{

	return fresh_run((size_t)fresh_setting("BOUND_JOBS", 1), fresh_setting("BOUND_DRAWS", 100), false, "");
}
