/*
 * wordlists.h: the lists of words that a column is made of, learned from its cells.
 *
 * Each word that a kind puts (kind.h, parts) belongs to a list. A word that enough rows bear is in the list as it stands, as often as it was seen.
 * What fewer bear is nobody's to copy, and yet a column has many such words: so others like them are made of what enough rows bear again (core/bag.h
 * has the names of these lists):
 *
 *	digits		of two to nine: first digit and how many, last digit
 *	letters of ASCII	chains of three, that enough words have
 *	characters (Han)	a beginning and an end, that enough rows have
 *	others, and what cannot be cut so: "other", as far as the kind has words of its own; else it is left out, and the rest is drawn oftener
 *
 * Words are one where they differ in the case of ASCII letters alone. Others may be one value (Weiß, WEISS; Ave, Avenue): core/ways.h counts them together.
 *
 * The lists are a function of the rows, whatever their order: words in the order of their bytes, case ignored. Of the spellings of a word that differ in
 * case one with both cases is taken, the least, or one with a first capital is made.
 */
#ifndef DYE_FIELD_WORDLISTS_H
#define DYE_FIELD_WORDLISTS_H

#include "formats/field/core/forge.h"

struct dye_wordlists;

enum dye_code dye_wordlists_new(struct dye_wordlists ** lists, struct dye_error * err);
void dye_wordlists_free(struct dye_wordlists * lists);

/**
 * dye_wordlists_row(lists, kind, text, attributes, err): Take a row's cell apart. ${attributes} is what the row says of its person, or NULL. A kind
 * whose cells have no parts, and what is beyond a million words or 16 MB of them, is passed over.
 */
enum dye_code dye_wordlists_row(struct dye_wordlists * lists, const struct dye_kind * kind, struct dye_slice text,
    const struct dye_attributes * attributes, struct dye_error * err);

/* A dye_part_put: one word of the row in hand. */
enum dye_code dye_wordlists_put(void * lists, const char * list, struct dye_slice word, struct dye_error * err);

/**
 * dye_wordlists_make(lists, least, vocabularies, count, err): Once, at the end: the lists for struct dye_forge, valid until ${lists} is freed. A word
 * is copied if ${least} rows bear it.
 */
enum dye_code dye_wordlists_make(struct dye_wordlists * lists, uint32_t least,
    const struct dye_vocabulary ** vocabularies, size_t * count, struct dye_error * err);

#endif
