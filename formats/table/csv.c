/*
 * csv.c: comma separated values (RFC 4180) with any delimiter of one byte.
 *
 * Every row is read twice. The scanner (scan.h, which states the grammar) finds the bytes of each cell; libcsv then decodes the
 * row on its own, in strict mode, and each cell that it reports is compared with ours: number, length and content. Where they
 * differ the decode stops. libcsv has these ways that had to be met:
 *
 *   - It trims spaces around cells: csv_set_space_func() with a function that knows none.
 *   - It drops blank lines and would count CR LF as two: CSV_REPALL_NL reports all, and it is fed one byte of each line end.
 *   - It takes a byte order mark for part of the first cell: the mark is not fed.
 *   - Strict mode objects to a quote inside an unquoted cell, which is an ordinary character here. libcsv stops in front of
 *     that byte with its state kept; if our scanner also finds it inside an unquoted cell, that one byte is fed with strict mode off.
 *   - Without strict mode, junk after a closing quote swallows the rest of the file. The scanner finds junk before libcsv is asked.
 *
 * Files in GB18030 are scanned in their own bytes for the raw spans, walking characters, because '|' can be the second byte of one;
 * each row that is not plain ASCII is converted to UTF-8 and scanned again, and the two scans must find the same cells
 * with the same number of characters.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/csv_scan.h"
#include "formats/table/core/lines.h"

#define OPTIONS (CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)
#define LOOSE (CSV_REPALL_NL)

struct csv_state {
	struct dye_dialect dialect;
	struct csv_parser parser;
	bool parser_ready;
	bool parser_dirty; /* a row was broken off */

	struct dye_slice bytes; /* of the block, the byte order mark included */
	size_t base;		/* where the scanner's bytes begin in them */
	size_t bad;		/* UTF-8: the first byte that is not text */
	uint64_t number;	/* of the next row */
	struct dye_csv_scan scan;

	struct dye_span * spans;
	struct dye_span * text_spans; /* GB18030: of the converted row */
	struct dye_cell * cells;
	struct dye_buffer scratch; /* cells with their doubled quotes made single */
	struct dye_buffer utf8;	   /* the row, converted */
	struct dye_buffer text;	   /* render: the new cell, UTF-8 */
	struct dye_buffer coded;   /* render: the new cell, GB18030 */
	struct dye_converter from; /* GB18030 to UTF-8 */
	struct dye_converter to;

	/* What libcsv is held against. */
	uint32_t count;
	uint32_t seen;
	uint32_t rows;
	bool differs;
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
		return dye_fail(err, DYE_EDATA, "unterminated quote");
	*used = bytes.len;
	(*rows)++;
	return DYE_OK;
}

/* One column that may be several is not read in silence, unless the caller has named the delimiter. */
static enum dye_code
csv_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (way->columns == 1 && !way->forgiving && !way->delimiter_known && dye_input_text(input, &text, &whole) &&
	    (rc = dye_csv_doubt(text, err)) != DYE_OK)
		return rc;
	return dye_lines_open(reader, input, way, csv_split, err);
}

/* ---- decoding ---- */

static int
never_space(unsigned char c)
{

	(void)c;
	return 0;
}

/* libcsv reports one cell. Its callbacks return nothing, so a difference is kept in the state. */
static void
on_cell(void * data, size_t len, void * cookie)
{
	struct csv_state * s = cookie;
	const struct dye_cell * cell = &s->cells[s->seen];

	if (s->seen >= s->count || cell->text.len != len || (len > 0 && memcmp(cell->text.data, data, len) != 0))
		s->differs = true;
	else
		s->seen++;
}

static void
on_row(int c, void * cookie)
{
	struct csv_state * s = cookie;

	(void)c;
	s->rows++;
}

static enum dye_code
parser_open(struct csv_state * s, struct dye_error * err)
{

	if (s->parser_ready)
		csv_free(&s->parser);
	s->parser_ready = false;
	if (csv_init(&s->parser, OPTIONS) != 0)
		return dye_fail(err, DYE_ENOMEM, "libcsv could not be set up");
	s->parser_ready = true;
	s->parser_dirty = false;
	csv_set_delim(&s->parser, (unsigned char)s->dialect.delimiter[0]);
	csv_set_space_func(&s->parser, never_space);
	csv_set_blk_size(&s->parser, 65536);
	return DYE_OK;
}

