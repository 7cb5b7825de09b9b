/*
 * lands.h: what a cell of its own says of where a row lies: a state, a country, a postcode. For columns beside addresses, which do not say it.
 */
#ifndef DYE_FIELD_LANDS_H
#define DYE_FIELD_LANDS_H

#include <stdbool.h>

#include "formats/base/buffer.h"

enum dye_land {
	DYE_LAND_NONE,
	DYE_LAND_STATE, /* a state of the US or a province of Canada, and nothing else: "TX", "Ohio" */
	DYE_LAND_AMBIGUOUS, /* a code of such a one that is also a country's (IN, DE) or of a state of Australia or India (WA, CT) */
	DYE_LAND_CA,	  /* "CA": California or Canada */
	DYE_LAND_AMERICA, /* the US or Canada */
	DYE_LAND_ELSEWHERE, /* another country, by its code (ISO 3166-1 alpha-2) or, of the larger ones, its English name */
	DYE_LAND_ZIP	    /* five digits, or five and four */
};

/* Case, full stops and blanks at the ends aside. */
enum dye_land dye_land_of(struct dye_slice text);

/* Whether the name of a column, in one of several languages, says that it holds countries. */
bool dye_land_names_country(const char * name);

#endif
