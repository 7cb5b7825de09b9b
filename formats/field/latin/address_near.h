/*
 * address_near.h: what stands beside a word of an address, as the rules ask it. Word i need not exist.
 */
#ifndef DYE_FIELD_ADDRESS_NEAR_H
#define DYE_FIELD_ADDRESS_NEAR_H

#include "formats/field/latin/address_sense.h"

/* Word i is a letter by itself, and not the P of a post office box. */
static inline bool
dye_address_is_letter(const struct dye_address * a, uint32_t i)
{

	return i < a->latin.count && a->latin.words[i].folded_len == 1 && (dye_flags(a, i) & DYE_WORD_NUMERIC) == 0 &&
	       dye_means(a, i) != P;
}

/* A name stands before word i: not the beginning, not a plain number. */
static inline bool
dye_address_name_before(const struct dye_address * a, uint32_t i)
{

	return i > 0 && (dye_flags(a, i - 1) & DYE_WORD_DIGITS) == 0 && dye_means(a, i - 1) != NUMBER;
}

/* The word after word i begins with a digit. */
static inline bool
dye_address_number_after(const struct dye_address * a, uint32_t i)
{

	return i + 1 < a->tail && (dye_flags(a, i + 1) & DYE_WORD_DIGIT) != 0;
}

/* Nothing follows word i: no state or country either, before which it would be the name of a town, "Rd North SC". */
static inline bool
dye_address_ends_cell(const struct dye_address * a, uint32_t i)
{

	return i + 1 == a->latin.count;
}

/* ${sign} stands between word i and the one before. */
bool dye_address_sign_before(const struct dye_address * a, uint32_t i, char sign);

/* Nothing but a postcode follows, so that the word may be the code of a state or country. */
bool dye_address_at_tail(const struct dye_address * a, uint32_t i);

/* Nothing can follow word i that would make another word of it: the end, a unit, a number, a direction at the end. */
bool dye_address_closed(const struct dye_address * a, uint32_t i);

/* Word i is a saint's name. */
bool dye_address_is_saint(const struct dye_address * a, uint32_t i);

/*
 * Word i, a number, is that of the unit before it: "Unit 3". That of "No." is the house's, and so is one behind a storey or a building that is
 * told otherwise, "2nd Floor 12 Oak Road", "Oak Building 12 Oak Road".
 */
bool dye_address_numbers_unit(const struct dye_address * a, uint32_t i);

/* The number after word i is its own: outside the Far East, no street follows whose house it would be, "Ocean Building 5 Oak Road". */
bool dye_address_own_number_after(const struct dye_address * a, uint32_t i);

#endif
