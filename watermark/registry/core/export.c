/*
 * export.c: exports, registered before their first byte leaves.
 */
#include <inttypes.h>
#include <string.h>

#include "watermark/registry/core/query.h"

enum dye_code
dye_export_read(const struct dye_statement * stmt, struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;

	memset(e, 0, sizeof(*e));
	e->id = dye_sql_u64(stmt, 0);
	e->dataset = (uint32_t)dye_sql_u64(stmt, 1);
	e->profile_version = (uint32_t)dye_sql_u64(stmt, 2);
	e->recipient = dye_sql_u64(stmt, 3);
	e->started = dye_sql_i64(stmt, 5);
	e->finished = dye_sql_i64(stmt, 6);
	e->rows = dye_sql_u64(stmt, 7);
	e->canaries = dye_sql_u64(stmt, 8);
	e->bytes = dye_sql_u64(stmt, 9);
	/* Until it ends nothing is known of it. */
	if (!dye_sql_null(stmt, 10) && (rc = dye_sql_bytes(stmt, 10, e->sha256, DYE_HASH_LEN, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_text(stmt, 4, e->recipient_name, sizeof(e->recipient_name), err)) != DYE_OK ||
	    (rc = dye_sql_text(stmt, 11, e->marks, sizeof(e->marks), err)) != DYE_OK)
		return rc;
	return dye_sql_text(stmt, 12, e->meta, sizeof(e->meta), err);
}

/* Past the JSON string at ${p}; NULL where there is none. */
static const char *
past_string(const char * p)
{

	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20 || (*p == '\\' && *++p == '\0'))
			return NULL;
	}
	return p + 1;
}

/* An object of strings on one line, as dye_embed() writes it: it becomes part of a log entry. */
static enum dye_code
check_meta(const char * meta, struct dye_error * err)
{
	const char * p = meta;
	bool more = p[0] == '{' && p[1] != '}';

	for (p += p[0] == '{'; more && p != NULL;) {
		if ((p = past_string(p)) == NULL || *p != ':' || (p = past_string(p + 1)) == NULL)
			break;
		more = *p == ',';
		p += more;
	}
	if (p == NULL || p == meta || strcmp(p, "}") != 0)
		return dye_fail(
		    err, DYE_EUSAGE, "what is stated of an export is no JSON object of strings on one line");
	return DYE_OK;
}

/* Both must be there; the foreign keys would say so too, less clearly. */
static enum dye_code
check_parties(struct dye_store * s, const struct dye_export * e, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t one;
	bool got;

	if ((rc = dye_sql_number(s, &one, &got, err, "SELECT 1 FROM profiles WHERE dataset = ? AND version = ?", "uu",
		 (uint64_t)e->dataset, (uint64_t)e->profile_version)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "the dataset has no profile version %u", e->profile_version);
	if ((rc = dye_sql_number(s, &one, &got, err, "SELECT 1 FROM enrolments WHERE dataset = ? AND recipient = ?",
		 "uu", (uint64_t)e->dataset, e->recipient)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "the recipient is not enrolled");
	/* Again, though whoever begins an export has looked: it may have happened meanwhile. */
	if ((rc = dye_sql_number(s, &one, &got, err, "SELECT " DYE_RETIRED " FROM recipients r WHERE r.number = ?", "u",
		 e->recipient)) != DYE_OK)
		return rc;
	return one == 0 ? DYE_OK : dye_fail(err, DYE_EREFUSED, "the recipient is retired");
}

static enum dye_code
insert_export(struct dye_store * s, struct dye_export * e, struct dye_buffer * body, struct dye_error * err)
{
	int64_t now = dye_log_now();
	enum dye_code rc;

	if ((rc = check_parties(s, e, err)) != DYE_OK || (rc = dye_sql_next(s, "exports", "id", &e->id, err)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_insert(s, err,
		 "INSERT INTO exports(id, dataset, profile_version, recipient, started, marks, meta)"
		 " VALUES(?, ?, ?, ?, ?, ?, ?)",
		 "uuuuitt", e->id, (uint64_t)e->dataset, (uint64_t)e->profile_version, e->recipient, now,
		 dye_bytes(e->marks, strlen(e->marks)), dye_bytes(e->meta, strlen(e->meta)))) != DYE_OK ||
	    (rc = dye_entry_export_begin(body, e, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_EXPORT_BEGIN, now, dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_export_begin(struct dye_store * s, const struct dye_export * e, uint64_t * id, struct dye_error * err)
{
	struct dye_export mine = *e;
	struct dye_buffer body = {0};
	enum dye_code rc;

	if (mine.meta[0] == '\0')
		memcpy(mine.meta, "{}", 3);
	if ((rc = check_meta(mine.meta, err)) != DYE_OK || (rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, insert_export(s, &mine, &body, err), err);
	dye_buffer_release(&body);
	if (rc == DYE_OK)
		*id = mine.id;
	return rc;
}

static enum dye_code
finish_export(struct dye_store * s, const struct dye_export * e, struct dye_buffer * body, struct dye_error * err)
{
	int64_t now = dye_log_now();
	enum dye_code rc;
	uint64_t id;
	bool got;

	if ((rc = dye_sql_number(s, &id, &got, err,
		 "SELECT x.id FROM exports x LEFT JOIN ends n ON n.export = x.id WHERE x.id = ? AND n.id IS NULL", "u",
		 e->id)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(
		    err, DYE_EMISSING, "no unfinished export has the number %llu", (unsigned long long)e->id);
	if ((rc = dye_sql_next(s, "ends", "id", &id, err)) != DYE_OK ||
	    (rc = dye_sql_insert(s, err,
		 "INSERT INTO ends(id, export, finished, rows, canaries, bytes, sha256) VALUES(?, ?, ?, ?, ?, ?, ?)",
		 "uuiuuub", id, e->id, now, e->rows, e->canaries, e->bytes, dye_bytes(e->sha256, DYE_HASH_LEN))) !=
		DYE_OK)
		return rc;
	if ((rc = dye_entry_export_end(body, e, err)) != DYE_OK)
		return rc;
	return dye_log_append(s, DYE_ENTRY_EXPORT_END, now, dye_buffer_slice(body), NULL, err);
}

enum dye_code
dye_store_export_end(struct dye_store * s, const struct dye_export * e, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_sql_begin(s, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = dye_sql_end(s, finish_export(s, e, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_store_export_each(struct dye_store * s, uint32_t dataset, uint64_t recipient, dye_export_visit visit, void * cookie,
    struct dye_error * err)
{
	struct dye_export e;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err,
		 recipient == 0 ? "SELECT " DYE_EXPORT_COLUMNS " FROM " DYE_EXPORT_TABLES
				  " WHERE x.dataset = ? ORDER BY x.id"
				: "SELECT " DYE_EXPORT_COLUMNS " FROM " DYE_EXPORT_TABLES
				  " WHERE x.dataset = ? AND x.recipient = ? ORDER BY x.id",
		 recipient == 0 ? "u" : "uu", (uint64_t)dataset, recipient)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_export_read(stmt, &e, err)) != DYE_OK || (rc = visit(cookie, &e, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_export_find(struct dye_store * s, uint64_t id, struct dye_export * e, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT " DYE_EXPORT_COLUMNS " FROM " DYE_EXPORT_TABLES " WHERE x.id = ?", "u", id)) != DYE_OK)
		return rc;
	if ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK)
		rc = row ? dye_export_read(stmt, e, err)
			 : dye_fail(err, DYE_EMISSING, "there is no export %" PRIu64, id);
	dye_sql_finish(stmt);
	return rc;
}
