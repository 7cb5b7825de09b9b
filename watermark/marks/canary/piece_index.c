#include "watermark/marks/canary/piece_index.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/piece_literal.h"

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

static enum dye_code
room_for_seeds(struct dye_piece_index * x, struct dye_error * err)
{

	if (x->seeds == NULL && (x->seeds = calloc(DYE_PIECE_SEED_BITS / 64, sizeof(*x->seeds))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_piece_index_stored(struct dye_piece_index * x, struct dye_canary_stored * stored, struct dye_error * err)
{

	DYE_TRY(room_for_seeds(x, err));
	x->stored = stored;
	for (unsigned n = 0; n < 8; n++)
		if (dye_canary_stored_may(stored, dye_stored_key(DYE_STORED_SHORTS, 0, n)))
			x->shorts |= 1U << n;
	x->across = x->across || dye_canary_stored_may(stored, dye_stored_key(DYE_STORED_ACROSS, 0, 0));
	return DYE_OK;
}

void
dye_piece_index_keep(struct dye_piece_index * x, size_t cells)
{

	x->count = cells == 0 ? 0 : x->ends[cells - 1];
	x->cells = cells;
}

enum dye_code
dye_piece_index_add(struct dye_piece_index * x, const struct dye_cell_pieces * p, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	uint64_t * literals;
	uint32_t i, *ends;

	DYE_TRY(room_for_seeds(x, err));
	if ((ends = dye_grown(x->ends, &x->end_size, x->cells, sizeof(*ends))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	x->ends = ends;
	if ((literals = dye_grown(x->literals, &x->literal_size, x->cells, sizeof(*literals))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	x->literals = literals;
	x->literals[x->cells] = p->literal;
	x->shorts |= p->shorts;
	x->across = x->across || p->across;
	for (i = 0; i < p->count && rc == DYE_OK; i++)
		rc = index_key(x, p->keys[i], err);
	for (i = 0; i < p->seed_count; i++)
		dye_bits_set(x->seeds, p->seeds[i] % DYE_PIECE_SEED_BITS);
	for (i = 0; i < p->member_count; i++)
		dye_bits_set(x->members, p->members[i] >> (64 - DYE_PIECE_MEMBER_BITS_LOG2));
	x->ends[x->cells++] = (uint32_t)x->count;
	return rc;
}

void
dye_piece_index_release(struct dye_piece_index * x)
{

	free(x->keys);
	free(x->ends);
	free(x->literals);
	free(x->seeds);
}

enum dye_code
dye_pieces_ready(struct dye_pieces * p, struct dye_error * err)
{
	size_t i;

	if (p->filter == NULL && (p->filter = malloc(DYE_PIECES_FILTER_BITS / 8)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	memset(p->filter, 0, DYE_PIECES_FILTER_BITS / 8);
	for (i = 0; i < p->count; i++)
		dye_bits_set(p->filter, p->keys[i] % DYE_PIECES_FILTER_BITS);
	return DYE_OK;
}

/* Hardly a key passes the filter that is not there, so nothing need be in order. */
bool
dye_pieces_hold(const struct dye_pieces * p, uint32_t key)
{
	size_t i;

	if (!dye_bits_has(p->filter, key % DYE_PIECES_FILTER_BITS))
		return false;
	for (i = 0; i < p->count && p->keys[i] != key; i++)
		;
	return i < p->count;
}

bool
dye_piece_index_may_stand(const struct dye_piece_index * x, size_t cell, const struct dye_pieces * pieces)
{

	return !pieces->literal || dye_piece_literal_in(x->literals[cell], dye_buffer_slice(&pieces->line));
}

bool
dye_piece_index_stands(const struct dye_piece_index * x, size_t cell, const struct dye_pieces * pieces)
{
	size_t i = cell == 0 ? 0 : x->ends[cell - 1], end = x->ends[cell], held;
	bool all;

	for (; i < end; i++) {
		for (all = true, held = 0; i < end && x->keys[i] != 0; i++, held++)
			all = all && dye_pieces_hold(pieces, x->keys[i]);
		if (all && held > 0)
			return true;
	}
	return false;
}
