/*
 * order.c: the mark that puts rows in an order of the recipient's own, where the owner has freed the order: no cell changes and nothing is added.
 *
 * Every row has a place, 64 pseudorandom bits keyed by the account and the cell that names the row; rows leave sorted by it, window by window
 * (embed/windows.h). A block of a copy lies close together in places of its account, in whatever order it is pasted. Rows whose order says something
 * keep it: where a column is sorted in the head of the file, nothing is moved.
 *
 * A row is named for this by what a leak is likeliest to keep: telephone before mailbox before other columns that name rows.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/hash.h"
#include "watermark/marks/core/bucket.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/core/cells.h"
#include "watermark/marks/core/namedby.h"
#include "watermark/marks/core/normal.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/marks/mark.h"
#include "watermark/marks/order/expect.h"

enum { KEPT, FREE };

struct settings {
	uint32_t order;
};

/* Per export. */
struct order {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_named_by * names;		 /* Owned: cells that may name a row, the best first */
	uint32_t name_count;
	bool moves;
};

/* Per thread, and per trace. */
struct worker {
	const struct order * order;		 /* Not owned; NULL when reading */
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_prf * buckets;		 /* Owned: AES-128 under the dataset's order key */
	struct dye_prf * scratch;		 /* Owned. */
	struct dye_buffer bytes;
	struct dye_mark_counts counts;
};

/* ---- what names a row ---- */

static bool
is_free(const struct dye_profile * profile)
{
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "order");

	return mark != NULL && ((const struct settings *)mark->values)->order == FREE;
}

/* A column that names rows and that most rows have: places of rows of one value are one place. */
static bool
names(const struct dye_profile * p, const struct dye_profile_column * c)
{

	return dye_names_rows(p, c) && !dye_column_replaced(p, c) &&
	       (c->identity || (p->rows > c->empty && p->rows - c->empty >= p->rows / 2));
}

/* How many columns would name rows better. */
static uint8_t
rank_of(const struct dye_profile * p, const struct dye_profile_column * column)
{
	uint8_t rank = 0;

	for (uint32_t i = 0; i < p->column_count && rank < DYE_RANK_LAST; i++)
		if (names(p, &p->columns[i]) && dye_names_sooner(&p->columns[i], column))
			rank++;
	return rank;
}

static uint32_t
find_names(const struct dye_mark_context * context, struct dye_named_by * list)
{
	const struct dye_profile_column * const * map = context->column_map;
	uint32_t i, j, n = 0;

	for (i = 0; i < context->column_count; i++) {
		if (!names(context->profile, map[i]))
			continue;
		for (j = n; j > 0 && dye_names_sooner(map[i], map[list[j - 1].cell]); j--)
			list[j] = list[j - 1];
		list[j] = (struct dye_named_by){i, rank_of(context->profile, map[i])};
		n++;
	}
	return n;
}

static uint32_t
order_naming(const struct dye_mark_context * context, struct dye_named_by * list)
{

	return is_free(context->profile) ? find_names(context, list) : 0;
}

static enum dye_code
order_plan(const struct dye_profile * p, void * values, struct dye_buffer * why_not, struct dye_error * err)
{
	struct settings * s = values;
	uint32_t i = 0;

	while (i < p->column_count && !names(p, &p->columns[i]))
		i++;
	if (s->order == KEPT || i < p->column_count)
		return DYE_OK;
	s->order = KEPT;
	return dye_buffer_printf(why_not, err, "no column names rows");
}

static bool
order_ranks(const struct dye_mark_context * context)
{
	uint32_t i = 0;

	while (i < context->column_count && !names(context->profile, context->column_map[i]))
		i++;
	return i < context->column_count && is_free(context->profile);
}

/* ---- places ---- */

static void
worker_free(struct worker * w)
{

	dye_prf_close(w->buckets);
	dye_prf_close(w->scratch);
	dye_buffer_release_secret(&w->bytes);
	free(w);
}

