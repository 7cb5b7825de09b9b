/* file: the rows of a table, those beside it and the form of the file are read by one decoder, whose state they share. */
/*
 * csv.c: comma separated values (RFC 4180) with any delimiter of one byte.
 *
 * The scanner (core/csv_scan.h, which states the grammar) finds the bytes of each cell. Rows with a quote inside a cell, and a sample of the others, are
 * read twice: libcsv decodes them on its own (core/csv_libcsv.h). Where they differ the decode stops. core/csv_render.c writes rows back.
 *
 * Files in GB18030 are scanned in their own bytes for the raw spans, walking characters, because '|' can be the second byte of one;
 * each row that is not plain ASCII is converted to UTF-8 and scanned again, and the two scans must find the same cells
 * with the same number of characters.
 *
 * What stands around the values is learnt from the first block (core/csv_form.h), for new rows and changed cells.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/csv_libcsv.h"
#include "formats/table/core/csv_printed.h"
#include "formats/table/core/csv_quotes.h"
#include "formats/table/core/csv_render.h"
#include "formats/table/core/csv_scan.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/foreign.h"
#include "formats/table/core/lines.h"

/* So many rows tell the form of a file. */
#define FORM_ROWS 1000

struct csv_reader {
	struct dye_lines lines;	  /* the first member */
	struct dye_csv_form form; /* does not change once decoders run */
	bool begun;
};

struct csv_state {
	struct dye_dialect dialect;
	struct dye_csv_libcsv libcsv;
	struct dye_csv_render render;

	struct dye_slice bytes; /* of the block, the byte order mark included */
	size_t base;		/* where the scanner's bytes begin in them */
	bool tight;		/* of its rows (row.h) */
	size_t bad;		/* UTF-8: the first byte that is not text */
	uint64_t number;	/* of the next row */
	struct dye_csv_scan scan;

	struct dye_span * spans;
	struct dye_span * text_spans; /* GB18030: of the converted row */
	struct dye_cell * cells;
	struct dye_buffer scratch; /* cells with their doubled quotes made single */
	struct dye_buffer utf8;	   /* the row, converted */
	struct dye_converter from; /* GB18030 to UTF-8 */
};

/* ---- splitting ---- */

static enum dye_code
csv_split(const struct dye_dialect * dialect, struct dye_slice bytes, bool last, size_t * used, uint64_t * rows,
    struct dye_error * err)
{
	struct dye_csv_scan scan;
	enum dye_csv_scan_end end;

	*used = 0;
	*rows = 0;
	dye_csv_scan_init(&scan, dialect, bytes);
	while ((end = dye_csv_scan_row(&scan, NULL, 0)) == DYE_CSV_SCAN_ROW) {
		/* After CR at the very end LF may follow. */
		if (!last && scan.pos == bytes.len && bytes.data[scan.pos - 1] == '\r')
			return DYE_OK;
		*used = scan.pos;
		(*rows)++;
	}
	if (!last || end == DYE_CSV_SCAN_DONE)
		return DYE_OK;
	if (end == DYE_CSV_SCAN_OPEN)
		return dye_fail(err, DYE_EDATA, "unterminated quote (" DYE_CSV_QUOTE_HINT ")");
	*used = bytes.len;
	(*rows)++;
	return DYE_OK;
}

/* What is no CSV, and one column that may be several, is not read in silence, unless the caller has named the delimiter. */
static enum dye_code
doubt(struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct dye_slice text;
	bool whole;

	if (way->forgiving || !dye_input_text(input, &text, &whole))
		return DYE_OK;
	if (!way->delimiter_known || way->delimiter[0] == '\x1F')
		DYE_TRY(dye_foreign_check(text, err));
	if (!way->delimiter_known && !way->no_quotes)
		DYE_TRY(dye_csv_doubt_lone(text, way->delimiter[0], way->columns, err));
	if (!way->delimiter_known && way->columns == 1)
		DYE_TRY(dye_csv_doubt(text, err));
	if (!way->delimiter_known && way->columns > 1)
		DYE_TRY(dye_csv_doubt_printed(text, way->delimiter[0], err));
	return way->columns > 1 ? dye_csv_doubt_title(way, text, err) : DYE_OK;
}

