/*
 * edits.h: the registry as a file, and what somebody who can write it might do to a table of it.
 */
#ifndef TESTS_FRESH_EDITS_H
#define TESTS_FRESH_EDITS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

#include "formats/base/buffer.h"
#include "tests/suite.h"

#define TABLE_MAX 16

static char file[192];	       /* of the registry */
static struct dye_buffer kept; /* its bytes before any edit */

/* ---- the registry as a file ---- */

static void
file_read(struct dye_buffer * bytes)
{
	FILE * f = fopen(file, "rb");
	char part[4096];
	size_t n;

	ck_assert_ptr_nonnull(f);
	dye_buffer_reset(bytes);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		ck_assert_int_eq(dye_buffer_append(bytes, part, n, NULL), DYE_OK);
	ck_assert_int_eq(fclose(f), 0);
}

static void
file_write(const struct dye_buffer * bytes)
{
	FILE * f = fopen(file, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes->data, 1, bytes->len, f), bytes->len);
	ck_assert_int_eq(fclose(f), 0);
}

/* False where the edit cannot be made: it asks for something that the column does not take. */
static bool
edit(sqlite3 * db, const char * sql)
{

	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* ---- edits ---- */

static const char * const table_names[] = {"registry", "datasets", "profiles", "recipients", "enrolments", "rolls",
    "exports", "ends", "canaries", "burns", "places", "tried", "cells", "log", "points", "learned_tables",
    "retirements", "index_sheets", "index_runs", "index_blocks", "decoys", "given_decoys", "true_keys"};

#define TABLES (sizeof(table_names) / sizeof(table_names[0]))

/* %1$s: the table, %2$s: the column. `was` is the table before the edit, with the rank of each row and how many there are. */
static const char * const column_edits[] = {
    "UPDATE %1$s SET %2$s = %2$s + 1",
    "UPDATE %1$s SET %2$s = %2$s - 1",
    "UPDATE %1$s SET %2$s = 0",
    "UPDATE %1$s SET %2$s = %2$s + 1 WHERE rowid = (SELECT min(rowid) FROM %1$s)",
    "UPDATE %1$s SET %2$s = %2$s - 1 WHERE rowid = (SELECT max(rowid) FROM %1$s)",
    "UPDATE %1$s SET %2$s = zeroblob(length(%2$s))",
    "UPDATE %1$s SET %2$s = substr(%2$s, 1, length(%2$s) / 2)",
    "UPDATE %1$s SET %2$s = substr(%2$s, 1, 8)",
    "UPDATE %1$s SET %2$s = NULL",
    /* Everybody gets that of the last, of the first, of the next, and of whoever stands as far from the other end. */
    "UPDATE %1$s SET %2$s = (SELECT %2$s FROM was ORDER BY rank DESC LIMIT 1)",
    "UPDATE %1$s SET %2$s = (SELECT %2$s FROM was ORDER BY rank LIMIT 1)",
    "UPDATE %1$s SET %2$s = (SELECT w.%2$s FROM was w, was v WHERE v.at = %1$s.rowid AND w.rank = v.rank %% v.all_rows "
    "+ 1)",
    "UPDATE %1$s SET %2$s = (SELECT w.%2$s FROM was w, was v WHERE v.at = %1$s.rowid AND w.rank = v.all_rows + 1 - "
    "v.rank)",
};

/* %2$s: the first column; all others are copied. */
static const char * const row_edits[] = {
    "DELETE FROM %1$s",
    "DELETE FROM %1$s WHERE rowid = (SELECT min(rowid) FROM %1$s)",
    "DELETE FROM %1$s WHERE rowid = (SELECT max(rowid) FROM %1$s)",
    "DELETE FROM %1$s WHERE rowid %% 2 = 0",
    "INSERT INTO %1$s SELECT * FROM %1$s",
    "CREATE TABLE more AS SELECT * FROM %1$s; UPDATE more SET %2$s = 0; INSERT INTO %1$s SELECT * FROM more; DROP "
    "TABLE more",
    "CREATE TABLE more AS SELECT * FROM %1$s; UPDATE more SET %2$s = -%2$s; INSERT INTO %1$s SELECT * FROM more; DROP "
    "TABLE more",
    "CREATE TABLE more AS SELECT * FROM %1$s; UPDATE more SET %2$s = %2$s + (SELECT max(%2$s) FROM more);"
    "INSERT INTO %1$s SELECT * FROM more; DROP TABLE more",
};

/*
 * Make the table anew, without constraints, so that none of them hides what the edit does; and back as the program makes it, as tables that it does
 * not make are refused. False where the rows then are none that such a table takes; of those that contradict another row, the first stays.
 */
static void
loosen(sqlite3 * db, const char * table)
{
	char sql[800];

	(void)snprintf(sql, sizeof(sql),
	    "CREATE TEMP TABLE made AS SELECT sql FROM sqlite_schema WHERE tbl_name = '%1$s' AND sql IS NOT NULL ORDER "
	    "BY type DESC;"
	    "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON; CREATE TABLE loose AS SELECT * FROM %1$s; DROP "
	    "TABLE %1$s;"
	    "ALTER TABLE loose RENAME TO %1$s; CREATE TEMP TABLE was AS SELECT *, rowid AS at, row_number() OVER "
	    "(ORDER BY rowid) AS rank,"
	    " count(*) OVER () AS all_rows FROM %1$s",
	    table);
	ck_assert_msg(edit(db, sql), "%s: %s", sql, sqlite3_errmsg(db));
}

static bool
tighten(sqlite3 * db, const char * table)
{
	struct dye_buffer sql = {0};
	sqlite3_stmt * stmt;
	bool done;

	ck_assert_int_eq(dye_buffer_printf(&sql, NULL, "ALTER TABLE %s RENAME TO loose;", table), DYE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT sql FROM made", -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		ck_assert_int_eq(
		    dye_buffer_printf(&sql, NULL, "%s;", (const char *)sqlite3_column_text(stmt, 0)), DYE_OK);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(dye_buffer_printf(&sql, NULL,
			     "INSERT OR IGNORE INTO %s SELECT * FROM loose; DROP TABLE loose; DROP TABLE made", table),
	    DYE_OK);
	done = edit(db, sql.data);
	dye_buffer_release(&sql);
	return done;
}

static unsigned
columns_of(const char * table, char columns[TABLE_MAX][32])
{
	sqlite3_stmt * stmt;
	unsigned count = 0;
	sqlite3 * db;
	char sql[96];

	(void)snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%s')", table);
	file_write(&kept);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW && count < TABLE_MAX)
		(void)snprintf(columns[count++], 32, "%s", (const char *)sqlite3_column_text(stmt, 0));
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	return count;
}

#endif