static void
csv_release(void * state)
{
	struct csv_state * s = state;

	if (s->parser_ready)
		csv_free(&s->parser);
	dye_converter_release(&s->from);
	dye_converter_release(&s->to);
	dye_buffer_release(&s->scratch);
	dye_buffer_release(&s->utf8);
	dye_buffer_release(&s->text);
	dye_buffer_release(&s->coded);
	free(s->cells);
	free(s->text_spans);
	free(s->spans);
	memset(s, 0, sizeof(*s));
}

static enum dye_code
csv_decoder_open(void * state, const void * reader, struct dye_error * err)
{
	const struct dye_dialect * dialect = &((const struct dye_lines *)reader)->way;
	struct csv_state * s = state;
	enum dye_code rc;

	s->dialect = *dialect;
	s->spans = calloc(DYE_COLUMNS_MAX, sizeof(*s->spans));
	s->text_spans = calloc(DYE_COLUMNS_MAX, sizeof(*s->text_spans));
	s->cells = calloc(DYE_COLUMNS_MAX + 1, sizeof(*s->cells));
	if (s->spans == NULL || s->text_spans == NULL || s->cells == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto err0;
	}
	if (dialect->encoding == DYE_GB18030) {
		if ((rc = dye_converter_open(&s->from, "UTF-8", "GB18030", err)) != DYE_OK)
			goto err0;
		if ((rc = dye_converter_open(&s->to, "GB18030", "UTF-8", err)) != DYE_OK)
			goto err0;
	}
	if ((rc = parser_open(s, err)) != DYE_OK)
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
	rest = (struct dye_slice){s->bytes.data + s->base, s->bytes.len - s->base};
	dye_csv_scan_init(&s->scan, &s->dialect, rest);
	s->bad = s->dialect.encoding == DYE_GB18030 ? rest.len : dye_utf8_bad(rest);
	return s->parser_dirty ? parser_open(s, err) : DYE_OK;
}

/* Feed libcsv one row; *fed tells how far it came. A quote inside an unquoted cell is let through. */
static bool
feed(struct csv_state * s, struct dye_slice row)
{
	size_t off = 0;

	for (;;) {
		const struct dye_cell * cell;

		off += csv_parse(&s->parser, row.data + off, row.len - off, on_cell, on_row, s);
		if (off >= row.len)
			return off == row.len;
		if (csv_error(&s->parser) != CSV_EPARSE || s->seen >= s->count || row.data[off] != '"')
			return false;
		cell = &s->cells[s->seen];
		if (cell->quoted || row.data + off <= cell->text.data ||
		    row.data + off >= cell->text.data + cell->text.len)
			return false;
		(void)csv_set_opts(&s->parser, LOOSE);
		if (csv_parse(&s->parser, row.data + off, 1, on_cell, on_row, s) != 1)
			return false;
		(void)csv_set_opts(&s->parser, OPTIONS);
		off++;
	}
}

