#include "formats/field/latin/address_names.h"

#include <string.h>

#include "formats/field/latin/address_institutions.h"
#include "formats/field/latin/address_near.h"

struct pair {
	const char * one;
	const char * other;
};

static bool
is_pair(const struct dye_address * a, uint32_t i, const struct pair * pairs, size_t count)
{
	size_t k;

	for (k = 0; k < count; k++)
		if (dye_latin_is(&a->latin, i, pairs[k].one) && dye_latin_is(&a->latin, i + 1, pairs[k].other))
			return true;
	return false;
}

static bool
is_one_of(const struct dye_address * a, uint32_t i, const char * const * list, size_t count)
{

	return dye_latin_is_one_of(&a->latin, i, list, count);
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A word that is a slot is told by its meaning, since its spellings are many; its neighbour by its letters. */
struct named {
	uint8_t slot;
	const char * word;
};

static bool
is_named(const struct dye_address * a, uint32_t slot, uint32_t word, const struct named * list, size_t count)
{
	size_t k;

	for (k = 0; k < count; k++)
		if (list[k].slot == dye_means(a, slot) && dye_latin_is(&a->latin, word, list[k].word))
			return true;
	return false;
}

/* The word after District makes it part of a name: a road ("District Road"), a house ("Central District School"). */
static bool
district_in_name(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {"board", "council", "hall", "headquarters", "library", "line", "office",
	    "park", "plaza", "station", "tower", "towers"};
	uint8_t m = dye_means(a, i);

	return dye_is_road(m) || m == CENTER || dye_address_is_foundation(a, i) || is_one_of(a, i, words, COUNT(words));
}

bool
dye_address_has_article(const struct dye_address * a, uint32_t i)
{

	return i > 0 && dye_latin_is(&a->latin, i - 1, "the");
}

#define WORDS(...)                           \
	(const char * const[])               \
	{                                    \
		__VA_ARGS__, (const char *)0 \
	}

/* By what the road word means: what follows it, and what stands before it, where the two are a name. */
static const char * const * const begun[] = {[ROAD] = WORDS("town", "runner", "house"),
    [LANE] = WORDS("bryant", "bottom", "city", "county", "end", "ends", "furniture", "head", "side", "top"),
    [PARKWAY] = WORDS("diner"),
    [HIGHWAY] = WORDS("department", "dept", "diner", "patrol"),
    [DISTRICT] = WORDS("heights", "nine"),
    [SQUARE] = WORDS("garden"),
    [COURT] = WORDS("house", "of"),
    [CIRCLE] = WORDS("pines")};
static const char * const * const ended[] = {
    [COURT] = WORDS("appellate", "bankruptcy", "circuit", "county", "crown", "family", "federal", "food", "juvenile",
	"magistrate", "magistrates", "municipal", "probate", "superior", "supreme", "tennis", "traffic"),
    [DISTRICT] = WORDS("art", "arts", "business", "diamond", "financial", "school", "shopping", "theatre", "theater"),
    [DRIVE] = WORDS("blood", "disc", "disk", "flash", "food", "hard", "tape", "toy", "usb", "wheel"),
    [PLACE] = WORDS("meeting"),
    [SQUARE] = WORDS("kennett", "newtown"),
    [TERRACE] = WORDS("grand", "mountlake", "oakbrook", "temple")};

/* Word i is one of the ${words}, of which there may be none. */
static bool
is_listed(const struct dye_address * a, uint32_t i, const char * const * words)
{

	for (; words != NULL && *words != NULL; words++)
		if (dye_latin_is(&a->latin, i, *words))
			return true;
	return false;
}

bool
dye_address_road_in_name(const struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i);

	if (dye_address_has_article(a, i) || (m < COUNT(begun) && is_listed(a, i + 1, begun[m])) ||
	    (i > 0 && m < COUNT(ended) && is_listed(a, i - 1, ended[m])))
		return true;
	return (m == DISTRICT && district_in_name(a, i + 1)) ||
	       (m == COURT && i > 0 && dye_means(a, i - 1) == DISTRICT);
}

static uint8_t
means_beside_direction(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];

	return i < a->tail ? dye_latin_look_up(dye_name_lexicon, dye_latin_folded(&a->latin, w), w->folded_len)
			   : NOTHING;
}

