/*
 * spelling.c: the mark that chooses between natural spellings of the same value.
 *
 * For every cell of a marked column the kind finds the slots; for every slot whose present spelling stands in the
 * profile's table, or may be taken for one of it once signs are lost, the recipient's symbol for (cell key, lane) draws the spelling that the
 * copy carries. These are the slots that reading weighs: what a copy left as it stands could be another account's. Cells of distinctive kinds are
 * keyed by their canonical value alone; others by it and the row's anchor. Reading finds the same slots and reports which spellings it saw.
 */
/* file: marking and reading find slots, keys and symbols by the same calls, so that they cannot drift. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/core/cellkey.h"
#include "formats/base/ascii.h"
#include "formats/base/map.h"
#include "formats/base/text.h"
#include "formats/field/core/casing.h"
#include "formats/table/core/encoding.h"
#include "watermark/marks/core/cells.h"
#include "watermark/marks/mark.h"
#include "watermark/marks/core/normal.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/marks/spelling/beside.h"
#include "watermark/marks/spelling/expect.h"
#include "watermark/marks/spelling/hidden.h"

/* Per export. */
struct spelling {
	const struct dye_mark_context * context; /* Not owned. */
	atomic_uint_fast64_t left; /* slots of lines that are no rows, and of cells in which they are hidden */
};

/* Blocks of one cell's symbols, made as they are needed. */
struct symbol_cache {
	uint64_t counter;
	bool valid;
	uint8_t block[DYE_PRF_LEN];
};

/* The table of a slot, once looked up: a profile may have hundreds of tables, and every slot of every cell asks. */
struct table_memo {
	const struct dye_kind * kind; /* NULL: empty */
	const struct dye_table * table;
	enum dye_type_case casing;
	uint8_t type;
	char context[DYE_CONTEXT_MAX];
};

#define MEMO_SIZE 256

/* Per thread, and per trace: what it takes to find the slots of a cell and their key. */
struct worker {
	const struct dye_mark_context * context; /* Not owned. */
	struct spelling * export;		 /* Not owned; NULL when reading */
	struct dye_cell_keys keys;
	struct dye_prf * cell; /* AES-128 under the cell key in hand */
	uint32_t * identity;   /* Owned: cells that may name a row */
	uint32_t identity_count;
	struct symbol_cache cache[4];
	struct table_memo memo[MEMO_SIZE];
	bool tight;		/* the row in hand is (row.h) */
	bool blanks;		/* others than usual stand around the cell in hand */
	bool changed;		/* some slot of it was */
	const uint8_t * usual;	/* row.h; not owned */
	struct dye_buffer text; /* the spelling that is written, the cell that is read again */
	struct dye_buffer shortest;
	struct dye_parse again;
	struct dye_parse bare;	/* of the part of a cell within what stands around it */
	struct dye_plain plain; /* scratch */
	struct dye_mark_counts counts;
	/* Reading only. */
	struct dye_cells cells;
	struct dye_losses losses;
	struct dye_buffer seen;
	struct dye_buffer listed;
};

/* ---- shared by marking and reading ---- */

/* What is known of a slot's type. */
static const struct table_memo *
slot_memo(struct worker * w, const struct dye_kind * kind, const struct dye_parse * parse, const struct dye_slot * slot)
{
	size_t hash = slot->type * 31u + (unsigned char)parse->context[0] * 7u + (unsigned char)parse->context[1];
	struct table_memo * m = &w->memo[hash % MEMO_SIZE];

	if (m->kind == kind && m->type == slot->type && strcmp(m->context, parse->context) == 0)
		return m;
	m->kind = kind;
	m->type = slot->type;
	memcpy(m->context, parse->context, DYE_CONTEXT_MAX);
	m->table = dye_profile_table(w->context->profile, kind, slot->type, parse->context);
	m->casing = dye_casing_type(&kind->slot_types[slot->type]);
	return m;
}

/* The table that rules a slot, or NULL where it is not marked. */
static const struct dye_table *
slot_table(
    struct worker * w, const struct dye_kind * kind, const struct dye_parse * parse, const struct dye_slot * slot)
{

