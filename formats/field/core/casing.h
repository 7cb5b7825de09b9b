/*
 * casing.h: in which letters a spelling is written where it replaces another (docs/FORMAT.md, section 5).
 */
#ifndef DYE_FIELD_CASING_H
#define DYE_FIELD_CASING_H

#include "formats/base/buffer.h"

enum dye_casing { DYE_AS_LISTED, DYE_ALL_CAPITALS, DYE_ALL_SMALL };

/**
 * dye_casing_in(text, offset, len, spelling): How ${spelling} is written in the place of text[offset, offset + len), which lies within
 * ${text}. Letters are those of ASCII.
 */
enum dye_casing dye_casing_in(struct dye_slice text, size_t offset, size_t len, const char * spelling);

#endif
