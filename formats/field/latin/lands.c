#include "formats/field/latin/lands.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/latin/address_sense.h"
#include "formats/field/latin/states.h"

#define NAME_MAX 40

static const char * const america[] = {"america", "can", "canada", "états-unis", "etats-unis", "estados unidos",
    "united states", "united states of america", "us", "usa", "vereinigte staaten", "加拿大", "美国"};

/* By their names, and their codes of three letters (ISO 3166-1 alpha-3). */
static const char * const elsewhere[] = {"argentina", "australia", "austria", "bahamas", "bahrain", "bangladesh",
    "belgium", "brazil", "cambodia", "chile", "china", "colombia", "czech republic", "denmark", "egypt", "ethiopia",
    "finland", "france", "germany", "ghana", "great britain", "greece", "hong kong", "hungary", "india", "indonesia",
    "iran", "ireland", "israel", "italy", "jamaica", "japan", "jordan", "kenya", "kuwait", "lebanon", "macau",
    "malaysia", "malta", "mexico", "morocco", "myanmar", "nepal", "netherlands", "new zealand", "nigeria", "norway",
    "oman", "pakistan", "peru", "philippines", "poland", "portugal", "qatar", "romania", "russia", "saudi arabia",
    "singapore", "south africa", "south korea", "spain", "sri lanka", "sweden", "switzerland", "taiwan", "tanzania",
    "thailand", "turkey", "uganda", "uk", "ukraine", "united arab emirates", "united kingdom", "vietnam", "zambia",
    "zimbabwe", "are", "arg", "aus", "aut", "bel", "bgd", "bhr", "bhs", "bra", "che", "chl", "chn", "col", "cze", "deu",
    "dnk", "egy", "esp", "eth", "fin", "fra", "gbr", "gha", "grc", "hkg", "hun", "idn", "ind", "irl", "irn", "isr",
    "ita", "jam", "jor", "jpn", "ken", "khm", "kor", "kwt", "lbn", "lka", "mac", "mar", "mex", "mlt", "mmr", "mys",
    "nga", "nld", "nor", "npl", "nzl", "omn", "pak", "per", "phl", "pol", "prt", "qat", "rou", "rus", "sau", "sgp",
    "swe", "tha", "tur", "twn", "tza", "uga", "ukr", "vnm", "zaf", "zmb", "zwe"};

#define IN(list, name) in_list(list, sizeof(list) / sizeof((list)[0]), name)

static bool
in_list(const char * const * list, size_t count, const char * name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i][0] == name[0] && strcmp(list[i], name) == 0)
			return true;
	return false;
}

/* Small letters, without full stops; "" where it is longer than any name. */
static void
fold(struct dye_slice text, char name[NAME_MAX])
{
	size_t i, n = 0;

	name[0] = '\0';
	if (text.len >= NAME_MAX)
		return;
	for (i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != '.')
			name[n++] = c;
	}
	name[n] = '\0';
}

/* Territories of the US are countries in ISO 3166-1, and states in its addresses. */
static enum dye_land
code_land(const char * code)
{
	static const char * const territories[] = {"as", "gu", "mp", "pr", "um", "vi"};
	/* States of Australia, and of India by ISO 3166-2, which are no countries. */
	static const char * const shared[] = {"ct", "nt", "or", "ut", "wa"};

	if (strcmp(code, "us") == 0)
		return DYE_LAND_AMERICA;
	if (strcmp(code, "ca") == 0)
		return DYE_LAND_CA;
	if (IN(territories, code))
		return DYE_LAND_AMBIGUOUS;
	if (dye_address_is_state_code(code))
		return dye_address_is_country_code(code) || IN(shared, code) ? DYE_LAND_AMBIGUOUS : DYE_LAND_STATE;
	return dye_address_is_country_code(code) || strcmp(code, "uk") == 0 ? DYE_LAND_ELSEWHERE : DYE_LAND_NONE;
}

enum dye_land
dye_land_of(struct dye_slice text)
{
	char name[NAME_MAX];

	text = dye_trim(text);
	fold(text, name);
	if (strlen(name) == 2)
		return code_land(name);
	if (dye_state_find(name) != 0)
		return DYE_LAND_STATE;
	if (IN(america, name))
		return DYE_LAND_AMERICA;
	return IN(elsewhere, name) ? DYE_LAND_ELSEWHERE : DYE_LAND_NONE;
}

uint8_t
dye_land_state(struct dye_slice text)
{
	char name[NAME_MAX];

	fold(dye_trim(text), name);
	return dye_state_find(name);
}

bool
dye_land_names_country(const char * name)
{
	static const char * const whole[] = {
	    "land", "nation", "pays", "pais", "país", "paese", "ctry", "cntry", "iso2", "iso3", "kraj", "страна"};
	char folded[NAME_MAX];

	fold((struct dye_slice){name, strlen(name)}, folded);
	return strstr(folded, "country") != NULL || strstr(folded, "国家") != NULL || strstr(folded, "國家") != NULL ||
	       IN(whole, folded);
}

/* The next word of a column's name, in small letters: "BillingState", "billing_state", "Billing State". false: no more. */
static bool
next_word(const char ** at, char word[NAME_MAX])
{
	const unsigned char * p = (const unsigned char *)*at;
	size_t n = 0;

	while (*p != '\0' && *p < 0x80 && !dye_is_alnum(*p))
		p++;
	while ((*p >= 0x80 || dye_is_alnum(*p)) && n + 1 < NAME_MAX) {
		bool upper = *p >= 'A' && *p <= 'Z';

		word[n++] = (char)(upper ? *p | 0x20 : *p);
		p++;
		if (!upper && *p >= 'A' && *p <= 'Z')
			break;
	}
	word[n] = '\0';
	*at = (const char *)p;
	return n > 0;
}

static bool
has_word(const char * name, const char * word)
{
	char other[NAME_MAX];

	while (next_word(&name, other))
		if (strcmp(other, word) == 0)
			return true;
	return false;
}

bool
dye_land_is_named(const char * name)
{

	return name[strspn(name, "0123456789")] != '\0';
}

/* A word that does not say whose state or address it is. ${line}: lines are numbered. ${alone}: nor need it say which of several. */
static bool
is_neutral(const char * word, bool line, bool alone)
{
	static const char * const neutral[] = {"1", "abbr", "abbreviation", "addr", "addr1", "address", "address1",
	    "adresse", "alpha", "anschrift", "cd", "code", "direccion", "dirección", "full", "iso", "line", "line1",
	    "line2", "line3", "long", "name", "of", "or", "short", "str", "strasse", "straße", "street", "street1",
	    "the", "us", "usa"};
	static const char * const lines[] = {"2", "3", "first", "second", "third"};
	static const char * const one_of_several[] = {"loc", "location", "mail", "mailing", "physical", "postal"};

	return IN(neutral, word) || (line && IN(lines, word)) || (alone && IN(one_of_several, word));
}

bool
dye_land_names_place(const char * name, const char * address, bool alone)
{
	static const char * const naming[] = {"bundesland", "département", "departement", "estado", "etat", "prov",
	    "province", "provincia", "région", "region", "st", "state", "territory", "état"};
	const char * at = name;
	bool line = has_word(address, "line"), named = false;
	char word[NAME_MAX];

	if (!dye_land_is_named(name))
		return alone;
	while (next_word(&at, word)) {
		if (IN(naming, word) || dye_land_names_country(word))
			named = true;
		else if (!is_neutral(word, false, false) && !has_word(address, word))
			return false;
	}
	while (named && next_word(&address, word))
		named = is_neutral(word, line, alone) || has_word(name, word);
	return named;
}
