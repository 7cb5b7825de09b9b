/*
 * address-latin: a postal address in Latin script: "7F., No. 105, Zhongcheng Rd., Taipei TW 236", "1202 N Main St Ste 4".
 *
 * Slots are words that postal authorities write in several ways (docs/SPELLINGS.md has the table and its sources), and the space
 * after a comma. What a word means is told from its neighbours and from the country, never from how it is written,
 * and in doubt it is left alone: "St" before a saint's name, "Ct" before a postcode, "E" after "Building".
 *
 * The context is the two-letter country code found at its place near the end of the address, or "".
 */
#include <string.h>
#include <strings.h>

#include "formats/field/latin/glued.h"
#include "formats/field/latin/address_lexicon.h"
#include "formats/field/latin/forge_latin.h"

/* clang-format off */
enum address_type {
	T_COMMA, T_ROAD, T_NUMBER, T_STREET, T_FLOOR, T_BUILDING, T_AVENUE, T_DRIVE,
	T_NORTH, T_SOUTH, T_EAST, T_WEST, T_DISTRICT, T_SECTION, T_SUITE, T_ROOM,
	T_BOULEVARD, T_BUILDING_NUMBER, T_STRASSE, T_STRASSE_SUFFIX, T_LANE, T_LANE_NUMBER, T_COURT, T_PLACE,
	T_PARKWAY, T_HIGHWAY, T_CIRCLE, T_SQUARE, T_TERRACE, T_PO_BOX, T_CENTER, T_BLOCK,
	T_NORTHEAST, T_NORTHWEST, T_SOUTHEAST, T_SOUTHWEST, T_FLOOR_WORD, T_FLOOR_NUMBER
};

#define LIST(name, ...) static const struct dye_alternative name[] = {__VA_ARGS__}

LIST(comma, {"tight", ","}, {"space", ", "});
LIST(road, {"road", "Road"}, {"rd", "Rd"}, {"rd.", "Rd."});
LIST(number, {"no.", "No."}, {"no.-space", "No. "}, {"no-space", "No "}, {"no", "No"});
LIST(street, {"street", "Street"}, {"st", "St"}, {"st.", "St."}, {"str.", "Str."}, {"str", "Str"});
LIST(floor_number, {"f", "F"}, {"f.", "F."}, {"slash-f", "/F"}, {"space-floor", " Floor"}, {"fl", "FL"}, {"fl.", "FL."},
    {"space-fl", " Fl"}, {"space-fl.", " Fl."}, {"slash-f.", "/F."});
LIST(building, {"building", "Building"}, {"bldg", "Bldg"}, {"bldg.", "Bldg."});
LIST(avenue, {"avenue", "Avenue"}, {"ave", "Ave"}, {"ave.", "Ave."}, {"av", "Av"}, {"av.", "Av."});
LIST(drive, {"drive", "Drive"}, {"dr", "Dr"}, {"dr.", "Dr."});
LIST(north, {"north", "North"}, {"n", "N"}, {"n.", "N."});
LIST(south, {"south", "South"}, {"s", "S"}, {"s.", "S."});
LIST(east, {"east", "East"}, {"e", "E"}, {"e.", "E."});
LIST(west, {"west", "West"}, {"w", "W"}, {"w.", "W."});
LIST(district, {"district", "District"}, {"dist", "Dist"}, {"dist.", "Dist."});
LIST(section, {"section-space", "Section "}, {"sec.-space", "Sec. "}, {"sec.", "Sec."}, {"sec-space", "Sec "}, {"sec", "Sec"});
LIST(suite, {"suite-space", "Suite "}, {"ste-space", "Ste "}, {"ste.-space", "Ste. "}, {"suite-sign", "Suite #"},
    {"ste-sign", "Ste #"}, {"ste.-sign", "Ste. #"});
LIST(room, {"room-space", "Room "}, {"rm-space", "Rm "}, {"rm.-space", "Rm. "}, {"rm.", "Rm."}, {"room", "Room"}, {"rm", "Rm"});
LIST(boulevard, {"boulevard", "Boulevard"}, {"blvd", "Blvd"}, {"blvd.", "Blvd."});
LIST(building_number, {"building-space", "Building "}, {"bldg-space", "Bldg "}, {"bldg.-space", "Bldg. "}, {"bldg.", "Bldg."},
    {"bldg", "Bldg"}, {"building", "Building"});
