/*
 * covered.c: up to which canary all are found by the runs of the index (watermark/marks/canary/stored.h), so that nobody need read them one by one. What is
 * said of that is signed as the end of the log is (point.c): an older note can only be put back with the runs as they were then, and then more canaries
 * are read one by one, along the chain to the end of the log.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/registry/core/query.h"

#define POINT "covered"
#define LEN (8 + DYE_HASH_LEN + 4 + 8 * DYE_COVERED_KINDS + DYE_HASH_LEN)

enum dye_code
dye_store_covered_get(struct dye_store * s, struct dye_canary_covered * c, bool * got, struct dye_error * err)
{
	uint8_t bytes[LEN], *p = bytes;

	*c = (struct dye_canary_covered){0};
	DYE_TRY(dye_point_get(s, POINT, bytes, LEN, got, err));
	if (!*got)
		return DYE_OK;
	c->chain.last = dye_get_u64(p);
	memcpy(c->chain.hash, p + 8, DYE_HASH_LEN);
	p += 8 + DYE_HASH_LEN;
	c->version = dye_get_u32(p);
	for (size_t i = 0; i < DYE_COVERED_KINDS; i++)
		c->kinds[i] = dye_get_u64(p + 4 + 8 * i);
	memcpy(c->runs, p + 4 + 8 * DYE_COVERED_KINDS, DYE_HASH_LEN);
	return DYE_OK;
}

enum dye_code
dye_store_covered_put(struct dye_store * s, const struct dye_canary_covered * c, struct dye_error * err)
{
	uint8_t bytes[LEN], *p = bytes;

	dye_put_u64(p, c->chain.last);
	memcpy(p + 8, c->chain.hash, DYE_HASH_LEN);
	p += 8 + DYE_HASH_LEN;
	dye_put_u32(p, c->version);
	for (size_t i = 0; i < DYE_COVERED_KINDS; i++)
		dye_put_u64(p + 4 + 8 * i, c->kinds[i]);
	memcpy(p + 4 + 8 * DYE_COVERED_KINDS, c->runs, DYE_HASH_LEN);
	return dye_point_put(s, POINT, bytes, LEN, err);
}

enum dye_code
dye_store_covered_drop(struct dye_store * s, struct dye_error * err)
{

	return dye_sql_run(s, err, "DELETE FROM points WHERE name = '" POINT "'", "");
}

enum dye_code
dye_store_uncovered(struct dye_store * s, uint64_t * count, struct dye_error * err)
{
	struct dye_canary_covered c;
	enum dye_code rc;
	uint64_t next;
	bool got;

	*count = 0;
	DYE_TRY(dye_sql_begin(s, DYE_SQL_LOOK, err));
	if ((rc = dye_store_covered_get(s, &c, &got, err)) == DYE_OK &&
	    (rc = dye_sql_next(s, "canaries", "id", &next, err)) == DYE_OK)
		*count = next > c.chain.last ? next - 1 - c.chain.last : 0;
	return dye_sql_leave(s, rc);
}

enum dye_code
dye_store_look(struct dye_store * s, struct dye_error * err)
{

	return dye_sql_begin(s, DYE_SQL_LOOK, err);
}

void
dye_store_look_end(struct dye_store * s)
{

	(void)dye_sql_leave(s, DYE_OK);
}

enum dye_code
dye_store_canary_get(struct dye_store * s, uint64_t id, dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_statement * stmt;
	struct dye_canary c;
	enum dye_code rc;
	bool row;

	DYE_TRY(dye_sql_query(s, &stmt, err, "SELECT " DYE_CANARY_COLUMNS " FROM canaries c WHERE c.id = ?", "u", id));
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && !row)
		rc = dye_fail(err, DYE_EVAULT, "canaries of the registry have been taken away or changed");
	if (rc == DYE_OK && (rc = dye_canary_read(stmt, &id, &c, err)) == DYE_OK)
		rc = visit(cookie, id, &c, err);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_burn_each(struct dye_store * s, dye_burn_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_canary_unit u = {.burned = true};
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT dataset, recipient, parent, min(since) FROM burns GROUP BY dataset, recipient, parent", ""));
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row) {
		u.dataset = (uint32_t)dye_sql_u64(stmt, 0);
		u.recipient = dye_sql_u64(stmt, 1);
		u.burned_from = dye_sql_i64(stmt, 3);
		if ((rc = dye_sql_bytes(stmt, 2, u.parent, DYE_PRF_LEN, err)) != DYE_OK ||
		    (rc = visit(cookie, &u, err)) != DYE_OK)
			break;
	}
	dye_sql_finish(stmt);
	return rc;
}
