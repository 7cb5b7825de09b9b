/*
 * csv_title.c: whether something stands above the table: a title, what a bank says of an account, names of groups of columns.
 *
 * A first row of one cell is a title in any case. Otherwise the names of the columns must be found below it (core/header.h), and every row above them be no row
 * of this table: it has another number of cells, or a spreadsheet has filled it up with empty ones, or repeats a name over its columns; then it has far fewer
 * different texts than there are names. Where the owner says that no row holds names, one of as many cells as the others is of the table.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_scan.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/header.h"

/* The names are looked for in so many rows, and held against so many below them, three at least. */
#define TOP_ROWS 1000
#define LOOK_ROWS 200
#define ROWS_LEAST 3

#define COMMAND 96

/* A row that is not blank. */
struct top_row {
	size_t at;		    /* where it begins in the text */
	uint64_t number, line;	    /* of the row, and of its first line, from 1 */
	uint32_t count;		    /* of cells */
	uint32_t filled, different; /* of those that are looked at: with a text; with one that no cell before has */
	bool begins;		    /* the first has one */
};

struct top {
	struct top_row rows[TOP_ROWS];
	uint32_t count;
};

/* The texts of the first cells, without quotes around them; how many there are. */
static uint32_t
take_cells(const struct dye_csv_scan * scan, const struct dye_span * spans, struct dye_slice * cells)
{
	uint32_t count = scan->count < DYE_HEADER_COLUMNS ? scan->count : DYE_HEADER_COLUMNS;

	for (uint32_t i = 0; i < count; i++) {
		size_t q = spans[i].quoted && spans[i].end - spans[i].start >= 2;

		cells[i] = dye_trim(
		    (struct dye_slice){scan->data + spans[i].start + q, spans[i].end - spans[i].start - 2 * q});
	}
	return count;
}

static bool
stands_before(const struct dye_slice * cells, uint32_t i)
{

	for (uint32_t k = 0; k < i; k++)
		if (dye_slice_equal(cells[k], cells[i]))
			return true;
	return false;
}

static void
count_texts(struct top_row * row, const struct dye_slice * cells, uint32_t count)
{

	for (uint32_t i = 0; i < count; i++) {
		row->filled += cells[i].len > 0;
		row->different += cells[i].len > 0 && !stands_before(cells, i);
	}
	row->begins = count > 0 && cells[0].len > 0;
}

/* Line ends between two places of the text. */
static uint64_t
lines_between(const struct dye_dialect * d, struct dye_slice text, size_t from, size_t to)
{
	uint64_t lines = 0;

	for (size_t i = from; i < to; i++)
		lines += text.data[i] == (d->cr ? '\r' : '\n');
	return lines;
}

static void
take_top(struct top * top, const struct dye_dialect * d, struct dye_slice text)
{
	struct dye_span spans[DYE_HEADER_COLUMNS];
	struct dye_slice cells[DYE_HEADER_COLUMNS];
	struct dye_csv_scan scan;
	uint64_t number = 0, line = 1;
	size_t at = 0;

	dye_csv_scan_init(&scan, d, text);
	while (top->count < TOP_ROWS && dye_csv_scan_row(&scan, spans, DYE_HEADER_COLUMNS) == DYE_CSV_SCAN_ROW) {
		struct top_row row = {.at = at, .number = number + 1, .line = line, .count = scan.count};

		line += lines_between(d, text, at, scan.pos);
		at = scan.pos;
		if (++number < d->first_row || scan.count == 0)
			continue;
		count_texts(&row, cells, take_cells(&scan, spans, cells));
		top->rows[top->count++] = row;
	}
}

/* Whether the row holds the names of a table of one width that stands below it. */
static bool
holds_names(const struct top_row * row, const struct dye_dialect * d, struct dye_slice text)
{
	struct dye_span spans[DYE_HEADER_COLUMNS];
	struct dye_slice cells[DYE_HEADER_COLUMNS];
	struct dye_header header = {0};
	struct dye_csv_scan scan;
	uint32_t rows = 0, even = 0;

	dye_csv_scan_init(&scan, d, (struct dye_slice){text.data + row->at, text.len - row->at});
	while (rows < LOOK_ROWS && dye_csv_scan_row(&scan, spans, DYE_HEADER_COLUMNS) == DYE_CSV_SCAN_ROW) {
		if (scan.count == 0)
			continue;
		rows++;
		even += scan.count == d->columns;
		if (scan.count == d->columns)
			dye_header_see(&header, cells, take_cells(&scan, spans, cells));
	}
	return header.rows >= ROWS_LEAST && 20 * even >= 19 * rows && dye_header_likely(&header);
}