static enum dye_code
csv_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{

	DYE_TRY(doubt(input, way, err));
	return dye_lines_open(reader, input, way, csv_split, err);
}

static void
csv_close(void * reader)
{
	struct csv_reader * r = reader;

	dye_csv_form_release(&r->form);
	dye_lines_close(reader);
}

/* ---- decoding ---- */

static void
csv_release(void * state)
{
	struct csv_state * s = state;

	dye_csv_libcsv_release(&s->libcsv);
	dye_csv_render_release(&s->render);
	dye_converter_release(&s->from);
	dye_buffer_release(&s->scratch);
	dye_buffer_release(&s->utf8);
	free(s->cells);
	free(s->text_spans);
	free(s->spans);
	memset(s, 0, sizeof(*s));
}

static enum dye_code
csv_decoder_open(void * state, const void * reader, struct dye_error * err)
{
	const struct csv_reader * r = reader;
	const struct dye_dialect * dialect = &r->lines.way;
	struct csv_state * s = state;
	enum dye_code rc;

	s->dialect = *dialect;
	/* Not cleared: what no row uses costs no memory then. */
	s->spans = reallocarray(NULL, DYE_COLUMNS_MAX, sizeof(*s->spans));
	s->text_spans = reallocarray(NULL, DYE_COLUMNS_MAX, sizeof(*s->text_spans));
	s->cells = reallocarray(NULL, DYE_COLUMNS_MAX + 1, sizeof(*s->cells));
	if (s->spans == NULL || s->text_spans == NULL || s->cells == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err0;
	}
	if (dialect->encoding == DYE_GB18030 && (rc = dye_converter_open(&s->from, "UTF-8", "GB18030", err)) != DYE_OK)
		goto err0;
	if ((rc = dye_csv_render_open(&s->render, dialect, &r->form, err)) != DYE_OK)
		goto err0;
	if ((rc = dye_csv_libcsv_open(&s->libcsv, dialect->delimiter[0], !dialect->no_quotes, err)) != DYE_OK)
		goto err0;
	return DYE_OK;

err0:
	csv_release(s);
	return rc;
}

static enum dye_code
csv_decoder_start(void * state, const struct dye_block * block, struct dye_error * err)
{
	struct csv_state * s = state;
	struct dye_slice rest;

	s->bytes = dye_slice_of(block->bytes.data, block->bytes.len);
	s->number = block->first_row;
	s->base = dye_lines_bom(&s->dialect, block);
	s->tight =
	    s->dialect.no_quotes || dye_csv_form_tight(s->render.form) || dye_csv_form_leaves_quotes(s->render.form);
	rest = (struct dye_slice){s->bytes.data + s->base, s->bytes.len - s->base};
	dye_csv_scan_init(&s->scan, &s->dialect, rest);
	s->bad = s->dialect.encoding == DYE_GB18030 ? rest.len : dye_utf8_bad(rest);
	if (!s->libcsv.dirty)
		return DYE_OK;
	return dye_csv_libcsv_open(&s->libcsv, s->dialect.delimiter[0], !s->dialect.no_quotes, err);
}

/* The decoded text of a quoted cell. Without doubled quotes it stands in the row itself. */
static struct dye_slice
unquote(struct csv_state * s, const char * row, const struct dye_span * span)
{
	const char * p = row + span->start + 1;
	const char * end = row + span->end - 1;
	struct dye_slice text = {p, (size_t)(end - p)};

	if (!span->doubled)
		return text;
	text.data = s->scratch.data + s->scratch.len;
	while (p < end) {
		const char * q = memchr(p, '"', (size_t)(end - p));
		size_t n = q == NULL ? (size_t)(end - p) : (size_t)(q + 1 - p);

		/* The caller has reserved the row's length. */
		memcpy(s->scratch.data + s->scratch.len, p, n);
		s->scratch.len += n;
		p += n + (q != NULL);
	}
	text.len = (size_t)(s->scratch.data + s->scratch.len - text.data);
	return text;
}

