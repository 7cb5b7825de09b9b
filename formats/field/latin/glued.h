/*
 * glued.h: what words look like once their punctuation was deleted.
 */
#ifndef DYE_FIELD_LATIN_GLUED_H
#define DYE_FIELD_LATIN_GLUED_H

#include <stdbool.h>

#include "formats/base/buffer.h"

/**
 * dye_latin_glued(text): A kind's glued(): "coltd", or "no" and a digit at the beginning of a word: what "Co.,Ltd" and "No.105" become where
 * punctuation is deleted, and hardly ever where it is replaced by spaces or was never there.
 */
bool dye_latin_glued(struct dye_slice text);

#endif
