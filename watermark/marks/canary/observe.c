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

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/plan.h"
#include "watermark/marks/canary/record.h"
#include "watermark/marks/core/cellkey.h"

#define COST_DIFFERS 4.0
#define COST_AGREES 0.0932 /* log2(16 / 15), rounded up */

/* A canary that some row led to. */
struct suspect {
	uint64_t id;
	uint64_t recipient;
	uint64_t population;
	bool burned;
	struct dye_canary_record record;
};

/* A cell of the row in hand. */
struct seen {
	const struct dye_kind * kind;
	const struct dye_profile_column * column; /* or NULL */
	size_t at, len;				  /* of its canonical value */
};

struct observer {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_cell_keys keys;
	uint8_t seal_key[DYE_KEY_LEN];
	bool any; /* the dataset has canaries */
	struct dye_parse parse;
	struct dye_buffer canonicals;
	struct seen * seen; /* Owned. */
	size_t seen_count, seen_size;
	struct suspect ** suspects; /* Owned, each and all; by id */
	size_t suspect_count, suspect_size;
	struct suspect ** found; /* Owned; in the row in hand, not owned each */
	size_t found_count, found_size;
};

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
	    (rc = dye_vault_key(context->vault, context->dataset->salt, DYE_LABEL_SEAL, o->seal_key,
		 sizeof(o->seal_key), err)) != DYE_OK ||
	    (rc = dye_store_canary_counts(store, context->dataset->id, any_count, &o->any, err)) != DYE_OK) {
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
	for (i = 0; i < o->suspect_count; i++) {
		dye_canary_record_release(&o->suspects[i]->record);
		free(o->suspects[i]);
	}
	free(o->suspects);
	free(o->found);
	free(o->seen);
	dye_parse_release(&o->parse);
	dye_buffer_release_secret(&o->canonicals);
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

static enum dye_code
new_suspect(struct observer * o, uint64_t id, const struct dye_canary * canary, size_t place, struct suspect ** suspect,
    struct dye_error * err)
{
	struct dye_store * store = o->context->store;
	struct suspect **suspects, *s;
	enum dye_code rc;

	if ((suspects = dye_grown(o->suspects, &o->suspect_size, o->suspect_count, sizeof(*suspects))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->suspects = suspects;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->id = id;
	s->recipient = canary->recipient;
	s->burned = canary->burned;
	if ((rc = dye_canary_unseal(
		 o->seal_key, o->context->dataset->salt, canary->parent, canary->sealed, &s->record, err)) != DYE_OK ||
	    (rc = dye_store_canary_count(store, o->context->dataset->id, s->recipient, &s->population, err)) !=
		DYE_OK) {
		dye_canary_record_release(&s->record);
		free(s);
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

static bool
may_be_anchored(const struct dye_kind * kind)
{

	return (kind->exact || kind->distinctive) && !kind->low_entropy;
}

/* Read a cell and look it up. One with starred-out characters says nothing that could be compared. */
static enum dye_code
see_cell(struct observer * o, const struct dye_kind * kind, const struct dye_profile_column * column,
    struct dye_slice text, struct dye_error * err)
{
	struct dye_store * store = o->context->store;
	struct seen *all, seen = {.kind = kind, .column = column, .at = o->canonicals.len};
	uint8_t anchor[DYE_PRF_LEN];
	struct dye_slice canonical;
	enum dye_code rc;

	if ((rc = kind->parse(text, &o->parse, err)) != DYE_OK)
		return rc;
	canonical = dye_buffer_slice(&o->parse.canonical);
	if (canonical.len == 0 || memchr(canonical.data, '*', canonical.len) != NULL)
		return DYE_OK;
	seen.len = canonical.len;
	if ((rc = dye_buffer_append_slice(&o->canonicals, canonical, err)) != DYE_OK)
		return rc;
	if ((all = dye_grown(o->seen, &o->seen_size, o->seen_count, sizeof(*all))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->seen = all;
	o->seen[o->seen_count++] = seen;
	if (!may_be_anchored(kind))
		return DYE_OK;
	if ((rc = dye_cell_anchor(&o->keys, kind, canonical, anchor, err)) != DYE_OK)
		return rc;
	return dye_store_canary_by_cell(store, o->context->dataset->id, anchor, suspect, o, err);
}

static struct dye_slice
canonical_of(const struct observer * o, const struct seen * seen)
{

	return (struct dye_slice){dye_buffer_at(&o->canonicals, seen->at), seen->len};
}

/* The cell of the row can be the invented one: its kind, and its column where that is known. */
static bool
comparable(const struct seen * seen, const struct dye_canary_text * cell)
{

	if (cell->kind.len != strlen(seen->kind->name) ||
	    memcmp(cell->kind.data, seen->kind->name, cell->kind.len) != 0)
		return false;
	return seen->column == NULL || (strlen(seen->column->name) == cell->column.len &&
					   memcmp(seen->column->name, cell->column.data, cell->column.len) == 0);
}

/* How many different texts of the row can be this cell, whether one is, and of which kind. */
static unsigned
compare_cell(const struct observer * o, const struct dye_canary_text * cell, bool * equal, bool * anchored)
{
	unsigned texts = 0;
	size_t i, j;

	*equal = false;
	for (i = 0; i < o->seen_count; i++) {
		struct dye_slice canonical = canonical_of(o, &o->seen[i]);

		if (!comparable(&o->seen[i], cell))
			continue;
		*equal = *equal || dye_slice_equal(canonical, cell->canonical);
		*anchored = may_be_anchored(o->seen[i].kind);
		for (j = 0; j < i; j++)
			if (comparable(&o->seen[j], cell) && dye_slice_equal(canonical, canonical_of(o, &o->seen[j])))
				break;
		texts += j == i;
	}
	return texts;
}

static double
bound_of(const struct dye_canary_record * record, uint64_t nodes)
{
	double sum = 0;
	uint32_t i;

	for (i = 0; i < record->node_count; i++)
		sum += (nodes >> i & 1) != 0 ? record->log2_bounds[i] : 0;
	return sum;
}

static enum dye_code
compare(struct observer * o, struct suspect * s, uint64_t row, const struct dye_observer_sink * sink,
    struct dye_error * err)
{
	struct dye_hit hit = {
	    .recipient = s->recipient, .unit = s->id, .units = s->population, .log2_draws = s->record.log2_bounds};
	bool found = false;
	uint32_t i;

	for (i = 0; i < s->record.cell_count; i++) {
		const struct dye_canary_text * cell = &s->record.cells[i];
		bool equal, anchored = false;
		unsigned texts;

		if (cell->nodes == 0 || (texts = compare_cell(o, cell, &equal, &anchored)) == 0)
			continue;
		hit.log2_cost += equal ? COST_AGREES + log2(texts) : COST_DIFFERS;
		hit.draws |= equal ? cell->nodes : 0;
		found = found || (equal && anchored);
	}
	/* A hit that says nothing is none. */
	if (!found || s->burned || s->population == 0 || bound_of(&s->record, hit.draws) + hit.log2_cost >= 0)
		return DYE_OK;
	return sink->hit(sink->cookie, row, &hit, err);
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
	dye_buffer_reset(&o->canonicals);
	for (i = 0; i < row->count; i++) {
		if (row->kinds[i] == NULL || row->kinds[i]->low_entropy || row->texts[i].len == 0)
			continue;
		if ((rc = see_cell(o, row->kinds[i], row->columns[i], row->texts[i], err)) != DYE_OK)
			return rc;
	}
	for (k = 0; k < o->found_count; k++)
		if ((rc = compare(o, o->found[k], row->row, sink, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}
