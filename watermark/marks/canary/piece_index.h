/*
 * piece_index.h: the pieces of the cells of all canaries, and the comparison with those of a row. pieces.h says what pieces are.
 */
#ifndef DYE_MARKS_CANARY_PIECE_INDEX_H
#define DYE_MARKS_CANARY_PIECE_INDEX_H

#include "formats/base/bits.h"
#include "watermark/marks/canary/plain.h"

/* Of one row. All zero is valid. They are digests, but of people's words: wiped when released. */
struct dye_pieces {
	uint32_t * keys; /* Owned */
	size_t count, size;
	uint64_t * filter;	/* Owned: if all were read, bits, set where a key falls; NULL before the first */
	struct dye_plain plain; /* scratch, */
	struct dye_buffer line; /* and Owned too */
};

#define DYE_PIECES_FILTER_BITS 8192 /* a row has some hundred keys */
#define DYE_PIECES_OF_CELL 24
#define DYE_PIECE_SEEDS 2
#define DYE_PIECE_SEED_BITS (UINT32_C(1) << 22)

/* Of one cell of a canary: it stands in a row that has keys[0], which is the whole as one word, or all of the others, if there are any. */
struct dye_cell_pieces {
	uint32_t keys[DYE_PIECES_OF_CELL]; /* [0]: 0 where the whole is not enough to know it by */
	uint32_t count;			   /* with keys[0]; 0: it cannot be known so */
	uint32_t seeds[DYE_PIECE_SEEDS];   /* a row in which the cell stands has one of them, and few other rows have */
	uint32_t seed_count;
	/* Whatever text says the same has one of the seeds: always; if the value is the folded words of the text. */
	bool suffices, words_suffice;
};

/* The pieces of many cells. All zero is empty. */
struct dye_piece_index {
	uint32_t * keys; /* Owned, as are the following. */
	size_t count, size;
	uint32_t * ends; /* of each cell, where in keys they end */
	size_t cells, end_size;
	uint64_t * seeds; /* bits, set where a seed falls; NULL before the first */
};

/* Add the next cell, which is of these. */
enum dye_code dye_piece_index_add(
    struct dye_piece_index * index, const struct dye_cell_pieces * pieces, struct dye_error * err);
void dye_piece_index_release(struct dye_piece_index * index);

/* Whether some cell may have this seed; false is certain. */
static inline bool
dye_piece_index_may(const struct dye_piece_index * index, uint32_t key)
{

	return dye_bits_has(index->seeds, key % DYE_PIECE_SEED_BITS);
}

/* For dye_pieces_read(): all pieces of a row were read, and can be looked up. */
enum dye_code dye_pieces_ready(struct dye_pieces * pieces, struct dye_error * err);

/* Whether the row, of which all pieces were read, has this one. */
bool dye_pieces_hold(const struct dye_pieces * pieces, uint32_t key);

/* Whether cell number ${cell} stands in the row, of which all pieces were read. */
bool dye_piece_index_stands(const struct dye_piece_index * index, size_t cell, const struct dye_pieces * pieces);

#endif
