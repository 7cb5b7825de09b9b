#include "watermark/marks/canary/rivals.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/sorted.h"
#include "watermark/marks/canary/draws.h"
#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/nearkey.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/rowanchor.h"

/* Runs on either side of a gap from which it can be reached. */
#define REACH (DYE_NEAR_ROWS / DYE_NEAR_RUN + 1)

/* A record that is drawn into a gap. */
struct rival {
	uint64_t gap, place;
};

/* The rows of a run that have one. */
struct run {
	bool known;
	uint32_t count;
	size_t first;
};

struct dye_rivals {
	const struct dye_mark_context * context; /* Not owned, nor the next. */
	const struct dye_canary_column * column;
	uint64_t rules;
	struct dye_cell_keys keys;
	struct dye_prf *place, *text; /* Owned. */
	struct dye_draws draws;	      /* Its prf is owned. */
	struct dye_near_window window;
	struct dye_parse parse;
	struct dye_buffer like, cell, drawn; /* how numbers are written; one of them; what is drawn beside it */
	struct dye_near_number form;	     /* of like */
	struct run * runs;		     /* Owned. */
	size_t run_count;
	struct rival * list; /* Owned. */
	size_t count, size;
};

static enum dye_code
open_keys(struct dye_rivals * r, struct dye_error * err)
{
	const struct dye_mark_context * c = r->context;

	DYE_TRY(dye_cell_keys_open(&r->keys, c->vault, c->dataset->salt, err));
	DYE_TRY(dye_vault_prf(c->vault, c->dataset->salt, DYE_LABEL_CANARY_PLACE, &r->place, err));
	DYE_TRY(dye_vault_prf(c->vault, c->dataset->salt, DYE_LABEL_CANARY_TEXT, &r->text, err));
	return dye_prf_open(&r->draws.prf, err);
}

enum dye_code
dye_rivals_open(const struct dye_mark_context * context, const struct dye_canary_column * column, uint64_t rules,
    struct dye_rivals ** rivals, struct dye_error * err)
{
	struct dye_rivals * r = calloc(1, sizeof(*r));
	enum dye_code rc;

