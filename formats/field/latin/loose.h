/*
 * loose.h: words of addresses and companies in Latin script that may be written otherwise; kind.h says what loose is. Single letters are: N, P O Box, S A.
 */
#ifndef DYE_FIELD_LOOSE_H
#define DYE_FIELD_LOOSE_H

#include "formats/base/buffer.h"

/* Besides, the end of a word that may be Strasse. */
size_t dye_address_loose(struct dye_slice word);
size_t dye_company_loose(struct dye_slice word);

#endif
