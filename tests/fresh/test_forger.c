/*
 * test_forger.c: somebody who can write the registry, knows the format and the program, and lacks the passphrase. Every column of every table is
 * edited, one at a time, in every way of the lists of edits.h, and the registry traced: the trace refuses, or the edit has only lost evidence. Nobody's grows,
 * and nobody is accused who was not.
 *
 * Before an edit its table is made anew without its constraints, as anybody can with sqlite3's shell, so that none of them hides what the edit does. The
 * table is refused like that (every one is tried), so it gets its constraints back.
 */
#include "tests/fresh/edits.h"
#include "tests/fresh/leaks.h"
#include "tests/suite.h"
#include "watermark/marks/canary/known.h"

#define SEED 20
#define ALPHA 1e-3
#define NEVER 1e-300 /* nobody is accused: every E is that of the first round */

/* The trace of one leak: what came of it, or that it was refused. */
struct outcome {
	enum dye_code rc;
	double evidence[FRESH_ACCOUNTS + 1]; /* log10 */
	bool accused[FRESH_ACCOUNTS + 1];
	unsigned series; /* traces of these cells so far, this one included: alpha is shared among them */
};

static struct fresh w;
static struct fresh_leak leak[2]; /* a copy of account 1; canaries of account 2 that came back before it was seized */
static struct outcome true_outcome[2];

/* ---- tracing ---- */

static enum dye_code
trace_at(const struct fresh_leak * of, double alpha, struct outcome * o)
{
	struct dye_trace_options options = {.alpha = alpha,
	    .leaked_on = INT64_MAX,
	    .wish.header = DYE_DETECT,
	    .threads = 1,
	    .unlogged = alpha == NEVER};
	struct dye_memory memory = {dye_buffer_slice(&of->text)};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	struct dye_error err = {0};
	const struct dye_trace_account * a;
	unsigned long number;
	size_t i;

	if ((o->rc = dye_trace(w.vault, &options, &source, 1, &report, &err)) != DYE_OK)
		return o->rc;
	for (i = 0; i < report.accused_count + report.candidate_count; i++) {
		a = i < report.accused_count ? &report.accused[i] : &report.candidates[i - report.accused_count];
		number = strtoul(a->recipient + 1, NULL, 10);
		ck_assert_uint_lt(number, FRESH_ACCOUNTS + 1);
		o->evidence[number] = fmax(o->evidence[number], alpha == NEVER ? a->log10_evidence : -INFINITY);
		o->accused[number] = o->accused[number] || (alpha != NEVER && i < report.accused_count);
	}
	o->series = alpha == NEVER ? o->series : (unsigned)report.series;
	dye_trace_report_release(&report);
	return DYE_OK;
}

/* Some of the same cells were traced before. */
static void
trace_before(const struct fresh_rows * rows, size_t count)
{
	struct fresh_leak part = {0};
	struct outcome o = {0};

	fresh_leak_rows(&part.text, rows, 0, count);
	ck_assert_int_eq(trace_at(&part, ALPHA, &o), DYE_OK);
	dye_buffer_release(&part.text);
}

static enum dye_code
trace(const struct fresh_leak * of, struct outcome * o)
{
	size_t i;

	*o = (struct outcome){0};
	for (i = 0; i <= FRESH_ACCOUNTS; i++)
		o->evidence[i] = -INFINITY;
	return trace_at(of, ALPHA, o) != DYE_OK ? o->rc : trace_at(of, NEVER, o);
}

/* ---- the world: four accounts; canaries of the second come back with the third one's export and are burned ---- */

static void
point_set(void)
{
	struct dye_store * store = dye_vault_store(w.vault);
	struct dye_error err = {0};
	int i;

	for (i = 0; i < 64; i++)
		fresh_must(dye_store_log_append(store, "note", DYE_SLICE("{}"), NULL, &err), "log", &err);
	fresh_must(dye_store_trust(store, &err), "trust", &err);
}

