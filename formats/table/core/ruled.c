#include "formats/table/core/ruled.h"

#include <string.h>
#include <utf8proc.h>

#include "formats/base/text.h"
#include "formats/table/core/text_cells.h"

/* The rule is looked for in so many lines, and so many are tried with it. */
#define BEFORE 50
#define TRIED 1000

/* No program wraps cells in columns that are narrower. */
#define WRAPPED_FROM 15

/* ---- signs ---- */

enum sign { TEXT, SPACE, STROKE, BORDER, JUNCTION };

/* The next character of ${rest}. */
static utf8proc_int32_t
take_char(struct dye_slice * rest)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)rest->data, (utf8proc_ssize_t)rest->len, &c);

	if (n <= 0) {
		n = 1;
		c = 0xFFFD;
	}
	rest->data += n;
	rest->len -= (size_t)n;
	return c;
}

/* What a character is to a drawn table: Unicode's box drawing has horizontal strokes, vertical ones, and all others join them. */
static enum sign
sign_of(utf8proc_int32_t c)
{

	switch (c) {
	case ' ':
	case '\t':
		return SPACE;
	case '-':
	case '=':
	case ':':
	case 0x2500:
	case 0x2501:
	case 0x2504:
	case 0x2508:
	case 0x2550:
		return STROKE;
	case '|':
	case 0x2502:
	case 0x2503:
	case 0x250A:
	case 0x2551:
		return BORDER;
	case '+':
		return JUNCTION;
	default:
		return c >= 0x2500 && c <= 0x257F ? JUNCTION : TEXT;
	}
}

/* ---- the rule ---- */

static bool
add_stroke(struct dye_rule * rule, uint32_t at)
{
	uint32_t n = rule->count;

	if (n > 0 && rule->spans[n - 1].end == at) {
		rule->spans[n - 1].end++;
		return true;
	}
	if (n == DYE_RULED_MAX)
		return false;
	rule->spans[n].start = at;
	rule->spans[n].end = at + 1;
	rule->count++;
	return true;
}

bool
dye_rule_strokes(struct dye_slice line)
{
	bool stroke = false;

	while (line.len > 0) {
		enum sign sign = sign_of(take_char(&line));

		if (sign == TEXT)
			return false;
		stroke |= sign == STROKE;
	}
	return stroke;
}

bool
dye_rule_read(struct dye_slice line, struct dye_rule * rule)
{
	uint32_t at = 0, strokes = 0;

	rule->count = 0;
	rule->bordered = false;
	for (; line.len > 0; at++) {
		utf8proc_int32_t c = take_char(&line);
		enum sign sign = sign_of(c);

		if (sign == TEXT || (sign == STROKE && !add_stroke(rule, at)))
			return false;
		strokes += sign == STROKE && c != ':';
		rule->bordered |= sign == BORDER || sign == JUNCTION;
	}
	rule->spare = rule->bordered ? 2 : 0;
	rule->characters = at;
	return rule->count > 0 && strokes >= 2 && strokes >= rule->count;
}

bool
dye_rule_equal(const struct dye_rule * a, const struct dye_rule * b)
{

	return a->count == b->count && a->bordered == b->bordered &&
	       memcmp(a->spans, b->spans, a->count * sizeof(a->spans[0])) == 0;
}

/* ---- cutting by place ---- */

/* Where one is in a line. Programs count what they draw in characters, or in places on the screen. */
struct cursor {
	struct dye_slice rest;
	uint32_t at;
	bool wide; /* places: some characters take two */
};

static uint32_t
width_of(utf8proc_int32_t c, bool wide)
{
	int width = wide ? utf8proc_charwidth(c) : 1;

	return width < 0 ? 0 : (uint32_t)width;
}

