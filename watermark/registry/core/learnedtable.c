/*
 * learnedtable.c: of each dataset, sealed, what is kept of its table as it was learned last. The one table of the registry whose rows are replaced, and that no entry of
 * the log commits to: what is in a row says by its seal whose it is, and a row that is taken away costs time, and nothing else.
 */
#include "watermark/registry/core/query.h"

enum dye_code
dye_store_learned_table_put(
    struct dye_store * s, uint32_t dataset, uint32_t version, struct dye_slice sealed, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_insert(s, err,
	    "INSERT INTO learned_tables(dataset, version, sealed) VALUES(?, ?, ?)"
	    " ON CONFLICT(dataset) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
	    "uub", (uint64_t)dataset, (uint64_t)version, sealed);
	return dye_sql_end(s, rc, err);
}

enum dye_code
dye_store_learned_table_get(struct dye_store * s, uint32_t dataset, uint32_t * version, struct dye_buffer * sealed,
    bool * got, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err, "SELECT version, sealed FROM learned_tables WHERE dataset = ?", "u",
		 (uint64_t)dataset)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got) {
		*version = (uint32_t)dye_sql_u64(stmt, 0);
		rc = dye_buffer_append_slice(sealed, dye_sql_blob(stmt, 1), err);
	}
	dye_sql_finish(stmt);
	return rc;
}