	if (r == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*r = (struct dye_rivals){.context = context, .column = column, .rules = rules};
	r->run_count = context->pool->number_count / DYE_NEAR_RUN + 1;
	if ((r->runs = calloc(r->run_count, sizeof(*r->runs))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = open_keys(r, err);
	if (rc != DYE_OK) {
		dye_rivals_close(r);
		return rc;
	}
	*rivals = r;
	return DYE_OK;
}

void
dye_rivals_close(struct dye_rivals * r)
{

	if (r == NULL)
		return;
	dye_cell_keys_close(&r->keys);
	dye_prf_close(r->place);
	dye_prf_close(r->text);
	dye_prf_close(r->draws.prf);
	dye_parse_release(&r->parse);
	dye_buffer_release_secret(&r->like);
	dye_buffer_release_secret(&r->cell);
	dye_buffer_release_secret(&r->drawn);
	free(r->runs);
	free(r->list);
	dye_wipe(r, sizeof(*r));
	free(r);
}

/* ---- one row ---- */

/* The cell that has the number, written as the parent's is: with as many digits where that has zeros in front. */
static enum dye_code
write_cell(struct dye_rivals * r, uint64_t number, struct dye_error * err)
{
	const struct dye_near_number * f = &r->form;
	struct dye_slice like = dye_buffer_slice(&r->like);
	int digits = like.data[f->start] == '0' ? (int)(f->end - f->start) : 1;

	dye_buffer_reset(&r->cell);
	DYE_TRY(dye_buffer_append(&r->cell, like.data, f->start, err));
	DYE_TRY(dye_buffer_printf(&r->cell, err, "%0*llu", digits, (unsigned long long)number));
	return dye_buffer_append(&r->cell, like.data + f->end, like.len - f->end, err);
}

/* Into which gap its record is drawn. *drawn false: into none. */
static enum dye_code
draw(struct dye_rivals * r, const uint8_t anchor[DYE_PRF_LEN], uint64_t number, uint64_t * gap, bool * drawn,
    struct dye_error * err)
{
	const struct dye_canary_column * c = r->column;
	struct dye_forge forge = {.below = dye_draws_below,
	    .cookie = &r->draws,
	    .parent = dye_buffer_slice(&r->cell),
	    .role = c->role,
	    .unpadded = c->column->unpadded};
	const struct dye_donor_pool * pool = r->context->pool;
	bool falling = c->column->falling;
	struct dye_near_number n;

	*drawn = dye_near_look(pool, pool->key, number, falling, &r->window) == DYE_NEAR_GAPS;
	if (!*drawn)
		return DYE_OK;
	DYE_TRY(dye_canary_stream(r->text, anchor, r->context->recipient, r->draws.prf, err));
	dye_draws_start(&r->draws, c->stream ^ r->rules, err);
	dye_buffer_reset(&r->drawn);
	DYE_TRY(dye_near_forge(&forge, DYE_NEAR_GAPS, &r->window, falling, &r->drawn, drawn, err));
	DYE_TRY(r->draws.rc);
	*drawn = *drawn && dye_near_read(dye_buffer_slice(&r->drawn), &n);
	*gap = *drawn ? dye_near_gap(pool, n.number) : 0;
	return DYE_OK;
}

static enum dye_code
add(struct dye_rivals * r, uint64_t gap, uint64_t place, struct dye_error * err)
{
	struct rival * list = dye_grown(r->list, &r->size, r->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->list = list;
	list[r->count++] = (struct rival){gap, place};
	return DYE_OK;
}

static enum dye_code
look_at_row(struct dye_rivals * r, uint64_t number, struct dye_error * err)
{
	uint8_t anchor[DYE_PRF_LEN];
	uint64_t place, gap;
	bool drawn;

	DYE_TRY(write_cell(r, number, err));
	DYE_TRY(dye_row_anchor(&r->keys, r->column->column->kind, dye_buffer_slice(&r->cell), &r->parse, anchor, err));
	DYE_TRY(dye_canary_place_of(r->place, anchor, r->context->recipient, &place, err));
	if (place >> 48 >= dye_canary_settings(r->context->profile)->density)
		return DYE_OK;
	DYE_TRY(draw(r, anchor, number, &gap, &drawn, err));
	return drawn ? add(r, gap, place, err) : DYE_OK;
}

/* ---- runs ---- */

static enum dye_code
look_at_run(struct dye_rivals * r, size_t number, struct dye_error * err)
{
	const struct dye_donor_pool * pool = r->context->pool;
	size_t first = number * DYE_NEAR_RUN;
	struct run run = {.known = true, .first = r->count};

	for (size_t i = first; i < first + DYE_NEAR_RUN && i < pool->number_count; i++)
		DYE_TRY(look_at_row(r, pool->numbers[i], err));
	run.count = (uint32_t)(r->count - run.first);
	r->runs[number] = run;
	return DYE_OK;
}

/* Numbers are written as this one: where that was otherwise before, nothing is known any more. */
static enum dye_code
take_form(struct dye_rivals * r, struct dye_slice like, const struct dye_near_number * n, struct dye_error * err)
{
	struct dye_slice old = dye_buffer_slice(&r->like);
	const struct dye_near_number * f = &r->form;
	bool zeros = like.data[n->start] == '0';

	if (old.len > 0 && f->start == n->start && old.len - f->end == like.len - n->end &&
	    memcmp(old.data, like.data, n->start) == 0 &&
	    memcmp(old.data + f->end, like.data + n->end, like.len - n->end) == 0 &&
	    zeros == (old.data[f->start] == '0') && (!zeros || f->end == n->end))
		return DYE_OK;
	for (size_t i = 0; i < r->run_count; i++)
		r->runs[i].known = false;
	r->count = 0;
	r->form = *n;
	dye_buffer_reset(&r->like);
	return dye_buffer_append_slice(&r->like, like, err);
}

enum dye_code
dye_rivals_first(struct dye_rivals * r, struct dye_slice parent, uint64_t place, struct dye_slice text, bool * first,
    struct dye_error * err)
{
	const struct dye_donor_pool * pool = r->context->pool;
	struct dye_near_number n, of;
	size_t run, from, to;
	uint64_t gap;

	*first = true;
	if (!dye_near_read(parent, &of) || !dye_near_read(text, &n))
		return DYE_OK;
	DYE_TRY(take_form(r, parent, &of, err));
	gap = dye_near_gap(pool, n.number);
	run = dye_count_below(pool->numbers, pool->number_count, n.number) / DYE_NEAR_RUN;
	from = run > REACH ? run - REACH : 0;
	to = run + REACH < r->run_count ? run + REACH + 1 : r->run_count;
	for (size_t i = from; i < to && *first; i++) {
		if (!r->runs[i].known)
			DYE_TRY(look_at_run(r, i, err));
		for (size_t k = 0; k < r->runs[i].count && *first; k++)
			*first =
			    r->list[r->runs[i].first + k].gap != gap || r->list[r->runs[i].first + k].place >= place;
	}
	return DYE_OK;
}
