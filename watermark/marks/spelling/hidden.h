/*
 * hidden.h: spellings of a cell that only show once something is taken off: markup, references, escapes, signs around it. An export leaves them as they stand,
 * and a trace, which reads pages and texts of other programs, finds them bare: rows of somebody's copy that were put there would leave in his spelling with
 * everybody's.
 */
#ifndef DYE_MARKS_SPELLING_HIDDEN_H
#define DYE_MARKS_SPELLING_HIDDEN_H

#include "watermark/marks/core/plain.h"
#include "watermark/marks/spelling/beside.h"

/* Add how many slots more ${profile} would respell in the cell of ${kind}, were it bare. ${plain} is scratch. */
enum dye_code dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind,
    struct dye_slice text, struct dye_plain * plain, uint32_t * slots, struct dye_error * err);

#endif
