#include "watermark/marks/spelling/respell.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/encoding.h"
#include "watermark/marks/spelling/hidden.h"
#include "watermark/marks/spelling/slots.h"

/* Blocks of one cell's symbols, made as they are needed. */
struct symbol_cache {
	uint64_t counter;
	bool valid;
	uint8_t block[DYE_PRF_LEN];
};

struct dye_respeller {
	const struct dye_mark_context * context; /* Not owned, as the next. */
	struct dye_cell_keys * keys;
	struct dye_slot_memo slots;
	struct dye_prf * prf; /* AES-128 under the cell key in hand */
	struct symbol_cache cache[4];
	bool tight;		/* the row in hand is (row.h) */
	bool blanks;		/* others than usual stand around the cell in hand */
	bool changed;		/* some slot of it was */
	struct dye_buffer text; /* the spelling that is written, the cell that is read again */
	struct dye_buffer shortest;
	struct dye_parse again;
	struct dye_parse within; /* of what stands within what is around the cell */
};

enum dye_code
dye_respeller_open(const struct dye_mark_context * context, struct dye_cell_keys * keys,
    struct dye_respeller ** respeller, struct dye_error * err)
{
	struct dye_respeller * r;
	enum dye_code rc;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	r->context = context;
	r->keys = keys;
	r->slots.profile = context->profile;
	if ((rc = dye_prf_open(&r->prf, err)) != DYE_OK) {
		dye_respeller_close(r);
		return rc;
	}
	*respeller = r;
	return DYE_OK;
}

void
dye_respeller_close(struct dye_respeller * r)
{

	if (r == NULL)
		return;
	dye_prf_close(r->prf);
	dye_buffer_release(&r->text);
	dye_buffer_release(&r->shortest);
	dye_parse_release(&r->again);
	dye_parse_release(&r->within);
	dye_wipe(r->cache, sizeof(r->cache));
	free(r);
}

/* The recipient's 16 bits for a lane of the cell in hand. */
static enum dye_code
symbol(struct dye_respeller * r, uint32_t lane, uint16_t * u, struct dye_error * err)
{
	uint64_t counter = lane / DYE_LANES_PER_BLOCK;
	struct symbol_cache * c = &r->cache[counter % (sizeof(r->cache) / sizeof(r->cache[0]))];
	enum dye_code rc;

	if (!c->valid || c->counter != counter) {
		dye_symbol_input(r->context->recipient, lane, c->block);
		if ((rc = dye_prf_blocks(r->prf, c->block, c->block, 1, err)) != DYE_OK)
			return rc;
		c->counter = counter;
		c->valid = true;
	}
	*u = dye_symbol_bits(c->block, lane);
	return DYE_OK;
}

/* Key the cell in hand: its PRF, with no block made yet. */
static enum dye_code
key_cell(struct dye_respeller * r, const struct dye_kind * kind, const struct dye_parse * parse, const uint8_t * anchor,
    struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;
	size_t i;

	for (i = 0; i < sizeof(r->cache) / sizeof(r->cache[0]); i++)
		r->cache[i].valid = false;
	rc = dye_cell_key(r->keys, kind, dye_buffer_slice(&parse->canonical), anchor, key, err);
	if (rc == DYE_OK)
		rc = dye_prf_key(r->prf, key, err);
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

/* Append the part with its slots as is wished. */
static enum dye_code
put_written(const struct part * part, const struct dye_parse * parse, const struct wishes * wishes,
    struct dye_buffer * out, struct dye_error * err)
{
	const char * p = part->text.data;
	uint32_t i, at = 0;

	for (i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];

		if (wishes->spelling[i] == DYE_OTHER)
			continue;
		DYE_TRY(dye_buffer_append(out, p + at, slot->offset - at, err));
		DYE_TRY(
		    dye_slot_render(part->kind, part->text, parse, i, wishes->spelling[i], wishes->narrow, out, err));
		at = slot->offset + slot->len;
	}
	return dye_buffer_append(out, p + at, part->text.len - at, err);
}

/*
 * Whether each slot shows the spelling that is wished, and no other, once all are written. Signs in full width may swallow a space, beside
 * some neighbours and not beside others (docs/FORMAT.md, section 3), so the cell is read again. Where not, none is written in full-width forms.
 */
static enum dye_code
choose_width(struct dye_respeller * r, const struct part * part, const struct dye_parse * parse, struct wishes * wishes,
    struct dye_error * err)
{
	bool folded = false, so;
	uint32_t i;

