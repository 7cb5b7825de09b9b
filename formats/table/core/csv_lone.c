/*
 * csv_lone.c: lines that are CSV and stand in the first cell of a sheet that was never cut into columns. The sheet writes each of them in quotes as a whole,
 * or those only that hold its own separator or a quote, and empty cells behind them where another row is wider.
 *
 * Such a sheet has a separator of its own, the outer sign, and its lines have the inner one; the two may be the same. At the outer sign nearly every row has
 * a first cell alone, and two of these at least are in quotes and hold cells. The inner sign separates cells where the lines show it (dye_csv_separates()), or
 * where four cells and more come of nearly every line, some of them in quotes of their own: an address has none.
 *
 * In a sheet of which a part was cut, other rows have cells of their own. There a line in quotes gives as many cells as the table has columns, three or more,
 * without a blank in front: commas in a name or a place have one.
 */
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_scan.h"
#include "formats/table/core/signs.h"

#define LOOK_LINES 1000
#define CELLS_LEAST 4
#define COLUMNS_LEAST 3

static const char signs[] = {',', ';', '|', '\t'};
#define SIGNS (sizeof(signs))

/* Rows at an outer sign. */
struct lone {
	uint32_t rows;
	uint32_t lone;		  /* nothing stands behind the first cell */
	uint32_t quoted;	  /* of these: in quotes, with a sign in it that may separate cells */
	struct dye_buffer bare;	  /* a line for each row: the first cell without its quotes; of others, the row */
	struct dye_buffer within; /* of those in quotes only */
};

static bool
has_sign(struct dye_slice s)
{

	return dye_csv_has_any(s, signs, SIGNS);
}

/* Nothing stands behind the first cell. */
static bool
is_lone(struct dye_slice row, const struct dye_span * first, char outer)
{
	size_t at = first->end;

	while (at < row.len && row.data[at] == outer)
		at++;
	return dye_trim((struct dye_slice){row.data + at, row.len - at}).len == 0;
}

static enum dye_code
append_cell(struct dye_buffer * out, struct dye_slice cell, bool quoted, struct dye_error * err)
{

	DYE_TRY(dye_buffer_reserve(out, cell.len + 1, err));
	while (quoted && cell.len > 0) {
		const char * quote = memchr(cell.data, '"', cell.len);
		size_t n = quote == NULL ? cell.len : (size_t)(quote - cell.data) + 1;

		DYE_TRY(dye_buffer_append(out, cell.data, n, err));
		n += n < cell.len && cell.data[n - 1] == '"' && cell.data[n] == '"';
		cell.data += n;
		cell.len -= n;
	}
	DYE_TRY(dye_buffer_append_slice(out, cell, err));
	return dye_buffer_append_byte(out, '\n', err);
}

static enum dye_code
see_row(
    struct lone * l, struct dye_slice row, const struct dye_span * first, bool junk, char outer, struct dye_error * err)
{
	size_t q = first->quoted;
	struct dye_slice cell = {row.data + first->start + q, first->end - first->start - 2 * q};

	l->rows++;
	if (junk || !is_lone(row, first, outer))
		return append_cell(&l->bare, dye_trim(row), false, err);
	l->lone++;
	if (q && has_sign(cell)) {
		l->quoted++;
		DYE_TRY(append_cell(&l->within, cell, true, err));
	}
	return append_cell(&l->bare, cell, q, err);
}

static enum dye_code
see(struct lone * l, struct dye_slice text, char outer, struct dye_error * err)
{
	struct dye_dialect way = {.delimiter = {outer}};
	struct dye_csv_scan scan;
	struct dye_span first = {0};
	enum dye_csv_scan_end end = DYE_CSV_SCAN_ROW;

	dye_csv_scan_init(&scan, &way, text);
	while (l->rows < LOOK_LINES && end == DYE_CSV_SCAN_ROW) {
		size_t start = scan.pos;

		end = dye_csv_scan_row(&scan, &first, 1);
		if (end > DYE_CSV_SCAN_LAST || scan.count == 0)
			continue;
		first.start -= start;
		first.end -= start;
		DYE_TRY(
		    see_row(l, (struct dye_slice){text.data + start, scan.pos - start}, &first, scan.junk, outer, err));
	}
	return DYE_OK;
}

/* Lines cut at a sign. */
struct cuts {
	uint32_t lines, quoted; /* with a cell in quotes of its own */
	uint32_t close;		/* without a blank in front of a cell */
	uint32_t counts[DYE_COLUMNS_MAX + 1];
};

