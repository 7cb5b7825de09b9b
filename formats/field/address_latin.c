/*
 * address-latin: a postal address in Latin script: "7F., No. 105, Zhongcheng Rd., Taipei TW 236", "1202 N Main St Ste 4".
 *
 * Slots are words that postal authorities write in several ways (docs/SPELLINGS.md has the table and its sources), and the space
 * after a comma. English is never presumed (latin/address_sense.h). What a word means is told from its neighbours and from the country,
 * never from how it is written, and in doubt it is left alone: "St" before a saint's name, "Ct" before a postcode, "E" after "Building".
 *
 * The context is the two-letter country code found at its place near the end of the address, or "".
 */
/* file: one set of rules for what a word means here, in which nearly every rule asks another one; apart they mean little. */
#include <string.h>
#include <strings.h>

#include "formats/field/latin/address_names.h"
#include "formats/field/latin/address_sense.h"
#include "formats/field/latin/forge_latin.h"
#include "formats/field/latin/glued.h"

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
LIST(street, {"street", "Street"}, {"st", "St"}, {"st.", "St."});
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

extern const struct dye_kind dye_kind_address_latin;

static bool
is_letter(const struct dye_address * a, uint32_t i)
{

	return i < a->latin.count && a->latin.words[i].folded_len == 1 && (dye_flags(a, i) & DYE_WORD_NUMERIC) == 0 &&
	       dye_means(a, i) != P;
}

/* A name stands before word i: not the beginning, not a plain number. */
static bool
name_before(const struct dye_address * a, uint32_t i)
{

	return i > 0 && (dye_flags(a, i - 1) & DYE_WORD_DIGITS) == 0 && dye_means(a, i - 1) != NUMBER;
}

static bool
number_after(const struct dye_address * a, uint32_t i)
{

	return i + 1 < a->tail && (dye_flags(a, i + 1) & DYE_WORD_DIGIT) != 0;
}

/* Nothing but a postcode follows, so that the word may be the code of a state or country. */
static bool
at_tail(const struct dye_address * a, uint32_t i)
{

	return i + 1 == a->tail || dye_address_postcode_follows(a, i);
}

static bool
road_soon(const struct dye_address * a, uint32_t i)
{

	return dye_is_road(dye_means(a, i + 1)) || dye_is_road(dye_means(a, i + 2)) || dye_is_road(dye_means(a, i + 3));
}

/* Nothing can follow word i that would make another word of it: the end, a unit, a number, a direction at the end. */
static bool
closed(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	return i + 1 >= a->tail || dye_is_unit(next) || number_after(a, i) ||
	       (dye_is_direction(next) && (i + 2 >= a->tail || dye_is_unit(dye_means(a, i + 2))));
}

/* Word i, a number, is that of a unit: "Unit 3". That of "No." is the house's. */
static bool
numbers_unit(const struct dye_address * a, uint32_t i)
{

	return i > 0 && dye_is_unit(dye_means(a, i - 1)) && dye_means(a, i - 1) != NUMBER;
}

/* The number of a house stands before the name that ends at word i, and neither another road, a unit nor a person between. */
static bool
numbered(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	for (k = i; k-- > 0 && k + 7 > i;) {
		uint8_t m = dye_means(a, k);

		if ((dye_flags(a, k) & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT)
			return k + 1 < i && !numbers_unit(a, k);
		if (dye_is_road(m) || dye_is_unit(m) || m == TITLE)
			return false;
	}
	return false;
}

/* A town may follow the street only where the country is known and the street has a number. */
static bool
street_ends(const struct dye_address * a, uint32_t i)
{

	return closed(a, i) || (a->towns && (a->far_east || numbered(a, i)));
}

static bool
is_saint(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];

	if (i >= a->latin.count)
		return false;
	return w->meaning == SAINT ||
	       (w->meaning == NOTHING && dye_latin_look_up(dye_saint_lexicon,
					     a->latin.parse->canonical.data + w->folded, w->folded_len) == SAINT);
}

static bool
is_stop(uint8_t m)
{

	return m == STOP || m == FOREIGN || m == PARTICLE;
}

