/*
 * test_registry.c: the SQLite registry against somebody who edits the file, against locks, damage and other versions.
 */
#include "tests/suite.h"
#include "tests/unit/forged.h"
#include "watermark/registry/core/entry.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void
expect_verify(enum dye_code code, const char * message)
{
	struct dye_store * store;
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	ck_assert_msg(DO(store, verify, &entries, head, &err) == code, "%s", err.message);
	if (code != DYE_OK)
		ck_assert_msg(strstr(err.message, message) != NULL, "got: %s", err.message);
	dye_store_close(store);
}

/* Entries of fill(): 1 init, 2 dataset, 3 learn, 4 enrol, 5 export-begin, 6 7 canary, 8 export-end, 9 export-begin, 10 burn, 11 trace,
 * 12 dataset, 13 learn, 14 enrol. */
static const struct {
	const char *sql, *message;
} forgeries[] = {
    {"UPDATE datasets SET name = 'customer' WHERE id = 1", "log entry 2 (dataset)"},
    {"UPDATE datasets SET salt = randomblob(16) WHERE id = 2", "log entry 12 (dataset)"},
    {"UPDATE datasets SET root = randomblob(32) WHERE id = 1", "log entry 2 (dataset)"},
    {"UPDATE datasets SET made = made - 1 WHERE id = 1", "log entry 2 (dataset)"},
    {"INSERT INTO datasets VALUES(9, 'x', randomblob(16), randomblob(32), 1)", "datasets"},
    {"UPDATE profiles SET text = X'41' WHERE id = 1", "log entry 3 (learn)"},
    {"UPDATE profiles SET made = made + 1 WHERE id = 1", "log entry 3 (learn)"},
    {"UPDATE profiles SET read = 5 WHERE id = 1", "log entry 3 (learn)"},
    {"UPDATE profiles SET version = 7 WHERE id = 2", "log entry 13 (learn)"},
    {"INSERT INTO profiles(dataset, version, made, read, text) VALUES(1, 2, 1, 0, X'41')", "profiles"},
    {"UPDATE recipients SET name = 'li.si@c5' WHERE number = 2", "log entry 4 (enrol)"},
    /* The frame-up: two accounts change names. */
    {"UPDATE recipients SET name = 'x' WHERE number = 1; UPDATE recipients SET name = 'zhang.san@cs' WHERE number = 2;"
     "UPDATE recipients SET name = 'li.si@cs' WHERE number = 1",
	"log entry 4 (enrol)"},
    {"INSERT INTO recipients(name, mac) VALUES('somebody', zeroblob(16))", "recipients"},
    {"UPDATE recipients SET mac = zeroblob(16) WHERE number = 1", "log entry 4 (enrol)"},
    /* Two accounts change names and MACs, and the MAC of one number is none of another's. */
    {"UPDATE recipients SET name = 'x' WHERE number = 1; UPDATE recipients SET name = 'zhang.san@cs',"
     " mac = (SELECT mac FROM recipients WHERE number = 1) WHERE number = 2",
	"log entry 4 (enrol)"},
    {"UPDATE rolls SET dataset = 2 WHERE id = 1", "log entry 4 (enrol)"},
    {"UPDATE rolls SET enrolled = enrolled - 86400 WHERE id = 1", "log entry 4 (enrol)"},
    {"UPDATE rolls SET numbers = zeroblob(16) WHERE id = 1", "log entry 4 (enrol)"},
    {"DELETE FROM rolls WHERE id = 1", "log entry 4 (enrol)"},
    {"DELETE FROM rolls WHERE id = 2", "log entry 14 (enrol)"},
    {"INSERT INTO rolls(dataset, enrolled, numbers) VALUES(2, 1, X'01000000000000000100000000000000')", "rolls"},
    {"DELETE FROM recipients WHERE number = 1", "log entry 4 (enrol)"},
    {"UPDATE enrolments SET enrolled = enrolled - 86400 WHERE recipient = 1", "log entry 4 (enrol)"},
    {"DELETE FROM enrolments WHERE dataset = 1 AND recipient = 3", "log entry 4 (enrol)"},
    {"DELETE FROM enrolments WHERE dataset = 2 AND recipient = 3", "log entry 14 (enrol)"},
    {"INSERT INTO enrolments(dataset, recipient, enrolled, place) VALUES(2, 1, 1, 6)", "enrolments"},
    {"UPDATE exports SET recipient = 1 WHERE id = 1", "log entry 5 (export-begin)"},
    {"UPDATE exports SET profile_version = 2 WHERE id = 2", "log entry 9 (export-begin)"},
    {"UPDATE exports SET started = started - 1 WHERE id = 1", "log entry 5 (export-begin)"},
    {"UPDATE exports SET marks = 'none' WHERE id = 1", "log entry 5 (export-begin)"},
    {"UPDATE exports SET meta = '{\"ticket\":\"T-2\"}' WHERE id = 1", "log entry 5 (export-begin)"},
    {"UPDATE ends SET rows = 99", "log entry 8 (export-end)"},
    {"UPDATE ends SET canaries = 1", "log entry 8 (export-end)"},
    {"UPDATE ends SET bytes = 1", "log entry 8 (export-end)"},
    {"UPDATE ends SET sha256 = randomblob(32)", "log entry 8 (export-end)"},
    {"DELETE FROM ends", "log entry 8 (export-end)"},
    {"UPDATE ends SET finished = finished + 1", "log entry 8 (export-end)"},
    {"UPDATE ends SET export = 2", "log entry 8 (export-end)"},
    {"INSERT INTO ends VALUES(2, 2, 1, 1, 1, 1, zeroblob(32))", "ends"},
    {"INSERT INTO exports VALUES(9, 1, 1, 1, 1, '', '{}')", "exports"},
    {"DELETE FROM exports WHERE id = 2", "log entry 9 (export-begin)"},
    {"UPDATE canaries SET recipient = 1 WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE canaries SET dataset = 2 WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE canaries SET anchor = randomblob(16) WHERE id = 2", "log entry 7 (canary)"},
    {"UPDATE canaries SET parent = randomblob(16) WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE canaries SET sealed = X'00' WHERE id = 1", "log entry 6 (canary)"},
    {"DELETE FROM burns", "log entry 10 (burn)"},
    {"UPDATE burns SET since = 5", "log entry 10 (burn)"},
    {"UPDATE burns SET recipient = 1", "log entry 10 (burn)"},
    {"UPDATE burns SET dataset = 2", "log entry 10 (burn)"},
    {"UPDATE burns SET parent = (SELECT parent FROM canaries WHERE id = 1)", "log entry 10 (burn)"},
    {"INSERT INTO burns VALUES(2, 1, 2, zeroblob(16), 0)", "burns"},
    {"INSERT INTO burns VALUES(0, 1, 2, zeroblob(16), 0)", "burns"},
    {"INSERT INTO tried VALUES(-1, 1, zeroblob(8))", "tried"},
    {"INSERT INTO exports VALUES(0, 1, 1, 1, 1, '', '{}')", "exports"},
    {"UPDATE canaries SET trial = trial + 1 WHERE id = 1", "log entry 6 (canary)"},
    {"INSERT INTO canaries VALUES(9, 1, 1, randomblob(16), randomblob(16), 1,"
     " X'00')",
	"canaries"},
    {"UPDATE places SET canary = 2 WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE places SET parent = randomblob(16) WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE places SET export = 2 WHERE id = 2", "log entry 7 (canary)"},
    {"INSERT INTO places(export, parent, canary) VALUES(2, randomblob(16), 1)", "places"},
    {"UPDATE cells SET anchor = randomblob(16) WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE cells SET canary = 2 WHERE id = 3", "log entry 6 (canary)"},
    {"DELETE FROM cells WHERE id = 5", "log entry 7 (canary)"},
    {"INSERT INTO cells(anchor, canary) VALUES(randomblob(16), 1)", "cells"},
    {"UPDATE tried SET trials = randomblob(8) WHERE id = 1", "log entry 6 (canary)"},
    {"UPDATE tried SET export = 2 WHERE id = 1", "log entry 6 (canary)"},
    {"DELETE FROM tried WHERE id = 2", "log entry 7 (canary)"},
    {"UPDATE tried SET trials = X'' WHERE id = 2", "log entry 7 (canary)"},
    {"INSERT INTO tried(export, trials) VALUES(1, randomblob(8))", "tried"},
    {"UPDATE log SET made = made + 1 WHERE seq = 11", "log entry 11 was changed"},
    {"UPDATE log SET type = 'note' WHERE seq = 11", "log entry 11 was changed"},
    {"UPDATE log SET body = '{\"files\":2}' WHERE seq = 11", "log entry 11 was changed"},
    {"UPDATE log SET hash = randomblob(32) WHERE seq = 11", "log entry 11 was changed"},
    {"UPDATE log SET previous = randomblob(32) WHERE seq = 11", "log entry 11 does not follow"},
    {"DELETE FROM log WHERE seq = 11", "log entry 11 is missing"},
    {"DELETE FROM log WHERE seq = 1", "log entry 1 is missing"},
    /* A log cut at its end betrays itself by the rows that are left over. */
    {"DELETE FROM log WHERE seq = 14", "are not those of the log"},
    {"DELETE FROM log WHERE seq > 7", "are not those of the log"},
    {"UPDATE log SET mac = randomblob(32) WHERE seq = 11", "log entry 11 was changed"},
    /* With its rows: then it is the note of where the log ends that is not true any more. */
    {"DELETE FROM log WHERE seq = 14; DELETE FROM enrolments WHERE dataset = 2; DELETE FROM rolls WHERE id = 2",
	"the log does not end where"},
    {"UPDATE points SET state = randomblob(72) WHERE name = 'end'", "the log's end is not ours"},
    {"UPDATE points SET mac = randomblob(32) WHERE name = 'end'", "the log's end is not ours"},
    {"DELETE FROM points WHERE name = 'end'", "the log does not end where"},
};