LIST(strasse, {"strasse", "Strasse"}, {"str.", "Str."}, {"str", "Str"}, {"eszett", "Stra\xC3\x9F" "e"});
LIST(strasse_suffix, {"strasse", "strasse"}, {"str.", "str."}, {"str", "str"}, {"eszett", "stra\xC3\x9F" "e"});
LIST(lane, {"lane", "Lane"}, {"ln", "Ln"}, {"ln.", "Ln."});
LIST(lane_number, {"lane-space", "Lane "}, {"ln.-space", "Ln. "}, {"ln-space", "Ln "}, {"ln.", "Ln."}, {"lane", "Lane"});
LIST(court, {"court", "Court"}, {"ct", "Ct"}, {"ct.", "Ct."});
LIST(place, {"place", "Place"}, {"pl", "Pl"}, {"pl.", "Pl."});
LIST(parkway, {"parkway", "Parkway"}, {"pkwy", "Pkwy"}, {"pkwy.", "Pkwy."});
LIST(highway, {"highway", "Highway"}, {"hwy", "Hwy"}, {"hwy.", "Hwy."});
LIST(circle, {"circle", "Circle"}, {"cir", "Cir"}, {"cir.", "Cir."});
LIST(square, {"square", "Square"}, {"sq", "Sq"}, {"sq.", "Sq."});
LIST(terrace, {"terrace", "Terrace"}, {"ter", "Ter"}, {"ter.", "Ter."});
LIST(po_box, {"p.o.-box", "P.O. Box"}, {"po-box", "PO Box"}, {"p.o.box", "P.O.Box"}, {"p-o-box", "P O Box"}, {"p.-o.-box", "P. O. Box"});
LIST(center, {"center", "Center"}, {"centre", "Centre"});
LIST(block, {"block-space", "Block "}, {"blk-space", "Blk "}, {"blk.-space", "Blk. "}, {"blk", "Blk"}, {"block", "Block"});
LIST(northeast, {"northeast", "Northeast"}, {"ne", "NE"}, {"ne.", "NE."});
LIST(northwest, {"northwest", "Northwest"}, {"nw", "NW"}, {"nw.", "NW."});
LIST(southeast, {"southeast", "Southeast"}, {"se", "SE"}, {"se.", "SE."});
LIST(southwest, {"southwest", "Southwest"}, {"sw", "SW"}, {"sw.", "SW."});
LIST(floor_word, {"floor", "Floor"}, {"fl", "Fl"}, {"fl.", "Fl."}, {"flr", "Flr"});
LIST(floor_prefix, {"floor-space", "Floor "}, {"fl.-space", "Fl. "}, {"fl.", "Fl."}, {"fl-space", "Fl "}, {"fl", "Fl"}, {"floor", "Floor"});

#define TYPE(name, list) {name, DYE_NEUTRAL, list, sizeof(list) / sizeof(list[0])}

