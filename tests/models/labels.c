/*
 * labels.c: one row a line, each value behind the name of its column, bars between them: the smallest format that is text and written, to begin
 * one of your own from. It is no part of the product: conform_formats puts the family's demands to it, and tests/cli/test_members.sh builds
 * it in.
 *
 *	id:C0000977|room:Room 101
 *
 * The first row says what the columns are called. In a file that is written every other row has the same names in the same order; one who forgives
 * takes a field without its name whole. A value holds no bar and no line end, and there is no way to quote them.
 */
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/table/core/encoding.h"
#include "formats/table/core/lines.h"
#include "formats/table/core/render.h"
#include "formats/table/core/text_cells.h"

#define BAR '|'
#define FIELDS_MAX 64

struct labels_reader {
	struct dye_lines lines;	 /* the first member */
	struct dye_buffer first; /* the first line, into which names point */
	struct dye_slice names[FIELDS_MAX];
	uint32_t count;
};

/* ---- the grammar ---- */

/* Cut a line at its bars; the last of FIELDS_MAX takes what is left. */
static uint32_t
cut(struct dye_slice line, struct dye_slice fields[FIELDS_MAX])
{
	uint32_t count = 0;

	for (;;) {
		const char * bar = count + 1 < FIELDS_MAX ? memchr(line.data, BAR, line.len) : NULL;
		size_t len = bar == NULL ? line.len : (size_t)(bar - line.data);

		fields[count++] = (struct dye_slice){line.data, len};
		if (bar == NULL)
			return count;
		line = (struct dye_slice){bar + 1, line.len - len - 1};
	}
}

/* The length of the name that ${field} begins with, its colon left out; 0: it has none. */
static size_t
name_len(struct dye_slice field)
{
	size_t n = 0;

	while (n < field.len && (dye_is_alnum((uint8_t)field.data[n]) || field.data[n] == '_'))
		n++;
	return n < field.len && field.data[n] == ':' ? n : 0;
}

/* The names in a row; how many, 0 where it is none. */
static uint32_t
names_in(struct dye_slice line, struct dye_slice names[FIELDS_MAX])
{
	uint32_t count = cut(line, names);

	for (uint32_t i = 0; i < count; i++)
		if ((names[i].len = name_len(names[i])) == 0)
			return 0;
	return count >= 2 && count < FIELDS_MAX ? count : 0;
}

/* The first line of the file, and how it ends. */
static bool
first_line(const struct dye_input * input, struct dye_slice * line, struct dye_slice * end)
{
	struct dye_text_lines lines = {0};
	bool whole, ended;
	size_t len;

	if (!dye_input_text(input, &lines.bytes, &whole) || !dye_text_line(&lines, line, &len, &ended))
		return false;
	*end = (struct dye_slice){line->data + len, line->len - len};
	line->len = len;
	return ended || whole;
}

/* What the writer cannot give back (GB18030, UTF-16) is left to others; to one who forgives all is UTF-8. */
static size_t
labels_probe(const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max)
{
	struct dye_slice names[FIELDS_MAX], line, end;
	uint32_t count;

	if (max == 0 || start->delimiter[0] != '\0' || start->encoding != DYE_UTF8 || !first_line(input, &line, &end) ||
	    (count = names_in(line, names)) == 0)
		return 0;
	ways[0] = *start;
	ways[0].score = 970;
	ways[0].columns = count;
	ways[0].writable = !start->forgiving;
	ways[0].crlf = end.len == 2;
	ways[0].cr = end.len == 1 && end.data[0] == '\r';
	return 1;
}

/* ---- reading ---- */

static void
labels_close(void * reader)
{
	struct labels_reader * r = reader;

	dye_buffer_release(&r->first);
	dye_lines_close(&r->lines);
}

static enum dye_code
labels_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct labels_reader * r = reader;
	struct dye_slice line, end;
	enum dye_code rc;

	if (!first_line(input, &line, &end) || names_in(line, r->names) == 0)
		return dye_fail(err, DYE_EDATA, "the first line is no row with names");

	/* A copy: the text of the input moves. */
	DYE_TRY(dye_buffer_append_slice(&r->first, line, err));
	r->count = names_in(dye_buffer_slice(&r->first), r->names);
	if ((rc = dye_lines_open(&r->lines, input, way, dye_text_split, err)) != DYE_OK)
		dye_buffer_release(&r->first);
	return rc;
}

