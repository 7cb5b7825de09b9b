#include "trace/rehearse/cut.h"

#include <ctype.h>
#include <stdlib.h>

#include "formats/base/ascii.h"

/* A row of the leak to be. */
struct picked {
	const struct dye_sheet * sheet; /* Not owned. */
	uint64_t row;
};

/* What a cell goes through. */
struct changing {
	const struct dye_cut * cut; /* Not owned. */
	struct dye_parse parse;
	struct dye_buffer text;
};

static uint64_t
roll(struct dye_dice * d)
{
	uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* 0..n-1; the bias is below n / 2^64. */
static uint64_t
below(struct dye_dice * d, uint64_t n)
{

	return roll(d) % n;
}

/* ---- which rows ---- */

/* ${count} rows of a sheet, ascending, each once: of the rows that are left, as many as are still wanted (Knuth, TAOCP 2, 3.4.2, algorithm S). */
static void
pick_random(const struct dye_sheet * s, uint64_t count, struct dye_dice * dice, struct picked * out)
{
	uint64_t row, got = 0;

	for (row = 0; row < s->rows && got < count; row++)
		if (below(dice, s->rows - row) < count - got)
			out[got++] = (struct picked){s, row};
}

static void
pick_run(const struct dye_sheet * s, uint64_t first, uint64_t count, struct picked * out)
{
	uint64_t i;

	for (i = 0; i < count; i++)
		out[i] = (struct picked){s, first + i};
}

static void
pick(enum dye_pick how, const struct dye_sheet * s, uint64_t count, struct dye_dice * dice, struct picked * out)
{

	switch (how) {
	case DYE_PICK_RANDOM:
		pick_random(s, count, dice, out);
		return;
	case DYE_PICK_HEAD:
		pick_run(s, 0, count, out);
		return;
	case DYE_PICK_BLOCK:
		pick_run(s, below(dice, s->rows - count + 1), count, out);
		return;
	}
}

/* Fisher and Yates. */
static void
shuffle(struct picked * list, uint64_t count, struct dye_dice * dice)
{

	for (uint64_t i = count; i > 1; i--) {
		uint64_t j = below(dice, i);
		struct picked other = list[i - 1];

		list[i - 1] = list[j];
		list[j] = other;
	}
}

static void
pick_all(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t rows, struct dye_dice * dice,
    struct picked * list)
{
	uint64_t own = (uint64_t)((double)rows * cut->own + 0.5), done = 0, i;

	for (i = 0; i < from->count; i++) {
		uint64_t part = own * (i + 1) / from->count - done;

		pick(cut->pick, from->copies[i], part, dice, list + done);
		done += part;
	}
	pick_random(from->foreign, rows - own, dice, list + own);
	/* Rows of several origins do not come one origin after the other. */
	if (cut->shuffled || from->count > 1 || own < rows)
		shuffle(list, rows, dice);
}

/* ---- what becomes of a cell ---- */

/* Every slot in the first spelling of its type. */
static enum dye_code
normalise(struct changing * c, const struct dye_kind * kind, struct dye_slice text, struct dye_error * err)
{
	uint32_t i, at = 0;

	DYE_TRY(kind->parse(text, &c->parse, err));
	for (i = 0; i < c->parse.slot_count; i++) {
		const struct dye_slot * slot = &c->parse.slots[i];

		if (slot->current == DYE_OTHER || kind->slot_types[slot->type].class != DYE_NEUTRAL)
			continue;
		DYE_TRY(dye_buffer_append(&c->text, text.data + at, slot->offset - at, err));
		DYE_TRY(dye_slot_render(kind, text, &c->parse, i, 0, false, &c->text, err));
		at = slot->offset + slot->len;
	}
	return dye_buffer_append(&c->text, text.data + at, text.len - at, err);
}

/* Letters and signs, in place. */
static void
edit_bytes(const struct dye_cut * cut, struct dye_buffer * text)
{
	size_t i, n = 0;

	for (i = 0; i < text->len; i++) {
		unsigned char b = (unsigned char)text->data[i];

		if (cut->stripped && b < 0x80 && ispunct(b) && b != '@')
			continue;
		text->data[n++] = cut->lower && b >= 'A' && b <= 'Z' ? (char)(b + ('a' - 'A')) : (char)b;
	}
	text->len = n;
}

/* Append the text as a cell of CSV: always quoted. */
static enum dye_code
put_cell(struct dye_buffer * out, struct dye_slice text, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_append_byte(out, '"', err));
	for (i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			DYE_TRY(dye_buffer_append_byte(out, '"', err));
		DYE_TRY(dye_buffer_append_byte(out, text.data[i], err));
	}
	return dye_buffer_append_byte(out, '"', err);
}

static enum dye_code
put_row(
    struct changing * c, const struct picked * p, const bool * columns, struct dye_buffer * out, struct dye_error * err)
{
	const char * before = "";
	uint32_t i;

	for (i = 0; i < p->sheet->columns; i++) {
		const struct dye_kind * kind = p->sheet->map[i]->kind;
		struct dye_slice text = dye_sheet_text(p->sheet, p->row, i);

		if (!columns[i])
			continue;
		dye_buffer_reset(&c->text);
		if (c->cut->normal && kind->slot_type_count > 0)
			DYE_TRY(normalise(c, kind, text, err));
		else
			DYE_TRY(dye_buffer_append_slice(&c->text, text, err));
		edit_bytes(c->cut, &c->text);
		DYE_TRY(dye_buffer_printf(out, err, "%s", before));
		DYE_TRY(put_cell(out, dye_buffer_slice(&c->text), err));
		before = ",";
	}
	return dye_buffer_append_byte(out, '\n', err);
}

enum dye_code
dye_cut_leak(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t rows, const bool * columns,
    struct dye_dice * dice, struct dye_buffer * out, struct dye_error * err)
{
	struct picked * list = calloc((size_t)rows + 1, sizeof(*list));
	struct changing c = {.cut = cut};
	enum dye_code rc = DYE_OK;
	uint64_t i;

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	pick_all(cut, from, rows, dice, list);
	for (i = 0; i < rows && rc == DYE_OK; i++)
		rc = put_row(&c, &list[i], columns, out, err);
	dye_buffer_release_secret(&c.text);
	dye_parse_release(&c.parse);
	free(list);
	return rc;
}
