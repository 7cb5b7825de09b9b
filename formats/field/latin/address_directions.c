/*
 * address_directions.c: which directions are slots: those of a street, before its name, after it, or before the road word in Chinese addresses.
 */
#include "formats/field/latin/address_names.h"
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"

/* A unit with its number or letter: in "Main St S Apt" the flat lies in the south. */
static bool
unit_follows(const struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i + 1);

	return dye_is_unit(m) && (m == P || m == PO || (dye_flags(a, i + 2) & DYE_WORD_NUMERIC) != 0 ||
				     (i + 2 < a->tail && dye_address_is_letter(a, i + 2)));
}

/* After a road word: "Main St N", where it is not the beginning of a town's name. */
static bool
direction_after_road(const struct dye_address * a, uint32_t i)
{

	if (i < 2 || !dye_is_road(dye_means(a, i - 1)) || (dye_flags(a, i - 2) & DYE_WORD_DIGITS) != 0)
		return false;
	if (dye_address_has_lettered_roads(a, i - 1))
		return false;
	/* "12 Oak St, Dr. North" */
	if (dye_means(a, i - 1) == DRIVE && dye_is_road(dye_means(a, i - 2)))
		return false;
	/* "W VA" is West Virginia. */
	if (i + 1 < a->latin.count &&
	    (dye_latin_is(&a->latin, i + 1, "va") || dye_latin_is(&a->latin, i + 1, "virginia")))
		return false;
	if (dye_address_postcode_follows(a, i))
		return false;
	return dye_address_ends_cell(a, i) || unit_follows(a, i);
}

/* A road word follows, in the words that a street's name may have. */
static bool
street_later(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	for (k = i + 1; k < a->tail && k < i + 6; k++) {
		uint8_t m = dye_means(a, k);

		if (dye_is_road(m))
			return true;
		/* P O Box has more words than PO Box. */
		if (m == P || m == PO || m == POBOX)
			return false;
	}
	return false;
}

/* Word i, the second direction of a grid, is a slot as well: nothing follows, or a unit. The two are not written in two styles. */
static bool
ends_grid(const struct dye_address * a, uint32_t i)
{

	return i + 1 == a->tail || dye_is_unit(dye_means(a, i + 1));
}

/* After the house number: "100 N Main St", "1034 N 500 W". */
static bool
direction_after_number(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	if (i == 0 || (dye_flags(a, i - 1) & DYE_WORD_DIGIT) == 0 || i + 1 >= a->tail)
		return false;
	/* Routes are named 9W and 35E, and the next pier may be 5 North. */
	if (i > 1 && (dye_address_is_route(a, i - 2) || dye_address_is_stall(a, i - 2)))
		return false;
	/* NE and SE are countries, too. */
	if (dye_means(a, i) > WEST && dye_address_postcode_follows(a, i))
		return false;
	if ((dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0 ||
	    (i > 1 && (dye_means(a, i - 2) == NUMBER || dye_address_numbers_unit(a, i - 1))))
		return false;
	/* The grid of Utah: a second direction. Without a country it may be a place on the globe. */
	if (i > 1 && dye_is_direction(dye_means(a, i - 2)) && i - 2 > 0)
		return (dye_flags(a, i - 1) & DYE_WORD_DIGITS) != 0 && a->latin.words[i - 2].type != DYE_NO_TYPE &&
		       dye_is_unit(next);
	if (i > 1 && dye_is_road(dye_means(a, i - 2)))
		return false;
	/* Nothing that could be a street of this name: a highway, Broadway, a saint. */
	if (next == HIGHWAY || dye_latin_is(&a->latin, i + 1, "broadway") ||
	    (next == STREET && dye_means(a, i + 2) == SAINT))
		return true;
	if ((dye_flags(a, i + 1) & DYE_WORD_DIGITS) != 0)
		return (a->sure && dye_is_direction(dye_means(a, i + 2)) && ends_grid(a, i + 2)) ||
		       dye_is_road(dye_means(a, i + 2));
	/* S. Pedro, W. Hartford: without a street it may be the name of a town. */
	return !dye_is_road(next) && !dye_is_direction(next) && !dye_is_unit(next) &&
	       !dye_address_is_letter(a, i + 1) && !(dye_means(a, i) == SOUTH && dye_address_is_saint(a, i + 1)) &&
	       (street_later(a, i + 1) || dye_address_bare_street(a, i + 1));
}

/* The number of a highway that is split in two, 9E and 9W. */
static bool
is_split(const struct dye_address * a, uint32_t i)
{
	static const char * const numbers[] = {"9", "11", "19", "25", "31", "35", "45", "49", "69", "70", "99"};
	size_t k;

	for (k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++)
		if (dye_latin_is(&a->latin, i, numbers[k]))
			return true;
	return false;
}

/* After a numbered highway: "U S HIGHWAY 431 NORTH". */
static bool
direction_after_highway(const struct dye_address * a, uint32_t i)
{

	return i > 1 && dye_means(a, i) <= WEST && (dye_flags(a, i - 1) & DYE_WORD_DIGITS) != 0 &&
	       !is_split(a, i - 1) && (dye_means(a, i - 2) == HIGHWAY || dye_latin_is(&a->latin, i - 2, "route")) &&
	       dye_address_ends_cell(a, i);
}

/* The last word of "1034 N 500 W". */
static bool
direction_at_end_of_grid(const struct dye_address * a, uint32_t i)
{

	return a->sure && i > 2 && dye_means(a, i) <= WEST && (dye_flags(a, i - 1) & DYE_WORD_DIGITS) != 0 &&
	       dye_is_direction(dye_means(a, i - 2)) && a->latin.words[i - 2].type != DYE_NO_TYPE && i + 1 == a->tail;
}

/* Before a road word, in Chinese addresses: "Zhongxiao E. Rd.". */
static bool
direction_before_road(const struct dye_address * a, uint32_t i)
{
	uint8_t last = dye_means(a, i - 1);

	return i > 0 && dye_is_road(dye_means(a, i + 1)) && (dye_flags(a, i - 1) & DYE_WORD_NUMERIC) == 0 &&
	       a->latin.words[i - 1].folded_len > 2 && !dye_is_unit(last) && !dye_is_road(last) &&
	       !dye_is_direction(last) && last != MIDDLE && last != DISTRICT;
}

/* The name of the street has another direction, which is no slot: "North 4th Ring West Road" comes in one notation. */
static bool
is_half_of_pair(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	for (k = i; k-- > 0 && k + 6 > i && !dye_is_road(dye_means(a, k)) && !dye_is_unit(dye_means(a, k));)
		if (dye_is_direction(dye_means(a, k)))
			return true;
	return false;
}

void
dye_address_mark_direction(struct dye_address * a, uint32_t i)
{
	bool here = false;

	if (dye_address_direction_in_name(a, i))
		return;
	if (a->directions)
		here = direction_after_number(a, i) || direction_at_end_of_grid(a, i) || direction_after_road(a, i) ||
		       direction_after_highway(a, i);
	else if (a->chinese && i > 0)
		here = direction_before_road(a, i) && !is_half_of_pair(a, i);
	if (here)
		dye_latin_mark_word(&a->latin, i,
		    (uint8_t)(dye_means(a, i) <= WEST ? T_NORTH + (dye_means(a, i) - NORTH)
						      : T_NORTHEAST + (dye_means(a, i) - NORTHEAST)));
}
