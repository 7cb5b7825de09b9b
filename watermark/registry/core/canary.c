/* file: canaries are added, found and followed along their chain in the one form in which the log commits to them. */
/*
 * canary.c: records of people who do not exist. Only anchors and sealed text are kept.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/registry/core/query.h"

enum dye_code
dye_canary_read(const struct dye_statement * stmt, uint64_t * id, struct dye_canary * c, struct dye_error * err)
{
	enum dye_code rc;

	memset(c, 0, sizeof(*c));
	*id = dye_sql_u64(stmt, 0);
	c->recipient = dye_sql_u64(stmt, 1);
	if ((rc = dye_sql_bytes(stmt, 2, c->anchor, DYE_PRF_LEN, err)) != DYE_OK ||
	    (rc = dye_sql_bytes(stmt, 3, c->parent, DYE_PRF_LEN, err)) != DYE_OK)
		return rc;
	c->trial = dye_sql_u64(stmt, 4);
	c->sealed = dye_sql_blob(stmt, 5);
	c->burned = !dye_sql_null(stmt, 6);
	c->burned_from = dye_sql_i64(stmt, 6);
	c->dataset = (uint32_t)dye_sql_u64(stmt, 7);
	return DYE_OK;
}

/* What goes on with a chain. */
struct chaining {
	struct dye_hash * hash; /* Owned. */
	struct dye_batch row;	/* Owned; scratch */
};

/* The chain of one row more, in the form in which the log commits to it. */
static enum dye_code
chain_on(struct chaining * on, uint8_t chain[DYE_HASH_LEN], uint64_t id, uint32_t dataset, const struct dye_canary * c,
    struct dye_error * err)
{
	struct dye_buffer * bytes = &on->row.parts[0];

	dye_buffer_reset(bytes);
	DYE_TRY(dye_batch_canary(&on->row, id, dataset, c, err));
	DYE_TRY(dye_hash_update(on->hash, chain, DYE_HASH_LEN, err));
	DYE_TRY(dye_hash_update(on->hash, bytes->data, bytes->len, err));
	return dye_hash_final(on->hash, chain, err);
}

static void
chaining_close(struct chaining * on)
{

	dye_hash_close(on->hash);
	dye_batch_release(&on->row);
}

/* A cell by which a canary of the batch is found again. */
struct new_cell {
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t canary;
};

/* One batch on its way in. */
struct adder {
	struct dye_store * s;
	uint32_t dataset;
	uint64_t export_id;
	uint64_t recipient;	       /* of the export */
	uint64_t canary_id, place_id;  /* of the next new row */
	struct dye_statement * placed; /* Owned. Has the export a canary of this parent? */
	struct dye_statement * find;   /* Owned. The canary, if an earlier export carried it. */
	struct dye_statement * canary; /* Owned. */
	struct dye_statement * place;  /* Owned. */
	struct dye_buffer cells;       /* of struct new_cell */
	struct dye_batch batch;
	struct chaining chaining;
	struct dye_giving giving; /* of decoys */
	struct dye_log_end end;	  /* of the log; its chain goes on to the canaries that are new */
};