static void
world_make(bool point)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 150), copies[FRESH_ACCOUNTS + 1] = {0}, own, other;
	unsigned i;

	fresh_open(&w, SEED);
	(void)snprintf(file, sizeof(file), "%s/vault/registry.db", w.folder);
	fresh_learn(&w, &source, TENTH, true);
	fresh_enrol(&w, 4);
	for (i = 1; i <= 2; i++)
		copies[i] = fresh_embed(&w, &source, i);
	own = fresh_strangers(&copies[2], &source, ID);
	ck_assert_uint_gt(own.count, 2);
	for (i = 0; i < 2; i++)
		fresh_copy(&source, &own.row[i]);
	w.dataset = "other";
	other = fresh_people("Q%u", 100, 900, 120);
	fresh_learn(&w, &other, TENTH, true);
	fresh_enrol(&w, 2);
	copies[4] = fresh_embed(&w, &other, 1);
	w.dataset = FRESH_DATASET;
	fresh_decoys(&w, &source, 0, 4);
	copies[3] = fresh_embed(&w, &source, 3);
	fresh_retire(&w, "a3");
	fresh_leak_rows(&leak[0].text, &copies[1], 0, copies[1].count);
	fresh_leak_rows(&leak[1].text, &own, 0, 2);
	trace_before(&copies[1], 40);
	trace_before(&own, 1);
	if (point)
		point_set();
	dye_vault_close(w.vault);
	file_read(&kept);
	fresh_reopen(&w);
	ck_assert_int_eq(trace(&leak[0], &true_outcome[0]), DYE_OK);
	ck_assert_int_eq(trace(&leak[1], &true_outcome[1]), DYE_OK);
	dye_vault_close(w.vault);
	fresh_copies_release(copies);
	fresh_rows_release(&own);
	fresh_rows_release(&other);
	fresh_rows_release(&source);
}

/* ---- edits ---- */

/* Edits of several columns that agree with one another; the table named first is made anew. */
static const struct {
	const char *table, *sql;
} sets[] = {
    /* Ids of canaries, wherever they stand: what is burned must not be known by them. */
    {"canaries", "UPDATE canaries SET id = (SELECT count(*) FROM was) + 1 - id;"
		 "UPDATE cells SET canary = (SELECT count(*) FROM was) + 1 - canary;"
		 "UPDATE places SET canary = (SELECT count(*) FROM was) + 1 - canary"},
    {"canaries", "UPDATE canaries SET id = id % (SELECT count(*) FROM was) + 1;"
		 "UPDATE cells SET canary = canary % (SELECT count(*) FROM was) + 1"},
    /* A canary stands there twice, and is found by the cells of the other. */
    {"canaries", "INSERT INTO canaries SELECT * FROM canaries WHERE id <= 9; UPDATE canaries SET id = -id WHERE id <= "
		 "9 AND rowid > 9;"
		 "INSERT INTO cells SELECT -id, anchor, -canary FROM cells WHERE canary <= 9"},
    {"canaries",
	"DELETE FROM canaries WHERE id > (SELECT count(*) FROM was) / 2; INSERT INTO canaries SELECT * FROM canaries;"
	"UPDATE canaries SET id = rowid; DELETE FROM canaries WHERE id > (SELECT count(*) FROM was);"
	"UPDATE OR IGNORE cells SET canary = (SELECT count(*) FROM was) + 1 - canary"},
    /* Two accounts change places in one table, or in all. */
    {"canaries", "UPDATE canaries SET recipient = 3 - recipient WHERE recipient <= 2"},
    {"exports", "UPDATE exports SET recipient = 3 - recipient WHERE recipient <= 2"},
    {"recipients", "UPDATE recipients SET number = 3 - number WHERE number <= 2"},
    {"recipients", "UPDATE recipients SET number = 3 - number WHERE number <= 2; UPDATE canaries SET recipient = 3 - "
		   "recipient WHERE recipient <= 2;"
		   "UPDATE exports SET recipient = 3 - recipient WHERE recipient <= 2"},
    /* Two datasets change places. */
    {"datasets", "UPDATE datasets SET id = 3 - id"},
    {"canaries", "UPDATE canaries SET dataset = 3 - dataset"},
    {"exports", "UPDATE exports SET dataset = 3 - dataset; UPDATE canaries SET dataset = 3 - dataset"},
};

#define SETS (sizeof(sets) / sizeof(sets[0]))

static void
expect_nothing_gained(const char * sql)
{
	struct outcome o;
	unsigned i, k;

	for (k = 0; k < 2; k++) {
		if (trace(&leak[k], &o) != DYE_OK)
			continue;
		ck_assert_msg(o.series >= true_outcome[k].series, "an earlier trace is hidden (leak %u): %s", k, sql);
		for (i = 0; i <= FRESH_ACCOUNTS; i++) {
			ck_assert_msg(
			    o.accused[i] <= true_outcome[k].accused[i], "a%u is accused (leak %u): %s", i, k, sql);
			ck_assert_msg(o.evidence[i] <= true_outcome[k].evidence[i] + 1e-9,
			    "a%u gains %g -> %g (leak %u): %s", i, true_outcome[k].evidence[i], o.evidence[i], k, sql);
		}
	}
}

