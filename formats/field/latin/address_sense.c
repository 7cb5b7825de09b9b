#include "formats/field/latin/address_sense.h"

#include <string.h>

#include "formats/field/latin/states.h"

#define NAME_WORDS 5 /* of a street, at most */

/* ISO 3166-1 alpha-2: the second letters by the first. */
static const char * const iso_countries[26] = {"defgilmoqrstuwxz", "abdefghijlmnoqrstvwyz", "acdfghiklmnoruvwxyz",
    "ejkmoz", "ceghrst", "ijkmor", "abdefghilmnpqrstuwy", "kmnrtu", "delmnoqrst", "emop", "eghimnprwyz", "abcikrstuvy",
    "acdefghklmnopqrstuvwxyz", "acefgilopruz", "m", "aefghklmnrstwy", "a", "eosuw", "abcdeghijklmnorsvxyz",
    "cdfghjklmnortvwz", "agmsyz", "aceginu", "fs", "", "et", "amw"};

/* Those whose addresses are English, or are written so where they are written in Latin letters. */
static const char * const english_countries[26] = {"egiu", "bdghmnstwz", "any", "m", "g", "j", "bdgimruy", "k", "elnq",
    "emop", "ehrwyz", "cks", "mnotuwvy", "agpfz", "m", "ghks", "a", "u", "abcdglz", "htwz", "ags", "cgin", "", "", "",
    "amw"};

/* States and territories of the US. */
static const char * const us_states[26] = {"klrz", "", "aot", "ce", "", "l", "au", "i", "adln", "", "sy", "a",
    "adeinopst", "cdehjmvy", "hkr", "ar", "", "i", "cd", "nx", "t", "ait", "aivy", "", "", ""};
static const char * const ca_provinces[26] = {"b", "c", "", "", "", "", "", "", "", "", "", "", "b", "bltsu", "n", "e",
    "c", "", "k", "", "", "", "", "", "t", ""};

/* Codes that are the country's as well as the state's in an address of English words, where no ZIP code of that state stands behind them. */
static const char * const both[26] = {
    "", "", "", "e", "", "", "", "", "dln", "", "", "", "aet", "", "", "", "", "", "", "", "", "", "", "", "", ""};

/* Countries whose code alone at the end means nothing else but a state where English is spoken, too. */
static const char bare_codes[] = "usgbnzauiehkcainilzatwjp";

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

bool
dye_address_is_country_code(const char * code)
{

	return in_table(iso_countries, code);
}

bool
dye_address_is_state_code(const char * code)
{

	return in_table(us_states, code) || in_table(ca_provinces, code);
}

/* Copy word i where it could be the code of a country or state. */
static bool
two_letters(const struct dye_address * a, uint32_t i, char code[3])
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

/* Word i is ${len} digits. */
static bool
digits(const struct dye_address * a, uint32_t i, uint32_t len)
{

	return (dye_flags(a, i) & DYE_WORD_DIGITS) != 0 && a->latin.words[i].folded_len == len;
}

bool
dye_address_postcode_follows(const struct dye_address * a, uint32_t i)
{
	uint32_t k, count = a->latin.count;

	if (i + 1 >= count || i + 4 < count)
		return false;
	for (k = i + 1; k < count; k++) {
		if ((dye_flags(a, k) & DYE_WORD_NUMERIC) != 0)
			continue;
		if (k != i + 2 || k + 1 != count || a->latin.words[k].folded_len != 2 || !digits(a, k - 1, 4))
			return false;
	}
	return true;
}

/* Word i, the last of the cell, can be a country: some codes are also ways to write a slot that may stand there. */
static bool
country_at_end(const struct dye_address * a, uint32_t i, const char * code)
{

	if (strcmp(code, "pl") == 0)
		return false;
	if (strcmp(code, "se") == 0 || strcmp(code, "ne") == 0)
		return i == 0 || !dye_is_road(dye_means(a, i - 1));
	return true;
}

