/*
 * text.h: small things that every reader of text needs.
 */
#ifndef DYE_BASE_TEXT_H
#define DYE_BASE_TEXT_H

#include "formats/base/buffer.h"

/**
 * dye_trim(text): ${text} (UTF-8) without white space at its ends, in Unicode's terms too, and without invisible characters (zero width,
 * byte order mark, direction) and ASCII controls there.
 */
struct dye_slice dye_trim(struct dye_slice text);

#endif
