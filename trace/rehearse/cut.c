#include "trace/rehearse/cut.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"

/* Whole numbers of so many digits and more are shown in powers of ten. */
#define POWERS_LEAST 12
#define POWERS_MOST 40

/* Of a number that is called, digits that are not starred. */
#define STARS_BEFORE 3
#define STARS_BEHIND 4

/* A row of the leak to be. */
struct picked {
	const struct dye_pool * pools; /* Not owned; of several, each cell is one's */
	size_t pool_count;
	uint64_t at; /* in their lists */
};

/* What a cell goes through. */
struct changing {
	const struct dye_cut * cut; /* Not owned, nor the next. */
	struct dye_dice * dice;
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

uint64_t
dye_pool_rows(const struct dye_pool * p)
{

	return p->list != NULL ? p->list->count : p->sheet->rows;
}

/* ${count} rows of a pool, ascending, each once: of the rows that are left, as many as are still wanted (Knuth, TAOCP 2, 3.4.2, algorithm S). */
static void
pick_random(struct picked of, uint64_t count, struct dye_dice * dice, struct picked * out)
{
	uint64_t rows = dye_pool_rows(of.pools), got = 0;

	for (of.at = 0; of.at < rows && got < count; of.at++)
		if (below(dice, rows - of.at) < count - got)
			out[got++] = of;
}

static void
pick_run(struct picked of, uint64_t first, uint64_t count, struct picked * out)
{
	uint64_t i;

	for (i = 0; i < count; i++) {
		out[i] = of;
		out[i].at = first + i;
	}
}

static void
pick(enum dye_pick how, struct picked of, uint64_t count, struct dye_dice * dice, struct picked * out)
{

	switch (how) {
	case DYE_PICK_RANDOM:
		pick_random(of, count, dice, out);
		return;
	case DYE_PICK_HEAD:
		pick_run(of, 0, count, out);
		return;
	case DYE_PICK_BLOCK:
		pick_run(of, below(dice, dye_pool_rows(of.pools) - count + 1), count, out);
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

/* Of all accounts. */
static void
pick_own(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t own, struct dye_dice * dice,
    struct picked * list)
{
	uint64_t done = 0;
	size_t i;

	if (cut->by_cell) {
		pick(cut->pick, (struct picked){from->copies, from->count, 0}, own, dice, list);
		return;
	}
	for (i = 0; i < from->count; i++) {
		uint64_t part = own * (i + 1) / from->count - done;

		pick(cut->pick, (struct picked){&from->copies[i], 1, 0}, part, dice, list + done);
		done += part;
	}
}

static void
pick_all(const struct dye_cut * cut, const struct dye_cut_from * from, const struct dye_pool * foreign, uint64_t rows,
    struct dye_dice * dice, struct picked * list)
{
	uint64_t own = (uint64_t)((double)rows * cut->own + 0.5);

	pick_own(cut, from, own, dice, list);
	pick_random((struct picked){foreign, 1, 0}, rows - own, dice, list + own);
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

/* A number that is called: digits, and the signs that stand among those. */
static bool
is_called(const struct dye_kind * kind, struct dye_slice text, size_t * digits)
{
	size_t i;

	*digits = 0;
	for (i = 0; i < text.len; i++) {
		if (dye_is_digit((unsigned char)text.data[i]))
			++*digits;
		else if (strchr("+-(). /", text.data[i]) == NULL || text.data[i] == '\0')
			return false;
	}
	return kind->sought > 0 && *digits > STARS_BEFORE + STARS_BEHIND;
}

static void
star(struct dye_buffer * text, size_t digits)
{
	size_t i, n = 0;

	for (i = 0; i < text->len; i++)
		if (dye_is_digit((unsigned char)text->data[i]) && n++ >= STARS_BEFORE && n <= digits - STARS_BEHIND)
			text->data[i] = '*';
}

static bool
is_long_number(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!dye_is_digit((unsigned char)text.data[i]))
			return false;
	return text.len >= POWERS_LEAST && text.len <= POWERS_MOST;
}

/* As a spreadsheet that took it for a number shows it in a narrow cell. */
static enum dye_code
write_power(struct dye_buffer * text, struct dye_error * err)
{
	char digits[POWERS_MOST + 1];

	memcpy(digits, text->data, text->len);
	digits[text->len] = '\0';
	dye_buffer_reset(text);
	return dye_buffer_printf(text, err, "%.2E", strtod(digits, NULL));
}

bool
dye_cut_changes(const struct dye_cut * cut, const struct dye_kind * kind, struct dye_slice text)
{
	size_t digits;

	return (cut->starred && is_called(kind, text, &digits)) || (cut->powers && is_long_number(dye_trim(text)));
}

static enum dye_code
edit_numbers(const struct dye_cut * cut, const struct dye_kind * kind, struct dye_buffer * text, struct dye_error * err)
{
	size_t digits;

	if (cut->starred && is_called(kind, dye_buffer_slice(text), &digits))
		star(text, digits);
	if (cut->powers && is_long_number(dye_buffer_slice(text)))
		return write_power(text, err);
	return DYE_OK;
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
put_changed(struct changing * c, const struct dye_kind * kind, struct dye_slice text, struct dye_buffer * out,
    struct dye_error * err)
{

	dye_buffer_reset(&c->text);
	if (c->cut->normal && kind->slot_type_count > 0)
		DYE_TRY(normalise(c, kind, text, err));
	else
		DYE_TRY(dye_buffer_append_slice(&c->text, text, err));
	DYE_TRY(edit_numbers(c->cut, kind, &c->text, err));
	edit_bytes(c->cut, &c->text);
	return put_cell(out, dye_buffer_slice(&c->text), err);
}

static enum dye_code
put_row(
    struct changing * c, const struct picked * p, const bool * columns, struct dye_buffer * out, struct dye_error * err)
{
	const char * before = "";
	uint32_t i;

	for (i = 0; i < p->pools[0].sheet->columns; i++) {
		const struct dye_pool * pool = &p->pools[p->pool_count > 1 ? below(c->dice, p->pool_count) : 0];
		uint64_t row = pool->list != NULL ? pool->list->rows[p->at] : p->at;

		if (!columns[i])
			continue;
		DYE_TRY(dye_buffer_printf(out, err, "%s", before));
		DYE_TRY(put_changed(c, pool->sheet->map[i]->kind, dye_sheet_text(pool->sheet, row, i), out, err));
		before = ",";
	}
	return dye_buffer_append_byte(out, '\n', err);
}

enum dye_code
dye_cut_leak(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t rows, const bool * columns,
    struct dye_dice * dice, struct dye_buffer * out, struct dye_error * err)
{
	struct picked * list = calloc((size_t)rows + 1, sizeof(*list));
	struct changing c = {.cut = cut, .dice = dice};
	struct dye_pool foreign = {.sheet = from->foreign};
	enum dye_code rc = DYE_OK;
	uint64_t i;

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	pick_all(cut, from, &foreign, rows, dice, list);
	for (i = 0; i < rows && rc == DYE_OK; i++)
		rc = put_row(&c, &list[i], columns, out, err);
	dye_buffer_release_secret(&c.text);
	dye_parse_release(&c.parse);
	free(list);
	return rc;
}