/* A name, and not the road word or what stands between it and the direction. */
static bool
is_surname(const struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i);

	return i < a->tail && (dye_flags(a, i) & DYE_WORD_NUMERIC) == 0 && m != KING && !dye_is_road(m) &&
	       !dye_is_direction(m) && !dye_is_unit(m);
}

/*
 * The particles of a surname begin at word i, so that a letter before them is a person's initial: "E dela Paz St". La, Las, Los and El begin the
 * names of streets, too, and so do a few names with De, Del and Van: Cupertino has a North De Anza Boulevard.
 */
static bool
is_particle(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {"af", "al", "d", "da", "dal", "dalla", "das", "de", "degli", "dei", "del",
	    "dela", "delas", "della", "delle", "dello", "delos", "den", "der", "di", "dos", "du", "ibn", "ten", "van",
	    "vanden", "vander", "vom", "von", "zu", "zum", "zur"};
	static const struct pair streets[] = {{"de", "anza"}, {"de", "kalb"}, {"de", "soto"}, {"del", "mar"},
	    {"del", "monte"}, {"del", "norte"}, {"del", "paso"}, {"del", "prado"}, {"del", "rey"}, {"del", "rio"},
	    {"du", "page"}, {"du", "pont"}, {"van", "brunt"}, {"van", "buren"}, {"van", "dorn"}, {"van", "dyke"},
	    {"van", "ness"}, {"van", "nuys"}};

	return is_one_of(a, i, words, COUNT(words)) && is_surname(a, i) && is_surname(a, i + 1) &&
	       !is_pair(a, i, streets, COUNT(streets));
}

bool
dye_address_direction_in_name(const struct dye_address * a, uint32_t i)
{
	/* San, Sao, Nuestra, Notre; a saint after S. may also be one whom nobody calls St. */
	static const struct named begins[] = {
	    {NORTH, "dame"}, {NORTH, "senora"}, {NORTH, "sra"}, {SOUTH, "sta"}, {SOUTH, "sto"}};
	/* North and South Road, E or F Road: two names, or letters. */
	static const char * const links[] = {"and", "by", "or", "to"};
	uint8_t next = means_beside_direction(a, i + 1);

	if (is_one_of(a, i + 1, links, COUNT(links)) || (i > 0 && is_one_of(a, i - 1, links, COUNT(links))))
		return true;
	if (next == COMPASS || (next == GIVEN && is_surname(a, i + 2)) || is_particle(a, i + 1))
		return true;
	return is_named(a, i, i + 1, begins, COUNT(begins)) || (next == SANTO && dye_means(a, i) == SOUTH);
}

bool
dye_address_has_lettered_roads(const struct dye_address * a, uint32_t i)
{
	static const char * const owners[] = {"alternate", "business", "camp", "cnty", "co", "county", "cty", "farm",
	    "federal", "fire", "fm", "forest", "fs", "interstate", "loop", "market", "old", "parish", "private",
	    "provincial", "public", "ranch", "rural", "s", "spur", "st", "state", "supplemental", "town", "township",
	    "trunk", "truck", "twp", "us"};
	uint8_t road = dye_means(a, i);

	return i > 0 && (road == ROAD || road == HIGHWAY || (road == LANE && dye_latin_is(&a->latin, i - 1, "fire"))) &&
	       is_one_of(a, i - 1, owners, COUNT(owners));
}

bool
dye_address_is_route(const struct dye_address * a, uint32_t i)
{
	static const char * const routes[] = {
	    "exit", "fm", "i", "interstate", "loop", "route", "rt", "rte", "sr", "us"};

	return is_one_of(a, i, routes, COUNT(routes)) || dye_means(a, i) == HIGHWAY;
}

bool
dye_address_is_stall(const struct dye_address * a, uint32_t i)
{
	static const char * const stalls[] = {"apartments", "apts", "bay", "bays", "berth", "booth", "booths",
	    "cabinet", "carpark", "class", "concourse", "counter", "counters", "cubicle", "cubicles", "dept", "dock",
	    "ext", "extension", "factories", "factory", "flats", "godown", "godowns", "hangar", "house", "houses",
	    "kiosk", "kiosks", "lab", "labs", "locker", "lockers", "lots", "mailbox", "office", "offices", "penthouse",
	    "pier", "rooms", "seat", "seats", "shop", "shops", "slip", "space", "spaces", "stall", "stalls", "stand",
	    "store", "stores", "studio", "studios", "suites", "tel", "terminal", "units", "villa", "villas",
	    "warehouse", "warehouses", "workshop", "workshops"};

	return is_one_of(a, i, stalls, COUNT(stalls));
}

