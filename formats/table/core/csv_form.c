/* file: what is seen of the first rows and how new cells are written after it are the two sides of one form. */
#include "formats/table/core/csv_form.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/nothing.h"
#include "formats/base/text.h"
#include "formats/table/core/encoding.h"

/* Fewer cells say nothing of a width. */
#define WIDTH_CELLS 8

/* ---- classes of text ---- */

#define BLANK 4
#define APOSTROPHE 8
#define LETTER 16
#define COMMA 256
#define STOP 512
#define BEYOND_ASCII 2

/* Of every byte of ASCII which of these it is. A table: what is asked of every byte of every changed cell takes no branches so. */
/* clang-format off */
#define BOTH(c) [(c)] = LETTER, [(c) + ('a' - 'A')] = LETTER
static const uint16_t sorts[0x80] = {
    ['\t'] = BLANK, [' '] = BLANK, ['\''] = APOSTROPHE, [','] = COMMA, [';'] = COMMA, ['.'] = STOP,
    BOTH('A'), BOTH('B'), BOTH('C'), BOTH('D'), BOTH('E'), BOTH('F'), BOTH('G'), BOTH('H'), BOTH('I'), BOTH('J'), BOTH('K'),
    BOTH('L'), BOTH('M'), BOTH('N'), BOTH('O'), BOTH('P'), BOTH('Q'), BOTH('R'), BOTH('S'), BOTH('T'), BOTH('U'), BOTH('V'),
    BOTH('W'), BOTH('X'), BOTH('Y'), BOTH('Z')};
#undef BOTH
/* clang-format on */

/* What programs look at that quote without need. The empty text is a class of its own, and so is each word for no value: to a program it is no text. */
static unsigned
class_of(struct dye_slice text)
{
	unsigned class = 1, word;

	if (text.len == 0)
		return 0;
	if ((word = dye_nothing_word(text)) != 0)
		return 2 * word;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];

		class |= c < 0x80 ? sorts[c] : BEYOND_ASCII;
	}
	if ((unsigned char)text.data[0] <= '#')
		class |= 32;
	if ((unsigned char)text.data[text.len - 1] <= ' ')
		class |= 64;
	return class | (dye_csv_is_number(text) ? 128 : 0);
}

static void
count_one(uint16_t * count)
{

	if (*count < UINT16_MAX)
		++*count;
}

static void
count_habit(struct dye_csv_habit * habit, unsigned class, bool quoted)
{

	count_one(&habit->seen[class][quoted]);
	count_one(&habit->all[quoted]);
}

/* ---- widths ---- */

static uint32_t
terminal_columns(struct dye_slice text)
{
	uint32_t width = 0;
	utf8proc_int32_t c;

	while (text.len > 0) {
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.len, &c);

		if (n <= 0)
			n = 1;
		else
			width += (uint32_t)utf8proc_charwidth(c);
		text.data += n;
		text.len -= (size_t)n;
	}
	return width;
}

static uint32_t
width_of(const struct dye_csv_form * form, struct dye_slice text, unsigned unit)
{

	if (dye_is_ascii(text))
		return (uint32_t)text.len;
	if (unit == 2)
		return form->gb != NULL ? dye_gb_width(form->gb, text) : (uint32_t)text.len;
	return unit == 0 ? (uint32_t)dye_utf8_chars(text) : terminal_columns(text);
}

/* What stands before and behind the value of a cell; all of it stands behind where there is none. */
static void
split_margins(struct dye_slice text, struct dye_slice * before, struct dye_slice * value, struct dye_slice * after)
{

	*value = dye_trim(text);
	if (value->len == 0)
		*value = (struct dye_slice){text.data, 0};
	*before = (struct dye_slice){text.data, (size_t)(value->data - text.data)};
	*after = (struct dye_slice){value->data + value->len, text.len - before->len - value->len};
}

