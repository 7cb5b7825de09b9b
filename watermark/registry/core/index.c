/*
 * index.c: who was exported, as sealed blobs. No entry of the log commits to a row here: what is in it says by its seal whose it is, and how many there must
 * be is said elsewhere (watermark/index/index.h).
 */
#include "watermark/registry/core/query.h"

enum dye_code
dye_store_index_begin(struct dye_store * s, struct dye_error * err)
{

	return dye_sql_begin(s, DYE_SQL_WRITE, err);
}

enum dye_code
dye_store_index_end(struct dye_store * s, enum dye_code rc, struct dye_error * err)
{

	return dye_sql_end(s, rc, err);
}

enum dye_code
dye_store_index_sheet_put(struct dye_store * s, uint32_t dataset, uint64_t export_id, bool settled,
    struct dye_slice sealed, struct dye_error * err)
{
	uint64_t id;

	DYE_TRY(dye_sql_next(s, "index_sheets", "id", &id, err));
	return dye_sql_insert(s, err,
	    "INSERT INTO index_sheets(id, dataset, export, settled, sealed) VALUES(?, ?, ?, ?, ?)", "uuuub", id,
	    (uint64_t)dataset, export_id, (uint64_t)settled, sealed);
}

enum dye_code
dye_store_index_sheet_get(struct dye_store * s, uint32_t dataset, bool settled, uint64_t * id, uint64_t * export_id,
    struct dye_buffer * sealed, bool * got, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT id, export, sealed FROM index_sheets WHERE dataset = ? AND settled = ? AND id > ? ORDER BY id "
	    "LIMIT 1",
	    "uuu", (uint64_t)dataset, (uint64_t)settled, *id));
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got) {
		*id = dye_sql_u64(stmt, 0);
		*export_id = dye_sql_u64(stmt, 1);
		rc = dye_buffer_append_slice(sealed, dye_sql_blob(stmt, 2), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_index_has(struct dye_store * s, uint32_t dataset, uint64_t export_id, bool * has, struct dye_error * err)
{
	uint64_t one;

	return dye_sql_number(s, &one, has, err, "SELECT 1 FROM index_sheets WHERE export = ? AND dataset = ? LIMIT 1",
	    "uu", export_id, (uint64_t)dataset);
}

enum dye_code
dye_store_index_sheet_settle(struct dye_store * s, uint64_t id, struct dye_slice sealed, struct dye_error * err)
{

	return dye_sql_run(s, err, "UPDATE index_sheets SET settled = 1, sealed = ? WHERE id = ?", "bu", sealed, id);
}

enum dye_code
dye_store_index_sheet_drop(struct dye_store * s, uint64_t id, struct dye_error * err)
{

	return dye_sql_run(s, err, "DELETE FROM index_sheets WHERE id = ?", "u", id);
}

enum dye_code
dye_store_index_run_next(struct dye_store * s, uint64_t * id, struct dye_error * err)
{

	return dye_sql_next(s, "index_runs", "id", id, err);
}

enum dye_code
dye_store_index_run_put(struct dye_store * s, uint32_t dataset, uint32_t family, uint64_t id, struct dye_slice sealed,
    struct dye_error * err)
{

	return dye_sql_insert(s, err, "INSERT INTO index_runs(id, dataset, family, sealed) VALUES(?, ?, ?, ?)", "uuub",
	    id, (uint64_t)dataset, (uint64_t)family, sealed);
}

enum dye_code
dye_store_index_run_get(struct dye_store * s, uint32_t dataset, uint32_t family, uint64_t * id,
    struct dye_buffer * sealed, bool * got, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT id, sealed FROM index_runs WHERE dataset = ? AND family = ? AND id > ? ORDER BY id LIMIT 1", "uuu",
	    (uint64_t)dataset, (uint64_t)family, *id));
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got) {
		*id = dye_sql_u64(stmt, 0);
		rc = dye_buffer_append_slice(sealed, dye_sql_blob(stmt, 1), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_index_run_drop(struct dye_store * s, uint64_t id, struct dye_error * err)
{

	DYE_TRY(dye_sql_run(s, err, "DELETE FROM index_blocks WHERE run = ?", "u", id));
	return dye_sql_run(s, err, "DELETE FROM index_runs WHERE id = ?", "u", id);
}

enum dye_code
dye_store_index_clear(struct dye_store * s, uint32_t family, struct dye_error * err)
{

	DYE_TRY(dye_sql_run(s, err, "DELETE FROM index_runs WHERE family = ?", "u", (uint64_t)family));
	return dye_sql_run(s, err, "DELETE FROM index_blocks WHERE run NOT IN (SELECT id FROM index_runs)", "");
}

enum dye_code
dye_store_index_block_put(
    struct dye_store * s, uint64_t run, uint64_t first, struct dye_slice sealed, struct dye_error * err)
{
	uint64_t id;

	DYE_TRY(dye_sql_next(s, "index_blocks", "id", &id, err));
	return dye_sql_insert(s, err, "INSERT INTO index_blocks(id, run, first, sealed) VALUES(?, ?, ?, ?)", "uuub", id,
	    run, first, sealed);
}

enum dye_code
dye_store_index_block_get(struct dye_store * s, uint64_t run, bool after, uint64_t * first, struct dye_buffer * sealed,
    bool * got, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    after ? "SELECT first, sealed FROM index_blocks WHERE run = ? AND first > ? ORDER BY first LIMIT 1"
		  : "SELECT first, sealed FROM index_blocks WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1",
	    "uu", run, *first));
	if ((rc = dye_sql_step(stmt, got, err)) == DYE_OK && *got) {
		*first = dye_sql_u64(stmt, 0);
		rc = dye_buffer_append_slice(sealed, dye_sql_blob(stmt, 1), err);
	}
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_index_run_reseal(struct dye_store * s, uint64_t id, struct dye_slice sealed, struct dye_error * err)
{

	return dye_sql_run(s, err, "UPDATE index_runs SET sealed = ? WHERE id = ?", "bu", sealed, id);
}

enum dye_code
dye_store_index_block_reseal(
    struct dye_store * s, uint64_t run, uint64_t first, struct dye_slice sealed, struct dye_error * err)
{

	return dye_sql_run(
	    s, err, "UPDATE index_blocks SET sealed = ? WHERE run = ? AND first = ?", "buu", sealed, run, first);
}

enum dye_code
dye_store_index_block_count(struct dye_store * s, uint64_t run, uint64_t * count, struct dye_error * err)
{
	bool got;

	return dye_sql_number(s, count, &got, err, "SELECT count(*) FROM index_blocks WHERE run = ?", "u", run);
}
