/*
 * query.c: statements over a backend, with their values written in one line.
 */
#include "watermark/registry/core/query.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX 16

enum dye_code
dye_sql_damaged(struct dye_error * err, const char * what)
{

	return dye_fail(err, DYE_EVAULT, "the registry is damaged: %s", what);
}

enum dye_code
dye_sql_not_taken(struct dye_error * err, const char * table)
{
	size_t len = strcspn(table, "(");

	return dye_fail(
	    err, DYE_EVAULT, "the registry is damaged: %.*s does not take a row", (int)(len < 64 ? len : 64), table);
}

static struct dye_sql_value
next_value(char type, va_list * ap)
{

	switch (type) {
	case 'i':
		return (struct dye_sql_value){.type = DYE_SQL_WHOLE, .whole = va_arg(*ap, int64_t)};
	case 'u':
		return (struct dye_sql_value){.type = DYE_SQL_WHOLE, .whole = (int64_t)va_arg(*ap, uint64_t)};
	case 't':
		return (struct dye_sql_value){.type = DYE_SQL_TEXT, .bytes = va_arg(*ap, struct dye_slice)};
	default:
		return (struct dye_sql_value){.type = DYE_SQL_BLOB, .bytes = va_arg(*ap, struct dye_slice)};
	}
}

static enum dye_code
run_with(struct dye_statement * stmt, struct dye_error * err, const char * types, va_list * ap)
{
	struct dye_sql_value values[VALUES_MAX];
	size_t count = strlen(types);

	for (size_t i = 0; i < count && i < VALUES_MAX; i++)
		values[i] = next_value(types[i], ap);
	return stmt->store->backend->run(stmt->handle, values, count, err);
}

/* ---- statements that are kept: preparing one costs more than most of them do ---- */

static void
discard(struct dye_statement * stmt)
{

	stmt->store->backend->finish(stmt->handle);
	free(stmt);
}

static enum dye_code
prepare(struct dye_store * store, const char * sql, struct dye_statement ** stmt, struct dye_error * err)
{
	size_t size = strlen(sql) + 1;
	struct dye_statement * s;
	enum dye_code rc;

	if ((s = calloc(1, sizeof(*s) + size)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->store = store;
	memcpy(s->sql, sql, size);
	if ((rc = store->backend->prepare(store->db, sql, &s->handle, err)) == DYE_OK)
		*stmt = s;
	else
		free(s);
	return rc;
}

/* One of that text, which then is kept no longer; NULL: there is none. */
static struct dye_statement *
take(struct dye_store * store, const char * sql)
{
	struct dye_statement * s;

	for (size_t i = 0; i < DYE_SQL_KEPT; i++)
		if ((s = store->kept[i]) != NULL && strcmp(s->sql, sql) == 0) {
			store->kept[i] = NULL;
			return s;
		}
	return NULL;
}

/* In a place that is free, or instead of another. */
static void
keep(struct dye_statement * stmt)
{
	struct dye_store * store = stmt->store;
	size_t i = 0;

	while (i < DYE_SQL_KEPT && store->kept[i] != NULL)
		i++;
	if (i == DYE_SQL_KEPT) {
		i = store->turn++ % DYE_SQL_KEPT;
		discard(store->kept[i]);
	}
	store->kept[i] = stmt;
}

void
dye_sql_finish(struct dye_statement * stmt)
{

	if (stmt == NULL)
		return;
	if (!stmt->broken && stmt->store->backend->run(stmt->handle, NULL, 0, NULL) == DYE_OK)
		keep(stmt);
	else
		discard(stmt);
}

void
dye_sql_forget(struct dye_store * store)
{

	for (size_t i = 0; i < DYE_SQL_KEPT; i++)
		if (store->kept[i] != NULL) {
			discard(store->kept[i]);
			store->kept[i] = NULL;
		}
}

/* ---- queries ---- */

static enum dye_code
query(struct dye_store * store, struct dye_statement ** stmt, struct dye_error * err, const char * sql,
    const char * types, va_list * ap)
{
	struct dye_statement * s = take(store, sql);
	enum dye_code rc;

	*stmt = NULL;
	if (s == NULL && (rc = prepare(store, sql, &s, err)) != DYE_OK)
		return rc;
	if ((rc = run_with(s, err, types, ap)) == DYE_OK)
		*stmt = s;
	else
		discard(s);
	return rc;
}

enum dye_code
dye_sql_query(struct dye_store * store, struct dye_statement ** stmt, struct dye_error * err, const char * sql,
    const char * types, ...)
{
	enum dye_code rc;
	va_list ap;

	va_start(ap, types);
	rc = query(store, stmt, err, sql, types, &ap);
	va_end(ap);
	return rc;
}

enum dye_code
dye_sql_bind(struct dye_statement * stmt, struct dye_error * err, const char * types, ...)
{
	enum dye_code rc;
	va_list ap;

	va_start(ap, types);
	rc = run_with(stmt, err, types, &ap);
	va_end(ap);
	return rc;
}

enum dye_code
dye_sql_step(struct dye_statement * stmt, bool * row, struct dye_error * err)
{
	enum dye_code rc = stmt->store->backend->step(stmt->handle, row, err);

	stmt->broken = stmt->broken || rc != DYE_OK;
	return rc;
}

uint64_t
dye_sql_changed(const struct dye_statement * stmt)
{

	return stmt->store->backend->changed(stmt->handle);
}

enum dye_code
dye_sql_run(struct dye_store * store, struct dye_error * err, const char * sql, const char * types, ...)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row = true;
	va_list ap;

	va_start(ap, types);
	rc = query(store, &stmt, err, sql, types, &ap);
	va_end(ap);
	while (rc == DYE_OK && row)
		rc = dye_sql_step(stmt, &row, err);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_sql_insert_step(struct dye_statement * stmt, const char * table, struct dye_error * err)
{
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_step(stmt, &row, err)) != DYE_OK)
		return rc;
	return dye_sql_changed(stmt) == 1 ? DYE_OK : dye_sql_not_taken(err, table);
}