static void
widen(uint32_t range[2], uint32_t width, bool first)
{

	range[0] = first || width < range[0] ? width : range[0];
	range[1] = first || width > range[1] ? width : range[1];
}

/* Note the outermost blank of a margin. */
static void
note_fill(char fill[5], struct dye_slice margin, bool last)
{
	size_t n = 1;

	if (fill[0] != '\0' || margin.len == 0)
		return;
	if (last)
		while (n < margin.len && n < 4 && ((unsigned char)margin.data[margin.len - n] & 0xC0) == 0x80)
			n++;
	else
		while (n < margin.len && n < 4 && ((unsigned char)margin.data[n] & 0xC0) == 0x80)
			n++;
	memcpy(fill, margin.data + (last ? margin.len - n : 0), n);
}

static void
see_width(const struct dye_csv_form * form, struct dye_csv_column * c, unsigned unit, const struct dye_slice parts[3],
    bool first)
{
	struct dye_csv_width * w = &c->widths[unit];
	uint32_t lead = width_of(form, parts[0], unit), trail = width_of(form, parts[2], unit);
	uint32_t all = lead + width_of(form, parts[1], unit) + trail;

	if (c->cells == c->bare || all < w->least) {
		w->least = all;
		w->at_least = 0;
	}
	w->at_least += all == w->least;
	if (parts[1].len == 0)
		return;
	widen(w->lead, lead, first);
	widen(w->trail, trail, first);
}

static void
count_blanks(uint32_t blanks[DYE_CSV_BLANKS], struct dye_slice margin)
{
	size_t n = dye_utf8_chars(margin);

	blanks[n < DYE_CSV_BLANKS ? n : DYE_CSV_BLANKS - 1]++;
}

static void
see_cell(const struct dye_csv_form * form, struct dye_csv_column * c, struct dye_slice text)
{
	struct dye_slice parts[3];

	/* Programs that pad to a width leave a cell without a value without blanks, too. */
	if (text.len == 0) {
		c->cells++;
		c->bare++;
		return;
	}
	split_margins(text, &parts[0], &parts[1], &parts[2]);
	for (unsigned unit = 0; unit < DYE_CSV_UNITS; unit++)
		see_width(form, c, unit, parts, c->values == 0);
	if (parts[1].len > 0) {
		note_fill(c->fill[0], parts[0], false);
		note_fill(c->fill[1], parts[2], true);
		count_blanks(c->blanks[0], parts[0]);
		count_blanks(c->blanks[1], parts[2]);
	}
	c->cells++;
	c->values += parts[1].len > 0;
}

/* ---- the file ---- */

enum dye_code
dye_csv_form_see(
    struct dye_csv_form * form, const struct dye_dialect * dialect, const struct dye_row * row, struct dye_error * err)
{

