/*
 * address_institutions.h: what is named after a street, "Elland Road Stadium", and villages that end in a road word: where a road word is left as it stands.
 */
#ifndef DYE_FIELD_ADDRESS_INSTITUTIONS_H
#define DYE_FIELD_ADDRESS_INSTITUTIONS_H

#include "formats/field/latin/address_sense.h"

/*
 * Word i, a road word, ends the name of a street that another word of its part follows, which is no direction, number or unit: what is called
 * after it, "Elland Road East Stand", "Unit 5 Penny Lane Arcade". A house's number before it says that it may be a street whose town follows;
 * so, in North America, does every name, and in the Far East one that no comma parts from the end: there only a school, a station, ... tell.
 */
bool dye_address_names_institution(const struct dye_address * a, uint32_t i);

/*
 * Word i, a road word without a number, stands behind a part that begins with a house's number and has its street in a word that is no road
 * word, or that begins with The: a village outside North America and the Far East, "12 Thornway, High Lane, Stockport".
 */
bool dye_address_names_village(const struct dye_address * a, uint32_t i);

#endif
