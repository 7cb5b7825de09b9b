/*
 * casing.h: in which letters a spelling is written where it replaces another (docs/FORMAT.md, section 5).
 *
 * Nothing of it hangs on which spelling stands there, nor on those of other slots: what another account got of the same cell is written in the same letters.
 */
#ifndef DYE_FIELD_CASING_H
#define DYE_FIELD_CASING_H

#include "formats/field/kind.h"

enum dye_casing { DYE_AS_LISTED, DYE_ALL_CAPITALS, DYE_ALL_SMALL };

/* A cell and what it shows. Nothing of it is owned. */
struct dye_casing_cell {
	const struct dye_kind * kind;
	struct dye_slice text;
	const struct dye_parse * parse; /* of that text */
};

/* *casing: how ${alternative} is written in the place of slot ${i}. Letters are those of ASCII, in whatever width. Fails for want of memory only. */
enum dye_code dye_casing_of(const struct dye_casing_cell * cell, uint32_t i, uint8_t alternative,
    enum dye_casing * casing, struct dye_error * err);

#endif
