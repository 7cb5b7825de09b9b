/* file: one function for each sort of entry, which share what walks along the log. */
/*
 * replay.c: what an entry of the log committed to is what the tables hold. The body is made anew from the rows it stands for and
 * must come out the same; ids count up in the order of the log, so the rows of an entry are the next ones of their tables.
 */
#include <string.h>

#include "watermark/registry/core/replay.h"

/* Not an error of SQLite's: the tables say something else than the entry. */
static enum dye_code
differs(const struct dye_log_entry * e, struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT,
	    "log entry %llu (%s): the registry no longer holds what the entry committed to", (unsigned long long)e->seq,
	    e->type);
}

static enum dye_code
same_body(const struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{

	return dye_slice_equal(dye_buffer_slice(&v->body), e->body) ? DYE_OK : differs(e, err);
}

/* The first row of a query about the row ${id}; differs() where there is none. The caller finalizes, in any case. */
static enum dye_code
row_of(const struct dye_replay * v, const struct dye_log_entry * e, struct dye_statement ** stmt, const char * sql,
    uint64_t id, struct dye_error * err)
{
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(v->store, stmt, err, sql, "u", id)) != DYE_OK ||
	    (rc = dye_sql_step(*stmt, &row, err)) != DYE_OK)
		return rc;
	return row ? DYE_OK : differs(e, err);
}

/* The row is the only one of its kind: what is looked up by these values is it and no other. ${sql} counts them. */
static enum dye_code
alone(
    const struct dye_replay * v, const struct dye_log_entry * e, const char * sql, uint64_t id, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t count;
	bool got;

	if ((rc = dye_sql_number(v->store, &count, &got, err, sql, "u", id)) != DYE_OK)
		return rc;
	return got && count == 1 ? DYE_OK : differs(e, err);
}

static enum dye_code
replay_dataset(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_dataset d = {.id = (uint32_t)++v->rows[DYE_DATASETS]};
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT salt, name, made, root FROM datasets WHERE id = ?", d.id, err)) ==
		DYE_OK &&
	    (rc = dye_sql_bytes(stmt, 0, d.salt, DYE_DATASET_ID_LEN, err)) == DYE_OK &&
	    (rc = dye_sql_text(stmt, 1, d.name, sizeof(d.name), err)) == DYE_OK &&
	    (rc = dye_sql_bytes(stmt, 3, d.root, DYE_HASH_LEN, err)) == DYE_OK &&
	    (rc = dye_sql_i64(stmt, 2) == e->when ? DYE_OK : differs(e, err)) == DYE_OK &&
	    (rc = dye_entry_dataset(&v->body, &d, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_sql_finish(stmt);
	return rc != DYE_OK
		   ? rc
		   : alone(v, e, "SELECT count(*) FROM datasets d JOIN datasets o ON o.name = d.name WHERE d.id = ?",
			 d.id, err);
}

static enum dye_code
replay_learn(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	uint64_t id = ++v->rows[DYE_PROFILES];
	struct dye_statement * stmt;
	uint8_t salt[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT dataset, version, text, made, read FROM profiles WHERE id = ?", id,
		 err)) == DYE_OK &&
	    (rc = dye_sql_i64(stmt, 3) == e->when ? DYE_OK : differs(e, err)) == DYE_OK &&
	    (rc = dye_store_salt(v->store, DYE_ENTRY_LEARN, id, salt, err)) == DYE_OK &&
	    (rc = dye_entry_learn(&v->body, salt, (uint32_t)dye_sql_u64(stmt, 0), (uint32_t)dye_sql_u64(stmt, 1),
		 dye_sql_i64(stmt, 4), dye_sql_blob(stmt, 2), err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_sql_finish(stmt);
	return rc != DYE_OK ? rc
			    : alone(v, e,
				  "SELECT count(*) FROM profiles p JOIN profiles o ON o.dataset = p.dataset AND"
				  " o.version = p.version WHERE p.id = ?",
				  id, err);
}

/* One enrolment: in its place, at the time of the entry, of a name that is there. */
static enum dye_code
replay_enrolment(struct dye_replay * v, const struct dye_log_entry * e, struct dye_statement * stmt, uint64_t dataset,
    struct dye_enrolment * sum, struct dye_error * err)
{
	uint64_t number = dye_sql_u64(stmt, 2);
	enum dye_code rc;

	if (dye_sql_u64(stmt, 0) != ++v->rows[DYE_ENROLMENTS] || dye_sql_u64(stmt, 1) != dataset ||
	    dye_sql_i64(stmt, 3) != e->when || dye_sql_null(stmt, 4))
		return differs(e, err);
	/* Numbers are given in order: one not seen before is the next. */
	if (number > v->rows[DYE_RECIPIENTS]) {
		if (number != ++v->rows[DYE_RECIPIENTS])
			return differs(e, err);
		sum->fresh++;
	}
	if ((rc = dye_recipient_check(v->store, number, dye_sql_blob(stmt, 4), dye_sql_blob(stmt, 5), err)) != DYE_OK)
		return rc == DYE_EVAULT ? differs(e, err) : rc;
	return dye_enrolment_add(sum, number, dye_sql_blob(stmt, 4), err);
}

/* The roll says the same as the enrolments. */
static enum dye_code
replay_roll(struct dye_replay * v, const struct dye_log_entry * e, uint64_t dataset, const struct dye_enrolment * sum,
    struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT dataset, enrolled, numbers FROM rolls WHERE id = ?", ++v->rows[DYE_ROLLS],
		 err)) == DYE_OK &&
	    (dye_sql_u64(stmt, 0) != dataset || dye_sql_i64(stmt, 1) != e->when ||
		!dye_slice_equal(dye_sql_blob(stmt, 2), dye_buffer_slice(&sum->numbers))))
		rc = differs(e, err);
	dye_sql_finish(stmt);
	return rc;
}

