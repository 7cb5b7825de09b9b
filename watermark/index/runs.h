/*
 * runs.h: sorted lists of anchors, in blocks. New ones come as a run of their own; runs that are not much larger are merged with it, so there are few
 * (a log-structured merge tree: O'Neil, Cheng, Gawlick, O'Neil 1996).
 */
#ifndef DYE_INDEX_RUNS_H
#define DYE_INDEX_RUNS_H

#include "watermark/index/index.h"

/* What the keys of a run are. */
enum dye_family {
	DYE_OF_CELLS, /* anchors (names.h) */
	DYE_OF_ROWS,  /* digests of all anchors of a row: whoever comes again just as before is known by one of them */
	/*
	 * Where the owner has freed the order: keys are the numbers of rows, each beside a rank in place of a number; the value is the digest of the cell of that rank that
	 * the row is placed by.
	 */
	DYE_OF_PLACES,
	DYE_OF_SEEDS, /* what canaries are found by when they come back (marks/canary/stored.h): keys of 32 bits, read as lookup.h says */
};

/* That row ${number} has the key at place ${at} of those that were asked for. */
struct dye_index_hit {
	uint32_t at, number;
	uint8_t value[DYE_PRF_LEN]; /* of places */
};

struct dye_index_hits {
	struct dye_index_hit * list; /* Owned by the caller: free() */
	size_t count, size;
};

struct dye_index_entry {
	uint64_t anchor;
	uint32_t number;
	uint8_t value[DYE_PRF_LEN]; /* of places */
};

/* Inside a transaction that writes: how many numbers were given so far; how many entries all runs of the family have. */
enum dye_code dye_runs_given(struct dye_index * index, uint32_t * given, struct dye_error * err);
enum dye_code dye_runs_size(
    struct dye_index * index, enum dye_family family, uint64_t * entries, struct dye_error * err);

/**
 * dye_runs_add(index, family, entries, count, given, err): Inside a transaction that writes: add ${entries}, ascending and distinct; ${given} numbers were given by
 * now. Of seeds an entry of number 0 is kept once. At most a few blocks of other runs are in memory at a time.
 */
enum dye_code dye_runs_add(struct dye_index * index, enum dye_family family, const struct dye_index_entry * entries,
    size_t count, uint32_t given, struct dye_error * err);

/* Inside a transaction that writes: take out all entries of ${numbers}, which are settled, of cells, rows and places. */
enum dye_code dye_runs_drop(struct dye_index * index, const struct dye_numbers * numbers, struct dye_error * err);

/**
 * dye_runs_find(index, family, keys, count, hits, err): Append to ${hits} the rows that have one of ${keys}, which are ascending and distinct. Ascending by
 * place and number, each once.
 */
enum dye_code dye_runs_find(struct dye_index * index, enum dye_family family, const uint64_t * keys, size_t count,
    struct dye_index_hits * hits, struct dye_error * err);

#endif
