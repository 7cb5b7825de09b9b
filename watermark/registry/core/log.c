/*
 * log.c: the log.
 */
#include <string.h>
#include <time.h>

#include "watermark/registry/core/query.h"

#define ENTRY_COLUMNS "seq, made, type, body, previous, hash"

int64_t
dye_log_now(void)
{

	return (int64_t)time(NULL);
}

enum dye_code
dye_log_read(const struct dye_statement * stmt, struct dye_log_entry * e, struct dye_error * err)
{
	enum dye_code rc;

	memset(e, 0, sizeof(*e));
	e->seq = dye_sql_u64(stmt, 0);
	e->when = dye_sql_i64(stmt, 1);
	e->body = dye_sql_blob(stmt, 3);
	if ((rc = dye_sql_text(stmt, 2, e->type, sizeof(e->type), err)) != DYE_OK ||
	    (rc = dye_sql_bytes(stmt, 4, e->previous, DYE_HASH_LEN, err)) != DYE_OK)
		return rc;
	return dye_sql_bytes(stmt, 5, e->hash, DYE_HASH_LEN, err);
}

/* Number and hash of the last entry: 0 and zeros where there is none. */
static enum dye_code
last_entry(struct dye_store * s, uint64_t * seq, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	*seq = 0;
	memset(hash, 0, DYE_HASH_LEN);
	if ((rc = dye_sql_query(s, &stmt, err, "SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", "")) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row) {
		*seq = dye_sql_u64(stmt, 0);
		rc = dye_sql_bytes(stmt, 1, hash, DYE_HASH_LEN, err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_log_append(struct dye_store * s, const char * type, int64_t when, struct dye_slice body, struct dye_error * err)
{
	struct dye_log_entry e = {.when = when, .body = body};
	enum dye_code rc;

	if ((rc = last_entry(s, &e.seq, e.previous, err)) != DYE_OK)
		return rc;
	e.seq++;
	memcpy(e.type, type, strlen(type) + 1);
	if ((rc = dye_entry_hash(&e, e.hash, err)) != DYE_OK)
		return rc;
	return dye_sql_run(s, err, "INSERT INTO log(" ENTRY_COLUMNS ") VALUES(?, ?, ?, ?, ?, ?)", "uittbb", e.seq,
	    e.when, dye_bytes(e.type, strlen(e.type)), e.body, dye_bytes(e.previous, DYE_HASH_LEN),
	    dye_bytes(e.hash, DYE_HASH_LEN));
}

enum dye_code
dye_store_log_append(struct dye_store * s, const char * type, struct dye_slice json, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_entry_check(type, json, err)) != DYE_OK || (rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	return dye_sql_end(s, dye_log_append(s, type, dye_log_now(), json, err), err);
}

enum dye_code
dye_store_log_each(struct dye_store * s, dye_log_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_log_entry e;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row = true;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT " ENTRY_COLUMNS " FROM log ORDER BY seq", "")) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_log_read(stmt, &e, err)) != DYE_OK || (rc = visit(cookie, &e, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}
