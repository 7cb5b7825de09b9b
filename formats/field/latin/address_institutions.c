#include "formats/field/latin/address_institutions.h"

#include "formats/field/latin/address_near.h"

/* Letters of the shortest words that are listed here. */
#define LISTED_LEAST 3

/* The first word of the part between commas that word i lies in. */
static uint32_t
start_of_part(const struct dye_address * a, uint32_t i)
{

	while (i > 0 && !dye_address_sign_before(a, i, ','))
		i--;
	return i;
}

/* The word behind that part. */
static uint32_t
end_of_part(const struct dye_address * a, uint32_t i)
{

	for (i++; i < a->tail && !dye_address_sign_before(a, i, ','); i++)
		;
	return i;
}

static bool
is_storey(uint8_t m)
{

	return m == FLOOR || m == LETTER_F;
}

/* Word i of the part that begins with word ${start} is the number of a house: the first, or behind No. or a storey, and no storey's itself. */
static bool
numbers_house(const struct dye_address * a, uint32_t i, uint32_t start)
{

	if ((dye_flags(a, i) & (DYE_WORD_NUMERIC | DYE_WORD_ORDINAL)) != DYE_WORD_NUMERIC ||
	    is_storey(dye_means(a, i + 1)))
		return false;
	if (i == start || is_storey(dye_means(a, i - 1)))
		return true;
	return dye_means(a, i - 1) == NUMBER && (i - 1 == start || !dye_is_unit(dye_means(a, i - 2)));
}

/* Nothing stands before word i in its part, or a house's number does, or right before the part ("No. 36, Oak Road II"). */
static bool
is_placed(const struct dye_address * a, uint32_t i)
{
	uint32_t start = start_of_part(a, i), k;

	for (k = start; k < i; k++)
		if (numbers_house(a, k, start))
			return true;
	return start == i || (start > 0 && numbers_house(a, start - 1, start_of_part(a, start - 1)));
}

static bool
is_box(uint8_t m)
{

	return m == PO || m == POBOX || m == BOX;
}

/* Word i, before word ${end}, may belong to a name: no number, letter or post office box, and no unit but one without a number, "Road Tower". */
static bool
goes_on(const struct dye_address * a, uint32_t i, uint32_t end)
{
	uint8_t m = dye_means(a, i);

	if (i >= end || (dye_flags(a, i) & DYE_WORD_NUMERIC) != 0 || a->latin.words[i].folded_len == 1 || is_box(m))
		return false;
	/* "Bldg PO Box 7" as "Bldg P O Box 7" */
	return !dye_is_unit(m) || i + 1 >= end ||
	       ((dye_flags(a, i + 1) & DYE_WORD_NUMERIC) == 0 && a->latin.words[i + 1].folded_len > 1 &&
		   !is_box(dye_means(a, i + 1)));
}

/* Words i - 1 and i are an office or a house of the public: "Post Office", "Fire Department", "Town Hall". */
static bool
is_public_office(const struct dye_address * a, uint32_t i)
{
	static const char * const offices[] = {"department", "dept", "hall", "headquarters", "house", "office"};
	static const char * const whose[] = {"city", "community", "county", "fire", "hq", "parish", "police", "post",
	    "sheriff", "sheriffs", "town", "village"};

	return dye_latin_is_one_of(&a->latin, i, offices, sizeof(offices) / sizeof(offices[0])) &&
	       dye_latin_is_one_of(&a->latin, i - 1, whose, sizeof(whose) / sizeof(whose[0]));
}

/* Word i may be in one of the lists below: no number, no abbreviation. */
static bool
may_be_listed(const struct dye_address * a, uint32_t i)
{

	return a->latin.words[i].folded_len >= LISTED_LEAST && (dye_flags(a, i) & DYE_WORD_NUMERIC) == 0;
}

/* One of the words from word i, which follows a road word, to ${end} is no town's, but what has its name of the street. */
static bool
is_institution(const struct dye_address * a, uint32_t i, uint32_t end)
{
	static const char * const words[] = {"academy", "arcade", "bakery", "cafe", "campus", "cathedral", "cemetery",
	    "chapel", "church", "cinema", "clinic", "clubhouse", "college", "cottages", "courthouse", "daycare",
	    "depot", "diner", "dispensary", "elementary", "estate", "farm", "firehouse", "ground", "grounds", "gym",
	    "gymnasium", "hospice", "hospital", "hotel", "jail", "kindergarten", "laundromat", "library", "mosque",
	    "motel", "museum", "nursery", "pharmacy", "playground", "preschool", "rectory", "rehab", "restaurant",
	    "retail", "school", "shopping", "stadium", "stand", "station", "studios", "supermarket", "surgery",
	    "synagogue", "tavern", "theater", "theatre", "university", "ymca", "ywca"};

	for (; i < end; i++)
		if (may_be_listed(a, i) &&
		    (dye_latin_is_one_of(&a->latin, i, words, sizeof(words) / sizeof(words[0])) ||
			is_public_office(a, i)))
			return true;
	return false;
}

/* Where towns are not named so, one of those words is of a row of houses or a house: "12 Oak Road Villas", whose number it is. */
static bool
is_row_of_houses(const struct dye_address * a, uint32_t i, uint32_t end)
{
	static const char * const words[] = {"allotments", "almshouses", "apartments", "barn", "barns", "buildings",
	    "business", "caravan", "care", "chambers", "community", "crematorium", "dental", "flats", "garage",
	    "garages", "health", "industrial", "lodge", "maisonettes", "medical", "mill", "mills", "nursing", "parade",
	    "playing", "shops", "social", "spa", "sports", "stables", "villa", "villas", "warehouse", "works",
	    "workshops", "yard"};

	for (; i < end; i++)
		if (may_be_listed(a, i) && dye_latin_is_one_of(&a->latin, i, words, sizeof(words) / sizeof(words[0])))
			return true;
	return dye_latin_is(&a->latin, end - 1, "park") || dye_latin_is(&a->latin, end - 1, "club");
}

bool
dye_address_names_institution(const struct dye_address * a, uint32_t i)
{
	uint32_t end, next = dye_is_direction(dye_means(a, i + 1)) ? i + 2 : i + 1;

	if (!dye_is_road(dye_means(a, i)))
		return false;
	end = end_of_part(a, i);
	if (!goes_on(a, next, end))
		return false;
	if (is_institution(a, next, end) || (!a->north_america && !a->far_east && is_row_of_houses(a, next, end)))
		return true;
	return !a->north_america && !is_placed(a, i) && (!a->far_east || dye_address_sign_before(a, end, ','));
}

/* The part that begins with word i, before word ${end}, has a house's number and a name, or an article: its street, or a house. */
static bool
is_housed(const struct dye_address * a, uint32_t i, uint32_t end)
{

	if (i > 0 && dye_latin_is(&a->latin, i, "the"))
		return true;
	if (!numbers_house(a, i, i))
		return false;
	for (i++; i < end; i++)
		if (goes_on(a, i, end))
			return true;
	return false;
}

bool
dye_address_names_village(const struct dye_address * a, uint32_t i)
{
	uint32_t start, end;

	/* Only a country or state proves North America: the town may be in another column. */
	if (!dye_is_road(dye_means(a, i)) || (a->north_america && a->country[0] != '\0') || a->far_east ||
	    is_placed(a, i))
		return false;
	for (end = start_of_part(a, i); end > 0; end = start) {
		start = start_of_part(a, end - 1);
		if (is_housed(a, start, end))
			return true;
	}
	return false;
}
