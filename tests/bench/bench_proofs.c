/*
 * bench_proofs: what makes the evidence what it says it is, on the tables and leaks of real data.
 *
 * - Exact enumeration: the mean of the factor over all symbols of every table that was learned, for every model of the bank and every
 *   observation of one spelling, plain and through a rule; tests/unit/test_factor.c goes through every set of spellings of made-up tables.
 * - The independent scorer (tests/independent/score.py, written from the documentation) on real leaks: the largest difference of log10 E.
 *   tests/unit/test_scorer.c does so for made-up leaks with canaries.
 * TRIALS scales the number of leaks (100).
 */
#include <stdbool.h>
#include <sys/wait.h>

#include "tests/bench/weigh.h"
#include "trace/inquiry/dump.h"
#include "trace/evidence/share.h"
#include "trace/evidence/factor.h"

#define ACCOUNTS 1000
#define SCORED 5 /* accounts of each leak that both score; the first is the source */
#define ROWS 50

/* What this scorer says of an account. */
struct expected {
	uint64_t recipient;
	double log10_evidence;
};

static const struct bench_columns both = {.list = {BENCH_IEEE_NAME, BENCH_IEEE_ADDRESS}, .count = 2};

/* ---- enumeration ---- */

static double
mean(const struct dye_table * t, const struct dye_model * model, uint64_t seen, uint64_t ruled)
{
	double s[DYE_ALTERNATIVES_MAX], sum = 0;
	uint8_t x;

	dye_factor(t, model, seen, ruled, s);
	for (x = 0; x < t->count; x++)
		sum += dye_table_units(t, x) / (double)DYE_TABLE_UNITS * s[x];
	return sum;
}

/* The largest mean of a table under a model; every observation of one spelling. */
static double
largest(const struct dye_table * t, const struct dye_model * model, uint64_t * tried)
{
	uint64_t all = t->count == 64 ? UINT64_MAX : (UINT64_C(1) << t->count) - 1, seen;
	double worst = 0;
	uint8_t y;

	for (y = 0; y < t->count; y++) {
		seen = UINT64_C(1) << y;
		worst = fmax(worst, mean(t, model, seen, seen));
		worst = fmax(worst, mean(t, model, seen, all));
		*tried += 2;
	}
	return worst;
}

static bool
enumerate(const struct dye_profile * profile)
{
	double worst = 0;
	uint64_t tried = 0, tables = 0;
	uint32_t i;
	unsigned m;
	bool met;

	for (i = 0; i < profile->table_count; i++) {
		if (!profile->tables[i].enabled)
			continue;
		tables++;
		for (m = 0; m < DYE_MODELS; m++)
			worst = fmax(worst, largest(&profile->tables[i], &dye_bank[m], &tried));
	}
	/* What adding up to 64 doubles may be off by. */
	met = tried > 0 && worst <= 1 + 1e-12;
	(void)printf(
	    "bench: exact enumeration: mean of the factor over all symbols, %llu tables of ieee-data, %d models, %llu "
	    "observations: largest 1 %+.1e; yardstick: at most 1 (rounding 1e-12); %s\n",
	    (unsigned long long)tables, DYE_MODELS, (unsigned long long)tried, worst - 1, met ? "met" : "MISSED");
	(void)fflush(stdout);
	return met;
}

/* ---- the independent scorer ---- */