static const struct dye_slot_type types[] = {
	[T_COMMA] = TYPE("comma", comma),
	[T_ROAD] = TYPE("road", road),
	[T_NUMBER] = TYPE("number", number),
	[T_STREET] = TYPE("street", street),
	[T_FLOOR] = TYPE("floor", floor_number),
	[T_BUILDING] = TYPE("building", building),
	[T_AVENUE] = TYPE("avenue", avenue),
	[T_DRIVE] = TYPE("drive", drive),
	[T_NORTH] = TYPE("north", north),
	[T_SOUTH] = TYPE("south", south),
	[T_EAST] = TYPE("east", east),
	[T_WEST] = TYPE("west", west),
	[T_DISTRICT] = TYPE("district", district),
	[T_SECTION] = TYPE("section", section),
	[T_SUITE] = TYPE("suite", suite),
	[T_ROOM] = TYPE("room", room),
	[T_BOULEVARD] = TYPE("boulevard", boulevard),
	[T_BUILDING_NUMBER] = TYPE("building-number", building_number),
	[T_STRASSE] = TYPE("strasse", strasse),
	[T_STRASSE_SUFFIX] = TYPE("strasse-suffix", strasse_suffix),
	[T_LANE] = TYPE("lane", lane),
	[T_LANE_NUMBER] = TYPE("lane-number", lane_number),
	[T_COURT] = TYPE("court", court),
	[T_PLACE] = TYPE("place", place),
	[T_PARKWAY] = TYPE("parkway", parkway),
	[T_HIGHWAY] = TYPE("highway", highway),
	[T_CIRCLE] = TYPE("circle", circle),
	[T_SQUARE] = TYPE("square", square),
	[T_TERRACE] = TYPE("terrace", terrace),
	[T_PO_BOX] = TYPE("po-box", po_box),
	[T_CENTER] = TYPE("center", center),
	[T_BLOCK] = TYPE("block", block),
	[T_NORTHEAST] = TYPE("northeast", northeast),
	[T_NORTHWEST] = TYPE("northwest", northwest),
	[T_SOUTHEAST] = TYPE("southeast", southeast),
	[T_SOUTHWEST] = TYPE("southwest", southwest),
	[T_FLOOR_WORD] = TYPE("floor-word", floor_word),
	[T_FLOOR_NUMBER] = TYPE("floor-number", floor_prefix),
};
/* clang-format on */

/* ISO 3166-1 alpha-2: the second letters by the first. */
static const char * const iso_countries[26] = {"defgilmoqrstuwxz", "abdefghijlmnoqrstvwyz", "acdfghiklmnoruvwxyz",
    "ejkmoz", "ceghrst", "ijkmor", "abdefghilmnpqrstuwy", "kmnrtu", "delmnoqrst", "emop", "eghimnprwyz", "abcikrstuvy",
    "acdefghklmnopqrstuvwxyz", "acefgilopruz", "m", "aefghklmnrstwy", "a", "eosuw", "abcdeghijklmnorsvxyz",
    "cdfghjklmnortvwz", "agmsyz", "aceginu", "fs", "", "et", "amw"};

/* Countries where St, Dr, Ct, Pl, Av are seldom English words. */
static const char * const other_tongues[26] = {"drt", "eor", "hiloruz", "ekoz", "cs", "ir", "fpt", "nru", "st", "", "",
    "iu", "acqx", "ilo", "", "aelrty", "", "eos", "eiknv", "n", "y", "e", "", "", "", ""};

/* States of the US whose code, before five digits, is taken for the state and not for a country. */
static const char * const us_states[26] = {"klrz", "", "ao", "c", "", "l", "a", "i", "a", "", "sy", "a", "dinos",
    "cdehjmvy", "hkr", "a", "", "i", "cd", "nx", "t", "at", "aivy", "", "", ""};

extern const struct dye_kind dye_kind_address_latin;

/* An address while it is parsed. */
struct address {
	struct dye_latin latin;
	uint32_t
	    country_at;	 /* the word from which on there is only country and postcode; the count where there is none */
	char country[3]; /* small letters, or "" */
	bool english;	 /* St, Dr, Ct, ... may be read in English */
	bool german;
	bool far_east; /* floors are written 7F */
	bool north_america;
	bool chinese;
};

static bool
in_table(const char * const table[26], const char * code)
{

	return code[0] >= 'a' && code[0] <= 'z' && code[1] != '\0' && strchr(table[code[0] - 'a'], code[1]) != NULL;
}

static bool
in_list(const char * list, const char * code)
{

	for (; *list != '\0'; list += 2)
		if (list[0] == code[0] && list[1] == code[1])
			return true;
	return false;
}

static uint8_t
meaning(const struct address * a, uint32_t i)
{

	return i < a->latin.count ? a->latin.words[i].meaning : NOTHING;
}

static uint8_t
flags(const struct address * a, uint32_t i)
{

	return i < a->latin.count ? a->latin.words[i].flags : 0;
}

static bool
is_road(uint8_t m)
{

	return m >= ROAD && m <= WAY;
}

static bool
is_direction(uint8_t m)
{

	return m >= NORTH && m <= SOUTHWEST;
}

/* Words that a number or letter of their own follows. */
static bool
is_unit(uint8_t m)
{

	return m == NUMBER || m == FLOOR || m == LETTER_F || m == BUILDING || m == SECTION || m == SUITE || m == ROOM ||
	       m == BLOCK || m == UNIT || m == PO || m == P || m == BOX || m == POBOX;
}

