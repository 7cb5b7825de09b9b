/*
 * lengths.h: how long the cells of a column are: words that are made of pieces (field/core/wordlists.h) can be longer, or shorter, than any that the table has.
 */
#ifndef DYE_MARKS_CANARY_LENGTHS_H
#define DYE_MARKS_CANARY_LENGTHS_H

#include "formats/base/buffer.h"

/* In characters; all but one cell in 500 on either side are so long. Where these differ by less than eight, any length does. */
struct dye_lengths {
	uint32_t least, most;
};

/* Of ${count} cells; those that are empty say nothing. */
enum dye_code dye_lengths_find(
    const struct dye_slice * cells, size_t count, struct dye_lengths * lengths, struct dye_error * err);

bool dye_lengths_fit(const struct dye_lengths * lengths, struct dye_slice text);

#endif
