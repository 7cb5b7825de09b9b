/*
 * test_schema.c: the SQLite registry against somebody who changes its tables themselves, so that statements do not what they say: before it is opened,
 * while it is open, and for a moment, with the number by which SQLite knows its schema put back. Nothing is lost in silence: each verb fails, or has
 * written what it says. Also against rows that are not taken, and against a registry put back while it is in use.
 */
#include "tests/suite.h"
#include "tests/unit/forged.h"
#include "watermark/registry/core/lite.h"
#include "watermark/registry/core/query.h"

static struct dye_store *
store_open(void)
{
	struct dye_store * store;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	return store;
}

/* The first column of the one row, until the next. */
static const char *
text(const char * sql)
{
	static char kept[512];
	sqlite3_stmt * stmt;
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	(void)snprintf(kept, sizeof(kept), "%s", (const char *)sqlite3_column_text(stmt, 0));
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	return kept;
}

static int64_t
number(const char * sql)
{

	return strtoll(text(sql), NULL, 10);
}

/* Ways to lie that a schema has, and how each is undone; NULL: not so that nothing of it is left. */
#define TEXT(table, from, to)                                                                     \
	"PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, '" from "', '" to \
	"') WHERE name = '" table "'"
static const struct {
	const char *make, *undo;
} schemas[] = {
    {"ALTER TABLE burns ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(id > 1, 1)) VIRTUAL NOT NULL ON CONFLICT "
     "IGNORE;"
     "ALTER TABLE log ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(seq > 14 AND type = 'burn', 1)) VIRTUAL "
     "NOT NULL ON CONFLICT IGNORE",
	"ALTER TABLE burns DROP COLUMN g; ALTER TABLE log DROP COLUMN g"},
    {"ALTER TABLE tried ADD COLUMN g INTEGER GENERATED ALWAYS AS (nullif(id > 2, 1)) VIRTUAL NOT NULL ON CONFLICT "
     "IGNORE",
	"ALTER TABLE tried DROP COLUMN g"},
    {"ALTER TABLE points ADD COLUMN g INTEGER DEFAULT 1", NULL},
    {TEXT("burns", "since INTEGER NOT NULL)", "since INTEGER NOT NULL ON CONFLICT IGNORE)"),
	TEXT("burns", " ON CONFLICT IGNORE", "")},
    {TEXT("burns", "since INTEGER NOT NULL)", "since INTEGER NOT NULL, CHECK(since < 0) ON CONFLICT IGNORE)"),
	TEXT("burns", ", CHECK(since < 0) ON CONFLICT IGNORE", "")},
    {TEXT("burns", "since INTEGER NOT NULL)", "since INTEGER NOT NULL DEFAULT 9)"), TEXT("burns", " DEFAULT 9", "")},
    {TEXT("burns", " STRICT", ""), TEXT("burns", "since INTEGER NOT NULL)", "since INTEGER NOT NULL) STRICT")},
    {TEXT("burns", "parent BLOB", "parent BLOB COLLATE NOCASE"), TEXT("burns", " COLLATE NOCASE", "")},
    {TEXT("burns", "parent BLOB", "parent ANY"), TEXT("burns", "parent ANY", "parent BLOB")},
    {TEXT("burns", "id INTEGER PRIMARY KEY", "id INTEGER PRIMARY KEY ON CONFLICT REPLACE"),
	TEXT("burns", " ON CONFLICT REPLACE", "")},
    {TEXT("burns_parent", "dataset)", "dataset) WHERE recipient <> 2"),
	TEXT("burns_parent", " WHERE recipient <> 2", "")},
    {TEXT("burns_parent", "ON burns(parent", "ON burns(-parent"), TEXT("burns_parent", "-parent", "parent")},
    {TEXT("ends", "UNIQUE REFERENCES", "UNIQUE ON CONFLICT IGNORE REFERENCES"),
	TEXT("ends", " ON CONFLICT IGNORE", "")},
    {TEXT("ends", "exports(id)", "exports(id) ON DELETE CASCADE"), TEXT("ends", " ON DELETE CASCADE", "")},
    {"CREATE UNIQUE INDEX one ON burns(dataset)", "DROP INDEX one"},
    {"DROP INDEX burns_parent", "CREATE INDEX burns_parent ON burns(parent, recipient, dataset)"},
    {"CREATE TABLE more(x)", "DROP TABLE more"},
    {"CREATE TRIGGER t BEFORE INSERT ON burns BEGIN SELECT RAISE(IGNORE); END", "DROP TRIGGER t"},
    {"CREATE VIEW v AS SELECT 1", "DROP VIEW v"},
    {"ALTER TABLE burns RENAME TO b0; CREATE VIEW burns AS SELECT * FROM b0", NULL},
    {"CREATE VIRTUAL TABLE f USING fts5(x)", NULL},
    {"ANALYZE", "DROP TABLE sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4"},
    {"DROP TABLE places; CREATE TABLE places(id INTEGER, export INTEGER, parent BLOB, canary INTEGER)", NULL},
    {"PRAGMA user_version=1", "PRAGMA user_version=0"},
};