/*
 * Behind word i, a code, stands a ZIP code of that state of the US, and the end. Indonesia (Lombok) and Israel have postcodes like those of Idaho
 * and Illinois: these two say nothing.
 */
static bool
zip_follows(const struct dye_address * a, uint32_t i, const char * code)
{
	const struct dye_word * w = &a->latin.words[i + 1];
	struct dye_slice zip;

	if (!digits(a, i + 1, 5) || in_list("idil", code) ||
	    (i + 2 != a->latin.count && (i + 3 != a->latin.count || !digits(a, i + 2, 4))))
		return false;
	zip = (struct dye_slice){dye_latin_folded(&a->latin, w), w->folded_len};
	return dye_state_zip_fits(dye_state_find(code), zip);
}

/* A code at the end of the cell, or before a postcode that is as long as the country's: Cuneo and Sankt Gallen are CN and SG, too. */
static bool
is_coded(const struct dye_address * a, uint32_t i, const char * code)
{

	if (i + 1 == a->latin.count)
		return in_list(bare_codes, code);
	if (in_list("cnsg", code))
		return digits(a, i + 1, 6);
	if (in_list("thmygr", code))
		return digits(a, i + 1, 5);
	return !in_list("bg", code) || digits(a, i + 1, 4);
}

static bool
try_country(struct dye_address * a, uint32_t i)
{
	char code[3];

	/* "St" is a way to write Street, and Sao Tome must stand back. */
	if (!two_letters(a, i, code) || strcmp(code, "st") == 0)
		return false;
	if (i + 1 == a->latin.count) {
		if (!in_table(iso_countries, code) || !country_at_end(a, i, code))
			return false;
	} else {
		if (!dye_address_postcode_follows(a, i))
			return false;
		/* "No. 12" at the end is a number, "NO 0150" Norway. */
		if (strcmp(code, "no") == 0 && (i + 2 != a->latin.count || a->latin.words[i + 1].folded_len != 4))
			return false;
		a->stated = zip_follows(a, i, code);
		if (a->stated)
			memcpy(code, "us", 3);
		/* "Cagliari CA 09100": Canada's postcodes have letters. */
		else if (!in_table(iso_countries, code) ||
			 (strcmp(code, "ca") == 0 && (dye_flags(a, i + 1) & DYE_WORD_DIGITS) != 0))
			return false;
	}
	memcpy(a->country, code, 3);
	a->coded = is_coded(a, i, code);
	a->tail = i;
	return true;
}

/* The name of a country at the end of the cell, its last word and those before it. */
static bool
named_country(struct dye_address * a)
{
	static const struct {
		const char * words[4]; /* the last first */
		char code[3];
	} names[] = {{{"usa"}, "us"}, {{"a", "s", "u"}, "us"}, {{"states", "united"}, "us"},
	    {{"america", "of", "states", "united"}, "us"}, {{"uk"}, "gb"}, {{"kingdom", "united"}, "gb"},
	    {{"england"}, "gb"}, {{"scotland"}, "gb"}, {{"canada"}, "ca"}, {{"australia"}, "au"},
	    {{"zealand", "new"}, "nz"}, {{"ireland"}, "ie"}, {{"singapore"}, "sg"}, {{"kong", "hong"}, "hk"},
	    {{"india"}, "in"}};
	uint32_t count = a->latin.count, k;
	size_t n;

	for (n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		for (k = 0; k < 4 && names[n].words[k] != NULL; k++)
			if (k + 1 >= count || !dye_latin_is(&a->latin, count - 1 - k, names[n].words[k]))
				break;
		if (k < 4 && names[n].words[k] != NULL)
			continue;
		memcpy(a->country, names[n].code, 3);
		a->tail = count - k;
		a->coded = true;
		return true;
	}
	return false;
}