bool
dye_address_is_zone(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {"area", "class", "gate", "grade", "line", "phase", "plot", "row", "sector",
	    "series", "type", "unit", "wing", "zone"};

	return is_one_of(a, i, words, COUNT(words));
}

bool
dye_address_is_foundation(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {"academy", "cathedral", "chapel", "church", "clinic", "college", "convent",
	    "hospital", "kindergarten", "parish", "school", "seminary", "university"};

	return is_one_of(a, i, words, COUNT(words));
}

bool
dye_address_is_sentence(const struct dye_address * a, uint32_t i)
{
	static const char * const words[] = {"are", "has", "have", "is", "said", "say", "says", "was", "with"};

	return is_one_of(a, i, words, COUNT(words));
}

bool
dye_address_is_record(const struct dye_address * a)
{
	static const char * const words[] = {"case", "civ", "ext", "inv", "lot", "mwst", "seat", "tel"};
	uint32_t i;

	for (i = 0; i < a->latin.count; i++)
		if (is_one_of(a, i, words, COUNT(words)))
			return true;
	return dye_latin_is(&a->latin, 0, "sec") && dye_latin_is(&a->latin, 2, "t");
}

/* The name of a person or house begins after the words that end at word i: "Attn", "c/o", "care of", and "To" and "For" at the head. */
static bool
name_follows(const struct dye_address * a, uint32_t i)
{
	static const struct pair pairs[] = {{"c", "o"}, {"care", "of"}, {"estate", "of"}};
	static const char * const words[] = {"att", "attention", "attn"};
	static const char * const heads[] = {"for", "to"};

	/* Every word of every cell is asked. */
	switch (*dye_latin_folded(&a->latin, &a->latin.words[i])) {
	case 'a':
		return is_one_of(a, i, words, COUNT(words));
	case 'o':
		return i > 0 && is_pair(a, i - 1, pairs, COUNT(pairs));
	case 'f':
	case 't':
		return i == 0 && is_one_of(a, i, heads, COUNT(heads));
	default:
		return false;
	}
}

static void
tie(struct dye_address * a, uint32_t i)
{

	if (a->latin.words[i].type != DYE_NO_TYPE)
		a->latin.words[i].flags |= DYE_WORD_TIED;
}

static void
tie_name(struct dye_address * a, uint32_t i)
{

	for (; i < a->tail && (dye_flags(a, i) & DYE_WORD_DIGIT) == 0 && !dye_address_sign_before(a, i, ','); i++)
		tie(a, i);
}

/* Word i, a slot whose type is a word of its own, is the first of a part and not the only one; a number or letter after it is its own. */
static bool
heads_part(const struct dye_address * a, uint32_t i)
{

	return (i == 0 || dye_address_sign_before(a, i, ',')) && i + 1 < a->tail &&
	       !dye_address_sign_before(a, i + 1, ',') && (dye_flags(a, i + 1) & DYE_WORD_NUMERIC) == 0 &&
	       (a->latin.words[i + 1].folded_len > 1 || dye_means(a, i + 1) == P) &&
	       !dye_is_direction(dye_means(a, i + 1));
}

/* Word i, a direction after a number, is the letter of the house. */
static bool
is_house_letter(const struct dye_address * a, uint32_t i)
{

	return dye_is_direction(dye_means(a, i)) && i > 0 && (dye_flags(a, i - 1) & DYE_WORD_DIGIT) != 0 &&
	       i + 1 < a->tail && (dye_address_sign_before(a, i, '/') || dye_address_sign_before(a, i + 1, ','));
}

/*
 * Word i, a direction, is the letter of a flat: "St #E", "Dr (W)", "Dr, W"; or with: "Rd W/ Suite 5". A comma says nothing after the number of
 * a house or before NE and its like, which no flat is called by.
 */
static bool
is_flat_letter(const struct dye_address * a, uint32_t i)
{
	const char * apart = " .,\t\r\n";

	if (!dye_is_direction(dye_means(a, i)) || i == 0)
		return false;
	if (dye_means(a, i) <= WEST && (dye_flags(a, i - 1) & DYE_WORD_DIGIT) == 0)
		apart = " .\t\r\n";
	return !dye_latin_gap(&a->latin, i, apart, UINT32_MAX) || dye_address_sign_before(a, i + 1, '/');
}

