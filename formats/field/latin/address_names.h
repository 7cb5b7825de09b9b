/*
 * address_names.h: where a word of an address belongs to the name of a person, town, route, shop or court, and so is no slot or must be left as it stands.
 */
#ifndef DYE_FIELD_ADDRESS_NAMES_H
#define DYE_FIELD_ADDRESS_NAMES_H

#include "formats/field/latin/address_sense.h"

/* "The" stands right before word i, which is a name by itself: "85 The Terrace". */
bool dye_address_has_article(const struct dye_address * a, uint32_t i);

/* Word i, a road word or District, is part of a name by the word beside it: "Road Town", "Lane Bryant", "Supreme Court", "The Square". */
bool dye_address_road_in_name(const struct dye_address * a, uint32_t i);

/* Word i, a direction, is part of a name by the word beside it: "West Chester", "North and South Road". */
bool dye_address_direction_in_name(const struct dye_address * a, uint32_t i);

/* Word i says that the number and letter after it are those of a route or road: "Route 9 W". */
bool dye_address_is_route(const struct dye_address * a, uint32_t i);

/*
 * Word i, a road word, is one after which roads are called by a letter: "County Road E", "State Highway N". So they are where a county, a
 * state, a township, a forest, a farm or a camp owns them.
 */
bool dye_address_has_lettered_roads(const struct dye_address * a, uint32_t i);

/* Word i says what the floor before it is a part of, so that the F is a letter: "5F Zone". */
bool dye_address_is_zone(const struct dye_address * a, uint32_t i);

/* Word i is a thing that is numbered like a storey and is none: "Shop 3F". */
bool dye_address_is_stall(const struct dye_address * a, uint32_t i);

/* Word i is a church, a school or a hospital, such as are named after saints. */
bool dye_address_is_foundation(const struct dye_address * a, uint32_t i);

/* Word i is one after which "no" is the English word. */
bool dye_address_is_sentence(const struct dye_address * a, uint32_t i);

/* It speaks of a telephone, a law case, an invoice, a seat or a piece of land: no address, where there is neither road nor country. */
bool dye_address_is_record(const struct dye_address * a);

/*
 * Leave as they stand the slots that commas and the like say to be names: what follows "Attn" up to a comma or number, a road word at the
 * head of its part ("5 Elm Row, Parkway Diner") or a part by itself ("12 Oak Rd, Street, MD 21154"), the letter of a house or flat ("12/E Oak
 * Street", "12 Oak St #E"), a road word that its name follows ("110 W Ave Palizada"), and St in the midst of a part where towns are named so
 * ("Newton St Loe"); and two slots of one type, "No. 5 Oak Rd, No. 7 Elm Rd", of which each would be spelt by itself. They are slots all the same: a leak that has lost its commas has the same.
 */
void dye_address_tie_names(struct dye_address * a, uint64_t heads, uint8_t street);

#endif