	if (row->cell_count == 0)
		return DYE_OK;
	if (form->columns == NULL) {
		if ((form->columns = calloc(row->cell_count, sizeof(*form->columns))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		form->count = row->cell_count;
		if (dialect->encoding == DYE_GB18030)
			DYE_TRY(dye_gb_width_open(&form->gb, err));
	}
	for (uint32_t i = 0; i < form->count && row->cell_count == form->count; i++) {
		const struct dye_cell * cell = &row->cells[i];

		see_cell(form, &form->columns[i], cell->text);
		if (dye_csv_needs_quotes(dialect, cell->text, false)) {
			form->inner[cell->quoted] += !dye_csv_needs_quotes(dialect, cell->text, true);
			continue;
		}
		count_habit(&form->columns[i].habit, class_of(cell->text), cell->quoted);
		count_habit(&form->all, class_of(cell->text), cell->quoted);
	}
	return DYE_OK;
}

/* Values that are all equally long show a width only where there are cells without a value, as wide as the others. */
static enum dye_csv_align
align_of_equals(const struct dye_csv_column * c, const struct dye_csv_width * w)
{

	if (c->cells - c->bare == c->values || w->lead[0] + w->trail[0] == 0)
		return DYE_CSV_FREE;
	if (w->lead[0] > 0 && w->trail[0] > 0)
		return DYE_CSV_CENTRE;
	return w->trail[0] > 0 ? DYE_CSV_LEFT : DYE_CSV_RIGHT;
}

/*
 * A column has a width where nine of ten cells have it, and none is narrower, although their margins vary: without that, equal widths are those of
 * the values. Whatever side varies is filled. Those that are wider have no room (printf).
 */
static enum dye_csv_align
align_of(const struct dye_csv_column * c, const struct dye_csv_width * w)
{
	bool left = w->trail[1] > w->trail[0], right = w->lead[1] > w->lead[0];
	uint32_t wide = c->cells - c->bare;

	if (c->values < WIDTH_CELLS || w->at_least < wide - wide / 10)
		return DYE_CSV_FREE;
	if (!left && !right)
		return align_of_equals(c, w);
	if (left && right && w->lead[1] - w->lead[0] >= (w->trail[1] - w->trail[0]) / 2 &&
	    w->trail[1] - w->trail[0] >= (w->lead[1] - w->lead[0]) / 2)
		return DYE_CSV_CENTRE;
	return w->trail[1] - w->trail[0] >= w->lead[1] - w->lead[0] ? DYE_CSV_LEFT : DYE_CSV_RIGHT;
}

/* In the unit in which the most cells have the width. */
static void
settle_column(struct dye_csv_column * c)
{
	uint32_t best = 0;

	for (unsigned unit = 0; unit < DYE_CSV_UNITS; unit++) {
		enum dye_csv_align align = align_of(c, &c->widths[unit]);

		if (align == DYE_CSV_FREE || c->widths[unit].at_least <= best)
			continue;
		best = c->widths[unit].at_least;
		c->align = align;
		c->unit = unit;
	}
	c->pad = c->fill[c->align != DYE_CSV_RIGHT];
	c->overflows = best < c->cells - c->bare;
}

/* As many as most values have on that side, none where most have many; at most one is let be where none has two. */
static uint8_t
usual_blanks(const uint32_t blanks[DYE_CSV_BLANKS])
{
	uint8_t most = 0;

	if (blanks[2] == 0 && blanks[3] == 0 && blanks[1] > 0)
		return DYE_BLANKS_FREE;
	for (uint8_t k = 1; k + 1 < DYE_CSV_BLANKS; k++)
		most = blanks[k] > blanks[most] ? k : most;
	return most;
}

enum dye_code
dye_csv_form_settle(struct dye_csv_form * form, struct dye_error * err)
{

	if (form->count == 0)
		return DYE_OK;
	if ((form->blanks = calloc(form->count, 2)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < form->count; i++) {
		settle_column(&form->columns[i]);
		for (size_t side = 0; side < 2; side++)
			form->blanks[2 * i + side] = usual_blanks(form->columns[i].blanks[side]);
	}
	return DYE_OK;
}

void
dye_csv_form_release(struct dye_csv_form * form)
{

	free(form->columns);
	free(form->blanks);
	dye_gb_width_close(form->gb);
	*form = (struct dye_csv_form){0};
}

/* ---- quotes ---- */

/* What nearly all cells that were ${seen} do; *plain is false where they differ, or there are none. */
static bool
habit_of(const uint16_t seen[2], bool * plain)
{
	uint32_t all = (uint32_t)seen[0] + seen[1];

	*plain = all > 0 && (seen[0] <= all / 50 || seen[1] <= all / 50);
	return seen[1] > seen[0];
}

/* The cell of that column, or the first, that needs no quotes and so shows whether the row gives any; DYE_COLUMNS_MAX: none does. */
static uint32_t
telling_cell(const struct dye_dialect * dialect, const struct dye_row * like, uint32_t column)
{

	if (!dye_csv_needs_quotes(dialect, like->cells[column].text, false))
		return column;
	for (uint32_t i = 0; i < like->cell_count; i++)
		if (!dye_csv_needs_quotes(dialect, like->cells[i].text, false))
			return i;
	return DYE_COLUMNS_MAX;
}

/* Whether a cell of the row is as the first rows had such cells of its column; where they had none alike, it may be. */
static bool
is_usual(const struct dye_csv_form * form, const struct dye_row * like, uint32_t column)
{
	const struct dye_cell * cell = &like->cells[column];
	bool known = false, quotes = false;

	if (column < form->count)
		quotes = habit_of(form->columns[column].habit.seen[class_of(cell->text)], &known);
	return !known || quotes == cell->quoted;
}

bool
dye_csv_form_leaves_quotes(const struct dye_csv_form * form)
{

	return form->inner[0] > form->inner[1];
}

bool
dye_csv_form_quotes(const struct dye_csv_form * form, const struct dye_dialect * dialect, const struct dye_row * like,
    uint32_t column, struct dye_slice text)
{
	const struct dye_cell * cell = &like->cells[column];
	uint32_t telling = telling_cell(dialect, like, column);
	unsigned class = class_of(text);
	bool known = false, quotes;

	if (telling == column && class_of(cell->text) == class)
		return cell->quoted;
	/* Files are put together of parts that were written in several ways: what the first rows do says nothing of a row of another part. */
	if (column < form->count && (telling == DYE_COLUMNS_MAX || is_usual(form, like, telling))) {
		const struct dye_csv_habit * habit = &form->columns[column].habit;
		bool seen = habit->seen[class][0] + habit->seen[class][1] > 0;

		quotes = habit_of(habit->seen[class], &known);
		if (!known && !seen)
			quotes = habit_of(form->all.seen[class], &known);
		/* The row says it last: what its cell did may hang on what stood there. */
		if (!known && !seen)
			quotes = habit_of(habit->all, &known);
		if (known)
			return quotes;
	}
	return telling < DYE_COLUMNS_MAX ? like->cells[telling].quoted : dialect->quoting == DYE_QUOTE_ALL;
}

/* ---- margins ---- */

static bool
is_padded(const struct dye_csv_form * form, uint32_t column)
{

	return column < form->count && form->columns[column].align != DYE_CSV_FREE;
}

bool
dye_csv_form_tight(const struct dye_csv_form * form)
{

	for (uint32_t i = 0; i < form->count; i++)
		if (is_padded(form, i) && !form->columns[i].overflows)
			return true;
	return false;
}

bool
dye_csv_form_pads(const struct dye_csv_form * form, uint32_t column, struct dye_slice text)
{
	const struct dye_csv_column * c;

	if (!is_padded(form, column))
		return false;
	c = &form->columns[column];
	return width_of(form, text, c->unit) >= c->widths[c->unit].least;
}

bool
dye_csv_form_wider(const struct dye_csv_form * form, uint32_t column, struct dye_slice text)
{
	const struct dye_csv_column * c;

	if (!is_padded(form, column) || form->columns[column].overflows)
		return false;
	c = &form->columns[column];
	return width_of(form, text, c->unit) > c->widths[c->unit].least;
}

/* So many blanks beside a value may be of the form ("%-20s  |"); more, and it is that no longer one has been seen yet. */
#define KEPT_BLANKS 2

/* The blanks that stay beside a value in any case. */
static uint32_t
kept_blanks(uint32_t seen)
{

	return seen < KEPT_BLANKS ? seen : KEPT_BLANKS;
}

bool
dye_csv_form_usual_margins(
    const struct dye_csv_form * form, uint32_t column, struct dye_slice text, struct dye_csv_margins * m)
{
	struct dye_slice value;
	size_t before, after;

	*m = (struct dye_csv_margins){.pad = DYE_SLICE(" ")};
	if (column >= form->count || form->blanks == NULL || form->columns[column].values == 0)
		return false;
	split_margins(text, &m->before, &value, &m->after);
	before = dye_utf8_chars(m->before);
	after = dye_utf8_chars(m->after);
	m->fill_before = dye_row_blanks(before, form->blanks[2 * column]);
	m->fill_after = dye_row_blanks(after, form->blanks[2 * column + 1]);
	if (m->fill_before == before && m->fill_after == after)
		return false;
	m->before = m->after = (struct dye_slice){text.data, 0};
	return true;
}

/* Share ${room} blanks out between the two sides. */
static void
place_fill(const struct dye_csv_column * c, size_t room, struct dye_csv_margins * m)
{

	if (c->align == DYE_CSV_LEFT) {
		m->after = (struct dye_slice){m->after.data, 0};
		m->fill_after = room;
	} else if (c->align == DYE_CSV_RIGHT) {
		m->before = (struct dye_slice){m->before.data, 0};
		m->fill_before = room;
	} else {
		m->before = m->after = (struct dye_slice){m->before.data, 0};
		m->fill_before = room / 2;
		m->fill_after = room - room / 2;
	}
}

/* As many values have on that side as have any other number of blanks. */
static size_t
commonest_blanks(const uint32_t blanks[DYE_CSV_BLANKS])
{
	size_t most = 0;

	for (size_t k = 1; k < DYE_CSV_BLANKS; k++)
		most = blanks[k] > blanks[most] ? k : most;
	return most;
}

/* Around a value where a row has none: what stands there says only how much it is, not on which side of a value. */
static void
place_usual(const struct dye_csv_column * c, struct dye_csv_margins * m)
{
	const char * fill = c->fill[0][0] != '\0' ? c->fill[0] : c->fill[1];

	m->before = m->after = (struct dye_slice){m->before.data, 0};
	m->pad = (struct dye_slice){fill, strlen(fill)};
	m->fill_before = commonest_blanks(c->blanks[0]);
	m->fill_after = commonest_blanks(c->blanks[1]);
}

bool
dye_csv_form_margins(const struct dye_csv_form * form, uint32_t column, struct dye_slice like, struct dye_slice value,
    struct dye_csv_margins * m)
{
	const struct dye_csv_column * c = &form->columns[column];
	const struct dye_csv_width * w;
	uint32_t taken, least, pad;
	struct dye_slice own;

	*m = (struct dye_csv_margins){0};
	split_margins(like, &m->before, &own, &m->after);
	/* Where no value is, most cells may have no blanks either. */
	if (own.len > 0 && value.len == 0 && column < form->count && 2 * c->bare > c->cells - c->values) {
		m->before = m->after = (struct dye_slice){like.data, 0};
		return true;
	}
	if (!is_padded(form, column)) {
		if (own.len == 0 && value.len > 0 && column < form->count && c->values > 0)
			place_usual(c, m);
		return true;
	}
	w = &c->widths[c->unit];
	m->pad = (struct dye_slice){c->pad, strlen(c->pad)};
	pad = width_of(form, m->pad, c->unit);
	/* A cell without a value shows only one margin. */
	if (own.len == 0 && c->align == DYE_CSV_RIGHT)
		m->after = (struct dye_slice){like.data, 0};
	taken = width_of(form, value, c->unit) + (c->align == DYE_CSV_LEFT ? width_of(form, m->before, c->unit) : 0) +
		(c->align == DYE_CSV_RIGHT ? width_of(form, m->after, c->unit) : 0);
	least = (c->align != DYE_CSV_RIGHT ? kept_blanks(w->trail[0]) : 0) +
		(c->align != DYE_CSV_LEFT ? kept_blanks(w->lead[0]) : 0);
	if (pad == 0 || (taken + least > w->least && !c->overflows) ||
	    (taken < w->least && (w->least - taken) % pad != 0))
		return false;
	place_fill(c, (taken + least > w->least ? least : w->least - taken) / pad, m);
	return true;
}