	return slot_memo(w, kind, parse, slot)->table;
}

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
	dye_cell_keys_close(&w->keys);
	dye_prf_close(w->cell);
	dye_cells_release(&w->cells);
	dye_buffer_release(&w->text);
	dye_buffer_release(&w->shortest);
	dye_parse_release(&w->again);
	dye_parse_release(&w->bare);
	dye_plain_release(&w->plain);
	dye_buffer_release(&w->seen);
	dye_buffer_release(&w->listed);
	dye_wipe(w->cache, sizeof(w->cache));
	free(w->identity);
	free(w);
}

static enum dye_code
new_worker(const struct dye_mark_context * context, struct worker ** worker, struct dye_error * err)
{
	struct worker * w;
	enum dye_code rc;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->context = context;
	if ((w->identity = calloc((size_t)context->column_count + 1, sizeof(*w->identity))) == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err1;
	}
	w->identity_count = dye_identity_order(context->column_map, context->column_count, w->identity);
	if ((rc = dye_cell_keys_open(&w->keys, context->vault, context->dataset->salt, err)) != DYE_OK)
		goto err1;
	if ((rc = dye_prf_open(&w->cell, err)) != DYE_OK)
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

	DYE_TRY(new_worker(s->context, &w, err));
	w->export = s;
	*worker = w;
	return DYE_OK;
}

/* The recipient's 16 bits for a lane of the cell in hand. */
static enum dye_code
symbol(struct worker * w, uint32_t lane, uint16_t * u, struct dye_error * err)
{
	uint64_t counter = lane / DYE_LANES_PER_BLOCK;
	struct symbol_cache * c = &w->cache[counter % (sizeof(w->cache) / sizeof(w->cache[0]))];
	enum dye_code rc;

	if (!c->valid || c->counter != counter) {
		dye_symbol_input(w->context->recipient, lane, c->block);
		if ((rc = dye_prf_blocks(w->cell, c->block, c->block, 1, err)) != DYE_OK)
			return rc;
		c->counter = counter;
		c->valid = true;
	}
	*u = dye_symbol_bits(c->block, lane);
	return DYE_OK;
}

