/*
 * conflict.h: does a dataset use two spellings of one canonical value to tell records apart?
 *
 * "12 Main St" and "12 Main Street" are one place to leakdye. They may be two places to the owner. What tells the two apart: where
 * spellings are clerks' habits, records that share a canonical cell also share its spelling at least as often as two clerks would by chance,
 * the sum of the squared shares of the spellings (and more, since cells are copied). Where spellings tell records apart, records
 * that share a canonical cell never share its spelling.
 *
 * A record is a row where the dataset has a unique column; and, in a second test, a value of the finest exact column that
 * repeats (the customer of an order), of whose rows only the first counts. Each slot type of each marked column is tested by itself: of n
 * records that repeat a canonical cell of an earlier record, a agree with the first one's spelling. The type is switched off where
 * d = n - a is 10 or more and the chance of so few agreements by habit alone is below 1/1000 by Chernoff's bound:
 * a/n < s and n KL(a/n || s) > ln 1000. A dataset without exact columns has no records to compare, and is not tested.
 */
#ifndef DYE_EMBED_LEARN_CONFLICT_H
#define DYE_EMBED_LEARN_CONFLICT_H

#include "watermark/learn/column.h"
#include "watermark/learn/tables.h"

/* No entity: every row is a record. */
#define DYE_EVERY_ROW UINT32_MAX

struct dye_tally {
	uint64_t agree;
	uint64_t differ;
};

/* One test of one column. All zero but column and entity is a valid beginning. */
struct dye_conflict_test {
	uint32_t column;
	uint32_t entity;      /* column whose values are the records, or DYE_EVERY_ROW */
	struct dye_map first; /* canonical digest -> spelling of the first record */
	struct dye_map seen;  /* (record, canonical) pairs */
	struct dye_tally tallies[DYE_SLOT_TYPES_MAX];
};

/* The spelling of a cell in 60 bits, four for each of its first 15 slots; enough to compare two cells of one canonical value. */
uint64_t dye_spelling_pack(const struct dye_parse * parse);

/**
 * dye_conflict_add(test, cell, parse, entity, err): Count one row: ${cell} and ${entity} are the digests of its canonical cell and its
 * record (ignored for DYE_EVERY_ROW).
 */
enum dye_code dye_conflict_add(struct dye_conflict_test * test, uint64_t cell, const struct dye_parse * parse,
    uint64_t entity, struct dye_error * err);

/* The verdict on one tally, ${chance} being the chance that two clerks agree. */
bool dye_conflict_found(const struct dye_tally * tally, double chance);

/* The chance that two clerks agree: the sum of squared shares, over all contexts of (kind, type). 1 where nothing was counted. */
double dye_agreement_chance(const struct dye_counts * counts, const struct dye_kind * kind, uint8_t type);

void dye_conflict_release(struct dye_conflict_test * test);

/**
 * dye_conflict_plan(profile, &tests, &count, err): The tests that this dataset allows; the caller frees the list.
 */
enum dye_code dye_conflict_plan(
    const struct dye_profile * profile, struct dye_conflict_test ** tests, size_t * count, struct dye_error * err);

#endif
