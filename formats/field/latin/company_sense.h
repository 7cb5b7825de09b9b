/*
 * company_sense.h: whether a word that may be the form of a company is one, to judge by the words beside it. i > 0, and word i is there.
 */
#ifndef DYE_FIELD_COMPANY_SENSE_H
#define DYE_FIELD_COMPANY_SENSE_H

#include "formats/field/latin/company_lexicon.h"

/* The form at word i is not all of the form, so that no comma can stand before it: "(P) Ltd", "FZ LLC", "S.A. / N.V." */
bool dye_company_continues(const struct dye_latin * l, uint32_t i);

/* The last words of the name are the letters of ${letters}, one by one, or in one word where that may be: the number of words, else 0. */
uint32_t dye_company_letters_at_end(const struct dye_latin * l, uint32_t i, const char * letters, bool in_one);

/* It is what kind of company it is, after an article: "Foo, a Corporation", "Foo, a Delaware LLC". */
bool dye_company_after_article(const struct dye_latin * l, uint32_t i);

/* After word i letters are initials, a state or a record: "Nair K.K.", "Reno N.V.", "Vinyl L.P.". */
bool dye_company_before_letters(const struct dye_latin * l, uint32_t i);

/* Word i is one before which "Co" is Company: "Electric Co". */
bool dye_company_is_trade(const struct dye_latin * l, uint32_t i);

/* "&", "and", "of" or "de" before word i say that what follows belongs to the name: the city of Denver, CO. */
bool dye_company_has_of(const struct dye_latin * l, uint32_t i);

/* "of" stands before word i, Co before Limited, which may be a county: "Friends of Antrim Co Ltd". The partners of "Foo & Co Ltd" are none. */
bool dye_company_after_of(const struct dye_latin * l, uint32_t i);

/* The last word of a town of Colorado stands before word i, Co before Limited: "Colorado Springs CO LTD". */
bool dye_company_after_colorado(const struct dye_latin * l, uint32_t i);

/* The name says that the company is of Singapore, where Private is Pte and never Pvt: "Foo (S) Private Limited". */
bool dye_company_is_of_singapore(const struct dye_latin * l, uint32_t i);

/* The name that ends before word i is Portuguese, Spanish or Italian, to judge by a word: its Ltd is Ltda, "Foo Industria e Comercio Ltd". */
bool dye_company_is_romance(const struct dye_latin * l, uint32_t i);

/* Word i is the form of a firm, and where it is none of the name that ends there is another firm: "Foo Ltd T/A Bar Ltd", "Foo Inc. & Bar Inc." */
bool dye_company_is_form(const struct dye_latin * l, uint32_t i);

/* Corp, word i, is a corps: "Marine Corp", "Army Air Corp", "Esprit de Corp". */
bool dye_company_is_corps(const struct dye_latin * l, uint32_t i);

/*
 * Corp, word i, is a sort of it by the law of taxes: "Acme S Corp", "Acme (C Corp)". The letter may also be the end of a name, "Macy's Corp", which
 * a leak that has lost its signs does not tell: this asks the signs.
 */
bool dye_company_is_taxed(const struct dye_latin * l, uint32_t i);

/* Word i, capitals alone, is all that is said so loud: "Denver CO Inc". */
bool dye_company_is_loud(const struct dye_latin * l, uint32_t i);

/* Word i is a noun in a phrase, and no suffix: "City of London Corporation". */
bool dye_company_is_noun(const struct dye_latin * l, uint32_t i);

/* Inc., word i, is inclusive after what a price may include: "Breakfast Inc", "GST Inc.". */
bool dye_company_is_inclusive(const struct dye_latin * l, uint32_t i);

/* Limited, word i, is few or restricted: "Special Edition Limited". */
bool dye_company_is_restricted(const struct dye_latin * l, uint32_t i);

/* Co, word i, is County: before one of Ireland, "Naas, Co. Kildare". */
bool dye_company_is_county(const struct dye_latin * l, uint32_t i);

/* LTD, word i, is a model of a car or motorcycle: "1978 Ford LTD", "Kawasaki 454 LTD". */
bool dye_company_is_model(const struct dye_latin * l, uint32_t i);

/* The name that ends before word i is French, to judge by a word or an accent: its "inc." is incorporee, "Gestion Roy et Fils inc.". */
bool dye_company_is_french(const struct dye_latin * l, uint32_t i);

/* A number and a province stand before word i: the name that the registrar gave, with its form, "1234567 Ontario Ltd.". */
bool dye_company_is_registered_number(const struct dye_latin * l, uint32_t i);

#endif
