/*
 * decoy.c: contact points of the owner's, sealed, and which of them an invented record was given. One is given once, for ever: the index of given_decoys says so
 * whoever writes at the same time.
 */
#include <string.h>

#include "watermark/registry/core/query.h"

#define DECOY_COLUMNS "d.id, d.dataset, d.made, d.sealed, g.export, x.recipient, g.parent, g.made"

static enum dye_code
read_decoy(const struct dye_statement * stmt, struct dye_stored_decoy * d, struct dye_error * err)
{

	*d = (struct dye_stored_decoy){.id = dye_sql_u64(stmt, 0),
	    .dataset = (uint32_t)dye_sql_u64(stmt, 1),
	    .made = dye_sql_i64(stmt, 2),
	    .sealed = dye_sql_blob(stmt, 3),
	    .given = !dye_sql_null(stmt, 4),
	    .export_id = dye_sql_u64(stmt, 4),
	    .recipient = dye_sql_u64(stmt, 5),
	    .when = dye_sql_i64(stmt, 7)};
	return d->given ? dye_sql_bytes(stmt, 6, d->parent, DYE_PRF_LEN, err) : DYE_OK;
}

enum dye_code
dye_store_decoy_each(struct dye_store * s, dye_decoy_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_stored_decoy d;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT " DECOY_COLUMNS " FROM decoys d LEFT JOIN given_decoys g ON g.decoy = d.id"
	    " LEFT JOIN exports x ON x.id = g.export ORDER BY d.id",
	    ""));
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = read_decoy(stmt, &d, err)) != DYE_OK || (rc = visit(cookie, &d, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_decoy_counts(struct dye_store * s, uint32_t dataset, uint64_t * all, uint64_t * given, struct dye_error * err)
{
	bool got;

	*given = 0;
	DYE_TRY(
	    dye_sql_number(s, all, &got, err, "SELECT count(*) FROM decoys WHERE dataset = ?", "u", (uint64_t)dataset));
	if (*all == 0)
		return DYE_OK;
	return dye_sql_number(s, given, &got, err,
	    "SELECT count(*) FROM given_decoys g JOIN decoys d ON d.id = g.decoy WHERE d.dataset = ?", "u",
	    (uint64_t)dataset);
}

/* One import on its way in. */
struct importing {
	struct dye_store * s;
	uint32_t dataset;
	int64_t now;
	struct dye_hash * hash;	  /* Owned. */
	struct dye_buffer sealed; /* Owned, as is the next */
	struct dye_buffer body;
};

static enum dye_code
insert_decoy(struct importing * in, uint64_t id, struct dye_error * err)
{

	DYE_TRY(dye_sql_insert(in->s, err, "INSERT INTO decoys(id, dataset, made, sealed) VALUES(?, ?, ?, ?)", "uuib",
	    id, (uint64_t)in->dataset, in->now, dye_buffer_slice(&in->sealed)));
	return dye_entry_decoy(in->hash, id, in->dataset, dye_buffer_slice(&in->sealed), err);
}

static enum dye_code
begin_import(struct importing * in, uint64_t after, uint64_t * first, struct dye_error * err)
{
	uint8_t salt[DYE_HASH_LEN];

	DYE_TRY(dye_sql_next(in->s, "decoys", "id", first, err));
	if (*first != after + 1)
		return dye_fail(err, DYE_ERETRY, "others imported decoys meanwhile: import these again");
	DYE_TRY(dye_store_salt(in->s, DYE_ENTRY_DECOYS_IMPORT, *first, salt, err));
	DYE_TRY(dye_hash_open(&in->hash, err));
	return dye_hash_update(in->hash, salt, sizeof(salt), err);
}

/* Inside the transaction. */
static enum dye_code
import(
    struct importing * in, uint64_t after, uint64_t count, dye_decoy_seal seal, void * cookie, struct dye_error * err)
{
	uint8_t sum[DYE_HASH_LEN];
	uint64_t first;

	DYE_TRY(begin_import(in, after, &first, err));
	for (uint64_t i = 0; i < count; i++) {
		dye_buffer_reset(&in->sealed);
		DYE_TRY(seal(cookie, i, first + i, &in->sealed, err));
		DYE_TRY(insert_decoy(in, first + i, err));
	}
	DYE_TRY(dye_hash_final(in->hash, sum, err));
	DYE_TRY(dye_entry_decoys_import(&in->body, in->dataset, count, sum, err));
	return dye_log_append(in->s, DYE_ENTRY_DECOYS_IMPORT, in->now, dye_buffer_slice(&in->body), NULL, err);
}

enum dye_code
dye_store_decoy_add(struct dye_store * s, uint32_t dataset, uint64_t after, uint64_t count, dye_decoy_seal seal,
    void * cookie, struct dye_error * err)
{
	struct importing in = {.s = s, .dataset = dataset, .now = dye_log_now()};
	enum dye_code rc;

	DYE_TRY(dye_sql_begin(s, DYE_SQL_WRITE, err));
	rc = dye_sql_end(s, import(&in, after, count, seal, cookie, err), err);
	dye_hash_close(in.hash);
	dye_buffer_release(&in.sealed);
	dye_buffer_release(&in.body);
	return rc;
}

/* ---- giving, inside the transaction of a batch ---- */

void
dye_giving_close(struct dye_giving * g)
{

	dye_hash_close(g->hash);
}

static enum dye_code
insert_given(struct dye_giving * g, uint64_t decoy, const uint8_t parent[DYE_PRF_LEN], struct dye_error * err)
{
	uint64_t id;

	if (g->hash == NULL) {
		g->now = dye_log_now();
		DYE_TRY(dye_hash_open(&g->hash, err));
	}
	DYE_TRY(dye_sql_next(g->store, "given_decoys", "id", &id, err));
	DYE_TRY(dye_sql_insert(g->store, err,
	    "INSERT INTO given_decoys(id, decoy, export, parent, made) VALUES(?, ?, ?, ?, ?)", "uuubi", id, decoy,
	    g->export_id, dye_bytes(parent, DYE_PRF_LEN), g->now));
	g->count++;
	return dye_entry_given(g->hash, id, decoy, g->export_id, parent, err);
}

enum dye_code
dye_give_decoy(struct dye_giving * g, uint32_t dataset, uint64_t recipient, uint64_t decoy,
    const uint8_t parent[DYE_PRF_LEN], struct dye_error * err)
{
	struct dye_stored_decoy d = {0};
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row = false;

	if ((rc = dye_sql_query(g->store, &stmt, err,
		 "SELECT " DECOY_COLUMNS " FROM decoys d LEFT JOIN given_decoys g ON g.decoy = d.id"
		 " LEFT JOIN exports x ON x.id = g.export WHERE d.id = ? AND d.dataset = ?",
		 "uu", decoy, (uint64_t)dataset)) == DYE_OK &&
	    (rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		rc = read_decoy(stmt, &d, err);
	dye_sql_finish(stmt);
	if (rc != DYE_OK)
		return rc;
	if (!row)
		return dye_fail(err, DYE_EMISSING, "the dataset has no decoy of that number");
	if (!d.given)
		return insert_given(g, decoy, parent, err);
	if (d.recipient == recipient && memcmp(d.parent, parent, DYE_PRF_LEN) == 0)
		return DYE_OK;
	return dye_fail(err, DYE_ERETRY, "a decoy of this export was given to another meanwhile: run the export again");
}

enum dye_code
dye_giving_log(struct dye_giving * g, struct dye_buffer * body, struct dye_error * err)
{
	uint8_t sum[DYE_HASH_LEN];

	if (g->count == 0)
		return DYE_OK;
	DYE_TRY(dye_hash_final(g->hash, sum, err));
	DYE_TRY(dye_entry_decoys_give(body, g->export_id, g->count, sum, err));
	return dye_log_append(g->store, DYE_ENTRY_DECOYS_GIVE, g->now, dye_buffer_slice(body), NULL, err);
}

/* ---- where one went ---- */

enum dye_code
dye_store_unit_places(struct dye_store * s, const struct dye_canary_unit * unit, dye_place_visit visit, void * cookie,
    struct dye_error * err)
{
	struct dye_statement * stmt;
	struct dye_canary c;
	enum dye_code rc;
	uint64_t id;
	bool row;

	DYE_TRY(dye_sql_query(s, &stmt, err,
	    "SELECT " DYE_CANARY_COLUMNS ", x.id, x.started FROM exports x JOIN places p ON p.export = x.id AND"
	    " p.parent = ? JOIN canaries c ON c.id = p.canary WHERE x.dataset = ? AND x.recipient = ? ORDER BY x.id",
	    "buu", dye_bytes(unit->parent, DYE_PRF_LEN), (uint64_t)unit->dataset, unit->recipient));
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_canary_read(stmt, &id, &c, err)) != DYE_OK ||
		    (rc = visit(cookie, dye_sql_u64(stmt, 8), dye_sql_i64(stmt, 9), &c, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}
