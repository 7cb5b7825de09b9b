/*
 * respell.h: the slots of a cell are drawn by the recipient's symbols, and written.
 */
#ifndef DYE_MARKS_SPELLING_RESPELL_H
#define DYE_MARKS_SPELLING_RESPELL_H

#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/mark.h"

struct dye_respeller; /* one per thread */

/* A cell that may be respelt. Nothing of it is owned. */
struct dye_respell_cell {
	const struct dye_kind * kind;
	uint32_t column;
	struct dye_slice text;
	struct dye_slice value;		/* of it: without the blanks at its ends */
	struct dye_slice bare;		/* of that: what stands within whatever is around it (hidden.h) */
	const struct dye_parse * parse; /* of text */
	const uint8_t * anchor;		/* of its row; of a distinctive kind: anything */
};

/* ${context} and ${keys} outlive it. */
enum dye_code dye_respeller_open(const struct dye_mark_context * context, struct dye_cell_keys * keys,
    struct dye_respeller ** respeller, struct dye_error * err);
void dye_respeller_close(struct dye_respeller * respeller);

/**
 * dye_respell(respeller, row, cell, stage, counts, shown, err): Write the slots of ${cell}, of ${row}, through ${stage}; every one that a table rules, whether
 * what it shows is wished or not. *shown: how many there are. ${counts} grows.
 */
enum dye_code dye_respell(struct dye_respeller * respeller, const struct dye_row * row,
    const struct dye_respell_cell * cell, struct dye_stage * stage, struct dye_mark_counts * counts, uint32_t * shown,
    struct dye_error * err);

#endif
