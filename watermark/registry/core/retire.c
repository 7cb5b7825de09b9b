/*
 * retire.c: accounts that get no exports any more. The newest row of an account holds; those before it stay, as all rows do.
 */
#include <inttypes.h>
#include <string.h>

#include "watermark/registry/core/query.h"

static enum dye_code
find(struct dye_store * s, const char * name, uint64_t * number, int64_t * retired, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT r.number, r.name, r.mac, " DYE_RETIRED " FROM recipients r WHERE r.name = ?", "t",
		 dye_bytes(name, strlen(name)))) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && !row)
		rc = dye_fail(err, DYE_EMISSING, "no account is called %s", name);
	if (rc == DYE_OK) {
		*number = dye_sql_u64(stmt, 0);
		*retired = dye_sql_i64(stmt, 3);
		rc = dye_recipient_check(s, *number, dye_sql_blob(stmt, 1), dye_sql_blob(stmt, 2), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

/* As it was verified: a row that somebody puts there for a while must not keep a retirement away. */
static enum dye_code
find_trusted(struct dye_store * s, const char * name, uint64_t * number, int64_t * retired, struct dye_error * err)
{
	enum dye_code rc = dye_store_trust_open(s, err);

	return rc == DYE_OK ? dye_store_trust_close(s, find(s, name, number, retired, err), err) : rc;
}

/* Inside the transaction: the row and its entry. */
static enum dye_code
insert(struct dye_store * s, uint64_t number, bool retired, struct dye_buffer * body, struct dye_error * err)
{
	int64_t now = dye_log_now();
	enum dye_code rc;
	uint64_t id;

	if ((rc = dye_sql_next(s, "retirements", "id", &id, err)) != DYE_OK ||
	    (rc = dye_sql_insert(s, err, "INSERT INTO retirements(id, recipient, retired, made) VALUES(?, ?, ?, ?)",
		 "uuui", id, number, (uint64_t)retired, now)) != DYE_OK ||
	    (rc = dye_entry_retire(body, number, retired, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_RETIRE, now, dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_retire(struct dye_store * s, const char * name, bool retired, bool * changed, struct dye_error * err)
{
	struct dye_buffer body = {0};
	uint64_t number = 0;
	int64_t since = 0;
	enum dye_code rc;

	*changed = false;
	if ((rc = find_trusted(s, name, &number, &since, err)) != DYE_OK || (since != 0) == retired ||
	    (rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, insert(s, number, retired, &body, err), err);
	dye_buffer_release(&body);
	*changed = rc == DYE_OK;
	return rc;
}
