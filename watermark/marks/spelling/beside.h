/*
 * beside.h: spellings in what leaves with a table and is none of its rows: remarks above it and between its rows. They stay as they stand, so rows of somebody's
 * copy that were put there would leave in his spelling with everybody's.
 */
#ifndef DYE_MARKS_SPELLING_BESIDE_H
#define DYE_MARKS_SPELLING_BESIDE_H

#include "watermark/marks/mark.h"

/*
 * So many slots may stand there: a remark names who sends the table and where he sits. A slot is worth about one bit, which together names nobody at any threshold
 * that is used.
 */
#define DYE_SPELLING_BESIDE 10

/* Add the slots of ${text}, taken for a cell of ${kind}, that an export would respell. */
enum dye_code dye_spelling_count(const struct dye_profile * profile, const struct dye_kind * kind,
    struct dye_slice text, uint32_t * slots, struct dye_error * err);

/* How many slots of the line (row.h, dye_row_texts()) ${profile} would respell, were it a row of cells of the kinds that it marks. */
enum dye_code dye_spelling_beside(
    const struct dye_profile * profile, const struct dye_row * row, uint32_t * slots, struct dye_error * err);

#endif
