/*
 * company_lexicon.h: what the words of formats/field/words/company_lexicon.txt mean, and what those of form_lexicon.txt say of them.
 */
#ifndef DYE_FIELD_COMPANY_LEXICON_H
#define DYE_FIELD_COMPANY_LEXICON_H

#include "formats/field/latin/latin.h"

/* clang-format off */
enum company_meaning {
	NOTHING, CO, LTD, CO_LTD, INC, CORP, LLC, GMBH, KG, PTY, PTE, PVT, SDN, BHD, LTDA, SP,
	LETTER, LETTERS_2, OF, OTHER_FORM, CHINESE,
	HALF,	  /* with the form behind it one form: "FZ LLC" */
	HALF_CORP /* with Corporation behind it: "Law Corporation" */
};

/* What a word says of one beside it, one bit each; the list explains them. */
enum company_word {
	TRADE = 1, NAME = 2, CORPS = 4, ARMS = 8, PRICE = 16, FEW = 32, FRENCH = 64, PROVINCE = 128,
	TRADE_PRICE = TRADE | PRICE, CORPS_ARMS = CORPS | ARMS, PRICE_FEW = PRICE | FEW, FRENCH_PROVINCE = FRENCH | PROVINCE
};
/* clang-format on */

extern const struct dye_lexicon_page dye_company_lexicon[26];
extern const struct dye_lexicon_page dye_form_lexicon[26];

static inline uint8_t
dye_company_means(const struct dye_latin * l, uint32_t i)
{

	return i < l->count ? l->words[i].meaning : NOTHING;
}

#endif
