#include "formats/table/core/csv_render.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/table/core/render.h"

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
	free(s->edits);
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

/* Make the bytes of a cell's new text in s->coded: what is not edited keeps its own. */
static enum dye_code
splice_gb18030(struct dye_csv_render * s, const struct dye_cell * cell, const struct dye_edit * edits, uint32_t count,
    struct dye_error * err)
{
	struct dye_slice raw = cell->raw;
	size_t at = 0;

	if (cell->quoted && raw.len >= 2) {
		raw.data++;
		raw.len -= 2;
	}
	for (uint32_t i = 0; i <= count; i++) {
		size_t to = i < count ? edits[i].offset : cell->text.len, kept;

		DYE_TRY(keep_gb18030(s, (struct dye_slice){cell->text.data + at, to - at}, cell->quoted, &raw, err));
		if (i == count)
			break;
		DYE_TRY(encode_gb18030(s, edits[i].with, err));

		/* Step over the bytes that are replaced. */
		kept = s->coded.len;
		DYE_TRY(
		    keep_gb18030(s, (struct dye_slice){cell->text.data + to, edits[i].len}, cell->quoted, &raw, err));
		s->coded.len = kept;
		at = to + edits[i].len;
	}
	return DYE_OK;
}

/* Make the new text of a cell in s->text, and for GB18030 its bytes in s->coded. A new cell has no bytes of its own. */
static enum dye_code
make_text(struct dye_csv_render * s, const struct dye_cell * cell, bool born, const struct dye_edit * edits,
    uint32_t count, struct dye_error * err)
{

	dye_buffer_reset(&s->text);
	dye_buffer_reset(&s->coded);
	DYE_TRY(dye_row_splice(cell->text, edits, count, &s->text, err));
	if (s->dialect.encoding != DYE_GB18030)
		return DYE_OK;
	return born ? encode_gb18030(s, dye_buffer_slice(&s->text), err) : splice_gb18030(s, cell, edits, count, err);
}

