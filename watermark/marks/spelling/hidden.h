/*
 * hidden.h: spellings of a cell that only show once something is taken off or cut away: signs and markup around it, a label, further lines, references, escapes. A
 * trace, which reads pages and texts of other programs, finds them bare: rows of somebody's copy that were put there must not leave in his spelling with everybody's.
 * So what can be found in the cell as a piece of its own is respelt there, and the rest is counted.
 */
#ifndef DYE_MARKS_SPELLING_HIDDEN_H
#define DYE_MARKS_SPELLING_HIDDEN_H

#include "watermark/marks/core/plain.h"
#include "watermark/marks/spelling/beside.h"

/* The cell without blanks, signs and escapes around it; full stops, brackets and # are its own. */
struct dye_slice dye_spelling_bare(struct dye_slice text);

/*
 * The next piece of ${text} from *at on, which moves behind it: of two words at least, bare, and not the whole. Pieces end at ends of lines, at markup and at signs
 * that part labels, fields and remarks from what they say; not at commas, dashes between words or quotes within them, which are an address's own. False: no more.
 */
bool dye_spelling_piece(struct dye_slice text, size_t * at, struct dye_slice * piece);

/* Add how many slots more than ${shown} the export would respell in the cell of ${kind}, were it bare. ${plain} is scratch. */
enum dye_code dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind,
    struct dye_slice text, uint32_t shown, struct dye_plain * plain, uint32_t * slots, struct dye_error * err);

#endif