/* What stands from here to column ${stop}, or to the end of the line. False where a character stands across it. */
static bool
take_until(struct cursor * cursor, uint32_t stop, struct dye_slice * part)
{

	*part = (struct dye_slice){cursor->rest.data, 0};
	while (cursor->rest.len > 0 && cursor->at < stop) {
		cursor->at += width_of(take_char(&cursor->rest), cursor->wide);
		part->len = (size_t)(cursor->rest.data - part->data);
	}
	return cursor->at <= stop;
}

/* What the sign beside a cell says of its text. */
static enum dye_ruled_end
end_of(utf8proc_int32_t sign)
{

	return sign == '+' || sign == 0x21B5   ? DYE_RULED_BREAKS
	       : sign == '.' || sign == 0x2026 ? DYE_RULED_CONTINUES
					       : DYE_RULED_ENDS;
}

/* Whether a part stands between columns: the border, or nothing but spaces, or the sign of a line that goes on. */
static bool
is_gap(const struct dye_rule * rule, struct dye_slice part, enum dye_ruled_end * end)
{

	while (part.len > 0) {
		utf8proc_int32_t c = take_char(&part);

		*end = end_of(c);
		if (rule->bordered ? sign_of(c) != BORDER && c != ':' : c != ' ' && *end == DYE_RULED_ENDS)
			return false;
	}
	return true;
}

static uint32_t
width_of_all(struct dye_slice text, bool wide)
{
	uint32_t width = 0;

	while (text.len > 0)
		width += width_of(take_char(&text), wide);
	return width;
}

/* Beside a border the places at both ends of a cell are empty, or hold the sign of a line that goes on: take them off. */
static struct dye_slice
take_margins(struct dye_slice inside, bool whole, enum dye_ruled_end * end)
{
	struct dye_slice rest = inside;
	utf8proc_int32_t first, last = ' ';
	size_t before = 0;

	if (inside.len == 0)
		return inside;
	first = take_char(&rest);
	if (first != ' ' && end_of(first) != DYE_RULED_CONTINUES)
		return inside;
	inside = rest;
	while (whole && rest.len > 0) {
		before = rest.len;
		last = take_char(&rest);
	}
	*end = end_of(last);
	inside.len -= *end == DYE_RULED_ENDS ? 0 : before;
	return inside;
}

/* A cell, from all that stands at its place. */
static void
fill_cell(const struct dye_rule * rule, uint32_t i, struct dye_slice inside, bool wide, struct dye_ruled_cell * cell)
{
	uint32_t room = rule->spans[i].end - rule->spans[i].start, used;

	if (rule->bordered)
		inside = take_margins(inside, width_of_all(inside, wide) == room, &cell->end);
	cell->text = dye_trim(inside);
	cell->inside = inside;
	if (cell->end != DYE_RULED_CONTINUES && cell->text.len > 0)
		cell->inside.len = (size_t)(cell->text.data + cell->text.len - inside.data);
	if (cell->end != DYE_RULED_ENDS || cell->text.len == 0)
		return;
	used = rule->spare + width_of_all(cell->text, wide);
	if (room >= WRAPPED_FROM && used + 1 >= room)
		cell->end = used >= room ? DYE_RULED_FULL : DYE_RULED_NEARLY;
}

/* Behind the last column of a table without borders nothing may stand but the sign of a line that goes on. */
static bool
is_rest(const struct cursor * cursor, enum dye_ruled_end * end)
{
	struct dye_slice rest = cursor->rest;

	if (dye_trim(rest).len == 0)
		return true;
	*end = end_of(take_char(&rest));
	return *end != DYE_RULED_ENDS && dye_trim(rest).len == 0;
}

