/*
 * A leaked row is looked up by the anchors of its cells. With every canary that one of them finds, all its cells are compared.
 *
 * WHY THE BOUND HOLDS. Which cells of a corrupted row agree is only known afterwards; counting the agreeing ones as if they had
 * been chosen beforehand would give an innocent recipient a mean above 1. So the choice is paid for. Of every invented cell for
 * which the row shows m different texts to compare, it is laid down beforehand: with weight 1/16 it is not looked at, with weight
 * 15/16 / m it is one certain text of them. The hit is the term of this mixture in which exactly the agreeing cells are
 * looked at: each of them costs log2(16 / 15) + log2(m), each cell that does not agree costs 4 bits. The sum over all terms has a mean of at most
 * 1, so the one term has. docs/EVIDENCE.md, 4.2, counts with it.
 */
#include "watermark/marks/canary/observe.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "formats/field/core/canonical.h"
#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/decoys.h"
#include "watermark/marks/canary/plan.h"

/* A canary that some row led to. */
struct suspect {
	uint64_t id;
	uint64_t recipient;
	uint64_t population;
	bool burned;
	int64_t burned_from;
	uint64_t unit; /* texts of one unit may hang on the same draws */
	enum { NOT_ASKED, COUNTS, LEFT_OUT } standing;
	struct dye_canary_record record;
	struct dye_canary_image_cell * cells; /* Owned. */
	uint32_t cell_count;
	uint32_t bounds[DYE_FORGE_NODES];
};

struct observer {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_cell_keys keys;
	struct dye_canary_sealing sealing;
	bool any;	  /* the dataset has canaries */
	double threshold; /* bits from which on a row weighs */
	struct dye_buffer bytes;
	struct dye_canary_seen * seen; /* Owned: the cells of the row in hand */
	size_t seen_count, seen_size;
	struct suspect ** suspects; /* Owned, each and all; by id */
	size_t suspect_count, suspect_size;
	struct dye_map populations; /* Owned; of a recipient some suspect has: n_R */
	struct suspect ** found;    /* Owned; in the row in hand, not owned each */
	size_t found_count, found_size;
	bool answered; /* the look-up in hand found something */
	struct dye_decoys decoys;
};

static void
suspect_free(struct suspect * s)
{

	dye_canary_record_release(&s->record);
	free(s->cells);
	free(s);
}

static enum dye_code
any_count(void * cookie, uint64_t recipient, uint64_t count, struct dye_error * err)
{
	bool * any = cookie;

	(void)recipient;
	(void)err;
	*any = *any || count > 0;
	return DYE_OK;
}