static bool
is_letter(const struct address * a, uint32_t i)
{

	return i < a->latin.count && a->latin.words[i].folded_len == 1 && (flags(a, i) & DYE_WORD_NUMERIC) == 0 &&
	       meaning(a, i) != P;
}

/* Copy word i where it could be a country code. */
static bool
two_letters(const struct address * a, uint32_t i, char code[3])
{
	const struct dye_word * w = &a->latin.words[i];
	const char * p = a->latin.parse->canonical.data + w->folded;

	if (w->folded_len != 2 || p[0] < 'a' || p[0] > 'z' || p[1] < 'a' || p[1] > 'z')
		return false;
	code[0] = p[0];
	code[1] = p[1];
	code[2] = '\0';
	return true;
}

/* Everything after word i could be a postcode: words with digits, or two letters at the end after four digits (NL). */
static bool
postcode_follows(const struct address * a, uint32_t i)
{
	uint32_t k, count = a->latin.count;

	if (i + 1 >= count || i + 4 < count)
		return false;
	for (k = i + 1; k < count; k++) {
		if ((flags(a, k) & DYE_WORD_NUMERIC) != 0)
			continue;
		if (k != i + 2 || k + 1 != count || a->latin.words[k].folded_len != 2 ||
		    (flags(a, k - 1) & DYE_WORD_DIGITS) == 0 || a->latin.words[k - 1].folded_len != 4)
			return false;
	}
	return true;
}

/* Word i, the last of the cell, can be a country: some codes are also ways to write a slot that may stand there. */
static bool
country_at_end(const struct address * a, uint32_t i, const char * code)
{

	if (strcmp(code, "pl") == 0)
		return false;
	if (strcmp(code, "se") == 0 || strcmp(code, "ne") == 0)
		return i == 0 || !is_road(meaning(a, i - 1));
	return true;
}

static bool
try_country(struct address * a, uint32_t i)
{
	char code[3];
	bool zip;

	/* "St" is a way to write Street, and Sao Tome must stand back. */
	if (!two_letters(a, i, code) || strcmp(code, "st") == 0)
		return false;
	if (i + 1 == a->latin.count) {
		if (!in_table(iso_countries, code) || !country_at_end(a, i, code))
			return false;
	} else {
		if (!postcode_follows(a, i))
			return false;
		/* "No. 12" at the end is a number, "NO 0150" Norway. */
		if (strcmp(code, "no") == 0 && (i + 2 != a->latin.count || a->latin.words[i + 1].folded_len != 4))
			return false;
		zip = (flags(a, i + 1) & DYE_WORD_DIGITS) != 0 && a->latin.words[i + 1].folded_len == 5;
		if (zip && i + 2 == a->latin.count && in_table(us_states, code))
			memcpy(code, "us", 3);
		else if (!in_table(iso_countries, code))
			return false;
	}
	memcpy(a->country, code, 3);
	a->country_at = i;
	return true;
}

static void
find_country(struct address * a)
{
	uint32_t count = a->latin.count, i;

	a->country[0] = '\0';
	a->country_at = count;
	for (i = count > 4 ? count - 4 : 1; i < count; i++)
		if (try_country(a, i))
			break;
	if (a->country[0] != '\0') {
		a->latin.parse->context[0] = (char)(a->country[0] - 'a' + 'A');
		a->latin.parse->context[1] = (char)(a->country[1] - 'a' + 'A');
		a->latin.parse->context[2] = '\0';
	}
	a->english = a->country[0] == '\0' || !in_table(other_tongues, a->country);
	a->german = in_list("deatchlilu", a->country);
	a->far_east = in_list("cntwhkjpkrsgmomyththvnphid", a->country);
	a->north_america = a->country[0] == '\0' || in_list("usca", a->country);
	a->chinese = in_list("cntwhk", a->country);
}

/* A name stands before word i: not the beginning, not a plain number. */
static bool
name_before(const struct address * a, uint32_t i)
{

	return i > 0 && (flags(a, i - 1) & DYE_WORD_DIGITS) == 0 && meaning(a, i - 1) != NUMBER;
}

