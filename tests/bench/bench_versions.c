/*
 * bench_versions: a leak traced in a vault with twenty versions of a profile that differ in their tables, each with an export of its own, beside
 * the same leak and the same accounts under one version. Parses, cell keys and look-ups are made once for all versions; what a version's tables make of them
 * is its own. Processor time, the two by turns; the yardstick is the one version, in the same process.
 */
#include "tests/bench/world.h"

#define VERSIONS 20
#define ROWS 2000

/* Move a little from one spelling to another, in every table. */
static void
change(struct dye_profile * p, uint32_t by)
{
	uint32_t i;

	for (i = 0; i < p->table_count; i++)
		if (p->tables[i].count > 1)
			p->tables[i].cumulative[1] += by;
}

static void
add_version(struct bench_world * w, const struct bench_dataset * d, uint32_t number)
{
	struct dye_profile * p = NULL;
	struct dye_buffer text = {0};
	struct dye_error err = {0};
	uint32_t version;

	bench_must(dye_profile_load(w->store, d->name, 1, NULL, &p, &err), "profile", &err);
	change(p, number);
	bench_must(dye_profile_print(p, &text, &err), "profile", &err);
	bench_must(
	    dye_store_profile_add(w->store, d->dataset.id, dye_buffer_slice(&text), 0, DYE_PROFILE_ANY, &version, &err),
	    "profile", &err);
	dye_profile_free(p);
	dye_buffer_release(&text);
}

/* A vault whose accounts exported under ${versions} of the profile; the first one's copy is the leak. */
static bool
prepare(
    struct bench_world * w, struct bench_dataset * d, const char * name, uint32_t versions, struct dye_buffer * leak)
{
	struct dye_buffer csv = {0}, out = {0};
	uint32_t i;

	bench_world_open(w, name, true);
	if (!bench_learn(w, d, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		return false;
	(void)bench_enrol(w, d, VERSIONS);
	for (i = 0; i <= ROWS; i++)
		bench_put_row(&csv, &d->source, i);
	for (i = 0; i < VERSIONS; i++) {
		if (i > 0 && i < versions)
			add_version(w, d, i);
		bench_mark_bytes(w, d, NULL, dye_buffer_slice(&csv), i, i == 0 ? leak : &out);
	}
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	return true;
}

/* Processor time of a trace; false where the account is not named. */
static bool
time_one(struct bench_world * w, const struct bench_dataset * d, struct dye_slice leak, double * seconds)
{
	struct dye_trace_options options = {.dataset = d->name,
	    .alpha = BENCH_ALPHA,
	    .leaked_on = INT64_MAX,
	    .threads = 1,
	    .wish.header = DYE_DETECT,
	    .unlogged = true};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	struct dye_error err = {0};
	double begin = bench_cpu();
	bool named;

	bench_must(dye_trace(w->vault, &options, &source, 1, &report, &err), "trace", &err);
	*seconds = bench_cpu() - begin;
	named = report.accused_count == 1 && report.scored == VERSIONS;
	dye_trace_report_release(&report);
	return named;
}

int
main(void)
{
	size_t n = bench_trials(11), i;
	double one, many, *ratios = bench_need(calloc(n, sizeof(*ratios)));
	struct dye_buffer leaks[2] = {{0}};
	struct bench_dataset d[2];
	struct bench_world w[2];
	bool met = true;

	bench_folder_make();
	if (!prepare(&w[0], &d[0], "one", 1, &leaks[0]) || !prepare(&w[1], &d[1], "many", VERSIONS, &leaks[1]))
		bench_skip("the Debian package ieee-data is not installed");
	for (i = 0; i < n; i++) {
		met = time_one(&w[0], &d[0], dye_buffer_slice(&leaks[0]), &one) && met;
		met = time_one(&w[1], &d[1], dye_buffer_slice(&leaks[1]), &many) && met;
		ratios[i] = many / one;
		(void)printf("  one version %.3f s, twenty %.3f s\n", one, many);
	}
	if (!met)
		(void)printf("the account was not named, or not everybody scored\n");
	met = bench_measured(
		  "trace of 2,000 rows, 20 accounts that exported under 20 profile versions, against all under one, "
		  "processor time",
		  "times", ratios, n, 1.5) &&
	      met;
	free(ratios);
	for (i = 0; i < 2; i++) {
		dye_buffer_release(&leaks[i]);
		bench_dataset_release(&d[i]);
		bench_world_close(&w[i]);
	}
	return met ? 0 : 1;
}