/* Fill s->cells: texts from ${text_spans} of ${text}, raw bytes from ${spans} of ${raw}. */
static enum dye_code
fill_cells(struct csv_state * s, const char * raw, const struct dye_span * spans, struct dye_slice text,
    const struct dye_span * text_spans, uint32_t count, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&s->scratch);
	for (uint32_t i = 0; i < count; i++) {
		const struct dye_span * t = &text_spans[i];
		struct dye_cell * cell = &s->cells[i];

		if (t->doubled && s->scratch.len == 0 &&
		    (rc = dye_buffer_reserve(&s->scratch, text.len, err)) != DYE_OK)
			return rc;
		cell->raw = (struct dye_slice){raw + spans[i].start, spans[i].end - spans[i].start};
		cell->quoted = t->quoted;
		if (t->quoted)
			cell->text = unquote(s, text.data, t);
		else
			cell->text = (struct dye_slice){text.data + t->start, t->end - t->start};
	}
	return DYE_OK;
}

static size_t
count_gb18030(struct dye_slice s)
{
	size_t chars = 0, n;

	for (; s.len > 0 && (n = dye_gb18030_len(s)) > 0; s.data += n, s.len -= n)
		chars++;
	return chars;
}

/* Fail because of what stands at that byte of the last row, and name the column of its cell. */
static enum dye_code
fail_at(const struct csv_state * s, size_t byte, const char * what, struct dye_error * err)
{
	char number[16];
	uint32_t i = 0;

	while (i + 1 < s->scan.count && i + 1 < DYE_COLUMNS_MAX && s->spans[i].end <= byte)
		i++;
	(void)dye_fail(err, DYE_EDATA, "%s", what);
	dye_at_column(err, number, (size_t)snprintf(number, sizeof(number), "%" PRIu32, i + 1));
	return DYE_EDATA;
}

/* Convert a row to s->utf8 and scan it there to s->text_spans; both scans must have found the same cells. */
static enum dye_code
convert_row(struct csv_state * s, struct dye_slice row, const struct dye_span * spans, size_t origin, uint32_t count,
    struct dye_error * err)
{
	struct dye_dialect d = dye_csv_utf8(&s->dialect, s->dialect.delimiter[0]);
	struct dye_csv_scan scan;
	enum dye_code rc;
	size_t used;

	dye_buffer_reset(&s->utf8);
	if ((rc = dye_convert(&s->from, row, &used, &s->utf8, err)) != DYE_OK)
		return rc;
	if (used < row.len)
		return fail_at(s, origin + used, "invalid GB18030", err);
	dye_csv_scan_init(&scan, &d, dye_buffer_slice(&s->utf8));
	if (dye_csv_scan_row(&scan, s->text_spans, DYE_COLUMNS_MAX) == DYE_CSV_SCAN_OPEN || scan.count != count ||
	    scan.junk || scan.pos != s->utf8.len)
		return dye_fail(err, DYE_EDATA, "the cells of this row differ before and after conversion");
	for (uint32_t i = 0; i < count; i++) {
		const struct dye_span * a = &spans[i];
		const struct dye_span * b = &s->text_spans[i];

		if (a->quoted != b->quoted || a->doubled != b->doubled ||
		    count_gb18030((struct dye_slice){row.data + a->start - origin, a->end - a->start}) !=
			dye_utf8_chars((struct dye_slice){s->utf8.data + b->start, b->end - b->start}))
			return dye_fail(err, DYE_EDATA, "the cells of this row differ before and after conversion");
	}
	return DYE_OK;
}

