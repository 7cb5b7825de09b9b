#include "formats/table/core/csv_render.h"

#include <string.h>

#include "formats/table/core/csv_grammar.h"

enum dye_code
dye_csv_render_open(struct dye_csv_render * s, const struct dye_dialect * dialect, struct dye_error * err)
{

	s->dialect = *dialect;
	return dialect->encoding == DYE_GB18030 ? dye_converter_open(&s->to, "GB18030", "UTF-8", err) : DYE_OK;
}

void
dye_csv_render_release(struct dye_csv_render * s)
{

	dye_converter_release(&s->to);
	dye_buffer_release(&s->text);
	dye_buffer_release(&s->coded);
}

/* Append to s->coded as much of the cell's own bytes, from *raw on, as spells ${text}, doubled quotes made single. */
static enum dye_code
keep_gb18030(
    struct dye_csv_render * s, struct dye_slice text, bool quoted, struct dye_slice * raw, struct dye_error * err)
{
	enum dye_code rc;

	for (size_t chars = dye_utf8_chars(text); chars > 0; chars--) {
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
encode_gb18030(struct dye_csv_render * s, struct dye_slice text, struct dye_error * err)
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
add_piece(struct dye_csv_render * s, struct dye_slice text, bool quoted, struct dye_slice * raw, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_buffer_append_slice(&s->text, text, err)) != DYE_OK || s->dialect.encoding != DYE_GB18030)
		return rc;
	return raw != NULL ? keep_gb18030(s, text, quoted, raw, err) : encode_gb18030(s, text, err);
}

/* Make the new text of a cell in s->text, and for GB18030 its bytes in s->coded: what is not edited keeps its own bytes. */
static enum dye_code
splice(struct dye_csv_render * s, const struct dye_cell * cell, const struct dye_edit * edits, uint32_t count,
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
write_cell(struct dye_csv_render * s, bool quoted, struct dye_buffer * out, struct dye_error * err)
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
quote_edited(const struct dye_csv_render * s, const struct dye_cell * cell, bool alone)
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
render_new(struct dye_csv_render * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
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
first_cell(const struct dye_csv_render * s, const struct dye_row * row)
{

	return s->dialect.bom && row->number == 1 ? dye_bom_len(s->dialect.encoding, row->raw) : 0;
}

static enum dye_code
render_edited(struct dye_csv_render * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
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

enum dye_code
dye_csv_render(struct dye_csv_render * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if (row->raw.len > 0 && row->edit_count == 0)
		return dye_buffer_append_slice(out, row->raw, err);
	rc = row->raw.len == 0 ? render_new(s, row, out, err) : render_edited(s, row, out, err);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}
