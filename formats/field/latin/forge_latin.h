/*
 * forge_latin.h: inventing addresses and companies in Latin script.
 */
#ifndef DYE_FIELD_FORGE_LATIN_H
#define DYE_FIELD_FORGE_LATIN_H

#include "formats/field/core/forge.h"

/*
 * What cells are made of (kind.h, parts). Addresses: number-latin, unit-latin, street-latin with the type as it stands; companies: company-first,
 * company-trade, company-next. With such lists both are made anew of them, and of the lists of the program only without.
 */
enum dye_code dye_address_latin_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put,
    void * cookie, struct dye_error * err);
enum dye_code dye_company_parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put,
    void * cookie, struct dye_error * err);

/**
 * dye_forge_address_latin(forge, out, err): The parent's address with other numbers (house, unit, floor, box), as many digits each, and, where
 * it begins with a house number and a street name, with another street. City, region and postcode stay. An address that has
 * neither stays as it is and draws nothing.
 */
enum dye_code dye_forge_address_latin(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_forge_company(forge, out, err): A coined word in the place of the parent's words up to the first that says what a company does or what form it
 * has (Technology, Hospital, Co., Ltd, ...), which stays with all that follows.
 */
enum dye_code dye_forge_company(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err);

#endif
