/*
 * lite.c: SQL run by SQLite, and what its answers mean.
 */
#include "watermark/registry/core/lite.h"

#include <errno.h>
#include <stdio.h>

#define APPLICATION_ID 0x6c647965 /* "ldye" */
/* For others to finish their transactions: eight exports that begin at once, or a million accounts, take a while. */
#define WAIT_MS 30000

/* Cache in KiB. Canaries go to random places of their index; a million names want theirs in memory. */
#define CACHE "PRAGMA cache_size=-6144"
#define CACHE_FILL "PRAGMA cache_size=-131072"

#define NO_SPACE "the registry cannot grow: no space left (the disk or a quota is full, or files may not be so large)"

static bool
is_out_of_space(int error)
{

	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/* Turn an answer of SQLite's into an error; ${system} is what the system said. */
static enum dye_code
fail_as(int code, int system, const char * text, struct dye_error * err)
{

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return dye_fail(err, DYE_EVAULT, "the registry is locked by another process");
	case SQLITE_NOMEM:
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	case SQLITE_FULL:
		return dye_fail(err, DYE_EIO, NO_SPACE);
	case SQLITE_IOERR:
		if (is_out_of_space(system))
			return dye_fail(err, DYE_EIO, NO_SPACE);
		return dye_fail(err, DYE_EIO, "the registry cannot be read or written: %s", text);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
		return dye_fail(err, DYE_EVAULT, "the registry cannot be opened for writing: %s", text);
	/* Our own statements are right: a table or column that they miss was taken away. */
	case SQLITE_ERROR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
	case SQLITE_MISMATCH:
	case SQLITE_SCHEMA:
		return dye_sql_damaged(err, text);
	default:
		return dye_fail(err, DYE_EVAULT, "the registry refuses: %s", text);
	}
}

/* The same with what it answered last. */
static enum dye_code
fail(sqlite3 * db, struct dye_error * err)
{

	return fail_as(sqlite3_extended_errcode(db), sqlite3_system_errno(db), sqlite3_errmsg(db), err);
}