static enum dye_code
new_worker(const struct dye_mark_context * context, struct worker ** worker, struct dye_error * err)
{
	struct worker * w = calloc(1, sizeof(*w));
	enum dye_code rc;

	if (w == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->context = context;
	if ((rc = dye_vault_prf(context->vault, context->dataset->salt, DYE_LABEL_ORDER, &w->buckets, err)) != DYE_OK ||
	    (rc = dye_prf_open(&w->scratch, err)) != DYE_OK) {
		worker_free(w);
		return rc;
	}
	*worker = w;
	return DYE_OK;
}

/* THE one call for the key of a row's place, by the digest of what names it: marking and reading both use it. */
static enum dye_code
place_key(struct worker * w, const uint8_t digest[DYE_PRF_LEN], uint8_t key[DYE_PRF_LEN], struct dye_error * err)
{

	return dye_bucket_cell(w->buckets, w->scratch, digest, key, err);
}

/* ---- marking ---- */

static void
order_close(void * state)
{
	struct order * o = state;

	free(o->names);
	free(o);
}

static enum dye_code
order_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct order * o = calloc(1, sizeof(*o));

	if (o == NULL || (o->names = calloc((size_t)context->column_count + 1, sizeof(*o->names))) == NULL) {
		free(o);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	o->context = context;
	o->name_count = find_names(context, o->names);
	o->moves = order_ranks(context) && (context->order == NULL || context->order->sorted == 0);
	*state = o;
	return DYE_OK;
}

static enum dye_code
order_worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct worker * w;

	DYE_TRY(new_worker(((struct order *)state)->context, &w, err));
	w->order = state;
	*worker = w;
	return DYE_OK;
}

static void
order_worker_close(void * cookie, struct dye_mark_counts * counts)
{
	struct worker * w = cookie;

	if (w == NULL)
		return;
	if (counts != NULL)
		*counts = w->counts;
	worker_free(w);
}

/* A row that nothing names has a place by all that it says, in whatever spelling; no trace finds that again. */
static enum dye_code
whole_digest(struct worker * w, const struct dye_row * row, struct dye_cells * cells, uint8_t digest[DYE_PRF_LEN],
    struct dye_error * err)
{
	const struct dye_parse * parse;

	dye_buffer_reset(&w->bytes);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = row->cells[i].text;

		if (i < w->context->column_count && dye_normal_may(w->context->column_map[i]) && text.len > 0) {
			DYE_TRY(dye_cells_read(cells, i, w->context->column_map[i]->kind, text, &parse, err));
			text = dye_buffer_slice(&parse->canonical);
		}
		DYE_TRY(dye_buffer_append_frame(&w->bytes, text, err));
	}
	dye_digest(w->bytes.data, w->bytes.len, digest);
	return DYE_OK;
}

static enum dye_code
row_digest(struct worker * w, const struct dye_row * row, struct dye_cells * cells, uint8_t digest[DYE_PRF_LEN],
    struct dye_error * err)
{
	const struct dye_named_by * by = dye_named_by(w->order->names, w->order->name_count, row);
	const struct dye_parse * parse;
	const uint8_t * found;

	if (by == NULL)
		return whole_digest(w, row, cells, digest, err);
	DYE_TRY(dye_cells_digest(
	    cells, by->cell, w->context->column_map[by->cell]->kind, row->cells[by->cell].text, &parse, &found, err));
	memcpy(digest, found, DYE_PRF_LEN);
	return DYE_OK;
}

/* What the columns say that said one thing in the head of the file: they may be what the rest is sorted by. */
static enum dye_code
find_runs(struct worker * w, const struct dye_row * row, uint64_t * runs, struct dye_error * err)
{
	const struct dye_present_order * head = w->context->order;
	uint32_t i;

	*runs = 0;
	if (head == NULL || head->still_count == 0)
		return DYE_OK;
	dye_buffer_reset(&w->bytes);
	for (i = 0; i < head->still_count; i++)
		DYE_TRY(dye_buffer_append_frame(&w->bytes, row->cells[head->still[i]].text, err));
	*runs = dye_hash64(w->bytes.data, w->bytes.len);
	return DYE_OK;
}

