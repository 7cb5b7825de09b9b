/*
 * words.c: a reading in words, and what may be wrong with it.
 */
#include "trace/ingest/reading.h"

#include <inttypes.h>

#include "formats/table/core/foreign.h"
#include "formats/table/core/text_separator.h"

/* Where rows of another number of cells than most hold so many-th part of the text, that is said. */
#define ODD_PART 20

/* Where so many rows were read and less than half of them matched, that is said. */
#define ROWS_ENOUGH 20

/* Whether it found any column of a kind that can carry marks. */
static bool
carries(const struct dye_reading * r)
{
	uint32_t i;

	for (i = 0; i < r->count; i++)
		if (r->kinds[i] != NULL && r->kinds[i]->slot_type_count > 0)
			return true;
	return false;
}

/* What the cells may have to do with it; NULL: nothing. */
static const char *
hint_at_cells(const struct dye_reading * r)
{

	if (!carries(r))
		return "no column of it was taken for one of a kind that can carry marks, and invented records weigh "
		       "only "
		       "where what a row shows of them is enough (a name with a phone is, numbers alone may not be): "
		       "if "
		       "other cells were not found, put one sign between them, or name what stands there with "
		       "--delimiter";
	if (r->count == 1)
		return "it was read as one column: if its lines hold several cells, put one sign between them, or name "
		       "what stands there with --delimiter";
	if (r->layout->around != NULL)
		return "its lines were cut around what is known by itself in them: if there are more cells, put one "
		       "sign "
		       "between them, or name what stands there with --delimiter";
	return NULL;
}

/* Cells may hold more than the dataset's, or the rows are of another table: nothing else seems to be wrong. */
static enum dye_code
hint_at_matches(const struct dye_reading_fit * fit, struct dye_buffer * out, struct dye_error * err)
{

	if (out->len > 0 || fit->rows < ROWS_ENOUGH || 2 * fit->matched >= fit->rows)
		return DYE_OK;
	return dye_buffer_printf(out, err,
	    "%" PRIu64 " of %" PRIu64
	    " rows showed anything that can carry a mark of the dataset: the others may be of "
	    "another table, or their cells hold more than its cells do (a name with an address, an address with its "
	    "town), or less: put one sign between what stands in columns of its own, or name what stands there with "
	    "--delimiter",
	    fit->matched, fit->rows);
}

/* What the kinds of its columns may have to do with it. */
static enum dye_code
hint_at_columns(const struct dye_reading * r, struct dye_buffer * out, struct dye_error * err)
{
	const char * cells = hint_at_cells(r);

	if (r->belied != NULL)
		return dye_buffer_printf(out, err,
		    "columns were taken from the header; the cells of column %" PRIu32 ", %s by its name, look like %s",
		    r->belied_column + 1, r->belied->name, r->belied_by->name);
	return cells == NULL ? DYE_OK : dye_buffer_printf(out, err, "%s", cells);
}

/* No format reads what the file looks like: what makes a table of it. */
static enum dye_code
hint_at_foreign(const struct dye_foreign * foreign, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "it looks like %s, which was read as lines of text: ", foreign->name));
	if (foreign->convert == NULL)
		return dye_buffer_printf(out, err, "copy what it shows, one record a line, and trace that");
	return dye_buffer_printf(out, err, "make CSV of it and trace that: %s", foreign->convert);
}

/* A part of the file that is no small one is of another shape: another table, another separator, another encoding. */
static enum dye_code
hint_at_rest(
    const struct dye_reading * r, const struct dye_reading_fit * fit, struct dye_buffer * out, struct dye_error * err)
{

	if (fit->odd_bytes == 0 || fit->odd_bytes < fit->bytes / ODD_PART)
		return DYE_OK;
	return dye_buffer_printf(out, err,
	    "%s%" PRIu64 " of %" PRIu64 " row%s, with %" PRIu64 " of %" PRIu64 " bytes, had not the %" PRIu32
	    " cell%s of most and may not have been understood: if they are of another table, separator or encoding, "
	    "split the file there and trace its parts together",
	    out->len > 0 ? "; " : "", fit->odd_rows, fit->rows, fit->rows == 1 ? "" : "s", fit->odd_bytes, fit->bytes,
	    r->count, r->count == 1 ? "" : "s");
}

enum dye_code
dye_reading_hint(
    const struct dye_reading * r, const struct dye_reading_fit * fit, struct dye_buffer * out, struct dye_error * err)
{

	if (r->layout->unread[0] != '\0')
		return DYE_OK;
	if (r->layout->sample.rows == 0)
		return dye_buffer_printf(out, err, "the file is empty");
	if (r->layout->way.foreign != NULL)
		return hint_at_foreign(r->layout->way.foreign, out, err);
	DYE_TRY(hint_at_columns(r, out, err));
	DYE_TRY(hint_at_rest(r, fit, out, err));
	return hint_at_matches(fit, out, err);
}

/* What had to be mended, for people. */
static enum dye_code
describe_mended(const struct dye_mended * m, struct dye_buffer * out, struct dye_error * err)
{

	if (m->bytes > 0)
		DYE_TRY(dye_buffer_printf(
		    out, err, "; %" PRIu64 " byte%s not text", m->bytes, m->bytes == 1 ? " was" : "s were"));
	if (m->nuls > 0)
		DYE_TRY(dye_buffer_printf(
		    out, err, "; %" PRIu64 " NUL byte%s left out", m->nuls, m->nuls == 1 ? " was" : "s were"));
	if (m->quotes > 0)
		DYE_TRY(dye_buffer_printf(out, err, "; %" PRIu64 " quote%s not closed where a cell ends", m->quotes,
		    m->quotes == 1 ? " was" : "s were"));
	if (m->rows > 0)
		DYE_TRY(dye_buffer_printf(out, err, "; %" PRIu64 " row%s cut at %zu MiB", m->rows,
		    m->rows == 1 ? " was" : "s were", DYE_ROW_MAX >> 20));
	if (m->labels > 0)
		DYE_TRY(dye_buffer_printf(out, err, "; %" PRIu64 " cell%s a name before the value", m->labels,
		    m->labels == 1 ? " has" : "s have"));
	return DYE_OK;
}

enum dye_code
dye_reading_describe(const struct dye_reading * r, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_dialect * way = &r->layout->way;
	char shown[DYE_SEPARATOR_SHOWN];
	uint32_t i;

	if (r->layout->unread[0] != '\0')
		return dye_buffer_printf(out, err, "nothing: %s", r->layout->unread);
	if (r->layout->around != NULL)
		DYE_TRY(dye_buffer_printf(out, err, "lines cut around the %s of each, ", r->layout->around->name));
	else
		DYE_TRY(dye_buffer_printf(out, err, "%s, ", way->format->name));
	if (r->layout->around == NULL && way->delimiter[0] != '\0')
		DYE_TRY(dye_buffer_printf(out, err, "separator %s, ", dye_separator_show(way->delimiter, shown)));
	DYE_TRY(dye_buffer_printf(out, err, "%s, columns:", r->header ? "with a header" : "without a header"));
	for (i = 0; i < r->count; i++)
		DYE_TRY(dye_buffer_printf(
		    out, err, "%s %s", i > 0 ? "," : "", r->kinds[i] == NULL ? "not understood" : r->kinds[i]->name));
	return describe_mended(&r->layout->mended, out, err);
}
