/*
 * first_words.h: the trait of a kind in Latin script whose slots come behind the first word and begin with words of its lexicon.
 */
#ifndef DYE_FIELD_FIRST_WORDS_H
#define DYE_FIELD_FIRST_WORDS_H

#include "formats/field/latin/latin.h"

/**
 * dye_latin_first_words(lexicon, text, canonical, trait): (See .trait of formats/field/kind.h.) Of an ASCII text: its first word and those behind it
 * that are in no lexicon, up to the first that is, four at most. The kind must cut no word, have no slot at the first, and none that begins
 * with a word that is not in ${lexicon}.
 */
bool dye_latin_first_words(
    const struct dye_lexicon_page * lexicon, struct dye_slice text, bool canonical, uint64_t * trait);

#endif
