/*
 * burn.c: which canaries have come back, and since when. Burns name what a record's seal binds it to, never a number of the database.
 */
#include "watermark/registry/core/query.h"

static enum dye_code
burn(struct dye_store * s, const struct dye_canary_unit * u, int64_t from, struct dye_buffer * body,
    struct dye_error * err)
{
	struct dye_slice parent = dye_bytes(u->parent, DYE_PRF_LEN);
	enum dye_code rc;
	uint64_t id;
	bool got;

	if (u->burned && u->burned_from <= from)
		return DYE_OK;
	if ((rc = dye_sql_number(s, &id, &got, err,
		 "SELECT id FROM canaries WHERE parent = ? AND recipient = ? AND dataset = ?", "buu", parent,
		 u->recipient, (uint64_t)u->dataset)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "the account %llu has no canary of this parent",
		    (unsigned long long)u->recipient);
	if ((rc = dye_sql_next(s, "burns", "id", &id, err)) != DYE_OK ||
	    (rc = dye_sql_run(s, err, "INSERT INTO burns(id, dataset, recipient, parent, since) VALUES(?, ?, ?, ?, ?)",
		 "uuubi", id, (uint64_t)u->dataset, u->recipient, parent, from)) != DYE_OK ||
	    (rc = dye_entry_burn(body, u, from, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_BURN, dye_log_now(), dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_canary_burn(struct dye_store * s, const struct dye_canary_unit * unit, int64_t from, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, burn(s, unit, from, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}
