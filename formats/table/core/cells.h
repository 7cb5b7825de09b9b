/*
 * cells.h: framed cells: how the rows of a format that is no text stand in a block. Such a format makes them, and all decode them alike.
 *
 * A row is the number of its cells and then each cell, its length before it; numbers have 32 bits, little-endian.
 */
#ifndef DYE_TABLE_CELLS_H
#define DYE_TABLE_CELLS_H

#include "formats/table/format.h"

/* Append one row to ${block}. The cells are UTF-8 without NUL bytes; at most DYE_COLUMNS_MAX. */
enum dye_code dye_cells_row(
    struct dye_block * block, const struct dye_slice * cells, uint32_t count, struct dye_error * err);

/* The decoding part of a format whose blocks hold framed cells; the rest is NULL. */
extern const struct dye_format dye_cells_decoding;

#endif
