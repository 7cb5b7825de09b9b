/*
 * spelling.c: the mark that chooses between natural spellings of the same value.
 *
 * For every cell of a marked column the kind finds the slots; for every slot whose present spelling stands in the
 * profile's table, or may be taken for one of it once signs are lost, the recipient's symbol for (cell key, lane) draws the spelling that the
 * copy carries. These are the slots that reading weighs: what a copy left as it stands could be another account's. Cells of distinctive kinds are
 * keyed by their canonical value alone; others by it and the row's anchor (spelling/respell.h). Reading finds the same slots, by the same tables and
 * keys, and reports which spellings it saw.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/map.h"
#include "formats/base/text.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/core/cells.h"
#include "watermark/marks/mark.h"
#include "watermark/marks/core/normal.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/marks/spelling/beside.h"
#include "watermark/marks/spelling/expect.h"
#include "watermark/marks/spelling/hidden.h"
#include "watermark/marks/spelling/reading.h"
#include "watermark/marks/spelling/respell.h"
#include "watermark/marks/spelling/slots.h"

/* Per export. */
struct spelling {
	const struct dye_mark_context * context; /* Not owned. */
	atomic_uint_fast64_t left; /* slots of lines that are no rows, and of cells in which they are hidden */
};

/* Per thread, and per trace: what it takes to find the slots of a cell and their key. */
struct worker {
	const struct dye_mark_context * context; /* Not owned. */
	struct spelling * export;		 /* Not owned; NULL when reading */
	struct dye_cell_keys keys;
	struct dye_respeller * respeller; /* Owned; NULL when reading */
	uint32_t * identity;		  /* Owned: cells that may name a row */
	uint32_t identity_count;
	struct dye_plain plain; /* scratch */
	struct dye_mark_counts counts;
	/* Reading only. */
	struct dye_slot_memo slots;
	struct dye_cells cells;
	struct dye_losses losses;
	struct dye_buffer seen;
	struct dye_buffer listed;
};

/* ---- shared by marking and reading ---- */

/*
 * The row's anchor from the first identity cell that is not empty. *have is false where there is none. texts(i) are
 * read through get, since rows being marked and rows being read keep them in different structures.
 */
static enum dye_code
row_anchor(struct worker * w, struct dye_cells * cells, struct dye_slice (*get)(const void * row, uint32_t i),
    const void * row, uint32_t count, uint8_t out[DYE_PRF_LEN], bool * have, struct dye_error * err)
{
	const struct dye_parse * parse;
	const uint8_t * digest;
	uint32_t i;

	*have = false;
	for (i = 0; i < w->identity_count; i++) {
		uint32_t cell = w->identity[i];

		if (cell >= count || get(row, cell).len == 0)
			continue;
		*have = true;
		DYE_TRY(dye_cells_digest(
		    cells, cell, w->context->column_map[cell]->kind, get(row, cell), &parse, &digest, err));
		return dye_digest_anchor(&w->keys, digest, out, err);
	}
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
	dye_respeller_close(w->respeller);
	dye_cell_keys_close(&w->keys);
	dye_cells_release(&w->cells);
	dye_plain_release(&w->plain);
	dye_buffer_release(&w->seen);
	dye_buffer_release(&w->listed);
	free(w->identity);
	free(w);
}

/* Cells that may name a row, in a leak too. */
static void
find_identity(struct worker * w)
{
	const struct dye_mark_context * c = w->context;
	uint32_t count = dye_identity_order(c->column_map, c->column_count, w->identity);

	for (uint32_t i = 0; i < count; i++)
		if (!dye_column_replaced(c->profile, c->column_map[w->identity[i]]))
			w->identity[w->identity_count++] = w->identity[i];
}

static enum dye_code
new_worker(const struct dye_mark_context * context, struct worker ** worker, struct dye_error * err)
{
	struct worker * w;
	enum dye_code rc;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->context = context;
	w->slots.profile = context->profile;
	if ((w->identity = calloc((size_t)context->column_count + 1, sizeof(*w->identity))) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err1;
	}
	find_identity(w);
	if ((rc = dye_cell_keys_open(&w->keys, context->vault, context->dataset->salt, err)) != DYE_OK)
		goto err1;
	*worker = w;
	return DYE_OK;

err1:
	worker_close(w, NULL);
	return rc;
}

