#include "formats/table/core/csv_render.h"

#include <string.h>

#include "formats/base/text.h"

enum dye_code
dye_csv_render_open(struct dye_csv_render * s, const struct dye_dialect * dialect, const struct dye_csv_form * form,
    struct dye_error * err)
{

	s->dialect = *dialect;
	s->form = form;
	return dialect->encoding == DYE_GB18030 ? dye_converter_open(&s->to, "GB18030", "UTF-8", err) : DYE_OK;
}

void
dye_csv_render_release(struct dye_csv_render * s)
{

	dye_converter_release(&s->to);
	dye_buffer_release(&s->text);
	dye_buffer_release(&s->coded);
	dye_buffer_release(&s->whole);
	dye_buffer_release(&s->whole_coded);
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

/* ---- what stands around the value ---- */

static enum dye_code
add_margin(
    struct dye_csv_render * s, struct dye_slice margin, bool encode, struct dye_buffer * out, struct dye_error * err)
{
	size_t used;

	if (!encode || margin.len == 0)
		return dye_buffer_append_slice(out, margin, err);
	return dye_convert(&s->to, margin, &used, out, err);
}

/* Make ${out} of ${value} and what stands around it. */
static enum dye_code
surround(struct dye_csv_render * s, const struct dye_csv_margins * m, struct dye_slice value, bool encode,
    struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	dye_buffer_reset(out);
	rc = add_margin(s, m->before, encode, out, err);
	for (i = 0; i < m->fill_before && rc == DYE_OK; i++)
		rc = add_margin(s, m->pad, encode, out, err);
	if (rc == DYE_OK)
		rc = dye_buffer_append_slice(out, value, err);
	for (i = 0; i < m->fill_after && rc == DYE_OK; i++)
		rc = add_margin(s, m->pad, encode, out, err);
	return rc == DYE_OK ? add_margin(s, m->after, encode, out, err) : rc;
}

static void
swap(struct dye_buffer * a, struct dye_buffer * b)
{
	struct dye_buffer c = *a;

	*a = *b;
	*b = c;
}

/* Give the cell in s->text and s->coded what stands around a value where ${like} stands. *fits is false where it does not fit. */
static enum dye_code
fit_cell(struct dye_csv_render * s, uint32_t column, struct dye_slice like, bool * fits, struct dye_error * err)
{
	struct dye_slice text = dye_buffer_slice(&s->text), value = dye_trim(text), coded = dye_buffer_slice(&s->coded);
	bool encode = s->dialect.encoding == DYE_GB18030;
	struct dye_csv_margins m;
	enum dye_code rc;
	size_t before, after;

	if (value.len == 0)
		value = dye_slice_of(text.data, 0);
	before = text.data == NULL ? 0 : (size_t)(value.data - text.data);
	after = text.len - before - value.len;
	*fits = dye_csv_form_margins(s->form, column, like, value, &m);
	/* Its old blanks are found in the bytes where they are of ASCII. */
	if (encode && (!dye_is_ascii((struct dye_slice){text.data, before}) ||
			  !dye_is_ascii((struct dye_slice){value.data + value.len, after})))
		*fits = false;
	if (!*fits || (rc = surround(s, &m, value, false, &s->whole, err)) != DYE_OK)
		return *fits ? rc : DYE_OK;
	if (encode) {
		coded = dye_slice_of(coded.data, coded.len);
		coded = (struct dye_slice){coded.data + before, coded.len - before - after};
		if ((rc = surround(s, &m, coded, true, &s->whole_coded, err)) != DYE_OK)
			return rc;
		swap(&s->coded, &s->whole_coded);
	}
	swap(&s->text, &s->whole);
	return DYE_OK;
}

/* Whether the text of a cell of a new row is quoted. */
static bool
quote_new(const struct dye_csv_render * s, const struct dye_row * like, uint32_t column, bool alone)
{
	const struct dye_dialect * dialect = &s->dialect;
	struct dye_slice text = dye_buffer_slice(&s->text);

	if (dye_csv_needs_quotes(dialect, text, false) || (alone && text.len == 0))
		return true;
	if (like != NULL)
		return dye_csv_form_quotes(s->form, dialect, like, column, text);
	if (dialect->quoting != DYE_QUOTE_ALL)
		return false;
	return text.len == 0 ? dialect->quote_empty : !dye_csv_is_number(text) || dialect->quote_number;
}

/*
 * An edited cell is quoted as its neighbours are with such a text: if it was quoted from need and no longer needs it, quotes would show where the
 * edit was.
 */
static bool
quote_edited(const struct dye_csv_render * s, const struct dye_row * row, uint32_t column)
{
	const struct dye_cell * cell = &row->cells[column];
	struct dye_slice text = dye_buffer_slice(&s->text);
	bool loose = !cell->quoted && dye_csv_has_any(cell->text, "\"", 1);

	if (dye_csv_needs_quotes(&s->dialect, text, loose) || (row->cell_count == 1 && text.len == 0))
		return true;
	return !loose && dye_csv_form_quotes(s->form, &s->dialect, row, column, text);
}

/* ---- new rows ---- */

/* A line ends as that of the row does which it is like; the last one may have no end. */
static enum dye_code
end_line(const struct dye_csv_render * s, const struct dye_row * like, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice raw = like != NULL ? like->raw : (struct dye_slice){NULL, 0};
	size_t end = raw.len;

	while (end > 0 && raw.len - end < 2 && (raw.data[end - 1] == '\n' || raw.data[end - 1] == '\r'))
		end--;
	if (end < raw.len)
		return dye_buffer_append(out, raw.data + end, raw.len - end, err);
	if (s->dialect.crlf)
		return dye_buffer_append(out, "\r\n", 2, err);
	return dye_buffer_append_byte(out, s->dialect.cr ? '\r' : '\n', err);
}

/* Write cell ${i} of a new row, with ${count} edits. */
static enum dye_code
new_cell(struct dye_csv_render * s, const struct dye_row * row, const struct dye_row * like, uint32_t i,
    const struct dye_edit * edits, uint32_t count, bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_cell cell = {.text = dye_slice_of(row->cells[i].text.data, row->cells[i].text.len)};
	enum dye_code rc;

	if (i > 0 && (rc = dye_buffer_append_byte(out, s->dialect.delimiter[0], err)) != DYE_OK)
		return rc;
	if ((rc = splice(s, &cell, edits, count, err)) != DYE_OK)
		return rc;
	if (like != NULL && ((rc = fit_cell(s, i, like->cells[i].text, fits, err)) != DYE_OK || !*fits))
		return rc;
	return write_cell(s, quote_new(s, like, i, row->cell_count == 1), out, err);
}

static enum dye_code
render_new(struct dye_csv_render * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_row * like = row->like != NULL && row->like->cell_count == row->cell_count ? row->like : NULL;
	size_t start = out->len;
	uint32_t done = 0; /* edits */
	bool fits = true;
	enum dye_code rc;

	for (uint32_t i = 0; i < row->cell_count; i++) {
		uint32_t count = 0;

		while (done + count < row->edit_count && row->edits[done + count].column == i)
			count++;
		if ((rc = new_cell(s, row, like, i, count > 0 ? &row->edits[done] : NULL, count, &fits, out, err)) !=
		    DYE_OK)
			return rc;
		if (!fits) {
			out->len = start;
			return DYE_OK;
		}
		done += count;
	}
	if (done != row->edit_count)
		return dye_fail(err, DYE_EUSAGE, "edits are not in the order of the columns");
	return end_line(s, like, out, err);
}

/* ---- rows of the file ---- */

/* Where the first cell begins in the row: after the byte order mark, if there is one. */
static size_t
first_cell(const struct dye_csv_render * s, const struct dye_row * row)
{

	return s->dialect.bom && row->number == 1 ? dye_bom_len(s->dialect.encoding, row->raw) : 0;
}

/* Write a cell with its edits; as it came where it would not fit any more. */
static enum dye_code
edited_cell(struct dye_csv_render * s, const struct dye_row * row, const struct dye_edit * edits, uint32_t count,
    struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_cell * cell = &row->cells[edits->column];
	bool fits = true;
	enum dye_code rc;

	if ((rc = splice(s, cell, edits, count, err)) != DYE_OK)
		return rc;
	if (dye_csv_form_padded(s->form, edits->column) &&
	    (rc = fit_cell(s, edits->column, cell->text, &fits, err)) != DYE_OK)
		return rc;
	if (!fits)
		return dye_buffer_append_slice(out, cell->raw, err);
	return write_cell(s, quote_edited(s, row, edits->column), out, err);
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
		if ((rc = edited_cell(s, row, edit, count, out, err)) != DYE_OK)
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