/* "St" is Street only where neither what follows nor what stands before lets one think of a saint. */
static bool
street_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1), last = dye_means(a, i - 1);

	if (!name_before(a, i) || is_saint(a, i + 1) || next == KING || next == STREET || next == STR ||
	    !street_ends(a, i))
		return false;
	if ((dye_is_direction(last) || is_stop(last)) && !closed(a, i))
		return false;
	return !dye_is_road(next) && !dye_is_road(dye_means(a, i + 2));
}

/* "Dr" before a name is a doctor, and a town may be one: it is Drive where the street ends the cell or a unit, state or number follows. */
static bool
drive_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	if (!name_before(a, i) || dye_is_direction(dye_means(a, i - 1)) || next == KING || is_saint(a, i + 1) ||
	    (is_letter(a, i + 1) && !dye_is_direction(next)) || road_soon(a, i))
		return false;
	return closed(a, i);
}

/* "Rd" with a number is rural delivery, save in the Far East, where the number of the house may follow. */
static bool
road_here(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	if (!name_before(a, i))
		return false;
	if (dye_latin_is(&a->latin, i - 1, "county") || dye_latin_is(&a->latin, i - 1, "state"))
		return true;
	if ((dye_flags(a, i + 1) & DYE_WORD_ORDINAL) != 0)
		return true;
	return a->far_east || (!number_after(a, i) && next != NUMBER && next != BOX);
}

/* Words that may be a state, a country, a town's or a building's name where more than the end follows. */
static bool
other_road_here(const struct dye_address * a, uint32_t i)
{

	return name_before(a, i) && street_ends(a, i) && !dye_latin_is(&a->latin, i + 1, "maria");
}

/* The last word before the state, after another street without a number: a town's name, "State St Kennett Square PA". */
static bool
ends_town(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (!a->north_america || !at_tail(a, i))
		return false;
	for (k = i; k-- > 0 && (dye_flags(a, k) & DYE_WORD_DIGIT) == 0;)
		if (dye_is_road(dye_means(a, k)) && k + 1 < i)
			return true;
	return false;
}

/* A number follows that is the next street's, and none stands before: a person or a house, "Nathan Lane 500 Park Avenue". */
static bool
before_address(const struct dye_address * a, uint32_t i)
{

	return !a->far_east && number_after(a, i) && (dye_flags(a, i + 1) & DYE_WORD_ORDINAL) == 0 && !numbered(a, i) &&
	       !dye_latin_is(&a->latin, i - 1, "county") && !dye_latin_is(&a->latin, i - 1, "state");
}

/* Whether word i, a road word, is one. One before another road word is part of its name: "Park Place Blvd". */
static bool
road_word_here(const struct dye_address * a, uint32_t i)
{

	if (!a->english || (dye_is_road(dye_means(a, i + 1)) && dye_means(a, i) != HIGHWAY))
		return false;
	if (dye_address_road_in_name(a, i) || ends_town(a, i) || (dye_means(a, i) != HIGHWAY && before_address(a, i)))
		return false;
	switch (dye_means(a, i)) {
	case WAY:
		return false;
	case HIGHWAY:
		return true;
	case STREET:
		return street_here(a, i);
	case DRIVE:
		return drive_here(a, i);
	case ROAD:
		return road_here(a, i);
	case COURT:
	case PLACE:
		return other_road_here(a, i) && !at_tail(a, i);
	case AVENUE:
	case CIRCLE:
	case SQUARE:
		return other_road_here(a, i);
	case TERRACE:
		return a->sure && other_road_here(a, i);
	default:
		return name_before(a, i);
	}
}

/* The number after word i is its own: outside the Far East, no street follows whose house it would be, "Ocean Building 5 Oak Road". */
static bool
own_number_after(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (!number_after(a, i))
		return false;
	for (k = i + 2; !a->far_east && name_before(a, i) && k < a->tail && k < i + 8; k++) {
		if ((dye_flags(a, k) & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT ||
		    dye_is_unit(dye_means(a, k)))
			return true;
		if (dye_is_road(dye_means(a, k)))
			return false;
	}
	return true;
}

static bool
mark_road(struct dye_address * a, uint32_t i)
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

	if (m == LANE && a->english && own_number_after(a, i))
		return dye_latin_mark_prefix(&a->latin, i, T_LANE_NUMBER, ". ");
	if (!road_word_here(a, i))
		return false;
	dye_latin_mark_word(&a->latin, i, types_of[m]);
	return true;
}