/* ---- marking ---- */

static enum dye_code
spelling_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct spelling * s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->context = context;
	*state = s;
	return DYE_OK;
}

static void
spelling_close(void * state)
{

	free(state);
}

static enum dye_code
spelling_worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct spelling * s = state;
	struct worker * w;
	enum dye_code rc;

	DYE_TRY(new_worker(s->context, &w, err));
	w->export = s;
	if ((rc = dye_respeller_open(s->context, &w->keys, &w->respeller, err)) != DYE_OK) {
		worker_close(w, NULL);
		return rc;
	}
	*worker = w;
	return DYE_OK;
}

/* Whether another cell of its column would become equal to this one. */
static enum dye_code
has_twin(struct worker * w, const struct dye_respell_cell * cell, struct dye_stage * stage, bool * has,
    struct dye_error * err)
{
	const struct dye_map * twins = w->context->twins;
	const struct dye_parse * parse;
	const uint8_t * digest;

	*has = false;
	if (twins == NULL || twins->count == 0)
		return DYE_OK;
	DYE_TRY(dye_cells_digest(dye_stage_cells(stage), cell->column, cell->kind, cell->text, &parse, &digest, err));
	*has = dye_set_has(twins, dye_get_u64(digest));
	return DYE_OK;
}

/* So many slots leave as they stand. A few may: see beside.h. */
static enum dye_code
leave(struct worker * w, uint32_t slots, const char * why, struct dye_error * err)
{

	if (slots == 0 || atomic_fetch_add(&w->export->left, slots) + slots <= DYE_SPELLING_BESIDE)
		return DYE_OK;
	return dye_fail(err, DYE_EREFUSED, "%s", why);
}

static enum dye_code
leave_hidden(struct worker * w, const struct dye_respell_cell * cell, uint32_t shown, struct dye_error * err)
{
	const struct dye_profile_column * c = w->context->column_map[cell->column];
	uint32_t slots = 0;
	enum dye_code rc;

	DYE_TRY(dye_spelling_hidden(
	    w->context->profile, cell->kind, cell->text, cell->bare, shown, &w->plain, &slots, err));
	rc = leave(w, slots,
	    "this cell and others have markup, references or escapes among their words (<br>, &nbsp;, \\n), which "
	    "keep "
	    "their spellings from being marked: they would leave as they stand, in whoever's spelling they are; write "
	    "what these stand for, a blank for instance (sed 's/<br>/ /g; s/&nbsp;/ /g'), or leave the column as it is "
	    "(learn --no-mark)",
	    err);
	if (rc == DYE_EREFUSED)
		dye_at_column(err, c->name, strlen(c->name));
	return rc;
}

static enum dye_code
mark_cell(struct worker * w, const struct dye_row * row, uint32_t column, const uint8_t * anchor,
    struct dye_stage * stage, struct dye_error * err)
{
	struct dye_respell_cell cell = {.kind = w->context->column_map[column]->kind,
	    .column = column,
	    .text = row->cells[column].text,
	    .anchor = anchor};
	uint32_t shown = 0;
	bool twin;

	cell.value = dye_trim(cell.text);
	cell.bare = dye_spelling_bare(cell.kind, cell.value);
	DYE_TRY(dye_cells_read(dye_stage_cells(stage), column, cell.kind, cell.text, &cell.parse, err));
	DYE_TRY(has_twin(w, &cell, stage, &twin, err));
	if (!twin)
		DYE_TRY(dye_respell(w->respeller, row, &cell, stage, &w->counts, &shown, err));
	return leave_hidden(w, &cell, twin ? cell.parse->slot_count : shown, err);
}

static struct dye_slice
cell_text(const void * row, uint32_t i)
{

	return ((const struct dye_row *)row)->cells[i].text;
}