#define SCHEMAS (int)(sizeof(schemas) / sizeof(schemas[0]))

/* Every verb that writes, one after the other: how many were refused. */
static unsigned
write_all(struct dye_store * s)
{
	struct dye_canary_unit unit = unit_of(1, 2, 11);
	struct dye_export e = {.id = 2};
	unsigned refused = 0;
	bool fresh;

	refused += DO(s, canary_burn_all, &unit, 1, 5, &err) == DYE_EVAULT;
	refused += add_canary(s, 1, 2, canary_of(2, 9, 19, "x"), 71, 1, &fresh) == DYE_EVAULT;
	refused += DO(s, export_end, &e, &err) == DYE_EVAULT;
	refused += DO(s, log_append, "note", DYE_SLICE("{}"), NULL, &err) == DYE_EVAULT;
	return refused;
}

#define WRITES 4
#define BURNS "SELECT count(*) FROM burns"
#define LOG "SELECT count(*) FROM log"

/* Made before: it is not opened. */
START_TEST(before)
{
	struct dye_store * store;

	setup_filled();
	forge(schemas[_i].make);
	ck_assert_int_eq(
	    dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err), DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "the registry is damaged: "));
	folder_remove();
}
END_TEST

/* The edit, and the number of the schema behind it. */
static void
forge_schema(const char * sql, int64_t cookie)
{
	char all[1200];

	(void)snprintf(all, sizeof(all), "BEGIN; %s; PRAGMA schema_version=%d; COMMIT", sql, (int)cookie);
	forge(all);
}

/* Made while it is open: nothing is written and nothing verified; undone, everything is. */
START_TEST(meanwhile)
{
	struct dye_store * store;
	int64_t entries;

	setup_filled();
	store = store_open();
	entries = number(LOG);
	OK(dye_store_trust(store, &err));
	forge_schema(schemas[_i].make, 700);
	ck_assert_uint_eq(write_all(store), WRITES);
	ck_assert_int_eq(dye_store_trust(store, &err), DYE_EVAULT);
	ck_assert_int_eq(number(LOG), entries);
	if (schemas[_i].undo != NULL) {
		forge_schema(schemas[_i].undo, 701);
		ck_assert_uint_eq(write_all(store), 0);
		ck_assert_int_eq(number(LOG), entries + WRITES);
		ck_assert_int_eq(number(BURNS), 2);
	}
	dye_store_close(store);
	folder_remove();
}
END_TEST

/*
 * SQLite parses what was forged, outside of any transaction, and then the number is put back to what it was when all was well; then the text, too, and what
 * was parsed may not be gone by.
 */
START_TEST(number_put_back)
{
	struct dye_store * store;
	int64_t cookie;
	uint64_t count;

	setup_filled();
	store = store_open();
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	cookie = number("PRAGMA schema_version");
	forge_schema(schemas[_i].make, cookie + 7);
	(void)DO(store, canary_count, 1, 2, &count, &err);
	forge_schema("SELECT 1", cookie);
	ck_assert_uint_eq(write_all(store), WRITES);
	if (schemas[_i].undo != NULL) {
		(void)DO(store, canary_count, 1, 2, &count, &err);
		forge_schema(schemas[_i].undo, cookie);
		ck_assert_uint_eq(write_all(store), 0);
		ck_assert_int_eq(number(BURNS), 2);
	}
	dye_store_close(store);
	folder_remove();
}
END_TEST