/* Every column at its place, and between them what may stand there. */
static bool
cut_by_place(const struct dye_rule * rule, struct dye_slice line, bool wide, struct dye_ruled_cell * cells)
{
	struct cursor cursor = {line, 0, wide};
	struct dye_slice part, gap;
	uint32_t i;

	if (!take_until(&cursor, rule->spans[0].start, &gap) || !is_gap(rule, gap, &cells[0].end))
		return false;
	for (i = 0; i < rule->count; i++) {
		bool last = i + 1 == rule->count, open = last && rule->spans[i].end == rule->characters;

		cells[i].end = DYE_RULED_ENDS;
		if (!take_until(&cursor, open && rule->bordered ? UINT32_MAX : rule->spans[i].end, &part))
			return false;
		if (open && !is_rest(&cursor, &cells[i].end))
			return false;
		if (!open && (!take_until(&cursor, last ? UINT32_MAX : rule->spans[i + 1].start, &gap) ||
				 !is_gap(rule, last ? dye_trim(gap) : gap, &cells[i].end)))
			return false;
		fill_cell(rule, i, part, wide, &cells[i]);
	}
	return true;
}

/* ---- cutting at borders ---- */

/* The next border from here on: its start, and *after where it ends; the end of the line both where there is none. */
static const char *
find_border(struct dye_slice rest, const char ** after)
{
	utf8proc_int32_t before = 0;

	while (rest.len > 0) {
		const char * start = rest.data;
		utf8proc_int32_t c = take_char(&rest);

		if (sign_of(c) == BORDER && before != '\\') {
			*after = rest.data;
			return start;
		}
		before = c;
	}
	return *after = rest.data;
}

/* Where somebody wrote the table by hand, cells do not stand below one another. */
static bool
cut_at_borders(const struct dye_rule * rule, struct dye_slice line, struct dye_ruled_cell * cells)
{
	struct dye_slice rest = dye_trim(line);
	const char * end = rest.data + rest.len;
	const char *stop, *after;
	uint32_t n = 0;
	bool borders = false;

	if (rest.len > 0 && find_border(rest, &after) == rest.data)
		rest = (struct dye_slice){after, (size_t)(end - after)};
	while (rest.len > 0) {
		if (n == rule->count)
			return false;
		stop = find_border(rest, &after);
		cells[n].inside = (struct dye_slice){rest.data, (size_t)(stop - rest.data)};
		cells[n].text = dye_trim(cells[n].inside);
		cells[n++].end = DYE_RULED_ENDS;
		borders |= stop < end;
		rest = (struct dye_slice){after, (size_t)(end - after)};
	}
	return n == rule->count && borders;
}

bool
dye_rule_cut(const struct dye_rule * rule, struct dye_slice line, struct dye_ruled_cell cells[DYE_RULED_MAX])
{

	return cut_by_place(rule, line, false, cells) || cut_by_place(rule, line, true, cells) ||
	       (rule->bordered && cut_at_borders(rule, line, cells));
}

/* ---- rows of several lines ---- */

bool
dye_ruled_goes_on(const struct dye_rule * rule, const struct dye_ruled_cell * cells, const struct dye_ruled_cell * next)
{
	bool blank = false, wrapped = true;

	for (uint32_t i = 0; i < rule->count; i++) {
		if (cells[i].end == DYE_RULED_BREAKS || cells[i].end == DYE_RULED_CONTINUES)
			return true;
		blank |= next[i].text.len == 0;
		wrapped &= next[i].text.len == 0 || cells[i].end != DYE_RULED_ENDS;
	}
	return blank && wrapped;
}

/* ---- finding a table ---- */

/* A text's lines, one after the other. */
struct walk {
	struct dye_text_lines lines;
	uint32_t number; /* of the line that came last */
	struct dye_slice line;
	struct dye_rule rule;
	bool is_rule, is_blank;
};

static bool
step(struct walk * w)
{
	size_t text_len;
	bool ended;

	if (w->number == BEFORE + TRIED || !dye_text_line(&w->lines, &w->line, &text_len, &ended))
		return false;
	w->number++;
	w->line.len = text_len;
	w->is_blank = dye_trim(w->line).len == 0;
	w->is_rule = !w->is_blank && dye_rule_read(w->line, &w->rule);
	return true;
}

/* What stands below a rule. */
struct below {
	uint32_t lines, fit;
	uint32_t groups; /* of lines between rules, or between blank lines */
	bool split;	 /* in one of them a second line fills all columns: it is a row of its own */
};