static enum dye_code
order_apply(
    void * cookie, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	struct dye_rank rank = {.ranked = true};
	uint8_t block[DYE_PRF_LEN], key[DYE_PRF_LEN];
	enum dye_code rc;

	if (!w->order->moves)
		return dye_stage_push(stage, row, birth, err);
	DYE_TRY(row_digest(w, row, dye_stage_cells(stage), key, err));
	DYE_TRY(find_runs(w, row, &rank.runs, err));
	dye_symbol_input(w->context->recipient, 0, block);
	if ((rc = place_key(w, key, key, err)) == DYE_OK)
		rc = dye_prf_once(w->scratch, key, block, block, err);
	dye_wipe(key, sizeof(key));
	if (rc != DYE_OK)
		return rc;
	rank.place = dye_get_u64(block);
	rank.again = dye_get_u64(block + 8);
	w->counts.placed += birth == NULL;
	dye_stage_rank(stage, &rank);
	return dye_stage_push(stage, row, birth, err);
}

/* ---- reading ---- */

static enum dye_code
order_observer_open(
    const struct dye_mark_context * context, const struct dye_losses * losses, void ** observer, struct dye_error * err)
{
	struct worker * w;

	(void)losses;
	DYE_TRY(new_worker(context, &w, err));
	*observer = w;
	return DYE_OK;
}

static void
order_observer_close(void * observer)
{

	worker_free(observer);
}

/* The column of the profile that a cell is of, by name or, where the leak has none, by its kind: the first that would name rows. NULL: none. */
static const struct dye_profile_column *
column_of(const struct dye_profile * p, const struct dye_leak_row * row, uint32_t cell)
{
	const struct dye_profile_column * best = NULL;
	uint32_t i;

	if (row->kinds[cell] == NULL)
		return NULL;
	if (row->columns[cell] != NULL)
		return names(p, row->columns[cell]) ? row->columns[cell] : NULL;
	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].kind == row->kinds[cell] && names(p, &p->columns[i]) &&
		    (best == NULL || dye_names_sooner(&p->columns[i], best)))
			best = &p->columns[i];
	return best;
}

/* A row was named by the best of its columns. What a leak shows of that, the export had: only a better one may be gone. */
static enum dye_code
order_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err)
{
	struct worker * w = observer;
	const struct dye_profile * p = w->context->profile;
	const struct dye_profile_column * best = NULL;
	struct dye_leak_cell * cell;
	struct dye_place place;
	uint32_t i, at = 0;

	if (sink->place == NULL || !is_free(p))
		return DYE_OK;
	for (i = 0; i < row->count; i++) {
		const struct dye_profile_column * c = row->texts[i].len == 0 ? NULL : column_of(p, row, i);

		if (c == NULL || (best != NULL && !dye_names_sooner(c, best)))
			continue;
		best = c;
		at = i;
	}
	if (best == NULL)
		return DYE_OK;
	DYE_TRY(dye_leak_cell(row->cells, at, row->kinds[at], row->texts[at], false, &cell, err));
	DYE_TRY(place_key(w, cell->digest, place.key, err));
	place.rank = dye_leak_cell_starred(cell) ? DYE_RANK_LAST : rank_of(p, best);
	return sink->place(sink->cookie, row->row, &place, err);
}

static enum dye_code
order_placing(void * observer, const uint8_t digest[DYE_PRF_LEN], struct dye_place * place, struct dye_error * err)
{

	return place_key(observer, digest, place->key, err);
}

/* ---- forecast ---- */

/* What names rows best of all columns, by which they are put in order. NULL: none does. */
static const struct dye_profile_column *
best_name(const struct dye_profile * p)
{
	const struct dye_profile_column * best = NULL;
	uint32_t i;

	for (i = 0; i < p->column_count; i++)
		if (names(p, &p->columns[i]) && (best == NULL || dye_names_sooner(&p->columns[i], best)))
			best = &p->columns[i];
	return best;
}