static void
expect_trust(enum dye_code code, const char * message)
{
	struct dye_store * store;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	ck_assert_msg(dye_store_trust(store, &err) == code, "%s", err.message);
	if (code != DYE_OK)
		ck_assert_msg(strstr(err.message, message) != NULL, "got: %s", err.message);
	dye_store_close(store);
}

/* Both ways of looking see it, from the beginning of the log. */
START_TEST(forged)
{
	setup_filled();
	expect_verify(DYE_OK, "");
	expect_trust(DYE_OK, "");
	forge(forgeries[_i].sql);
	expect_verify(DYE_EVAULT, forgeries[_i].message);
	expect_trust(DYE_EVAULT, "log");
	folder_remove();
}
END_TEST

/* The list of a table's keys, of which the newest entry holds: changed, taken away, put back to what it was before, or another's. */
static const char * const unlisted[] = {
    "UPDATE true_keys SET sealed = X'6F6E65' WHERE dataset = 1",
    "UPDATE true_keys SET sealed = zeroblob(0) WHERE dataset = 1",
    "DELETE FROM true_keys WHERE dataset = 1",
    "UPDATE true_keys SET sealed = (SELECT sealed FROM true_keys WHERE dataset = 2) WHERE dataset = 1",
    "DELETE FROM true_keys; INSERT INTO true_keys VALUES(1, 2, X'6F6E65')",
    "INSERT INTO true_keys VALUES(3, 1, X'6F6E65')",
};

