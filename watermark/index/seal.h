/*
 * seal.h: what the files of this room share: what is stored, sealed and bound to what it is. Nobody outside this folder includes it.
 */
#ifndef DYE_INDEX_SEAL_H
#define DYE_INDEX_SEAL_H

#include "watermark/index/lookup.h"

#define DYE_RUN_SALT_LEN 16

/* What a sealed text is, and of what: a letter and two numbers. */
struct dye_index_place {
	char
	    what; /* 'r' rows of a sheet, 's' a settled sheet: export; 'R' a run: its id; 'b' a block: run, first; 'f' a page of its filter: run, number */
	uint64_t of, at;
	const uint8_t * salt; /* Not owned: of the run; NULL: it has none */
};

/**
 * dye_index_seal(index, place, clear, err): Into index->sealed.
 * dye_index_unseal(index, place, clear, err): What is in index->sealed, in place of what ${clear} holds. DYE_EVAULT where it is not ours.
 */
enum dye_code dye_index_seal(
    struct dye_index * index, struct dye_index_place place, struct dye_slice clear, struct dye_error * err);
enum dye_code dye_index_unseal(
    struct dye_index * index, struct dye_index_place place, struct dye_buffer * clear, struct dye_error * err);
enum dye_code dye_index_damaged(const struct dye_index * index, struct dye_error * err);

/* A run as its row says. */
struct dye_run {
	enum dye_family family;
	uint64_t id, entries, blocks;
	uint32_t given; /* numbers, when it was written */
	uint64_t words; /* of its filter; 0: it has none */
	uint64_t keys;	/* different ones in it */
	/* Drawn for it where it has a filter. Numbers of runs come again, where one was put back or never was committed; what was sealed for another run
	 * is not taken for a part of this one. */
	uint8_t salt[DYE_RUN_SALT_LEN];
};

/* What the place of a part of the run is: 'b' or 'f'. Valid as long as the run. */
static inline struct dye_index_place
dye_run_place(const struct dye_run * run, char what, uint64_t at)
{

	return (struct dye_index_place){what, run->id, at, run->words > 0 ? run->salt : NULL};
}

/* dye_index_damaged() of runs that are of the family. */
enum dye_code dye_run_damaged(const struct dye_index * index, enum dye_family family, struct dye_error * err);

/* The next run of the family behind ${run->id}. DYE_EVAULT where it has not the blocks that it says. */
enum dye_code dye_run_next(struct dye_index * index, struct dye_run * run, bool * got, struct dye_error * err);

/* The next number of few bytes; false where there is none. */
bool dye_index_take_varint(struct dye_slice * bytes, uint64_t * v);

/*
 * Of the families that are looked up key by key (lookup.h): a block begins with a u64, the anchor from which on the next one is asked, so that a block that
 * was taken away shows; and a filter follows the blocks, in pages at places that no anchor has, which are below this.
 */
#define DYE_RUN_FILTERS (UINT64_C(1) << 62)
#define DYE_RUN_FILTER_WORDS 512
#define DYE_RUN_FILTER_BITS 8 /* for each key */

static inline bool
dye_family_filtered(enum dye_family family)
{

	return family >= DYE_OF_SEEDS;
}

/* Which word of the filter, the greater the greater the key; which bits of it are set. */
static inline uint64_t
dye_run_filter_word(uint64_t words, uint32_t key)
{

	return (uint64_t)key * words >> 32;
}

static inline uint64_t
dye_run_filter_bits(uint32_t key)
{
	uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);

	return UINT64_C(1) << (mixed >> 58) | UINT64_C(1) << (mixed >> 20 & 63) | UINT64_C(1) << (mixed >> 40 & 63);
}

#endif
