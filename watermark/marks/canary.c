/* file: the mark: what it does of each row on its way in, beside it, and out; the parts are in canary/. */
/*
 * canary.c: the mark that adds records of people who do not exist, each in one recipient's copies only.
 *
 * A row is a parent where a keyed function of (recipient, row anchor) falls below the profile's density. The record that is born of it is a
 * function of the same two, the parent's cells and the key. A canary that comes back with the source is dropped and burned.
 * In canary/, forge.c invents, look.c recognises, observe.c reads leaks; this file is the stage of the chain.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "formats/base/text.h"
#include "watermark/marks/canary/allot.h"
#include "watermark/marks/canary/asked.h"
#include "watermark/marks/canary/donors.h"
#include "watermark/marks/canary/expect.h"
#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/look.h"
#include "watermark/marks/canary/observe.h"
#include "watermark/marks/canary/rowkeys.h"
#include "watermark/marks/core/cells.h"
#include "watermark/marks/core/orderkey.h"

/* Per export. */
struct canary {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_canary_columns columns;
	struct dye_canary_known * known; /* Owned. */
	struct dye_allotment * decoys;	 /* Owned; NULL: the dataset has none for this file */
	struct dye_asked * asked;	 /* Owned; NULL: nothing shows what was asked for */
	struct dye_donors * donors;	 /* Owned; NULL: records imitate their parents alone */
};

/* Per thread. */
struct worker {
	struct canary * canary; /* Not owned. */
	struct dye_canary_maker * maker;
	struct dye_canary_look look, beside; /* at rows, and at what is none */
	struct dye_slice * texts;	     /* Owned: of the row in hand */
	struct dye_row_tagger tagger;	     /* open where rows need not be looked at */
	struct dye_slice * values; /* Owned: the same without the blanks around them, which belong to the file */
	struct dye_mark_counts counts;
};

/* ---- per export ---- */

static void
canary_close(void * state)
{
	struct canary * c = state;

	if (c == NULL)
		return;
	dye_allotment_close(c->decoys);
	dye_donors_close(c->donors);
	dye_asked_close(c->asked);
	dye_canary_known_close(c->known);
	dye_canary_columns_release(&c->columns);
	free(c);
}

static enum dye_code
open_donors(struct canary * c, struct dye_error * err)
{
	const struct dye_donor_pool * pool = c->context->pool;

	if (pool == NULL || pool->rows == 0 || !c->columns.possible || c->context->dry_run)
		return DYE_OK;
	DYE_TRY(dye_asked_open(c->context, &c->columns, &c->asked, err));
	return dye_donors_open(pool, c->context->profile, &c->donors, err);
}

static enum dye_code
canary_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct canary * c;
	enum dye_code rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->context = context;
	if ((rc = dye_canary_columns_init(&c->columns, context, err)) != DYE_OK ||
	    (rc = open_donors(c, err)) != DYE_OK ||
	    (rc = dye_allotment_open(context, &c->columns, &c->decoys, err)) != DYE_OK ||
	    (rc = dye_canary_known_open(context, &c->known, err)) != DYE_OK) {
		canary_close(c);
		return rc;
	}
	*state = c;
	return DYE_OK;
}

/* ---- per thread ---- */

static void
worker_free(struct worker * w)
{

	dye_canary_maker_close(w->maker);
	dye_canary_look_close(&w->look);
	dye_canary_look_close(&w->beside);
	dye_row_tagger_close(&w->tagger);
	free(w->texts);
	free(w->values);
	free(w);
}