static void
list_keys(void)
{
	struct dye_store * store;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(dye_store_true_keys_put(store, 1, 1, 5, DYE_SLICE("one"), &err));
	OK(dye_store_true_keys_put(store, 2, 1, 5, DYE_SLICE("other"), &err));
	OK(dye_store_true_keys_put(store, 1, 2, 6, DYE_SLICE("two"), &err));
	dye_store_close(store);
}

START_TEST(unlisted_keys)
{
	struct dye_buffer sealed = {0};
	struct dye_store * store;
	enum dye_code rc = DYE_OK;
	uint32_t version;
	bool got;

	setup_filled();
	list_keys();
	expect_verify(DYE_OK, "");
	forge(unlisted[_i]);
	expect_verify(DYE_EVAULT, "list of the keys");
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	for (uint32_t d = 1; d <= 3 && rc == DYE_OK; d++) {
		dye_buffer_reset(&sealed);
		rc = dye_store_true_keys_get(store, d, &version, &sealed, &got, &err);
	}
	ck_assert_int_eq(rc, DYE_EVAULT);
	dye_buffer_release(&sealed);
	dye_store_close(store);
	folder_remove();
}
END_TEST

/* So many entries that a point is set behind them. */
static void
set_point(void)
{
	struct dye_store * store;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	for (int i = 0; i < 64; i++)
		OK(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err));
	OK(dye_store_trust(store, &err));
	dye_store_close(store);
}

static uint64_t
number_in(const char * sql)
{
	sqlite3_stmt * stmt;
	uint64_t number;
	sqlite3 * db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	number = (uint64_t)sqlite3_column_int64(stmt, 0);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	return number;
}

/* Who may be accused, and under which name, as a trace reads it. */
static enum dye_code
read_accounts(struct dye_store * store)
{
	enum dye_code rc = DYE_OK;
	struct dye_recipient r;
	uint64_t * numbers;
	size_t count;

	for (uint32_t dataset = 1; dataset <= 2 && rc == DYE_OK; dataset++) {
		if ((rc = DO(store, recipient_numbers, dataset, INT64_MAX, &numbers, &count, &err)) != DYE_OK)
			return rc;
		for (size_t i = 0; i < count && rc == DYE_OK; i++)
			rc = DO(store, recipient_get, dataset, numbers[i], &r, &err);
		free(numbers);
	}
	return rc;
}

