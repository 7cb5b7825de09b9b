#include "formats/table/core/csv_manner.h"

#include <string.h>

#include "formats/table/core/csv_grammar.h"

/* A quoted cell goes over fewer lines, or its quote is none. */
#define QUOTED_LINES 16
#define LOOK_ROWS 1000
#define LOOK_CELLS 64

static const char delimiters[] = {',', ';', '|', '\t'};

/* ---- rows ---- */

static char
quote_of(const struct dye_csv_manner * m)
{

	return m->habit == DYE_CSV_SINGLE ? '\'' : '"';
}

static bool
ends_cell(const struct dye_csv_manner * m, char c)
{

	return c == m->delimiter || c == '\n' || c == '\r';
}

/* What was found of a cell. */
enum found { WHOLE, CUT /* the bytes end in it */, NOT_QUOTED };

/* Where an unquoted cell ends. A backslash takes the sign after it along. */
static enum found
plain_end(const struct dye_csv_manner * m, const char ** p, const char * end, bool * escaped)
{

	for (; *p < end && !ends_cell(m, **p); (*p)++) {
		if (m->habit != DYE_CSV_ESCAPE || **p != '\\')
			continue;
		if (*p + 1 == end)
			return CUT;
		(*p)++;
		*escaped |= ends_cell(m, **p) || **p == '"';
	}
	return *p == end ? CUT : WHOLE;
}

/* From behind an opening quote to behind the closing one. */
static enum found
quoted_end(const struct dye_csv_manner * m, const char ** p, const char * end, struct dye_span * span, bool * escaped)
{
	const char * q = *p;
	char quote = quote_of(m);

	for (uint32_t lines = 0; q < end; q++) {
		if (*q == '\n' && ++lines == QUOTED_LINES)
			return NOT_QUOTED;
		if (m->habit == DYE_CSV_ESCAPE && *q == '\\' && q + 1 < end) {
			q++;
			*escaped |= *q == quote;
		} else if (*q == quote && q + 1 < end && q[1] == quote) {
			q++;
			span->doubled = true;
		} else if (*q == quote) {
			*p = q + 1;
			return q + 1 < end && !ends_cell(m, q[1]) ? NOT_QUOTED : q + 1 == end ? CUT : WHOLE;
		}
	}
	return CUT;
}

/* Where the opening quote of a cell stands, or NULL. */
static const char *
opening(const struct dye_csv_manner * m, const char * p, const char * end)
{
	const char * q = p;

	while (m->habit == DYE_CSV_SPACED && q < end && *q == ' ')
		q++;
	if (m->habit == DYE_CSV_EQUALS && end - q >= 2 && q[0] == '=' && q[1] == '"')
		q++;
	return q < end && *q == quote_of(m) ? q : NULL;
}

/* The cell at *p, to its delimiter. ${last}: a cell that goes to the end of the bytes is whole. */
static enum found
take_cell(const struct dye_csv_manner * m, const char ** p, const char * end, bool last, struct dye_span * span,
    struct dye_csv_manner_row * row)
{
	const char *open = opening(m, *p, end), *q;
	bool escaped = false;
	enum found found = NOT_QUOTED;

	*span = (struct dye_span){.quoted = open != NULL};
	if (open != NULL) {
		q = open + 1;
		found = quoted_end(m, &q, end, span, &escaped);
		if (found == CUT && !last)
			return CUT;
		/* A quote that the end of the text closes, or none does. */
		if (found == CUT && (q != end || q == open + 1))
			found = NOT_QUOTED;
		row->junk |= found == NOT_QUOTED;
	}
	if (found == NOT_QUOTED) {
		*span = (struct dye_span){.quoted = false};
		q = *p;
		if ((found = plain_end(m, &q, end, &escaped)) == CUT && !last)
			return CUT;
	}
	row->peculiar += escaped || (span->quoted && (m->habit == DYE_CSV_SINGLE || open > *p));
	*p = q;
	return WHOLE;
}

bool
dye_csv_manner_row(const struct dye_csv_manner * m, struct dye_slice * rest, bool last, struct dye_span * spans,
    uint32_t max, struct dye_csv_manner_row * row)
{
	const char *p = rest->data, *start = p, *end = p + rest->len;
	struct dye_span span;

	*row = (struct dye_csv_manner_row){0};
	if (rest->len == 0)
		return false;
	for (;; p++) {
		size_t from = (size_t)(p - start);

		if (take_cell(m, &p, end, last, &span, row) == CUT)
			return false;
		span.start = from;
		span.end = (size_t)(p - start);
		if (row->count < max)
			spans[row->count] = span;
		row->count++;
		if (p == end || *p != m->delimiter)
			break;
	}
	if (row->count == 1 && p == start)
		row->count = 0;
	/* After CR at the very end LF may follow. */
	if (p < end && *p == '\r' && p + 1 == end && !last)
		return false;
	if (p < end)
		p += 1 + (*p == '\r' && p + 1 < end && p[1] == '\n');
	rest->data = p;
	rest->len = (size_t)(end - p);
	return true;
}

