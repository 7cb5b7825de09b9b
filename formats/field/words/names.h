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

/* How a character is read, in small letters without tones. */
struct dye_reading {
	char character[4]; /* UTF-8 */
	char latin[7];
};

struct dye_readings {
	const struct dye_reading * rows; /* by the bytes of the characters */
	size_t count;
};

extern const struct dye_readings dye_pinyin;
extern const struct dye_readings dye_pinyin_surnames; /* where a surname is read otherwise */

/* The reading of a character of three bytes, or NULL. */
const char * dye_reading_of(const struct dye_readings * readings, const char * character);

/* Is the word in the vocabulary, ASCII case ignored? */
bool dye_vocabulary_has(const struct dye_vocabulary * vocabulary, struct dye_slice word);

#endif