static void
try_edit(const char * format, const char * table, const char * column, bool must)
{
	struct dye_error err = {0};
	char sql[640], path[160];
	sqlite3 * db;
	bool done;

	if (strchr(format, '$') != NULL)
		(void)snprintf(sql, sizeof(sql), format, table, column);
	else
		(void)snprintf(sql, sizeof(sql), "%s", format);
	file_write(&kept);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	loosen(db, table);
	done = edit(db, sql);
	ck_assert_msg(done || !must, "%s: %s", sql, sqlite3_errmsg(db));
	done = done && tighten(db, table);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	(void)snprintf(path, sizeof(path), "%s/vault", w.folder);
	if (!done || dye_vault_open(path, DYE_SLICE("x"), &w.vault, &err) != DYE_OK)
		return;
	expect_nothing_gained(sql);
	dye_vault_close(w.vault);
}

/* Without its constraints, and with nothing edited. */
static void
try_loose(const char * table)
{
	struct dye_error err = {0};
	char path[160];
	sqlite3 * db;

	file_write(&kept);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	loosen(db, table);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	(void)snprintf(path, sizeof(path), "%s/vault", w.folder);
	ck_assert_int_eq(dye_vault_open(path, DYE_SLICE("x"), &w.vault, &err), DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "somebody has changed its tables"));
}

static void
try_table(const char * table)
{
	char columns[TABLE_MAX][32];
	unsigned c, count = columns_of(table, columns);
	size_t i;

	ck_assert_uint_gt(count, 0);
	try_loose(table);
	for (i = 0; i < sizeof(row_edits) / sizeof(row_edits[0]); i++)
		try_edit(row_edits[i], table, columns[0], true);
	for (c = 0; c < count; c++)
		for (i = 0; i < sizeof(column_edits) / sizeof(column_edits[0]); i++)
			try_edit(column_edits[i], table, columns[c], false);
}

