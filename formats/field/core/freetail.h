/*
 * freetail.h: where the free tail of a column's numbers begins: what stands before it says country, series, place or time, and rows have it in common; what
 * follows tells rows apart.
 *
 * A place is a digit or letter of ASCII (or its full-width form), counted from 0. The tail begins behind the last place at which, of the pairs of different values that agree before
 * it, more than one in five agree, too: of digits drawn by chance one in ten does. So it
 * does behind beginnings that are a list: twenty values have each, and on average it goes on in fewer than six tenths of the ways that there are. Where fewer than a hundred pairs agree so far nothing is told. In the tail each
 * place has what the column has there: what all share, and the bits that all share, invented cells share.
 */
#ifndef DYE_FIELD_FREETAIL_H
#define DYE_FIELD_FREETAIL_H

#include "formats/base/buffer.h"

#define DYE_FREE_PLACES 40
#define DYE_FREE_SIGNS 36

struct dye_free {
	uint32_t places;
	uint32_t from;					  /* the tail's first place; places: there is none */
	bool mixed;					  /* hexadecimal: a digit may come where a letter was */
	bool small;					  /* letters are */
	uint32_t counts[DYE_FREE_PLACES][DYE_FREE_SIGNS]; /* of values with this digit or letter there */
};

/**
 * dye_free_find(cells, count, tail, err): From the cells of a column that have as many places as most. *found is false where fewer than 100 different
 * values do.
 */
enum dye_code dye_free_find(
    const struct dye_slice * cells, size_t count, struct dye_free * tail, bool * found, struct dye_error * err);

struct dye_forge;

/* Has the parent's cell a tail as its column has, that can be drawn? */
bool dye_free_fits(const struct dye_forge * forge);

/**
 * dye_free_draw(forge, node, place, old): What comes in a place of the tail, ${old} being the parent's: a digit for a digit, a letter for a letter, unless
 * either may come, as often as the column has it there.
 */
char dye_free_draw(struct dye_forge * forge, uint32_t node, uint32_t place, char old);

/* Append the parent's cell with another tail. One node. Nothing is drawn again: it may come out as the parent's. */
enum dye_code dye_free_write(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

#endif
