/*
 * shortcells.h: cells of few signs as they are without what stands around them.
 *
 * A key of up to three letters and digits is no seed (pieces.h): it is looked for as a whole cell. A trace reads "DB7" from a cell that is padded, in
 * brackets, in full width or written with references all the same, so who looks for canaries that came back must, too.
 */
#ifndef DYE_MARKS_CANARY_SHORTCELLS_H
#define DYE_MARKS_CANARY_SHORTCELLS_H

#include "watermark/marks/core/plain.h"

#define DYE_SHORT_CELL 8 /* bytes, at most */

/* All zero is valid. */
struct dye_short_cells {
	struct dye_plain plain;	    /* scratch */
	struct dye_buffer gathered; /* Owned: scratch */
	struct dye_buffer bytes;    /* Owned: of the cells that are shorter so */
	struct dye_slice * texts;   /* Owned: of the row */
	size_t size;
};

/**
 * dye_short_cells_read(cells, texts, count, any, err): Make cells->texts of a row of ${count} cells: where a cell has signs around it or is written in
 * another way, and is short without, that; every other as it is. *any: some is.
 */
enum dye_code dye_short_cells_read(
    struct dye_short_cells * cells, const struct dye_slice * texts, size_t count, bool * any, struct dye_error * err);
void dye_short_cells_release(struct dye_short_cells * cells);

#endif