/* Word i is a state of the US or of Australia or a province of Canada. */
static bool
is_state(const struct dye_address * a, uint32_t i)
{
	static const char * const australia[] = {"nsw", "vic", "qld", "tas", "act"};
	char code[3];
	size_t k;

	if (two_letters(a, i, code))
		/* "12 Main St NE" lies in the north-east, and "12 Main St, NE" may lie in Nebraska. */
		return (dye_address_is_state_code(code) || in_list("sawant", code)) &&
		       (strcmp(code, "ne") != 0 || !dye_is_road(dye_means(a, i - 1)) ||
			   !dye_latin_gap(&a->latin, i, ". ", 2));
	for (k = 0; a->latin.words[i].folded_len == 3 && k < sizeof(australia) / sizeof(australia[0]); k++)
		if (dye_latin_is(&a->latin, i, australia[k]))
			return true;
	return false;
}

/* How many words before ${end} are a postcode: 06103 1234, K2K 2E6, 2000. */
static uint32_t
postcode_before(const struct dye_address * a, uint32_t end)
{

	if (end > 2 && digits(a, end - 1, 4) && digits(a, end - 2, 5))
		return 2;
	if (end > 2 && a->latin.words[end - 1].folded_len == 3 && a->latin.words[end - 2].folded_len == 3 &&
	    (dye_flags(a, end - 1) & (DYE_WORD_DIGIT | DYE_WORD_DIGITS)) == DYE_WORD_DIGIT &&
	    (dye_flags(a, end - 2) & (DYE_WORD_DIGIT | DYE_WORD_NUMERIC)) == DYE_WORD_NUMERIC)
		return 2;
	return end > 1 && (digits(a, end - 1, 5) || digits(a, end - 1, 4)) ? 1 : 0;
}

/* A state before the country or at the end, with a postcode or without: it belongs to the tail. */
static void
find_state(struct dye_address * a)
{
	uint32_t n = postcode_before(a, a->tail);

	/* "5FL, 12345 JP": the storey is in no state. */
	if (a->country[0] != '\0' && !in_list("uscaau", a->country) && !in_table(both, a->country))
		return;
	if (a->tail <= n + 1 || !is_state(a, a->tail - n - 1))
		return;
	a->tail -= n + 1;
	/* Five digits that are no ZIP code of that state are of a province of some country ("Milano MI 20121"), or wrong. */
	if (a->country[0] == '\0' && n > 0 && digits(a, a->tail + 1, 5))
		return;
	a->coded |= n > 0;
	if (a->country[0] != '\0' || n == 0)
		return;
	a->stated = true;
	memcpy(a->country, n == 1 ? "au" : "ca", 3);
}

static void
find_tail(struct dye_address * a)
{
	uint32_t count = a->latin.count, i;

	a->country[0] = '\0';
	a->coded = a->stated = false;
	a->tail = count;
	for (i = count > 4 ? count - 4 : 1; i < count; i++)
		if (try_country(a, i))
			break;
	if (a->country[0] != '\0' || (dye_means(a, count - 1) == COUNTRY && named_country(a))) {
		a->latin.parse->context[0] = (char)(a->country[0] - 'a' + 'A');
		a->latin.parse->context[1] = (char)(a->country[1] - 'a' + 'A');
		a->latin.parse->context[2] = '\0';
	}
	find_state(a);
}

/* "Hauptstr", "hauptstrasse": the same word as with sharp s, which no English address has. */
static bool
ends_strasse(const char * folded, uint32_t len)
{

	return (len > 5 && memcmp(folded + len - 3, "str", 3) == 0) ||
	       (len > 9 && memcmp(folded + len - 7, "strasse", 7) == 0);
}

