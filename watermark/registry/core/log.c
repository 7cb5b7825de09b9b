/*
 * log.c: the log.
 */
#include <string.h>
#include <time.h>

#include "watermark/registry/core/query.h"

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
	if ((rc = dye_sql_bytes(stmt, 5, e->hash, DYE_HASH_LEN, err)) != DYE_OK)
		return rc;
	return dye_sql_bytes(stmt, 6, e->mac, DYE_HASH_LEN, err);
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

/* The entry ${end} is there. */
static enum dye_code
check_seen(struct dye_store * s, const struct dye_log_end * end, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN] = {0};
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT hash FROM log WHERE seq = ?", "u", dye_get_u64(end->seq))) !=
	    DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		rc = dye_sql_bytes(stmt, 0, hash, DYE_HASH_LEN, err);
	dye_sql_finish(stmt);
	if (rc == DYE_OK && memcmp(hash, end->hash, DYE_HASH_LEN) != 0)
		rc = dye_fail(err, DYE_EVAULT,
		    "the registry was put back to an earlier time while it was in use: log entry %llu is gone",
		    (unsigned long long)dye_get_u64(end->seq));
	return rc;
}

/* From now on ${end} must stand in the log. What this transaction has appended may be undone yet. */
static enum dye_code
see_end(struct dye_store * s, const struct dye_log_end * end, struct dye_error * err)
{
	enum dye_code rc;

	if (dye_get_u64(s->seen.seq) != 0 && memcmp(&s->seen, end, sizeof(*end)) != 0 &&
	    (rc = check_seen(s, &s->seen, err)) != DYE_OK)
		return rc;
	if (dye_get_u64(s->written.seq) == 0)
		s->seen = *end;
	return DYE_OK;
}

enum dye_code
dye_log_settle(struct dye_store * s, struct dye_error * err)
{
	struct dye_log_end end;
	enum dye_code rc;

	if (dye_get_u64(s->written.seq) == 0)
		return DYE_OK;
	if ((rc = dye_log_end_read(s, &end, err)) != DYE_OK)
		return rc;
	return memcmp(&end, &s->written, sizeof(end)) == 0 ? DYE_OK : dye_sql_not_taken(err, "log");
}

void
dye_log_settled(struct dye_store * s, bool committed)
{

	if (committed && dye_get_u64(s->written.seq) != 0)
		s->seen = s->written;
	s->written = (struct dye_log_end){0};
}

enum dye_code
dye_log_end_read(struct dye_store * s, struct dye_log_end * end, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;
	uint64_t seq;
	bool got;

	*end = (struct dye_log_end){0};
	if ((rc = last_entry(s, &seq, hash, err)) != DYE_OK ||
	    (rc = dye_point_get(s, "end", end, sizeof(*end), &got, err)) != DYE_OK)
		return rc;
	if (got ? dye_get_u64(end->seq) != seq || memcmp(end->hash, hash, DYE_HASH_LEN) != 0 : seq != 0)
		return dye_fail(err, DYE_EVAULT,
		    "the log does not end where it was written last: entries were cut off or put there by somebody "
		    "else");
	return see_end(s, end, err);
}

enum dye_code
dye_log_end(struct dye_store * s, uint64_t * seq, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_log_end end;
	enum dye_code rc = dye_log_end_read(s, &end, err);

	*seq = dye_get_u64(end.seq);
	memcpy(hash, end.hash, DYE_HASH_LEN);
	return rc;
}

/* Behind ${end}, which becomes the new one. */
static enum dye_code
append_behind(struct dye_store * s, struct dye_log_end * end, const char * type, int64_t when, struct dye_slice body,
    struct dye_error * err)
{
	struct dye_log_entry e = {.seq = dye_get_u64(end->seq) + 1, .when = when, .body = body};
	enum dye_code rc;

	memcpy(e.previous, end->hash, DYE_HASH_LEN);
	memcpy(e.type, type, strlen(type) + 1);
	if ((rc = dye_entry_hash(&e, e.hash, err)) != DYE_OK || (rc = dye_entry_mac(s->key, &e, e.mac, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_insert(s, err, "INSERT INTO log(" DYE_ENTRY_COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?)",
		 "uittbbb", e.seq, e.when, dye_bytes(e.type, strlen(e.type)), e.body,
		 dye_bytes(e.previous, DYE_HASH_LEN), dye_bytes(e.hash, DYE_HASH_LEN),
		 dye_bytes(e.mac, DYE_HASH_LEN))) != DYE_OK)
		return rc;
	dye_put_u64(end->seq, e.seq);
	memcpy(end->hash, e.hash, DYE_HASH_LEN);
	s->written = *end;
	return dye_point_put(s, "end", end, sizeof(*end), err);
}

