/*
 * traits.h: the traits of the cells of canaries (the trait of a kind, formats/field/kind.h): a cell that has another trait than all of them is none of
 * theirs, and need not be read.
 */
#ifndef DYE_MARKS_CANARY_TRAITS_H
#define DYE_MARKS_CANARY_TRAITS_H

#include "watermark/marks/canary/stored.h"

/* All zero is none. */
struct dye_canary_traits {
	uint64_t kinds;	      /* bit i: some cell is looked up by being read as dye_kinds[i] */
	uint64_t blind;	      /* bit i: the trait of one of these cannot be told */
	uint64_t blind_cells; /* the same for any cell, one that is looked up so or not */
	uint64_t * bits;      /* Owned: set where (kind, trait) of a cell falls */
	uint64_t * each;      /* Owned: of every cell */
	size_t count, size;
	struct dye_canary_stored *
	    stored; /* Not owned: more cells, of which no more is known than bits would say; NULL: there are none */
	uint64_t names[64]; /* of kinds, to them */
};

/* How a row that shows a cell is known to do so. */
enum dye_canary_way {
	DYE_WAY_NONE,	  /* no row does: cells of its kind are never compared */
	DYE_WAY_PIECES,	  /* it has one of the cell's seeds (pieces.h) */
	DYE_WAY_KIND,	  /* cells are read as its kind, and looked up */
	DYE_WAY_UNSOUGHT, /* neither: the canary was looked up by another of its cells */
};

/* Add the next cell, which is number ${kind} of dye_kinds. */
enum dye_code dye_canary_traits_add(struct dye_canary_traits * traits, uint16_t kind, enum dye_canary_way way,
    struct dye_slice canonical, struct dye_error * err);

/* The keys by which it is known that such a cell is stored, DYE_TRAIT_KEYS at most. What is asked of any cell (below) is asked of those alone that are fetched. */
#define DYE_TRAIT_KEYS 2
uint32_t dye_canary_trait_keys(
    uint16_t kind, enum dye_canary_way way, struct dye_slice canonical, uint32_t keys[DYE_TRAIT_KEYS]);

/* There are those of ${stored}, too. */
enum dye_code dye_canary_traits_stored(
    struct dye_canary_traits * traits, struct dye_canary_stored * stored, struct dye_error * err);
/* Forget all cells but the first ${cells}. What some cell may have stays. */
void dye_canary_traits_keep(struct dye_canary_traits * traits, size_t cells);
void dye_canary_traits_release(struct dye_canary_traits * traits);

/*
 * Some cell that is looked up by its kind may be what reads ${text} as number ${kind}; false is certain. ${trait} is ${text}'s as that kind, where
 * ${told}.
 */
bool dye_canary_traits_may(const struct dye_canary_traits * traits, uint16_t kind, bool told, uint64_t trait);

/* The same for several kinds at once, bit i of ${kinds} for number i, all of which have this trait. */
bool dye_canary_traits_glance(const struct dye_canary_traits * traits, uint64_t kinds, uint64_t trait);

/* The same as dye_canary_traits_may() for any cell, looked up by its kind or not. */
bool dye_canary_traits_may_hold(const struct dye_canary_traits * traits, uint16_t kind, bool told, uint64_t trait);

/* Some of ${count} texts may read as cell number ${cell}, counted from 0, which is of ${kind}, though no seed of it is there; false is certain. */
bool dye_canary_traits_one_of(
    const struct dye_canary_traits * traits, size_t cell, uint16_t kind, const struct dye_slice * texts, size_t count);

#endif