enum dye_code
dye_sql_insert(struct dye_store * store, struct dye_error * err, const char * sql, const char * types, ...)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	va_list ap;

	va_start(ap, types);
	rc = query(store, &stmt, err, sql, types, &ap);
	va_end(ap);
	if (rc == DYE_OK)
		rc = dye_sql_insert_step(stmt, sql + strlen("INSERT INTO "), err);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_sql_number(struct dye_store * store, uint64_t * value, bool * got, struct dye_error * err, const char * sql,
    const char * types, ...)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	va_list ap;

	*value = 0;
	*got = false;
	va_start(ap, types);
	rc = query(store, &stmt, err, sql, types, &ap);
	va_end(ap);
	if (rc == DYE_OK && (rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got)
		*value = dye_sql_u64(stmt, 0);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_sql_next(struct dye_store * store, const char * table, const char * id, uint64_t * next, struct dye_error * err)
{
	char sql[96];
	enum dye_code rc;
	bool got;

	(void)snprintf(sql, sizeof(sql), "SELECT max(%s) FROM %s", id, table);
	if ((rc = dye_sql_number(store, next, &got, err, sql, "")) == DYE_OK)
		++*next;
	return rc;
}

enum dye_code
dye_sql_begin(struct dye_store * store, enum dye_sql_mode mode, struct dye_error * err)
{
	enum dye_code rc;

	if (store->trusted)
		return dye_fail(
		    err, DYE_EUSAGE, "the registry is being read as it was verified: nothing can be written");
	if ((rc = store->backend->begin(store->db, mode, err)) == DYE_OK &&
	    (rc = dye_schema_guard(store, err)) != DYE_OK)
		(void)store->backend->end(store->db, rc, NULL);
	return rc;
}

/* Nothing that is kept outlives what went wrong. */
static enum dye_code
ended(struct dye_store * store, enum dye_code rc, bool committed)
{

	if (rc != DYE_OK)
		dye_sql_forget(store);
	dye_log_settled(store, committed && rc == DYE_OK);
	return rc;
}

enum dye_code
dye_sql_end(struct dye_store * store, enum dye_code rc, struct dye_error * err)
{

	if (rc == DYE_OK)
		rc = dye_log_settle(store, err);
	return ended(store, store->backend->end(store->db, rc, err), true);
}

enum dye_code
dye_sql_leave(struct dye_store * store, enum dye_code rc)
{

	(void)store->backend->end(store->db, DYE_EVAULT, NULL);
	return ended(store, rc, false);
}

struct dye_sql_value
dye_sql_column(const struct dye_statement * stmt, unsigned column)
{

	return stmt->store->backend->column(stmt->handle, column);
}

uint64_t
dye_sql_u64(const struct dye_statement * stmt, unsigned column)
{

	return (uint64_t)dye_sql_column(stmt, column).whole;
}

int64_t
dye_sql_i64(const struct dye_statement * stmt, unsigned column)
{

	return dye_sql_column(stmt, column).whole;
}

bool
dye_sql_null(const struct dye_statement * stmt, unsigned column)
{

	return dye_sql_column(stmt, column).type == DYE_SQL_NULL;
}

struct dye_slice
dye_sql_blob(const struct dye_statement * stmt, unsigned column)
{
	struct dye_slice bytes = dye_sql_column(stmt, column).bytes;

	return bytes.data == NULL ? (struct dye_slice){"", 0} : bytes;
}

enum dye_code
dye_sql_text(const struct dye_statement * stmt, unsigned column, char * out, size_t size, struct dye_error * err)
{
	struct dye_slice text = dye_sql_blob(stmt, column);

	if (text.len >= size || memchr(text.data, '\0', text.len) != NULL)
		return dye_sql_damaged(err, "a text is too long");
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	return DYE_OK;
}

enum dye_code
dye_sql_bytes(const struct dye_statement * stmt, unsigned column, uint8_t * out, size_t len, struct dye_error * err)
{
	struct dye_slice blob = dye_sql_blob(stmt, column);

	if (blob.len != len)
		return dye_sql_damaged(err, "a key or hash has the wrong length");
	memcpy(out, blob.data, len);
	return DYE_OK;
}