static void
cut(struct cuts * c, struct dye_slice text, char sign)
{
	struct dye_dialect way = {.delimiter = {sign}};
	struct dye_span spans[64];
	struct dye_csv_scan scan;
	enum dye_csv_scan_end end = DYE_CSV_SCAN_ROW;

	dye_csv_scan_init(&scan, &way, text);
	while (end == DYE_CSV_SCAN_ROW) {
		bool quoted = false, blank = false;

		end = dye_csv_scan_row(&scan, spans, 64);
		if (end > DYE_CSV_SCAN_LAST || scan.count == 0)
			continue;
		for (uint32_t i = 0; i < scan.count && i < 64; i++) {
			quoted |= spans[i].quoted && !scan.junk;
			blank |= i > 0 && spans[i].start < scan.len && scan.data[spans[i].start] == ' ';
		}
		c->lines++;
		c->quoted += quoted;
		c->close += !blank;
		c->counts[scan.count < DYE_COLUMNS_MAX ? scan.count : DYE_COLUMNS_MAX]++;
	}
}

/* Nearly every line has as many cells, four or more, and one in twenty some in quotes. */
static bool
cuts_evenly(struct dye_slice text, char sign)
{
	struct cuts c = {0};

	cut(&c, text, sign);
	for (uint32_t n = CELLS_LEAST; n < DYE_COLUMNS_MAX; n++)
		if (c.lines >= 3 && 20 * c.counts[n] >= 19 * c.lines)
			return 20 * c.quoted >= c.lines;
	return false;
}

/* The inner sign of a sheet that was not cut anywhere, 0 where there is none. */
static char
inner_of_all(const struct lone * l)
{
	struct dye_slice bare = dye_buffer_slice(&l->bare);

	if (20 * l->lone < 19 * l->rows && l->lone + 1 < l->rows)
		return '\0';
	for (size_t i = 0; i < SIGNS; i++)
		if (dye_csv_separates(bare, signs[i]) || cuts_evenly(bare, signs[i]))
			return signs[i];
	return '\0';
}

/* The lines in quotes give rows of the table that has ${columns} at ${outer}. */
static bool
are_rows(const struct lone * l, char outer, uint32_t columns)
{
	struct cuts c = {0};

	if (columns < COLUMNS_LEAST || columns >= DYE_COLUMNS_MAX)
		return false;
	cut(&c, dye_buffer_slice(&l->within), outer);
	return 10 * c.counts[columns] >= 9 * c.lines && 2 * c.close > c.lines;
}

static enum dye_code
refuse(const struct lone * l, char outer, char inner, struct dye_error * err)
{
	char shown[DYE_SIGN_SHOWN];
	const char * out = outer == '\t' ? "\\t" : (const char[]){outer, '\0'};
	const char * in = inner == '\t' ? "\\t" : (const char[]){inner, '\0'};

	return dye_fail(err, DYE_EDATA,
	    "one column only, for %s stand%s in quotes (\") as a whole, and in them are several cells with \"%s\" "
	    "between "
	    "them: take the quotes off, with python3 -c 'import csv; o = open(1, \"w\", newline=\"\"); w = "
	    "csv.writer(o, "
	    "delimiter=\"%s\", lineterminator=\"\\n\"); [w.writerow(r) if any(r[1:]) else o.write(r[0] + \"\\n\") for "
	    "r in "
	    "csv.reader(open(0, newline=\"\"), delimiter=\"%s\") if r]' <FILE >NEW (--delimiter %s if it is one "
	    "column)",
	    l->quoted == l->rows ? "every line" : "lines", l->quoted == l->rows ? "s" : "",
	    dye_sign_show((const char[]){inner, '\0'}, shown), in, out,
	    l->bare.len > 0 && memchr(l->bare.data, '\t', l->bare.len) != NULL ? "'\\x1f'" : "tab");
}

static enum dye_code
doubt_at(struct lone * l, struct dye_slice text, char outer, char delimiter, uint32_t columns, struct dye_error * err)
{
	char inner;

	DYE_TRY(see(l, text, outer, err));
	if (l->quoted < 2)
		return DYE_OK;
	inner = inner_of_all(l);
	if (inner == '\0' && outer == delimiter && are_rows(l, outer, columns))
		inner = outer;
	return inner == '\0' ? DYE_OK : refuse(l, outer, inner, err);
}

enum dye_code
dye_csv_doubt_lone(struct dye_slice text, char delimiter, uint32_t columns, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < SIGNS && rc == DYE_OK; i++) {
		struct lone l = {0};

		rc = doubt_at(&l, text, signs[i], delimiter, columns, err);
		dye_buffer_release_secret(&l.bare);
		dye_buffer_release_secret(&l.within);
	}
	return rc;
}