/* The text between the quotes of a quoted cell, else the cell. */
static struct dye_slice
inner(const struct dye_csv_manner * m, struct dye_slice text, const struct dye_span * span)
{
	struct dye_slice cell = {text.data + span->start, span->end - span->start};
	size_t skip = 1;

	if (!span->quoted)
		return cell;
	while (cell.data[skip - 1] != quote_of(m))
		skip++;
	return (struct dye_slice){cell.data + skip, cell.len - skip - 1};
}

/* A formula in quotes, which stands in ${out} from ${at} on, is what stands in the formula's own. */
static void
unwrap(struct dye_buffer * out, size_t at)
{
	size_t to = at, end = out->len - 1;

	if (out->len - at < 3 || memcmp(out->data + at, "=\"", 2) != 0 || out->data[end] != '"')
		return;
	for (size_t i = at + 2; i < end; i++) {
		out->data[to++] = out->data[i];
		i += out->data[i] == '"' && i + 1 < end && out->data[i + 1] == '"';
	}
	out->len = to;
}

enum dye_code
dye_csv_manner_cell(const struct dye_csv_manner * m, struct dye_slice text, const struct dye_span * span,
    struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice s = inner(m, text, span);
	size_t at = out->len;

	/* mysql has \N for what is not known. */
	if (m->habit == DYE_CSV_ESCAPE && s.len == 2 && memcmp(s.data, "\\N", 2) == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_reserve(out, s.len, err));
	for (size_t i = 0; i < s.len; i++) {
		bool sign =
		    (span->doubled && s.data[i] == quote_of(m)) || (m->habit == DYE_CSV_ESCAPE && s.data[i] == '\\');

		i += sign && i + 1 < s.len;
		out->data[out->len++] = s.data[i];
	}
	if (m->habit == DYE_CSV_EQUALS)
		unwrap(out, at);
	return DYE_OK;
}

/* ---- finding out ---- */

/* How a text looks in one manner. */
struct look {
	uint32_t rows, share; /* rows with the commonest number of cells, two at least, in thousandths */
	uint32_t words;	      /* cells that are neither empty nor numbers */
	uint32_t peculiar;
	uint32_t first; /* row that shows the manner; 0: none */
};

static uint32_t
count_words(struct dye_slice text, const struct dye_span * spans, uint32_t count)
{
	uint32_t words = 0;

	for (uint32_t i = 0; i < count && i < LOOK_CELLS; i++) {
		struct dye_slice cell = {text.data + spans[i].start, spans[i].end - spans[i].start};

		words += cell.len > 0 && !dye_csv_is_number(cell);
	}
	return words;
}

static struct look
look_at(const struct dye_csv_manner * m, struct dye_slice text, bool whole)
{
	struct look look = {0};
	struct dye_span spans[LOOK_CELLS];
	struct dye_csv_manner_row row;
	struct dye_slice at = text;
	uint32_t counts[LOOK_CELLS + 1] = {0}, most = 0;

	for (uint32_t number = 1; look.rows < LOOK_ROWS; number++, text = at) {
		if (!dye_csv_manner_row(m, &at, whole, spans, LOOK_CELLS, &row))
			break;
		if (row.count == 0)
			continue;
		look.rows++;
		look.words += count_words(text, spans, row.count);
		look.peculiar += row.peculiar;
		if (look.first == 0 && row.peculiar > 0)
			look.first = number;
		if (row.count >= 2 && row.count <= LOOK_CELLS && !row.junk)
			counts[row.count]++;
	}
	for (uint32_t i = 2; i <= LOOK_CELLS; i++)
		most = counts[i] > most ? counts[i] : most;
	look.share = look.rows == 0 ? 0 : most * 1000 / look.rows;
	return look;
}

/* Whether ${sign} stands anywhere, and right beside it, ${step} from it (-1 or 1), ${other}. */
static bool
has_pair(struct dye_slice text, char sign, int step, char other)
{
	const char *end = text.data + text.len, *p = text.data;

	for (; p < end && (p = memchr(p, sign, (size_t)(end - p))) != NULL; p++)
		if (step < 0 ? p > text.data && p[-1] == other : p + 1 < end && p[1] == other)
			return true;
	return false;
}

