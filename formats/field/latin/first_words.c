#include "formats/field/latin/first_words.h"

#include "formats/base/fold.h"
#include "formats/field/core/trait.h"

#define WORDS 4
#define LEXEME_MAX 32 /* no word of a lexicon is longer */
#define FNV_BASIS UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME UINT64_C(0x100000001B3)

/* The word at text[*at], folded: its first bytes, how many it has, and ${hash} going on over all of them. *at comes to its end. */
static size_t
next_word(struct dye_slice text, size_t * at, char folded[LEXEME_MAX], uint64_t * hash)
{
	size_t len = 0;
	uint8_t c;

	for (; *at < text.len && (c = dye_fold_byte[(uint8_t)text.data[*at]]) != 0; ++*at) {
		c = c == 0xFF ? (uint8_t)text.data[*at] : c;
		*hash = (*hash ^ c) * FNV_PRIME;
		if (len < LEXEME_MAX)
			folded[len] = (char)c;
		len++;
	}
	*hash = (*hash ^ ' ') * FNV_PRIME;
	return len;
}

bool
dye_latin_first_words(const struct dye_lexicon_page * lexicon, struct dye_slice text, bool canonical, uint64_t * trait)
{
	uint64_t hash = FNV_BASIS, longer;
	char folded[LEXEME_MAX];
	size_t at = 0, len;
	unsigned words;

	if (!canonical && !dye_text_is_ascii(text))
		return false;
	for (words = 0; words < WORDS; words++, hash = longer) {
		/* In a canonical value 0x01 is a slot: it stands for a word of the lexicon. */
		while (at < text.len && dye_fold_byte[(uint8_t)text.data[at]] == 0 &&
		       !(canonical && text.data[at] == '\x01'))
			at++;
		if (at == text.len || (canonical && text.data[at] == '\x01'))
			break;
		longer = hash;
		len = next_word(text, &at, folded, &longer);
		if (words > 0 && len <= LEXEME_MAX && dye_latin_look_up(lexicon, folded, len) != 0)
			break;
	}
	*trait = hash;
	return true;
}