static bool
number_after(const struct address * a, uint32_t i)
{

	return i + 1 < a->country_at && (flags(a, i + 1) & DYE_WORD_DIGIT) != 0;
}

/* Nothing but a postcode follows, so that the word may be the code of a state or country. */
static bool
at_tail(const struct address * a, uint32_t i)
{

	return i + 1 == a->country_at || postcode_follows(a, i);
}

static bool
road_soon(const struct address * a, uint32_t i)
{

	return is_road(meaning(a, i + 1)) || is_road(meaning(a, i + 2)) || is_road(meaning(a, i + 3));
}

/* "St" is Street only where neither what follows nor what stands before lets one think of a saint. */
static bool
street_here(const struct address * a, uint32_t i)
{
	uint8_t next = meaning(a, i + 1);

	if (!a->english || !name_before(a, i) || next == SAINT || next == KING || next == STREET || next == STR)
		return false;
	if (is_direction(meaning(a, i - 1)) && i + 1 < a->country_at && !is_unit(next) && !number_after(a, i))
		return false;
	if (meaning(a, i - 1) == STOP && i + 1 < a->latin.count && !is_unit(next) && !number_after(a, i))
		return false;
	return !is_road(meaning(a, i + 1)) && !is_road(meaning(a, i + 2));
}

static bool
drive_here(const struct address * a, uint32_t i)
{
	uint8_t next = meaning(a, i + 1);

	return a->english && name_before(a, i) && !is_direction(meaning(a, i - 1)) && next != KING && next != SAINT &&
	       (!is_letter(a, i + 1) || is_direction(next)) && !road_soon(a, i);
}

static bool
mark_road(struct address * a, uint32_t i)
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
	uint8_t m = meaning(a, i);

	switch (m) {
	case WAY:
		return false;
	case HIGHWAY:
		break;
	case LANE:
		if (number_after(a, i))
			return dye_latin_mark_prefix(&a->latin, i, T_LANE_NUMBER, ". ");
		if (!name_before(a, i))
			return false;
		break;
	case STREET:
		if (!street_here(a, i))
			return false;
		break;
	case DRIVE:
		if (!drive_here(a, i))
			return false;
		break;
	case COURT:
	case PLACE:
		if (!a->english || !name_before(a, i) || at_tail(a, i))
			return false;
		break;
	case ROAD:
	case BOULEVARD:
	case PARKWAY:
		if (!name_before(a, i))
			return false;
		break;
	default:
		if (!a->english || !name_before(a, i))
			return false;
		break;
	}
	dye_latin_mark_word(&a->latin, i, types_of[m]);
	return true;
}

/* "Str." is Strasse where German is spoken, and Street where English is read. */
static void
mark_strasse(struct address * a, uint32_t i)
{

	if (a->german) {
		/* "Ebert-Str." is as good as "Ebert-Strasse". */
		if (name_before(a, i))
			dye_latin_mark_run(&a->latin, i, 1, T_STRASSE, a->latin.words[i].offset, "-'.&@_");
	} else if (meaning(a, i) == STR && street_here(a, i))
		dye_latin_mark_word(&a->latin, i, T_STREET);
}

/* After a road word: "Main St N", where it is not the beginning of a town's name. */
static bool
direction_after_road(const struct address * a, uint32_t i)
{

	if (i < 2 || !is_road(meaning(a, i - 1)) || (flags(a, i - 2) & DYE_WORD_DIGITS) != 0)
		return false;
	return !postcode_follows(a, i) && (i + 1 == a->country_at || is_unit(meaning(a, i + 1)));
}