/* The export that they belong to must be under way. */
static enum dye_code
check_export(struct adder * a, struct dye_error * err)
{
	enum dye_code rc;
	bool got;

	if ((rc = dye_sql_number(a->s, &a->recipient, &got, err,
		 "SELECT x.recipient FROM exports x LEFT JOIN ends n ON n.export = x.id"
		 " WHERE x.id = ? AND x.dataset = ? AND n.id IS NULL",
		 "uu", a->export_id, (uint64_t)a->dataset)) != DYE_OK)
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

	if ((rc = dye_hash_open(&a->chaining.hash, err)) != DYE_OK || (rc = check_export(a, err)) != DYE_OK ||
	    (rc = dye_log_end_read(a->s, &a->end, err)) != DYE_OK ||
	    (rc = dye_sql_next(a->s, "canaries", "id", &a->canary_id, err)) != DYE_OK ||
	    (rc = dye_sql_next(a->s, "places", "id", &a->place_id, err)) != DYE_OK ||
	    (rc = dye_sql_query(a->s, &a->placed, err, "SELECT 1 FROM places WHERE export = ? AND parent = ?", "")) !=
		DYE_OK ||
	    (rc = dye_sql_query(a->s, &a->find, err,
		 "SELECT id FROM canaries WHERE parent = ? AND recipient = ? AND dataset = ? AND trial = ?", "")) !=
		DYE_OK ||
	    (rc = dye_sql_query(a->s, &a->canary, err,
		 "INSERT INTO canaries(id, dataset, recipient, anchor, parent, trial, sealed)"
		 " VALUES(?, ?, ?, ?, ?, ?, ?)",
		 "")) != DYE_OK)
		return rc;
	return dye_sql_query(
	    a->s, &a->place, err, "INSERT INTO places(id, export, parent, canary) VALUES(?, ?, ?, ?)", "");
}

static void
adder_close(struct adder * a)
{

	dye_sql_finish(a->placed);
	dye_sql_finish(a->find);
	dye_sql_finish(a->canary);
	dye_sql_finish(a->place);
	dye_buffer_release(&a->cells);
	dye_batch_release(&a->batch);
	chaining_close(&a->chaining);
	dye_giving_close(&a->giving);
}

/* Step a bound statement once. *id: its first column, where there was a row. */
static enum dye_code
step_once(struct dye_statement * stmt, bool * row, uint64_t * id, struct dye_error * err)
{
	enum dye_code rc = dye_sql_step(stmt, row, err);

	if (rc == DYE_OK && *row)
		*id = dye_sql_u64(stmt, 0);
	return rc;
}

/* The id of the canary, which is stored if it is new. One of the same trial has the same cells. */
static enum dye_code
canary_id(struct adder * a, const struct dye_canary * c, uint64_t * id, struct dye_error * err)
{
	struct dye_slice anchor = dye_bytes(c->anchor, DYE_PRF_LEN), parent = dye_bytes(c->parent, DYE_PRF_LEN);
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_bind(a->find, err, "buuu", parent, c->recipient, (uint64_t)a->dataset, c->trial)) != DYE_OK ||
	    (rc = step_once(a->find, &row, id, err)) != DYE_OK || row)
		return rc;
	*id = a->canary_id++;
	if ((rc = dye_sql_bind(a->canary, err, "uuubbub", *id, (uint64_t)a->dataset, c->recipient, anchor, parent,
		 c->trial, c->sealed)) != DYE_OK ||
	    (rc = dye_sql_insert_step(a->canary, "canaries", err)) != DYE_OK ||
	    (rc = chain_on(&a->chaining, a->end.canaries, *id, a->dataset, c, err)) != DYE_OK)
		return rc;
	return dye_batch_canary(&a->batch, *id, a->dataset, c, err);
}

static enum dye_code
add_one(struct adder * a, const struct dye_canary * c, const struct dye_canary_cell * cells, uint32_t count,
    uint64_t decoy, bool * fresh, struct dye_error * err)
{
	struct dye_slice parent = dye_bytes(c->parent, DYE_PRF_LEN);
	uint64_t known = a->canary_id; /* those below were there before */
	struct new_cell cell;
	enum dye_code rc;
	bool row;

	*fresh = false;
	if (c->recipient != a->recipient)
		return dye_fail(err, DYE_EUSAGE, "a canary is of another recipient than its export");
	if ((rc = dye_sql_bind(a->placed, err, "ub", a->export_id, parent)) != DYE_OK ||
	    (rc = step_once(a->placed, &row, &cell.canary, err)) != DYE_OK || row)
		return rc;
	if ((rc = canary_id(a, c, &cell.canary, err)) != DYE_OK ||
	    (rc = dye_sql_bind(a->place, err, "uubu", a->place_id++, a->export_id, parent, cell.canary)) != DYE_OK ||
	    (rc = dye_sql_insert_step(a->place, "places", err)) != DYE_OK ||
	    (rc = dye_batch_place(&a->batch, a->export_id, c->parent, cell.canary, err)) != DYE_OK)
		return rc;
	*fresh = true;
	if (decoy != 0)
		DYE_TRY(dye_give_decoy(&a->giving, a->dataset, a->recipient, decoy, c->parent, err));
	for (uint32_t i = 0; i < count && rc == DYE_OK && cell.canary >= known; i++) {
		memcpy(cell.anchor, cells[i].anchor, DYE_PRF_LEN);
		rc = dye_buffer_append(&a->cells, &cell, sizeof(cell), err);
	}
	return rc;
}