/* A trace stops before it accuses anybody. */
static void
expect_no_verdict(const char * sql)
{
	struct dye_store * store;
	enum dye_code rc;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	if ((rc = dye_store_trust(store, &err)) == DYE_OK)
		rc = read_accounts(store);
	ck_assert_msg(rc != DYE_OK, "not noticed: %s", sql);
	dye_store_close(store);
}

/* What was verified before is not walked again, and still cannot be changed: all but canaries, which their seal protects, bodies of entries long past
 * and the times of single enrolments, which no verdict reads: log verify does. */
START_TEST(forged_behind_the_point)
{
	const char * sql = forgeries[_i].sql;
	bool sealed = strstr(sql, "UPDATE canaries") != NULL || strstr(sql, "UPDATE places") != NULL ||
		      strstr(sql, " cells") != NULL || strstr(sql, "log SET") != NULL ||
		      strstr(sql, "FROM log WHERE seq = 1") != NULL || strstr(sql, "UPDATE enrolments") != NULL;

	setup_filled();
	set_point();
	ck_assert_uint_eq(number_in("SELECT count(*) FROM points"), 2);
	forge(sql);
	if (!sealed || strstr(sql, "INSERT") != NULL)
		expect_no_verdict(sql);
	expect_verify(DYE_EVAULT, "log");
	folder_remove();
}
END_TEST

/* The point itself: forged it is refused; taken away, everything is walked again. */
START_TEST(forged_point)
{
	setup_filled();
	set_point();
	expect_trust(DYE_OK, "");
	forge("UPDATE points SET state = randomblob(192) WHERE name = 'verified'");
	expect_trust(DYE_EVAULT, "the log's last verification is not ours");
	expect_verify(DYE_EVAULT, "the log's last verification is not ours");
	forge("DELETE FROM points WHERE name = 'verified'");
	expect_trust(DYE_OK, "");
	forge("UPDATE exports SET recipient = 1 WHERE id = 1");
	expect_trust(DYE_EVAULT, "registry was changed");
	forge("DELETE FROM points WHERE name = 'verified'");
	expect_trust(DYE_EVAULT, "log entry 5 (export-begin)");
	folder_remove();
}
END_TEST

/*
 * Rows stay as they are and an index says something else: what is looked up by it would be hidden. sqlite3's shell does that with .imposter: an index
 * is edited as if it were a table.
 */
static const struct {
	const char *index, *columns, *sql;
} imposters[] = {
    {"burns_parent", "parent, recipient, dataset, id, PRIMARY KEY(parent, recipient, dataset, id)", "DELETE FROM fake"},
    {"burns_parent", "parent, recipient, dataset, id, PRIMARY KEY(parent, recipient, dataset, id)",
	"UPDATE fake SET recipient = 1"},
    {"tried_export", "export, id, PRIMARY KEY(export, id)", "DELETE FROM fake WHERE id = 1"},
    {"exports_recipient", "dataset, recipient, id, PRIMARY KEY(dataset, recipient, id)",
	"DELETE FROM fake WHERE id = 2"},
    {"sqlite_autoindex_ends_1", "export, id, PRIMARY KEY(export, id)", "DELETE FROM fake"},
    {"sqlite_autoindex_profiles_1", "dataset, version, id, PRIMARY KEY(dataset, version, id)", "DELETE FROM fake"},
    {"sqlite_autoindex_datasets_1", "name, id, PRIMARY KEY(name, id)", "DELETE FROM fake WHERE id = 1"},
};

static void
forge_index(const char * index, const char * columns, const char * sql)
{
	sqlite3_stmt * stmt;
	char make[256];
	sqlite3 * db;
	int root;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name = ?", -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_bind_text(stmt, 1, index, -1, SQLITE_STATIC), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	root = sqlite3_column_int(stmt, 0);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	(void)snprintf(make, sizeof(make), "CREATE TABLE fake(%s) WITHOUT ROWID", columns);
	ck_assert_int_eq(sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, db, "main", 1, root), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, make, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, db, "main", 0, 0), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	ck_assert_int_gt(sqlite3_changes(db), 0);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

START_TEST(forged_index)
{

	setup_filled();
	if (_i % 2 == 1)
		set_point();
	forge_index(imposters[_i / 2].index, imposters[_i / 2].columns, imposters[_i / 2].sql);
	expect_verify(DYE_EVAULT, "");
	expect_trust(DYE_EVAULT, "");
	folder_remove();
}
END_TEST

