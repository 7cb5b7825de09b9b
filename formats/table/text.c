/*
 * text.c: lines of text, as leaks are pasted into a chat. For tracing only: nothing writes them back.
 *
 * A line is a row; it ends at LF, CR LF or CR. Lines of chat between the records are rows like any other, with however many
 * cells. core/text_cells.h says what cells are, core/text_separator.h between what they stand; core/text_probe.c finds out.
 *
 * In GB18030 the raw bytes of a row are the file's, those of its cells are converted.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/table/core/encoding.h"
#include "formats/table/core/lines.h"
#include "formats/table/core/text_cells.h"
#include "formats/table/core/text_probe.h"

/* How much of a file is looked at for names before values. */
#define LABEL_BYTES ((size_t)64 << 10)

/* What text formats know of a file beside its lines. */
struct text_reader {
	struct dye_lines lines; /* the first member */
	struct dye_text_labels labels;
	struct dye_buffer text; /* what labels point into */
};

static enum dye_code
text_open(void * reader, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err)
{
	struct text_reader * r = reader;
	struct dye_separator s = dye_separator_of(way->delimiter);
	struct dye_slice text;
	enum dye_code rc;
	bool whole;

	if (s.sort != DYE_SEPARATOR_NONE && dye_input_text(input, &text, &whole)) {
		if ((rc = dye_buffer_append(
			 &r->text, text.data, text.len < LABEL_BYTES ? text.len : LABEL_BYTES, err)) != DYE_OK)
			return rc;
		dye_text_labels_find(&r->labels, &s, dye_buffer_slice(&r->text));
	}
	if ((rc = dye_lines_open(&r->lines, input, way, dye_text_split, err)) != DYE_OK)
		dye_buffer_release(&r->text);
	return rc;
}

static void
text_close(void * reader)
{
	struct text_reader * r = reader;

	dye_lines_close(&r->lines);
	dye_buffer_release(&r->text);
}

/* ---- decoding ---- */

struct text_state {
	struct dye_dialect dialect;
	struct dye_separator separator;
	struct dye_text_cut cut;
	struct dye_text_rows rows;
	struct dye_cell * cells;
	struct dye_buffer utf8;
	struct dye_buffer scratch; /* cells with their doubled quotes made single */
	struct dye_converter from;
};

static void
text_release(void * state)
{
	struct text_state * s = state;

	dye_converter_release(&s->from);
	dye_buffer_release(&s->utf8);
	dye_buffer_release(&s->scratch);
	free(s->cells);
	memset(s, 0, sizeof(*s));
}

static enum dye_code
text_decoder_open(void * state, const void * reader, struct dye_error * err)
{
	const struct text_reader * r = reader;
	struct text_state * s = state;
	enum dye_code rc;

	s->dialect = r->lines.way;
	s->separator = dye_separator_of(s->dialect.delimiter);
	s->cut = (struct dye_text_cut){.separator = &s->separator,
	    .labels = &r->labels,
	    .scratch = &s->scratch,
	    .no_quotes = s->dialect.no_quotes};
	if ((s->cells = calloc(DYE_COLUMNS_MAX, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if (s->dialect.encoding == DYE_GB18030 &&
	    (rc = dye_converter_open(&s->from, "UTF-8", "GB18030", err)) != DYE_OK) {
		text_release(s);
		return rc;
	}
	return DYE_OK;
}

static enum dye_code
text_start(void * state, const struct dye_block * block, struct dye_error * err)
{
	struct text_state * s = state;

	(void)err;
	dye_text_rows_start(&s->rows, &s->dialect, block);
	return DYE_OK;
}

/* Make UTF-8 of a line. */
static enum dye_code
line_text(struct text_state * s, struct dye_slice * line, struct dye_error * err)
{
	enum dye_code rc;
	size_t used;

	if (s->dialect.encoding != DYE_GB18030 || dye_is_ascii(*line))
		return DYE_OK;
	if (memchr(line->data, '\0', line->len) != NULL)
		return dye_fail(err, DYE_EDATA, "a NUL byte");
	dye_buffer_reset(&s->utf8);
	if ((rc = dye_convert(&s->from, *line, &used, &s->utf8, err)) != DYE_OK)
		return rc;
	if (used < line->len)
		return dye_fail(err, DYE_EDATA, "invalid GB18030");
	*line = dye_buffer_slice(&s->utf8);
	return DYE_OK;
}

/* The cells of a line. In GB18030 their bytes lie in the conversion, which the caller need not know. */
static enum dye_code
line_cells(struct text_state * s, struct dye_slice text, struct dye_row * row, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = line_text(s, &text, err)) != DYE_OK)
		return rc;
	dye_buffer_reset(&s->scratch);
	if ((rc = dye_buffer_reserve(&s->scratch, text.len + 1, err)) != DYE_OK)
		return rc;
	row->cells = s->cells;
	row->cell_count = dye_text_cells(&s->cut, text, s->cells, DYE_COLUMNS_MAX);
	return DYE_OK;
}

static enum dye_code
text_next(void * state, struct dye_row * row, bool * got, struct dye_error * err)
{
	struct text_state * s = state;
	struct dye_slice text;
	enum dye_code rc;

	if ((rc = dye_text_rows_next(&s->rows, row, &text, got, err)) == DYE_OK && *got)
		rc = line_cells(s, text, row, err);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}

static void
text_mended(const void * state, struct dye_mended * mended)
{
	const struct text_state * s = state;

	mended->quotes += s->cut.mended.quotes;
	mended->labels += s->cut.mended.labels;
}

static const struct dye_format_option text_options[] = {
    {"delimiter", "what separates cells: any sign or run of signs, or spaces"},
    {"quote", "double: cells may stand in double quotes; none: a quote is a letter"}, {NULL, NULL}};

const struct dye_format dye_format_text = {
    .name = "text",
    .description = "lines of text with any separator, for tracing only",
    .options = text_options,
    .loose = true,
    .probe = dye_text_probe,
    .reader_size = sizeof(struct text_reader),
    .open = text_open,
    .table = dye_lines_table,
    .block = dye_lines_block,
    .head = dye_lines_head,
    .reader_mended = dye_lines_mended,
    .close = text_close,
    .decoder_size = sizeof(struct text_state),
    .decoder_open = text_decoder_open,
    .start = text_start,
    .next = text_next,
    .mended = text_mended,
    .decoder_close = text_release,
};
