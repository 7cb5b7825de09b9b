/*
 * sqlite_canary.c: records of people who do not exist. Only anchors and sealed text are kept.
 */
#include <string.h>

#include "watermark/registry/sqlite.h"

enum dye_code
dye_sqlite_canary(sqlite3_stmt * stmt, uint64_t * id, struct dye_canary * c, struct dye_error * err)
{
	enum dye_code rc;

	memset(c, 0, sizeof(*c));
	*id = dye_sqlite_u64(stmt, 0);
	c->recipient = dye_sqlite_u64(stmt, 1);
	if ((rc = dye_sqlite_bytes(stmt, 2, c->anchor, DYE_PRF_LEN, err)) != DYE_OK ||
	    (rc = dye_sqlite_bytes(stmt, 3, c->parent, DYE_PRF_LEN, err)) != DYE_OK)
		return rc;
	c->sealed = dye_sqlite_blob(stmt, 4);
	c->burned = dye_sqlite_u64(stmt, 5) != 0;
	return DYE_OK;
}

/* One batch on its way in. */
struct adder {
	const struct dye_sqlite * s;
	uint32_t dataset;
	uint64_t export_id;
	uint64_t recipient;    /* of the export */
	sqlite3_stmt * placed; /* Owned. Has the export a canary of this parent? */
	sqlite3_stmt * find;   /* Owned. The canary, if an earlier export carried it. */
	sqlite3_stmt * canary; /* Owned. */
	sqlite3_stmt * place;  /* Owned. */
	sqlite3_stmt * cell;   /* Owned. */
	struct dye_batch batch;
};

/* The export that they belong to must be under way. */
static enum dye_code
check_export(struct adder * a, struct dye_error * err)
{
	enum dye_code rc;
	bool got;

	if ((rc = dye_sqlite_number(a->s, &a->recipient, &got, err,
		 "SELECT recipient FROM exports WHERE id = ? AND dataset = ? AND finished = 0", "uu", a->export_id,
		 (uint64_t)a->dataset)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "no unfinished export of the dataset has the number %llu",
		    (unsigned long long)a->export_id);
	return DYE_OK;
}

static enum dye_code
adder_open(struct adder * a, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = check_export(a, err)) != DYE_OK ||
	    (rc = dye_sqlite_query(
		 a->s, &a->placed, err, "SELECT 1 FROM places WHERE export = ? AND parent = ?", "")) != DYE_OK ||
	    (rc = dye_sqlite_query(a->s, &a->find, err,
		 "SELECT id FROM canaries WHERE anchor = ? AND recipient = ? AND parent = ? AND dataset = ?", "")) !=
		DYE_OK ||
	    (rc = dye_sqlite_query(a->s, &a->canary, err,
		 "INSERT INTO canaries(dataset, recipient, anchor, parent, sealed) VALUES(?, ?, ?, ?, ?)", "")) !=
		DYE_OK ||
	    (rc = dye_sqlite_query(
		 a->s, &a->place, err, "INSERT INTO places(export, parent, canary) VALUES(?, ?, ?)", "")) != DYE_OK)
		return rc;
	return dye_sqlite_query(
	    a->s, &a->cell, err, "INSERT INTO cells(anchor, canary) VALUES(?, ?) ON CONFLICT DO NOTHING", "");
}

static void
adder_close(struct adder * a)
{

	(void)sqlite3_finalize(a->placed);
	(void)sqlite3_finalize(a->find);
	(void)sqlite3_finalize(a->canary);
	(void)sqlite3_finalize(a->place);
	(void)sqlite3_finalize(a->cell);
	dye_batch_release(&a->batch);
}

/* Step a bound statement once and let go of its locks. *id: its first column, where there was a row. */
static enum dye_code
step_once(const struct dye_sqlite * s, sqlite3_stmt * stmt, bool * row, uint64_t * id, struct dye_error * err)
{
	enum dye_code rc = dye_sqlite_step(s, stmt, row, err);

	if (rc == DYE_OK && *row)
		*id = dye_sqlite_u64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return rc;
}