enum dye_code
dye_canary_observer_open(
    const struct dye_mark_context * context, const struct dye_losses * losses, void ** observer, struct dye_error * err)
{
	struct dye_store * store = context->store;
	struct observer * o;
	enum dye_code rc;

	(void)losses;
	if ((o = calloc(1, sizeof(*o))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->context = context;
	if ((rc = dye_cell_keys_open(&o->keys, context->vault, context->dataset->salt, err)) != DYE_OK ||
	    (rc = dye_canary_sealing_open(context->vault, context->dataset->salt, &o->sealing, err)) != DYE_OK ||
	    (rc = dye_store_canary_counts(store, context->dataset->id, any_count, &o->any, err)) != DYE_OK ||
	    (rc = dye_canary_threshold(store, context->dataset->id, context->profile->rows, &o->threshold, err)) !=
		DYE_OK ||
	    (o->any && (rc = dye_decoys_load(context->vault, store, &o->decoys, err)) != DYE_OK)) {
		dye_canary_observer_close(o);
		return rc;
	}
	*observer = o;
	return DYE_OK;
}

enum dye_code
dye_canary_units(const struct dye_mark_context * context, double * density, dye_units_visit visit, void * cookie,
    struct dye_error * err)
{
	const struct dye_canary_settings * settings = dye_canary_settings(context->profile);

	*density = settings->on ? settings->density / (double)DYE_TABLE_UNITS : 0;
	return dye_store_canary_counts(context->store, context->dataset->id, visit, cookie, err);
}

void
dye_canary_observer_close(void * observer)
{
	struct observer * o = observer;
	size_t i;

	if (o == NULL)
		return;
	for (i = 0; i < o->suspect_count; i++)
		suspect_free(o->suspects[i]);
	free(o->suspects);
	free(o->found);
	free(o->seen);
	dye_map_release(&o->populations);
	dye_buffer_release_secret(&o->bytes);
	dye_decoys_release(&o->decoys);
	dye_cell_keys_close(&o->keys);
	dye_wipe(o, sizeof(*o));
	free(o);
}

/* ---- suspects ---- */

/* Where a canary stands among the suspects, or belongs. */
static size_t
place_of(const struct observer * o, uint64_t id)
{
	size_t low = 0, high = o->suspect_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (o->suspects[mid]->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Make the record ready to be compared. */
static enum dye_code
read_image(struct observer * o, struct suspect * s, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;
	bool got;

	if ((s->cells = calloc((size_t)s->record.cell_count + 1, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->record.cell_count; i++) {
		if ((rc = dye_canary_image_cell(&s->record.cells[i], &o->bytes, &s->cells[s->cell_count], &got, err)) !=
		    DYE_OK)
			return rc;
		s->cell_count += got;
	}
	for (i = 0; i < s->record.node_count; i++)
		s->bounds[i] = (uint32_t)(-s->record.log2_bounds[i] * DYE_CANARY_BOUND_UNITS);
	return DYE_OK;
}

static uint64_t
unit_of(const struct observer * o, const struct dye_canary * canary)
{
	struct dye_canary_unit unit = {.dataset = o->context->dataset->id, .recipient = canary->recipient};

	memcpy(unit.parent, canary->parent, DYE_PRF_LEN);
	return dye_canary_unit_key(&unit);
}

/* n_R of a recipient: asked for once. */
static enum dye_code
population_of(struct observer * o, uint64_t recipient, uint64_t * population, struct dye_error * err)
{
	const uint64_t * known = dye_map_get(&o->populations, recipient);
	bool fresh;
	size_t at;

	if (known != NULL) {
		*population = *known;
		return DYE_OK;
	}
	DYE_TRY(dye_store_canary_count(o->context->store, o->context->dataset->id, recipient, population, err));
	DYE_TRY(dye_map_put(&o->populations, recipient, true, &at, &fresh, err));
	o->populations.values[at] = *population;
	return DYE_OK;
}

static enum dye_code
new_suspect(struct observer * o, uint64_t id, const struct dye_canary * canary, size_t place, struct suspect ** suspect,
    struct dye_error * err)
{
	struct suspect **suspects, *s;
	enum dye_code rc;

	if ((suspects = dye_grown(o->suspects, &o->suspect_size, o->suspect_count, sizeof(*suspects))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->suspects = suspects;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->id = id;
	s->recipient = canary->recipient;
	s->burned = canary->burned && (o->context->seized_on == 0 || o->context->seized_on >= canary->burned_from);
	s->burned_from = canary->burned_from;
	s->unit = unit_of(o, canary);
	if ((rc = dye_canary_unseal(&o->sealing, canary, &s->record, err)) != DYE_OK ||
	    (rc = population_of(o, s->recipient, &s->population, err)) != DYE_OK ||
	    (rc = read_image(o, s, err)) != DYE_OK) {
		suspect_free(s);
		return rc;
	}
	memmove(&o->suspects[place + 1], &o->suspects[place], (o->suspect_count - place) * sizeof(*o->suspects));
	o->suspects[place] = s;
	o->suspect_count++;
	*suspect = s;
	return DYE_OK;
}

static enum dye_code
suspect(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct observer * o = cookie;
	size_t i, place = place_of(o, id);
	struct suspect * s = NULL;
	struct suspect ** found;
	enum dye_code rc;

	o->answered = true;
	if (place < o->suspect_count && o->suspects[place]->id == id)
		s = o->suspects[place];
	else if ((rc = new_suspect(o, id, canary, place, &s, err)) != DYE_OK)
		return rc;
	for (i = 0; i < o->found_count; i++)
		if (o->found[i] == s)
			return DYE_OK;
	if ((found = dye_grown(o->found, &o->found_size, o->found_count, sizeof(*found))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->found = found;
	o->found[o->found_count++] = s;
	return DYE_OK;
}

/* ---- one row ---- */

/* Who has such a cell. That nobody has is found once for all versions of the profile. */
static enum dye_code
look_up(struct observer * o, struct dye_leak_cell * cell, struct dye_error * err)
{
	uint32_t dataset = o->context->dataset->id;

	if (cell->barren_of == dataset)
		return DYE_OK;
	o->answered = false;
	DYE_TRY(dye_leak_cell_anchor(cell, &o->keys, dataset, err));
	DYE_TRY(dye_store_canary_by_cell(o->context->store, dataset, cell->anchor, suspect, o, err));
	if (!o->answered)
		cell->barren_of = dataset;
	return DYE_OK;
}

/* Read a cell and look it up. One with starred-out characters says nothing that could be compared. */
static enum dye_code
see_cell(struct observer * o, const struct dye_leak_row * row, uint32_t i, struct dye_error * err)
{
	const struct dye_profile_column * column = row->columns[i];
	const struct dye_kind * kind = row->kinds[i];
	struct dye_canary_seen *all, seen;
	struct dye_leak_cell * cell;
	struct dye_slice canonical;

	DYE_TRY(dye_leak_cell(row->cells, i, kind, row->texts[i], false, &cell, err));
	canonical = dye_buffer_slice(&cell->parse.canonical);
	if (canonical.len == 0 || dye_canonical_find(canonical, '*') != NULL)
		return DYE_OK;
	seen = (struct dye_canary_seen){.digest = dye_get_u64(cell->digest),
	    .column = column == NULL ? DYE_CANARY_NO_COLUMN
				     : dye_canary_column_id((struct dye_slice){column->name, strlen(column->name)})};
	(void)dye_canary_kind_id((struct dye_slice){kind->name, strlen(kind->name)}, &seen.kind);
	if ((all = dye_grown(o->seen, &o->seen_size, o->seen_count, sizeof(*all))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->seen = all;
	o->seen[o->seen_count++] = seen;
	if (!dye_kind_looked_up(kind))
		return DYE_OK;
	return look_up(o, cell, err);
}

/*
 * Whether a suspect counts, decided at the first row in which it weighs: of one unit one text alone, since others, drawn for other columns or of
 * a parent that has changed, may hang on the same draws.
 */
static bool
counts(struct observer * o, struct suspect * s)
{
	size_t i;

	if (s->standing != NOT_ASKED)
		return s->standing == COUNTS;
	s->standing = COUNTS;
	for (i = 0; i < o->suspect_count; i++)
		if (o->suspects[i] != s && o->suspects[i]->unit == s->unit && o->suspects[i]->standing == COUNTS)
			s->standing = LEFT_OUT;
	return s->standing == COUNTS;
}

static enum dye_code
compare(struct observer * o, struct suspect * s, uint64_t row, const struct dye_observer_sink * sink,
    struct dye_error * err)
{
	struct dye_canary_image image = {s->cells, s->cell_count, s->bounds};
	struct dye_canary_agreement a;
	struct dye_hit hit = {
	    .recipient = s->recipient, .unit = s->id, .units = s->population, .log2_draws = s->record.log2_bounds};

	dye_canary_agree(&image, o->seen, o->seen_count, &a);
	/* What the intake would let pass must not weigh; and a hit that says nothing is none. */
	if (!a.anchored || a.bits < o->threshold || a.bits <= a.log2_cost || s->population == 0)
		return DYE_OK;
	if (s->burned)
		return sink->burned == NULL ? DYE_OK : sink->burned(sink->cookie, s->unit, s->burned_from, err);
	if (!counts(o, s))
		return DYE_OK;
	hit.draws = a.draws;
	hit.log2_cost = a.log2_cost;
	return sink->hit(sink->cookie, row, &hit, err);
}

/* Which decoys of the dataset the row shows: what the owner knows beside all chances. */
static enum dye_code
tell_decoys(const struct observer * o, const struct dye_observer_sink * sink, struct dye_error * err)
{

	for (size_t i = 0; sink->decoy != NULL && o->decoys.count > 0 && i < o->seen_count; i++) {
		const uint64_t * cell = dye_map_get(&o->decoys.by_digest, o->seen[i].digest);
		const struct dye_decoy * d = cell == NULL ? NULL : dye_decoys_of_cell(&o->decoys, *cell - 1);

		if (d != NULL && d->stored.given && d->stored.dataset == o->context->dataset->id)
			DYE_TRY(sink->decoy(sink->cookie, *cell - 1, err));
	}
	return DYE_OK;
}

enum dye_code
dye_canary_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err)
{
	struct observer * o = observer;
	enum dye_code rc;
	uint32_t i;
	size_t k;

	if (!o->any)
		return DYE_OK;
	o->seen_count = o->found_count = 0;
	for (i = 0; i < row->count; i++) {
		if (row->kinds[i] == NULL || row->kinds[i]->low_entropy || row->texts[i].len == 0)
			continue;
		if ((rc = see_cell(o, row, i, err)) != DYE_OK)
			return rc;
	}
	for (k = 0; k < o->found_count; k++)
		if ((rc = compare(o, o->found[k], row->row, sink, err)) != DYE_OK)
			return rc;
	return tell_decoys(o, sink, err);
}