/* What no text has, with the way out. */
static enum dye_code
fail_dirt(const struct csv_state * s, struct dye_error * err)
{

	if (s->scan.data[s->bad] == '\0')
		return fail_at(s, s->bad, "a NUL byte (tr -d '\\000' <FILE >NEW takes it out)", err);
	return fail_at(s, s->bad,
	    "invalid UTF-8 (if the file is in another encoding, convert it first: iconv -f CP1252 -t UTF-8 <FILE >NEW; "
	    "iconv "
	    "-c -f UTF-8 -t UTF-8 <FILE >NEW leaves out what is no text)",
	    err);
}

/* Of the last row: the cell whose quote closes before its end. */
static enum dye_code
fail_junk(const struct csv_state * s, struct dye_error * err)
{
	size_t at = s->scan.pos;

	for (uint32_t i = 0; i < s->scan.count && i < DYE_COLUMNS_MAX; i++) {
		size_t p = s->spans[i].start + 1, end = s->spans[i].end;

		if (!s->spans[i].quoted)
			continue;
		while (p < end && (s->scan.data[p] != '"' || (p + 1 < end && s->scan.data[p + 1] == '"')))
			p += s->scan.data[p] == '"' ? 2 : 1;
		if (p + 1 >= end)
			continue;
		at = p;
		break;
	}
	return fail_at(s, at,
	    "text after a closing quote (a quote inside a cell in quotes is written twice, and nothing stands between "
	    "the closing quote and the separator; " DYE_CSV_QUOTE_HINT ")",
	    err);
}

/* What the scanner alone can object to. */
static enum dye_code
check_scan(const struct csv_state * s, enum dye_csv_scan_end end, struct dye_error * err)
{

	if (end == DYE_CSV_SCAN_OPEN)
		return dye_fail(err, DYE_EDATA, "unterminated quote (" DYE_CSV_QUOTE_HINT ")");
	if (s->scan.pos > s->bad)
		return fail_dirt(s, err);
	if (s->scan.junk)
		return fail_junk(s, err);
	if (s->scan.count > DYE_COLUMNS_MAX)
		return dye_fail(err, DYE_EDATA, "more than %d cells", DYE_COLUMNS_MAX);
	return DYE_OK;
}

/* Of a row in UTF-8: no cell of it is made of further rows. */
static enum dye_code
check_rows(const struct csv_state * s, const char * text, const struct dye_span * spans, struct dye_error * err)
{
	uint32_t count = s->scan.count;

	if (s->dialect.quotes_known || s->dialect.forgiving)
		return DYE_OK;
	for (uint32_t i = 0; i < count; i++)
		if (spans[i].quoted && dye_csv_holds_rows(&s->dialect, text, &spans[i], i, count))
			return fail_at(s, s->spans[i].start,
			    "a cell in quotes holds whole rows of the table: two quotes far apart stand for themselves "
			    "(" DYE_CSV_QUOTE_HINT "; --quote double, that the cell is as it stands)",
			    err);
	return DYE_OK;
}

/* Of a row in which a quote stands: it was rightly taken for a letter. */
static enum dye_code
check_letters(const struct csv_state * s, struct dye_slice text, struct dye_error * err)
{
	const struct dye_dialect * d = &s->dialect;

	if (!d->no_quotes || d->forgiving || d->columns >= DYE_CSV_PROBE_COLUMNS || s->scan.count <= d->columns ||
	    memchr(text.data, '"', text.len) == NULL)
		return DYE_OK;
	return dye_fail(err, DYE_EDATA,
	    "%" PRIu32 " cells where most rows have %" PRIu32
	    ", and quotes are letters in this file (--quote double says that cells stand in them)",
	    s->scan.count, d->columns);
}