/* Write the cell that stands in s->text and s->coded. A quote is never part of a longer character. */
static enum dye_code
write_cell(struct dye_csv_render * s, bool quoted, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice rest = dye_buffer_slice(s->dialect.encoding == DYE_GB18030 ? &s->coded : &s->text);
	enum dye_code rc;

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

/* The value of the cell in s->text, and how many bytes stand before and behind it. */
static struct dye_slice
value_of(const struct dye_csv_render * s, size_t * before, size_t * after)
{
	struct dye_slice text = dye_buffer_slice(&s->text), value = dye_trim(text);

	if (value.len == 0)
		value = dye_slice_of(text.data, 0);
	*before = text.data == NULL ? 0 : (size_t)(value.data - text.data);
	*after = text.len - *before - value.len;
	return value;
}

/* How many bytes these blanks of the cell take in s->coded. False where that is not known. */
static bool
coded_len(const struct dye_csv_render * s, struct dye_slice blanks, size_t * len)
{

	*len = dye_is_ascii(blanks) || s->form->gb == NULL ? blanks.len : dye_gb_width(s->form->gb, blanks);
	return dye_is_ascii(blanks) || s->form->gb != NULL;
}

/* Give the cell in s->text and s->coded these margins. *fits is false where its old blanks cannot be found in the bytes. */
static enum dye_code
set_margins(struct dye_csv_render * s, const struct dye_csv_margins * m, bool * fits, struct dye_error * err)
{
	bool encode = s->dialect.encoding == DYE_GB18030;
	size_t before, after;
	struct dye_slice value = value_of(s, &before, &after), coded;

	*fits = !encode || (coded_len(s, (struct dye_slice){s->text.data, before}, &before) &&
			       coded_len(s, (struct dye_slice){value.data + value.len, after}, &after));
	if (!*fits)
		return DYE_OK;
	DYE_TRY(surround(s, m, value, false, &s->whole, err));
	if (encode) {
		coded = dye_slice_of(s->coded.data, s->coded.len);
		coded = (struct dye_slice){coded.data + before, coded.len - before - after};
		DYE_TRY(surround(s, m, coded, true, &s->whole_coded, err));
		swap(&s->coded, &s->whole_coded);
	}
	swap(&s->text, &s->whole);
	return DYE_OK;
}

/* Give the cell what stands around a value where ${like} stands. *fits is false where it does not fit. */
static enum dye_code
fit_cell(struct dye_csv_render * s, uint32_t column, struct dye_slice like, bool * fits, struct dye_error * err)
{
	struct dye_csv_margins m;
	size_t before, after;

	*fits = dye_csv_form_margins(s->form, column, like, value_of(s, &before, &after), &m);
	return *fits ? set_margins(s, &m, fits, err) : DYE_OK;
}

/* Give the cell, whose column has no width, the blanks that most have (docs/EVIDENCE.md, 8.1). */
static enum dye_code
even_out(struct dye_csv_render * s, uint32_t column, struct dye_slice like, struct dye_error * err)
{
	struct dye_csv_margins m;
	bool done;

	return dye_csv_form_usual_margins(s->form, column, like, &m) ? set_margins(s, &m, &done, err) : DYE_OK;
}

/*
 * Whether this file cannot say the text in a cell: where quotes are letters, a separator, a line end, a row of nothing; where it leaves quotes in cells as they
 * are, one at the beginning, which whoever knows no quotes would read as another text. ${alone}: the row's only cell.
 */
static bool
cannot_stand(const struct dye_csv_render * s, bool alone)
{
	struct dye_slice text = dye_buffer_slice(&s->text);

	if (s->dialect.no_quotes)
		return dye_csv_needs_quotes(&s->dialect, text, true) || (alone && text.len == 0);
	return text.len > 0 && text.data[0] == '"' && dye_csv_form_leaves_quotes(s->form);
}

/* Whether the text of a cell of a new row is quoted. */
static bool
quote_new(const struct dye_csv_render * s, const struct dye_row * like, uint32_t column, bool alone)
{
	const struct dye_dialect * dialect = &s->dialect;
	struct dye_slice text = dye_buffer_slice(&s->text);
	bool loose = dye_csv_has_any(text, "\"", 1) && dye_csv_form_leaves_quotes(s->form);

	if (dialect->no_quotes)
		return false;
	if (dye_csv_needs_quotes(dialect, text, loose) || (alone && text.len == 0))
		return true;
	if (loose)
		return false;
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

	if (s->dialect.no_quotes)
		return false;
	if (dye_csv_needs_quotes(&s->dialect, text, loose) || (row->cell_count == 1 && text.len == 0))
		return true;
	return !loose && dye_csv_form_quotes(s->form, &s->dialect, row, column, text);
}

/* ---- cells ---- */

static enum dye_code
new_cell(struct dye_csv_render * s, const struct dye_row * row, uint32_t column, const struct dye_edit * edits,
    uint32_t count, bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_row * like = dye_row_like(row);

	DYE_TRY(make_text(s, &row->cells[column], true, edits, count, err));
	if (like != NULL)
		DYE_TRY(fit_cell(s, column, like->cells[column].text, fits, err));
	*fits = *fits && !cannot_stand(s, row->cell_count == 1);
	return *fits ? write_cell(s, quote_new(s, like, column, row->cell_count == 1), out, err) : DYE_OK;
}

static enum dye_code
write_edited(struct dye_csv_render * s, const struct dye_row * row, uint32_t column, const struct dye_edit * edits,
    uint32_t count, bool padded, bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_cell * cell = &row->cells[column];

	DYE_TRY(make_text(s, cell, false, edits, count, err));
	if (padded)
		DYE_TRY(fit_cell(s, column, cell->text, fits, err));
	else
		DYE_TRY(even_out(s, column, cell->text, err));
	*fits = *fits && !cannot_stand(s, row->cell_count == 1);
	return *fits ? write_cell(s, quote_edited(s, row, column), out, err) : DYE_OK;
}

/* The same with the shortest that the edits could write. */
static enum dye_code
write_shortest(struct dye_csv_render * s, const struct dye_row * row, uint32_t column, const struct dye_edit * edits,
    uint32_t count, bool padded, bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_edit * list;

	while (s->edits_size < count) {
		if ((list = dye_grown(s->edits, &s->edits_size, count - 1, sizeof(*list))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		s->edits = list;
	}
	for (uint32_t i = 0; i < count; i++) {
		s->edits[i] = edits[i];
		s->edits[i].with = edits[i].shortest.data != NULL ? edits[i].shortest : edits[i].with;
	}
	return write_edited(s, row, column, s->edits, count, padded, fits, out, err);
}

/*
 * Where the shortest fits, that or what is wanted. Where it does not the cell stays as it came, or leaves its width as it did: so what happens hangs on the file
 * alone, and whatever a cell shows hangs on what is wanted, not on what stood there (docs/EVIDENCE.md, 8.1).
 */
static enum dye_code
edited_cell(struct dye_csv_render * s, const struct dye_row * row, uint32_t column, const struct dye_edit * edits,
    uint32_t count, bool * fits, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice text = row->cells[column].text;
	bool padded = dye_csv_form_pads(s->form, column, text), wanted = true;
	size_t start = out->len, end;

	DYE_TRY(write_edited(s, row, column, edits, count, padded, &wanted, out, err));
	if (!row->tight && wanted)
		return DYE_OK;
	end = out->len;
	DYE_TRY(write_shortest(s, row, column, edits, count, padded, fits, out, err));
	if (!*fits) {
		out->len = start;
		*fits = dye_csv_form_wider(s->form, column, text);
		return *fits ? write_edited(s, row, column, edits, count, false, fits, out, err) : DYE_OK;
	}
	if (wanted)
		out->len = end;
	return DYE_OK;
}

static enum dye_code
render_cell(void * cookie, const struct dye_row * row, uint32_t column, const struct dye_edit * edits, uint32_t count,
    bool * fits, struct dye_buffer * out, struct dye_error * err)
{

	return row->raw.len == 0 ? new_cell(cookie, row, column, edits, count, fits, out, err)
				 : edited_cell(cookie, row, column, edits, count, fits, out, err);
}

enum dye_code
dye_csv_render(struct dye_csv_render * s, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_rendering r = {&s->dialect, s->dialect.delimiter[0], render_cell, s};

	return dye_row_render(&r, row, out, err);
}
