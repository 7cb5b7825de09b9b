/*
 * sqlite_query.c: statements, transactions and what SQLite's answers mean.
 */
#include "watermark/registry/sqlite.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

enum dye_code
dye_sqlite_damaged(struct dye_error * err, const char * what)
{

	return dye_fail(err, DYE_EVAULT, "the registry is damaged: %s", what);
}

enum dye_code
dye_sqlite_fail(const struct dye_sqlite * s, struct dye_error * err)
{
	const char * text = sqlite3_errmsg(s->db);

	switch (sqlite3_extended_errcode(s->db) & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return dye_fail(err, DYE_EVAULT, "the registry is locked by another process");
	case SQLITE_NOMEM:
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	case SQLITE_FULL:
		return dye_fail(err, DYE_EIO, "the registry cannot grow: the disk is full");
	case SQLITE_IOERR:
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
		return dye_sqlite_damaged(err, text);
	default:
		return dye_fail(err, DYE_EVAULT, "the registry refuses: %s", text);
	}
}

static int
bind_one(sqlite3_stmt * stmt, int i, char type, va_list * ap)
{
	struct dye_slice slice;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(stmt, i, va_arg(*ap, int64_t));
	case 'u':
		return sqlite3_bind_int64(stmt, i, (int64_t)va_arg(*ap, uint64_t));
	default:
		slice = va_arg(*ap, struct dye_slice);
		/* NULL would be bound as NULL, which is not the empty text. */
		if (slice.len == 0)
			slice.data = "";
		if (type == 't')
			return sqlite3_bind_text64(stmt, i, slice.data, slice.len, SQLITE_STATIC, SQLITE_UTF8);
		return sqlite3_bind_blob64(stmt, i, slice.data, slice.len, SQLITE_STATIC);
	}
}

static enum dye_code
bind_all(const struct dye_sqlite * s, sqlite3_stmt * stmt, struct dye_error * err, const char * types, va_list * ap)
{

	for (int i = 0; types[i] != '\0'; i++)
		if (bind_one(stmt, i + 1, types[i], ap) != SQLITE_OK)
			return dye_sqlite_fail(s, err);
	return DYE_OK;
}

static enum dye_code
query(const struct dye_sqlite * s, sqlite3_stmt ** stmt, struct dye_error * err, const char * sql, const char * types,
    va_list * ap)
{
	enum dye_code rc;

	*stmt = NULL;
	if (sqlite3_prepare_v2(s->db, sql, -1, stmt, NULL) != SQLITE_OK)
		return dye_sqlite_fail(s, err);
	if ((rc = bind_all(s, *stmt, err, types, ap)) != DYE_OK) {
		(void)sqlite3_finalize(*stmt);
		*stmt = NULL;
	}
	return rc;
}

enum dye_code
dye_sqlite_query(const struct dye_sqlite * s, sqlite3_stmt ** stmt, struct dye_error * err, const char * sql,
    const char * types, ...)
{
	enum dye_code rc;
	va_list ap;

	va_start(ap, types);
	rc = query(s, stmt, err, sql, types, &ap);
	va_end(ap);
	return rc;
}

enum dye_code
dye_sqlite_bind(const struct dye_sqlite * s, sqlite3_stmt * stmt, struct dye_error * err, const char * types, ...)
{
	enum dye_code rc;
	va_list ap;

	/* It repeats the error of the last step, which was reported then. */
	(void)sqlite3_reset(stmt);
	va_start(ap, types);
	rc = bind_all(s, stmt, err, types, &ap);
	va_end(ap);
	return rc;
}

enum dye_code
dye_sqlite_step(const struct dye_sqlite * s, sqlite3_stmt * stmt, bool * row, struct dye_error * err)
{

	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		*row = true;
		return DYE_OK;
	case SQLITE_DONE:
		*row = false;
		return DYE_OK;
	default:
		*row = false;
		return dye_sqlite_fail(s, err);
	}
}

enum dye_code
dye_sqlite_run(const struct dye_sqlite * s, struct dye_error * err, const char * sql, const char * types, ...)
{
	sqlite3_stmt * stmt;
	enum dye_code rc;
	bool row = true;
	va_list ap;

	va_start(ap, types);
	rc = query(s, &stmt, err, sql, types, &ap);
	va_end(ap);
	while (rc == DYE_OK && row)
		rc = dye_sqlite_step(s, stmt, &row, err);
	(void)sqlite3_finalize(stmt);
	return rc;
}

enum dye_code
dye_sqlite_number(const struct dye_sqlite * s, uint64_t * value, bool * got, struct dye_error * err, const char * sql,
    const char * types, ...)
{
	sqlite3_stmt * stmt;
	enum dye_code rc;
	va_list ap;

	*value = 0;
	*got = false;
	va_start(ap, types);
	rc = query(s, &stmt, err, sql, types, &ap);
	va_end(ap);
	if (rc == DYE_OK && (rc = dye_sqlite_step(s, stmt, got, err)) == DYE_OK && *got)
		*value = dye_sqlite_u64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return rc;
}

enum dye_code
dye_sqlite_begin(const struct dye_sqlite * s, struct dye_error * err)
{

	/* Immediate: waiting for another writer happens here, where nothing has been done yet. */
	return dye_sqlite_run(s, err, "BEGIN IMMEDIATE", "");
}

enum dye_code
dye_sqlite_end(const struct dye_sqlite * s, enum dye_code rc, struct dye_error * err)
{

	if (rc == DYE_OK && (rc = dye_sqlite_run(s, err, "COMMIT", "")) == DYE_OK)
		return DYE_OK;
	/* Some failures have undone it already; then there is nothing left to undo. */
	if (sqlite3_get_autocommit(s->db) == 0)
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

uint64_t
dye_sqlite_u64(sqlite3_stmt * stmt, int column)
{

	return (uint64_t)sqlite3_column_int64(stmt, column);
}

struct dye_slice
dye_sqlite_blob(sqlite3_stmt * stmt, int column)
{
	const char * data = sqlite3_column_blob(stmt, column);

	return (struct dye_slice){data == NULL ? "" : data, (size_t)sqlite3_column_bytes(stmt, column)};
}

enum dye_code
dye_sqlite_text(sqlite3_stmt * stmt, int column, char * out, size_t size, struct dye_error * err)
{
	struct dye_slice text = dye_sqlite_blob(stmt, column);

	if (text.len >= size || memchr(text.data, '\0', text.len) != NULL)
		return dye_sqlite_damaged(err, "a text is too long");
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	return DYE_OK;
}

enum dye_code
dye_sqlite_bytes(sqlite3_stmt * stmt, int column, uint8_t * out, size_t len, struct dye_error * err)
{
	struct dye_slice blob = dye_sqlite_blob(stmt, column);

	if (blob.len != len)
		return dye_sqlite_damaged(err, "a key or hash has the wrong length");
	memcpy(out, blob.data, len);
	return DYE_OK;
}
