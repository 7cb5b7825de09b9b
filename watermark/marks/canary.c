/*
 * canary.c: the mark that adds records of people who do not exist, each in one recipient's copies only.
 *
 * A row is a parent where a keyed function of (recipient, row anchor) falls below the profile's density. The record that is born of it is a
 * function of the same two, the parent's cells and the key. A canary that comes back with the source is dropped and burned.
 * canary_forge.c invents, canary_known.c recognises, canary_observe.c reads leaks; this file is the stage of the chain.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/known.h"
#include "watermark/marks/canary/observe.h"
#include "watermark/marks/core/orderkey.h"

/* An export of so many rows has a canary in any case. */
#define ROWS_FORCED 20

struct worker;

/* The row that will be a parent if no other is: the one with the least place. */
struct least {
	struct dye_slice * texts; /* Owned. data is into bytes; NULL: there is none yet */
	struct dye_buffer bytes;  /* Owned. */
	uint8_t anchor[DYE_PRF_LEN];
	const struct worker * worker; /* that had it, as its row number... */
	uint64_t at;
};

/* Per export. */
struct canary {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_canary_columns columns;
	struct dye_canary_known * known; /* Owned. */
	bool any_known;
	atomic_bool born;	    /* some row has been a parent */
	atomic_uint_fast64_t place; /* of the least */
	pthread_mutex_t lock;	    /* guards what follows */
	struct least least;
	struct worker * workers; /* Not owned; all of them */
};

/* Per thread. */
struct worker {
	struct canary * canary; /* Not owned. */
	struct worker * next;
	struct dye_canary_maker * maker;
	struct dye_canary_scratch scratch;
	struct dye_slice * texts; /* Owned: of the row in hand */
	uint64_t rows;
	struct dye_mark_counts counts;
};

/* ---- per export ---- */

static void
canary_close(void * state)
{
	struct canary * c = state;

	if (c == NULL)
		return;
	dye_canary_known_close(c->known);
	dye_canary_columns_release(&c->columns);
	dye_buffer_release_secret(&c->least.bytes);
	free(c->least.texts);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

static enum dye_code
canary_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct canary * c;
	enum dye_code rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->context = context;
	atomic_init(&c->born, false);
	atomic_init(&c->place, UINT64_MAX);
	(void)pthread_mutex_init(&c->lock, NULL);
	if ((rc = dye_canary_columns_init(&c->columns, context, err)) != DYE_OK ||
	    (rc = dye_canary_known_open(context, &c->known, err)) != DYE_OK) {
		canary_close(c);
		return rc;
	}
	c->any_known = dye_canary_known_any(c->known);
	*state = c;
	return DYE_OK;
}

/* ---- per thread ---- */

static void
worker_free(struct worker * w)
{

	dye_canary_maker_close(w->maker);
	dye_canary_scratch_release(&w->scratch);
	free(w->texts);
	free(w);
}

static enum dye_code
worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct canary * c = state;
	struct worker * w;
	enum dye_code rc;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->canary = c;
	if ((w->texts = calloc((size_t)c->columns.count + 1, sizeof(*w->texts))) == NULL) {
		worker_free(w);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	if ((rc = dye_canary_maker_open(c->context, &c->columns, &w->maker, err)) != DYE_OK) {
		worker_free(w);
		return rc;
	}
	(void)pthread_mutex_lock(&c->lock);
	w->next = c->workers;
	c->workers = w;
	(void)pthread_mutex_unlock(&c->lock);
	*worker = w;
	return DYE_OK;
}

static void
worker_close(void * cookie, struct dye_mark_counts * counts)
{
	struct worker * w = cookie;
	struct canary * c;
	struct worker ** link;

	if (w == NULL)
		return;
	c = w->canary;
	(void)pthread_mutex_lock(&c->lock);
	for (link = &c->workers; *link != w;)
		link = &(*link)->next;
	*link = w->next;
	(void)pthread_mutex_unlock(&c->lock);
	if (counts != NULL)
		*counts = w->counts;
	worker_free(w);
}

