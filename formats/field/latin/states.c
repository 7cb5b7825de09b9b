#include "formats/field/latin/states.h"

#include <string.h>

#include "formats/base/ascii.h"

/*
 * States, by their names, and the first three digits of their ZIP codes, from and to, those between that nobody has included (USPS Publication 65,
 * table of prefixes). 0: none; provinces of Canada have none.
 */
static const struct state {
	char code[3];
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
    {"mp", "northern mariana islands", {{969, 969}}}, {"mt", "montana", {{590, 599}}}, {"ne", "nebraska", {{680, 693}}},
    {"nv", "nevada", {{889, 898}}}, {"nb", "new brunswick", {{0, 0}}}, {"nh", "new hampshire", {{30, 38}}},
    {"nj", "new jersey", {{70, 89}}}, {"nm", "new mexico", {{870, 884}}},
    {"ny", "new york", {{5, 5}, {63, 63}, {100, 149}}}, {"nl", "newfoundland and labrador", {{0, 0}}},
    {"nc", "north carolina", {{270, 289}}}, {"nd", "north dakota", {{580, 588}}},
    {"nt", "northwest territories", {{0, 0}}}, {"ns", "nova scotia", {{0, 0}}}, {"nu", "nunavut", {{0, 0}}},
    {"oh", "ohio", {{430, 459}}}, {"ok", "oklahoma", {{730, 749}}}, {"on", "ontario", {{0, 0}}},
    {"or", "oregon", {{970, 979}}}, {"pa", "pennsylvania", {{150, 196}}}, {"pe", "prince edward island", {{0, 0}}},
    {"pr", "puerto rico", {{6, 9}}}, {"qc", "quebec", {{0, 0}}}, {"ri", "rhode island", {{28, 29}}},
    {"sk", "saskatchewan", {{0, 0}}}, {"sc", "south carolina", {{290, 299}}}, {"sd", "south dakota", {{570, 577}}},
    {"tn", "tennessee", {{370, 385}}}, {"tx", "texas", {{733, 733}, {750, 799}, {885, 885}}},
    {"ut", "utah", {{840, 847}}}, {"vt", "vermont", {{50, 59}}}, {"vi", "virgin islands", {{8, 8}}},
    {"va", "virginia", {{201, 201}, {220, 246}}}, {"wa", "washington", {{980, 994}}},
    {"wv", "west virginia", {{247, 268}}}, {"wi", "wisconsin", {{530, 549}}},
    {"wy", "wyoming", {{820, 831}, {834, 834}}}, {"yt", "yukon", {{0, 0}}}};

#define STATES (sizeof(states) / sizeof(states[0]))
_Static_assert(STATES < DYE_STATES, "states fit in a set");

uint8_t
dye_state_find(const char * name)
{
	uint8_t i;

	/* Asked of every address. A name of two letters is a code. */
	if (name[0] != '\0' && name[1] != '\0' && name[2] == '\0') {
		for (i = 0; i < STATES; i++)
			if (states[i].code[0] == name[0] && states[i].code[1] == name[1])
				return (uint8_t)(i + 1);
		return 0;
	}
	for (i = 0; i < STATES; i++)
		if (strcmp(states[i].name, name) == 0)
			return (uint8_t)(i + 1);
	return 0;
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
dye_state_zip_fits(uint8_t state, struct dye_slice zip)
{
	size_t i;

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
