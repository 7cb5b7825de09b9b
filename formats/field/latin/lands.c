#include "formats/field/latin/lands.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/latin/address_sense.h"

#define NAME_MAX 40

/*
 * States, by their names, and the first three digits of their ZIP codes, from and to, those between that nobody has included (USPS Publication 65,
 * table of prefixes). 0: none; provinces of Canada have none.
 */
static const struct state {
	const char * code;
	const char * name;
	uint16_t prefixes[3][2];
} states[] = {{"al", "alabama", {{350, 369}}}, {"ak", "alaska", {{995, 999}}}, {"ab", "alberta", {{0, 0}}},
    {"az", "arizona", {{850, 865}}}, {"ar", "arkansas", {{716, 729}}}, {"bc", "british columbia", {{0, 0}}},
    {"ca", "california", {{900, 961}}}, {"co", "colorado", {{800, 816}}}, {"ct", "connecticut", {{60, 69}}},
    {"de", "delaware", {{197, 199}}}, {"dc", "district of columbia", {{200, 205}}}, {"fl", "florida", {{320, 349}}},
    {"ga", "georgia", {{300, 319}, {398, 399}}}, {"gu", "guam", {{969, 969}}}, {"hi", "hawaii", {{967, 968}}},
    {"id", "idaho", {{832, 838}}}, {"il", "illinois", {{600, 629}}}, {"in", "indiana", {{460, 479}}},
    {"ia", "iowa", {{500, 528}}}, {"ks", "kansas", {{660, 679}}}, {"ky", "kentucky", {{400, 427}}},
    {"la", "louisiana", {{700, 714}}}, {"me", "maine", {{39, 49}}}, {"mb", "manitoba", {{0, 0}}},
    {"md", "maryland", {{206, 219}}}, {"ma", "massachusetts", {{10, 27}, {55, 55}}}, {"mi", "michigan", {{480, 499}}},
    {"mn", "minnesota", {{550, 567}}}, {"ms", "mississippi", {{386, 397}}}, {"mo", "missouri", {{630, 658}}},
    {"mt", "montana", {{590, 599}}}, {"ne", "nebraska", {{680, 693}}}, {"nv", "nevada", {{889, 898}}},
    {"nb", "new brunswick", {{0, 0}}}, {"nh", "new hampshire", {{30, 38}}}, {"nj", "new jersey", {{70, 89}}},
    {"nm", "new mexico", {{870, 884}}}, {"ny", "new york", {{5, 5}, {63, 63}, {100, 149}}},
    {"nl", "newfoundland and labrador", {{0, 0}}}, {"nc", "north carolina", {{270, 289}}},
    {"nd", "north dakota", {{580, 588}}}, {"nt", "northwest territories", {{0, 0}}}, {"ns", "nova scotia", {{0, 0}}},
    {"nu", "nunavut", {{0, 0}}}, {"oh", "ohio", {{430, 459}}}, {"ok", "oklahoma", {{730, 749}}},
    {"on", "ontario", {{0, 0}}}, {"or", "oregon", {{970, 979}}}, {"pa", "pennsylvania", {{150, 196}}},
    {"pe", "prince edward island", {{0, 0}}}, {"pr", "puerto rico", {{6, 9}}}, {"qc", "quebec", {{0, 0}}},
    {"ri", "rhode island", {{28, 29}}}, {"sk", "saskatchewan", {{0, 0}}}, {"sc", "south carolina", {{290, 299}}},
    {"sd", "south dakota", {{570, 577}}}, {"tn", "tennessee", {{370, 385}}},
    {"tx", "texas", {{733, 733}, {750, 799}, {885, 885}}}, {"ut", "utah", {{840, 847}}}, {"vt", "vermont", {{50, 59}}},
    {"vi", "virgin islands", {{8, 8}}}, {"va", "virginia", {{201, 201}, {220, 246}}},
    {"wa", "washington", {{980, 994}}}, {"wv", "west virginia", {{247, 268}}}, {"wi", "wisconsin", {{530, 549}}},
    {"wy", "wyoming", {{820, 831}, {834, 834}}}, {"yt", "yukon", {{0, 0}}}};

#define STATES (sizeof(states) / sizeof(states[0]))
_Static_assert(STATES < DYE_LAND_STATES, "states fit in a set");

static const char * const america[] = {"america", "can", "canada", "états-unis", "etats-unis", "estados unidos",
    "united states", "united states of america", "us", "usa", "vereinigte staaten", "加拿大", "美国"};

static const char * const elsewhere[] = {"argentina", "australia", "austria", "bahamas", "bangladesh", "belgium",
    "brazil", "chile", "china", "colombia", "czech republic", "denmark", "egypt", "ethiopia", "finland", "france",
    "germany", "ghana", "great britain", "greece", "hong kong", "hungary", "india", "indonesia", "iran", "ireland",
    "israel", "italy", "jamaica", "japan", "kenya", "malaysia", "mexico", "myanmar", "nepal", "netherlands",
    "new zealand", "nigeria", "norway", "pakistan", "peru", "philippines", "poland", "portugal", "romania", "russia",
    "saudi arabia", "singapore", "south africa", "south korea", "spain", "sri lanka", "sweden", "switzerland", "taiwan",
    "tanzania", "thailand", "turkey", "uganda", "uk", "ukraine", "united arab emirates", "united kingdom", "vietnam",
    "zambia", "zimbabwe"};

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

/* By its code or its name: from 1 on; 0: none. */
static uint8_t
find_state(const char * name)
{
	uint8_t i;

	for (i = 0; i < STATES; i++)
		if (strcmp(states[i].code, name) == 0 || strcmp(states[i].name, name) == 0)
			return (uint8_t)(i + 1);
	return 0;
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
	if (find_state(name) != 0)
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
	return find_state(name);
}

static bool
is_zip(struct dye_slice text)
{
	size_t i;

	if (text.len != 5 && (text.len != 10 || text.data[5] != '-'))
		return false;
	for (i = 0; i < text.len; i++)
		if (i != 5 && !dye_is_digit((uint8_t)text.data[i]))
			return false;
	return true;
}

bool
dye_land_zip_fits(uint8_t state, struct dye_slice zip)
{
	size_t i;

	zip = dye_trim(zip);
	if (state == 0 || state > STATES || !is_zip(zip))
		return false;
	for (i = 0; i < 3; i++) {
		const uint16_t * p = states[state - 1].prefixes[i];
		int prefix = 100 * (zip.data[0] - '0') + 10 * (zip.data[1] - '0') + (zip.data[2] - '0');

		if (p[0] != 0 && prefix >= p[0] && prefix <= p[1])
			return true;
	}
	return false;
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
dye_land_names_place(const char * name, const char * address)
{
	static const char * const naming[] = {"bundesland", "département", "departement", "estado", "etat", "prov",
	    "province", "provincia", "région", "region", "st", "state", "territory", "état"};
	static const char * const beside[] = {"abbr", "abbreviation", "addr", "address", "alpha", "cd", "code", "full",
	    "iso", "loc", "location", "long", "name", "of", "or", "short", "the", "us", "usa"};
	bool named = false;
	char word[NAME_MAX];

	/* Columns without names are called by their numbers. */
	if (name[strspn(name, "0123456789")] == '\0')
		return true;
	while (next_word(&name, word)) {
		if (IN(naming, word) || dye_land_names_country(word))
			named = true;
		else if (!IN(beside, word) && !has_word(address, word))
			return false;
	}
	return named;
}