/* What a trace reads after it has verified is what it verified, whoever writes meanwhile. */
START_TEST(one_state)
{
	struct dye_store *store, *other;
	uint64_t count, again;
	bool fresh;

	setup_filled();
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &other, &err));
	OK(dye_store_trust_open(store, &err));
	OK(DO(store, canary_count, 1, 2, &count, &err));
	OK(add_canary(other, 1, 2, canary_of(2, 9, 19, "x"), 71, 1, &fresh));
	forge("DELETE FROM tried; DELETE FROM recipients");
	OK(DO(store, canary_count, 1, 2, &again, &err));
	ck_assert_uint_eq(again, count);
	OK(read_accounts(store));
	/* Nothing can be written beside it. */
	ck_assert_int_eq(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err), DYE_EUSAGE);
	OK(dye_store_trust_close(store, DYE_OK, &err));
	OK(DO(store, canary_count, 1, 2, &again, &err));
	ck_assert_uint_eq(again, 0);
	ck_assert_int_eq(dye_store_trust_open(store, &err), DYE_EVAULT);
	dye_store_close(other);
	dye_store_close(store);
	folder_remove();
}
END_TEST

static enum dye_code
count_entry(void * cookie, const struct dye_log_entry * e, struct dye_error * error)
{
	uint64_t * count = cookie;

	(void)e, (void)error;
	++*count;
	return DYE_OK;
}

/* Entries long past, which earlier traces of the same cells are read from: each is as it was written, and none is missing. */
START_TEST(forged_past)
{
	static const char * const edits[] = {"UPDATE log SET body = '{\"files\":2}' WHERE seq = 11",
	    "UPDATE log SET type = 'note' WHERE seq = 11", "UPDATE log SET made = made - 1 WHERE seq = 11",
	    "UPDATE log SET seq = -seq WHERE seq = 11", "DELETE FROM log WHERE seq = 11",
	    "DELETE FROM log WHERE seq < 12",
	    "INSERT INTO log SELECT 0, made, type, body, previous, hash, mac FROM log WHERE seq = 11",
	    "INSERT INTO log SELECT 99, made, type, body, previous, hash, mac FROM log WHERE seq = 11",
	    "DELETE FROM points"};
	struct dye_store * store;
	uint64_t count = 0;

	setup_filled();
	set_point();
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(dye_store_log_verified(store, count_entry, &count, &err));
	ck_assert_uint_eq(count, 78);
	forge(edits[_i]);
	ck_assert_int_eq(dye_store_log_verified(store, count_entry, &count, &err), DYE_EVAULT);
	dye_store_close(store);
	folder_remove();
}
END_TEST

/* Who knows the format and not the key hashes the chain anew, and is seen all the same. */
START_TEST(rehashed)
{
	struct dye_log_entry e = {.seq = 14, .type = "enrol"};
	char sql[512], hex[2 * DYE_HASH_LEN + 1], body[256];
	sqlite3_stmt * stmt;
	sqlite3 * db;

	setup_filled();
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db, "SELECT made, previous, body FROM log WHERE seq = 14", -1, &stmt, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	e.when = sqlite3_column_int64(stmt, 0) - 86400;
	memcpy(e.previous, sqlite3_column_blob(stmt, 1), DYE_HASH_LEN);
	(void)snprintf(body, sizeof(body), "%s", (const char *)sqlite3_column_text(stmt, 2));
	e.body = (struct dye_slice){body, strlen(body)};
	(void)sqlite3_finalize(stmt);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	OK(dye_entry_hash(&e, e.hash, &err));
	dye_hex(e.hash, DYE_HASH_LEN, hex);
	(void)snprintf(sql, sizeof(sql),
	    "UPDATE log SET made = made - 86400, hash = X'%s' WHERE seq = 14;"
	    "UPDATE enrolments SET enrolled = enrolled - 86400 WHERE dataset = 2",
	    hex);
	forge(sql);
	expect_verify(DYE_EVAULT, "log entry 14 was changed");
	expect_trust(DYE_EVAULT, "log entry 14 was changed");
	folder_remove();
}
END_TEST

/* Another vault's key signs nothing here. */
START_TEST(other_key)
{
	static const uint8_t other[DYE_KEY_LEN] = "the key of another vault";
	struct dye_store * store;

	setup_filled();
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", other, &store, &err));
	ck_assert_int_eq(dye_store_trust(store, &err), DYE_EVAULT);
	ck_assert_int_eq(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err), DYE_EVAULT);
	dye_store_close(store);
	expect_verify(DYE_OK, "");
	folder_remove();
}
END_TEST

/* Nothing is written behind an end that was cut off: it would hide the cut. */
START_TEST(truncated)
{
	struct dye_store * store;

	setup_filled();
	forge(
	    "DELETE FROM log WHERE seq = 14; DELETE FROM enrolments WHERE dataset = 2; DELETE FROM rolls WHERE id = 2");
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	ck_assert_int_eq(DO(store, log_append, "note", DYE_SLICE("{}"), NULL, &err), DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "the log does not end where it was written last"));
	dye_store_close(store);
	folder_remove();
}
END_TEST

