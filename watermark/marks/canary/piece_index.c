#include "watermark/marks/canary/piece_index.h"

#include <stdlib.h>

static enum dye_code
index_key(struct dye_piece_index * x, uint32_t key, struct dye_error * err)
{
	uint32_t * keys;

	if ((keys = dye_grown(x->keys, &x->size, x->count, sizeof(*keys))) == NULL || x->count == UINT32_MAX)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	x->keys = keys;
	x->keys[x->count++] = key;
	return DYE_OK;
}

enum dye_code
dye_piece_index_add(struct dye_piece_index * x, const struct dye_cell_pieces * p, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint32_t i, *ends;

	if (x->seeds == NULL && (x->seeds = calloc(DYE_PIECE_SEED_BITS / 64, sizeof(*x->seeds))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((ends = dye_grown(x->ends, &x->end_size, x->cells, sizeof(*ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	x->ends = ends;
	for (i = 0; i < p->count && rc == DYE_OK; i++)
		rc = index_key(x, p->keys[i], err);
	for (i = 0; i < p->seed_count; i++)
		x->seeds[p->seeds[i] / 64 % (DYE_PIECE_SEED_BITS / 64)] |= UINT64_C(1) << p->seeds[i] % 64;
	x->ends[x->cells++] = (uint32_t)x->count;
	return rc;
}

void
dye_piece_index_release(struct dye_piece_index * x)
{

	free(x->keys);
	free(x->ends);
	free(x->seeds);
}

static int
by_value(const void * a, const void * b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool
holds(const struct dye_pieces * p, uint32_t key)
{

	return p->count > 0 && bsearch(&key, p->keys, p->count, sizeof(key), by_value) != NULL;
}

void
dye_pieces_sort(struct dye_pieces * p)
{

	if (p->count > 0)
		qsort(p->keys, p->count, sizeof(*p->keys), by_value);
}

bool
dye_piece_index_stands(const struct dye_piece_index * x, size_t cell, const struct dye_pieces * pieces)
{
	size_t first = cell == 0 ? 0 : x->ends[cell - 1], end = x->ends[cell], i;

	if (first == end)
		return false;
	if (x->keys[first] != 0 && holds(pieces, x->keys[first]))
		return true;
	for (i = first + 1; i < end && holds(pieces, x->keys[i]); i++)
		;
	return end - first > 1 && i == end;
}