/* By anchor, as their index has them; then by canary. */
static int
compare_cells(const void * a, const void * b)
{
	const struct new_cell *x = a, *y = b;
	int order = memcmp(x->anchor, y->anchor, DYE_PRF_LEN);

	return order != 0 ? order : (x->canary > y->canary) - (x->canary < y->canary);
}

/* Sort them and leave out those that came twice. Returns how many are left. */
static size_t
choose_cells(struct adder * a)
{
	struct new_cell * cells = (struct new_cell *)(void *)a->cells.data;
	size_t all = a->cells.len / sizeof(*cells);
	size_t count = 0;

	if (all > 0)
		qsort(cells, all, sizeof(*cells), compare_cells);
	for (size_t i = 0; i < all; i++)
		if (count == 0 || compare_cells(&cells[count - 1], &cells[i]) != 0)
			cells[count++] = cells[i];
	return count;
}

static enum dye_code
add_cells(struct adder * a, struct dye_error * err)
{
	const struct new_cell * cells;
	struct dye_sql_rows rows = {.columns = "id, anchor, canary", .width = 3};
	struct dye_sql_value * values;
	enum dye_code rc;
	uint64_t id;

	if ((rows.count = choose_cells(a)) == 0)
		return DYE_OK;
	if ((values = calloc(3 * rows.count, sizeof(*values))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	cells = (const struct new_cell *)(const void *)a->cells.data;
	rows.values = values;
	rc = dye_sql_next(a->s, "cells", "id", &id, err);
	for (size_t i = 0; i < rows.count && rc == DYE_OK; i++) {
		values[3 * i] = (struct dye_sql_value){.type = DYE_SQL_WHOLE, .whole = (int64_t)(id + i)};
		values[3 * i + 1] =
		    (struct dye_sql_value){.type = DYE_SQL_BLOB, .bytes = dye_bytes(cells[i].anchor, DYE_PRF_LEN)};
		values[3 * i + 2] = (struct dye_sql_value){.type = DYE_SQL_WHOLE, .whole = (int64_t)cells[i].canary};
		rc = dye_batch_cell(&a->batch, cells[i].canary, cells[i].anchor, err);
	}
	if (rc == DYE_OK)
		rc = a->s->backend->bulk(a->s->db, "cells", &rows, err);
	free(values);
	return rc;
}

/* One row holds all that a batch tried. */
static enum dye_code
add_trials(struct adder * a, const uint64_t * trials, size_t count, struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc = DYE_OK;
	uint64_t id;

	if (count == 0)
		return DYE_OK;
	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = dye_buffer_append_u64(&bytes, trials[i], err);
	if (rc == DYE_OK && (rc = dye_sql_next(a->s, "tried", "id", &id, err)) == DYE_OK &&
	    (rc = dye_sql_insert(a->s, err, "INSERT INTO tried(id, export, trials) VALUES(?, ?, ?)", "uub", id,
		 a->export_id, dye_buffer_slice(&bytes))) == DYE_OK)
		rc = dye_batch_trials(&a->batch, a->export_id, dye_buffer_slice(&bytes), err);
	dye_buffer_release(&bytes);
	return rc;
}

enum dye_code
dye_store_canary_add(struct dye_store * store, uint32_t dataset, uint64_t export_id,
    const struct dye_canary_batch * batch, struct dye_error * err)
{
	struct adder a = {
	    .s = store, .dataset = dataset, .export_id = export_id, .giving = {store, export_id, NULL, 0, 0}};
	struct dye_buffer body = {0};
	enum dye_code rc;

	if (batch->count == 0 && batch->trial_count == 0)
		return DYE_OK;
	if ((rc = dye_sql_begin(store, DYE_SQL_WRITE, err)) != DYE_OK)
		return rc;
	rc = adder_open(&a, err);
	for (size_t i = 0; i < batch->count && rc == DYE_OK; i++)
		rc = add_one(&a, &batch->canaries[i], batch->cells[i], batch->cell_counts[i],
		    batch->decoys != NULL ? batch->decoys[i] : 0, &batch->fresh[i], err);
	if (rc == DYE_OK && (rc = add_cells(&a, err)) == DYE_OK)
		rc = add_trials(&a, batch->trials, batch->trial_count, err);
	/* Nothing new leaves no entry. */
	if (rc == DYE_OK && a.batch.counts[1] + a.batch.counts[3] > 0 &&
	    (rc = dye_batch_body(&a.batch, export_id, &body, err)) == DYE_OK)
		rc = dye_log_append_canaries(store, dye_buffer_slice(&body), a.end.canaries, err);
	if (rc == DYE_OK)
		rc = dye_giving_log(&a.giving, &body, err);
	adder_close(&a);
	dye_buffer_release(&body);
	return dye_sql_end(store, rc, err);
}

enum dye_code
dye_store_canary_count(
    struct dye_store * store, uint32_t dataset, uint64_t recipient, uint64_t * count, struct dye_error * err)
{
	bool got;

	return dye_sql_number(store, count, &got, err,
	    "SELECT coalesce(sum(length(t.trials) / 8), 0) FROM exports x JOIN tried t ON t.export = x.id"
	    " WHERE x.dataset = ? AND x.recipient = ?",
	    "uu", (uint64_t)dataset, recipient);
}

enum dye_code
dye_store_canary_counts(
    struct dye_store * s, uint32_t dataset, dye_count_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT x.recipient, sum(length(t.trials) / 8) FROM exports x JOIN tried t ON t.export = x.id"
		 " WHERE x.dataset = ? GROUP BY x.recipient ORDER BY x.recipient",
		 "u", (uint64_t)dataset)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = visit(cookie, dye_sql_u64(stmt, 0), dye_sql_u64(stmt, 1), err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
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
	struct dye_statement * stmt;
	enum dye_code rc;
	bool row;

	if ((rc = dye_sql_query(store, &stmt, err,
		 "SELECT t.trials FROM exports x JOIN tried t ON t.export = x.id"
		 " WHERE x.dataset = ? AND x.recipient = ? ORDER BY t.id",
		 "uu", (uint64_t)dataset, recipient)) != DYE_OK)
		return rc;
	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = visit_trials(dye_sql_blob(stmt, 0), visit, cookie, err)) != DYE_OK)
			break;
	dye_sql_finish(stmt);
	return rc;
}

