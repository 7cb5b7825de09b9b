/*
 * traits.h: the traits of the cells of canaries (the trait of a kind, formats/field/kind.h): a cell that has another trait than all of them is none of
 * theirs, and need not be read.
 */
#ifndef DYE_MARKS_CANARY_TRAITS_H
#define DYE_MARKS_CANARY_TRAITS_H

#include "formats/base/buffer.h"

/* All zero is none. */
struct dye_canary_traits {
	uint64_t kinds;	      /* bit i: some cell is looked up by being read as dye_kinds[i] */
	uint64_t blind;	      /* bit i: the trait of one of these cannot be told */
	uint64_t blind_cells; /* the same for any cell, one that is looked up so or not */
	uint64_t * bits;      /* Owned: set where (kind, trait) of a cell falls */
	uint64_t * each;      /* Owned: of every cell */
	size_t count, size;
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