static void
expect_open(const char * message)
{
	struct dye_store * store;

	ck_assert_int_eq(
	    dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err), DYE_EVAULT);
	ck_assert_msg(strstr(err.message, message) != NULL, "got: %s", err.message);
}

START_TEST(other_versions)
{
	setup_filled();
	forge("UPDATE registry SET version = 5");
	expect_open(
	    "the registry has version 5, and this program can upgrade none below 6: trace what was exported with it by "
	    "the leakdye that wrote it, and make a new vault for what is to come");
	forge("UPDATE registry SET version = 9");
	expect_open(
	    "the registry has version 9, and this program knows none above 8: open it with the leakdye that wrote it, "
	    "or a later one");
	forge("UPDATE registry SET version = 8; PRAGMA application_id = 7");
	expect_open("it is no registry of leakdye");
	forge("PRAGMA application_id = 1818524005; DROP TABLE log");
	expect_open("somebody has changed its tables (log is not as leakdye makes it)");
	folder_remove();
}
END_TEST

/* ---- retired accounts, of a registry that the version before may have made ---- */

static void
retire_two(void)
{
	struct dye_store * store;
	bool changed;

	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(DO(store, retire, "li.si@cs", true, &changed, &err));
	OK(DO(store, retire, "wang.wu@ops", true, &changed, &err));
	OK(DO(store, retire, "wang.wu@ops", false, &changed, &err));
	dye_store_close(store);
}

/* Entries 15 to 17. */
static const struct {
	const char *sql, *message;
} unretired[] = {
    {"DELETE FROM retirements WHERE id = 1", "log entry 15 (retire)"},
    {"DELETE FROM retirements WHERE id = 3", "log entry 17 (retire)"},
    {"UPDATE retirements SET recipient = 1 WHERE id = 1", "log entry 15 (retire)"},
    {"UPDATE retirements SET retired = 0 WHERE id = 1", "log entry 15 (retire)"},
    {"UPDATE retirements SET retired = 1 WHERE id = 3", "log entry 17 (retire)"},
    {"UPDATE retirements SET made = made - 1 WHERE id = 2", "log entry 16 (retire)"},
    {"INSERT INTO retirements VALUES(4, 1, 1, 5)", "retirements are not those of the log"},
    {"INSERT INTO retirements VALUES(0, 1, 1, 5)", "retirements are not those of the log"},
    {"INSERT INTO retirements VALUES(-7, 2, 0, 5)", "retirements are not those of the log"},
};

#define UNRETIRED (int)(sizeof(unretired) / sizeof(unretired[0]))

START_TEST(unretire)
{
	setup_filled();
	retire_two();
	expect_verify(DYE_OK, "");
	if (_i % 2 == 1)
		set_point();
	expect_trust(DYE_OK, "");
	forge(unretired[_i / 2].sql);
	expect_verify(DYE_EVAULT, unretired[_i / 2].message);
	expect_trust(DYE_EVAULT, "");
	folder_remove();
}
END_TEST

/* As earlier versions left it: what they did not have goes. */
#define OF_VERSION_7                                                                                             \
	"DROP TABLE true_keys; DROP TABLE given_decoys; DROP TABLE decoys; DROP TABLE index_sheets; DROP TABLE " \
	"index_runs; DROP TABLE "                                                                                \
	"index_blocks; DELETE FROM points WHERE name = "                                                         \
	"'verified'; UPDATE registry SET version = 7"
#define OF_VERSION_6 OF_VERSION_7 "; DROP TABLE retirements; UPDATE registry SET version = 6"

START_TEST(upgraded)
{
	struct dye_store *store, *other;
	bool sixth = _i == 0;

	setup_filled();
	forge(sixth ? OF_VERSION_6 : OF_VERSION_7);
	/* A point of fewer tables. */
	forge("INSERT INTO points VALUES('verified', zeroblob(168), zeroblob(32))");
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &other, &err));
	OK(dye_store_trust(store, &err));
	dye_store_close(other);
	dye_store_close(store);
	ck_assert_uint_eq(number_in("SELECT version FROM registry"), 8);
	ck_assert_uint_eq(number_in("SELECT count(*) FROM log"), 15);
	ck_assert_uint_eq(
	    number_in(sixth ? "SELECT seq FROM log WHERE type = 'upgrade' AND body = '{\"from\":6,\"to\":8}'"
			    : "SELECT seq FROM log WHERE type = 'upgrade' AND body = '{\"from\":7,\"to\":8}'"),
	    15);
	expect_verify(DYE_OK, "");
	retire_two();
	expect_verify(DYE_OK, "");
	folder_remove();
}
END_TEST