static enum dye_code
visit_rows(struct dye_statement * stmt, dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_canary c;
	enum dye_code rc;
	uint64_t id;
	bool row;

	while ((rc = dye_sql_step(stmt, &row, err)) == DYE_OK && row)
		if ((rc = dye_canary_read(stmt, &id, &c, err)) != DYE_OK || (rc = visit(cookie, id, &c, err)) != DYE_OK)
			break;
	return rc;
}

enum dye_code
dye_store_canary_by_cell(struct dye_store * s, uint32_t dataset, const uint8_t anchor[DYE_PRF_LEN],
    dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT " DYE_CANARY_COLUMNS " FROM cells k JOIN canaries c ON c.id = k.canary"
		 " WHERE k.anchor = ? AND c.dataset = ? ORDER BY c.id",
		 "bu", dye_bytes(anchor, DYE_PRF_LEN), (uint64_t)dataset)) != DYE_OK)
		return rc;
	rc = visit_rows(stmt, visit, cookie, err);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_canary_of_export(
    struct dye_store * s, uint64_t export_id, dye_canary_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT " DYE_CANARY_COLUMNS " FROM places p JOIN canaries c ON c.id = p.canary"
		 " WHERE p.export = ? ORDER BY p.id",
		 "u", export_id)) != DYE_OK)
		return rc;
	rc = visit_rows(stmt, visit, cookie, err);
	dye_sql_finish(stmt);
	return rc;
}

