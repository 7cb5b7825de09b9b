#include "formats/table/core/render.h"

#include "formats/table/core/encoding.h"

enum dye_code
dye_row_splice(struct dye_slice text, const struct dye_edit * edits, uint32_t count, struct dye_buffer * out,
    struct dye_error * err)
{
	size_t start = out->len, at = 0;
	struct dye_slice made;

	text = dye_slice_of(text.data, text.len);
	for (uint32_t i = 0; i < count; i++) {
		size_t to = edits[i].offset;

		if (to < at || to > text.len || edits[i].len > text.len - to)
			return dye_fail(err, DYE_EUSAGE, "edits overlap or lie outside the text of their cell");
		DYE_TRY(dye_buffer_append(out, text.data + at, to - at, err));
		DYE_TRY(dye_buffer_append_slice(out, edits[i].with, err));
		at = to + edits[i].len;
	}
	DYE_TRY(dye_buffer_append(out, text.data + at, text.len - at, err));
	made = (struct dye_slice){dye_buffer_at(out, start), out->len - start};
	return dye_utf8_bad(made) == made.len ? DYE_OK : dye_fail(err, DYE_EUSAGE, "a new text is not valid UTF-8");
}

/* How many edits, from number ${i} on, are of that column. */
static uint32_t
edits_of(const struct dye_row * row, uint32_t i, uint32_t column)
{
	uint32_t count = 0;

	while (i + count < row->edit_count && row->edits[i + count].column == column)
		count++;
	return count;
}

/* ---- new rows ---- */

const struct dye_row *
dye_row_like(const struct dye_row * row)
{

	return row->like != NULL && row->like->cell_count == row->cell_count ? row->like : NULL;
}

/* A line ends as that of the row does which it is like; the last one may have no end. */
static enum dye_code
end_line(const struct dye_dialect * way, const struct dye_row * like, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice raw = like != NULL ? like->raw : (struct dye_slice){NULL, 0};
	size_t end = raw.len;

	while (end > 0 && raw.len - end < 2 && (raw.data[end - 1] == '\n' || raw.data[end - 1] == '\r'))
		end--;
	if (end < raw.len)
		return dye_buffer_append(out, raw.data + end, raw.len - end, err);
	if (way->crlf)
		return dye_buffer_append(out, "\r\n", 2, err);
	return dye_buffer_append_byte(out, way->cr ? '\r' : '\n', err);
}

static enum dye_code
render_new(const struct dye_rendering * r, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	size_t start = out->len;
	uint32_t done = 0; /* edits */
	bool fits = true;

	for (uint32_t i = 0; i < row->cell_count; i++) {
		uint32_t count = edits_of(row, done, i);

		if (i > 0)
			DYE_TRY(dye_buffer_append_byte(out, r->separator, err));
		DYE_TRY(r->cell(r->cookie, row, i, count > 0 ? &row->edits[done] : NULL, count, &fits, out, err));
		if (!fits) {
			out->len = start;
			return DYE_OK;
		}
		done += count;
	}
	if (done != row->edit_count)
		return dye_fail(err, DYE_EUSAGE, "edits are not in the order of the columns");
	return end_line(r->way, dye_row_like(row), out, err);
}

/* ---- rows of the file ---- */

/* A cell with its edits; as it came where it would not fit any more. */
static enum dye_code
edited_cell(const struct dye_rendering * r, const struct dye_row * row, const struct dye_edit * edits, uint32_t count,
    struct dye_buffer * out, struct dye_error * err)
{
	size_t start = out->len;
	bool fits = true;

	DYE_TRY(r->cell(r->cookie, row, edits->column, edits, count, &fits, out, err));
	if (fits)
		return DYE_OK;
	out->len = start;
	for (uint32_t i = 0; i < count; i++)
		if (edits[i].needed)
			return dye_fail(err, DYE_EREFUSED,
			    "what must stand in the place of this cell has no room in it (its column is padded to a "
			    "width, or a sign of it separates cells)");
	if (row->undone != NULL)
		*row->undone += count;
	return dye_buffer_append_slice(out, row->cells[edits->column].raw, err);
}

/* The place of a cell follows from the lengths of those before it, so it holds for copies of a row as well. */
static enum dye_code
render_edited(
    const struct dye_rendering * r, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	size_t copied = 0, at = r->way->bom && row->number == 1 ? dye_bom_len(r->way->encoding, row->raw) : 0;
	uint32_t column = 0, count;

	for (uint32_t i = 0; i < row->edit_count; i += count) {
		const struct dye_edit * edit = &row->edits[i];
		size_t len;

		if (edit->column >= row->cell_count || edit->column < column)
			return dye_fail(err, DYE_EUSAGE, "an edit names a cell that is not there, or is out of order");
		count = edits_of(row, i, edit->column);
		for (; column < edit->column; column++)
			at += row->cells[column].raw.len + 1;
		len = row->cells[column].raw.len;
		if (at > row->raw.len || len > row->raw.len - at)
			return dye_fail(err, DYE_EUSAGE, "the cells of an edited row are not those it came with");
		DYE_TRY(dye_buffer_append(out, row->raw.data + copied, at - copied, err));
		DYE_TRY(edited_cell(r, row, edit, count, out, err));
		copied = at + len;
	}
	return dye_buffer_append(out, row->raw.data + copied, row->raw.len - copied, err);
}

enum dye_code
dye_row_render(
    const struct dye_rendering * r, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc;

	if (row->raw.len > 0 && row->edit_count == 0)
		return dye_buffer_append_slice(out, row->raw, err);
	rc = row->raw.len == 0 ? render_new(r, row, out, err) : render_edited(r, row, out, err);
	if (rc != DYE_OK)
		dye_at_row(err, row->number);
	return rc;
}