static enum dye_code
labels_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err)
{
	const struct labels_reader * r = reader;

	DYE_TRY(dye_lines_table(reader, head, got, err));
	head->names = r->names;
	head->count = r->count;
	return DYE_OK;
}

/* ---- decoding ---- */

struct labels_state {
	const struct labels_reader * reader; /* Not owned. */
	struct dye_text_rows rows;
	struct dye_cell cells[FIELDS_MAX];
};

static enum dye_code
labels_decoder_open(void * state, const void * reader, struct dye_error * err)
{
	struct labels_state * s = state;

	(void)err;
	s->reader = reader;
	return DYE_OK;
}

static enum dye_code
labels_start(void * state, const struct dye_block * block, struct dye_error * err)
{
	struct labels_state * s = state;

	(void)err;
	dye_text_rows_start(&s->rows, &s->reader->lines.way, block);
	return DYE_OK;
}

static enum dye_code
line_cells(struct labels_state * s, struct dye_slice line, uint32_t * count, struct dye_error * err)
{
	const struct labels_reader * r = s->reader;
	struct dye_slice fields[FIELDS_MAX];

	*count = cut(line, fields);
	if (*count != r->count && !r->lines.way.forgiving)
		return dye_fail(err, DYE_EDATA, "%u cells where the first row has %u", *count, r->count);
	for (uint32_t i = 0; i < *count; i++) {
		struct dye_slice name = {fields[i].data, name_len(fields[i])};
		bool named = i < r->count && dye_slice_equal(name, r->names[i]);
		size_t skip = named ? name.len + 1 : 0;

		if (!named && !r->lines.way.forgiving)
			return dye_fail(err, DYE_EDATA, "cell %u has not the name that it has in the first row", i + 1);
		s->cells[i].raw = fields[i];
		s->cells[i].text = (struct dye_slice){fields[i].data + skip, fields[i].len - skip};
	}
	return DYE_OK;
}

/* A blank line has no cells. */
static enum dye_code
labels_next(void * state, struct dye_row * row, bool * got, struct dye_error * err)
{
	struct labels_state * s = state;
	struct dye_slice line;
	enum dye_code rc;

	rc = dye_text_rows_next(&s->rows, row, &line, got, err);
	row->cells = s->cells;
	if (rc == DYE_OK && *got && line.len > 0)
		rc = line_cells(s, line, &row->cell_count, err);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}

static void
labels_decoder_close(void * state)
{

	(void)state;
}

/* ---- writing ---- */

/* All that is the cell's own, the name too. core/render.h does the rest. */
static enum dye_code
write_cell(void * cookie, const struct dye_row * row, uint32_t column, const struct dye_edit * edits, uint32_t count,
    bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	const struct labels_state * s = cookie;
	struct dye_slice text;
	size_t start;

	if (row->cell_count != s->reader->count)
		return dye_fail(err, DYE_EUSAGE, "a row has as many cells as the first");
	DYE_TRY(dye_buffer_append_slice(out, s->reader->names[column], err));
	DYE_TRY(dye_buffer_append_byte(out, ':', err));
	start = out->len;
	DYE_TRY(dye_row_splice(row->cells[column].text, edits, count, out, err));
	text = (struct dye_slice){out->data + start, out->len - start};
	*fits = memchr(text.data, BAR, text.len) == NULL && memchr(text.data, '\n', text.len) == NULL &&
		memchr(text.data, '\r', text.len) == NULL;
	return DYE_OK;
}

static enum dye_code
labels_render(void * state, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	const struct labels_state * s = state;
	const struct dye_rendering r = {&s->reader->lines.way, BAR, write_cell, state};

	return dye_row_render(&r, row, out, err);
}

const struct dye_format dye_format_labels = {
    .name = "labels",
    .description = "one row a line, each value behind the name of its column: id:7|room:Room 101",
    .probe = labels_probe,
    .reader_size = sizeof(struct labels_reader),
    .open = labels_open,
    .table = labels_table,
    .block = dye_lines_block,
    .head = dye_lines_head,
    .reader_mended = dye_lines_mended,
    .close = labels_close,
    .decoder_size = sizeof(struct labels_state),
    .decoder_open = labels_decoder_open,
    .start = labels_start,
    .next = labels_next,
    .render = labels_render,
    .decoder_close = labels_decoder_close,
    .writer_size = sizeof(struct dye_lines_writer),
    .begin = dye_lines_begin,
    .rows = dye_lines_rows,
    .end = dye_lines_end,
};