static struct below
look_below(struct walk w, const struct dye_rule * rule)
{
	struct dye_ruled_cell cells[DYE_RULED_MAX];
	struct below b = {0};
	uint32_t in_group = 0;

	while (step(&w)) {
		bool fits, filled = true;

		if (w.is_rule || w.is_blank) {
			in_group = 0;
			continue;
		}
		fits = dye_rule_cut(rule, w.line, cells);
		b.lines++;
		b.fit += fits;
		for (uint32_t i = 0; fits && i < rule->count; i++)
			filled &= cells[i].text.len > 0;
		b.groups += fits && in_group == 0;
		b.split |= fits && filled && in_group > 0;
		in_group += fits;
	}
	return b;
}

/* Whether the rule at which one stands is that of a table, and what is known of it then. ${before}: the line above. */
static bool
is_table(const struct walk * at, struct dye_slice before, struct dye_ruled * ruled)
{
	struct dye_ruled_cell cells[DYE_RULED_MAX];
	struct below b = look_below(*at, &at->rule);
	bool named = before.len > 0 && dye_rule_cut(&at->rule, before, cells);

	/* A line of strokes alone is drawn below any heading. */
	if (b.fit == 0 || 10 * b.fit < 8 * b.lines || (at->rule.count == 1 && !at->rule.bordered && !named))
		return false;
	*ruled = (struct dye_ruled){.rule = at->rule, .first = at->number + 1};
	if (named) {
		ruled->header = at->number - 1;
		ruled->top = before;
	}
	ruled->grid = b.groups > 1 && !b.split;
	return true;
}

/* A rule above the names as well: the next line holds them where a rule follows at once. */
static bool
has_second_rule(struct walk at, struct walk * second, struct dye_slice * before)
{
	struct dye_rule rule = at.rule;

	if (!step(&at) || at.is_rule || at.is_blank)
		return false;
	*before = at.line;
	if (!step(&at) || !at.is_rule || !dye_rule_equal(&at.rule, &rule))
		return false;
	*second = at;
	return true;
}

/* Remember the table that begins at the rule at which one stands, if it is the first one: of its lines the next that is no rule fits. */
static void
see_upper(struct walk at, struct dye_ruled * upper)
{
	struct dye_ruled_cell cells[DYE_RULED_MAX];
	struct dye_rule rule = at.rule;
	struct dye_slice names;
	struct walk second;
	uint32_t first;

	if (upper->above > 0 || rule.count < 2)
		return;
	if (has_second_rule(at, &second, &names))
		at = second;
	first = at.number + 1;
	while (step(&at) && at.is_rule)
		continue;
	if (at.is_blank || at.is_rule || !dye_rule_cut(&rule, at.line, cells))
		return;
	upper->upper = rule;
	upper->above = first;
}

static bool
find_table(struct dye_slice text, struct dye_ruled * ruled, struct dye_ruled * upper)
{
	struct walk w = {.lines.bytes = text}, second;
	struct dye_slice before = {0}, names;

	while (w.number < BEFORE && step(&w)) {
		if (w.is_rule && has_second_rule(w, &second, &names) && is_table(&second, names, ruled))
			return true;
		if (w.is_rule && is_table(&w, before, ruled))
			return true;
		if (w.is_rule)
			see_upper(w, upper);
		before = w.line;
		if (w.is_rule || w.is_blank)
			before.len = 0;
	}
	return false;
}

bool
dye_ruled_find(struct dye_slice text, struct dye_ruled * ruled)
{
	struct dye_ruled upper = {.above = 0};

	if (!find_table(text, ruled, &upper))
		return false;
	/* A rule that stands above the names of the same table is none of another. */
	if (upper.above > 0 && !dye_rule_equal(&upper.upper, &ruled->rule)) {
		ruled->upper = upper.upper;
		ruled->above = upper.above;
	}
	return true;
}
