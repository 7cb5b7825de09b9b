/*
 * test_liar.c: somebody who can write the registry puts an edit in while a source is read and takes it out again, so that nobody finds it later.
 *
 * He is as quick as can be: every statement that the program runs reads the edit, and every transaction that only looks, which may be one that verifies,
 * reads the truth, unless it is one in which stored canaries are fetched, which verifies nothing. (One that looks and sees the edit is what test_forger.c is about.) What is written lastingly must be what is written without him:
 * every burn at its time or an earlier one, every trial that was drawn; or the reading fails, or the registry does not verify any more, and nobody is
 * accused.
 */
#include "tests/fresh/edits.h"
#include "tests/fresh/leaks.h"
#include "tests/suite.h"
#include "watermark/marks/canary/stored.h"

#define SEED 21
#define LONG_AGO 1000000000 /* when the source was read last */

static struct fresh w;
static char source_path[192];
static struct fresh_rows source; /* of people, and two canaries that came back */

/* ---- the liar ---- */

static struct {
	sqlite3 * db;	    /* his own connection; NULL: nobody lies */
	const char * table; /* which he edits, */
	char sql[800];	    /* in this way; */
	const char * undo;  /* NULL: its rows; or its schema, and this undoes it */
	sqlite3 * store;    /* the vault's connection: others of the program only fetch what is stored */
	bool told;	    /* the edit stands there now */
	bool possible;	    /* it could be made */
	unsigned times;
} liar;

static void
must(const char * sql)
{

	ck_assert_msg(edit(liar.db, sql), "%s: %s", sql, sqlite3_errmsg(liar.db));
}

static void
tell(void)
{
	char sql[1200];

	if (liar.told || !liar.possible)
		return;
	must("BEGIN IMMEDIATE");
	if (liar.undo == NULL) {
		(void)snprintf(sql, sizeof(sql), "CREATE TEMP TABLE truth AS SELECT * FROM %s", liar.table);
		must(sql);
		loosen(liar.db, liar.table);
	}
	if (!edit(liar.db, liar.sql) || (liar.undo == NULL && !tighten(liar.db, liar.table))) {
		must("ROLLBACK");
		liar.possible = false;
		return;
	}
	if (liar.undo == NULL) {
		(void)snprintf(sql, sizeof(sql), "CREATE TEMP TABLE lie AS SELECT * FROM %s", liar.table);
		must(sql);
	}
	must("COMMIT");
	liar.told = true;
	liar.times++;
}

/* What the program wrote meanwhile stays. */
static void
take_back(void)
{
	char sql[1200];

	if (!liar.told)
		return;
	liar.told = false;
	if (liar.undo != NULL) {
		must(liar.undo);
		return;
	}
	(void)snprintf(sql, sizeof(sql),
	    "BEGIN IMMEDIATE; CREATE TEMP TABLE news AS SELECT * FROM %1$s EXCEPT SELECT * FROM lie; DELETE FROM %1$s;"
	    "INSERT INTO %1$s SELECT * FROM truth; INSERT OR REPLACE INTO %1$s SELECT * FROM news;"
	    "DROP TABLE was; DROP TABLE truth; DROP TABLE lie; DROP TABLE news; COMMIT",
	    liar.table);
	must(sql);
}

/* A statement of the program is about to begin. What is fetched from what is stored is read in a transaction that reads the edit. */
static int
on_statement(unsigned type, void * db, void * statement, void * sql)
{

	(void)type, (void)statement;
	if (liar.db == NULL || sqlite3_get_autocommit(db) == 0 || strncmp(sql, "PRAGMA", 6) == 0)
		return 0;
	if (strcmp(sql, "BEGIN") == 0 && db == liar.store)
		take_back();
	else
		tell();
	return 0;
}

static int
on_connection(sqlite3 * db, const char ** message, const struct sqlite3_api_routines * api)
{

	(void)message, (void)api;
	if (liar.store == NULL)
		liar.store = db;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, db);
}

static struct dye_buffer will_try; /* what the fourth account's export tries */

static void
tell_trials(sqlite3_context * context, int count, sqlite3_value ** values)
{

	(void)count, (void)values;
	sqlite3_result_blob64(context, will_try.data, will_try.len, SQLITE_STATIC);
}

static void
liar_come(const char * table, const char * sql, const char * undo)
{
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_trace_v2(db, 0, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_create_function(db, "will_try", 0, SQLITE_UTF8, NULL, tell_trials, NULL, NULL), SQLITE_OK);
	liar.table = table;
	liar.undo = undo;
	(void)snprintf(liar.sql, sizeof(liar.sql), "%s", sql);
	liar.told = false;
	liar.possible = true;
	liar.times = 0;
	liar.db = db;
}