/* "Str." is Strasse where German is spoken; "Ebert-Str." is as good as "Ebert-Strasse". */
static void
mark_strasse(struct dye_address * a, uint32_t i)
{

	if (a->german && name_before(a, i))
		dye_latin_mark_run(&a->latin, i, 1, T_STRASSE, a->latin.words[i].offset, "-'.&@_");
}

/* After a road word: "Main St N", where it is not the beginning of a town's name. */
static bool
direction_after_road(const struct dye_address * a, uint32_t i)
{

	if (i < 2 || !dye_is_road(dye_means(a, i - 1)) || (dye_flags(a, i - 2) & DYE_WORD_DIGITS) != 0)
		return false;
	/* "W VA" is West Virginia. */
	if (i + 1 < a->latin.count &&
	    (dye_latin_is(&a->latin, i + 1, "va") || dye_latin_is(&a->latin, i + 1, "virginia")))
		return false;
	return !dye_address_postcode_follows(a, i) && (i + 1 == a->tail || dye_is_unit(dye_means(a, i + 1)));
}

/* A road word follows, in the words that a street's name may have. */
static bool
street_later(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	for (k = i + 1; k < a->tail && k < i + 6; k++)
		if (dye_is_road(dye_means(a, k)))
			return true;
	return false;
}

