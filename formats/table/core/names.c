#include "formats/table/core/names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"

static bool
is_taken(const struct dye_names * names, uint32_t count, struct dye_slice name)
{

	for (uint32_t i = 0; i < count; i++)
		if (dye_slice_equal(names->list[i], name))
			return true;
	return false;
}

/* How many columns before ${i} have a cell that says the same. */
static uint32_t
twins_before(const struct dye_names * names, uint32_t i)
{
	uint32_t n = 0;

	for (uint32_t k = names->first[i]; k < i; k++)
		n += names->first[k] == names->first[i];
	return n;
}

/* Append a name for column ${i} to the text, which has room for it. */
static enum dye_code
add_name(struct dye_names * names, uint32_t i, const struct dye_slice * cells, struct dye_error * err)
{
	static const struct dye_slice unnamed = DYE_SLICE("unnamed");
	struct dye_slice base = cells[i].len > 0 ? cells[i] : unnamed;
	size_t start = names->text.len;
	uint32_t number = twins_before(names, i) + 1;

	DYE_TRY(dye_buffer_append_slice(&names->text, base, err));
	if (number > 1)
		DYE_TRY(dye_buffer_printf(&names->text, err, " %" PRIu32, number));
	while (is_taken(names, i, (struct dye_slice){names->text.data + start, names->text.len - start})) {
		names->text.len = start + base.len;
		DYE_TRY(dye_buffer_printf(&names->text, err, " %" PRIu32, ++number));
	}
	names->list[i] = (struct dye_slice){names->text.data + start, names->text.len - start};
	return DYE_OK;
}

/* The most that all names can take: so that the text never moves while they point into it. */
static size_t
room_for(const struct dye_slice * cells, uint32_t count)
{
	size_t room = 1;

	for (uint32_t i = 0; i < count; i++)
		room += cells[i].len + sizeof("unnamed 4294967295");
	return room;
}

enum dye_code
dye_names_take(struct dye_names * names, const struct dye_cell * cells, uint32_t count, struct dye_error * err)
{
	struct dye_slice * trimmed = calloc((size_t)count + 1, sizeof(*trimmed));
	enum dye_code rc = DYE_OK;

	*names = (struct dye_names){.count = count};
	names->list = calloc((size_t)count + 1, sizeof(*names->list));
	names->first = calloc((size_t)count + 1, sizeof(*names->first));
	names->given = calloc((size_t)count + 1, sizeof(*names->given));
	if (trimmed == NULL || names->list == NULL || names->first == NULL || names->given == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; rc == DYE_OK && i < count; i++)
		trimmed[i] = dye_trim(cells[i].text);
	if (rc == DYE_OK)
		rc = dye_buffer_reserve(&names->text, room_for(trimmed, count), err);
	for (uint32_t i = 0; rc == DYE_OK && i < count; i++) {
		names->given[i] = trimmed[i].len > 0;
		while (!dye_slice_equal(trimmed[names->first[i]], trimmed[i]))
			names->first[i]++;
		rc = add_name(names, i, trimmed, err);
	}
	free(trimmed);
	if (rc != DYE_OK)
		dye_names_release(names);
	return rc;
}

enum dye_code
dye_names_row(const struct dye_slice * list, uint32_t count, struct dye_row * row, struct dye_error * err)
{
	struct dye_cell * cells = calloc((size_t)count + 1, sizeof(*cells));

	*row = (struct dye_row){.cells = cells, .cell_count = count};
	if (cells == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < count; i++)
		cells[i].text = list[i];
	return DYE_OK;
}

enum dye_code
dye_names_refuse_width(uint32_t cells, uint32_t columns, struct dye_error * err)
{
	const char * advice = "every row must have all cells, empty ones too";

	if (columns == 1)
		advice =
		    "if it is one column whose cells hold the separator, name one that stands nowhere in the file, as "
		    "--delimiter tab";
	else if (cells == 1)
		advice =
		    "what is no row of the table, as a count of rows below it, the \\. of COPY or a Ctrl-Z, must be "
		    "taken out first";
	else if (cells == columns + 1)
		advice = "a cell that holds the separator must stand in double quotes; if all rows are so, the header "
			 "lacks a name: R's write.table writes one with row.names=FALSE or col.names=NA";
	else if (cells > columns)
		advice = "a cell that holds the separator must stand in double quotes";
	return dye_fail(err, DYE_EDATA, "%" PRIu32 " cell%s where the table has %" PRIu32 " column%s (%s)", cells,
	    dye_plural(cells), columns, dye_plural(columns), advice);
}

void
dye_names_release(struct dye_names * names)
{

	free(names->list);
	free(names->first);
	free(names->given);
	dye_buffer_release(&names->text);
	*names = (struct dye_names){0};
}