/* After the house number: "100 N Main St", "1034 N 500 W". */
static bool
direction_after_number(const struct address * a, uint32_t i)
{
	uint8_t next = meaning(a, i + 1);

	if (i == 0 || (flags(a, i - 1) & DYE_WORD_DIGIT) == 0 || i + 1 >= a->country_at)
		return false;
	/* NE and SE are countries, too. */
	if (meaning(a, i) > WEST && postcode_follows(a, i))
		return false;
	if ((flags(a, i - 1) & DYE_WORD_ORDINAL) != 0 || (i > 1 && (is_unit(meaning(a, i - 2)))))
		return false;
	/* The grid of Utah: a second direction. */
	if (i > 1 && is_direction(meaning(a, i - 2)) && i - 2 > 0)
		return (flags(a, i - 1) & DYE_WORD_DIGITS) != 0 && a->latin.words[i - 2].type != DYE_NO_TYPE &&
		       is_unit(next);
	if (i > 1 && is_road(meaning(a, i - 2)))
		return false;
	/* Nothing that could be a street of this name: a highway, Broadway, a saint. */
	if (next == HIGHWAY || dye_latin_is(&a->latin, i + 1, "broadway") ||
	    (next == STREET && meaning(a, i + 2) == SAINT))
		return true;
	if ((flags(a, i + 1) & DYE_WORD_DIGITS) != 0)
		return is_direction(meaning(a, i + 2)) || is_road(meaning(a, i + 2));
	return !is_road(next) && !is_direction(next) && !is_unit(next) && !is_letter(a, i + 1);
}

/* After a numbered highway: "U S HIGHWAY 431 NORTH". */
static bool
direction_after_highway(const struct address * a, uint32_t i)
{

	return i > 1 && meaning(a, i) <= WEST && (flags(a, i - 1) & DYE_WORD_DIGITS) != 0 &&
	       (meaning(a, i - 2) == HIGHWAY || dye_latin_is(&a->latin, i - 2, "route")) && i + 1 == a->latin.count;
}

/* The last word of "1034 N 500 W". */
static bool
direction_at_end_of_grid(const struct address * a, uint32_t i)
{

	return i > 2 && meaning(a, i) <= WEST && (flags(a, i - 1) & DYE_WORD_DIGITS) != 0 &&
	       is_direction(meaning(a, i - 2)) && a->latin.words[i - 2].type != DYE_NO_TYPE && i + 1 == a->latin.count;
}

/* Before a road word, in Chinese addresses: "Zhongxiao E. Rd.". */
static bool
direction_before_road(const struct address * a, uint32_t i)
{
	uint8_t last = meaning(a, i - 1);

	return i > 0 && is_road(meaning(a, i + 1)) && (flags(a, i - 1) & DYE_WORD_NUMERIC) == 0 &&
	       a->latin.words[i - 1].folded_len > 2 && !is_unit(last) && !is_road(last) && !is_direction(last) &&
	       last != MIDDLE && last != DISTRICT;
}

static bool
mark_direction(struct address * a, uint32_t i)
{
	bool here = false;

	if (a->north_america)
		here = direction_after_number(a, i) || direction_at_end_of_grid(a, i) || direction_after_road(a, i) ||
		       direction_after_highway(a, i);
	else if (a->chinese && i > 0)
		here = direction_before_road(a, i);
	if (!here)
		return false;
	dye_latin_mark_word(&a->latin, i,
	    (uint8_t)(meaning(a, i) <= WEST ? T_NORTH + (meaning(a, i) - NORTH)
					    : T_NORTHEAST + (meaning(a, i) - NORTHEAST)));
	return true;
}

/* A number stands right before the word "floor" or its abbreviation: "7F", "7 Floor". */
static bool
floor_after_number(const struct address * a, uint32_t i)
{

	return a->far_east && i > 0 && (~flags(a, i - 1) & (DYE_WORD_DIGITS | DYE_WORD_ASCII)) == 0 &&
	       !(i > 1 && is_unit(meaning(a, i - 2)));
}

/* "7F", "7/F", "7 Floor" in the Far East; "7th Fl" and "Floor 7" everywhere. */
static void
mark_floor(struct address * a, uint32_t i)
{
	struct dye_latin * l = &a->latin;

	if (is_road(meaning(a, i + 1)) || at_tail(a, i))
		return;
	if (floor_after_number(a, i))
		/* "7F.-2" is as good as "7F-2". */
		dye_latin_mark_run(l, i, 1, T_FLOOR, l->words[i - 1].end,
		    dye_latin_gap(l, i, meaning(a, i) == FLOOR ? " " : "/", 1) ? "'.&@_" : NULL);
	else if (meaning(a, i) != FLOOR)
		return;
	else if (i > 0 && (flags(a, i - 1) & DYE_WORD_ORDINAL) != 0)
		dye_latin_mark_run(
		    l, i, 1, T_FLOOR_WORD, l->words[i].offset, dye_latin_gap(l, i, " ", 1) ? "-'.&@_" : NULL);
	else if (number_after(a, i))
		(void)dye_latin_mark_prefix(l, i, T_FLOOR_NUMBER, ". ");
}