/* The id of the canary, which is stored if it is new. */
static enum dye_code
canary_id(struct adder * a, const struct dye_canary * c, uint64_t * id, struct dye_error * err)
{
	struct dye_slice anchor = dye_bytes(c->anchor, DYE_PRF_LEN), parent = dye_bytes(c->parent, DYE_PRF_LEN);
	enum dye_code rc;
	bool row;

	if ((rc = dye_sqlite_bind(a->s, a->find, err, "bubu", anchor, c->recipient, parent, (uint64_t)a->dataset)) !=
		DYE_OK ||
	    (rc = step_once(a->s, a->find, &row, id, err)) != DYE_OK || row)
		return rc;
	if ((rc = dye_sqlite_bind(a->s, a->canary, err, "uubbb", (uint64_t)a->dataset, c->recipient, anchor, parent,
		 c->sealed)) != DYE_OK ||
	    (rc = step_once(a->s, a->canary, &row, id, err)) != DYE_OK)
		return rc;
	*id = (uint64_t)sqlite3_last_insert_rowid(a->s->db);
	return dye_batch_canary(&a->batch, *id, a->dataset, c, err);
}

static enum dye_code
add_cells(struct adder * a, uint64_t id, const struct dye_canary_cell * cells, uint32_t count, struct dye_error * err)
{
	enum dye_code rc;
	uint64_t none;
	bool row;

	for (uint32_t i = 0; i < count; i++) {
		if ((rc = dye_sqlite_bind(a->s, a->cell, err, "bu", dye_bytes(cells[i].anchor, DYE_PRF_LEN), id)) !=
			DYE_OK ||
		    (rc = step_once(a->s, a->cell, &row, &none, err)) != DYE_OK)
			return rc;
		if (sqlite3_changes(a->s->db) == 1 &&
		    (rc = dye_batch_cell(&a->batch, id, cells[i].anchor, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

static enum dye_code
add_one(struct adder * a, const struct dye_canary * c, const struct dye_canary_cell * cells, uint32_t count,
    bool * fresh, struct dye_error * err)
{
	struct dye_slice parent = dye_bytes(c->parent, DYE_PRF_LEN);
	enum dye_code rc;
	uint64_t id = 0, none;
	bool row;

	*fresh = false;
	if (c->recipient != a->recipient)
		return dye_fail(err, DYE_EUSAGE, "a canary is of another recipient than its export");
	if ((rc = dye_sqlite_bind(a->s, a->placed, err, "ub", a->export_id, parent)) != DYE_OK ||
	    (rc = step_once(a->s, a->placed, &row, &id, err)) != DYE_OK || row)
		return rc;
	if ((rc = canary_id(a, c, &id, err)) != DYE_OK ||
	    (rc = dye_sqlite_bind(a->s, a->place, err, "ubu", a->export_id, parent, id)) != DYE_OK ||
	    (rc = step_once(a->s, a->place, &row, &none, err)) != DYE_OK ||
	    (rc = dye_batch_place(&a->batch, a->export_id, c->parent, id, err)) != DYE_OK)
		return rc;
	*fresh = true;
	return add_cells(a, id, cells, count, err);
}

/* One row holds all that a batch tried. */
static enum dye_code
add_trials(struct adder * a, const uint64_t * trials, size_t count, struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = dye_buffer_append_u64(&bytes, trials[i], err);
	if (rc == DYE_OK && count > 0 &&
	    (rc = dye_sqlite_run(a->s, err, "INSERT INTO tried(export, trials) VALUES(?, ?)", "ub", a->export_id,
		 dye_buffer_slice(&bytes))) == DYE_OK)
		rc = dye_batch_trials(&a->batch, a->export_id, dye_buffer_slice(&bytes), err);
	dye_buffer_release(&bytes);
	return rc;
}

enum dye_code
dye_store_canary_add(struct dye_store * store, uint32_t dataset, uint64_t export_id,
    const struct dye_canary_batch * batch, struct dye_error * err)
{
	struct adder a = {.s = store->state, .dataset = dataset, .export_id = export_id};
	struct dye_buffer body = {0};
	enum dye_code rc;

	if (batch->count == 0 && batch->trial_count == 0)
		return DYE_OK;
	if ((rc = dye_sqlite_begin(a.s, err)) != DYE_OK)
		return rc;
	rc = adder_open(&a, err);
	for (size_t i = 0; i < batch->count && rc == DYE_OK; i++)
		rc = add_one(&a, &batch->canaries[i], batch->cells[i], batch->cell_counts[i], &batch->fresh[i], err);
	if (rc == DYE_OK)
		rc = add_trials(&a, batch->trials, batch->trial_count, err);
	/* Nothing new leaves no entry. */
	if (rc == DYE_OK && a.batch.counts[1] + a.batch.counts[3] > 0 &&
	    (rc = dye_batch_body(&a.batch, export_id, &body, err)) == DYE_OK)
		rc = dye_sqlite_append(a.s, DYE_ENTRY_CANARY, dye_sqlite_now(), dye_buffer_slice(&body), err);
	adder_close(&a);
	dye_buffer_release(&body);
	return dye_sqlite_end(a.s, rc, err);
}

enum dye_code
dye_store_canary_count(
    struct dye_store * store, uint32_t dataset, uint64_t recipient, uint64_t * count, struct dye_error * err)
{
	bool got;

	return dye_sqlite_number(store->state, count, &got, err,
	    "SELECT coalesce(sum(length(t.trials) / 8), 0) FROM exports x JOIN tried t ON t.export = x.id"
	    " WHERE x.dataset = ? AND x.recipient = ?",
	    "uu", (uint64_t)dataset, recipient);
}

enum dye_code
dye_store_canary_counts(
    struct dye_store * store, uint32_t dataset, dye_count_visit visit, void * cookie, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	sqlite3_stmt * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sqlite_query(s, &stmt, err,
		 "SELECT x.recipient, sum(length(t.trials) / 8) FROM exports x JOIN tried t ON t.export = x.id WHERE "
		 "x.dataset = ?"
		 " GROUP BY x.recipient ORDER BY x.recipient",
		 "u", (uint64_t)dataset)) != DYE_OK)
		return rc;
	while ((rc = dye_sqlite_step(s, stmt, &row, err)) == DYE_OK && row)
		if ((rc = visit(cookie, dye_sqlite_u64(stmt, 0), dye_sqlite_u64(stmt, 1), err)) != DYE_OK)
			break;
	(void)sqlite3_finalize(stmt);
	return rc;
}

/* The trials of one batch. */
static enum dye_code
visit_trials(struct dye_slice bytes, dye_trial_visit visit, void * cookie, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i + sizeof(uint64_t) <= bytes.len && rc == DYE_OK; i += sizeof(uint64_t))
		rc = visit(cookie, dye_get_u64((const uint8_t *)bytes.data + i), err);
	return rc;
}

enum dye_code
dye_store_canary_trials(struct dye_store * store, uint32_t dataset, uint64_t recipient, dye_trial_visit visit,
    void * cookie, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	sqlite3_stmt * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sqlite_query(s, &stmt, err,
		 "SELECT t.trials FROM exports x JOIN tried t ON t.export = x.id"
		 " WHERE x.dataset = ? AND x.recipient = ?",
		 "uu", (uint64_t)dataset, recipient)) != DYE_OK)
		return rc;
	while ((rc = dye_sqlite_step(s, stmt, &row, err)) == DYE_OK && row)
		if ((rc = visit_trials(dye_sqlite_blob(stmt, 0), visit, cookie, err)) != DYE_OK)
			break;
	(void)sqlite3_finalize(stmt);
	return rc;
}

