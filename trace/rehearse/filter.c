#include "trace/rehearse/filter.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/text.h"

/* A column is sorted where of a hundred neighbours at most so many stand the other way round. */
#define BREAKS_MOST 5

void
dye_row_list_release(struct dye_row_list * list)
{

	free(list->rows);
	*list = (struct dye_row_list){0};
}

static enum dye_code
make_list(uint64_t rows, struct dye_row_list * list, struct dye_error * err)
{

	*list = (struct dye_row_list){.rows = calloc((size_t)rows + 1, sizeof(*list->rows))};
	return list->rows != NULL ? DYE_OK : dye_fail(err, DYE_ENOMEM, "out of memory");
}

/* ---- order ---- */

static bool
is_whole(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!dye_is_digit((unsigned char)text.data[i]))
			return false;
	return text.len > 0;
}

/* Numbers by their value, all else byte by byte. */
static int
compare(struct dye_slice a, struct dye_slice b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int order;

	if (is_whole(a) && is_whole(b) && a.len != b.len)
		return a.len < b.len ? -1 : 1;
	order = memcmp(a.data, b.data, least);
	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static struct dye_slice
cell(const struct dye_sheet * s, uint64_t row, uint32_t column)
{

	return dye_trim(dye_sheet_text(s, row, column));
}

/* 1: it ascends, -1: it descends, nearly everywhere; 0: neither. */
static int
direction(const struct dye_sheet * s, uint32_t column)
{
	uint64_t row, up = 0, down = 0;

	for (row = 1; row < s->rows; row++) {
		int order = compare(cell(s, row - 1, column), cell(s, row, column));

		up += order < 0;
		down += order > 0;
	}
	if (up > 0 && down * 100 <= (up + down) * BREAKS_MOST)
		return 1;
	return down > 0 && up * 100 <= (up + down) * BREAKS_MOST ? -1 : 0;
}

/* Rows that stand before the last one that fits, or that the next two both stand before. */
static void
drop_breaks(const struct dye_sheet * s, uint32_t column, bool * dropped)
{
	int way = direction(s, column);
	uint64_t row, last = 0;

	for (row = 1; way != 0 && row < s->rows; row++) {
		struct dye_slice here = cell(s, row, column);

		if (way * compare(cell(s, last, column), here) > 0)
			dropped[row] = true;
		else if (row + 2 < s->rows && way * compare(here, cell(s, row + 1, column)) > 0 &&
			 way * compare(here, cell(s, row + 2, column)) > 0)
			dropped[row] = true;
		else
			last = row;
	}
}

/* ---- what comes twice ---- */

static enum dye_code
drop_doubles(const struct dye_sheet * s, uint32_t column, bool * dropped, struct dye_error * err)
{
	struct dye_map seen = {0};
	enum dye_code rc = DYE_OK;
	uint64_t row;

	for (row = 0; row < s->rows && rc == DYE_OK; row++) {
		struct dye_slice text = cell(s, row, column);
		bool fresh;
		size_t at;

		if (text.len == 0)
			continue;
		rc = dye_map_put(&seen, dye_hash64(text.data, text.len), true, &at, &fresh, err);
		if (rc != DYE_OK)
			break;
		if (fresh)
			seen.values[at] = row + 1;
		else
			dropped[row] = dropped[seen.values[at] - 1] = true;
	}
	dye_map_release(&seen);
	return rc;
}

static enum dye_code
mark_untidy(const struct dye_sheet * s, bool * dropped, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < s->columns; i++) {
		if (s->map[i]->unique)
			DYE_TRY(drop_doubles(s, i, dropped, err));
		drop_breaks(s, i, dropped);
	}
	return DYE_OK;
}

enum dye_code
dye_filter_tidy(const struct dye_sheet * s, struct dye_row_list * list, struct dye_error * err)
{
	bool * dropped;
	enum dye_code rc;
	uint64_t row;

	DYE_TRY(make_list(s->rows, list, err));
	if ((dropped = calloc((size_t)s->rows + 1, sizeof(*dropped))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	rc = mark_untidy(s, dropped, err);
	for (row = 0; row < s->rows; row++)
		if (!dropped[row])
			list->rows[list->count++] = row;
	free(dropped);
	return rc;
}

/* ---- what others have ---- */

enum dye_code
dye_filter_known(const struct dye_row_index * index, const struct dye_row_index * source, struct dye_row_list * list,
    struct dye_error * err)
{
	uint64_t row, there;

	DYE_TRY(make_list(index->rows, list, err));
	for (row = 0; row < index->rows; row++)
		if (dye_row_index_find(source, index->keys[row], &there))
			list->rows[list->count++] = row;
	return DYE_OK;
}

enum dye_code
dye_filter_shared(
    const struct dye_row_index * const * indexes, size_t count, struct dye_row_list * lists, struct dye_error * err)
{
	uint64_t row, there;
	size_t i;

	for (i = 0; i < count; i++)
		DYE_TRY(make_list(indexes[0]->rows, &lists[i], err));
	for (row = 0; row < indexes[0]->rows; row++) {
		/* Of records that are alike in all cells, the first stands for all. */
		for (i = 0; i < count && dye_row_index_find(indexes[i], indexes[0]->keys[row], &there); i++)
			lists[i].rows[lists[i].count] = there;
		if (i == count)
			for (i = 0; i < count; i++)
				lists[i].count++;
	}
	return DYE_OK;
}