/* A row that has far fewer texts than the names are; of two columns, nothing behind its text. */
static bool
is_padded(const struct top_row * row, const struct top_row * names)
{

	if (names->count == 2)
		return row->different < 2 && names->different == 2 && (row->begins || row->filled == 0);
	return row->different + 2 <= names->different;
}

/* The number in the top of the row that holds the names, if nothing above it is of the table; 0: there is none. */
static uint32_t
find_names(const struct top * top, const struct dye_dialect * d, struct dye_slice text)
{
	bool none = d->header_known && !d->header;

	for (uint32_t i = top->count; i-- > 1;) {
		const struct top_row * names = &top->rows[i];
		bool above = names->count == d->columns;

		for (uint32_t k = 0; k < i && above; k++)
			above = top->rows[k].count != d->columns || (!none && is_padded(&top->rows[k], names));
		if (above && holds_names(names, d, text))
			return i;
	}
	return 0;
}

/* The command that takes off all above that line: tail knows lines that end in LF, in an encoding of which no byte but LF is one. */
static void
command(const struct dye_dialect * way, uint64_t line, char out[COMMAND])
{
	const char * from = way->bom ? "UTF-16" : way->encoding == DYE_UTF16LE ? "UTF-16LE" : "UTF-16BE";
	bool wide = way->encoding == DYE_UTF16LE || way->encoding == DYE_UTF16BE;

	if (!wide && !way->cr)
		(void)snprintf(out, COMMAND, "tail -n +%" PRIu64 " <FILE >NEW", line);
	else
		(void)snprintf(out, COMMAND, "%s%s%s <FILE%s | tail -n +%" PRIu64 " >NEW", wide ? "iconv -f " : "",
		    wide ? from : "tr '\\r' '\\n'", wide ? " -t UTF-8" : "", wide && way->cr ? " | tr '\\r' '\\n'" : "",
		    line);
}

static enum dye_code
refuse(const struct dye_dialect * way, const struct top_row * first, uint64_t line, const char * what,
    const char * unless, struct dye_error * err)
{
	char how[COMMAND];

	command(way, line, how);
	(void)dye_fail(err, DYE_EDATA, "%s: a title above the table must be taken off, with %s%s", what, how, unless);
	dye_at_row(err, first->number);
	return DYE_EDATA;
}

/* A first row of one cell: without names, all above the first that has as many as most are no rows of the table. */
static enum dye_code
refuse_lone(const struct dye_dialect * way, const struct top * top, uint32_t names, struct dye_slice text,
    struct dye_error * err)
{
	char what[64], unless[128];
	uint32_t i = names > 0 ? names : 1;

	while (i < top->count && top->rows[i].count != way->columns)
		i++;
	if (i >= top->count)
		return DYE_OK;
	(void)snprintf(what, sizeof(what), "1 cell where most rows have %" PRIu32, way->columns);
	(void)snprintf(unless, sizeof(unless),
	    "; if it is one column whose cells hold the separator, name one that stands nowhere in it, as --delimiter "
	    "%s",
	    memchr(text.data, '\t', text.len) == NULL ? "tab" : "'\\x1f'");
	return refuse(way, &top->rows[0], top->rows[i].line, what, unless, err);
}

enum dye_code
dye_csv_doubt_title(const struct dye_dialect * way, struct dye_slice text, struct dye_error * err)
{
	struct dye_dialect d = dye_csv_utf8(way, way->delimiter[0]);
	struct top top = {0};
	const struct top_row * first = &top.rows[0];
	char what[96];
	uint32_t names;

	take_top(&top, &d, text);
	names = find_names(&top, &d, text);
	if (top.count > 0 && first->count == 1)
		return refuse_lone(way, &top, names, text, err);
	if (names == 0)
		return DYE_OK;
	if (first->count != way->columns) {
		(void)snprintf(
		    what, sizeof(what), "%" PRIu32 " cells where most rows have %" PRIu32, first->count, way->columns);
		return refuse(way, first, top.rows[names].line, what, "", err);
	}
	(void)snprintf(what, sizeof(what),
	    "%" PRIu32 " different text%s in %" PRIu32 " cells, and the names of the columns below", first->different,
	    dye_plural(first->different), first->count);
	return refuse(way, first, top.rows[names].line, what,
	    " (--no-header says that it is a row of the table, and no row holds names)", err);
}
