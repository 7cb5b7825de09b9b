#include "formats/field/latin/lands.h"

#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/latin/address_sense.h"

#define NAME_MAX 40

static const char * const states[] = {"alabama", "alaska", "alberta", "arizona", "arkansas", "british columbia",
    "california", "colorado", "connecticut", "delaware", "district of columbia", "florida", "georgia", "hawaii",
    "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "manitoba", "maryland",
    "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada",
    "new brunswick", "new hampshire", "new jersey", "new mexico", "new york", "newfoundland and labrador",
    "north carolina", "north dakota", "northwest territories", "nova scotia", "nunavut", "ohio", "oklahoma", "ontario",
    "oregon", "pennsylvania", "prince edward island", "puerto rico", "quebec", "rhode island", "saskatchewan",
    "south carolina", "south dakota", "tennessee", "texas", "utah", "vermont", "virginia", "washington",
    "west virginia", "wisconsin", "wyoming", "yukon"};

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
	if (is_zip(text))
		return DYE_LAND_ZIP;
	fold(text, name);
	if (strlen(name) == 2)
		return code_land(name);
	if (IN(states, name))
		return DYE_LAND_STATE;
	if (IN(america, name))
		return DYE_LAND_AMERICA;
	return IN(elsewhere, name) ? DYE_LAND_ELSEWHERE : DYE_LAND_NONE;
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