enum dye_code
dye_log_append(struct dye_store * s, const char * type, int64_t when, struct dye_slice body, uint64_t * seq,
    struct dye_error * err)
{
	struct dye_log_end end;
	enum dye_code rc;

	if ((rc = dye_log_end_read(s, &end, err)) != DYE_OK ||
	    (rc = append_behind(s, &end, type, when, body, err)) != DYE_OK)
		return rc;
	if (seq != NULL)
		*seq = dye_get_u64(end.seq);
	return DYE_OK;
}

enum dye_code
dye_log_append_canaries(
    struct dye_store * s, struct dye_slice body, const uint8_t chain[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_log_end end;
	enum dye_code rc;

	if ((rc = dye_log_end_read(s, &end, err)) != DYE_OK)
		return rc;
	memcpy(end.canaries, chain, DYE_HASH_LEN);
	return append_behind(s, &end, DYE_ENTRY_CANARY, dye_log_now(), body, err);
}

enum dye_code
dye_store_log_append(
    struct dye_store * s, const char * type, struct dye_slice json, uint64_t * seq, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_entry_check(type, json, err)) != DYE_OK || (rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	return dye_sql_end(s, dye_log_append(s, type, dye_log_now(), json, seq, err), err);
}

enum dye_code
dye_store_salt(
    struct dye_store * s, const char * type, uint64_t number, uint8_t salt[DYE_HASH_LEN], struct dye_error * err)
{

	return dye_entry_salt(s->key, type, number, salt, err);
}

enum dye_code
dye_store_salted(struct dye_store * s, const char * type, uint64_t number, const uint8_t sha256[DYE_HASH_LEN],
    uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{

	return dye_entry_salted(s->key, type, number, sha256, out, err);
}

enum dye_code
dye_store_log_each(struct dye_store * s, dye_log_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_log_entry e;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row = true;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT " DYE_ENTRY_COLUMNS " FROM log ORDER BY seq", "")) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_log_read(stmt, &e, err)) != DYE_OK || (rc = visit(cookie, &e, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

/* It follows the one before it, ${*seq} with ${hash}, which then are its own. */
static enum dye_code
check_link(const struct dye_log_entry * e, uint64_t * seq, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	uint8_t own[DYE_HASH_LEN];
	enum dye_code rc;

	if (e->seq != *seq + 1 || memcmp(e->previous, hash, DYE_HASH_LEN) != 0)
		return dye_fail(
		    err, DYE_EVAULT, "log entry %llu does not follow the one before it", (unsigned long long)e->seq);
	if ((rc = dye_entry_hash(e, own, err)) != DYE_OK)
		return rc;
	if (memcmp(own, e->hash, DYE_HASH_LEN) != 0)
		return dye_fail(err, DYE_EVAULT, "log entry %llu was changed", (unsigned long long)e->seq);
	*seq = e->seq;
	memcpy(hash, own, DYE_HASH_LEN);
	return DYE_OK;
}

/* What is verified on the way to the log's end. */
struct chain {
	dye_log_visit visit;
	void * cookie;
	uint64_t seq;
	uint8_t hash[DYE_HASH_LEN];
};

static enum dye_code
visit_link(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct chain * c = cookie;
	enum dye_code rc = check_link(e, &c->seq, c->hash, err);

	return rc == DYE_OK ? c->visit(c->cookie, e, err) : rc;
}

enum dye_code
dye_store_log_verified(struct dye_store * s, dye_log_visit visit, void * cookie, struct dye_error * err)
{
	struct chain c = {.visit = visit, .cookie = cookie};
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;
	uint64_t seq;

	if ((rc = dye_sql_begin(s, DYE_SQL_LOOK, err)) != DYE_OK)
		return rc;
	/* The end is ours, and every hash holds all that stands before it. */
	if ((rc = dye_store_log_each(s, visit_link, &c, err)) == DYE_OK &&
	    (rc = dye_log_end(s, &seq, hash, err)) == DYE_OK &&
	    (seq != c.seq || memcmp(hash, c.hash, DYE_HASH_LEN) != 0))
		rc = dye_fail(err, DYE_EVAULT, "the log does not end where it was written last");
	return dye_sql_leave(s, rc);
}
