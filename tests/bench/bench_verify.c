/*
 * bench_verify: what it costs that a trace verifies the registry before it accuses: a leak of fifty rows traced in a vault whose log has 100,000
 * entries of 32,000 exports, and in one where 1,000,000 accounts are enrolled; each for the first time, when everything is replayed, and again, when a
 * point was kept. Processor time of the whole trace, logged, one thread; beside each the verification alone. BENCH_ENTRIES and BENCH_ACCOUNTS choose other sizes.
 */
#include "tests/bench/world.h"
#include "watermark/registry/core/query.h"

#define ROWS 2000
#define LEAK 50
#define EXPORTERS 1000
#define CANARIES 5
#define CELLS 4
#define TRIED 64
#define SEALED 300
#define BATCH 4096 /* calls for one transaction of the file */

/* ---- a registry that is filled fast: many calls are one transaction ---- */

static const struct dye_sql_backend * real;
static uint64_t calls;
static bool under_way;

static enum dye_code
quick_begin(void * db, enum dye_sql_mode mode, struct dye_error * err)
{

	(void)mode;
	if (under_way)
		return DYE_OK;
	under_way = true;
	return real->begin(db, DYE_SQL_FILL, err);
}

static enum dye_code
quick_end(void * db, enum dye_code rc, struct dye_error * err)
{

	if (rc == DYE_OK && ++calls % BATCH != 0)
		return DYE_OK;
	under_way = false;
	return real->end(db, rc, err);
}

/* ---- what stands in it ---- */

static void
draw(struct bench_random * random, void * out, size_t len)
{
	uint8_t * bytes = out;
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = (uint8_t)bench_draw(random);
}

/* An export as embed registers it: three entries. */
static void
add_export(struct bench_world * w, const struct bench_dataset * d, struct bench_random * random, uint64_t recipient)
{
	static uint8_t sealed[CANARIES][SEALED];
	static uint64_t trials[TRIED];
	struct dye_canary canaries[CANARIES] = {0};
	struct dye_canary_cell cells[CANARIES][CELLS];
	const struct dye_canary_cell * lists[CANARIES];
	uint32_t counts[CANARIES], i;
	bool fresh[CANARIES];
	struct dye_canary_batch batch = {.canaries = canaries,
	    .cells = lists,
	    .cell_counts = counts,
	    .count = CANARIES,
	    .fresh = fresh,
	    .trials = trials,
	    .trial_count = TRIED};
	struct dye_export e = {
	    .dataset = d->dataset.id, .profile_version = 1, .recipient = recipient, .marks = "canary"};
	struct dye_error err = {0};

	draw(random, sealed, sizeof(sealed));
	draw(random, trials, sizeof(trials));
	draw(random, cells, sizeof(cells));
	for (i = 0; i < CANARIES; i++) {
		draw(random, canaries[i].anchor, DYE_PRF_LEN);
		draw(random, canaries[i].parent, DYE_PRF_LEN);
		canaries[i].recipient = recipient;
		canaries[i].trial = trials[i];
		canaries[i].sealed = (struct dye_slice){(const char *)sealed[i], SEALED};
		lists[i] = cells[i];
		counts[i] = CELLS;
	}
	bench_must(dye_store_export_begin(w->store, &e, &e.id, &err), "export", &err);
	bench_must(dye_store_canary_add(w->store, d->dataset.id, e.id, &batch, &err), "canaries", &err);
	e.rows = ROWS;
	bench_must(dye_store_export_end(w->store, &e, &err), "export", &err);
}

static void
fill(struct bench_world * w, const struct bench_dataset * d, uint64_t entries)
{
	struct dye_sql_backend quick = *(real = w->store->backend);
	struct bench_random random = {7};
	struct dye_error err = {0};
	uint64_t i;

	quick.begin = quick_begin;
	quick.end = quick_end;
	w->store->backend = &quick;
	for (i = 0; i + 3 <= entries; i += 3)
		add_export(w, d, &random, 1 + bench_below(&random, EXPORTERS));
	w->store->backend = real;
	if (under_way)
		bench_must(real->end(w->store->db, DYE_OK, &err), "fill", &err);
	under_way = false;
}

