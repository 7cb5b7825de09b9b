/*
 * address_roads.c: which road words are slots: where nothing but a road of that name can be meant, and no town, saint, doctor, state or person.
 */
#include <string.h>

#include "formats/field/latin/address_names.h"
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"

static bool
road_soon(const struct dye_address * a, uint32_t i)
{

	return dye_is_road(dye_means(a, i + 1)) || dye_is_road(dye_means(a, i + 2)) || dye_is_road(dye_means(a, i + 3));
}

/* Word i is the number of a house: not that of a unit or highway, nor the name of a street, "5th". */
static bool
numbers_house(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {
	    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
	size_t k;

	if ((dye_flags(a, i) & (DYE_WORD_NUMERIC | DYE_WORD_ORDINAL)) == DYE_WORD_NUMERIC)
		return !dye_address_numbers_unit(a, i) && (i == 0 || dye_means(a, i - 1) != HIGHWAY);
	for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (dye_latin_is(&a->latin, i, words[k]))
			return true;
	return false;
}

/* The number of a house stands before the name that ends at word i, and neither another road, a unit nor a person between. */
static bool
numbered(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	for (k = i; k-- > 0 && k + 7 > i;) {
		uint8_t m = dye_means(a, k);

		if ((dye_flags(a, k) & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT)
			return k + 1 < i && !dye_address_numbers_unit(a, k);
		if (dye_is_road(m) || dye_is_unit(m) || m == TITLE)
			return false;
	}
	return false;
}

/* A town may follow the street only where the country is known and the street has a number. */
static bool
street_ends(const struct dye_address * a, uint32_t i)
{

	return dye_address_closed(a, i) || (a->towns && (a->far_east || numbered(a, i)));
}

static bool
is_stop(uint8_t m)
{

	return m == STOP || m == FOREIGN;
}

/* A church, school or hospital follows, whose name begins with St. */
static bool
founded_by_saint(const struct dye_address * a, uint32_t i)
{

	return dye_address_is_foundation(a, i + 2) || dye_address_is_foundation(a, i + 3);
}

/* "St" is Street only where neither what follows nor what stands before lets one think of a saint. */
static bool
street_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1), last = dye_means(a, i - 1);

	if (!dye_address_name_before(a, i) || dye_address_is_saint(a, i + 1) || next == KING || next == STREET ||
	    next == STR || !street_ends(a, i))
		return false;
	/* Chester-le-Street is a town; a saint's church stands near or behind something. */
	if (last == PARTICLE || (last == MIDDLE && !dye_address_closed(a, i)) || founded_by_saint(a, i) ||
	    ((dye_is_direction(last) || is_stop(last)) && !dye_address_closed(a, i)))
		return false;
	return !dye_is_road(next) && !dye_is_road(dye_means(a, i + 2));
}

/* "Dr" before a name is a doctor, and a town may be one: it is Drive where the street ends the cell or a unit, state or number follows. */
static bool
drive_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1), last = dye_means(a, i - 1);

	/* "12 Oak St, Dr. North" */
	if (dye_is_road(last) && dye_is_direction(next))
		return false;
	if (!dye_address_name_before(a, i) || dye_is_direction(last) || next == KING ||
	    dye_address_is_saint(a, i + 1) || (dye_address_is_letter(a, i + 1) && !dye_is_direction(next)) ||
	    road_soon(a, i))
		return false;
	return dye_address_closed(a, i);
}

/* Highways and the roads of a county or state are so called without a house. */
static bool
is_public(const struct dye_address * a, uint32_t i)
{

	return dye_means(a, i) == HIGHWAY || dye_latin_is(&a->latin, i - 1, "county") ||
	       dye_latin_is(&a->latin, i - 1, "state");
}

/* "Rd" with a number is rural delivery, save in the Far East, where the number of the house may follow. */
static bool
road_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	if (!dye_address_name_before(a, i))
		return false;
	if (is_public(a, i))
		return true;
	if ((dye_flags(a, i + 1) & DYE_WORD_ORDINAL) != 0)
		return true;
	return a->far_east || (!dye_address_number_after(a, i) && next != NUMBER && next != BOX);
}

/* Words that may be a state, a country, a town's or a building's name where more than the end follows. */
static bool
other_road_here(const struct dye_address * a, uint32_t i)
{

	return dye_address_name_before(a, i) && street_ends(a, i) && !dye_latin_is(&a->latin, i + 1, "maria");
}

/*
 * These are buildings in Hong Kong, and elsewhere in the Far East where no house has a number: "2 Exchange Square", "Pacific Place". Places of
 * India are markets: "98 Nehru Place".
 */
static bool
close_here(const struct dye_address * a, uint32_t i)
{

	if (strcmp(a->country, "hk") == 0 || (strcmp(a->country, "in") == 0 && dye_means(a, i) == PLACE))
		return false;
	return other_road_here(a, i) && (!a->far_east || numbered(a, i));
}

/*
 * The last word before state or country, after another street whose number stands before that: a town's name, "State St Kennett Square PA",
 * "Oakley Rd Avenue MD".
 */