/* Let libcsv read the row (one byte of line end at most) and hold it against s->cells. */
static enum dye_code
check_with_libcsv(struct csv_state * s, struct dye_slice row, bool ended, uint32_t count, struct dye_error * err)
{
	bool whole;

	s->count = count;
	s->seen = 0;
	s->rows = 0;
	s->differs = false;
	s->parser_dirty = true;
	whole = feed(s, row);
	if (!whole && csv_error(&s->parser) == CSV_ENOMEM)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (whole && !ended)
		whole = csv_fini(&s->parser, on_cell, on_row, s) == 0;
	if (!whole || s->differs || s->seen != count || s->rows != 1)
		return dye_fail(err, DYE_EDATA, "libcsv and the scanner do not agree on the cells of this row");
	s->parser_dirty = false;
	return DYE_OK;
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

/* Characters in GB18030, and in UTF-8. */
static size_t
count_gb18030(struct dye_slice s)
{
	size_t chars = 0, n;

	for (; s.len > 0 && (n = dye_gb18030_len(s)) > 0; s.data += n, s.len -= n)
		chars++;
	return chars;
}

static size_t
count_utf8(struct dye_slice s)
{
	size_t chars = 0;

	for (size_t i = 0; i < s.len; i++)
		chars += ((unsigned char)s.data[i] & 0xC0) != 0x80;
	return chars;
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
		return dye_fail(err, DYE_EDATA, "invalid GB18030");
	dye_csv_scan_init(&scan, &d, dye_buffer_slice(&s->utf8));
	if (dye_csv_scan_row(&scan, s->text_spans, DYE_COLUMNS_MAX) == DYE_CSV_SCAN_OPEN || scan.count != count ||
	    scan.junk || scan.pos != s->utf8.len)
		return dye_fail(err, DYE_EDATA, "the cells of this row differ before and after conversion");
	for (uint32_t i = 0; i < count; i++) {
		const struct dye_span * a = &spans[i];
		const struct dye_span * b = &s->text_spans[i];

		if (a->quoted != b->quoted || a->doubled != b->doubled ||
		    count_gb18030((struct dye_slice){row.data + a->start - origin, a->end - a->start}) !=
			count_utf8((struct dye_slice){s->utf8.data + b->start, b->end - b->start}))
			return dye_fail(err, DYE_EDATA, "the cells of this row differ before and after conversion");
	}
	return DYE_OK;
}

/* What the scanner alone can object to. */
static enum dye_code
check_scan(const struct csv_state * s, enum dye_csv_scan_end end, struct dye_error * err)
{

	if (end == DYE_CSV_SCAN_OPEN)
		return dye_fail(err, DYE_EDATA, "unterminated quote");
	if (s->scan.pos > s->bad)
		return dye_fail(err, DYE_EDATA, s->scan.data[s->bad] == '\0' ? "a NUL byte" : "invalid UTF-8");
	if (s->scan.junk)
		return dye_fail(err, DYE_EDATA, "text after a closing quote");
	if (s->scan.count > DYE_COLUMNS_MAX)
		return dye_fail(err, DYE_EDATA, "more than %d cells", DYE_COLUMNS_MAX);
	return DYE_OK;
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
		if (memchr(text.data, '\0', text.len) != NULL)
			return dye_fail(err, DYE_EDATA, "a NUL byte");
		if ((rc = convert_row(s, text, s->spans, start, count, err)) != DYE_OK)
			return rc;
		text = dye_buffer_slice(&s->utf8);
		text_base = text.data;
		text_spans = s->text_spans;
	}
	if ((rc = fill_cells(s, data, s->spans, (struct dye_slice){text_base, text.len}, text_spans, count, err)) !=
	    DYE_OK)
		return rc;

	/* One byte of the line end is enough for libcsv. */
	if (end == DYE_CSV_SCAN_ROW && text.len >= 2 && text.data[text.len - 2] == '\r' &&
	    text.data[text.len - 1] == '\n')
		text.len--;
	return check_with_libcsv(s, text, end == DYE_CSV_SCAN_ROW, count, err);
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
	if ((rc = check_scan(s, end, err)) == DYE_OK && !aside)
		rc = decode_row(s, start, end, err);
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
	s->number++;
	return DYE_OK;
}

/* ---- rendering ---- */

/* Append to s->coded as much of the cell's own bytes, from *raw on, as spells ${text}, doubled quotes made single. */
static enum dye_code
keep_gb18030(struct csv_state * s, struct dye_slice text, bool quoted, struct dye_slice * raw, struct dye_error * err)
{
	enum dye_code rc;

	for (size_t chars = count_utf8(text); chars > 0; chars--) {
		size_t n = dye_gb18030_len(*raw);

		if (n == 0)
			return dye_fail(err, DYE_EUSAGE, "an edit lies outside the text of its cell");
		if ((rc = dye_buffer_append(&s->coded, raw->data, n, err)) != DYE_OK)
			return rc;
		if (quoted && raw->data[0] == '"')
			n = 2;
		if (n > raw->len)
			return dye_fail(err, DYE_EUSAGE, "the bytes of an edited cell do not match its text");
		raw->data += n;
		raw->len -= n;
	}
	return DYE_OK;
}

/* Append ${text} to s->coded in GB18030. */
static enum dye_code
encode_gb18030(struct csv_state * s, struct dye_slice text, struct dye_error * err)
{
	enum dye_code rc;
	size_t used;

	if (text.len == 0)
		return DYE_OK;
	if ((rc = dye_convert(&s->to, text, &used, &s->coded, err)) != DYE_OK)
		return rc;
	if (used < text.len)
		return dye_fail(err, DYE_EDATA, "a new text cannot be written in GB18030");
	return DYE_OK;
}

