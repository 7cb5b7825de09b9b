/*
 * company_lexicon.h: what the words of formats/field/words/company_lexicon.txt mean.
 */
#ifndef DYE_FIELD_COMPANY_LEXICON_H
#define DYE_FIELD_COMPANY_LEXICON_H

#include "formats/field/latin/latin.h"

/* clang-format off */
enum company_meaning {
	NOTHING, CO, LTD, CO_LTD, INC, CORP, LLC, GMBH, KG, PTY, PTE, PVT, SDN, BHD, LTDA, SP,
	LETTER, LETTERS_2, OF, OTHER_FORM, CHINESE
};
/* clang-format on */

extern const struct dye_lexicon_page dye_company_lexicon[26];

#endif