/* "P.O. Box", from P to Box. */
static void
mark_po_box(struct address * a, uint32_t i)
{
	uint32_t box = meaning(a, i) == PO ? i + 1 : i + 2;

	if (meaning(a, box) != BOX || (meaning(a, i) == P && !dye_latin_is(&a->latin, i + 1, "o")) ||
	    !number_after(a, box))
		return;
	dye_latin_mark_run(&a->latin, i, (uint8_t)(box - i + 1), T_PO_BOX, a->latin.words[i].offset, "-'.&@_");
	/* The full stop after Box stays where it is. */
	a->latin.words[i].span_end = a->latin.words[box].end;
}

/* The number after "Building" is its own, and not that of a floor: "Foo Building, 5F". */
static bool
building_number_after(const struct address * a, uint32_t i)
{
	uint8_t then = meaning(a, i + 2);

	return number_after(a, i) && then != FLOOR && then != LETTER_F;
}

static void
mark_unit(struct address * a, uint32_t i)
{

	switch (meaning(a, i)) {
	case NUMBER:
		if (number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_NUMBER, ". ");
		break;
	case SECTION:
		if (number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_SECTION, ". ");
		break;
	case ROOM:
		if (number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_ROOM, ". ");
		break;
	case BLOCK:
		if (number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_BLOCK, ". ");
		break;
	case SUITE:
		if (number_after(a, i) || is_letter(a, i + 1))
			(void)dye_latin_mark_prefix(&a->latin, i, T_SUITE, ". #");
		break;
	case BUILDING:
		if (building_number_after(a, i) && dye_latin_mark_prefix(&a->latin, i, T_BUILDING_NUMBER, ". "))
			return;
		dye_latin_mark_word(&a->latin, i, T_BUILDING);
		break;
	case DISTRICT:
		if (i > 0)
			dye_latin_mark_word(&a->latin, i, T_DISTRICT);
		break;
	case CENTER:
		if (a->english)
			dye_latin_mark_word(&a->latin, i, T_CENTER);
		break;
	default:
		break;
	}
}

static void
mark_at(struct address * a, uint32_t i)
{
	uint8_t m = meaning(a, i);

	if (m == NOTHING || m >= UNIT) {
		if (m == STRASSE_SUFFIX && a->german)
			dye_latin_mark_word(&a->latin, i, T_STRASSE_SUFFIX);
	} else if (m == STR || m == STRASSE)
		mark_strasse(a, i);
	else if (is_road(m))
		(void)mark_road(a, i);
	else if (is_direction(m))
		(void)mark_direction(a, i);
	else if (m == FLOOR || m == LETTER_F)
		mark_floor(a, i);
	else if (m == POBOX) {
		if (number_after(a, i))
			dye_latin_mark_word(&a->latin, i, T_PO_BOX);
	} else if (m == PO || m == P)
		mark_po_box(a, i);
	else
		mark_unit(a, i);
}

/* The bytes of text that "strasse" or "str" takes at the end of word i; *folded those of its folded form; 0: it does not end so. */
static uint32_t
strasse_at_end(const struct address * a, uint32_t i, uint32_t * folded)
{
	const struct dye_word * w = &a->latin.words[i];
	const char * f = a->latin.parse->canonical.data + w->folded;
	const char * p = a->latin.text.data;
	uint32_t n = w->folded_len;

	if (n > 5 && memcmp(f + n - 3, "str", 3) == 0 && w->end - w->offset > 5 &&
	    strncasecmp(p + w->end - 3, "str", 3) == 0) {
		*folded = 3;
		return 3;
	}
	if (n <= 9 || memcmp(f + n - 7, "strasse", 7) != 0 || w->end - w->offset <= 9)
		return 0;
	/* However sharp s is written, by these seven bytes of text. */
	if (strncasecmp(p + w->end - 7, "strasse", 7) != 0 && strncasecmp(p + w->end - 7,
								  "stra\xC3\x9F"
								  "e",
								  7) != 0)
		return 0;
	*folded = 7;
	return 7;
}