/* The number stays what it was all the time: SQLite goes by what it has parsed, which is good, or it is refused. */
START_TEST(number_kept)
{
	struct dye_store * store;
	int64_t entries;
	unsigned refused;

	setup_filled();
	store = store_open();
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	entries = number(LOG);
	forge_schema(schemas[_i].make, number("PRAGMA schema_version"));
	refused = write_all(store);
	ck_assert_int_eq(number(LOG), entries + WRITES - refused);
	dye_store_close(store);
	ck_assert_int_eq(
	    dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err), DYE_EVAULT);
	folder_remove();
}
END_TEST

/* A row that is not taken is missed. The tables that do not take it are temporary: those of the file would be refused. */
static const char * const deaf[] = {
    "CREATE TEMP TABLE burns(id, dataset, recipient, parent, since, g AS (NULL) NOT NULL ON CONFLICT IGNORE)",
    "CREATE TEMP TABLE log(seq, made, type, body, previous, hash, mac, g AS (nullif(type, 'burn')) NOT NULL ON "
    "CONFLICT IGNORE); INSERT INTO log SELECT * FROM main.log",
};

START_TEST(not_taken)
{
	struct dye_canary_unit unit = unit_of(1, 2, 11);
	struct dye_store * store;
	int64_t entries;

	setup_filled();
	store = store_open();
	entries = number(LOG);
	OK(dye_lite_execute(store->db, deaf[_i], &err));
	ck_assert_int_eq(DO(store, canary_burn_all, &unit, 1, 5, &err), DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "does not take a row"));
	dye_store_close(store);
	ck_assert_int_eq(number(LOG), entries);
	ck_assert_int_eq(number(BURNS), 1);
	folder_remove();
}
END_TEST

/* Every UPDATE of a column does nothing and counts as done. */
static int
ignore_updates(void * cookie, int action, const char * table, const char * column, const char * db, const char * inner)
{

	(void)cookie, (void)table, (void)column, (void)db, (void)inner;
	return action == SQLITE_UPDATE ? SQLITE_IGNORE : SQLITE_OK;
}

START_TEST(read_back)
{
	struct dye_store * store;
	int64_t entries;

	setup_filled();
	store = store_open();
	entries = number(LOG);
	ck_assert_int_eq(sqlite3_set_authorizer(((struct dye_lite *)store->db)->db, ignore_updates, NULL), SQLITE_OK);
	ck_assert_int_eq(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err), DYE_EVAULT);
	ck_assert_int_eq(number(LOG), entries);
	ck_assert_int_eq(sqlite3_set_authorizer(((struct dye_lite *)store->db)->db, NULL, NULL), SQLITE_OK);
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	dye_store_close(store);
	folder_remove();
}
END_TEST

/* The end of the log as it was two entries before, with all else of that time: whole for whoever comes anew, but not for one who was there. */
START_TEST(put_back)
{
	struct dye_store *store, *other;
	const char * end;
	char sql[512];

	setup_filled();
	store = store_open();
	end = text("SELECT hex(state) || ' ' || hex(mac) FROM points WHERE name = 'end'");
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	(void)snprintf(sql, sizeof(sql),
	    "DELETE FROM log WHERE seq > 14; UPDATE points SET state = X'%.144s', mac = X'%.64s' WHERE name = 'end'",
	    end, end + 145);
	forge(sql);
	other = store_open();
	OK(dye_store_trust(other, &err));
	ck_assert_int_eq(dye_store_trust(store, &err), DYE_EVAULT);
	ck_assert_int_eq(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err), DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "put back to an earlier time"));
	dye_store_close(other);
	dye_store_close(store);
	folder_remove();
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("schema");

	tcase_add_loop_test(tc, before, 0, SCHEMAS);
	tcase_add_loop_test(tc, meanwhile, 0, SCHEMAS);
	tcase_add_loop_test(tc, number_put_back, 0, SCHEMAS);
	tcase_add_loop_test(tc, number_kept, 0, SCHEMAS);
	tcase_add_loop_test(tc, not_taken, 0, 2);
	tcase_add_test(tc, read_back);
	tcase_add_test(tc, put_back);
	return suite_run("schema", tc);
}