static int
by_number(const void * a, const void * b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Score the accounts and append what is needed for it to the file; log10 E in the order of the verdict. */
static void
write_verdict(const struct bench_weigh * weigh, const uint64_t * numbers, FILE * f, struct expected * expected)
{
	struct dye_population p = {.numbers = numbers,
	    .count = SCORED,
	    .readings = (const struct dye_leak * const *)weigh->observed->leaks,
	    .weights = weigh->observed->weights,
	    .reading_count = weigh->observed->count};
	struct dye_dump dump = {.populations = &p, .count = 1, .alpha = 1e-6, .series = 1};
	struct dye_buffer line = {0};
	struct dye_verdict verdict;
	struct dye_error err = {0};
	size_t i;

	bench_must(dye_evidence_score(&p, 1, 0, dump.alpha * dye_alpha_share(1), 1, &verdict, &err), "score", &err);
	dump.verdict = &verdict;
	bench_must(dye_dump_print(&dump, &line, &err), "dump", &err);
	for (i = 0; i < SCORED; i++) {
		const struct dye_score * s =
		    i < verdict.accused_count ? &verdict.accused[i] : &verdict.candidates[i - verdict.accused_count];

		expected[i] = (struct expected){s->recipient, s->log10_evidence};
	}
	if (fwrite(line.data, 1, line.len, f) != line.len)
		bench_die("cannot write the leaks", NULL);
	dye_verdict_release(&verdict);
	dye_buffer_release(&line);
}

/* Append one leak to the file. */
static void
write_leak(struct bench_world * w, struct bench_dataset * d, struct bench_random * random, FILE * f,
    struct expected * expected)
{
	struct bench_table copy = {0};
	struct dye_buffer leak = {0};
	struct bench_weigh weigh;
	uint64_t numbers[SCORED];
	size_t rows[ROWS], account = bench_below(random, ACCOUNTS), n = 1 + bench_below(random, ROWS), i;

	bench_choose(random, d, &both, rows, n);
	bench_mark(w, d, rows, n, account, &copy);
	for (i = 0; i < n; i++)
		bench_paste_row(&leak, &copy, i, &both);
	bench_weigh_open(w, d, dye_buffer_slice(&leak), &weigh);
	for (i = 0; i < SCORED; i++)
		numbers[i] = bench_number(w, d, (account + i * 7) % ACCOUNTS);
	qsort(numbers, SCORED, sizeof(numbers[0]), by_number);
	write_verdict(&weigh, numbers, f, expected);
	bench_weigh_close(&weigh);
	bench_table_release(&copy);
	dye_buffer_release(&leak);
}

/* Run the scorer; its output goes to ${out}. Returns its exit code. */
static int
score(const char * path, FILE * out)
{
	pid_t pid;
	int status;

	(void)fflush(stdout);
	if ((pid = fork()) == 0) {
		if (dup2(fileno(out), STDOUT_FILENO) >= 0)
			(void)execl("/usr/bin/python3", "python3", "tests/independent/score.py", path, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 126;
	return WEXITSTATUS(status);
}

/* log10 E of a recipient in the scorer's line, or NAN. */
static double
other(const char * line, uint64_t recipient)
{
	static const char name[] = "\"log10_evidence\": ";
	char who[48];
	const char * at;

	(void)snprintf(who, sizeof(who), "\"recipient\": %llu,", (unsigned long long)recipient);
	if ((at = strstr(line, who)) == NULL || (at = strstr(at, name)) == NULL)
		return NAN;
	return strtod(at + strlen(name), NULL);
}

/* The largest difference between the scorer's lines and ${expected}; INFINITY where something is missing. */
static double
difference(FILE * out, const struct expected * expected, size_t leaks)
{
	static char line[65536];
	double worst = 0;
	size_t n, i;

	for (n = 0; n < leaks; n++) {
		if (fgets(line, sizeof(line), out) == NULL)
			return INFINITY;
		for (i = 0; i < SCORED; i++) {
			const struct expected * e = &expected[n * SCORED + i];
			double d = fabs(other(line, e->recipient) - e->log10_evidence);

			worst = isnan(d) ? INFINITY : fmax(worst, d);
		}
	}
	return worst;
}

static bool
compare_scorers(struct bench_world * w, struct bench_dataset * d)
{
	struct bench_random random = {bench_setting("BENCH_SEED", 1)};
	size_t leaks = bench_trials(100), i;
	struct expected * expected = bench_need(calloc(leaks * SCORED, sizeof(*expected)));
	double worst, low = INFINITY, high = -INFINITY;
	char path[600];
	FILE *f, *out;
	bool met;

	(void)snprintf(path, sizeof(path), "%s/leaks.json", bench_folder);
	if ((f = fopen(path, "we")) == NULL || (out = tmpfile()) == NULL)
		bench_die("cannot write the leaks", NULL);
	for (i = 0; i < leaks; i++)
		write_leak(w, d, &random, f, &expected[i * SCORED]);
	for (i = 0; i < leaks * SCORED; i++) {
		low = fmin(low, expected[i].log10_evidence);
		high = fmax(high, expected[i].log10_evidence);
	}
	if (fclose(f) != 0 || score(path, out) != 0)
		bench_die("tests/independent/score.py failed", NULL);
	rewind(out);
	worst = difference(out, expected, leaks);
	(void)fclose(out);
	free(expected);
	met = worst <= 1e-9;
	(void)printf(
	    "bench: independent scorer: %zu leaks of ieee-data, %d accounts each, log10 E from %.1f to %.1f: largest "
	    "difference of log10 E %.1e; yardstick: at most 1e-9; %s\n",
	    leaks, SCORED, low, high, worst, met ? "met" : "MISSED");
	return met;
}

int
main(void)
{
	struct bench_dataset d;
	struct bench_world w;
	bool met;

	if (access("tests/independent/score.py", R_OK) != 0)
		bench_skip("tests/independent/score.py is not there; start from the root of the tree");
	bench_folder_make();
	bench_world_open(&w, "vault", true);
	if (!bench_learn(&w, &d, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		bench_skip("the Debian package ieee-data is not installed");
	(void)bench_enrol(&w, &d, ACCOUNTS);
	met = enumerate(d.profile);
	met = compare_scorers(&w, &d) && met;
	bench_dataset_release(&d);
	bench_world_close(&w);
	return met ? 0 : 1;
}