/* Key the cell in hand: its PRF, with no block made yet. */
static enum dye_code
key_cell(struct worker * w, const struct dye_kind * kind, const struct dye_parse * parse, const uint8_t * anchor,
    struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;
	size_t i;

	for (i = 0; i < sizeof(w->cache) / sizeof(w->cache[0]); i++)
		w->cache[i].valid = false;
	rc = dye_cell_key(&w->keys, kind, dye_buffer_slice(&parse->canonical), anchor, key, err);
	if (rc == DYE_OK)
		rc = dye_prf_key(w->cell, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

/* What is respelt: a cell, or a part of one. */
struct part {
	const struct dye_kind * kind;
	struct dye_slice text;
	uint32_t column;
	uint32_t at; /* where in the cell it begins */
	const uint8_t * anchor;
};

/* Which slots of it get which spelling. */
struct wishes {
	uint8_t spelling[DYE_SLOTS_MAX];	  /* DYE_OTHER: the slot is left alone */
	enum dye_type_case casing[DYE_SLOTS_MAX]; /* of the others' types */
	bool narrow;				  /* none in full-width forms */
};

/*
 * Whether each slot shows the spelling that is wanted, and no other, once all are written. Signs in full width may swallow a space, beside
 * some neighbours and not beside others (docs/FORMAT.md, section 3), so the cell is read again.
 */
static enum dye_code
reads_so(struct worker * w, const struct dye_kind * kind, struct dye_slice text, const struct dye_parse * parse,
    const struct wishes * wishes, bool * so, struct dye_error * err)
{
	uint32_t i, at = 0;

	dye_buffer_reset(&w->text);
	for (i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];

		if (wishes->spelling[i] == DYE_OTHER)
			continue;
		DYE_TRY(dye_buffer_append(&w->text, text.data + at, slot->offset - at, err));
		DYE_TRY(dye_slot_render(kind, text, parse, i, wishes->spelling[i], wishes->narrow, &w->text, err));
		at = slot->offset + slot->len;
	}
	DYE_TRY(dye_buffer_append(&w->text, text.data + at, text.len - at, err));
	DYE_TRY(kind->parse(dye_buffer_slice(&w->text), &w->again, err));
	*so = w->again.slot_count == parse->slot_count;
	for (i = 0; *so && i < parse->slot_count; i++)
		*so = wishes->spelling[i] == DYE_OTHER ||
		      (w->again.slots[i].current == wishes->spelling[i] && DYE_SHOWS_ONE(&w->again.slots[i]));
	return DYE_OK;
}

/* The shortest spelling that the slot may have in anybody's copy, of two the first. */
static uint8_t
shortest_of(const struct dye_table * table)
{
	const struct dye_slot_type * type = &table->kind->slot_types[table->type];
	uint8_t best = table->alternatives[0];

	for (uint8_t k = 1; k < table->count; k++)
		if (strlen(type->alternatives[table->alternatives[k]].text) < strlen(type->alternatives[best].text))
			best = table->alternatives[k];
	return best;
}

/* How slot ${i} of it is written as ${spelling}: as listed, or into ${out}. */
static enum dye_code
render(const struct part * part, const struct dye_parse * parse, uint32_t i, uint8_t spelling,
    const struct wishes * wishes, struct dye_buffer * out, struct dye_slice * text, struct dye_error * err)
{
	const struct dye_slot * slot = &parse->slots[i];
	const char * listed = part->kind->slot_types[slot->type].alternatives[spelling].text;

	*text = (struct dye_slice){listed, strlen(listed)};
	if (dye_casing_is_listed(wishes->casing[i], part->text, slot))
		return DYE_OK;
	dye_buffer_reset(out);
	DYE_TRY(dye_slot_render(part->kind, part->text, parse, i, spelling, wishes->narrow, out, err));
	*text = dye_buffer_slice(out);
	return DYE_OK;
}

/* Write slot ${i} of it as is wished, unless that stands there. */
static enum dye_code
write_slot(struct worker * w, const struct part * part, const struct dye_parse * parse, uint32_t i,
    const struct wishes * wishes, struct dye_stage * stage, struct dye_error * err)
{
	const struct dye_slot * slot = &parse->slots[i];
	struct dye_edit edit = {.column = part->column, .offset = part->at + slot->offset, .len = slot->len};
	uint8_t spelling = wishes->spelling[i];
	bool same;

	DYE_TRY(render(part, parse, i, spelling, wishes, &w->text, &edit.with, err));
	same = dye_slice_equal(edit.with, (struct dye_slice){part->text.data + slot->offset, slot->len});
	w->changed = w->changed || !same;
	if (same && !w->tight && !w->blanks)
		return DYE_OK;
	if (w->tight) {
		spelling = shortest_of(slot_table(w, part->kind, parse, slot));
		DYE_TRY(render(part, parse, i, spelling, wishes, &w->shortest, &edit.shortest, err));
	}
	return dye_stage_edit(stage, &edit, err);
}

/*
 * Write the slots of it, those too that show the spelling that is wished, in other letters or signs than it is written in: these may be left of another that
 * stood there. Where the cell may find no room, or has blanks around it that may say how long it was, all of them: what becomes of it then is what becomes of it
 * whatever stood there.
 */
static enum dye_code
respell(struct worker * w, const struct part * part, const struct dye_parse * parse, struct wishes * wishes,
    struct dye_stage * stage, struct dye_error * err)
{
	bool folded = false, so = true;
	uint32_t i;

	for (i = 0; i < parse->slot_count; i++)
		folded = folded || (parse->slots[i].folded & DYE_FOLDED) != 0;
	wishes->narrow = false;
	if (folded)
		DYE_TRY(reads_so(w, part->kind, part->text, parse, wishes, &so, err));
	wishes->narrow = !so;
	for (i = 0; i < parse->slot_count; i++)
		if (wishes->spelling[i] != DYE_OTHER)
			DYE_TRY(write_slot(w, part, parse, i, wishes, stage, err));
	return DYE_OK;
}

/* Whether another cell of its column would become equal to this one. */
static enum dye_code
has_twin(struct worker * w, const struct dye_cell * cell, uint32_t column, struct dye_stage * stage, bool * has,
    struct dye_error * err)
{
	const struct dye_map * twins = w->context->twins;
	const struct dye_parse * parse;
	const uint8_t * digest;

	*has = false;
	if (twins == NULL || twins->count == 0)
		return DYE_OK;
	DYE_TRY(dye_cells_digest(
	    dye_stage_cells(stage), column, w->context->column_map[column]->kind, cell->text, &parse, &digest, err));
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
leave_hidden(struct worker * w, struct dye_slice text, struct dye_slice bare, uint32_t column, uint32_t shown,
    struct dye_error * err)
{
	const struct dye_profile_column * c = w->context->column_map[column];
	uint32_t slots = 0;
	enum dye_code rc;

	DYE_TRY(dye_spelling_hidden(w->context->profile, c->kind, text, bare, shown, &w->plain, &slots, err));
	rc = leave(w, slots,
	    "this cell and others have markup, references or escapes between their words (<br>, &nbsp;, \\n), which "
	    "keep "
	    "their spellings from being marked: they would leave as they stand, in whoever's spelling they are; write "
	    "what these stand for, a blank for instance (sed 's/<br>/ /g; s/&nbsp;/ /g'), or leave the column as it is "
	    "(learn --no-mark)",
	    err);
	if (rc == DYE_EREFUSED)
		dye_at_column(err, c->name, strlen(c->name));
	return rc;
}

/* The slots of a part that are respelt: their types, and where in the cell they are. */
struct written {
	uint32_t from[DYE_SLOTS_MAX], to[DYE_SLOTS_MAX];
	uint8_t type[DYE_SLOTS_MAX];
	uint32_t count;
};

static bool
is_written(const struct written * written, uint32_t from, uint32_t to)
{

	for (uint32_t i = 0; i < written->count; i++)
		if (from < written->to[i] && written->from[i] < to)
			return true;
	return false;
}

/* Draw the slots of the part, and write them, but those that ${but} has (NULL: all). *shown: add how many there are. */
static enum dye_code
mark_part(struct worker * w, const struct part * part, const struct dye_parse * parse, const struct written * but,
    struct dye_stage * stage, uint32_t * shown, struct dye_error * err)
{
	struct wishes wishes; /* as much of it as there are slots */
	bool keyed = false;
	uint32_t i;

	for (i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];
		const struct table_memo * known = slot_memo(w, part->kind, parse, slot);
		const struct dye_table * table = known->table;
		uint32_t at = part->at + slot->offset;
		uint16_t u;

		wishes.spelling[i] = DYE_OTHER;
		wishes.casing[i] = known->casing;
		if (table == NULL || !dye_table_rules(table, slot->current) ||
		    (but != NULL && is_written(but, at, at + slot->len)))
			continue;
		if (!keyed)
			DYE_TRY(key_cell(w, part->kind, parse, part->anchor, err));
		keyed = true;
		DYE_TRY(symbol(w, dye_slot_lane(slot->type, slot->ordinal), &u, err));
		wishes.spelling[i] = table->alternatives[dye_table_draw(table, u)];
		++*shown;
	}
	return keyed ? respell(w, part, parse, &wishes, stage, err) : DYE_OK;
}

static void
note_written(struct worker * w, const struct part * part, const struct dye_parse * parse, struct written * written)
{

	written->count = 0;
	for (uint32_t i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];
		const struct dye_table * table = slot_table(w, part->kind, parse, slot);

		if (table == NULL || !dye_table_rules(table, slot->current))
			continue;
		written->from[written->count] = part->at + slot->offset;
		written->to[written->count] = part->at + slot->offset + slot->len;
		written->type[written->count++] = slot->type;
	}
}