/* ---- measuring ---- */

static double
time_trace(struct bench_world * w, const struct bench_dataset * d, struct dye_slice leak)
{
	struct dye_trace_options options = {
	    .dataset = d->name, .alpha = BENCH_ALPHA, .leaked_on = INT64_MAX, .threads = 1, .wish.header = DYE_DETECT};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	struct dye_error err = {0};
	double begin = bench_cpu();

	bench_must(dye_trace(w->vault, &options, &source, 1, &report, &err), "trace", &err);
	begin = bench_cpu() - begin;
	dye_trace_report_release(&report);
	return begin;
}

static double
time_trust(struct bench_world * w)
{
	struct dye_error err = {0};
	double begin = bench_cpu();

	bench_must(dye_store_trust(w->store, &err), "trust", &err);
	return bench_cpu() - begin;
}

/* The first time: as if nothing had been verified yet. */
static bool
measure(struct bench_world * w, const struct bench_dataset * d, struct dye_slice leak, const char * of)
{
	size_t n = bench_trials(11), i;
	double first, *again = bench_need(calloc(n, sizeof(*again))), *alone = bench_need(calloc(n, sizeof(*alone)));
	struct dye_error err = {0};
	char what[200];
	bool met;

	bench_must(dye_sql_run(w->store, &err, "DELETE FROM points WHERE name = 'verified'", ""), "point", &err);
	first = time_trace(w, d, leak);
	for (i = 0; i < n; i++)
		again[i] = time_trace(w, d, leak);
	for (i = 0; i < n; i++)
		alone[i] = time_trust(w);
	(void)snprintf(
	    what, sizeof(what), "trace of %d rows in a vault of %s, the first time, processor time", LEAK, of);
	met = bench_measured(what, "s", &first, 1, 20);
	(void)snprintf(what, sizeof(what), "the same, again");
	met = bench_measured(what, "s", again, n, 2) && met;
	(void)snprintf(what, sizeof(what), "the same, a verification alone (a trace makes two)");
	met = bench_measured(what, "s", alone, n, 0.5) && met;
	free(again);
	free(alone);
	return met;
}

/* A vault with one true export, ${accounts} accounts and a log of ${entries} more entries. */
static bool
measure_vault(const char * name, size_t accounts, uint64_t entries, const char * of)
{
	struct dye_buffer csv = {0}, copy = {0};
	struct bench_dataset d;
	struct bench_world w;
	size_t i, at = 0;
	bool met;

	bench_world_open(&w, name, true);
	if (!bench_learn(&w, &d, "ieee", bench_ieee, BENCH_IEEE_COUNT))
		bench_skip("the Debian package ieee-data is not installed");
	(void)printf("  %zu accounts enrolled in %.1f s\n", accounts, bench_enrol(&w, &d, accounts));
	for (i = 0; i <= ROWS; i++)
		bench_put_row(&csv, &d.source, i);
	bench_mark_bytes(&w, &d, "spelling", dye_buffer_slice(&csv), 0, &copy);
	fill(&w, &d, entries);
	for (i = 0; i <= LEAK && at < copy.len; at++)
		i += copy.data[at] == '\n';
	met = measure(&w, &d, (struct dye_slice){copy.data, at}, of);
	dye_buffer_release(&csv);
	dye_buffer_release(&copy);
	bench_dataset_release(&d);
	bench_world_close(&w);
	return met;
}

int
main(void)
{
	uint64_t entries = bench_setting("BENCH_ENTRIES", 100000), accounts = bench_setting("BENCH_ACCOUNTS", 1000000);
	bool met;

	bench_folder_make();
	met = measure_vault("log", EXPORTERS, entries, "100,000 entries");
	met = measure_vault("accounts", accounts, 0, "1,000,000 accounts") && met;
	return met ? 0 : 1;
}