static void
world_end(void)
{

	dye_buffer_release(&leak[0].text);
	dye_buffer_release(&leak[1].text);
	dye_buffer_release(&kept);
	(void)nftw(w.folder, fresh_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* The list says something: the first leak names its source, the second nobody, and the table that the list forgets does not exist. */
START_TEST(the_world)
{
	sqlite3_stmt * stmt;
	sqlite3 * db;

	world_make(false);

	ck_assert(true_outcome[0].accused[1] && !true_outcome[0].accused[2]);
	ck_assert(!true_outcome[1].accused[1] && !true_outcome[1].accused[2]);
	ck_assert(true_outcome[0].series == 2 && true_outcome[1].series == 2);
	file_write(&kept);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'", -1, &stmt, NULL),
	    SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	ck_assert_int_eq(sqlite3_column_int(stmt, 0), (int)TABLES);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	world_end();
}
END_TEST

START_TEST(several_columns)
{
	size_t i;

	world_make(_i == 1);
	for (i = 0; i < SETS; i++)
		try_edit(sets[i].sql, sets[i].table, "", true);
	world_end();
}
END_TEST

START_TEST(one_column)
{

	world_make(_i >= (int)TABLES);
	try_table(table_names[_i % (int)TABLES]);
	world_end();
}
END_TEST

/* ---- edits while a source is read, undone before anybody traces ---- */

static const char * const taken[] = {
    "DELETE FROM canaries WHERE recipient = 2",
    "DELETE FROM canaries WHERE id = (SELECT max(id) FROM canaries)",
    "DELETE FROM canaries WHERE id = 1",
    "DELETE FROM canaries",
    "UPDATE canaries SET dataset = 2 WHERE recipient = 2",
    "UPDATE canaries SET dataset = 7 WHERE recipient = 2",
    "UPDATE canaries SET id = -id WHERE id = 3",
    "UPDATE canaries SET trial = trial + 1 WHERE id = 3",
    "DELETE FROM datasets WHERE id = 1",
    /* No canary reaches a threshold of so many that were tried. */
    "UPDATE tried SET trials = zeroblob(80000000)",
};

static void
forge(const char * sql)
{
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_msg(edit(db, sql), "%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_gt(sqlite3_total_changes(db), 0);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static enum dye_code
learn_source(const char * path, struct dye_error * err)
{
	struct dye_learn_options options = {.dataset = "other", .dialect.header = DYE_YES, .dialect.delimiter = ","};
	struct dye_learn_sieve sieve = {.dataset_name = "other", .vault = w.vault, .store = dye_vault_store(w.vault)};
	struct dye_learned learned = {0};
	enum dye_code rc, ended;
	uint64_t burned;

	dye_learn_sieve_start(&sieve);
	options.intake = &sieve.hook;
	rc = dye_learn(&options, &path, 1, &learned, err);
	ended = dye_learn_sieve_end(&sieve, &burned, err);
	dye_learned_release(&learned);
	return rc == DYE_OK ? ended : rc;
}

static enum dye_code
embed_source(const struct fresh_rows * source, struct dye_error * err)
{
	struct dye_embed_options options = {.dataset = FRESH_DATASET,
	    .account = "a4",
	    .allow_unmarked = true,
	    .threads = 1,
	    .wish = {.format = "csv", .delimiter = ",", .header = DYE_YES}};
	struct dye_buffer csv = {0}, out = {0};
	struct dye_memory memory;
	struct dye_source from;
	struct dye_sink to = {.write = fresh_write, .cookie = &out, .name = "copy"};
	struct dye_embed_result result;
	enum dye_code rc;

	fresh_csv(&csv, source);
	memory = (struct dye_memory){dye_buffer_slice(&csv)};
	from = dye_memory_source(&memory, "source.csv");
	rc = dye_embed(w.vault, &options, &from, &to, &result, err);
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	return rc;
}

/* Neither learn nor embed reads a source without the canaries that were registered: what comes back would not be burned. */
START_TEST(taken_away)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 150);
	struct dye_error err = {0};
	enum dye_code learned, embedded;
	char path[160];
	size_t i;

	world_make(_i == 1);
	(void)snprintf(path, sizeof(path), "%s/source.csv", w.folder);
	fresh_file(path, &source);
	for (i = 0; i <= sizeof(taken) / sizeof(taken[0]); i++) {
		bool whole = i == sizeof(taken) / sizeof(taken[0]);

		file_write(&kept);
		if (!whole)
			forge(taken[i]);
		fresh_reopen(&w);
		learned = learn_source(path, &err);
		embedded = embed_source(&source, &err);
		dye_vault_close(w.vault);
		ck_assert_msg((learned == DYE_OK) == whole, "learn: %d: %s", learned, whole ? err.message : taken[i]);
		ck_assert_msg((embedded == DYE_OK) == whole, "embed: %d: %s", embedded, whole ? err.message : taken[i]);
	}
	fresh_rows_release(&source);
	world_end();
}
END_TEST

/* Those that are registered while a source is read are all there, too, when they are looked for. */
START_TEST(taken_away_meanwhile)
{
	struct fresh_rows source = fresh_people("KX%u", 100, 900, 150), copy;
	struct dye_canary_known * known;
	struct dye_mark_context context = {0};
	struct dye_error err = {0};
	bool stale;

	world_make(false);
	file_write(&kept);
	fresh_reopen(&w);
	context.vault = w.vault;
	context.store = dye_vault_store(w.vault);
	fresh_must(dye_canary_known_open(&context, &known, &err), "known", &err);
	copy = fresh_embed(&w, &source, 4);
	forge("DELETE FROM canaries WHERE id = (SELECT max(id) FROM canaries)");
	ck_assert_int_eq(dye_canary_known_stale(known, &stale, &err), DYE_EVAULT);
	ck_assert_int_eq(dye_canary_known_renew(known, &err), DYE_EVAULT);
	dye_canary_known_close(known);
	dye_vault_close(w.vault);
	fresh_rows_release(&copy);
	fresh_rows_release(&source);
	world_end();
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("one edit");

	tcase_add_test(tc, the_world);
	tcase_add_loop_test(tc, taken_away, 0, 2);
	tcase_add_test(tc, taken_away_meanwhile);
	tcase_add_loop_test(tc, several_columns, 0, 2);
	tcase_add_loop_test(tc, one_column, 0, 2 * (int)TABLES);
	return suite_run("forger", tc);
}
