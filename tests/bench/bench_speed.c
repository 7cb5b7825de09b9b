/*
 * bench_speed: how long a trace takes and what memory it needs: 50 rows against 1,000,000 accounts, vault open.
 *
 * A child makes the vault, the accounts and the leak, so that the peak memory of this process is that of opening the vault and
 * tracing. The yardstick in the same process: the AES alone, dye_prf_blocks() over as many blocks under as many keys, on one core.
 * TRIALS scales the number of traces (21).
 */
#include <stdbool.h>
#include <sys/wait.h>

#include "tests/bench/weigh.h"

#define ROWS 50
#define AES_CHUNK 4096

static const struct bench_columns both = {.list = {BENCH_IEEE_NAME, BENCH_IEEE_ADDRESS}, .count = 2};

static void
leak_path(char * path, size_t size)
{

	(void)snprintf(path, size, "%s/leak.txt", bench_folder);
}

/* In the child. Returns its exit code. */
static int
prepare(void)
{
	struct bench_random random = {bench_setting("BENCH_SEED", 1)};
	struct bench_dataset d;
	struct bench_world w;
	struct bench_table copy = {0};
	struct dye_buffer leak = {0};
	size_t rows[ROWS], i;
	char path[600];
	FILE * f;
	bool ok;

	bench_world_open(&w, "vault", true);
	if (!bench_learn(&w, &d, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		return 77;
	(void)printf("%d accounts enrolled in %.1f s\n", BENCH_ACCOUNTS, bench_enrol(&w, &d, BENCH_ACCOUNTS));
	bench_choose(&random, &d, &both, rows, ROWS);
	bench_mark(&w, &d, rows, ROWS, bench_below(&random, BENCH_ACCOUNTS), &copy);
	for (i = 0; i < ROWS; i++)
		bench_paste_row(&leak, &copy, i, &both);
	leak_path(path, sizeof(path));
	if ((f = fopen(path, "we")) == NULL)
		return 2;
	ok = fwrite(leak.data, 1, leak.len, f) == leak.len;
	ok = fclose(f) == 0 && ok;
	bench_world_close(&w);
	(void)fflush(stdout);
	return ok ? 0 : 2;
}

/* Blocks of the pseudorandom function that scoring needs for each account, by the likeliest reading. */
static uint32_t
blocks_needed(struct bench_world * w, struct bench_dataset * d, struct dye_slice leak, uint32_t * slots)
{
	struct bench_weigh weigh;
	uint32_t n;

	bench_weigh_open(w, d, leak, &weigh);
	n = weigh.plans[0]->block_count;
	*slots = weigh.plans[0]->slot_count;
	bench_weigh_close(&weigh);
	return n;
}

/* Seconds of one core for that many blocks of every account, each under a key of its own. */
static double
aes_alone(uint32_t blocks)
{
	static uint8_t in[AES_CHUNK * DYE_PRF_LEN], out[AES_CHUNK * DYE_PRF_LEN];
	uint8_t key[DYE_PRF_LEN] = {0};
	struct dye_prf * prf;
	struct dye_error err = {0};
	size_t i, done;
	double begin;
	uint32_t b;

	bench_must(dye_prf_open(&prf, &err), "prf", &err);
	begin = bench_cpu();
	for (done = 0; done < BENCH_ACCOUNTS; done += AES_CHUNK) {
		for (i = 0; i < AES_CHUNK; i++)
			dye_put_u64(in + i * DYE_PRF_LEN, done + i);
		for (b = 0; b < blocks; b++) {
			dye_put_u32(key, b);
			bench_must(dye_prf_key(prf, key, &err), "prf", &err);
			bench_must(dye_prf_blocks(prf, in, out, AES_CHUNK, &err), "prf", &err);
		}
	}
	dye_prf_close(prf);
	return bench_cpu() - begin;
}

/* Seconds of one core that reading the accounts' numbers from the registry takes: part of every trace. */
static double
reading_numbers(struct bench_world * w, const struct bench_dataset * d)
{
	struct dye_error err = {0};
	uint64_t * numbers;
	size_t count;
	double begin = bench_cpu();

	bench_must(
	    dye_store_recipient_numbers(w->store, d->dataset.id, INT64_MAX, &numbers, &count, &err), "accounts", &err);
	free(numbers);
	return bench_cpu() - begin;
}

/* False where the account is not named. */
static bool
time_traces(
    struct bench_world * w, struct bench_dataset * d, struct dye_slice leak, double * wall, double * cpu, size_t n)
{
	struct dye_trace_report report;
	bool named = true;
	double begin;
	size_t i;

	for (i = 0; i < n; i++) {
		begin = bench_cpu();
		wall[i] = bench_trace_leak(w, d, leak, &report);
		cpu[i] = bench_cpu() - begin;
		named = named && report.accused_count == 1 && report.scored == BENCH_ACCOUNTS;
		dye_trace_report_release(&report);
	}
	return named;
}

static bool
measure(void)
{
	size_t n = bench_trials(21);
	double *wall = bench_need(calloc(n, sizeof(*wall))), *cpu = bench_need(calloc(n, sizeof(*cpu)));
	struct bench_dataset d = {.name = "ieee"};
	struct bench_world w;
	struct dye_buffer leak = {0};
	struct dye_error err = {0};
	uint32_t blocks, slots;
	char path[600];
	double peak, aes;
	bool met;

	leak_path(path, sizeof(path));
	bench_world_open(&w, "vault", false);
	if (!bench_file(path, &leak))
		bench_die("leak", NULL);
	met = time_traces(&w, &d, dye_buffer_slice(&leak), wall, cpu, n);
	peak = bench_peak_mib();
	if (!met)
		(void)printf("the account was not named, or not everybody scored\n");
	bench_must(dye_profile_load(w.store, "ieee", 0, NULL, &d.profile, &err), "profile", &err);
	bench_must(dye_store_dataset_find(w.store, "ieee", &d.dataset, &err), "dataset", &err);
	blocks = blocks_needed(&w, &d, dye_buffer_slice(&leak), &slots);
	aes = aes_alone(blocks);
	met = bench_measured("trace of 50 rows against 1,000,000 accounts, vault open, wall time", "s", wall, n, 1) &&
	      met;
	(void)printf("bench: the same, processor time: median %.3f s, %.1f times the AES alone (%.3f s: %u blocks an "
		     "account for "
		     "%u slots); wall time %.1f times; yardstick: none, printed only\n",
	    bench_median(cpu, n), bench_median(cpu, n) / aes, aes, blocks, slots, bench_median(wall, n) / aes);
	(void)printf("bench: the same: reading the accounts' numbers from the registry takes %.3f s of one core of it; "
		     "yardstick: "
		     "none, printed only\n",
	    reading_numbers(&w, &d));
	met = bench_measured("the same, peak memory of the process", "MiB", &peak, 1, 512) && met;
	free(wall);
	free(cpu);
	dye_buffer_release(&leak);
	bench_dataset_release(&d);
	bench_world_close(&w);
	return met;
}

int
main(void)
{
	pid_t child;
	int status;

	bench_folder_make();
	if ((child = fork()) < 0) {
		perror("fork");
		return 2;
	}
	if (child == 0)
		_exit(prepare());
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return 2;
	if (WEXITSTATUS(status) == 77)
		bench_skip("the Debian package ieee-data is not installed");
	if (WEXITSTATUS(status) != 0)
		return 2;
	return measure() ? 0 : 1;
}