/* What somebody did to it before is found then or afterwards, and nothing is written to tables that are not what they should be. */
static const struct {
	const char *sql, *open, *verify; /* what is said; open NULL: it opens */
} before_upgrade[] = {
    {"CREATE TABLE more(x)", "somebody has changed its tables (more", NULL},
    {"CREATE TABLE retirements(x)", "somebody has changed its tables (retirements", NULL},
    {"DROP INDEX burns_parent", "somebody has changed its tables (burns_parent", NULL},
    {"DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)", "the log does not end where it was written last", NULL},
    {"DELETE FROM log WHERE seq = 14", NULL, "log entry 14 is missing"},
    {"UPDATE points SET mac = zeroblob(32) WHERE name = 'end'", "the log's end is not ours", NULL},
    {"UPDATE exports SET recipient = 1 WHERE id = 1", NULL, "log entry 5 (export-begin)"},
    {"DELETE FROM burns", NULL, "log entry 10 (burn)"},
};

#define BEFORE_UPGRADE (int)(sizeof(before_upgrade) / sizeof(before_upgrade[0]))

START_TEST(changed_before_upgrade)
{
	setup_filled();
	set_point();
	forge(OF_VERSION_6);
	forge(before_upgrade[_i].sql);
	if (before_upgrade[_i].open != NULL) {
		expect_open(before_upgrade[_i].open);
		ck_assert_uint_eq(number_in("SELECT version FROM registry"), 6);
		ck_assert_uint_eq(number_in("SELECT count(*) FROM log WHERE type = 'upgrade'"), 0);
	} else {
		expect_trust(DYE_EVAULT, before_upgrade[_i].verify);
		expect_verify(DYE_EVAULT, before_upgrade[_i].verify);
	}
	folder_remove();
}
END_TEST

static void
overwrite(long at, size_t len)
{
	FILE * f = fopen(path, "r+b");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	for (size_t i = 0; i < len; i++)
		ck_assert_int_eq(fputc(0xa5, f), 0xa5);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(damaged_header)
{
	setup_filled();
	overwrite(0, 100);
	expect_open("the registry is damaged: file is not a database");
	folder_remove();
}
END_TEST

/* Pages after the first: opening may work, verifying must not. */
START_TEST(damaged_pages)
{
	struct dye_store * store;
	uint8_t head[DYE_HASH_LEN];
	uint64_t entries;
	enum dye_code rc;

	setup_filled();
	overwrite(4096L * (_i + 1), 2048);
	rc = dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err);
	if (rc == DYE_OK) {
		rc = DO(store, verify, &entries, head, &err);
		dye_store_close(store);
	}
	ck_assert_int_eq(rc, DYE_EVAULT);
	folder_remove();
}
END_TEST

/* Another process in the middle of a transaction: wait a little, say so, lose nothing. */
START_TEST(locked)
{
	struct dye_store * store;
	sqlite3 * db;
	struct timespec a, b;

	setup_filled();
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	clock_gettime(CLOCK_MONOTONIC, &a);
	ck_assert_int_eq(DO(store, log_append, "trace", DYE_SLICE("{}"), NULL, &err), DYE_EVAULT);
	clock_gettime(CLOCK_MONOTONIC, &b);
	ck_assert_str_eq(err.message, "the registry is locked by another process");
	ck_assert_int_ge(b.tv_sec - a.tv_sec, 2);
	/* Readers do not wait. */
	ck_assert_int_eq(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	OK(DO(store, log_append, "trace", DYE_SLICE("{}"), NULL, &err));
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	dye_store_close(store);
	expect_verify(DYE_OK, "");
	folder_remove();
}
END_TEST

#define MANY 20000

static bool
next_counted(void * cookie, struct dye_slice * name, enum dye_code * rc, struct dye_error * e)
{
	static char text[32];
	int * left = cookie;

	(void)e;
	*rc = DYE_OK;
	if (*left == 0)
		return false;
	name->len = (size_t)snprintf(text, sizeof(text), "user%07d@shop", (*left)--);
	name->data = text;
	return true;
}

/* Work for ever: small transactions and large ones, which reach the disk in many writes. */
static void
work(void)
{
	struct dye_export e = {.dataset = 1, .profile_version = 1, .recipient = 1};
	struct dye_store * store;
	uint64_t added, known;
	bool fresh;
	int left;

	if (dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, NULL) != DYE_OK)
		_exit(1);
	for (int i = 1;; i++) {
		left = 3000 * i;
		if (DO(store, enrol, 1, next_counted, &left, &added, &known, NULL) != DYE_OK ||
		    DO(store, export_begin, &e, &e.id, NULL) != DYE_OK ||
		    add_canary(store, 1, e.id, canary_of(1, i & 255, i & 255, "x"), i & 127, 3, &fresh) != DYE_OK ||
		    DO(store, export_end, &e, NULL) != DYE_OK)
			_exit(1);
	}
}