/* What following the chain needs. */
struct follower {
	struct dye_canary_chain * chain;
	struct chaining chaining;
	dye_canary_visit visit;
	void * cookie;
};

static enum dye_code
follow_one(void * cookie, uint64_t id, const struct dye_canary * c, struct dye_error * err)
{
	struct follower * f = cookie;

	DYE_TRY(chain_on(&f->chaining, f->chain->hash, id, c->dataset, c, err));
	f->chain->last = id;
	return f->visit(f->cookie, id, c, err);
}

/* Go on along the chain with the rows that stand behind it, up to number ${until}. */
static enum dye_code
follow(struct dye_store * s, struct follower * f, uint64_t until, struct dye_error * err)
{
	struct dye_statement * stmt;
	enum dye_code rc;

	if ((rc = dye_sql_query(s, &stmt, err,
		 "SELECT " DYE_CANARY_COLUMNS " FROM canaries c WHERE c.id > ? AND c.id <= ? ORDER BY c.id", "uu",
		 f->chain->last, until)) != DYE_OK)
		return rc;
	rc = visit_rows(stmt, follow_one, f, err);
	dye_sql_finish(stmt);
	return rc;
}

enum dye_code
dye_store_canary_check(struct dye_store * s, struct dye_canary_chain * chain, dye_canary_visit visit, void * cookie,
    struct dye_error * err)
{
	struct follower f = {.chain = chain, .visit = visit, .cookie = cookie};
	struct dye_log_end end;
	enum dye_code rc;

	DYE_TRY(dye_log_end_read(s, &end, err));
	if (memcmp(end.canaries, chain->hash, DYE_HASH_LEN) == 0)
		return DYE_OK;
	if ((rc = dye_hash_open(&f.chaining.hash, err)) == DYE_OK)
		rc = follow(s, &f, INT64_MAX, err);
	chaining_close(&f.chaining);
	if (rc == DYE_OK && memcmp(end.canaries, chain->hash, DYE_HASH_LEN) != 0)
		rc = dye_fail(err, DYE_EVAULT, "canaries of the registry have been taken away or changed");
	return rc;
}

enum dye_code
dye_store_canary_follow(struct dye_store * s, struct dye_canary_chain * chain, uint64_t until, dye_canary_visit visit,
    void * cookie, struct dye_error * err)
{
	struct follower f = {.chain = chain, .visit = visit, .cookie = cookie};
	enum dye_code rc;

	if ((rc = dye_hash_open(&f.chaining.hash, err)) == DYE_OK)
		rc = follow(s, &f, until, err);
	chaining_close(&f.chaining);
	return rc;
}

/* Whether anybody else's came. */
struct news {
	uint64_t but;
	bool * others;
};

static enum dye_code
note_other(void * cookie, uint64_t id, const struct dye_canary * c, struct dye_error * err)
{
	struct news * news = cookie;

	(void)id, (void)err;
	*news->others = *news->others || c->recipient != news->but;
	return DYE_OK;
}

enum dye_code
dye_store_canary_news(
    struct dye_store * s, struct dye_canary_chain * chain, uint64_t but, bool * others, struct dye_error * err)
{
	struct news news = {but, others};
	enum dye_code rc;

	*others = false;
	if ((rc = dye_sql_begin(s, DYE_SQL_LOOK, err)) != DYE_OK)
		return rc;
	rc = dye_store_canary_check(s, chain, note_other, &news, err);
	return dye_sql_leave(s, rc);
}