static enum dye_code
visit_rows(
    const struct dye_sqlite * s, sqlite3_stmt * stmt, dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_canary c;
	enum dye_code rc;
	uint64_t id;
	bool row;

	while ((rc = dye_sqlite_step(s, stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_sqlite_canary(stmt, &id, &c, err)) != DYE_OK ||
		    (rc = visit(cookie, id, &c, err)) != DYE_OK)
			break;
	return rc;
}

/* Look up by a statement that is kept. A visitor that looks up again while it runs gets one of its own. */
static enum dye_code
look_up(const struct dye_sqlite * s, sqlite3_stmt ** kept, const char * sql, uint32_t dataset,
    const uint8_t anchor[DYE_PRF_LEN], dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	sqlite3_stmt * stmt = *kept;
	enum dye_code rc;

	*kept = NULL;
	if (stmt == NULL && (rc = dye_sqlite_query(s, &stmt, err, sql, "")) != DYE_OK)
		return rc;
	if ((rc = dye_sqlite_bind(s, stmt, err, "bu", dye_bytes(anchor, DYE_PRF_LEN), (uint64_t)dataset)) == DYE_OK)
		rc = visit_rows(s, stmt, visit, cookie, err);
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	if (*kept == NULL)
		*kept = stmt;
	else
		(void)sqlite3_finalize(stmt);
	return rc;
}

enum dye_code
dye_store_canary_by_cell(struct dye_store * store, uint32_t dataset, const uint8_t anchor[DYE_PRF_LEN],
    dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_sqlite * s = store->state;

	return look_up(s, &s->by_cell,
	    "SELECT " DYE_SQLITE_CANARY_COLUMNS " FROM cells k JOIN canaries c ON c.id = k.canary"
	    " WHERE k.anchor = ? AND c.dataset = ? ORDER BY c.id",
	    dataset, anchor, visit, cookie, err);
}

enum dye_code
dye_store_canary_by_anchor(struct dye_store * store, uint32_t dataset, const uint8_t anchor[DYE_PRF_LEN],
    dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_sqlite * s = store->state;

	return look_up(s, &s->by_anchor,
	    "SELECT " DYE_SQLITE_CANARY_COLUMNS " FROM canaries c WHERE c.anchor = ? AND c.dataset = ? ORDER BY c.id",
	    dataset, anchor, visit, cookie, err);
}

enum dye_code
dye_store_canary_each(
    struct dye_store * store, uint32_t dataset, dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	sqlite3_stmt * stmt;
	enum dye_code rc;

	if ((rc = dye_sqlite_query(s, &stmt, err,
		 "SELECT " DYE_SQLITE_CANARY_COLUMNS " FROM canaries c WHERE c.dataset = ? ORDER BY c.id", "u",
		 (uint64_t)dataset)) != DYE_OK)
		return rc;
	rc = visit_rows(s, stmt, visit, cookie, err);
	(void)sqlite3_finalize(stmt);
	return rc;
}

static enum dye_code
burn(const struct dye_sqlite * s, uint32_t dataset, uint64_t canary, struct dye_buffer * body, struct dye_error * err)
{
	uint64_t burned, seq;
	enum dye_code rc;
	bool got;

	if ((rc = dye_sqlite_number(s, &burned, &got, err, "SELECT burned FROM canaries WHERE id = ? AND dataset = ?",
		 "uu", canary, (uint64_t)dataset)) != DYE_OK)
		return rc;
	if (!got)
		return dye_fail(err, DYE_EMISSING, "no canary has the number %llu", (unsigned long long)canary);
	if (burned != 0)
		return DYE_OK;
	if ((rc = dye_sqlite_number(s, &seq, &got, err, "SELECT max(seq) FROM log", "")) != DYE_OK ||
	    (rc = dye_sqlite_run(s, err, "UPDATE canaries SET burned = ? WHERE id = ?", "uu", seq + 1, canary)) !=
		DYE_OK ||
	    (rc = dye_entry_burn(body, canary, err)) != DYE_OK)
		return rc;
	return dye_sqlite_append(s, DYE_ENTRY_BURN, dye_sqlite_now(), dye_buffer_slice(body), err);
}

enum dye_code
dye_store_canary_burn(struct dye_store * store, uint32_t dataset, uint64_t canary, struct dye_error * err)
{
	const struct dye_sqlite * s = store->state;
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_sqlite_begin(s, err)) != DYE_OK)
		return rc;
	rc = dye_sqlite_end(s, burn(s, dataset, canary, &body, err), err);
	dye_buffer_release(&body);
	return rc;
}