/* What word i says about the language, where it is no word of an address. */
static uint8_t
tongue_of(const struct dye_address * a, uint32_t i)
{
	const struct dye_word * w = &a->latin.words[i];

	if (w->meaning != NOTHING || (w->flags & DYE_WORD_NUMERIC) != 0)
		return w->meaning;
	if ((w->flags & DYE_WORD_ASCII) == 0 || ends_strasse(dye_latin_folded(&a->latin, w), w->folded_len))
		return FOREIGN;
	return dye_latin_look_up(dye_tongue_lexicon, dye_latin_folded(&a->latin, w), w->folded_len);
}

/*
 * Count in *words what is English in all its spellings, 0 where there is a word that may be of another language; false where one
 * is. A RD with a number is rural delivery.
 */
static bool
no_other_tongue(const struct dye_address * a, uint32_t * words)
{
	uint32_t i, roads = 0, others = 0, particles = 0;
	uint8_t m;

	for (i = 0; i < a->tail; i++) {
		m = tongue_of(a, i);
		if (m == FOREIGN)
			return false;
		particles += m == PARTICLE;
		if (m == HIGHWAY)
			roads += 2;
		else if (m == LANE || m == PARKWAY || m == BUILDING)
			roads++;
		else if (m == ROAD && i > 0 && (dye_flags(a, i + 1) & DYE_WORD_DIGIT) == 0)
			roads++;
		else if (m == ENGLISH)
			others++;
	}
	/* "Van Buren St" is English by the shape of the cell, "25 de Mayo Av" is not. */
	if (particles > 0 && !a->coded && dye_means(a, a->tail - 1) == AVENUE)
		return false;
	*words = roads > 0 && particles == 0 ? roads + others : 0;
	return true;
}

/* "P O Box 12", "PO Box 12", "POBox 12", "Box 12" from word i on: how many words; 0: no box. */
static uint32_t
box_at(const struct dye_address * a, uint32_t i)
{
	uint32_t box = i;

	if (dye_means(a, i) == P && dye_latin_is(&a->latin, i + 1, "o"))
		box = i + 2;
	else if (dye_means(a, i) == PO)
		box = i + 1;
	if (dye_means(a, box) != BOX && (box != i || dye_means(a, i) != POBOX))
		return 0;
	return (dye_flags(a, box + 1) & DYE_WORD_NUMERIC) != 0 ? box + 2 - i : 0;
}

/* From word i on there are only units with their numbers, up to the tail: "Suite 5", "7th Floor". */
static bool
only_units(const struct dye_address * a, uint32_t i)
{
	uint32_t n;

	if (i < a->tail && dye_is_direction(dye_means(a, i)))
		i++;
	while (i < a->tail) {
		if ((dye_flags(a, i) & DYE_WORD_ORDINAL) != 0 && dye_means(a, i + 1) == FLOOR)
			i += 2;
		else if ((n = box_at(a, i)) > 0)
			i += n;
		else if (dye_is_unit(dye_means(a, i)) && dye_means(a, i) != PO && dye_means(a, i) != P &&
			 i + 1 < a->tail &&
			 ((dye_flags(a, i + 1) & DYE_WORD_NUMERIC) != 0 || a->latin.words[i + 1].folded_len == 1))
			i += 2;
		else
			return false;
	}
	return true;
}

/* A road word that says English where it ends the name of a street: not Ct, Pl and Ter, which may be a state, a country, a Hungarian square. */
static bool
is_plain_road(uint8_t m)
{

	return dye_is_road(m) && m != STR && m != STRASSE && m != COURT && m != PLACE && m != TERRACE;
}

/* Where the name of a street begins, behind the number of the house and a direction; 0: there is no number. */
static uint32_t
after_number(const struct dye_address * a)
{
	uint32_t i = dye_means(a, 0) == NUMBER ? 1 : box_at(a, 0);

	if (dye_latin_is(&a->latin, i, "one") || dye_latin_is(&a->latin, i, "two"))
		return dye_is_direction(dye_means(a, i + 1)) ? i + 2 : i + 1;
	if ((dye_flags(a, i) & DYE_WORD_DIGIT) == 0 || (dye_flags(a, i) & DYE_WORD_ORDINAL) != 0)
		return 0;
	for (i++; (dye_flags(a, i) & DYE_WORD_DIGITS) != 0; i++)
		;
	return dye_is_direction(dye_means(a, i)) ? i + 1 : i;
}