enum dye_code
dye_lite_execute(struct dye_lite * lite, const char * sql, struct dye_error * err)
{
	int system;

	errno = 0;
	if (sqlite3_exec(lite->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return DYE_OK;
	/* Where a COMMIT finds no room the connection does not say so. */
	system = errno;
	return fail_as(sqlite3_extended_errcode(lite->db),
	    is_out_of_space(system) ? system : sqlite3_system_errno(lite->db), sqlite3_errmsg(lite->db), err);
}

/* Triggers and views, which whoever can write the file could put into it, would answer in the place of the tables. They are refused
 * (lite_schema.c); they do nothing either. */
static bool
forbid_programs(sqlite3 * db)
{

	return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK;
}

enum dye_code
dye_lite_connect(struct dye_lite * lite, const char * name, int flags, struct dye_error * err)
{

	flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(name, &lite->db, flags, NULL) != SQLITE_OK)
		return lite->db == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : fail(lite->db, err);
	if (sqlite3_busy_timeout(lite->db, WAIT_MS) != SQLITE_OK || !forbid_programs(lite->db))
		return fail(lite->db, err);
	return dye_lite_execute(lite,
	    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
	    "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;" CACHE,
	    err);
}

enum dye_code
dye_lite_claim(struct dye_lite * lite, struct dye_error * err)
{
	char sql[48];

	(void)snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", APPLICATION_ID);
	return dye_lite_execute(lite, sql, err);
}

enum dye_code
dye_lite_number(struct dye_lite * lite, const char * sql, int64_t * number, struct dye_error * err)
{
	enum dye_code rc;
	void * stmt;
	bool row;

	*number = 0;
	if ((rc = dye_lite_prepare(lite, sql, &stmt, err)) != DYE_OK)
		return rc;
	if ((rc = dye_lite_step(stmt, &row, err)) == DYE_OK && row)
		*number = dye_lite_column(stmt, 0).whole;
	dye_lite_finish(stmt);
	return rc;
}

enum dye_code
dye_lite_recognise(struct dye_lite * lite, struct dye_error * err)
{
	enum dye_code rc;
	int64_t id;

	/* Reads the first page, so damage there shows. */
	if ((rc = dye_lite_number(lite, "PRAGMA application_id", &id, err)) != DYE_OK)
		return rc;
	return id == APPLICATION_ID ? DYE_OK : dye_sql_damaged(err, "it is no registry of leakdye");
}

void
dye_lite_close(void * db)
{
	struct dye_lite * lite = db;

	dye_lite_finish(lite->witness);
	lite->witness = NULL;
	(void)sqlite3_close_v2(lite->db);
	lite->db = NULL;
}

enum dye_code
dye_lite_begin(void * db, enum dye_sql_mode mode, struct dye_error * err)
{
	struct dye_lite * lite = db;
	enum dye_code rc;

	if (mode == DYE_SQL_FILL && (rc = dye_lite_execute(lite, CACHE_FILL, err)) != DYE_OK)
		return rc;
	/* Immediate: waiting for another writer happens here. */
	return dye_lite_execute(lite, mode == DYE_SQL_LOOK ? "BEGIN" : "BEGIN IMMEDIATE", err);
}

enum dye_code
dye_lite_end(void * db, enum dye_code rc, struct dye_error * err)
{
	struct dye_lite * lite = db;

	if (rc == DYE_OK)
		rc = dye_lite_execute(lite, "COMMIT", err);
	/* Some failures have undone it already; then there is nothing left to undo. */
	if (rc != DYE_OK && sqlite3_get_autocommit(lite->db) == 0)
		(void)sqlite3_exec(lite->db, "ROLLBACK", NULL, NULL, NULL);
	(void)sqlite3_exec(lite->db, CACHE, NULL, NULL, NULL);
	return rc;
}

enum dye_code
dye_lite_prepare(void * db, const char * sql, void ** statement, struct dye_error * err)
{
	struct dye_lite * lite = db;
	sqlite3_stmt * stmt = NULL;

	*statement = NULL;
	if (sqlite3_prepare_v2(lite->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return fail(lite->db, err);
	*statement = stmt;
	return DYE_OK;
}

static int
bind_one(sqlite3_stmt * stmt, int i, const struct dye_sql_value * v)
{
	/* NULL would be bound as NULL, which is not the empty text. */
	const char * data = v->bytes.len == 0 ? "" : v->bytes.data;

	switch (v->type) {
	case DYE_SQL_WHOLE:
		return sqlite3_bind_int64(stmt, i, v->whole);
	case DYE_SQL_TEXT:
		return sqlite3_bind_text64(stmt, i, data, v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
	case DYE_SQL_BLOB:
		return sqlite3_bind_blob64(stmt, i, data, v->bytes.len, SQLITE_STATIC);
	case DYE_SQL_NULL:
		break;
	}
	return sqlite3_bind_null(stmt, i);
}

enum dye_code
dye_lite_run(void * statement, const struct dye_sql_value * values, size_t count, struct dye_error * err)
{

	/* It repeats the error of the last step, which was reported then. */
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	for (size_t i = 0; i < count; i++)
		if (bind_one(statement, (int)i + 1, &values[i]) != SQLITE_OK)
			return fail(sqlite3_db_handle(statement), err);
	return DYE_OK;
}

enum dye_code
dye_lite_step(void * statement, bool * row, struct dye_error * err)
{

	*row = false;
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		*row = true;
		return DYE_OK;
	case SQLITE_DONE:
		/* Lets go of its locks and of the caller's values; it may run again. */
		(void)sqlite3_reset(statement);
		return DYE_OK;
	default:
		return fail(sqlite3_db_handle(statement), err);
	}
}

struct dye_sql_value
dye_lite_column(void * statement, unsigned column)
{
	struct dye_sql_value v = {.type = DYE_SQL_NULL};
	int i = (int)column;

	switch (sqlite3_column_type(statement, i)) {
	case SQLITE_INTEGER:
		v.type = DYE_SQL_WHOLE;
		v.whole = sqlite3_column_int64(statement, i);
		return v;
	case SQLITE_TEXT:
	case SQLITE_BLOB:
		v.type = sqlite3_column_type(statement, i) == SQLITE_TEXT ? DYE_SQL_TEXT : DYE_SQL_BLOB;
		v.bytes.data = sqlite3_column_blob(statement, i);
		v.bytes.len = (size_t)sqlite3_column_bytes(statement, i);
		return v;
	default:
		return v;
	}
}

uint64_t
dye_lite_changed(void * statement)
{

	return (uint64_t)sqlite3_changes64(sqlite3_db_handle(statement));
}

void
dye_lite_finish(void * statement)
{

	(void)sqlite3_finalize(statement);
}

/* "INSERT INTO table(columns) VALUES(?, ...)". */
static enum dye_code
insert_text(const char * table, const struct dye_sql_rows * rows, struct dye_buffer * sql, struct dye_error * err)
{
	enum dye_code rc = dye_buffer_printf(sql, err, "INSERT INTO %s(%s) VALUES(?", table, rows->columns);

	for (unsigned i = 1; i < rows->width && rc == DYE_OK; i++)
		rc = dye_buffer_append(sql, ", ?", 3, err);
	return rc == DYE_OK ? dye_buffer_append(sql, ")", 2, err) : rc;
}

enum dye_code
dye_lite_bulk(void * db, const char * table, const struct dye_sql_rows * rows, struct dye_error * err)
{
	struct dye_buffer sql = {0};
	void * stmt = NULL;
	enum dye_code rc;
	bool row;

	if ((rc = insert_text(table, rows, &sql, err)) == DYE_OK)
		rc = dye_lite_prepare(db, sql.data, &stmt, err);
	for (size_t i = 0; i < rows->count && rc == DYE_OK; i++)
		if ((rc = dye_lite_run(stmt, rows->values + i * rows->width, rows->width, err)) == DYE_OK &&
		    (rc = dye_lite_step(stmt, &row, err)) == DYE_OK && dye_lite_changed(stmt) != 1)
			rc = dye_sql_not_taken(err, table);
	dye_lite_finish(stmt);
	dye_buffer_release(&sql);
	return rc;
}

/* All in one step, which nobody's writing can make begin anew: the transaction reads one state. */
static enum dye_code
copy_pages(struct dye_lite * to, struct dye_lite * from, struct dye_error * err)
{
	sqlite3_backup * backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code;

	if (backup == NULL)
		return fail(to->db, err);
	code = sqlite3_backup_step(backup, -1);
	/* Its errors are left with the copy. */
	if (sqlite3_backup_finish(backup) != SQLITE_OK)
		return fail(to->db, err);
	return code == SQLITE_DONE ? DYE_OK : fail_as(code, 0, sqlite3_errstr(code), err);
}

enum dye_code
dye_lite_copy(struct dye_lite * lite, const char * path, struct dye_error * err)
{
	struct dye_lite to = {0};
	enum dye_code rc;

	if ((rc = dye_lite_connect(&to, path, 0, err)) == DYE_OK)
		rc = copy_pages(&to, lite, err);
	dye_lite_close(&to);
	return rc;
}

/* Into the write-ahead log, which does not become shorter where this is undone. */
enum dye_code
dye_lite_spill(void * db, struct dye_error * err)
{
	struct dye_lite * lite = db;
	int code;

	/* Its error is in its answer alone: the connection has none. */
	errno = 0;
	code = sqlite3_db_cacheflush(lite->db);
	return code == SQLITE_OK ? DYE_OK : fail_as(code, errno, sqlite3_errstr(code), err);
}

/* Indices agree with tables, pages are whole. */
enum dye_code
dye_lite_check(void * db, const char * table, struct dye_error * err)
{
	struct dye_sql_value answer;
	enum dye_code rc;
	char sql[64];
	void * stmt;
	bool row;

	(void)snprintf(sql, sizeof(sql), "PRAGMA integrity_check(%s)", table == NULL ? "1" : table);
	if ((rc = dye_lite_prepare(db, sql, &stmt, err)) != DYE_OK)
		return rc;
	if ((rc = dye_lite_step(stmt, &row, err)) == DYE_OK) {
		if (!row || (answer = dye_lite_column(stmt, 0)).type != DYE_SQL_TEXT)
			rc = dye_sql_damaged(err, "its pages do not agree");
		else if (!dye_slice_equal(answer.bytes, DYE_SLICE("ok")))
			rc = dye_sql_damaged(err, answer.bytes.data);
	}
	dye_lite_finish(stmt);
	return rc;
}