	wishes->narrow = false;
	for (i = 0; i < parse->slot_count; i++)
		folded = folded || (parse->slots[i].folded & DYE_FOLDED) != 0;
	if (!folded)
		return DYE_OK;
	dye_buffer_reset(&r->text);
	DYE_TRY(put_written(part, parse, wishes, &r->text, err));
	DYE_TRY(part->kind->parse(dye_buffer_slice(&r->text), &r->again, err));
	so = r->again.slot_count == parse->slot_count;
	for (i = 0; so && i < parse->slot_count; i++)
		so = wishes->spelling[i] == DYE_OTHER ||
		     (r->again.slots[i].current == wishes->spelling[i] && DYE_SHOWS_ONE(&r->again.slots[i]));
	wishes->narrow = !so;
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
write_slot(struct dye_respeller * r, const struct part * part, const struct dye_parse * parse, uint32_t i,
    const struct wishes * wishes, struct dye_stage * stage, struct dye_error * err)
{
	const struct dye_slot * slot = &parse->slots[i];
	struct dye_edit edit = {.column = part->column, .offset = part->at + slot->offset, .len = slot->len};
	uint8_t spelling = wishes->spelling[i];
	bool same;

	DYE_TRY(render(part, parse, i, spelling, wishes, &r->text, &edit.with, err));
	same = dye_slice_equal(edit.with, (struct dye_slice){part->text.data + slot->offset, slot->len});
	r->changed = r->changed || !same;
	if (same && !r->tight && !r->blanks)
		return DYE_OK;
	if (r->tight) {
		spelling = shortest_of(dye_slot_rule(&r->slots, part->kind, parse, slot)->table);
		DYE_TRY(render(part, parse, i, spelling, wishes, &r->shortest, &edit.shortest, err));
	}
	return dye_stage_edit(stage, &edit, err);
}

/*
 * Write the slots of it, those too that show the spelling that is wished, in other letters or signs than it is written in: these may be left of another that
 * stood there. Where the cell may find no room, or has blanks around it that may say how long it was, all of them: what becomes of it then is what becomes of it
 * whatever stood there.
 */
static enum dye_code
write_slots(struct dye_respeller * r, const struct part * part, const struct dye_parse * parse, struct wishes * wishes,
    struct dye_stage * stage, struct dye_error * err)
{

	DYE_TRY(choose_width(r, part, parse, wishes, err));
	for (uint32_t i = 0; i < parse->slot_count; i++)
		if (wishes->spelling[i] != DYE_OTHER)
			DYE_TRY(write_slot(r, part, parse, i, wishes, stage, err));
	return DYE_OK;
}

/* Draw the slots of the part. *shown: how many there are. */
static enum dye_code
draw_slots(struct dye_respeller * r, const struct part * part, const struct dye_parse * parse, struct wishes * wishes,
    uint32_t * shown, struct dye_error * err)
{

	*shown = 0;
	for (uint32_t i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];
		const struct dye_slot_rule * rule = dye_slot_rule(&r->slots, part->kind, parse, slot);
		const struct dye_table * table = rule->table;
		uint16_t u;

		wishes->spelling[i] = DYE_OTHER;
		wishes->casing[i] = rule->casing;
		if (table == NULL || !dye_table_rules(table, slot->current))
			continue;
		if (*shown == 0)
			DYE_TRY(key_cell(r, part->kind, parse, part->anchor, err));
		DYE_TRY(symbol(r, dye_slot_lane(slot->type, slot->ordinal), &u, err));
		wishes->spelling[i] = table->alternatives[dye_table_draw(table, u)];
		++*shown;
	}
	return DYE_OK;
}

/* Of a cell with something around it: whether what stands within, which becomes the part, is what is drawn and weighed (hidden.h). */
static enum dye_code
choose_within(struct dye_respeller * r, const struct dye_respell_cell * cell, struct part * part, bool * within,
    struct dye_error * err)
{
	struct part inner = *part;

	*within = false;
	if (cell->bare.len == cell->value.len)
		return DYE_OK;
	inner.text = cell->bare;
	inner.at = (uint32_t)(cell->bare.data - cell->text.data);
	DYE_TRY(cell->kind->parse(inner.text, &r->within, err));
	*within = dye_spelling_within(cell->kind, dye_slot_rules_count(&r->slots, cell->kind, cell->parse),
	    dye_slot_rules_count(&r->slots, cell->kind, &r->within));
	if (*within)
		*part = inner;
	return DYE_OK;
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

enum dye_code
dye_respell(struct dye_respeller * r, const struct dye_row * row, const struct dye_respell_cell * cell,
    struct dye_stage * stage, struct dye_mark_counts * counts, uint32_t * shown, struct dye_error * err)
{
	struct part part = {cell->kind, cell->text, cell->column, 0, cell->anchor};
	struct wishes wishes; /* as much of it as there are slots */
	const struct dye_parse * parse;
	bool within;

	r->tight = row->tight;
	r->blanks = has_other_blanks(row->blanks, cell->text, cell->value, cell->column);
	r->changed = false;
	DYE_TRY(choose_within(r, cell, &part, &within, err));
	parse = within ? &r->within : cell->parse;
	DYE_TRY(draw_slots(r, &part, parse, &wishes, shown, err));
	if (*shown > 0)
		DYE_TRY(write_slots(r, &part, parse, &wishes, stage, err));
	counts->slots += within ? 0 : *shown;
	counts->cells += *shown > 0;
	counts->changed += r->changed;
	return DYE_OK;
}