/* After the house number: "100 N Main St", "1034 N 500 W". */
static bool
direction_after_number(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	if (i == 0 || (dye_flags(a, i - 1) & DYE_WORD_DIGIT) == 0 || i + 1 >= a->tail)
		return false;
	/* Routes are named 9W and 35E. */
	if (i > 1 && dye_address_is_route(a, i - 2))
		return false;
	/* NE and SE are countries, too. */
	if (dye_means(a, i) > WEST && dye_address_postcode_follows(a, i))
		return false;
	if ((dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0 || (i > 1 && (dye_is_unit(dye_means(a, i - 2)))))
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
		return (a->sure && dye_is_direction(dye_means(a, i + 2))) || dye_is_road(dye_means(a, i + 2));
	/* S. Pedro, W. Hartford: without a street it may be the name of a town. */
	return !dye_is_road(next) && !dye_is_direction(next) && !dye_is_unit(next) && !is_letter(a, i + 1) &&
	       !(dye_means(a, i) == SOUTH && is_saint(a, i + 1)) &&
	       (street_later(a, i + 1) || dye_address_bare_street(a, i + 1));
}

/* After a numbered highway: "U S HIGHWAY 431 NORTH". */
static bool
direction_after_highway(const struct dye_address * a, uint32_t i)
{

	return i > 1 && dye_means(a, i) <= WEST && (dye_flags(a, i - 1) & DYE_WORD_DIGITS) != 0 &&
	       (dye_means(a, i - 2) == HIGHWAY || dye_latin_is(&a->latin, i - 2, "route")) && i + 1 == a->tail;
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

static bool
mark_direction(struct dye_address * a, uint32_t i)
{
	bool here = false;

	if (dye_address_direction_in_name(a, i))
		return false;
	if (a->north_america)
		here = direction_after_number(a, i) || direction_at_end_of_grid(a, i) || direction_after_road(a, i) ||
		       direction_after_highway(a, i);
	else if (a->chinese && i > 0)
		here = direction_before_road(a, i);
	if (!here)
		return false;
	dye_latin_mark_word(&a->latin, i,
	    (uint8_t)(dye_means(a, i) <= WEST ? T_NORTH + (dye_means(a, i) - NORTH)
					      : T_NORTHEAST + (dye_means(a, i) - NORTHEAST)));
	return true;
}

/* A number stands right before the word "floor" or its abbreviation: "7F", "7 Floor". */
static bool
floor_after_number(const struct dye_address * a, uint32_t i)
{

	return a->far_east && i > 0 && (~dye_flags(a, i - 1) & (DYE_WORD_DIGITS | DYE_WORD_ASCII)) == 0 &&
	       !(i > 1 && (dye_is_unit(dye_means(a, i - 2)) || dye_address_is_stall(a, i - 2)));
}

/* "7F", "7/F", "7 Floor" in the Far East; "7th Fl" and "Floor 7" everywhere. */
static void
mark_floor(struct dye_address * a, uint32_t i)
{
	struct dye_latin * l = &a->latin;

	if (!a->english || dye_is_road(dye_means(a, i + 1)) || at_tail(a, i))
		return;
	if (floor_after_number(a, i))
		/* "7F.-2" is as good as "7F-2". */
		dye_latin_mark_run(l, i, 1, T_FLOOR, l->words[i - 1].end,
		    dye_latin_gap(l, i, dye_means(a, i) == FLOOR ? " " : "/", 1) ? "'.&@_" : NULL);
	else if (dye_means(a, i) != FLOOR)
		return;
	else if (i > 0 && (dye_flags(a, i - 1) & DYE_WORD_ORDINAL) != 0)
		dye_latin_mark_run(
		    l, i, 1, T_FLOOR_WORD, l->words[i].offset, dye_latin_gap(l, i, " ", 1) ? "-'.&@_" : NULL);
	else if (own_number_after(a, i) && l->words[i + 1].folded_len < 4)
		/* Florida has a postcode behind it. */
		(void)dye_latin_mark_prefix(l, i, T_FLOOR_NUMBER, ". ");
}

/* "P.O. Box", from P to Box. */
static void
mark_po_box(struct dye_address * a, uint32_t i)
{
	uint32_t box = dye_means(a, i) == PO ? i + 1 : i + 2;

	if (dye_means(a, box) != BOX || (dye_means(a, i) == P && !dye_latin_is(&a->latin, i + 1, "o")) ||
	    !number_after(a, box))
		return;
	dye_latin_mark_run(&a->latin, i, (uint8_t)(box - i + 1), T_PO_BOX, a->latin.words[i].offset, "-'.&@_");
	/* The full stop after Box stays where it is. */
	a->latin.words[i].span_end = a->latin.words[box].end;
}

/* The number after "Building" is its own, and not that of a floor: "Foo Building, 5F". */
static bool
building_number_after(const struct dye_address * a, uint32_t i)
{
	uint8_t then = dye_means(a, i + 2);

	return own_number_after(a, i) && then != FLOOR && then != LETTER_F;
}

static void
mark_unit(struct dye_address * a, uint32_t i)
{

	if (!a->english)
		return;
	switch (dye_means(a, i)) {
	case NUMBER:
		/* The English word no. */
		if ((dye_flags(a, i + 1) & DYE_WORD_ORDINAL) != 0 || (i > 0 && dye_address_is_sentence(a, i - 1)))
			break;
		/* Norway has a postcode behind it. */
		if (number_after(a, i) && (a->sure || a->latin.words[i + 1].folded_len < 4))
			(void)dye_latin_mark_prefix(&a->latin, i, T_NUMBER, ". ");
		break;
	case SECTION:
		/* A sector in India. */
		if (a->chinese && number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_SECTION, ". ");
		break;
	case ROOM:
		if (own_number_after(a, i))
			(void)dye_latin_mark_prefix(&a->latin, i, T_ROOM, ". ");
		break;
	case BLOCK:
		if (own_number_after(a, i))
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
		/* School District; the District of Columbia. */
		if (a->far_east && i > 0 && dye_means(a, i + 1) != MIDDLE && !dye_address_road_in_name(a, i))
			dye_latin_mark_word(&a->latin, i, T_DISTRICT);
		break;
	case CENTER:
		/* Rockville Centre, Newton Center: elsewhere the names of towns have it. */
		if (a->chinese && name_before(a, i) && !dye_is_road(dye_means(a, i + 1)))
			dye_latin_mark_word(&a->latin, i, T_CENTER);
		break;
	default:
		break;
	}
}

static void
mark_at(struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i);

	if (m == NOTHING || m >= UNIT) {
		if (m == STRASSE_SUFFIX && a->german)
			dye_latin_mark_word(&a->latin, i, T_STRASSE_SUFFIX);
	} else if (m == STR || m == STRASSE)
		mark_strasse(a, i);
	else if (dye_is_road(m))
		(void)mark_road(a, i);
	else if (dye_is_direction(m))
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
strasse_at_end(const struct dye_address * a, uint32_t i, uint32_t * folded)
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
cut_strassen(struct dye_address * a)
{
	uint32_t i, tail, folded = 0;
	enum dye_code rc;

	for (i = 0; a->german && i < a->tail; i++) {
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
		a->tail++;
	}
	return DYE_OK;
}

#define BIT(m) (UINT64_C(1) << (m))

static void
mark_all(struct dye_address * a)
{
	static const uint64_t heads = BIT(T_ROAD) | BIT(T_BOULEVARD) | BIT(T_PARKWAY) | BIT(T_HIGHWAY) | BIT(T_AVENUE) |
				      BIT(T_COURT) | BIT(T_PLACE) | BIT(T_CIRCLE) | BIT(T_SQUARE) | BIT(T_TERRACE) |
				      BIT(T_LANE) | BIT(T_DRIVE) | BIT(T_STREET) | BIT(T_BUILDING) | BIT(T_DISTRICT);
	uint32_t i;

	for (i = 0; i < a->tail; i += a->latin.words[i].words)
		mark_at(a, i);
	dye_address_tie_names(a, heads, T_STREET);
}

/* All but what says how words are cut and which slots there are. The words are not zeroed: that would cost more than to parse some. */
static void
prepare(struct dye_address * a, struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
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
	struct dye_address a;
	enum dye_code rc;

	prepare(&a, text, parse, err);
	a.latin.cuts_before_digits =
	    BIT(NUMBER) | BIT(SECTION) | BIT(ROOM) | BIT(BUILDING) | BIT(LANE) | BIT(BLOCK) | BIT(FLOOR) | BIT(SUITE);
	a.latin.cuts_after_digits = BIT(FLOOR) | BIT(LETTER_F);
	a.latin.comma_type = T_COMMA;
	a.latin.joined_types = BIT(T_STRASSE_SUFFIX);
	if ((rc = dye_latin_start(&a.latin)) != DYE_OK)
		return dye_latin_finish(&a.latin, rc);
	dye_address_sense(&a);
	if ((rc = cut_strassen(&a)) == DYE_OK)
		mark_all(&a);
	return dye_latin_finish(&a.latin, rc);
}

/* A word of three letters stands in every address; a phone, an account or a place on the globe has digits instead. */
static bool
has_words(const struct dye_address * a)
{
	uint32_t i, k, letters = 0, figures = 0;
	bool word = false;

	for (i = 0; i < a->latin.count; i++) {
		const struct dye_word * w = &a->latin.words[i];
		const char * p = a->latin.parse->canonical.data + w->folded;

		word = word || ((w->flags & DYE_WORD_NUMERIC) == 0 && w->folded_len >= 3);
		for (k = 0; k < w->folded_len; k++)
			if (p[k] >= '0' && p[k] <= '9')
				figures++;
			else
				letters++;
	}
	return word && figures <= 2 * letters;
}

/* Points for what addresses have: road words, numbers, a country at its place, several words. */
static int
recognise_address(struct dye_slice text)
{
	struct dye_parse parse = {0};
	struct dye_address a = {0};
	int points = 0, score = 0;
	bool has_road = false;
	uint32_t i;

	prepare(&a, text, &parse, NULL);
	a.latin.comma_type = DYE_NO_TYPE;
	if (text.len <= 4096 && dye_latin_start(&a.latin) == DYE_OK && a.latin.count > 1 && has_words(&a)) {
		dye_address_sense(&a);
		for (i = 0; i < a.latin.count; i++) {
			uint8_t m = dye_means(&a, i);

			if (i > 0 && (dye_is_road(m) || m == BOX)) {
				points += 300;
				has_road = true;
			} else if (dye_is_unit(m) || m == DISTRICT)
				points += 150;
			else if (i > 0 && dye_is_direction(m))
				points += 100;
			else if ((dye_flags(&a, i) & DYE_WORD_DIGIT) != 0)
				points += 120;
		}
		if (a.country[0] != '\0')
			points += 250;
		if (has_road || a.country[0] != '\0' || !dye_address_is_record(&a))
			score = points > 900 ? 900 : points;
	}
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