static enum dye_code
spelling_apply(
    void * cookie, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	uint8_t anchor[DYE_PRF_LEN];
	bool have_anchor = false, tried = false;
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i < row->cell_count && i < w->context->column_count; i++) {
		const struct dye_profile_column * column = w->context->column_map[i];

		if (!dye_normal_may(column) || row->cells[i].text.len == 0)
			continue;
		if (!column->kind->distinctive) {
			if (!tried && (rc = row_anchor(w, dye_stage_cells(stage), cell_text, row, row->cell_count,
					   anchor, &have_anchor, err)) != DYE_OK)
				return rc;
			tried = true;
			if (!have_anchor) {
				w->counts.unnamed++;
				continue;
			}
		}
		if ((rc = mark_cell(w, row, i, anchor, stage, err)) != DYE_OK)
			return rc;
	}
	return dye_stage_push(stage, row, birth, err);
}

/* Lines that stay as they stand may not carry rows of somebody's copy out with everybody's. */
static enum dye_code
spelling_look_beside(void * cookie, const struct dye_row * row, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;
	uint32_t slots;

	(void)stage;
	if (row->cell_count > 0)
		return DYE_OK; /* the header */
	DYE_TRY(dye_spelling_beside(w->context->profile, row, &slots, err));
	return leave(w, slots,
	    "this line and others beside the table hold addresses or companies, which would leave as they stand, in "
	    "whoever's spelling they are: take such lines out (those that begin with #: grep -v '^#')",
	    err);
}

/* ---- reading ---- */

static void
observer_close(void * observer)
{

	worker_close(observer, NULL);
}

static enum dye_code
observer_open(
    const struct dye_mark_context * context, const struct dye_losses * losses, void ** observer, struct dye_error * err)
{
	struct worker * w;
	enum dye_code rc;

	if ((rc = new_worker(context, &w, err)) != DYE_OK)
		return rc;
	w->losses = *losses;
	*observer = w;
	return DYE_OK;
}

/* What is left of a spelling after what the leak lost: ASCII letters small, lost punctuation and spaces out. */
static enum dye_code
worn(const struct dye_losses * losses, struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	dye_buffer_reset(out);
	for (i = 0; i < text.len && rc == DYE_OK; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool space = c == ' ' || c == '\t';
		bool other = c < 0x80 && !space && !dye_is_alnum(c);

		if ((space && losses->spacing) || (other && losses->punctuation))
			continue;
		rc = dye_buffer_append_byte(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c), err);
	}
	return rc;
}

/* The positions of ${table} that may have stood where ${span} stands now. */
static enum dye_code
compatible(struct worker * w, const struct dye_table * table, const struct dye_slot * slot, struct dye_slice span,
    uint64_t * set, struct dye_error * err)
{
	const struct dye_slot_type * type = &table->kind->slot_types[table->type];
	struct dye_losses losses = w->losses;
	enum dye_code rc;
	uint8_t k;

	/* What an export would leave as it stands may be as somebody else's copy had it: a sign ties it, or a meaning. */
	*set = 0;
	if (!dye_table_rules(table, slot->current))
		return DYE_OK;
	losses.spacing = losses.spacing || (slot->folded & DYE_UNSPACED) != 0;
	if (!losses.punctuation && !losses.spacing) {
		int position = dye_table_position(table, slot->current);

		if (position >= 0 && (slot->folded & DYE_NEARLY) == 0)
			*set = (uint64_t)1 << position;
		return DYE_OK;
	}
	/* What shows nothing is not there: S<soft hyphen>T is ST, or it would hang on who exports it whether it is seen. */
	if ((slot->folded & DYE_FOLDED) != 0 || (slot->folded & DYE_NEARLY) == 0)
		span = (struct dye_slice){
		    type->alternatives[slot->current].text, strlen(type->alternatives[slot->current].text)};
	if ((rc = worn(&losses, span, &w->seen, err)) != DYE_OK)
		return rc;
	for (k = 0; k < table->count; k++) {
		const char * text = type->alternatives[table->alternatives[k]].text;

		if ((rc = worn(&losses, (struct dye_slice){text, strlen(text)}, &w->listed, err)) != DYE_OK)
			return rc;
		if (dye_slice_equal(dye_buffer_slice(&w->seen), dye_buffer_slice(&w->listed)))
			*set |= (uint64_t)1 << k;
	}
	return DYE_OK;
}

