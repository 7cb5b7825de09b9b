/*
 * hidden.h: spellings of a cell that only show once something is taken off: signs and markup around it, a label, references, escapes. A trace, which reads pages
 * and texts of other programs, finds them bare: rows of somebody's copy that were put there must not leave in his spelling with everybody's. So what stands within is
 * respelt there, and what is hidden otherwise is counted.
 */
#ifndef DYE_MARKS_SPELLING_HIDDEN_H
#define DYE_MARKS_SPELLING_HIDDEN_H

#include "watermark/marks/core/plain.h"
#include "watermark/marks/spelling/beside.h"

/*
 * The cell of ${kind} without blanks, signs, markup and escapes around it, nor a label in front. Full stops, brackets and # are an address's or a company's own,
 * and go from numbers and times.
 */
struct dye_slice dye_spelling_bare(const struct dye_kind * kind, struct dye_slice text);

/*
 * Of a cell with something around it one reading is drawn by who exports it, and weighed by who traces it: what stands within, whose key is that of the cell
 * alone; true. Where nothing shows there, and in kinds whose signs are of the value ("-5.00"), the cell as it stands if anything shows in that. ${outer} and
 * ${inner}: how many slots an export would respell in either.
 */
static inline bool
dye_spelling_within(const struct dye_kind * kind, uint32_t outer, uint32_t inner)
{

	return kind->distinctive ? inner > 0 || outer == 0 : outer == 0;
}

/* Add how many slots more than ${shown} the export would respell in the cell of ${kind}, were it ${bare} and read as what its signs stand for. ${plain} is scratch. */
enum dye_code dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind,
    struct dye_slice text, struct dye_slice bare, uint32_t shown, struct dye_plain * plain, uint32_t * slots,
    struct dye_error * err);

#endif
