#include "formats/table/core/csv_quotes.h"

#include <string.h>

#include "formats/table/core/csv_grammar.h"

#define LOOK_ROWS 1000

/* Fewer cells, or lines, may be even by chance. */
#define CELLS_LEAST 3
#define LINES_LEAST 3

/* Where the separator stands in prose, two lines alone are rows only if they have so many cells. */
#define PROSE_CELLS_LEAST 5

static bool
stands_in_prose(char delimiter)
{

	return delimiter == ',' || delimiter == ';';
}

/* ---- letters ---- */

/* A quote beside a sign that separates cells elsewhere, as it stands where a cell begins or ends. */
static bool
closes_elsewhere(struct dye_slice line, char delimiter)
{
	const char *p = line.data, *end = line.data + line.len;

	for (; p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL; p++) {
		char before = p > line.data ? p[-1] : delimiter, after = p + 1 < end ? p[1] : delimiter;

		if ((before != delimiter && memchr(",;|\t", before, 4) != NULL) ||
		    (after != delimiter && memchr(",;|\t", after, 4) != NULL))
			return true;
	}
	return false;
}

/* A quote at both ends. */
static bool
is_quoted(struct dye_slice s)
{

	return s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"';
}

static struct dye_slice
without_end(struct dye_slice line)
{

	while (line.len > 0 && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r'))
		line.len--;
	return line;
}

/* Nothing in the line looks like quotes around a cell. *opens: a cell begins with one. */
static bool
see_line(
    struct dye_slice text, const struct dye_csv_scan * scan, size_t start, const struct dye_span * spans, bool * opens)
{
	struct dye_slice line = without_end((struct dye_slice){text.data + start, scan->pos - start});

	if (line.len == 0 || memchr(line.data, '"', line.len) == NULL)
		return true;
	if (is_quoted(line) || closes_elsewhere(line, scan->delimiter))
		return false;
	for (uint32_t i = 0; i < scan->count; i++) {
		struct dye_slice cell = {text.data + spans[i].start, spans[i].end - spans[i].start};

		if (is_quoted(cell))
			return false;
		*opens |= cell.len > 0 && cell.data[0] == '"';
	}
	return true;
}

/* Behind the quote that ends the cell whose text begins at p; NULL: none ends it. */
static const char *
behind_quoted(const char * p, const char * end)
{

	while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		if (p + 1 == end || p[1] != '"')
			return p + 1;
		p += 2;
	}
	return NULL;
}

static bool
ends_cell(char c, char delimiter)
{

	return c == delimiter || c == '\r' || c == '\n';
}

/*
 * The text reads as cells in quotes too, some of them over several lines: nothing stands behind a closing quote, and each is closed, as far as there is
 * text.
 */
static bool
reads_as_quoted(struct dye_slice text, bool whole, char delimiter)
{
	const char *p = text.data, *end = text.data + text.len;

	while (p < end) {
		if (*p == '"') {
			if ((p = behind_quoted(p + 1, end)) == NULL)
				return !whole;
			if (p < end && !ends_cell(*p, delimiter))
				return false;
		}
		while (p < end && !ends_cell(*p, delimiter))
			p++;
		p += p < end;
	}
	return true;
}

bool
dye_csv_quotes_are_letters(struct dye_slice text, bool whole, char delimiter)
{
	struct dye_dialect way = {.delimiter = {delimiter}, .no_quotes = true};
	struct dye_span spans[DYE_CSV_PROBE_COLUMNS];
	struct dye_csv_scan scan;
	enum dye_csv_scan_end end = DYE_CSV_SCAN_ROW;
	uint32_t lines = 0, count = 0;
	bool opens = false;

	if (stands_in_prose(delimiter) || text.len == 0 || memchr(text.data, '"', text.len) == NULL)
		return false;
	dye_csv_scan_init(&scan, &way, text);
	while (lines < LOOK_ROWS && end == DYE_CSV_SCAN_ROW) {
		size_t start = scan.pos;
		bool cut_off = false;

		end = dye_csv_scan_row(&scan, spans, DYE_CSV_PROBE_COLUMNS);
		if (end == DYE_CSV_SCAN_DONE || (end == DYE_CSV_SCAN_LAST && !whole))
			break;
		if (scan.count == 0)
			continue;
		count = lines++ == 0 ? scan.count : count;
		/* What the last line opens may only be cut off. */
		if (scan.count != count || count < CELLS_LEAST || count >= DYE_CSV_PROBE_COLUMNS ||
		    !see_line(text, &scan, start, spans, end == DYE_CSV_SCAN_ROW ? &opens : &cut_off))
			return false;
	}
	return opens && lines >= LINES_LEAST && !reads_as_quoted(text, whole, delimiter);
}

/* ---- rows in a cell ---- */

/* Nearly no cell in quotes does. */
static bool
holds_line_end(struct dye_slice cell)
{

	return cell.len > 0 && (memchr(cell.data, '\n', cell.len) != NULL || memchr(cell.data, '\r', cell.len) != NULL);
}

/* Take the first line off ${rest}. False where no line end is left; *rest is then what is behind the last. */
static bool
take_line(struct dye_slice * rest, struct dye_slice * line)
{
	size_t len = 0;

	while (len < rest->len && rest->data[len] != '\n' && rest->data[len] != '\r')
		len++;
	if (len == rest->len)
		return false;
	*line = (struct dye_slice){rest->data, len};
	len += rest->data[len] == '\r' && len + 1 < rest->len && rest->data[len + 1] == '\n' ? 2 : 1;
	rest->data += len;
	rest->len -= len;
	return true;
}

/* Exactly ${separators} stand in the part of a line, and, where they might be those of prose, no blank behind one. */
static bool
has_separators(struct dye_slice part, char delimiter, uint32_t separators)
{
	uint32_t found = 0;

	for (size_t i = 0; i < part.len; i++) {
		if (part.data[i] != delimiter)
			continue;
		found++;
		if (stands_in_prose(delimiter) && i + 1 < part.len && part.data[i + 1] == ' ')
			return false;
	}
	return found == separators;
}

bool
dye_csv_holds_rows(
    const struct dye_dialect * way, const char * text, const struct dye_span * cell, uint32_t column, uint32_t count)
{
	struct dye_slice rest = {text + cell->start + 1, cell->end - cell->start - 2}, first, line;
	uint32_t all = way->columns > 0 && way->columns < DYE_CSV_PROBE_COLUMNS ? way->columns : count,
		 behind = count - 1 - column;
	bool prose = stands_in_prose(way->delimiter[0]), outer, inner = false;
	size_t lines = 0;

	if (!holds_line_end(rest) || all < CELLS_LEAST || column >= all || behind >= all || !take_line(&rest, &first))
		return false;
	for (; take_line(&rest, &line); lines++)
		inner |= has_separators(line, way->delimiter[0], all - 1);
	outer = has_separators(first, way->delimiter[0], all - 1 - column) &&
		has_separators(rest, way->delimiter[0], all - 1 - behind);
	if (lines == 0)
		return outer && (!prose || all >= PROSE_CELLS_LEAST);
	return inner && (outer || !prose);
}
