/*
 * names.h: short lists of names with weights, from public statistics: NAME.txt in this folder has the list dye_NAME and its source. The
 * weights only need to look natural, since the bounds of forge.h follow from these very numbers.
 */
#ifndef DYE_FIELD_NAMES_H
#define DYE_FIELD_NAMES_H

#include "formats/field/core/forge.h"

extern const struct dye_vocabulary dye_surnames_han;  /* one character each */
extern const struct dye_vocabulary dye_compounds_han; /* two characters each */
extern const struct dye_vocabulary
    dye_given_han_male; /* one character of a given name each; as many as of the other sex */
extern const struct dye_vocabulary dye_given_han_female;
extern const struct dye_vocabulary dye_surnames_latin;
extern const struct dye_vocabulary dye_given_male;
extern const struct dye_vocabulary dye_given_female;

/* Is the word in the vocabulary, ASCII case ignored? */
bool dye_vocabulary_has(const struct dye_vocabulary * vocabulary, struct dye_slice word);

#endif