static enum dye_code
tagger_open(struct worker * w, struct dye_error * err)
{
	const struct dye_row_tags * rows = w->canary->context->rows;

	return rows != NULL && rows->count > 0 ? dye_row_tagger_open(rows, &w->tagger, err) : DYE_OK;
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
	w->texts = calloc((size_t)c->columns.count + 1, sizeof(*w->texts));
	w->values = calloc((size_t)c->columns.count + 1, sizeof(*w->values));
	if (w->texts == NULL || w->values == NULL) {
		worker_free(w);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	if ((rc = dye_canary_maker_open(c->context, &c->columns, c->donors, &w->maker, err)) != DYE_OK ||
	    (rc = dye_canary_look_open(c->known, c->context->column_map, c->context->column_count, &w->look, err)) !=
		DYE_OK ||
	    (rc = dye_canary_look_open(c->known, NULL, 1, &w->beside, err)) != DYE_OK ||
	    (rc = tagger_open(w, err)) != DYE_OK) {
		worker_free(w);
		return rc;
	}
	*worker = w;
	return DYE_OK;
}

static void
worker_close(void * cookie, struct dye_mark_counts * counts)
{
	struct worker * w = cookie;

	if (w == NULL)
		return;
	if (counts != NULL)
		*counts = w->counts;
	worker_free(w);
}

/* ---- one row ---- */

/* The visitor of its keys. */
static enum dye_code
note_key(void * cookie, uint64_t key, struct dye_error * err)
{

	return dye_stage_note(cookie, key, err);
}

/* What tells a record that has a decoy from the same without: two texts of one unit. Mixed into a trial (docs/FORMAT.md, section 7). */
#define WITH_DECOY UINT64_C(0x6465636F79)

/*
 * Where the owner has decoys for this file a record may come with one or without: which, hangs on what is left of them, so it counts as both (docs/EVIDENCE.md, 4.2).
 */
static enum dye_code
count_trial(struct worker * w, uint64_t trial, struct dye_stage * stage, struct dye_error * err)
{

	DYE_TRY(dye_stage_tried(stage, trial, err));
	if (w->canary->decoys == NULL)
		return DYE_OK;
	w->counts.seconds++;
	return dye_stage_tried(stage, dye_digest_mix(trial, WITH_DECOY), err);
}

/* Nothing that is known by now keeps the record from leaving. */
static bool
may_leave(const struct canary * c, const struct dye_birth * birth)
{

	for (uint32_t k = 0; c->context->learned != NULL && k < birth->key_count; k++)
		if (dye_bloom_has(c->context->learned, birth->keys[k]))
			return false;
	return true;
}

/*
 * The record of a parent, with the decoy that it has or, if it is new, gets: where it may leave, or could not be made without. So one is hardly ever taken for
 * nothing, and the last are given before records get invented ones.
 */
static enum dye_code
make(struct worker * w, const uint8_t anchor[DYE_PRF_LEN], struct dye_row * row, struct dye_birth * birth, bool * made,
    struct dye_allotted * decoy, struct dye_error * err)
{
	const struct canary * c = w->canary;
	const struct dye_slice * imitated;
	bool left;

	*decoy = (struct dye_allotted){0};
	DYE_TRY(dye_canary_imitate(w->maker, w->values, anchor, &imitated, err));
	if (c->decoys != NULL)
		DYE_TRY(dye_allot(c->decoys, anchor, imitated, true, decoy, err));
	dye_canary_take_decoy(w->maker, decoy->cells, decoy->count);
	DYE_TRY(dye_canary_make(w->maker, anchor, row, birth, made, err));
	/* One that stays behind for its words would leave with a decoy: its account would see that a row came. */
	if (c->decoys == NULL || decoy->id != 0 || !*made || !may_leave(c, birth))
		return DYE_OK;
	DYE_TRY(dye_canary_known_left(c->known, anchor, &left, err));
	if (left)
		return DYE_OK;
	DYE_TRY(dye_allot(c->decoys, anchor, imitated, false, decoy, err));
	if (decoy->id == 0)
		return DYE_OK;
	dye_canary_take_decoy(w->maker, decoy->cells, decoy->count);
	return dye_canary_make(w->maker, anchor, row, birth, made, err);
}

static void
count_unmade(struct worker * w)
{
	uint32_t cell = dye_canary_unmade(w->maker);

	if (dye_canary_crowded(w->maker)) {
		w->counts.crowded++;
		return;
	}
	w->counts.unmade++;
	if (cell != DYE_NO_CELL && (w->counts.unmade_cell == 0 || cell < w->counts.unmade_cell))
		w->counts.unmade_cell = cell + 1;
}

/* Whether the record stays behind, for a cause that is counted. */
static bool
stays(struct worker * w, const uint8_t anchor[DYE_PRF_LEN], const struct dye_row * row, bool made)
{
	const struct canary * c = w->canary;

	if (!made)
		count_unmade(w);
	else if (dye_canary_known_banned(c->known, anchor))
		w->counts.banned++;
	else if (!dye_asked_for(c->asked, row->cells))
		w->counts.filtered++;
	else
		return false;
	return true;
}

/*
 * Draw the record of a parent. It counts as tried before anybody looks whether it may leave, and also where one of the parent has been burned: whether
 * that happened may hang on its text.
 */
static enum dye_code
give_birth(struct worker * w, const uint8_t anchor[DYE_PRF_LEN], struct dye_stage * stage, struct dye_error * err)
{
	const struct canary * c = w->canary;
	struct dye_allotted decoy;
	struct dye_birth birth;
	struct dye_row row;
	enum dye_code rc;
	uint32_t i;
	bool made;

	for (i = 0; i < c->columns.count; i++)
		w->values[i] = dye_trim(w->texts[i]);
	if ((rc = make(w, anchor, &row, &birth, &made, &decoy, err)) != DYE_OK ||
	    (rc = count_trial(w, birth.canary.trial, stage, err)) != DYE_OK)
		return rc;
	if (stays(w, anchor, &row, made)) {
		if (decoy.id != 0)
			dye_allot_back(c->decoys, anchor);
		return DYE_OK;
	}
	if (decoy.id != 0)
		birth.canary.trial = dye_digest_mix(dye_digest_mix(birth.canary.trial, WITH_DECOY), decoy.id);
	birth.decoy = decoy.id;
	w->counts.births++;
	return dye_stage_push(stage, &row, &birth, err);
}

/* Whether the row is a parent, and what then happens. The row itself has gone on before. */
static enum dye_code
decide(struct worker * w, const struct dye_canary_name * name, struct dye_stage * stage, struct dye_error * err)
{
	struct canary * c = w->canary;
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t place;
	enum dye_code rc;

	if ((rc = dye_canary_place(w->maker, name->digest, anchor, &place, err)) != DYE_OK)
		return rc;
	if (place >> 48 >= dye_canary_settings(c->context->profile)->density)
		return DYE_OK;
	return give_birth(w, anchor, stage, err);
}

/* Looks at a row on its way in. */
struct looking {
	struct worker * worker;
	struct dye_stage * stage;
};

static enum dye_code
burn(void * cookie, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct looking * l = cookie;

	l->worker->counts.burned++;
	return dye_stage_burn(l->stage, unit, err);
}

/* A row that may stay: its keys are noted, it goes on, and it may have a canary. */
static enum dye_code
take_row(struct worker * w, struct dye_row * row, struct dye_stage * stage, struct dye_error * err)
{
	const struct dye_canary_columns * cs = &w->canary->columns;
	struct dye_order_keys keys;
	struct dye_canary_name name;
	enum dye_code rc;

	/* Who counts only is not told how many there would be: that is the account's own mark. */
	if (!cs->possible || w->canary->context->dry_run)
		return dye_stage_push(stage, row, NULL, err);
	if ((rc = dye_canary_row_keys(cs, w->texts, dye_stage_cells(stage), &name, note_key, stage, err)) != DYE_OK)
		return rc;
	if (cs->sort != DYE_NO_CELL) {
		dye_canary_order(
		    cs, w->texts[cs->sort], cs->then == DYE_NO_CELL ? w->texts[0] : w->texts[cs->then], &keys);
		dye_stage_order(stage, &keys);
	}
	if ((rc = dye_stage_push(stage, row, NULL, err)) != DYE_OK || !name.named)
		return rc;
	return decide(w, &name, stage, err);
}

/*
 * Whether the row stood in the table when it was learned, so that it was looked at then, and no canary that was drawn later can have got there
 * (docs/EVIDENCE.md, 4.2).
 */
static enum dye_code
is_known(struct worker * w, const struct dye_row * row, bool beside, bool * known, struct dye_error * err)
{
	uint64_t tag;

	*known = false;
	if (w->tagger.prf == NULL)
		return DYE_OK;
	DYE_TRY(dye_row_tag(&w->tagger, row, beside, &tag, err));
	*known = dye_row_tags_have(w->canary->context->rows, tag);
	return DYE_OK;
}

/* Look at the row in hand, unless it is known. *drop: it is nothing else than a canary. */
static enum dye_code
look(struct worker * w, const struct dye_row * row, struct dye_stage * stage, bool * drop, struct dye_error * err)
{
	struct looking looking = {w, stage};
	bool known;

	*drop = false;
	if (!dye_canary_known_any(w->canary->known))
		return DYE_OK;
	DYE_TRY(is_known(w, row, false, &known, err));
	return known ? DYE_OK
		     : dye_canary_look_at(&w->look, w->texts, dye_stage_cells(stage), burn, &looking, drop, err);
}

static enum dye_code
canary_apply(
    void * cookie, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	const struct dye_mark_context * context = w->canary->context;
	enum dye_code rc;
	bool drop;

	if (birth != NULL || (!w->canary->columns.possible && !dye_canary_known_any(w->canary->known)))
		return dye_stage_push(stage, row, birth, err);
	for (uint32_t i = 0; i < context->column_count; i++)
		w->texts[i] = row->cells[i].text;
	if ((rc = look(w, row, stage, &drop, err)) != DYE_OK)
		return rc;
	if (!drop)
		return take_row(w, row, stage, err);
	w->counts.dropped++;
	dye_stage_whole(stage);
	return DYE_OK;
}

static enum dye_code
canary_beside(void * cookie, const struct dye_row * row, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	struct looking looking = {w, stage};
	bool known;

	DYE_TRY(is_known(w, row, true, &known, err));
	return known ? DYE_OK : dye_canary_look_beside(&w->beside, row, burn, &looking, err);
}

static enum dye_code
canary_stale(void * state, bool * stale, struct dye_error * err)
{

	return dye_canary_known_stale(((const struct canary *)state)->known, stale, err);
}

static enum dye_code
canary_renew(void * state, struct dye_error * err)
{
	const struct canary * c = state;

	return dye_canary_known_renew(c->known, err);
}

/* A row that was looked at before the last canaries were known. One that is nothing else than a canary stays in this copy: it says nothing there. */
static enum dye_code
canary_again(void * cookie, const struct dye_row * row, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	bool drop;

	for (uint32_t i = 0; i < w->canary->context->column_count; i++)
		w->texts[i] = row->cells[i].text;
	return look(w, row, stage, &drop, err);
}

static const struct dye_setting settings[] = {
    {.key = "on",
	.type = DYE_SETTING_TRUTH,
	.offset = offsetof(struct dye_canary_settings, on),
	.otherwise = 1,
	.option = "no-canaries",
	.help = "invent no records"},
    {.key = "density",
	.type = DYE_SETTING_SHARE,
	.offset = offsetof(struct dye_canary_settings, density),
	.otherwise = 1311,
	.least = 7,
	.most = 32768,
	.option = "density",
	.help = "rows that get a canary beside them, 0.01 to 50; 2 if not given"},
    {.key = "pool",
	.type = DYE_SETTING_TRUTH,
	.offset = offsetof(struct dye_canary_settings, pool),
	.otherwise = 1,
	.late = true,
	.option = "no-pool",
	.help = "keep no rows of the table in the vault: a record imitates one row"},
    {.key = "reserve",
	.type = DYE_SETTING_TEXT,
	.offset = offsetof(struct dye_canary_settings, reserve),
	.late = true,
	.add = dye_reserve_add,
	.check = dye_reserve_check,
	.example = "id:900000-999999",
	.option = "reserve",
	.argument = "COLUMN:FROM-TO",
	.help = "numbers of a key that the business does not use, for invented records; none: no column's"},
};

const struct dye_mark dye_mark_canary = {
    .name = "canary",
    .description = "adds records of people who do not exist",
    .settings = settings,
    .setting_count = sizeof(settings) / sizeof(settings[0]),
    .settings_size = sizeof(struct dye_canary_settings),
    .plan = dye_canary_plan,
    .order = 20,
    .on_by_default = true,
    .guards = true,
    .possible = dye_canary_fits,
    .open = canary_open,
    .close = canary_close,
    .worker_open = worker_open,
    .apply = canary_apply,
    .beside = canary_beside,
    .worker_close = worker_close,
    .stale = canary_stale,
    .renew = canary_renew,
    .again = canary_again,
    .keys_open = dye_canary_keys_open,
    .keys = dye_canary_keys,
    .keys_close = dye_canary_keys_close,
    .measure_open = dye_canary_measure_open,
    .measure = dye_canary_measure,
    .measure_close = dye_canary_measure_close,
    .expect = dye_canary_expect,
    .advise = dye_canary_advise,
    .units = dye_canary_units,
    .observer_open = dye_canary_observer_open,
    .observe = dye_canary_observe,
    .observer_close = dye_canary_observer_close,
};