/* ---- one row ---- */

/* What was learned of a row on the way. */
struct row_digests {
	uint8_t digest[DYE_PRF_LEN]; /* of the cell that names it */
	bool named;
	bool suspicious; /* a cell of it is also a canary's */
};

static enum dye_code
digest_cell(struct worker * w, uint32_t cell, uint8_t digest[DYE_PRF_LEN], struct dye_error * err)
{
	const struct dye_kind * kind = w->canary->columns.columns[cell].column->kind;
	enum dye_code rc;

	if ((rc = kind->parse(w->texts[cell], &w->scratch.parse, err)) != DYE_OK)
		return rc;
	return dye_cell_digest(
	    kind->name, dye_buffer_slice(&w->scratch.parse.canonical), NULL, &w->scratch.bytes, digest, err);
}

/* The cell that names the row, or DYE_NO_CELL. */
static uint32_t
naming_cell(const struct worker * w)
{
	const struct dye_canary_columns * cs = &w->canary->columns;
	uint32_t i;

	for (i = 0; i < cs->identity_count; i++)
		if (w->texts[cs->identity[i]].len > 0)
			return cs->identity[i];
	return DYE_NO_CELL;
}

/* Digests of the row's name and of its keys; the keys are noted. */
static enum dye_code
row_digests_of(struct worker * w, struct dye_stage * stage, struct row_digests * g, struct dye_error * err)
{
	const struct dye_canary_columns * cs = &w->canary->columns;
	uint32_t i, name = naming_cell(w);
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;

	*g = (struct row_digests){.named = name != DYE_NO_CELL};
	for (i = 0; i < cs->count; i++) {
		if ((i != name && !cs->columns[i].key) || w->texts[i].len == 0)
			continue;
		if ((rc = digest_cell(w, i, digest, err)) != DYE_OK)
			return rc;
		if (i == name)
			memcpy(g->digest, digest, sizeof(digest));
		if (w->canary->any_known && dye_canary_known_has(w->canary->known, digest))
			g->suspicious = true;
		if (cs->possible && cs->columns[i].key &&
		    (rc = dye_stage_note(stage, dye_canary_key_of(&cs->columns[i], digest), err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Remember the row as the one with the least place, if it can be a parent. */
static enum dye_code
keep_least(struct worker * w, const uint8_t anchor[DYE_PRF_LEN], uint64_t place, struct dye_error * err)
{
	struct canary * c = w->canary;
	uint32_t i, n = c->columns.count;
	struct least * l = &c->least;
	struct dye_birth birth;
	struct dye_row row;
	enum dye_code rc;
	bool made;

	if ((rc = dye_canary_make(w->maker, w->texts, anchor, &row, &birth, &made, err)) != DYE_OK || !made)
		return rc;
	(void)pthread_mutex_lock(&c->lock);
	if (place >= atomic_load(&c->place))
		goto done;
	dye_buffer_reset(&l->bytes);
	if (l->texts == NULL && (l->texts = calloc((size_t)n + 1, sizeof(*l->texts))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < n && rc == DYE_OK; i++)
		rc = dye_buffer_append_slice(&l->bytes, w->texts[i], err);
	if (rc != DYE_OK)
		goto done;
	for (i = 0, l->at = 0; i < n; l->at += w->texts[i++].len)
		l->texts[i] = (struct dye_slice){dye_buffer_at(&l->bytes, l->at), w->texts[i].len};
	memcpy(l->anchor, anchor, DYE_PRF_LEN);
	l->worker = w;
	l->at = w->rows;
	atomic_store(&c->place, place);

done:
	(void)pthread_mutex_unlock(&c->lock);
	return rc;
}

static enum dye_code
give_birth(struct worker * w, const struct dye_slice * texts, const uint8_t anchor[DYE_PRF_LEN], uint64_t back,
    struct dye_stage * stage, struct dye_error * err)
{
	struct dye_birth birth;
	struct dye_row row;
	enum dye_code rc;
	bool made;

	if ((rc = dye_canary_make(w->maker, texts, anchor, &row, &birth, &made, err)) != DYE_OK || !made)
		return rc;
	birth.back = back;
	atomic_store(&w->canary->born, true);
	w->counts.births++;
	return dye_stage_push(stage, &row, &birth, err);
}

/* Whether the row is a parent, and what then happens. The row itself has gone on before. */
static enum dye_code
decide(struct worker * w, const struct row_digests * g, struct dye_stage * stage, struct dye_error * err)
{
	struct canary * c = w->canary;
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t place;
	enum dye_code rc;

	if ((rc = dye_canary_place(w->maker, g->digest, anchor, &place, err)) != DYE_OK)
		return rc;
	if (place >> 48 >= c->context->profile->density) {
		if (atomic_load_explicit(&c->born, memory_order_relaxed) ||
		    place >= atomic_load_explicit(&c->place, memory_order_relaxed) ||
		    (c->any_known && dye_canary_known_banned(c->known, anchor)))
			return DYE_OK;
		return keep_least(w, anchor, place, err);
	}
	if (c->any_known && dye_canary_known_banned(c->known, anchor))
		return DYE_OK;
	return give_birth(w, w->texts, anchor, 0, stage, err);
}

static enum dye_code
canary_apply(
    void * cookie, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	const struct dye_canary_columns * cs = &w->canary->columns;
	struct dye_order_key key;
	struct row_digests g;
	uint64_t id = 0;
	bool returned = false;
	enum dye_code rc;
	uint32_t i;

	if (birth != NULL || (!cs->possible && !w->canary->any_known))
		return dye_stage_push(stage, row, birth, err);
	for (i = 0; i < cs->count; i++)
		w->texts[i] = row->cells[i].text;
	if ((rc = row_digests_of(w, stage, &g, err)) != DYE_OK)
		return rc;
	if (g.suspicious &&
	    (rc = dye_canary_known_row(w->canary->known, cs, w->texts, &w->scratch, &returned, &id, err)) != DYE_OK)
		return rc;
	if (returned) {
		w->counts.burned++;
		return dye_stage_burn(stage, id, err);
	}
	if (cs->possible && cs->sort != DYE_NO_CELL) {
		dye_order_key_of(w->texts[cs->sort], &key);
		dye_stage_order(stage, &key);
	}
	w->rows++;
	if ((rc = dye_stage_push(stage, row, NULL, err)) != DYE_OK || !cs->possible || !g.named)
		return rc;
	return decide(w, &g, stage, err);
}

/* No row was a parent by chance: the one with the least place is. */
static enum dye_code
canary_finish(void * cookie, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	struct canary * c = w->canary;
	const struct worker * other;
	uint64_t rows = 0;

	(void)pthread_mutex_lock(&c->lock);
	for (other = c->workers; other != NULL; other = other->next)
		rows += other->rows;
	(void)pthread_mutex_unlock(&c->lock);
	if (rows < ROWS_FORCED || atomic_load(&c->born) || atomic_load(&c->place) == UINT64_MAX)
		return DYE_OK;
	return give_birth(w, c->least.texts, c->least.anchor,
	    c->least.worker == w && w->rows == rows ? w->rows - c->least.at : 0, stage, err);
}

const struct dye_mark dye_mark_canary = {
    .name = "canary",
    .description = "adds records of people who do not exist",
    .order = 20,
    .on_by_default = true,
    .open = canary_open,
    .close = canary_close,
    .worker_open = worker_open,
    .apply = canary_apply,
    .finish = canary_finish,
    .worker_close = worker_close,
    .observer_open = dye_canary_observer_open,
    .observe = dye_canary_observe,
    .observer_close = dye_canary_observer_close,
};