static void
liar_go(void)
{
	sqlite3 * db = liar.db;

	take_back();
	liar.db = NULL;
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* ---- the world: two canaries of the second account came back, and the fourth is to get a copy ---- */

static void
make(bool stored)
{
	struct fresh_rows copies[2] = {0}, own, third;
	unsigned i;

	source = fresh_people("KX%u", 100, 900, 150);
	fresh_open(&w, SEED);
	(void)snprintf(file, sizeof(file), "%s/vault/registry.db", w.folder);
	(void)snprintf(source_path, sizeof(source_path), "%s/read.csv", w.folder);
	w.read = LONG_AGO;
	fresh_learn(&w, &source, TENTH, true);
	fresh_enrol(&w, 4);
	for (i = 0; i < 2; i++)
		copies[i] = fresh_embed(&w, &source, i + 1);
	own = fresh_strangers(&copies[1], &source, ID);
	ck_assert_uint_gt(own.count, 1);
	/* One that is burned, and one that will be. */
	fresh_copy(&source, &own.row[0]);
	fresh_decoys(&w, &source, 0, 4);
	third = fresh_embed(&w, &source, 3);
	fresh_retire(&w, "a3");
	fresh_copy(&source, &own.row[1]);
	fresh_file(source_path, &source);
	if (stored)
		fresh_must(dye_canary_settle(w.vault, dye_vault_store(w.vault), 1, NULL), "settle", NULL);
	dye_vault_close(w.vault);
	file_read(&kept);
	fresh_rows_release(&copies[0]);
	fresh_rows_release(&copies[1]);
	fresh_rows_release(&own);
	fresh_rows_release(&third);
}

/* All canaries are loaded; or none is, but fetched when a row asks for it. */
static void
world_loaded(void)
{

	make(false);
}

static void
world_stored(void)
{

	make(true);
}

static void
world_end(void)
{

	fresh_rows_release(&source);
	dye_buffer_release(&kept);
	dye_buffer_release(&will_try);
	(void)nftw(w.folder, fresh_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

static enum dye_code
learn(struct dye_error * err)
{
	const char * files[] = {source_path};
	struct dye_learn_request request = {
	    .dataset = FRESH_DATASET, .files = files, .file_count = 1, .wish = {.header = DYE_YES, .delimiter = ","}};
	struct dye_learn_result result = {0};
	enum dye_code rc = dye_vault_learn(w.vault, &request, &result, err);

	dye_learn_result_release(&result);
	return rc;
}

static enum dye_code
embed(struct dye_error * err)
{
	struct dye_embed_options options = {.dataset = FRESH_DATASET,
	    .account = "a4",
	    .allow_unmarked = true,
	    .threads = 1,
	    .wish = {.format = "csv", .delimiter = ",", .header = DYE_YES}};
	struct dye_buffer csv = {0}, out = {0};
	struct dye_sink to = {.write = fresh_write, .cookie = &out, .name = "copy"};
	struct dye_embed_result result;
	struct dye_memory memory;
	struct dye_source from;
	enum dye_code rc;

	fresh_csv(&csv, &source);
	memory = (struct dye_memory){dye_buffer_slice(&csv)};
	from = dye_memory_source(&memory, "source.csv");
	rc = dye_embed(w.vault, &options, &from, &to, &result, err);
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
	return rc;
}

static enum dye_code (*const readings[])(struct dye_error *) = {learn, embed};

/* ---- what was written ---- */

static int64_t
number(sqlite3 * db, const char * sql)
{
	sqlite3_stmt * stmt;
	int64_t n;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	return n;
}

struct written {
	int64_t burned; /* units */
	int64_t since;	/* the latest of them */
	int64_t tried;	/* bytes of the fourth account's */
};

static void
written_read(struct written * x)
{
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	x->burned = number(db, "SELECT count(DISTINCT recipient || hex(parent)) FROM burns");
	x->since = number(
	    db, "SELECT max(since) FROM (SELECT min(since) AS since FROM burns GROUP BY dataset, recipient, parent)");
	x->tried = number(db,
	    "SELECT coalesce(sum(length(trials)), 0) FROM tried t JOIN exports x ON x.id = t.export WHERE x.recipient "
	    "= 4");
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void
trials_read(void)
{
	sqlite3_stmt * stmt;
	sqlite3 * db;

	dye_buffer_reset(&will_try);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT trials FROM tried t JOIN exports x ON x.id = t.export WHERE x.recipient = 4",
		-1, &stmt, NULL),
	    SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		ck_assert_int_eq(dye_buffer_append(&will_try, sqlite3_column_blob(stmt, 0),
				     (size_t)sqlite3_column_bytes(stmt, 0), NULL),
		    DYE_OK);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static bool
verifies(void)
{
	struct dye_error err = {0};
	bool ok;

	fresh_reopen(&w);
	ok = dye_store_trust(dye_vault_store(w.vault), &err) == DYE_OK;
	dye_vault_close(w.vault);
	return ok;
}

/* True where the edit could be made. */
static bool
read_with(unsigned reading, const char * table, const char * sql, const char * undo, const struct written * want)
{
	struct dye_error err = {0};
	struct written got;
	enum dye_code rc;

	file_write(&kept);
	liar.store = NULL;
	fresh_reopen(&w);
	liar_come(table, sql, undo);
	rc = readings[reading](&err);
	dye_vault_close(w.vault);
	liar_go();
	if (!liar.possible)
		return false;
	ck_assert_msg(liar.times > 0, "nothing was read: %s", sql);
	written_read(&got);
	if (rc != DYE_OK || !verifies())
		return true;
	ck_assert_msg(
	    got.burned >= want->burned, "%u: burns %d of %d: %s", reading, (int)got.burned, (int)want->burned, sql);
	ck_assert_msg(
	    got.since <= want->since, "%u: burned %d too late: %s", reading, (int)(got.since - want->since), sql);
	ck_assert_msg(
	    got.tried >= want->tried, "%u: tried %d of %d: %s", reading, (int)got.tried, (int)want->tried, sql);
	return true;
}

static void
read_alone(unsigned reading, struct written * x)
{
	struct dye_error err = {0};

	file_write(&kept);
	fresh_reopen(&w);
	fresh_must(readings[reading](&err), "reading", &err);
	dye_vault_close(w.vault);
	written_read(x);
	if (readings[reading] == embed)
		trials_read();
	ck_assert(verifies());
}

/* ---- the tests ---- */

/* Each was a way, or looks like one. */
static const struct {
	const char *table, *sql, *undo;
} lies[] = {
    /* Rows that are not taken, and nobody hears of it. */
    {"burns",
	"ALTER TABLE burns ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(id > 1, 1)) VIRTUAL NOT NULL ON CONFLICT "
	"IGNORE",
	"ALTER TABLE burns DROP COLUMN g"},
    {"burns",
	"ALTER TABLE burns ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(id > 1, 1)) VIRTUAL NOT NULL ON CONFLICT "
	"IGNORE; ALTER TABLE log ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(type = 'burn' AND seq > 15, 1)) "
	"VIRTUAL NOT NULL ON CONFLICT IGNORE",
	"ALTER TABLE burns DROP COLUMN g; ALTER TABLE log DROP COLUMN g"},
    {"tried",
	"ALTER TABLE tried ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(export > 3, 1)) VIRTUAL NOT NULL ON "
	"CONFLICT IGNORE",
	"ALTER TABLE tried DROP COLUMN g"},
    {"burns", "CREATE TRIGGER deaf BEFORE INSERT ON burns BEGIN SELECT RAISE(IGNORE); END", "DROP TRIGGER deaf"},
    {"burns", "CREATE UNIQUE INDEX one ON burns(dataset)", "DROP INDEX one"},
    /* Burned already, all of them. */
    {"burns", "INSERT INTO burns SELECT -id, dataset, recipient, parent, 0 FROM canaries", NULL},
    /* The last reading was long after. */
    {"profiles", "UPDATE profiles SET read = read + 4000000000", NULL},
    {"profiles", "INSERT INTO profiles SELECT -id, dataset, version - 100, made, read + 4000000000, text FROM profiles",
	NULL},
    /* It was tried before, all that the next export will try (the function knows). */
    {"tried", "INSERT INTO tried SELECT -1, 4, will_try()", NULL},
    /* Nothing in the source is what it is. */
    {"profiles",
	"UPDATE profiles SET text = CAST(replace(replace(replace(CAST(text AS TEXT), 'kind = phone', 'kind = "
	"text'), 'kind = opaque-id', 'kind = text'), 'kind = person-name', 'kind = text') AS BLOB)",
	NULL},
    {"datasets", "UPDATE datasets SET name = name || 'x'", NULL},
    {"datasets", "DELETE FROM datasets", NULL},
    {"canaries", "DELETE FROM canaries", NULL},
    {"burns", "DELETE FROM burns", NULL},
    {"tried", "DELETE FROM tried", NULL},
    {"exports", "DELETE FROM exports", NULL},
};

#define LIES (sizeof(lies) / sizeof(lies[0]))

/* Where they are stored: what they are found by, and where they are then. */
#define FILTER "4611686018427387904"
#define BLOCK "first < " FILTER " AND run = (SELECT max(run) FROM index_blocks)"
static const struct {
	const char *table, *sql;
} stored_lies[] = {
    {"canaries", "DELETE FROM canaries WHERE recipient = 2"},
    {"canaries", "UPDATE canaries SET recipient = 1 WHERE recipient = 2"},
    {"canaries", "UPDATE canaries SET parent = zeroblob(16)"},
    {"canaries", "UPDATE canaries SET sealed = zeroblob(length(sealed))"},
    {"canaries", "UPDATE canaries SET id = (SELECT max(at) + min(at) FROM was) - id"},
    {"index_runs", "DELETE FROM index_runs WHERE family = 3"},
    {"index_runs", "UPDATE index_runs SET family = 0 WHERE family = 3"},
    {"index_runs", "UPDATE index_runs SET dataset = dataset + 1 WHERE family = 3"},
    {"index_blocks", "DELETE FROM index_blocks"},
    {"index_blocks", "DELETE FROM index_blocks WHERE " BLOCK},
    {"index_blocks", "DELETE FROM index_blocks WHERE first >= " FILTER},
    {"index_blocks", "UPDATE index_blocks SET sealed = zeroblob(length(sealed))"},
    {"index_blocks", "UPDATE index_blocks SET sealed = (SELECT sealed FROM was WHERE " BLOCK
		     " ORDER BY first DESC LIMIT 1) WHERE " BLOCK},
    {"index_blocks", "UPDATE index_blocks SET sealed = (SELECT sealed FROM was WHERE run = (SELECT max(run) FROM was)"
		     " ORDER BY first LIMIT 1) WHERE first >= " FILTER},
    {"points", "DELETE FROM points WHERE name = 'covered'"},
    {"points", "UPDATE points SET state = zeroblob(length(state)) WHERE name = 'covered'"},
    {"burns", "DELETE FROM burns"},
    {"burns", "INSERT INTO burns SELECT -id, dataset, recipient, parent, 0 FROM canaries"},
    {"datasets", "DELETE FROM datasets"},
};

#define STORED_LIES (sizeof(stored_lies) / sizeof(stored_lies[0]))

START_TEST(one_lie)
{
	unsigned reading = (unsigned)_i % 2;
	struct written want;

	read_alone(reading, &want);
	/* It means something: one more is burned than before, long ago, and the export has tried some. */
	ck_assert(want.burned == 2 && want.since == LONG_AGO);
	ck_assert_int_eq(want.tried > 0, readings[reading] == embed);
	ck_assert(read_with(reading, lies[_i / 2].table, lies[_i / 2].sql, lies[_i / 2].undo, &want));
}
END_TEST

START_TEST(one_stored_lie)
{
	unsigned reading = (unsigned)_i % 2;
	struct written want;

	read_alone(reading, &want);
	ck_assert(want.burned == 2 && want.since == LONG_AGO);
	ck_assert(read_with(reading, stored_lies[_i / 2].table, stored_lies[_i / 2].sql, NULL, &want));
}
END_TEST

/* All edits that test_forger.c makes in one table. */
static void
lie_in_table(unsigned reading, const char * table)
{
	char columns[TABLE_MAX][32], sql[640];
	struct written want;
	unsigned c, count, made = 0;
	size_t i;

	count = columns_of(table, columns);
	read_alone(reading, &want);
	for (i = 0; i < sizeof(row_edits) / sizeof(row_edits[0]); i++) {
		(void)snprintf(sql, sizeof(sql), row_edits[i], table, columns[0]);
		made += read_with(reading, table, sql, NULL, &want);
	}
	for (c = 0; c < count; c++)
		for (i = 0; i < sizeof(column_edits) / sizeof(column_edits[0]); i++) {
			(void)snprintf(sql, sizeof(sql), column_edits[i], table, columns[c]);
			made += read_with(reading, table, sql, NULL, &want);
		}
	ck_assert_uint_gt(made, 0);
}

START_TEST(one_table)
{

	lie_in_table((unsigned)_i % 2, table_names[_i / 2]);
}
END_TEST

/* Of what stands elsewhere where canaries are stored, or is read otherwise. */
static const char * const stored_tables[] = {"canaries", "burns", "points", "index_runs", "index_blocks"};

START_TEST(one_stored_table)
{

	lie_in_table((unsigned)_i % 2, stored_tables[_i / 2]);
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("a lie for a while");
	TCase * stored = tcase_create("a lie for a while, of what is stored");

	if (sqlite3_auto_extension((void (*)(void))(uintptr_t)on_connection) != SQLITE_OK)
		return 1;
	tcase_add_unchecked_fixture(tc, world_loaded, world_end);
	tcase_add_loop_test(tc, one_lie, 0, 2 * (int)LIES);
	tcase_add_loop_test(tc, one_table, 0, 2 * (int)TABLES);
	tcase_add_unchecked_fixture(stored, world_stored, world_end);
	tcase_add_loop_test(stored, one_stored_lie, 0, 2 * (int)STORED_LIES);
	tcase_add_loop_test(stored, one_stored_table, 0, 2 * (int)(sizeof(stored_tables) / sizeof(stored_tables[0])));
	return suite_run_each("liar", (TCase * const[]){tc, stored}, 2);
}