/* One piece of the new cell: kept (from the cell's own bytes) or new. */
static enum dye_code
add_piece(struct csv_state * s, struct dye_slice text, bool quoted, struct dye_slice * raw, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_append_slice(&s->text, text, err)) != DYE_OK || s->dialect.encoding != DYE_GB18030)
		return rc;
	return raw != NULL ? keep_gb18030(s, text, quoted, raw, err) : encode_gb18030(s, text, err);
}

/* Make the new text of a cell in s->text, and for GB18030 its bytes in s->coded: what is not edited keeps its own bytes. */
static enum dye_code
splice(struct csv_state * s, const struct dye_cell * cell, const struct dye_edit * edits, uint32_t count,
    struct dye_error * err)
{
	struct dye_slice raw = cell->raw;
	struct dye_slice * own = raw.data != NULL ? &raw : NULL; /* a new cell has no bytes of its own */
	enum dye_code rc;
	size_t at = 0;

	dye_buffer_reset(&s->text);
	dye_buffer_reset(&s->coded);
	if (cell->quoted && raw.len >= 2) {
		raw.data++;
		raw.len -= 2;
	}
	for (uint32_t i = 0; i <= count; i++) {
		size_t to = i < count ? edits[i].offset : cell->text.len;
		struct dye_slice gone;

		if (to < at || to > cell->text.len || (i < count && edits[i].len > cell->text.len - to))
			return dye_fail(err, DYE_EUSAGE, "edits overlap or lie outside the text of their cell");
		if ((rc = add_piece(s, (struct dye_slice){cell->text.data + at, to - at}, cell->quoted, own, err)) !=
		    DYE_OK)
			return rc;
		if (i == count)
			break;
		if ((rc = add_piece(s, edits[i].with, false, NULL, err)) != DYE_OK)
			return rc;

		/* Step over the bytes that are replaced. */
		gone = (struct dye_slice){cell->text.data + to, edits[i].len};
		at = to + edits[i].len;
		if (s->dialect.encoding == DYE_GB18030 && own != NULL) {
			size_t keep = s->coded.len;

			if ((rc = keep_gb18030(s, gone, cell->quoted, &raw, err)) != DYE_OK)
				return rc;
			s->coded.len = keep;
		}
	}
	return DYE_OK;
}

/* Write the cell that stands in s->text and s->coded. A quote is never part of a longer character. */
static enum dye_code
write_cell(struct csv_state * s, bool quoted, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice rest = dye_buffer_slice(s->dialect.encoding == DYE_GB18030 ? &s->coded : &s->text);
	enum dye_code rc;

	if (dye_utf8_bad(dye_buffer_slice(&s->text)) < s->text.len)
		return dye_fail(err, DYE_EUSAGE, "a new text is not valid UTF-8");
	if (!quoted)
		return dye_buffer_append_slice(out, rest, err);
	if ((rc = dye_buffer_append_byte(out, '"', err)) != DYE_OK)
		return rc;
	while (rest.len > 0) {
		const char * q = memchr(rest.data, '"', rest.len);
		size_t n = q == NULL ? rest.len : (size_t)(q + 1 - rest.data);

		if ((rc = dye_buffer_append(out, rest.data, n, err)) != DYE_OK)
			return rc;
		if (q != NULL && (rc = dye_buffer_append_byte(out, '"', err)) != DYE_OK)
			return rc;
		rest.data += n;
		rest.len -= n;
	}
	return dye_buffer_append_byte(out, '"', err);
}

/*
 * An edited cell is quoted like its neighbours. If it was quoted without need (or everything is quoted here) it stays so; if it
 * was quoted from need and no longer needs it, it is not quoted any more, since that would show where the edit was.
 */
static bool
quote_edited(const struct csv_state * s, const struct dye_cell * cell, bool alone)
{
	struct dye_slice text = dye_buffer_slice(&s->text);
	bool loose = !cell->quoted && dye_csv_has_any(cell->text, "\"", 1);

	if (dye_csv_needs_quotes(&s->dialect, text, loose) || (alone && text.len == 0))
		return true;
	return cell->quoted &&
	       (s->dialect.quoting == DYE_QUOTE_ALL || !dye_csv_needs_quotes(&s->dialect, cell->text, false));
}