/* Word i is a part by itself, before another part, the postcode, the state or the country: the town of Street, of Lane, of Avenue. */
static bool
is_part(const struct dye_address * a, uint32_t i)
{
	uint32_t k;

	if (!dye_is_road(dye_means(a, i)) || !dye_address_sign_before(a, i, ','))
		return false;
	if (dye_address_sign_before(a, i + 1, ','))
		return true;
	for (k = i + 1; k < a->tail && (dye_flags(a, k) & DYE_WORD_NUMERIC) != 0; k++)
		;
	return k >= a->tail;
}

/*
 * Word i, a road word behind a house's number and a direction, has its name behind it, as is Spanish and French: "110 W Ave Palizada, San
 * Clemente", "12 N Blvd Napoleon". Streets, roads and drives have it before them.
 */
static bool
precedes_name(const struct dye_address * a, uint32_t i)
{
	uint8_t m = dye_means(a, i);

	return dye_is_road(m) && m != STREET && m != ROAD && m != DRIVE && m != HIGHWAY && a->north_america && i > 1 &&
	       dye_is_direction(dye_means(a, i - 1)) &&
	       (dye_flags(a, i - 2) & (DYE_WORD_DIGIT | DYE_WORD_ORDINAL)) == DYE_WORD_DIGIT &&
	       !dye_address_closed(a, i) && !dye_address_sign_before(a, i + 1, ',');
}

/* Word i, Street, stands in the midst of its part, outside the countries where no town has a saint there: Israel and India are such, too. */
static bool
may_be_saint(const struct dye_address * a, uint32_t i)
{
	uint8_t next = dye_means(a, i + 1);

	return !a->north_america && !a->chinese && strcmp(a->country, "il") != 0 && strcmp(a->country, "in") != 0 &&
	       i + 1 < a->tail && !dye_address_sign_before(a, i + 1, ',') && !dye_is_unit(next) &&
	       !dye_is_direction(next) && (dye_flags(a, i + 1) & DYE_WORD_DIGIT) == 0;
}

/* Word i says what stands between two of a row: a number, a letter, a link. */
static bool
is_in_row(const struct dye_address * a, uint32_t i)
{
	static const char * const links[] = {"and", "or", "to"};

	return a->latin.words[i].type == DYE_NO_TYPE &&
	       ((dye_flags(a, i) & DYE_WORD_NUMERIC) != 0 || a->latin.words[i].folded_len == 1 ||
		   is_one_of(a, i, links, COUNT(links)));
}

/*
 * Tie slot i and the next word of its meaning where both are of a row, whose one spelling must not differ: "1F-3F", "3rd Ave & 5th Ave". Not
 * all of a row are slots. A post office box has words of other meanings in other spellings, and two of them are both slots: "P.O. Box 5 P".
 */
static void
tie_row(struct dye_address * a, uint32_t i)
{
	uint32_t k = i + a->latin.words[i].words;

	if (dye_means(a, i) == P || dye_means(a, i) == PO || dye_means(a, i) == POBOX)
		return;
	while (k < a->tail && dye_means(a, k) != dye_means(a, i) && is_in_row(a, k))
		k++;
	if (k < a->tail && dye_means(a, k) == dye_means(a, i) && dye_means(a, i) != NOTHING) {
		tie(a, i);
		tie(a, k);
	}
}

void
dye_address_tie_names(struct dye_address * a, uint64_t heads, uint8_t street)
{
	uint64_t seen = 0, twice = 0;
	uint32_t i;

	for (i = 0; i < a->tail; i++) {
		uint8_t type = a->latin.words[i].type;

		if (name_follows(a, i))
			tie_name(a, i + 1);
		if (type == DYE_NO_TYPE)
			continue;
		tie_row(a, i);
		if ((type < 64 && (heads >> type & 1) != 0 && (heads_part(a, i) || is_part(a, i))) ||
		    is_house_letter(a, i) || is_flat_letter(a, i) || precedes_name(a, i) ||
		    dye_address_names_institution(a, i) || dye_address_names_village(a, i) ||
		    (type == street && may_be_saint(a, i)))
			tie(a, i);
		twice |= seen & UINT64_C(1) << type;
		seen |= UINT64_C(1) << type;
	}
	for (i = 0; twice != 0 && i < a->tail; i++)
		if (a->latin.words[i].type != DYE_NO_TYPE && (twice >> a->latin.words[i].type & 1) != 0)
			tie(a, i);
}