/* "Hauptstrasse" is two words where German is spoken. */
static enum dye_code
cut_strassen(struct address * a)
{
	uint32_t i, tail, folded = 0;
	enum dye_code rc;

	for (i = 0; a->german && i < a->country_at; i++) {
		struct dye_word * w = &a->latin.words[i];
		uint8_t last = (uint8_t)a->latin.text.data[w->end - 1];

		if (w->meaning != NOTHING || (w->flags & DYE_WORD_NUMERIC) != 0 || last >= 0x80 ||
		    (tail = strasse_at_end(a, i, &folded)) == 0)
			continue;
		if (a->latin.count > i + 1 && a->latin.words[i + 1].offset < w->end)
			continue;
		if ((rc = dye_latin_cut(&a->latin, i, w->folded_len - folded, w->end - w->offset - tail)) != DYE_OK)
			return rc;
		a->latin.words[++i].meaning = STRASSE_SUFFIX;
		a->country_at++;
	}
	return DYE_OK;
}

static void
mark_all(struct address * a)
{
	uint32_t i;

	for (i = 0; i < a->country_at; i += a->latin.words[i].words)
		mark_at(a, i);
}

#define BIT(m) (UINT64_C(1) << (m))

/* All but what says how words are cut and which slots there are. The words are not zeroed: that would cost more than to parse some. */
static void
prepare(struct address * a, struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{

	a->latin.kind = &dye_kind_address_latin;
	a->latin.lexicon = dye_address_lexicon;
	a->latin.text = text;
	a->latin.parse = parse;
	a->latin.err = err;
}

static enum dye_code
parse_address(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{
	struct address a;
	enum dye_code rc;

	prepare(&a, text, parse, err);
	a.latin.cuts_before_digits =
	    BIT(NUMBER) | BIT(SECTION) | BIT(ROOM) | BIT(BUILDING) | BIT(LANE) | BIT(BLOCK) | BIT(FLOOR) | BIT(SUITE);
	a.latin.cuts_after_digits = BIT(FLOOR) | BIT(LETTER_F);
	a.latin.comma_type = T_COMMA;
	a.latin.joined_types = BIT(T_STRASSE_SUFFIX);
	if ((rc = dye_latin_start(&a.latin)) != DYE_OK)
		return dye_latin_finish(&a.latin, rc);
	find_country(&a);
	if ((rc = cut_strassen(&a)) == DYE_OK)
		mark_all(&a);
	return dye_latin_finish(&a.latin, rc);
}

/* Points for what addresses have: road words, numbers, a country at its place, several words. */
static int
recognise_address(struct dye_slice text)
{
	struct dye_parse parse = {0};
	struct address a = {0};
	int points = 0, score = 0;
	uint32_t i;

	prepare(&a, text, &parse, NULL);
	a.latin.comma_type = DYE_NO_TYPE;
	if (text.len <= 4096 && dye_latin_start(&a.latin) == DYE_OK && a.latin.count > 1) {
		find_country(&a);
		for (i = 0; i < a.latin.count; i++) {
			uint8_t m = meaning(&a, i);

			if (i > 0 && (is_road(m) || m == BOX))
				points += 300;
			else if (is_unit(m) || m == DISTRICT)
				points += 150;
			else if (i > 0 && is_direction(m))
				points += 100;
			else if ((flags(&a, i) & DYE_WORD_DIGIT) != 0)
				points += 120;
		}
		if (a.country[0] != '\0')
			points += 250;
		score = points > 900 ? 900 : points;
	}
	if (a.latin.words != a.latin.local)
		(void)dye_latin_finish(&a.latin, DYE_EUSAGE);
	dye_parse_release(&parse);
	return score;
}

const struct dye_kind dye_kind_address_latin = {
    .name = "address-latin",
    .description = "a postal address in Latin script",
    .slot_types = types,
    .slot_type_count = sizeof(types) / sizeof(types[0]),
    .distinctive = true,
    .recognise = recognise_address,
    .parse = parse_address,
    .forge = dye_forge_address_latin,
    .glued = dye_latin_glued,
};
