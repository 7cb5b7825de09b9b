/*
 * lands.h: what a cell of its own says of where a row lies: a state, a country, a postcode. For columns beside addresses, which do not say it.
 */
#ifndef DYE_FIELD_LANDS_H
#define DYE_FIELD_LANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/buffer.h"
#include "formats/field/latin/states.h"

enum dye_land {
	DYE_LAND_NONE,
	DYE_LAND_STATE, /* a state of the US or a province of Canada, and nothing else: "TX", "Ohio" */
	DYE_LAND_AMBIGUOUS, /* a code of such a one that is also a country's (IN, DE) or of a state of Australia or India (WA, CT) */
	DYE_LAND_CA,	  /* "CA": California or Canada */
	DYE_LAND_AMERICA, /* the US or Canada */
	DYE_LAND_ELSEWHERE /* another country, by its code (ISO 3166-1 alpha-2) or, of the larger ones, its English name or alpha-3 */
};

/* Case, full stops and blanks at the ends aside. */
enum dye_land dye_land_of(struct dye_slice text);

/* Which state or province it is, by its code (whatever else that may be) or its name: from 1 on, below DYE_STATES; 0: none. */
uint8_t dye_land_state(struct dye_slice text);

/* Whether the name of a column, in one of several languages, says that it holds countries. */
bool dye_land_names_country(const char * name);

/* Columns without names are called by their numbers. */
bool dye_land_is_named(const char * name);

/*
 * Whether the name of a column says that it holds the state, province or country of the addresses in column ${address}: "State", "Country
 * code" of "Address line 1", "billing_state" of "billing_street"; not "status", nor "salesrep_state" of "street", nor "state" of
 * "receiver_address". ${alone}: no other column has addresses. Then "state" is also that of "mailing_address", and columns without names may be.
 */
bool dye_land_names_place(const char * name, const char * address, bool alone);

#endif
