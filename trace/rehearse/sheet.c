#include "trace/rehearse/sheet.h"

#include <stdlib.h>

#include "trace/ingest/rows.h"

struct dye_sheet_cell {
	uint32_t offset, len;
};

struct reading {
	struct dye_sheet * sheet; /* Not owned, nor the next. */
	const struct dye_profile * profile;
	bool begun;
};

void
dye_sheet_release(struct dye_sheet * s)
{

	dye_buffer_release_secret(&s->bytes);
	free(s->cells);
	free(s->map);
	*s = (struct dye_sheet){0};
}

struct dye_slice
dye_sheet_text(const struct dye_sheet * s, uint64_t row, uint32_t column)
{
	const struct dye_sheet_cell * c = &s->cells[row * s->columns + column];

	return (struct dye_slice){dye_buffer_at(&s->bytes, c->offset), c->len};
}

/* Whether the row holds the names of columns, each that of one of the profile's: then they are in ${map}. */
static bool
is_header(const struct dye_profile * profile, const struct dye_row * row, const struct dye_profile_column ** map)
{
	uint32_t i;

	for (i = 0; i < row->cell_count; i++)
		if ((map[i] = dye_profile_column_find(profile, row->cells[i].text)) == NULL)
			return false;
	return true;
}

/* Of the first row. *header: it is none of the table's rows. */
static enum dye_code
begin(struct reading * r, const struct dye_row * row, bool * header, struct dye_error * err)
{
	struct dye_sheet * s = r->sheet;
	uint32_t i;

	r->begun = true;
	s->columns = row->cell_count;
	if ((s->map = calloc((size_t)s->columns + 1, sizeof(*s->map))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((*header = is_header(r->profile, row, s->map)))
		return DYE_OK;
	if (s->columns != r->profile->column_count)
		return dye_fail(err, DYE_EDATA, "the table has %u columns, its profile %u", (unsigned)s->columns,
		    (unsigned)r->profile->column_count);
	for (i = 0; i < s->columns; i++)
		s->map[i] = &r->profile->columns[i];
	return DYE_OK;
}

static enum dye_code
take_cell(struct dye_sheet * s, size_t at, struct dye_slice text, struct dye_error * err)
{
	struct dye_sheet_cell * cells = dye_grown(s->cells, &s->size, at, sizeof(*cells));

	if (cells == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->cells = cells;
	if (s->bytes.len + text.len > UINT32_MAX)
		return dye_fail(err, DYE_EDATA, "the table is too large to be rehearsed");
	s->cells[at] = (struct dye_sheet_cell){(uint32_t)s->bytes.len, (uint32_t)text.len};
	return dye_buffer_append_slice(&s->bytes, text, err);
}

static enum dye_code
take_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct reading * r = cookie;
	struct dye_sheet * s = r->sheet;
	bool header = false;
	uint32_t i;

	(void)stop;
	if (row->cell_count == 0)
		return DYE_OK;
	if (!r->begun)
		DYE_TRY(begin(r, row, &header, err));
	/* Ragged rows end an export; of those that are left the reader has seen to it. */
	if (header || row->cell_count != s->columns)
		return DYE_OK;
	for (i = 0; i < s->columns; i++)
		DYE_TRY(take_cell(s, (size_t)(s->rows * s->columns + i), row->cells[i].text, err));
	s->rows++;
	return DYE_OK;
}

enum dye_code
dye_sheet_read(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_profile * profile, struct dye_sheet * sheet, struct dye_error * err)
{
	struct reading r = {.sheet = sheet, .profile = profile};

	*sheet = (struct dye_sheet){0};
	return dye_rows_each(bytes, name, wish, NULL, NULL, take_row, &r, err);
}
