/*
 * casing.h: in which letters a spelling is written where it replaces another (docs/FORMAT.md, section 5).
 *
 * Nothing of it hangs on which spelling stands there, nor on those of other slots: what another account got of the same cell is written in the same letters.
 */
#ifndef DYE_FIELD_CASING_H
#define DYE_FIELD_CASING_H

#include "formats/base/ascii.h"
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

/* What any spelling of a type tells of its case. */
enum dye_type_case {
	DYE_CASE_NONE, /* no spelling has letters */
	DYE_CASE_SHOWN, /* whichever stands there, a small letter of it shows that it is written as listed, if there is a capital, too */
	DYE_CASE_HIDDEN, /* the rest of the cell decides */
};

enum dye_type_case dye_casing_type(const struct dye_slot_type * type);

/* The slot of ${text}, whose type is so, is surely written as listed: a quick answer for most of them; false says nothing. */
static inline bool
dye_casing_is_listed(enum dye_type_case type, struct dye_slice text, const struct dye_slot * slot)
{
	const char * p = text.data + slot->offset;
	bool capital = false, small = false;

	if (slot->folded != 0 || type != DYE_CASE_SHOWN)
		return slot->folded == 0 && type == DYE_CASE_NONE;
	for (uint32_t i = 0; i < slot->len && !(capital && small); i++) {
		capital = capital || dye_is_upper((uint8_t)p[i]);
		small = small || dye_is_lower((uint8_t)p[i]);
	}
	return capital && small;
}

#endif