bool
dye_address_bare_street(const struct dye_address * a, uint32_t i)
{

	return i > 0 && dye_is_direction(dye_means(a, i - 1)) &&
	       (dye_latin_is(&a->latin, i, "main") || dye_latin_is(&a->latin, i, "broadway"));
}

/*
 * "100 N Main St", "1701 Veterans Dr Ste 5", "2505 US Highway 431 North": number, name, road word, units and nothing else. Where the
 * number of a house comes first in other languages, the road word comes before the name.
 */
static bool
has_english_shape(const struct dye_address * a)
{
	uint32_t start = after_number(a), i;
	uint8_t m;

	if (start == 0)
		return false;
	for (i = start; i < a->tail && i <= start + NAME_WORDS; i++) {
		m = dye_means(a, i);
		if (m == HIGHWAY && (dye_flags(a, i + 1) & DYE_WORD_DIGIT) != 0 && only_units(a, i + 2))
			return true;
		if ((i > start || dye_address_bare_street(a, i)) &&
		    (is_plain_road(m) || dye_address_bare_street(a, i)) && only_units(a, i + 1))
			return true;
		if ((dye_flags(a, i) & (DYE_WORD_NUMERIC | DYE_WORD_ORDINAL)) == DYE_WORD_NUMERIC)
			return false;
	}
	return false;
}

/* "12 Main St Wilmington DE 19801": number, name and road word at the beginning, which German, French and Indonesian addresses have not. */
static bool
begins_english(const struct dye_address * a)
{
	uint32_t start = after_number(a), i;

	for (i = start + 1; start > 0 && i < a->tail && i <= start + NAME_WORDS; i++)
		if (is_plain_road(dye_means(a, i)))
			return true;
	return false;
}

static void
read_english(struct dye_address * a)
{
	bool proven = a->coded && in_table(english_countries, a->country), foreign;
	uint32_t words = 0;

	a->sure = a->english = a->shaped = false;
	if (a->country[0] != '\0' && in_table(both, a->country) && begins_english(a))
		proven = a->coded = true;
	/* Where other languages are not written beside English, there is no need to look. */
	foreign = !(proven && !a->stated && in_list("uscntwjpkrgbhk", a->country)) && !no_other_tongue(a, &words);
	if (foreign)
		return;
	a->sure = proven;
	a->shaped = !proven && has_english_shape(a);
	a->english =
	    proven || ((a->country[0] == '\0' || in_table(english_countries, a->country)) && (words >= 2 || a->shaped));
}

/* A code that is a country's and a state's, save before a postcode that no state has: India's six digits, Israel's seven. */
static bool
may_be_state(const struct dye_address * a)
{
	uint32_t last = a->latin.count - 1;

	return in_table(both, a->country) && !digits(a, last, 6) && !digits(a, last, 7) &&
	       (!digits(a, last, 3) || !digits(a, last - 1, 3));
}

void
dye_address_sense(struct dye_address * a)
{

	find_tail(a);
	read_english(a);
	/* Switzerland and Liechtenstein have no sharp s. */
	a->german = !a->english && in_list("deatlu", a->country);
	a->far_east = a->sure && in_list("cntwhkjpkrsgmomyththvnphid", a->country);
	a->north_america =
	    a->english && (in_list("usca", a->country) || may_be_state(a) || (a->country[0] == '\0' && a->shaped));
	a->directions = a->north_america && !in_table(both, a->country);
	a->towns = a->far_east || (a->sure && (in_list("uscagbieaunzzain", a->country) || in_table(both, a->country)));
	a->chinese = a->sure && in_list("cntwhk", a->country);
}
