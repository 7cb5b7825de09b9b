/*
 * around.h: lines that are cut around the one cell of them that is known by itself. A telephone number is written with blanks, brackets and hyphens
 * in it, so what separates it from a name before it and from an address behind it says little: the number itself does. Nothing here knows a profile
 * or a key.
 */
#ifndef DYE_INGEST_AROUND_H
#define DYE_INGEST_AROUND_H

#include "formats/field/core/recognise.h"
#include "trace/ingest/sample.h"

/* Of a line: what stands before the cell, the cell, what stands behind it. */
#define DYE_AROUND_CELLS 3

/* A cell is surely of a kind from this score on: of ten digits without a country, in groups, as well. */
#define DYE_AROUND_SURELY 760

/**
 * dye_around_find(sample): The kind of which eight in ten rows of ${sample}, whole lines, have one piece alone; NULL: there is none. The piece begins and ends at digits, it has no
 * record's separators before it, and the kind is an exact one. At least three rows must have it.
 */
const struct dye_kind * dye_around_find(const struct dye_sample * sample);

/**
 * dye_around_cut(kind, line, cells): Cut ${line} around its only piece of the ${kind}; signs and blanks beside the piece are left out, and so are
 * cells without any text. A line without such a piece, or with several, is one cell. Return how many cells there are.
 */
uint32_t dye_around_cut(const struct dye_kind * kind, struct dye_slice line, struct dye_slice cells[DYE_AROUND_CELLS]);

/* ${around} becomes the rows of ${whole}, whole lines, cut so. The caller releases it, after an error too. */
enum dye_code dye_around_sample(
    const struct dye_kind * kind, const struct dye_sample * whole, struct dye_sample * around, struct dye_error * err);

#endif
