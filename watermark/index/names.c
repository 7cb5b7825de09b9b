#include "watermark/index/names.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/namedby.h"
#include "watermark/marks/core/rowanchor.h"

/* Identity columns come first, in the profile's order, whose columns lie in one array. */
static bool
before(const struct dye_profile_column * a, const struct dye_profile_column * b)
{

	return a->identity != b->identity ? a->identity : a < b;
}

static void
find_cells(struct dye_namer * n, const struct dye_mark_context * context)
{
	const struct dye_profile_column * const * map = context->column_map;

	for (uint32_t i = 0; i < context->column_count; i++) {
		uint32_t j;

		if (!dye_names_rows(context->profile, map[i]))
			continue;
		if (n->cell_count == DYE_NAMES_MOST && !before(map[i], map[n->cells[DYE_NAMES_MOST - 1]]))
			continue;
		n->cell_count += n->cell_count < DYE_NAMES_MOST;
		for (j = n->cell_count - 1; j > 0 && before(map[i], map[n->cells[j - 1]]); j--)
			n->cells[j] = n->cells[j - 1];
		n->cells[j] = i;
	}
}

/* ---- a name and what is left of a number ---- */

bool
dye_names_together(const struct dye_profile * p)
{
	bool called = false, ends = false;

	for (uint32_t i = 0; i < p->column_count; i++) {
		called = called || p->columns[i].kind->called;
		ends = ends || p->columns[i].kind->ends != NULL;
	}
	return called && ends;
}

/* The first two cells, in the profile's order, that say how somebody is called, or have numbers with ends. Returns how many. */
static uint32_t
first_two(const struct dye_mark_context * context, bool called, uint32_t cells[DYE_NAMES_CALLED])
{
	const struct dye_profile_column * const * map = context->column_map;
	uint32_t n = 0;

	for (uint32_t i = 0; i < context->column_count; i++) {
		uint32_t j;

		if (map[i] == NULL || !(called ? map[i]->kind->called : map[i]->kind->ends != NULL) ||
		    (n == DYE_NAMES_CALLED && map[cells[n - 1]] < map[i]))
			continue;
		n += n < DYE_NAMES_CALLED;
		for (j = n - 1; j > 0 && map[i] < map[cells[j - 1]]; j--)
			cells[j] = cells[j - 1];
		cells[j] = i;
	}
	return n;
}

static void
find_pairs(struct dye_namer * n, const struct dye_mark_context * context)
{
	uint32_t called[DYE_NAMES_CALLED], numbers[DYE_NAMES_CALLED];
	uint32_t called_count = first_two(context, true, called), number_count = first_two(context, false, numbers);

	for (uint32_t i = 0; i < number_count; i++)
		for (uint32_t k = 0; k < called_count; k++)
			n->pairs[n->pair_count++] = (struct dye_names_pair){called[k], numbers[i]};
}

enum dye_code
dye_names_pair_digest(const uint8_t name[DYE_PRF_LEN], const struct dye_kind * kind, struct dye_slice number,
    struct dye_buffer * scratch, uint8_t out[DYE_PRF_LEN], bool * got, struct dye_error * err)
{
	char ends[DYE_ENDS_LEN];

	*got = kind->ends(number, ends);
	return !*got ? DYE_OK
		     : dye_cell_digest(kind->name, (struct dye_slice){ends, sizeof(ends)}, name, scratch, out, err);
}

/* ---- what rows are placed by ---- */

