/*
 * pairs.h: two columns that name rows together where none does alone: a shop and the numbers of its receipts, an order and its lines.
 *
 * A canary that keeps both from its parent takes the place of a real row where the copy is loaded by them, as one does with the key that a
 * single column is (keys.h). Keys come first: of the columns before the first that is a key by itself, the first six are tried that
 * could be a part: all but contacts, names, addresses and what belongs to one person; with a value in 98 % of the rows and four rows and more
 * for each, for fewer are a key alone.
 *
 * Of n rows, a values here and b there, evenly and independently spread, n (n - 1) / (2 a b) pairs of rows would show the same values: that is 8 at
 * least, since a and b are at most n / 4, and uneven values meet more often. Two columns are a key where not more than one in eight of these comes, and
 * not more than one row in fifty (the same record twice, as real files have it). That by chance no more than one of 8 comes has 3e-3, no more than
 * four of 32 1e-8, for each pair that is tried.
 */
#ifndef DYE_LEARN_PAIRS_H
#define DYE_LEARN_PAIRS_H

#include "watermark/learn/column.h"

#define DYE_LEARN_PAIRS 15 /* of six columns */

struct dye_learn_pair {
	uint32_t first, second; /* columns, from 0 */
	struct dye_map seen;	/* digests of the two texts */
	uint64_t rows, repeats;
	bool refuted; /* too many repeats already: nothing more is remembered */
};

struct dye_learn_pairs {
	struct dye_learn_pair list[DYE_LEARN_PAIRS];
	size_t count;
	uint64_t rows; /* of the table */
};

/**
 * dye_learn_pairs_plan(pairs, profile, wishes, count): Which pairs are worth a pass, by columns that have been counted and among which the keys are
 * found (dye_learn_keys()). None where the owner said what names a row.
 */
void dye_learn_pairs_plan(struct dye_learn_pairs * pairs, const struct dye_profile * profile,
    const struct dye_learn_wish * wishes, size_t count);

/* A row of that pass. Memory: as of a column of distinct values for each pair that is not refuted. */
enum dye_code dye_learn_pairs_row(struct dye_learn_pairs * pairs, const struct dye_row * row, struct dye_error * err);

/**
 * dye_learn_pairs_take(pairs, profile, stats, wishes, count, learned): Of the first pair that names rows: an order, that is a first column of more values than
 * the second, becomes a key; of others the second becomes an invented part of the pair, or the first, whichever can be invented. Where neither
 * can, ${learned} alone tells of it. True where a kind has changed, and cells must be counted anew.
 */
bool dye_learn_pairs_take(const struct dye_learn_pairs * pairs, struct dye_profile * profile,
    const struct dye_column_stats * stats, const struct dye_learn_wish * wishes, size_t count,
    struct dye_learned * learned);

void dye_learn_pairs_release(struct dye_learn_pairs * pairs);

#endif
