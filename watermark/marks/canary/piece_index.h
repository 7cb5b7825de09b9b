/*
 * piece_index.h: the pieces of the cells of all canaries, and the comparison with those of a row. pieces.h says what pieces are.
 */
#ifndef DYE_MARKS_CANARY_PIECE_INDEX_H
#define DYE_MARKS_CANARY_PIECE_INDEX_H

#include "formats/base/bits.h"
#include "watermark/marks/canary/stored.h"
#include "watermark/marks/core/plain.h"

/* Of one row. All zero is valid. They are digests, but of people's words: wiped when released. */
struct dye_pieces {
	uint32_t * keys; /* Owned */
	size_t count, size;
	uint64_t * filter;	/* Owned: if all were read, bits, set where a key falls; NULL before the first */
	struct dye_plain plain; /* scratch, */
	struct dye_buffer line; /* and Owned too: its cells one behind another, */
	bool
	    literal; /* which may be searched for words, since it is plain ASCII in which nothing stands for other signs */
};

#define DYE_PIECES_FILTER_BITS 8192 /* a row has some hundred keys */
#define DYE_PIECES_OF_CELL 80
#define DYE_PIECE_SEEDS 6
#define DYE_PIECE_SEED_BITS (UINT32_C(1) << 22)
#define DYE_PIECE_MEMBERS 12
#define DYE_PIECE_MEMBER_BITS_LOG2 17 /* 16 KiB: they stay in the nearest cache */
#define DYE_PIECE_MEMBER_BITS (UINT32_C(1) << DYE_PIECE_MEMBER_BITS_LOG2)

/* Of one cell of a canary: it stands in a row that has all keys of some group. */
struct dye_cell_pieces {
	uint32_t keys[DYE_PIECES_OF_CELL]; /* groups, one behind another with a 0 between */
	uint32_t count;			   /* with those; 0: it cannot be known so */
	uint32_t seeds[DYE_PIECE_SEEDS];   /* a row in which the cell stands has one of them, and few other rows have */
	uint32_t seed_count;
	/* Hashes of the words that the seeds are made of, but for numbers and runs of words. */
	uint64_t members[DYE_PIECE_MEMBERS];
	uint32_t member_count;
	uint64_t literal; /* it stands in no row of plain ASCII that has not this word (piece_literal.h); 0: unknown */
	/* Whatever text says the same has one of the seeds: always; if the value is the folded words of the text. */
	bool suffices, words_suffice;
	uint8_t shorts; /* bit n: it is a number of n digits, fewer than seven */
	bool across;	/* a seed is words of it across signs */
	bool shrinks;	/* without zeros in front of its digits a word that is a seed may be too short for one */
};

/* The pieces of many cells. All zero is empty. */
struct dye_piece_index {
	uint32_t * keys; /* Owned, as are the following. */
	size_t count, size;
	uint32_t * ends;     /* of each cell, where in keys they end */
	uint64_t * literals; /* of each cell */
	size_t cells, end_size, literal_size;
	unsigned shorts;			      /* of all */
	bool across;				      /* of any */
	uint64_t * seeds;			      /* bits, set where a seed falls; NULL before the first */
	uint64_t members[DYE_PIECE_MEMBER_BITS / 64]; /* the same for the words that they are made of */
	struct dye_canary_stored * stored;	      /* Not owned: more of both; NULL: there are none */
};

/* Some of the seeds that are looked for are those of ${stored}, of which the index says no more than that. */
enum dye_code dye_piece_index_stored(
    struct dye_piece_index * index, struct dye_canary_stored * stored, struct dye_error * err);
/* Forget all cells but the first ${cells}. What may be a seed stays. */
void dye_piece_index_keep(struct dye_piece_index * index, size_t cells);

/* Add the next cell, which is of these. */
enum dye_code dye_piece_index_add(
    struct dye_piece_index * index, const struct dye_cell_pieces * pieces, struct dye_error * err);
void dye_piece_index_release(struct dye_piece_index * index);

/* Whether some cell may have this seed; false is certain. */
static inline bool
dye_piece_index_may(const struct dye_piece_index * index, uint32_t key)
{

	return dye_bits_has(index->seeds, key % DYE_PIECE_SEED_BITS) ||
	       (index->stored != NULL && dye_canary_stored_may(index->stored, key));
}

/*
 * Some seed may be the word of this hash, or the pair of this word with another; false is certain. The lowest bit of the hash does not matter. Most
 * words of most rows end here.
 */
static inline bool
dye_piece_index_member(const struct dye_piece_index * index, uint64_t word)
{

	return dye_bits_has(index->members, word >> (64 - DYE_PIECE_MEMBER_BITS_LOG2));
}

/* The same of the seeds that are stored. What is a seed by itself, whole, need not be noted so: it is ${seed}. */
static inline bool
dye_piece_index_stored_member(const struct dye_piece_index * index, uint64_t word, uint32_t seed)
{

	return index->stored != NULL &&
	       (dye_canary_stored_may(index->stored, dye_stored_key(DYE_STORED_MEMBER, 0, word >> 1)) ||
		   dye_canary_stored_may(index->stored, seed));
}

/* For dye_pieces_read(): all pieces of a row were read, and can be looked up. */
enum dye_code dye_pieces_ready(struct dye_pieces * pieces, struct dye_error * err);

/* Whether the row, of which all pieces were read, has this one. */
bool dye_pieces_hold(const struct dye_pieces * pieces, uint32_t key);

/*
 * Whether cell number ${cell} may stand in the row, of which what may be seeds was read: a glance that costs a search for one word. False is certain.
 */
bool dye_piece_index_may_stand(const struct dye_piece_index * index, size_t cell, const struct dye_pieces * pieces);

/* Whether cell number ${cell} stands in the row, of which all pieces were read. */
bool dye_piece_index_stands(const struct dye_piece_index * index, size_t cell, const struct dye_pieces * pieces);

#endif