/* Decode the row that the scanner has just found at data[start..scan.pos). */
static enum dye_code
decode_row(struct csv_state * s, size_t start, enum dye_csv_scan_end end, struct dye_error * err)
{
	const char * data = s->scan.data;
	struct dye_slice text = {data + start, s->scan.pos - start};
	const struct dye_span * text_spans = s->spans;
	const char * text_base = data;
	uint32_t count = s->scan.count;
	enum dye_code rc;

	if (s->dialect.encoding == DYE_GB18030 && !dye_is_ascii(text)) {
		const char * nul = memchr(text.data, '\0', text.len);

		if (nul != NULL)
			return fail_at(s, (size_t)(nul - data), "a NUL byte", err);
		if ((rc = convert_row(s, text, s->spans, start, count, err)) != DYE_OK)
			return rc;
		text = dye_buffer_slice(&s->utf8);
		text_base = text.data;
		text_spans = s->text_spans;
	}
	if ((rc = check_rows(s, text_base, text_spans, err)) != DYE_OK ||
	    (rc = check_letters(s, (struct dye_slice){data + start, s->scan.pos - start}, err)) != DYE_OK)
		return rc;
	if ((rc = fill_cells(s, data, s->spans, (struct dye_slice){text_base, text.len}, text_spans, count, err)) !=
	    DYE_OK)
		return rc;

	if (!dye_csv_libcsv_reads(s->number, s->scan.inner))
		return DYE_OK;
	/* One byte of the line end is enough for libcsv. */
	if (end == DYE_CSV_SCAN_ROW && text.len >= 2 && text.data[text.len - 2] == '\r' &&
	    text.data[text.len - 1] == '\n')
		text.len--;
	return dye_csv_libcsv_check(&s->libcsv, text, end == DYE_CSV_SCAN_ROW, s->cells, count, err);
}

/* The row that begins at data[start] is none of the table: it stands before its first one, or is a comment. */
static bool
is_aside(const struct csv_state * s, size_t start)
{

	if (s->number < s->dialect.first_row)
		return true;
	return s->dialect.comments && s->scan.count != s->dialect.columns && start < s->scan.len &&
	       s->scan.data[start] == '#';
}

/* Without blanks and line ends, the sign of a remark, and quotes around it. */
static struct dye_slice
bare(struct dye_slice text)
{

	for (text = dye_trim(text); text.len > 0 && (text.data[0] == '#' || text.data[0] == '"'); text.len--)
		text.data++;
	while (text.len > 0 && text.data[text.len - 1] == '"')
		text.len--;
	return dye_trim(text);
}

/* What a row says that is none of the table: the line, and what stands between its delimiters. Of a blank one nothing. */
static enum dye_code
decode_aside(struct csv_state * s, size_t start, uint32_t * count, struct dye_error * err)
{
	struct dye_slice rest = {s->scan.data + start, s->scan.pos - start};
	size_t used;

	*count = 0;
	if (s->dialect.encoding == DYE_GB18030) {
		dye_buffer_reset(&s->utf8);
		DYE_TRY(dye_convert(&s->from, rest, &used, &s->utf8, err));
		if (used < rest.len)
			return fail_at(s, start + used, "invalid GB18030", err);
		rest = dye_buffer_slice(&s->utf8);
	}
	rest = dye_trim(rest);
	if (rest.len > 0)
		s->cells[(*count)++] = (struct dye_cell){.text = rest};
	while (rest.len > 0 && *count <= DYE_COLUMNS_MAX) {
		const char * end = memchr(rest.data, s->dialect.delimiter[0], rest.len);
		size_t len = end == NULL ? rest.len : (size_t)(end - rest.data);

		s->cells[(*count)++] = (struct dye_cell){.text = bare((struct dye_slice){rest.data, len})};
		rest.data += len + (end != NULL);
		rest.len -= len + (end != NULL);
	}
	return DYE_OK;
}

