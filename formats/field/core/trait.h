/*
 * trait.h: what is cheap to see of a cell and hangs on its canonical value alone (the trait of a kind, formats/field/kind.h).
 */
#ifndef DYE_FIELD_TRAIT_H
#define DYE_FIELD_TRAIT_H

#include "formats/base/buffer.h"

#define DYE_TAIL_TEXT_MAX 80
#define DYE_TAIL_DIGITS 6

/* The text is ASCII throughout. */
bool dye_text_is_ascii(struct dye_slice text);

/*
 * The last DYE_TAIL_DIGITS digits of an ASCII text of at most DYE_TAIL_TEXT_MAX bytes without stars, and how many they are: for kinds that
 * keep them, all if they are fewer, and put none behind them.
 */
bool dye_trait_tail(struct dye_slice text, bool canonical, uint64_t * trait);

/* How many digits that trait counted. */
static inline unsigned
dye_trait_tail_digits(uint64_t trait)
{

	return (unsigned)(trait >> 32);
}

/* All digits of an ASCII text, in order: for kinds that keep them, and in whose spellings there are none. */
bool dye_trait_digits(struct dye_slice text, bool canonical, uint64_t * trait);

/* All letters and digits of an ASCII text, small, in order: for kinds that keep them and have no slots. */
bool dye_trait_letters(struct dye_slice text, bool canonical, uint64_t * trait);

#endif
