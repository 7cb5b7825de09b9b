/*
 * company_slots.h: the slots of the name of a company in Latin script, and what marks them.
 *
 * A rule looks at words and their neighbours (company_sense.h), never at how a slot is spelt or at the signs between words: those only
 * decide how far a slot reaches, and whether it is left as it stands.
 */
#ifndef DYE_FIELD_COMPANY_SLOTS_H
#define DYE_FIELD_COMPANY_SLOTS_H

#include "formats/field/latin/latin.h"

/* Their indices are permanent (formats/field/kind.h): append, never reorder, never remove. */
/* clang-format off */
enum company_type {
	T_CO_LTD, T_INC, T_LTD, T_CORP, T_LLC, T_COMMA, T_CO, T_GMBH_CO_KG,
	T_SRL, T_SA, T_BV, T_SPA, T_PTY_LTD, T_PTE_LTD, T_PVT_LTD, T_SDN_BHD,
	T_SRO, T_SP_ZOO, T_SL, T_LTDA, T_NV, T_DOO, T_SAS, T_LP, T_KK
};
/* clang-format on */

/* A form that is letters, "S.A.", and its slot. */
struct dye_company_letters {
	const char * letters;
	uint8_t type;
	bool in_one; /* they are nothing else in one word: "SRL" */
};

/* All of them, {NULL} at the end. */
extern const struct dye_company_letters dye_company_letters[];

/* Mark word i > 0, CoLtd, where it is what Co., Ltd. is. */
void dye_company_mark_co_ltd(struct dye_latin * l, uint32_t i);

/* Mark word i > 0, Co, with the Limited behind it, or alone where it can be nothing but Company. */
void dye_company_mark_co(struct dye_latin * l, uint32_t i);

/* Mark word i > 0, Limited, Inc., Corporation or Limitada, where it is the company's form. */
void dye_company_mark_ltd(struct dye_latin * l, uint32_t i);
void dye_company_mark_inc(struct dye_latin * l, uint32_t i);
void dye_company_mark_corp(struct dye_latin * l, uint32_t i);
void dye_company_mark_ltda(struct dye_latin * l, uint32_t i);

/* Mark word i > 0, a word for Private, with the Limited behind it, as ${type}. */
void dye_company_mark_private(struct dye_latin * l, uint32_t i, uint8_t type);

/* Mark "Sdn Bhd", "GmbH & Co. KG", "Sp. z o.o." from word i > 0 on, where it ends the name. */
void dye_company_mark_sdn_bhd(struct dye_latin * l, uint32_t i);
void dye_company_mark_gmbh(struct dye_latin * l, uint32_t i);
void dye_company_mark_sp_zoo(struct dye_latin * l, uint32_t i);

/* Mark the form that is letters and begins at word i > 0, where it ends the name. */
void dye_company_mark_letters(struct dye_latin * l, uint32_t i);

#endif