/* Each of ${some} is one of ${all}. */
static bool
has_all(const struct written * all, const struct written * some)
{
	uint32_t i, k;

	for (i = 0, k = 0; i < some->count; i++) {
		while (k < all->count && all->from[k] < some->from[i])
			k++;
		if (k == all->count || all->from[k] != some->from[i] || all->type[k] != some->type[i])
			return false;
	}
	return true;
}

/*
 * A cell with something around it has two readings, ${whole} and what stands ${within} it: a slot that either of them shows is written. Where both do, it has the
 * key of the one that comes first, which may hang on nothing that a slot says. The whole comes first where it shows what the other does and nothing stands behind
 * that: there a sign may tie the last slot in some of its spellings, as a label may keep some of them from being seen.
 */
static enum dye_code
mark_both(struct worker * w, const struct part * whole, const struct dye_parse * parse, const struct part * within,
    struct dye_stage * stage, uint32_t * shown, struct dye_error * err)
{
	struct dye_slice value = dye_trim(whole->text);
	bool behind = within->text.data + within->text.len < value.data + value.len;
	struct written outer, inner;

	DYE_TRY(within->kind->parse(within->text, &w->bare, err));
	note_written(w, whole, parse, &outer);
	note_written(w, within, &w->bare, &inner);
	if (whole->kind->distinctive && (behind || !has_all(&outer, &inner))) {
		DYE_TRY(mark_part(w, within, &w->bare, NULL, stage, shown, err));
		return mark_part(w, whole, parse, &inner, stage, shown, err);
	}
	DYE_TRY(mark_part(w, whole, parse, NULL, stage, shown, err));
	w->counts.slots += *shown;
	return mark_part(w, within, &w->bare, &outer, stage, shown, err);
}

