/*
 * seeds.h: what the cells of canaries are looked up by: a digest of the cell, or of a piece of it.
 */
#ifndef DYE_MARKS_CANARY_SEEDS_H
#define DYE_MARKS_CANARY_SEEDS_H

#include "formats/base/error.h"

struct dye_canary_seed;

/* A table of ${size} places, a power of two, half full at most. All zero is empty. */
struct dye_canary_seeds {
	struct dye_canary_seed * places; /* Owned. */
	size_t count, size;
};

/* Cell number ${cell}, counted from 1, is looked up by this digest, too. */
enum dye_code dye_canary_seeds_add(
    struct dye_canary_seeds * seeds, uint32_t digest, uint32_t cell, struct dye_error * err);

/* The first cell that is looked up by the digest, or the next after ${place}; 0: there is none (any more). */
uint32_t dye_canary_seeds_first(const struct dye_canary_seeds * seeds, uint32_t digest, size_t * place);
uint32_t dye_canary_seeds_next(const struct dye_canary_seeds * seeds, uint32_t digest, size_t * place);

/* Forget those of cells behind number ${cells}. */
enum dye_code dye_canary_seeds_keep(struct dye_canary_seeds * seeds, uint32_t cells, struct dye_error * err);

void dye_canary_seeds_release(struct dye_canary_seeds * seeds);

#endif