/* Report the slots of one leaked cell. */
static enum dye_code
observe_cell(struct worker * w, struct dye_leak_cell * cell, const uint8_t * anchor, uint64_t row,
    const struct dye_observer_sink * sink, struct dye_error * err)
{
	struct dye_symbol seen;
	bool keyed = false;
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i < cell->parse.slot_count; i++) {
		const struct dye_slot * slot = &cell->parse.slots[i];
		struct dye_slice span = {cell->text.data + slot->offset, slot->len};

		if ((seen.table = dye_slot_rule(&w->slots, cell->kind, &cell->parse, slot)->table) == NULL)
			continue;
		if ((rc = compatible(w, seen.table, slot, span, &seen.spellings, err)) != DYE_OK)
			return rc;
		if (seen.spellings == 0)
			continue;
		if (!keyed &&
		    (rc = dye_leak_cell_key(cell, &w->keys, w->context->dataset->id, anchor, seen.key, err)) != DYE_OK)
			return rc;
		keyed = true;
		seen.lane = dye_slot_lane(slot->type, slot->ordinal);
		if ((rc = sink->symbol(sink->cookie, row, &seen, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Whether cells of this kind carry marks in any column: all that is known where the leak has no header. */
static bool
kind_marked(const struct dye_profile * profile, const struct dye_kind * kind)
{
	uint32_t i;

	for (i = 0; i < profile->column_count; i++)
		if (profile->columns[i].kind == kind && dye_normal_may(&profile->columns[i]))
			return true;
	return false;
}

static struct dye_slice
leak_text(const void * row, uint32_t i)
{

	return ((const struct dye_leak_row *)row)->texts[i];
}

/* Whether the cell may show spellings. */
static bool
may_show(const struct worker * w, const struct dye_leak_row * row, uint32_t i)
{

	if (row->kinds[i] == NULL || row->texts[i].len == 0)
		return false;
	return row->columns[i] != NULL ? dye_normal_may(row->columns[i])
				       : kind_marked(w->context->profile, row->kinds[i]);
}

static enum dye_code
spelling_observe(
    void * observer, const struct dye_leak_row * row, const struct dye_observer_sink * sink, struct dye_error * err)
{
	struct worker * w = observer;
	uint8_t anchor[DYE_PRF_LEN];
	bool have_anchor = false, tried = false;
	struct dye_leak_cell * cell;
	uint32_t i;

	dye_cells_next(&w->cells);
	for (i = 0; i < row->count; i++) {
		const struct dye_kind * kind = row->kinds[i];

		if (!may_show(w, row, i))
			continue;
		if (!kind->distinctive) {
			if (!tried)
				DYE_TRY(
				    row_anchor(w, &w->cells, leak_text, row, row->count, anchor, &have_anchor, err));
			tried = true;
			if (!have_anchor)
				continue;
		}
		DYE_TRY(dye_spelling_reading(&w->slots, row, i, w->losses.punctuation, &cell, err));
		DYE_TRY(observe_cell(w, cell, anchor, row->row, sink, err));
	}
	return DYE_OK;
}

const struct dye_mark dye_mark_spelling = {
    .name = "spelling",
    .description = "chooses between natural spellings of the same value",
    .order = 40,
    .on_by_default = true,
    .open = spelling_open,
    .close = spelling_close,
    .worker_open = spelling_worker_open,
    .apply = spelling_apply,
    .worker_close = worker_close,
    .beside = spelling_look_beside,
    .expect = dye_spelling_expect,
    .advise = dye_spelling_advise,
    .observer_open = observer_open,
    .observe = spelling_observe,
    .observer_close = observer_close,
};