/* The cell is ="...", be it in quotes itself. */
static bool
is_formula(struct dye_slice cell)
{

	if (cell.len >= 3 && memcmp(cell.data, "=\"", 2) == 0)
		return cell.data[cell.len - 1] == '"';
	return cell.len >= 6 && memcmp(cell.data, "\"=\"\"", 4) == 0 &&
	       memcmp(cell.data + cell.len - 3, "\"\"\"", 3) == 0;
}

/* Half of the cells of a column, the first row's aside, are ="...". */
static bool
has_formulas(struct dye_csv_manner * m, struct dye_slice text, bool whole)
{
	uint32_t formulas[LOOK_CELLS] = {0}, filled[LOOK_CELLS] = {0};
	struct dye_span spans[LOOK_CELLS];
	struct dye_csv_manner_row row;
	struct dye_slice at = text;

	m->row = 0;
	for (uint32_t number = 1; number <= LOOK_ROWS; number++, text = at) {
		if (!dye_csv_manner_row(m, &at, whole, spans, LOOK_CELLS, &row))
			break;
		for (uint32_t i = 0; number > 1 && i < row.count && i < LOOK_CELLS; i++) {
			struct dye_slice cell = {text.data + spans[i].start, spans[i].end - spans[i].start};

			filled[i] += cell.len > 0;
			formulas[i] += is_formula(cell);
			if (m->row == 0 && is_formula(cell))
				m->row = number;
		}
	}
	for (uint32_t i = 0; i < LOOK_CELLS; i++)
		if (formulas[i] > 0 && 2 * formulas[i] >= filled[i])
			return true;
	return false;
}

/* Somewhere in the text are two signs together that only this habit has. */
static bool
may_be(enum dye_csv_habit habit, char delimiter, struct dye_slice text)
{
	static const char after[DYE_CSV_HABITS] = {
	    [DYE_CSV_SINGLE] = '\'', [DYE_CSV_SPACED] = ' ', [DYE_CSV_EQUALS] = '='};

	if (habit == DYE_CSV_ESCAPE)
		return memchr(text.data, '\\', text.len) != NULL;
	return has_pair(text, after[habit], -1, delimiter) || (text.len > 0 && text.data[0] == after[habit]);
}

/* Try every other manner with one delimiter, and keep the one in which rows agree best, if that is better than *best. */
static void
try_delimiter(struct dye_slice text, bool whole, char delimiter, uint32_t * best, struct dye_csv_manner * manner)
{

	for (enum dye_csv_habit habit = DYE_CSV_HOUSE + 1; habit < DYE_CSV_HABITS; habit++) {
		struct dye_csv_manner m = {.habit = habit, .delimiter = delimiter};
		struct look look;

		if (!may_be(habit, delimiter, text))
			continue;
		look = look_at(&m, text, whole);
		if (look.first == 0 || look.rows < 2 || look.share < 900 || look.share <= *best)
			continue;
		*best = look.share;
		m.row = look.first;
		*manner = m;
	}
}

/* What stands in cells of which rows agree in the house's grammar already. */
static bool
look_inside(struct dye_slice text, bool whole, char delimiter, struct dye_csv_manner * manner)
{
	struct dye_csv_manner house = {.delimiter = delimiter}, single = {DYE_CSV_SINGLE, delimiter, 0, true};
	struct look look;

	if (has_pair(text, '=', 1, '"') && has_formulas(&house, text, whole)) {
		*manner = (struct dye_csv_manner){DYE_CSV_EQUALS, delimiter, house.row, true};
		return true;
	}
	if (!may_be(DYE_CSV_SINGLE, delimiter, text))
		return false;
	look = look_at(&single, text, whole);
	single.row = look.first;
	*manner = single;
	return look.rows >= 2 && look.share >= 900 && look.peculiar > 0 && 2 * look.peculiar >= look.words;
}

bool
dye_csv_manner_find(struct dye_slice text, bool whole, char delimiter, struct dye_csv_manner * manner)
{
	const char * tried = delimiter != '\0' ? &delimiter : delimiters;
	size_t count = delimiter != '\0' ? 1 : sizeof(delimiters);
	uint32_t best = 0, house;
	char usual = tried[0];

	for (size_t i = 0; i < count; i++) {
		struct dye_csv_manner m = {.delimiter = tried[i]};
		struct look look = look_at(&m, text, whole);

		if (look.share > best) {
			best = look.share;
			usual = tried[i];
		}
	}
	house = best;
	for (size_t i = 0; i < count && house < 1000; i++)
		try_delimiter(text, whole, tried[i], &best, manner);
	return best > house || look_inside(text, whole, usual, manner);
}
