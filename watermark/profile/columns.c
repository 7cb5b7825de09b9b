#include "watermark/profile/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/base/text.h"
#include "formats/table/core/names.h"

static enum dye_code
new_map(struct dye_columns * columns, uint32_t count, struct dye_error * err)
{

	columns->count = count;
	columns->map = calloc((size_t)count + 1, sizeof(const struct dye_profile_column *));
	columns->blank = calloc((size_t)count + 1, sizeof(*columns->blank));
	if (columns->map != NULL && columns->blank != NULL)
		return DYE_OK;
	dye_columns_release(columns);
	return dye_fail(err, DYE_ENOMEM, "out of memory");
}

/* By its name, or by its number where the profile knows no name of the row: it may be no header at all, but people's data. */
static void
at_column(const struct dye_profile * profile, const struct dye_names * names, uint32_t number, struct dye_error * err)
{
	char text[16];
	uint32_t i;

	for (i = 0; i < names->count; i++)
		if (dye_profile_column_find(profile, names->list[i]) != NULL) {
			dye_at_column(err, names->list[number].data, names->list[number].len);
			return;
		}
	dye_at_column(err, text, (size_t)snprintf(text, sizeof(text), "%" PRIu32, number + 1));
}

/* A column of the profile that is called so but for the case of its letters. */
static const struct dye_profile_column *
find_case(const struct dye_profile * profile, struct dye_slice name)
{

	for (uint32_t i = 0; i < profile->column_count; i++) {
		const char * have = profile->columns[i].name;

		if (name.len > 0 && strlen(have) == name.len && strncasecmp(have, name.data, name.len) == 0)
			return &profile->columns[i];
	}
	return NULL;
}

/* A file of one column, which is none of the profile's several: its cells were not found. */
static enum dye_code
no_cells(const struct dye_profile * profile, struct dye_error * err)
{

	return dye_fail(err, DYE_EDATA,
	    "the file was read as 1 column, and the profile has %" PRIu32
	    ": name what stands between its cells with --delimiter",
	    profile->column_count);
}

/* Column ${i} of the file is none of the profile's. */
static enum dye_code
refuse(const struct dye_profile * profile, const struct dye_names * names, uint32_t i, struct dye_error * err)
{
	uint32_t first = names->first[i];

	if (first != i && names->given[i]) {
		(void)dye_fail(err, DYE_EDATA,
		    "columns %" PRIu32 " and %" PRIu32
		    " both have this name (rename one, or learn the dataset with --number-names)",
		    first + 1, i + 1);
		at_column(profile, names, first, err);
	} else if (find_case(profile, names->list[i]) != NULL) {
		(void)dye_fail(err, DYE_EDATA,
		    "the profile calls this column '%s', in other letters: rename it in the file",
		    find_case(profile, names->list[i])->name);
		dye_at_column(err, names->list[i].data, names->list[i].len);
	} else if (names->count == 1 && profile->column_count > 1) {
		(void)no_cells(profile, err);
	} else {
		(void)dye_fail(err, DYE_EDATA,
		    "the profile does not know this column: learn the dataset again if it is new or has another name "
		    "now (--pass-unknown lets it through unmarked)");
		at_column(profile, names, i, err);
	}
	return DYE_EDATA;
}

static enum dye_code
map_names(const struct dye_profile * profile, const struct dye_names * names, bool pass_unknown,
    struct dye_columns * columns, struct dye_error * err)
{

	for (uint32_t i = 0; i < names->count; i++) {
		if ((columns->map[i] = dye_profile_column_find(profile, names->list[i])) != NULL)
			continue;
		columns->blank[i] = !names->given[i] && !pass_unknown;
		columns->any_blank |= columns->blank[i];
		if (names->given[i] && (!pass_unknown || names->first[i] != i))
			return refuse(profile, names, i, err);
	}
	return DYE_OK;
}

enum dye_code
dye_columns_from_header(const struct dye_profile * profile, const struct dye_row * header, bool pass_unknown,
    struct dye_columns * columns, struct dye_error * err)
{
	struct dye_names names;
	enum dye_code rc;

	if ((rc = dye_names_take(&names, header->cells, header->cell_count, err)) != DYE_OK)
		return rc;
	if ((rc = new_map(columns, names.count, err)) == DYE_OK &&
	    (rc = map_names(profile, &names, pass_unknown, columns, err)) != DYE_OK) {
		dye_at_row(err, header->number);
		dye_columns_release(columns);
	}
	dye_names_release(&names);
	return rc;
}

enum dye_code
dye_columns_check(const struct dye_columns * columns, const struct dye_row * row, struct dye_error * err)
{

	if (row->cell_count != columns->count)
		return dye_names_refuse_width(row->cell_count, columns->count, err);
	for (uint32_t i = 0; columns->any_blank && i < columns->count; i++) {
		if (!columns->blank[i] || row->cells[i].text.len == 0)
			continue;
		return dye_fail(err, DYE_EDATA,
		    "column %" PRIu32
		    " has no name, and the profile does not know it, but it holds something (--pass-unknown lets it "
		    "through unmarked)",
		    i + 1);
	}
	return DYE_OK;
}

bool
dye_columns_all_known(const struct dye_profile * profile, const struct dye_cell * cells, uint32_t count)
{

	for (uint32_t i = 0; i < count; i++)
		if (dye_profile_column_find(profile, dye_trim(cells[i].text)) == NULL)
			return false;
	return count > 1;
}

enum dye_code
dye_columns_by_place(
    const struct dye_profile * profile, uint32_t count, struct dye_columns * columns, struct dye_error * err)
{
	enum dye_code rc;
	uint32_t i;

	if (count == 1 && profile->column_count > 1)
		return no_cells(profile, err);
	if (count != profile->column_count)
		return dye_fail(err, DYE_EDATA,
		    "the file has no header and %" PRIu32 " column%s, the profile has %" PRIu32
		    " (--header says that the first row holds names)",
		    count, dye_plural(count), profile->column_count);
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
	free(columns->blank);
	*columns = (struct dye_columns){0};
}
