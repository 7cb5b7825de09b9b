/*
 * address_slots.h: the slots of an address in Latin script, and the rules that find them, one file each: roads, directions, units, Strassen.
 *
 * A rule looks at words and their neighbours (address_near.h), at what belongs to names (address_names.h) and at country and
 * language (address_sense.h), never at how a slot is spelt or at the signs between words.
 */
#ifndef DYE_FIELD_ADDRESS_SLOTS_H
#define DYE_FIELD_ADDRESS_SLOTS_H

#include "formats/field/latin/address_sense.h"

/* Their indices are permanent (formats/field/kind.h): append, never reorder, never remove. */
/* clang-format off */
enum address_type {
	T_COMMA, T_ROAD, T_NUMBER, T_STREET, T_FLOOR, T_BUILDING, T_AVENUE, T_DRIVE,
	T_NORTH, T_SOUTH, T_EAST, T_WEST, T_DISTRICT, T_SECTION, T_SUITE, T_ROOM,
	T_BOULEVARD, T_BUILDING_NUMBER, T_STRASSE, T_STRASSE_SUFFIX, T_LANE, T_LANE_NUMBER, T_COURT, T_PLACE,
	T_PARKWAY, T_HIGHWAY, T_CIRCLE, T_SQUARE, T_TERRACE, T_PO_BOX, T_CENTER, T_BLOCK,
	T_NORTHEAST, T_NORTHWEST, T_SOUTHEAST, T_SOUTHWEST, T_FLOOR_WORD, T_FLOOR_NUMBER
};
/* clang-format on */

/* Mark word i, a road word, or "Lane" with the number that is its own. */
void dye_address_mark_road(struct dye_address * a, uint32_t i);

/* Mark word i, a direction, where a street has one. */
void dye_address_mark_direction(struct dye_address * a, uint32_t i);

/* Mark word i, Floor or F: "7F", "7/F", "7 Floor" in the Far East; "7th Fl" and "Floor 7" everywhere. */
void dye_address_mark_floor(struct dye_address * a, uint32_t i);

/* Leave every storey as it stands where the cell has two: "1/F, 2/F and 3F" is nobody's. */
void dye_address_tie_floors(struct dye_address * a);

/* Mark "P.O. Box" from word i, P or PO, to Box; and "POBox". */
void dye_address_mark_po_box(struct dye_address * a, uint32_t i);

/* Mark word i, another word that a number of its own follows, or Building, District, Center. */
void dye_address_mark_unit(struct dye_address * a, uint32_t i);

/* Mark word i, "Str." or "Strasse" alone or cut off a word, where German is spoken; "Ebert-Str." is as good as "Ebert-Strasse". */
void dye_address_mark_strasse(struct dye_address * a, uint32_t i);

/*
 * Leave every Strasse as it stands where the rest of the cell says how sharp s is written there: by a sharp s, by ss, or by ae, oe or ue for the
 * letters with dots, beside which there is none; and where there are two, of which each would be spelt by itself.
 */
void dye_address_tie_strassen(struct dye_address * a);

/* Cut "Hauptstrasse" into two words where German is spoken; the second means STRASSE_SUFFIX. Fails for want of memory only. */
enum dye_code dye_address_cut_strassen(struct dye_address * a);

#endif