/* A process killed in the middle of its work, at twenty moments: what it had committed is there and verifies. */
START_TEST(killed)
{
	struct timespec pause = {.tv_nsec = 11000000L * (_i + 1)};
	pid_t child;
	int status;

	setup_filled();
	if ((child = fork()) == 0)
		work();
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(nanosleep(&pause, NULL), 0);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status), "the child gave up by itself");
	expect_verify(DYE_OK, "");
	folder_remove();
}
END_TEST

/* The same at twenty chosen writes of one large transaction: the system kills whoever writes past the limit. */
START_TEST(killed_writing)
{
	uint64_t added, known;
	struct dye_store * store;
	struct rlimit limit;
	struct stat st;
	pid_t child;
	int status, left = MANY;

	setup_filled();
	ck_assert_int_eq(stat(path, &st), 0);
	limit.rlim_cur = limit.rlim_max = (rlim_t)st.st_size + 40960 * (rlim_t)_i + 4096;
	if ((child = fork()) == 0) {
		if (setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
		    dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, NULL) != DYE_OK)
			_exit(1);
		(void)DO(store, enrol, 1, next_counted, &left, &added, &known, NULL);
		_exit(2);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ, "it was not killed where it writes");
	expect_verify(DYE_OK, "");
	folder_remove();
}
END_TEST

/* Cells and names of people stay out of what stands on disk: only what was given as sealed or hashed. */
START_TEST(no_room_for_text)
{
	sqlite3 * db;
	sqlite3_stmt * stmt;

	setup_filled();
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_prepare_v2(db,
		"SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
		" AND t.name IN ('canaries', 'places', 'cells', 'tried') AND c.type NOT IN ('INTEGER', 'BLOB')",
		-1, &stmt, NULL),
	    SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	folder_remove();
}
END_TEST

/* More names than the hash takes at once; twice, with an overlap. */
START_TEST(many_names)
{
	struct dye_store * store;
	uint64_t added, known, *numbers;
	int left = MANY;
	size_t count;

	setup_filled();
	OK(dye_store_open(dye_store_backend(NULL), folder, "registry.db", log_key, &store, &err));
	OK(DO(store, enrol, 1, next_counted, &left, &added, &known, &err));
	ck_assert_uint_eq(added, MANY);
	left = MANY + 10;
	OK(DO(store, enrol, 1, next_counted, &left, &added, &known, &err));
	ck_assert_uint_eq(added, 10);
	ck_assert_uint_eq(known, MANY);
	OK(DO(store, recipient_numbers, 1, INT64_MAX, &numbers, &count, &err));
	ck_assert_uint_eq(count, MANY + 13);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(numbers[i], i + 1);
	free(numbers);
	dye_store_close(store);
	expect_verify(DYE_OK, "");
	forge("UPDATE recipients SET name = 'user0000001@shoq' WHERE name = 'user0000001@shop'");
	expect_verify(DYE_EVAULT, "log entry 15 (enrol)");
	folder_remove();
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("registry");

	tcase_add_loop_test(tc, forged, 0, (int)(sizeof(forgeries) / sizeof(forgeries[0])));
	tcase_add_loop_test(tc, forged_behind_the_point, 0, (int)(sizeof(forgeries) / sizeof(forgeries[0])));
	tcase_add_loop_test(tc, unlisted_keys, 0, (int)(sizeof(unlisted) / sizeof(unlisted[0])));
	tcase_add_test(tc, forged_point);
	tcase_add_loop_test(tc, forged_index, 0, 2 * (int)(sizeof(imposters) / sizeof(imposters[0])));
	tcase_add_test(tc, one_state);
	tcase_add_loop_test(tc, forged_past, 0, 9);
	tcase_add_test(tc, rehashed);
	tcase_add_test(tc, other_key);
	tcase_add_test(tc, truncated);
	tcase_add_test(tc, other_versions);
	tcase_add_loop_test(tc, unretire, 0, 2 * UNRETIRED);
	tcase_add_loop_test(tc, upgraded, 0, 2);
	tcase_add_loop_test(tc, changed_before_upgrade, 0, BEFORE_UPGRADE);
	tcase_add_test(tc, damaged_header);
	tcase_add_loop_test(tc, damaged_pages, 0, 18);
	tcase_add_test(tc, locked);
	tcase_add_loop_test(tc, killed, 0, 20);
	tcase_add_loop_test(tc, killed_writing, 0, 20);
	tcase_add_test(tc, no_room_for_text);
	tcase_add_test(tc, many_names);
	return suite_run("registry", tc);
}
