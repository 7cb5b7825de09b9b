#include "watermark/profile/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static struct dye_slice
trim(struct dye_slice s)
{

	while (s.len > 0 && (s.data[0] == ' ' || s.data[0] == '\t')) {
		s.data++;
		s.len--;
	}
	while (s.len > 0 && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t'))
		s.len--;
	return s;
}

static enum dye_code
new_map(struct dye_columns * columns, uint32_t count, struct dye_error * err)
{

	columns->count = count;
	if ((columns->map = calloc((size_t)count + 1, sizeof(const struct dye_profile_column *))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* By its name, or by its number where the profile knows no name of the row: it may be no header at all, but people's data. */
static void
at_column(const struct dye_profile * profile, const struct dye_row * header, uint32_t number, struct dye_error * err)
{
	struct dye_slice name = trim(header->cells[number].text);
	char text[16];
	uint32_t i;

	dye_at_row(err, header->number);
	for (i = 0; i < header->cell_count; i++)
		if (dye_profile_column_find(profile, trim(header->cells[i].text)) != NULL) {
			dye_at_column(err, name.data, name.len);
			return;
		}
	dye_at_column(err, text, (size_t)snprintf(text, sizeof(text), "%" PRIu32, number + 1));
}

static enum dye_code
refuse_duplicates(const struct dye_profile * profile, const struct dye_row * header, struct dye_error * err)
{
	uint32_t i, j;

	for (i = 0; i < header->cell_count; i++)
		for (j = 0; j < i; j++) {
			if (!dye_slice_equal(trim(header->cells[i].text), trim(header->cells[j].text)))
				continue;
			(void)dye_fail(err, DYE_EDATA, "the header has this name twice");
			at_column(profile, header, i, err);
			return DYE_EDATA;
		}
	return DYE_OK;
}

enum dye_code
dye_columns_from_header(const struct dye_profile * profile, const struct dye_row * header, bool pass_unknown,
    struct dye_columns * columns, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if ((rc = refuse_duplicates(profile, header, err)) != DYE_OK)
		return rc;
	if ((rc = new_map(columns, header->cell_count, err)) != DYE_OK)
		return rc;
	for (i = 0; i < header->cell_count; i++) {
		struct dye_slice name = trim(header->cells[i].text);

		if ((columns->map[i] = dye_profile_column_find(profile, name)) != NULL || pass_unknown)
			continue;
		(void)dye_fail(
		    err, DYE_EDATA, "the profile does not know this column (--pass-unknown lets it through unmarked)");
		at_column(profile, header, i, err);
		dye_columns_release(columns);
		return DYE_EDATA;
	}
	return DYE_OK;
}

enum dye_code
dye_columns_by_place(
    const struct dye_profile * profile, uint32_t count, struct dye_columns * columns, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if (count != profile->column_count)
		return dye_fail(err, DYE_EDATA,
		    "the file has no header and %" PRIu32 " columns, the profile has %" PRIu32
		    " (--header says that the first row holds names)",
		    count, profile->column_count);
	if ((rc = new_map(columns, count, err)) != DYE_OK)
		return rc;
	for (i = 0; i < count; i++)
		columns->map[i] = &profile->columns[i];
	return DYE_OK;
}

void
dye_columns_release(struct dye_columns * columns)
{

	free(columns->map);
	*columns = (struct dye_columns){0};
}
