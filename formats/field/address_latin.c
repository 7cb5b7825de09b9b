/*
 * address-latin: a postal address in Latin script: "7F., No. 105, Zhongcheng Rd., Taipei TW 236", "1202 N Main St Ste 4".
 *
 * Slots are words that postal authorities write in several ways (docs/SPELLINGS.md has the table and its sources), and the space
 * after a comma. English is never presumed (latin/address_sense.h). What a word means is told from its neighbours and from the country,
 * never from how it is written, and in doubt it is left alone: "St" before a saint's name, "Ct" before a postcode, "E" after "Building".
 *
 * The context is the two-letter country code found at its place near the end of the address, or "".
 */
#include "formats/field/core/trait.h"
#include "formats/field/latin/address_names.h"
#include "formats/field/latin/address_near.h"
#include "formats/field/latin/address_slots.h"
#include "formats/field/latin/forge_latin.h"
#include "formats/field/latin/glued.h"
#include "formats/field/latin/loose.h"

/* clang-format off */
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

static void
mark_at(struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i);

	if (m == STR || m == STRASSE || m == STRASSE_SUFFIX)
		dye_address_mark_strasse(a, i);
	else if (m == NOTHING || m >= UNIT)
		return;
	else if (dye_is_road(m))
		dye_address_mark_road(a, i);
	else if (dye_is_direction(m))
		dye_address_mark_direction(a, i);
	else if (m == FLOOR || m == LETTER_F)
		dye_address_mark_floor(a, i);
	else if (m == PO || m == P || m == POBOX)
		dye_address_mark_po_box(a, i);
	else
		dye_address_mark_unit(a, i);
}

#define BIT(m) (UINT64_C(1) << (m))

/* Elsewhere a direction may be a person's initial; and these roads a village (High Lane), a block of flats, a market, a house. */
#define LOCAL_TYPES                                                                                           \
	(BIT(T_NORTH) | BIT(T_SOUTH) | BIT(T_EAST) | BIT(T_WEST) | BIT(T_NORTHEAST) | BIT(T_NORTHWEST) |      \
	    BIT(T_SOUTHEAST) | BIT(T_SOUTHWEST) | BIT(T_LANE) | BIT(T_COURT) | BIT(T_PLACE) | BIT(T_CIRCLE) | \
	    BIT(T_SQUARE))

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
	dye_address_tie_strassen(a);
	dye_address_tie_floors(a);
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
	/* Americans who leave the space out elsewhere write it before a suite. */
	a.latin.after_comma = a.north_america ? BIT(SUITE) | BIT(UNIT) | BIT(ROOM) | BIT(BUILDING) | BIT(FLOOR) : 0;
	if ((rc = dye_address_cut_strassen(&a)) == DYE_OK)
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
    .local_types = LOCAL_TYPES,
    .distinctive = true,
    .recognise = recognise_address,
    .trait = dye_trait_digits,
    .parse = parse_address,
    .forge = dye_forge_address_latin,
    .parts = dye_address_latin_parts,
    .loose = dye_address_loose,
    .glued = dye_latin_glued,
};