static bool
ends_town(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (a->far_east || !dye_address_at_tail(a, i) || (i > 0 && (dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0))
		return false;
	for (k = i; k-- > 0 && !numbers_house(a, k);)
		if (dye_is_road(dye_means(a, k)) && (k + 1 < i || (i + 1 == a->tail && !dye_address_ends_cell(a, i))))
			return true;
	return false;
}

/* No house has a number: in North America that is the name of a person, a building or a town, "Lois Lane, Daily Planet". */
static bool
unnumbered(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (!a->north_america)
		return false;
	for (k = 0; k < i; k++)
		if (numbers_house(a, k))
			return false;
	return true;
}

/* No number stands before, but another street with one follows, "Rose Lane, 12 Oak Road": the name of a person or house. */
static bool
before_street(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (a->far_east || numbered(a, i))
		return false;
	for (k = i + 2; k < a->tail; k++)
		if (dye_is_road(dye_means(a, k)) && dye_means(a, k) != HIGHWAY && numbered(a, k))
			return true;
	return false;
}

/*
 * The street stands before, and no number between: outside North America a village, "12 Buxton Road, High Lane, Stockport", "Land at Buxton
 * Road, High Lane", or the street that it turns off. The saint of "Oak House, St Johns Road" is no street.
 */
static bool
is_locality(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (a->north_america || a->far_east)
		return false;
	for (k = i; k-- > 0 && (dye_flags(a, k) & DYE_WORD_DIGIT) == 0;)
		if (dye_is_road(dye_means(a, k)))
			return k + 1 < i && dye_address_name_before(a, k) && !dye_address_is_saint(a, k + 1);
	return false;
}

/* Word i, a road word, stands before Building, Hall or Tower without a number of its own: the name of a house, "12 Oak St Lane Bldg". */
static bool
names_building(const struct dye_address * a, uint32_t i)
{
	static const char * const houses[] = {
	    "apartments", "apts", "condos", "estates", "hall", "house", "mall", "manor", "tower", "towers"};

	return (dye_means(a, i + 1) == BUILDING ||
		   dye_latin_is_one_of(&a->latin, i + 1, houses, sizeof(houses) / sizeof(houses[0]))) &&
	       !a->far_east && !dye_address_number_after(a, i + 1) && !dye_address_is_letter(a, i + 2);
}

/* A number follows that is the next street's, and none stands before: a person or a house, "Nathan Lane 500 Park Avenue". */
static bool
before_address(const struct dye_address * a, uint32_t i)
{

	return !a->far_east && dye_address_number_after(a, i) && (dye_flags(a, i + 1) & DYE_WORD_ORDINAL) == 0 &&
	       !numbered(a, i);
}

/* Word i, a road word, is the end of the name of a person, house or town. */
static bool
ends_name(const struct dye_address * a, uint32_t i)
{

	if (dye_address_road_in_name(a, i) || ends_town(a, i) || names_building(a, i))
		return true;
	/* Mr Lane, Dr Court */
	if (i > 0 && (dye_means(a, i - 1) == TITLE || (i == 1 && dye_means(a, 0) == DRIVE)))
		return true;
	return !is_public(a, i) &&
	       (unnumbered(a, i) || before_address(a, i) || before_street(a, i) || is_locality(a, i));
}

/* Whether word i, a road word, is one. One before another road word is part of its name: "Park Place Blvd". */
static bool
road_word_here(const struct dye_address * a, uint32_t i)
{

	if (!a->english || dye_is_road(dye_means(a, i + 1)))
		return false;
	if (ends_name(a, i))
		return false;
	switch (dye_means(a, i)) {
	case WAY:
		return false;
	case HIGHWAY:
		return dye_address_name_before(a, i) || dye_address_number_after(a, i);
	case STREET:
		return street_here(a, i);
	case DRIVE:
		return drive_here(a, i);
	case ROAD:
		return road_here(a, i);
	case COURT:
	case PLACE:
		return close_here(a, i) && !dye_address_at_tail(a, i);
	case AVENUE:
		return other_road_here(a, i);
	case CIRCLE:
	case SQUARE:
		return close_here(a, i);
	case TERRACE:
		return a->sure && close_here(a, i);
	default:
		return dye_address_name_before(a, i);
	}
}

void
dye_address_mark_road(struct dye_address * a, uint32_t i)
{
	static const uint8_t types_of[] = {[ROAD] = T_ROAD,
	    [BOULEVARD] = T_BOULEVARD,
	    [PARKWAY] = T_PARKWAY,
	    [HIGHWAY] = T_HIGHWAY,
	    [AVENUE] = T_AVENUE,
	    [COURT] = T_COURT,
	    [PLACE] = T_PLACE,
	    [CIRCLE] = T_CIRCLE,
	    [SQUARE] = T_SQUARE,
	    [TERRACE] = T_TERRACE,
	    [LANE] = T_LANE,
	    [DRIVE] = T_DRIVE,
	    [STREET] = T_STREET};
	uint8_t m = dye_means(a, i);

	if (m == LANE && a->english && dye_address_own_number_after(a, i))
		(void)dye_latin_mark_prefix(&a->latin, i, T_LANE_NUMBER, ". ");
	else if (road_word_here(a, i))
		dye_latin_mark_word(&a->latin, i, types_of[m]);
}