/* One mark places rows. */
static enum dye_code
find_naming(struct dye_namer * n, const struct dye_mark_context * context, struct dye_error * err)
{

	if ((n->naming = calloc((size_t)context->column_count + 1, sizeof(*n->naming))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t m = 0; dye_marks[m] != NULL && n->naming_count == 0; m++)
		if (dye_marks[m]->naming != NULL && context->column_count > 0)
			n->naming_count = dye_marks[m]->naming(context, n->naming);
	return DYE_OK;
}

static enum dye_code
add_place(
    struct dye_namer * n, const struct dye_row * row, struct dye_cells * cells, char * count, struct dye_error * err)
{
	const struct dye_named_by * by = dye_named_by(n->naming, n->naming_count, row);
	const struct dye_parse * parse;
	const uint8_t * digest;

	if (by == NULL)
		return DYE_OK;
	DYE_TRY(dye_cells_digest(
	    cells, by->cell, n->columns[by->cell]->kind, row->cells[by->cell].text, &parse, &digest, err));
	*count = (char)(*count | DYE_NAMES_PLACED);
	DYE_TRY(dye_buffer_append_byte(&n->placed, (char)by->rank, err));
	return dye_buffer_append(&n->placed, digest, DYE_PRF_LEN, err);
}

/* ---- rows ---- */

enum dye_code
dye_namer_open(const struct dye_mark_context * context, struct dye_namer * namer, struct dye_error * err)
{

	*namer = (struct dye_namer){.columns = context->column_map};
	find_cells(namer, context);
	find_pairs(namer, context);
	DYE_TRY(find_naming(namer, context, err));
	return dye_vault_prf(context->vault, context->dataset->salt, DYE_LABEL_INDEX, &namer->prf, err);
}

void
dye_namer_close(struct dye_namer * n)
{

	dye_prf_close(n->prf);
	dye_buffer_release_secret(&n->scratch);
	dye_buffer_release(&n->counts);
	dye_buffer_release_secret(&n->digests);
	dye_buffer_release_secret(&n->placed);
	free(n->naming);
	*n = (struct dye_namer){0};
}

/* What the row has of a pair. */
static enum dye_code
add_pair(struct dye_namer * n, const struct dye_names_pair * pair, const struct dye_row * row, struct dye_cells * cells,
    char * count, struct dye_error * err)
{
	const struct dye_kind *called = n->columns[pair->name]->kind, *of = n->columns[pair->number]->kind;
	struct dye_slice name = row->cells[pair->name].text, number = row->cells[pair->number].text;
	const struct dye_parse * parse;
	uint8_t digest[DYE_PRF_LEN];
	const uint8_t * found;
	bool got;

	if (dye_manner_value(name).len == 0 || dye_manner_value(number).len == 0)
		return DYE_OK;
	DYE_TRY(dye_cells_digest(cells, pair->name, called, name, &parse, &found, err));
	DYE_TRY(dye_cells_read(cells, pair->number, of, number, &parse, err));
	DYE_TRY(dye_names_pair_digest(found, of, dye_buffer_slice(&parse->canonical), &n->scratch, digest, &got, err));
	if (!got)
		return DYE_OK;
	++*count;
	return dye_buffer_append(&n->digests, digest, sizeof(digest), err);
}

enum dye_code
dye_namer_row(struct dye_namer * n, const struct dye_row * row, struct dye_cells * cells, struct dye_error * err)
{
	const struct dye_parse * parse;
	const uint8_t * digest;
	char count = 0;

	for (uint32_t i = 0; i < n->cell_count; i++) {
		uint32_t cell = n->cells[i];
		struct dye_slice text = row->cells[cell].text;

		/* Rows that say "N/A" have nothing in common. */
		if (dye_manner_value(text).len == 0)
			continue;
		DYE_TRY(dye_cells_digest(cells, cell, n->columns[cell]->kind, text, &parse, &digest, err));
		DYE_TRY(dye_buffer_append(&n->digests, digest, DYE_PRF_LEN, err));
		count++;
	}
	for (uint32_t i = 0; i < n->pair_count; i++)
		DYE_TRY(add_pair(n, &n->pairs[i], row, cells, &count, err));
	if (count == 0)
		return DYE_OK;
	DYE_TRY(add_place(n, row, cells, &count, err));
	return dye_buffer_append_byte(&n->counts, count, err);
}

enum dye_code
dye_namer_anchors(struct dye_namer * n, uint8_t * digests, size_t count, uint64_t * anchors, struct dye_error * err)
{
	const size_t most = INT_MAX / DYE_PRF_LEN;

	for (size_t at = 0; at < count; at += most) {
		size_t some = count - at < most ? count - at : most;
		uint8_t * from = digests + at * DYE_PRF_LEN;

		DYE_TRY(dye_prf_blocks(n->prf, from, from, some, err));
	}
	for (size_t i = 0; i < count; i++)
		anchors[i] = dye_get_u64(digests + i * DYE_PRF_LEN) >> 1;
	return DYE_OK;
}

enum dye_code
dye_namer_take(struct dye_namer * n, struct dye_buffer * rows, struct dye_error * err)
{
	size_t digests = n->digests.len / DYE_PRF_LEN;
	const uint8_t *from = (const uint8_t *)n->digests.data, *placed = (const uint8_t *)n->placed.data;
	uint8_t * to;

	if (digests > 0)
		DYE_TRY(dye_prf_blocks(n->prf, n->digests.data, n->digests.data, digests, err));
	DYE_TRY(dye_buffer_reserve(rows, n->counts.len + 8 * digests + n->placed.len, err));
	to = (uint8_t *)dye_buffer_at(rows, rows->len);
	for (size_t i = 0; i < n->counts.len; i++) {
		uint8_t count = (uint8_t)n->counts.data[i];

		*to++ = count;
		for (uint8_t k = 0; k < (count & (DYE_NAMES_PLACED - 1)); k++, to += 8, from += DYE_PRF_LEN)
			dye_put_u64(to, dye_get_u64(from) >> 1);
		if ((count & DYE_NAMES_PLACED) == 0)
			continue;
		memcpy(to, placed, DYE_NAMES_PLACE);
		to += DYE_NAMES_PLACE;
		placed += DYE_NAMES_PLACE;
	}
	rows->len += n->counts.len + 8 * digests + n->placed.len;
	dye_buffer_reset(&n->placed);
	dye_buffer_reset(&n->counts);
	dye_buffer_reset(&n->digests);
	return DYE_OK;
}