static bool
shows_name(const struct dye_prospect * p)
{
	const struct dye_profile_column * best = best_name(p->profile);

	return best != NULL && p->shown[best - p->profile->columns];
}

/* As it was learned: an export of all its columns keeps its order then. */
static bool
is_sorted(const struct dye_profile * p)
{

	for (uint32_t i = 0; i < p->column_count; i++)
		if (p->columns[i].sorted && !dye_column_replaced(p, &p->columns[i]))
			return true;
	return false;
}

static enum dye_code
order_expect(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	struct dye_order_leak leak = {.table = (double)p->profile->rows,
	    .rows = (double)p->rows,
	    .run = p->run && p->own >= 1,
	    .shuffled = p->shuffled || p->own < 1 || p->mixers > 1};
	struct dye_outcome o = {.chance = 1};
	bool shows = shows_name(p);

	*known = true;
	if (!is_free(p->profile) || (!shows && !dye_order_found(p)) || p->rows == 0)
		return DYE_OK;
	/* Rows that come from several copies, by row or by cell, do not come in the order of one. */
	if (p->unmoved || is_sorted(p->profile))
		leak.shuffled = true, leak.run = false;
	o.symbols = dye_order_expect(&leak);
	if (!shows)
		o.symbols = dye_order_halved(o.symbols);
	return dye_law_add(law, &o, err);
}

static enum dye_code
order_advise(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	const struct dye_profile_column * best = best_name(p->profile);

	if (best == NULL)
		return dye_buffer_printf(&advice->never, err, "no column names rows, so their order can say nothing\n");
	if (!is_free(p->profile))
		return dye_buffer_printf(&advice->helps, err,
		    "an order of the account's own, if nobody needs the order of the rows, names it by a head, a block "
		    "or "
		    "a sample in the file's order (learn --order free)\n");
	if (is_sorted(p->profile))
		return dye_buffer_printf(&advice->never, err,
		    "the order of rows says nothing while the table is sorted by a column: exports keep it\n");
	if (!shows_name(p) && !dye_order_found(p))
		return dye_buffer_printf(&advice->never, err,
		    "the order of rows is read by column %u, which is not shown, and by no column that is the index "
		    "finds "
		    "rows\n",
		    (unsigned)(best - p->profile->columns) + 1);
	if (!shows_name(p))
		DYE_TRY(dye_buffer_printf(&advice->taken, err,
		    "the order of rows is read by column %u, which is not shown: the index finds the rows, as long as "
		    "exports are noted in it (no --no-index, or leakdye-index)\n",
		    (unsigned)(best - p->profile->columns) + 1));
	return dye_buffer_printf(&advice->taken, err,
	    "rows leave in an order of the account's own: an export that is sorted by a column keeps its order, and a "
	    "leak that was shuffled or sorted anew shows none\n");
}

static const char * const choices[] = {[KEPT] = "kept", [FREE] = "free", NULL};

static const struct dye_setting settings[] = {
    {.key = "order",
	.type = DYE_SETTING_CHOICE,
	.offset = offsetof(struct settings, order),
	.otherwise = KEPT,
	.choices = choices,
	.option = "order",
	.argument = "free|kept",
	.help = "whether rows may leave in another order; kept if not given"},
};

const struct dye_mark dye_mark_order = {
    .name = "order",
    .description = "puts rows in an order of the account's own, where the owner has freed it",
    .settings = settings,
    .setting_count = sizeof(settings) / sizeof(settings[0]),
    .settings_size = sizeof(struct settings),
    .plan = order_plan,
    .order = 60,
    .on_by_default = true,
    .ranks = order_ranks,
    .naming = order_naming,
    .placing = order_placing,
    .open = order_open,
    .close = order_close,
    .worker_open = order_worker_open,
    .apply = order_apply,
    .worker_close = order_worker_close,
    .expect = order_expect,
    .advise = order_advise,
    .observer_open = order_observer_open,
    .observe = order_observe,
    .observer_close = order_observer_close,
};