static enum dye_code
replay_enrol(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_enrolment sum = {0};
	uint64_t dataset, added;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if (!dye_entry_number(e->body, "dataset", &dataset) || !dye_entry_number(e->body, "added", &added) ||
	    !dye_entry_number(e->body, "known", &sum.known) || added > INT64_MAX - v->rows[DYE_ENROLMENTS])
		return differs(e, err);
	if ((rc = dye_store_salt(v->store, DYE_ENTRY_ENROL, v->rows[DYE_ENROLMENTS] + 1, sum.salt, err)) != DYE_OK ||
	    (rc = dye_sql_query(v->store, &stmt, err,
		 "SELECT e.place, e.dataset, e.recipient, e.enrolled, r.name, r.mac FROM enrolments e LEFT JOIN "
		 "recipients r"
		 " ON r.number = e.recipient WHERE e.place BETWEEN ? AND ? ORDER BY e.place",
		 "uu", v->rows[DYE_ENROLMENTS] + 1, v->rows[DYE_ENROLMENTS] + added)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = replay_enrolment(v, e, stmt, dataset, &sum, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	/* Fewer rows than the entry says show in the body. */
	if (rc == DYE_OK && (rc = replay_roll(v, e, dataset, &sum, err)) == DYE_OK &&
	    (rc = dye_enrolment_body(&sum, (uint32_t)dataset, &v->body, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_enrolment_release(&sum);
	return rc;
}

static enum dye_code
load_export(const struct dye_replay * v, const struct dye_log_entry * e, uint64_t id, struct dye_export * x,
    struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT " DYE_EXPORT_COLUMNS " FROM " DYE_EXPORT_TABLES " WHERE x.id = ?", id,
		 err)) == DYE_OK)
		rc = dye_export_read(stmt, x, err);
	dye_sql_finish(stmt);
	return rc;
}

static enum dye_code
replay_export_begin(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_export x;
	enum dye_code rc;

	if ((rc = load_export(v, e, ++v->rows[DYE_EXPORTS], &x, err)) != DYE_OK)
		return rc;
	if (x.started != e->when)
		return differs(e, err);
	if ((rc = dye_entry_export_begin(&v->body, &x, err)) != DYE_OK)
		return rc;
	return same_body(v, e, err);
}

static enum dye_code
replay_export_end(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_export x;
	enum dye_code rc;
	uint64_t id;
	bool got;

	if ((rc = dye_sql_number(
		 v->store, &id, &got, err, "SELECT export FROM ends WHERE id = ?", "u", ++v->rows[DYE_ENDS])) != DYE_OK)
		return rc;
	if (!got)
		return differs(e, err);
	if ((rc = load_export(v, e, id, &x, err)) != DYE_OK)
		return rc;
	if (x.finished != e->when)
		return differs(e, err);
	if ((rc = dye_entry_export_end(&v->body, &x, err)) != DYE_OK)
		return rc;
	return same_body(v, e, err);
}

/* Feed the rows after ${*last}, ${count} of them, to ${each}. */
static enum dye_code
replay_range(struct dye_replay * v, const struct dye_log_entry * e, const char * sql, uint64_t * last, uint64_t count,
    enum dye_code (*each)(const struct dye_statement *, struct dye_batch *, struct dye_error *),
    struct dye_batch * batch, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if (count > INT64_MAX - *last)
		return differs(e, err);
	if ((rc = dye_sql_query(v->store, &stmt, err, sql, "uu", *last + 1, *last + count)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = each(stmt, batch, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	*last += count;
	return rc;
}

static enum dye_code
each_canary(const struct dye_statement * stmt, struct dye_batch * batch, struct dye_error * err)
{
	struct dye_canary c;
	enum dye_code rc;
	uint64_t id;

	if ((rc = dye_canary_read(stmt, &id, &c, err)) != DYE_OK)
		return rc;
	return dye_batch_canary(batch, id, (uint32_t)dye_sql_u64(stmt, 7), &c, err);
}

static enum dye_code
each_place(const struct dye_statement * stmt, struct dye_batch * batch, struct dye_error * err)
{
	uint8_t parent[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_sql_bytes(stmt, 1, parent, DYE_PRF_LEN, err)) != DYE_OK)
		return rc;
	return dye_batch_place(batch, dye_sql_u64(stmt, 0), parent, dye_sql_u64(stmt, 2), err);
}

static enum dye_code
each_cell(const struct dye_statement * stmt, struct dye_batch * batch, struct dye_error * err)
{
	uint8_t anchor[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_sql_bytes(stmt, 1, anchor, DYE_PRF_LEN, err)) != DYE_OK)
		return rc;
	return dye_batch_cell(batch, dye_sql_u64(stmt, 0), anchor, err);
}

static enum dye_code
each_trials(const struct dye_statement * stmt, struct dye_batch * batch, struct dye_error * err)
{

	return dye_batch_trials(batch, dye_sql_u64(stmt, 0), dye_sql_blob(stmt, 1), err);
}

static enum dye_code
replay_canary(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	uint64_t export_id, canaries, places, cells, tried;
	struct dye_batch batch = {0};
	enum dye_code rc;

	if (!dye_entry_number(e->body, "export", &export_id) || !dye_entry_number(e->body, "canaries", &canaries) ||
	    !dye_entry_number(e->body, "places", &places) || !dye_entry_number(e->body, "cells", &cells) ||
	    !dye_entry_number(e->body, "tried", &tried))
		return differs(e, err);
	if ((rc = replay_range(v, e,
		 "SELECT " DYE_CANARY_COLUMNS " FROM canaries c WHERE c.id BETWEEN ? AND ?"
		 " ORDER BY c.id",
		 &v->rows[DYE_CANARIES], canaries, each_canary, &batch, err)) == DYE_OK &&
	    (rc = replay_range(v, e, "SELECT export, parent, canary FROM places WHERE id BETWEEN ? AND ? ORDER BY id",
		 &v->rows[DYE_PLACES], places, each_place, &batch, err)) == DYE_OK &&
	    (rc = replay_range(v, e, "SELECT canary, anchor FROM cells WHERE id BETWEEN ? AND ? ORDER BY id",
		 &v->rows[DYE_CELLS], cells, each_cell, &batch, err)) == DYE_OK &&
	    (rc = replay_range(v, e, "SELECT export, trials FROM tried WHERE id BETWEEN ? AND ? ORDER BY id",
		 &v->rows[DYE_TRIED], tried > 0 ? 1 : 0, each_trials, &batch, err)) == DYE_OK &&
	    (rc = dye_batch_body(&batch, export_id, &v->body, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_batch_release(&batch);
	return rc;
}

static enum dye_code
replay_burn(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_canary_unit unit;
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT dataset, recipient, parent, since FROM burns WHERE id = ?",
		 ++v->rows[DYE_BURNS], err)) == DYE_OK &&
	    (rc = dye_sql_bytes(stmt, 2, unit.parent, DYE_PRF_LEN, err)) == DYE_OK) {
		unit.dataset = (uint32_t)dye_sql_u64(stmt, 0);
		unit.recipient = dye_sql_u64(stmt, 1);
		rc = dye_entry_burn(&v->body, &unit, dye_sql_i64(stmt, 3), err);
	}
	if (rc == DYE_OK)
		rc = same_body(v, e, err);
	dye_sql_finish(stmt);
	return rc;
}

static enum dye_code
replay_retire(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = row_of(v, e, &stmt, "SELECT recipient, retired, made FROM retirements WHERE id = ?",
		 ++v->rows[DYE_RETIREMENTS], err)) == DYE_OK &&
	    (rc = dye_sql_i64(stmt, 2) == e->when ? DYE_OK : differs(e, err)) == DYE_OK &&
	    (rc = dye_entry_retire(&v->body, dye_sql_u64(stmt, 0), dye_sql_u64(stmt, 1) == 1, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_sql_finish(stmt);
	return rc;
}

/* ${count} rows of a table behind those that were replayed, each as of the time of the entry, into a hash. ${sql} has the time first. */
static enum dye_code
replay_hashed(struct dye_replay * v, const struct dye_log_entry * e, enum dye_table table, const char * sql,
    uint64_t count, enum dye_code (*each)(const struct dye_statement *, struct dye_hash *, struct dye_error *),
    struct dye_hash * hash, struct dye_error * err)
{
	uint64_t first = v->rows[table] + 1, found = 0;
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if (count > INT64_MAX - v->rows[table])
		return differs(e, err);
	v->rows[table] += count;
	DYE_TRY(dye_sql_query(v->store, &stmt, err, sql, "uu", first, v->rows[table]));
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row) {
		found++;
		if ((rc = dye_sql_i64(stmt, 0) == e->when ? each(stmt, hash, err) : differs(e, err)) != DYE_OK)
			break;
	}
	dye_sql_finish(stmt);
	return rc == DYE_OK && found != count ? differs(e, err) : rc;
}

static enum dye_code
each_decoy(const struct dye_statement * stmt, struct dye_hash * hash, struct dye_error * err)
{

	return dye_entry_decoy(hash, dye_sql_u64(stmt, 1), (uint32_t)dye_sql_u64(stmt, 2), dye_sql_blob(stmt, 3), err);
}

static enum dye_code
replay_decoys_import(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	uint8_t salt[DYE_HASH_LEN], sum[DYE_HASH_LEN];
	uint64_t dataset, count;
	struct dye_hash * hash;
	enum dye_code rc;

	if (!dye_entry_number(e->body, "dataset", &dataset) || !dye_entry_number(e->body, "decoys", &count))
		return differs(e, err);
	DYE_TRY(dye_store_salt(v->store, DYE_ENTRY_DECOYS_IMPORT, v->rows[DYE_DECOYS] + 1, salt, err));
	DYE_TRY(dye_hash_open(&hash, err));
	if ((rc = dye_hash_update(hash, salt, sizeof(salt), err)) == DYE_OK &&
	    (rc = replay_hashed(v, e, DYE_DECOYS,
		 "SELECT made, id, dataset, sealed FROM decoys WHERE id BETWEEN ? AND ? ORDER BY id", count, each_decoy,
		 hash, err)) == DYE_OK &&
	    (rc = dye_hash_final(hash, sum, err)) == DYE_OK &&
	    (rc = dye_entry_decoys_import(&v->body, (uint32_t)dataset, count, sum, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_hash_close(hash);
	return rc;
}

static enum dye_code
each_given(const struct dye_statement * stmt, struct dye_hash * hash, struct dye_error * err)
{
	uint8_t parent[DYE_PRF_LEN];

	DYE_TRY(dye_sql_bytes(stmt, 4, parent, DYE_PRF_LEN, err));
	return dye_entry_given(hash, dye_sql_u64(stmt, 1), dye_sql_u64(stmt, 2), dye_sql_u64(stmt, 3), parent, err);
}

static enum dye_code
replay_decoys_give(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	uint8_t sum[DYE_HASH_LEN];
	uint64_t export_id, count;
	struct dye_hash * hash;
	enum dye_code rc;

	if (!dye_entry_number(e->body, "export", &export_id) || !dye_entry_number(e->body, "decoys", &count))
		return differs(e, err);
	DYE_TRY(dye_hash_open(&hash, err));
	if ((rc = replay_hashed(v, e, DYE_GIVEN_DECOYS,
		 "SELECT made, id, decoy, export, parent FROM given_decoys WHERE id BETWEEN ? AND ? ORDER BY id", count,
		 each_given, hash, err)) == DYE_OK &&
	    (rc = dye_hash_final(hash, sum, err)) == DYE_OK &&
	    (rc = dye_entry_decoys_give(&v->body, export_id, count, sum, err)) == DYE_OK)
		rc = same_body(v, e, err);
	dye_hash_close(hash);
	return rc;
}

/* The entries that stand for rows; all others commit to nothing in the tables. */
static const struct {
	const char * type;
	enum dye_code (*replay)(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err);
} replays[] = {
    {DYE_ENTRY_DATASET, replay_dataset},
    {DYE_ENTRY_LEARN, replay_learn},
    {DYE_ENTRY_ENROL, replay_enrol},
    {DYE_ENTRY_EXPORT_BEGIN, replay_export_begin},
    {DYE_ENTRY_EXPORT_END, replay_export_end},
    {DYE_ENTRY_CANARY, replay_canary},
    {DYE_ENTRY_BURN, replay_burn},
    {DYE_ENTRY_RETIRE, replay_retire},
    {DYE_ENTRY_DECOYS_IMPORT, replay_decoys_import},
    {DYE_ENTRY_DECOYS_GIVE, replay_decoys_give},
};

/* The entry follows the one before it, hashes to what it says, and we wrote it. */
static enum dye_code
check_chain(const struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN], mac[DYE_HASH_LEN];
	enum dye_code rc;

	if (e->seq != v->entries + 1)
		return dye_fail(err, DYE_EVAULT, "log entry %llu is missing", (unsigned long long)v->entries + 1);
	if (memcmp(e->previous, v->head, DYE_HASH_LEN) != 0)
		return dye_fail(
		    err, DYE_EVAULT, "log entry %llu does not follow the one before it", (unsigned long long)e->seq);
	if ((rc = dye_entry_hash(e, hash, err)) != DYE_OK || (rc = dye_entry_mac(v->store->key, e, mac, err)) != DYE_OK)
		return rc;
	if (memcmp(hash, e->hash, DYE_HASH_LEN) != 0 || !dye_equal_secret(mac, e->mac, DYE_HASH_LEN))
		return dye_fail(err, DYE_EVAULT, "log entry %llu was changed", (unsigned long long)e->seq);
	return DYE_OK;
}

static enum dye_code
replay_one(struct dye_replay * v, const struct dye_log_entry * e, struct dye_error * err)
{
	enum dye_code rc = check_chain(v, e, err);

	for (size_t i = 0; i < sizeof(replays) / sizeof(replays[0]) && rc == DYE_OK; i++)
		if (strcmp(e->type, replays[i].type) == 0)
			rc = replays[i].replay(v, e, err);
	if (rc == DYE_OK) {
		v->entries++;
		memcpy(v->head, e->hash, DYE_HASH_LEN);
	}
	return rc;
}

enum dye_code
dye_replay(struct dye_replay * v, struct dye_error * err)
{
	struct dye_statement * stmt;
	struct dye_log_entry e;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(v->store, &stmt, err,
		 "SELECT " DYE_ENTRY_COLUMNS " FROM log WHERE seq > ? ORDER BY seq", "u", v->entries)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_log_read(stmt, &e, err)) != DYE_OK || (rc = replay_one(v, &e, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

void
dye_replay_release(struct dye_replay * v)
{

	dye_buffer_release(&v->body);
}
