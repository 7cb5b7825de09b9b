/*
 * nothing.h: how it is written that there is no value. Programs write such a word in another way than a text that reads the same: R quotes texts, and its NA
 * stands bare.
 */
#ifndef DYE_BASE_NOTHING_H
#define DYE_BASE_NOTHING_H

#include "formats/base/buffer.h"

/* Words that there are. */
#define DYE_NOTHING_WORDS 39

/* Which of them ${text}, without blanks around it, is, from 1 (NULL, \N, N/A, NA, NaN, None, 无, ...); 0: none. */
unsigned dye_nothing_word(struct dye_slice text);

#endif
