/*
 * recognise.h: the kind of a column from a sample of its cells: the same call for learning and for tracing, without keys.
 */
#ifndef DYE_FIELD_RECOGNISE_H
#define DYE_FIELD_RECOGNISE_H

#include "formats/field/kind.h"

struct dye_kind_rank {
	const struct dye_kind * kind;
	int score; /* 0..1000 */
};

/* More cells than this say nothing more: they are taken evenly from the column. */
#define DYE_RECOGNISE_CELLS 1000

/**
 * dye_recognise_column(cells, count, out, max): Rank the kinds for a column of which ${cells} is a sample in its order: write at most ${max} ranks, best
 * first, those of score 0 left out, and return how many. A kind's score is its mean over the cells that are not empty, corrected by the
 * kind's column(). Equal scores stand
 * in the order of the kinds' names. A column of empty cells has no kind: 0.
 */
size_t dye_recognise_column(const struct dye_slice * cells, size_t count, struct dye_kind_rank out[], size_t max);

/* The kind that the title of a column says it is of (kind.h, titled), or NULL. ${best} is what its cells look like most, or NULL. */
const struct dye_kind * dye_recognise_titled(
    const struct dye_slice * cells, size_t count, const char * title, const struct dye_kind_rank * best);

#endif