static enum dye_code
csv_next(void * state, struct dye_row * row, bool * got, struct dye_error * err)
{
	struct csv_state * s = state;
	size_t start = s->scan.pos;
	enum dye_csv_scan_end end = dye_csv_scan_row(&s->scan, s->spans, DYE_COLUMNS_MAX);
	bool aside = end != DYE_CSV_SCAN_DONE && is_aside(s, start);
	enum dye_code rc;

	*row = (struct dye_row){.cells = s->cells, .number = s->number};
	if (end == DYE_CSV_SCAN_DONE) {
		/* A file of nothing but a byte order mark is one blank row. */
		row->raw = (struct dye_slice){s->bytes.data, s->base};
		*got = start == 0 && s->base > 0;
		s->base = 0;
		return DYE_OK;
	}
	s->scan.junk = s->scan.junk && !aside;
	if ((rc = check_scan(s, end, err)) == DYE_OK)
		rc = aside ? decode_aside(s, start, &row->beside_count, err) : decode_row(s, start, end, err);
	if (rc != DYE_OK) {
		dye_at_row(err, s->number);
		return rc;
	}
	*got = true;

	/* The byte order mark is part of the first row. */
	row->raw = (struct dye_slice){s->scan.data + start, s->scan.pos - start};
	if (start == 0) {
		row->raw.data -= s->base;
		row->raw.len += s->base;
	}
	row->cell_count = aside ? 0 : s->scan.count;
	row->tight = s->tight;
	row->blanks = s->scan.count == s->render.form->count ? s->render.form->blanks : NULL;
	s->number++;
	return DYE_OK;
}

/* ---- the form of the file ---- */

/* Learn it from the first block, save its first row, which may be a header. What is wrong with a row says whoever reads it. */
static enum dye_code
learn_form(struct csv_reader * r, const struct dye_block * block, struct dye_error * err)
{
	uint64_t last = block->first_row + r->lines.way.first_row + FORM_ROWS;
	struct csv_state s = {0};
	struct dye_row row;
	enum dye_code rc;
	bool got = true;

	if ((rc = csv_decoder_open(&s, r, err)) != DYE_OK)
		return rc;
	rc = csv_decoder_start(&s, block, err);
	while (rc == DYE_OK && got && s.number < last) {
		if (csv_next(&s, &row, &got, NULL) != DYE_OK)
			break;
		if (got && row.number > r->lines.way.first_row)
			rc = dye_csv_form_see(&r->form, &s.dialect, &row, err);
	}
	if (rc == DYE_OK)
		rc = dye_csv_form_settle(&r->form, err);
	csv_release(&s);
	return rc;
}

static enum dye_code
csv_block(void * reader, struct dye_block * block, struct dye_error * err)
{
	struct csv_reader * r = reader;
	enum dye_code rc;

	if ((rc = dye_lines_block(reader, block, err)) != DYE_OK || r->begun || !r->lines.way.writable)
		return rc;
	r->begun = true;
	return learn_form(r, block, err);
}

static enum dye_code
csv_render(void * state, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	struct csv_state * s = state;

	return dye_csv_render(&s->render, row, out, err);
}

static const struct dye_format_option csv_options[] = {{"delimiter", "what separates cells: one ASCII character"},
    {"quote", "double: cells may stand in double quotes; none: a quote is a letter"}, {NULL, NULL}};

const struct dye_format dye_format_csv = {
    .name = "csv",
    .description = "comma separated values, or with any other delimiter of one byte",
    .options = csv_options,
    .probe = dye_csv_probe,
    .reader_size = sizeof(struct csv_reader),
    .open = csv_open,
    .table = dye_lines_table,
    .block = csv_block,
    .head = dye_lines_head,
    .reader_mended = dye_lines_mended,
    .close = csv_close,
    .decoder_size = sizeof(struct csv_state),
    .decoder_open = csv_decoder_open,
    .start = csv_decoder_start,
    .next = csv_next,
    .render = csv_render,
    .decoder_close = csv_release,
    .writer_size = sizeof(struct dye_lines_writer),
    .begin = dye_lines_begin,
    .rows = dye_lines_rows,
    .end = dye_lines_end,
};