/* Mark a cell that shows ${parse}; ${bare}: it without what stands around it but blanks. */
static enum dye_code
mark_shown(struct worker * w, const struct part * whole, struct dye_slice bare, const struct dye_parse * parse,
    struct dye_stage * stage, uint32_t * shown, struct dye_error * err)
{
	struct part within = *whole;

	if (bare.len == whole->text.len) {
		DYE_TRY(mark_part(w, whole, parse, NULL, stage, shown, err));
		w->counts.slots += *shown;
		return DYE_OK;
	}
	within.text = bare;
	within.at = (uint32_t)(bare.data - whole->text.data);
	return mark_both(w, whole, parse, &within, stage, shown, err);
}

/* These blanks on one side of a cell are not as many as should be there (row.h). */
static bool
is_other(struct dye_slice blanks, uint8_t usual)
{
	size_t count = dye_utf8_chars(blanks);

	return dye_row_blanks(count, usual) != count;
}

/* Around ${value}, which is the text without its blanks. */
static bool
has_other_blanks(const uint8_t * usual, struct dye_slice text, struct dye_slice value, uint32_t column)
{
	size_t before = (size_t)(value.data - text.data);

	if (value.len == text.len)
		return false;
	return usual == NULL || is_other((struct dye_slice){text.data, before}, usual[2 * (size_t)column]) ||
	       is_other((struct dye_slice){value.data + value.len, text.len - value.len - before},
		   usual[2 * (size_t)column + 1]);
}

static enum dye_code
mark_cell(struct worker * w, const struct dye_cell * cell, uint32_t column, const uint8_t * anchor,
    struct dye_stage * stage, struct dye_error * err)
{
	const struct part whole = {w->context->column_map[column]->kind, cell->text, column, 0, anchor};
	struct dye_slice value = dye_trim(cell->text), bare = dye_spelling_bare(value);
	const struct dye_parse * parse;
	uint32_t shown = 0;
	bool twin;

	DYE_TRY(dye_cells_read(dye_stage_cells(stage), column, whole.kind, cell->text, &parse, err));
	DYE_TRY(has_twin(w, cell, column, stage, &twin, err));
	w->blanks = has_other_blanks(w->usual, cell->text, value, column);
	w->changed = false;
	if (!twin)
		DYE_TRY(mark_shown(w, &whole, bare.len < value.len ? bare : cell->text, parse, stage, &shown, err));
	w->counts.cells += shown > 0;
	w->counts.changed += w->changed;
	return leave_hidden(w, cell->text, bare, column, twin ? parse->slot_count : shown, err);
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

	w->tight = row->tight;
	w->usual = row->blanks;
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
		if ((rc = mark_cell(w, &row->cells[i], i, anchor, stage, err)) != DYE_OK)
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

		if ((seen.table = slot_table(w, cell->kind, &cell->parse, slot)) == NULL)
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
		DYE_TRY(dye_leak_cell(row->cells, i, kind, row->texts[i], w->losses.punctuation, &cell, err));
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
