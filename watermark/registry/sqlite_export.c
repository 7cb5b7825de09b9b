/*
 * sqlite_export.c: exports, registered before their first byte leaves.
 */
#include <string.h>

#include "watermark/registry/sqlite.h"

enum dye_code
dye_sqlite_export(sqlite3_stmt * stmt, struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;

	memset(e, 0, sizeof(*e));
	e->id = dye_sqlite_u64(stmt, 0);
	e->dataset = (uint32_t)dye_sqlite_u64(stmt, 1);
	e->profile_version = (uint32_t)dye_sqlite_u64(stmt, 2);
	e->recipient = dye_sqlite_u64(stmt, 3);
	e->started = sqlite3_column_int64(stmt, 5);
	e->finished = sqlite3_column_int64(stmt, 6);
	e->rows = dye_sqlite_u64(stmt, 7);
	e->canaries = dye_sqlite_u64(stmt, 8);
	e->bytes = dye_sqlite_u64(stmt, 9);
	if ((rc = dye_sqlite_text(stmt, 4, e->recipient_name, sizeof(e->recipient_name), err)) != DYE_OK ||
	    (rc = dye_sqlite_bytes(stmt, 10, e->sha256, DYE_HASH_LEN, err)) != DYE_OK ||
	    (rc = dye_sqlite_text(stmt, 11, e->marks, sizeof(e->marks), err)) != DYE_OK)
		return rc;
	return dye_sqlite_text(stmt, 12, e->meta, sizeof(e->meta), err);
}

/* An object, valid, on one line: it becomes part of a log entry. */
static enum dye_code
check_meta(const struct dye_sqlite * s, const char * meta, struct dye_error * err)
{
	struct dye_slice text = {meta, strlen(meta)};
	enum dye_code rc;
	uint64_t valid;
	bool got;

	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)meta[i] < 0x20)
			return dye_fail(err, DYE_EUSAGE, "what is stated of an export is not one line");
	if ((rc = dye_sqlite_number(s, &valid, &got, err,
		 "SELECT CASE WHEN json_valid(?1) THEN json_type(?1) = 'object' ELSE 0 END", "t", text)) != DYE_OK)
		return rc;
	return valid == 1 ? DYE_OK : dye_fail(err, DYE_EUSAGE, "what is stated of an export is no JSON object");
}

/* Both must be there; the foreign keys would say so too, less clearly. */
static enum dye_code
check_parties(const struct dye_sqlite * s, const struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t one;
	bool got;

	if ((rc = dye_sqlite_number(s, &one, &got, err, "SELECT 1 FROM profiles WHERE dataset = ? AND version = ?",
		 "uu", (uint64_t)e->dataset, (uint64_t)e->profile_version)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "the dataset has no profile version %u", e->profile_version);
	if ((rc = dye_sqlite_number(s, &one, &got, err, "SELECT 1 FROM enrolments WHERE dataset = ? AND recipient = ?",
		 "uu", (uint64_t)e->dataset, e->recipient)) != DYE_OK)
		return rc;
	return got ? DYE_OK : dye_fail(err, DYE_EMISSING, "the recipient is not enrolled");
}

static enum dye_code
insert_export(const struct dye_sqlite * s, struct dye_export * e, struct dye_buffer * body, struct dye_error * err)
{
	int64_t now = dye_sqlite_now();
	enum dye_code rc;

	if ((rc = check_parties(s, e, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sqlite_run(s, err,
		 "INSERT INTO exports(dataset, profile_version, recipient, started, marks, meta)"
		 " VALUES(?, ?, ?, ?, ?, ?)",
		 "uuuitt", (uint64_t)e->dataset, (uint64_t)e->profile_version, e->recipient, now,
		 dye_bytes(e->marks, strlen(e->marks)), dye_bytes(e->meta, strlen(e->meta)))) != DYE_OK)
		return rc;
	e->id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	if ((rc = dye_entry_export_begin(body, e, err)) != DYE_OK)
		return rc;
	return dye_sqlite_append(s, DYE_ENTRY_EXPORT_BEGIN, now, dye_buffer_slice(body), err);
}

enum dye_code
dye_store_export_begin(struct dye_store * store, const struct dye_export * e, uint64_t * id, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	struct dye_export mine = *e;
	struct dye_buffer body = {0};
	enum dye_code rc;

	if (mine.meta[0] == '\0')
		memcpy(mine.meta, "{}", 3);
	if ((rc = check_meta(s, mine.meta, err)) != DYE_OK || (rc = dye_sqlite_begin(s, err)) != DYE_OK)
		return rc;
	rc = dye_sqlite_end(s, insert_export(s, &mine, &body, err), err);
	dye_buffer_release(&body);
	if (rc == DYE_OK)
		*id = mine.id;
	return rc;
}

static enum dye_code
finish_export(
    const struct dye_sqlite * s, const struct dye_export * e, struct dye_buffer * body, struct dye_error * err)
{
	int64_t now = dye_sqlite_now();
	enum dye_code rc;

	if ((rc = dye_sqlite_run(s, err,
		 "UPDATE exports SET finished = ?, rows = ?, canaries = ?, bytes = ?, sha256 = ?"
		 " WHERE id = ? AND finished = 0",
		 "iuuubu", now, e->rows, e->canaries, e->bytes, dye_bytes(e->sha256, DYE_HASH_LEN), e->id)) != DYE_OK)
		return rc;
	if (sqlite3_changes(s->db) != 1)
		return dye_fail(
		    err, DYE_EMISSING, "no unfinished export has the number %llu", (unsigned long long)e->id);
	if ((rc = dye_entry_export_end(body, e, err)) != DYE_OK)
		return rc;
	return dye_sqlite_append(s, DYE_ENTRY_EXPORT_END, now, dye_buffer_slice(body), err);
}

enum dye_code
dye_store_export_end(struct dye_store * store, const struct dye_export * e, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_sqlite_begin(s, err)) != DYE_OK)
		return rc;
	rc = dye_sqlite_end(s, finish_export(s, e, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_store_export_each(struct dye_store * store, uint32_t dataset, uint64_t recipient, dye_export_visit visit,
    void * cookie, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	struct dye_export e;
	sqlite3_stmt * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sqlite_query(s, &stmt, err,
		 recipient == 0 ? "SELECT " DYE_SQLITE_EXPORT_COLUMNS " FROM exports x JOIN recipients r"
				  " ON r.number = x.recipient WHERE x.dataset = ?1 ORDER BY x.id"
				: "SELECT " DYE_SQLITE_EXPORT_COLUMNS " FROM exports x JOIN recipients r"
				  " ON r.number = x.recipient WHERE x.dataset = ?1 AND x.recipient = ?2 ORDER BY x.id",
		 recipient == 0 ? "u" : "uu", (uint64_t)dataset, recipient)) != DYE_OK)
		return rc;
	while ((rc = dye_sqlite_step(s, stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_sqlite_export(stmt, &e, err)) != DYE_OK || (rc = visit(cookie, &e, err)) != DYE_OK)
			break;
	(void)sqlite3_finalize(stmt);
	return rc;
}