static bool
quote_new(const struct dye_dialect * dialect, struct dye_slice text, bool alone)
{

	if (dye_csv_needs_quotes(dialect, text, false) || (alone && text.len == 0))
		return true;
	if (dialect->quoting != DYE_QUOTE_ALL)
		return false;
	return text.len == 0 ? dialect->quote_empty : !dye_csv_is_number(text) || dialect->quote_number;
}

static enum dye_code
render_new(struct csv_state * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t done = 0; /* edits */
	enum dye_code rc;

	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_cell cell = {.text = dye_slice_of(row->cells[i].text.data, row->cells[i].text.len)};
		uint32_t count = 0;

		while (done + count < row->edit_count && row->edits[done + count].column == i)
			count++;
		if (i > 0 && (rc = dye_buffer_append_byte(out, s->dialect.delimiter[0], err)) != DYE_OK)
			return rc;
		if ((rc = splice(s, &cell, count > 0 ? &row->edits[done] : NULL, count, err)) != DYE_OK)
			return rc;
		if ((rc = write_cell(s, quote_new(&s->dialect, dye_buffer_slice(&s->text), row->cell_count == 1), out,
			 err)) != DYE_OK)
			return rc;
		done += count;
	}
	if (done != row->edit_count)
		return dye_fail(err, DYE_EUSAGE, "edits are not in the order of the columns");
	if (s->dialect.crlf)
		return dye_buffer_append(out, "\r\n", 2, err);
	return dye_buffer_append_byte(out, s->dialect.cr ? '\r' : '\n', err);
}

/* Where the first cell begins in the row: after the byte order mark, if there is one. */
static size_t
first_cell(const struct csv_state * s, const struct dye_row * row)
{

	return s->dialect.bom && row->number == 1 ? dye_bom_len(s->dialect.encoding, row->raw) : 0;
}

static enum dye_code
render_edited(struct csv_state * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	size_t copied = 0, at = first_cell(s, row);
	uint32_t column = 0;
	enum dye_code rc;

	/* The place of a cell follows from the lengths of those before it, so it holds for copies of a row as well. */
	for (uint32_t i = 0; i < row->edit_count;) {
		const struct dye_edit * edit = &row->edits[i];
		const struct dye_cell * cell;
		uint32_t count = 1;

		if (edit->column >= row->cell_count || edit->column < column)
			return dye_fail(err, DYE_EUSAGE, "an edit names a cell that is not there, or is out of order");
		while (i + count < row->edit_count && edit[count].column == edit->column)
			count++;
		for (; column < edit->column; column++)
			at += row->cells[column].raw.len + 1;
		cell = &row->cells[column];
		if (at > row->raw.len || cell->raw.len > row->raw.len - at)
			return dye_fail(err, DYE_EUSAGE, "the cells of an edited row are not those it came with");
		if ((rc = dye_buffer_append(out, row->raw.data + copied, at - copied, err)) != DYE_OK)
			return rc;
		if ((rc = splice(s, cell, edit, count, err)) != DYE_OK)
			return rc;
		if ((rc = write_cell(s, quote_edited(s, cell, row->cell_count == 1), out, err)) != DYE_OK)
			return rc;
		copied = at + cell->raw.len;
		i += count;
	}
	return dye_buffer_append(out, row->raw.data + copied, row->raw.len - copied, err);
}

static enum dye_code
csv_render(void * state, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	struct csv_state * s = state;
	enum dye_code rc;

	if (row->raw.len > 0 && row->edit_count == 0)
		return dye_buffer_append_slice(out, row->raw, err);
	rc = row->raw.len == 0 ? render_new(s, row, out, err) : render_edited(s, row, out, err);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}

static const struct dye_format_option csv_options[] = {
    {"delimiter", "what separates cells: one ASCII character"}, {NULL, NULL}};

const struct dye_format dye_format_csv = {
    .name = "csv",
    .description = "comma separated values, or with any other delimiter of one byte",
    .options = csv_options,
    .probe = dye_csv_probe,
    .reader_size = sizeof(struct dye_lines),
    .open = csv_open,
    .table = dye_lines_table,
    .block = dye_lines_block,
    .head = dye_lines_head,
    .reader_mended = dye_lines_mended,
    .close = dye_lines_close,
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
