/*
 * latin.h: what the kinds in Latin script share: words with their meaning, spans of slots, and the canonical value.
 *
 * A text is cut into words (formats/base/fold.h). A kind looks every word up in its lexicon, decides which of them are
 * slots and says so with dye_latin_mark(); dye_latin_finish() then finds the comma slots between words, and writes the
 * canonical value and the list of slots.
 *
 * Everything that decides may look at words that are no slots, and at the types of those that may be. It may not look at
 * which spelling stands there, nor at the signs between words: they do not survive in the canonical value, and a leak may
 * have lost them. Signs only decide how far a slot reaches, and whether it is respelt: amid signs that no listed
 * spelling brings ("Rd.-Foo", "PTE, LTD") a slot is one all the same, but is left as it stands (DYE_OTHER).
 */
#ifndef DYE_FIELD_LATIN_H
#define DYE_FIELD_LATIN_H

#include "formats/base/ascii.h"
#include "formats/field/kind.h"
#include "formats/field/latin/clean.h"

/* The longest word of a lexicon. */
#define DYE_LEXEME_MAX 21

/* One word of a lexicon, folded. It stands here, not behind a pointer: every word of every cell is looked up. */
struct dye_lexeme {
	char word[DYE_LEXEME_MAX + 1];
	uint8_t meaning; /* the kind's own; 0 is kept for words that are in no lexicon */
};

/* The words that begin with one letter, the shortest first. */
struct dye_lexicon_page {
	const struct dye_lexeme * lexemes;
	uint64_t seen;			    /* dye_lexeme_bit() of each */
	uint8_t starts[DYE_LEXEME_MAX + 2]; /* [n]: how many are shorter than n */
};

/* Most words are in no lexicon: a bit of the second letter and the length tells without looking. ${len} is not 0. */
static inline uint64_t
dye_lexeme_bit(const char * word, size_t len)
{

	return UINT64_C(1) << (((unsigned char)word[len > 1] * 7u + len * 11u) & 63);
}

/* clang-format off */
enum dye_word_flags {
	DYE_WORD_DIGITS  = 1,  /* digits only */
	DYE_WORD_DIGIT   = 2,  /* begins with a digit */
	DYE_WORD_NUMERIC = 4,  /* has a digit */
	DYE_WORD_ORDINAL = 8,  /* 1st, 22nd, 5th */
	DYE_WORD_GLUED   = 16, /* was cut off the word before it */
	DYE_WORD_OWN     = 32, /* offset and end are exactly this word's */
	DYE_WORD_ASCII   = 64, /* and it touches nothing that is not ASCII */
	DYE_WORD_TIED    = 128 /* the slot that begins here stands amid signs that forbid to respell it */
};
/* clang-format on */

#define DYE_NO_TYPE 0xFF

struct dye_word {
	uint32_t offset, end; /* in the text */
	uint32_t folded;      /* in the canonical buffer, as long as the kind decides */
	uint32_t folded_len;
	uint8_t meaning;
	uint8_t flags;
	uint8_t type;	      /* of the slot that begins here, or DYE_NO_TYPE */
	uint8_t words;	      /* that the slot takes in; 1 for a word that is no slot */
	uint32_t span_offset; /* of the slot */
	uint32_t span_end;
};

#define DYE_WORDS_LOCAL 96

struct dye_latin {
	const struct dye_kind * kind;
	const struct dye_lexicon_page * lexicon; /* 26 pages */
	uint64_t cuts_before_digits; /* bit m: a word of meaning m is cut off the digits glued to it: "no105" */
	uint64_t cuts_after_digits;  /* bit m: likewise "7f" */
	struct dye_slice text;	     /* what the caller set; from dye_latin_start() on the clean one */
	struct dye_clean clean;
	struct dye_parse * parse;
	struct dye_error * err;
	struct dye_word * words; /* local, or owned where there are many */
	uint32_t count;
	uint32_t size;
	uint64_t after_comma;  /* bit m: before a word of meaning m no comma is a slot */
	uint8_t comma_type;    /* DYE_NO_TYPE: none */
	uint64_t joined_types; /* bit t: a slot of type t belongs to the word before it, without a boundary */
	uint8_t ordinals[DYE_SLOT_TYPES_MAX];
	struct dye_word local[DYE_WORDS_LOCAL];
};

/**
 * dye_latin_start(latin): Cut ${latin}->text into words and look them up. kind, lexicon, cuts, text, parse, err, after_comma, comma_type and joined_types must be
 * set. dye_latin_finish() must follow, whatever the outcome.
 */
enum dye_code dye_latin_start(struct dye_latin * latin);

/**
 * dye_latin_finish(latin, rc): If ${rc} is DYE_OK, write canonical value and slots to the parse. Free what was allocated. Return
 * ${rc} or what went wrong.
 */
enum dye_code dye_latin_finish(struct dye_latin * latin, enum dye_code rc);

/* Say that ${words} words from word i are a slot of ${type} that spans text[offset, end). In order of i. */
void dye_latin_mark(struct dye_latin * latin, uint32_t i, uint8_t words, uint8_t type, uint32_t offset, uint32_t end);

/**
 * dye_latin_mark_word(latin, i, type): Mark word i with the full stop after it, if there is one; the word alone, and as tied,
 * where signs tie it to its neighbours ("Rd.Foo", "Road's", "sub-street").
 */
void dye_latin_mark_word(struct dye_latin * latin, uint32_t i, uint8_t type);

/**
 * dye_latin_mark_prefix(latin, i, type, signs): Mark word i with what stands between it and the next word; as tied where that is more than
 * one of each character of ${signs}. False, and nothing is marked, where the next word or one that this one is glued to forbids it.
 */
bool dye_latin_mark_prefix(struct dye_latin * latin, uint32_t i, uint8_t type, const char * signs);

/**
 * dye_latin_mark_run(latin, i, words, type, offset, ties): Mark ${words} words from word i, from text[offset] on, with the full stop after
 * them, if there is one; without it, and as tied, where a word or one of the characters of ${ties} comes right after, or ${ties} is NULL.
 */
void dye_latin_mark_run(
    struct dye_latin * latin, uint32_t i, uint8_t words, uint8_t type, uint32_t offset, const char * ties);

/* Split word i after ${folded_len} folded bytes, which are ${len} bytes of text. Fails for want of memory only. */
enum dye_code dye_latin_cut(struct dye_latin * latin, uint32_t i, uint32_t folded_len, uint32_t len);

/* The meaning of a word, 0 where the lexicon does not have it. */
uint8_t dye_latin_look_up(const struct dye_lexicon_page * lexicon, const char * folded, size_t len);

/* Word i, of as many as there are, says ${literal}, which begins as it does. */
bool dye_latin_says(const struct dye_latin * latin, uint32_t i, const char * literal);

/* The separators before word i (i > 0) consist of characters of ${allowed} only, at most ${max} of them. */
bool dye_latin_gap(const struct dye_latin * latin, uint32_t i, const char * allowed, size_t max);

/* The folded text of a word, folded_len bytes. */
static inline const char *
dye_latin_folded(const struct dye_latin * latin, const struct dye_word * word)
{

	return latin->parse->canonical.data + word->folded;
}

/* Word i says ${literal}, which is not empty. Whole lists are asked of every word, and most differ in their first letter. */
static inline bool
dye_latin_is(const struct dye_latin * latin, uint32_t i, const char * literal)
{

	return i < latin->count && *dye_latin_folded(latin, &latin->words[i]) == *literal &&
	       dye_latin_says(latin, i, literal);
}

/* Word i is there and says one of the ${count} ${literals}. */
static inline bool
dye_latin_is_one_of(const struct dye_latin * latin, uint32_t i, const char * const * literals, size_t count)
{
	const char * p;
	char second;
	size_t k;

	if (i >= latin->count)
		return false;
	p = dye_latin_folded(latin, &latin->words[i]);
	second = latin->words[i].folded_len > 1 ? p[1] : '\0';
	for (k = 0; k < count; k++)
		if (*literals[k] == *p && literals[k][1] == second && dye_latin_says(latin, i, literals[k]))
			return true;
	return false;
}

/* This byte is part of a word. */
static inline bool
dye_latin_inside(const struct dye_latin * latin, uint32_t at)
{
	uint8_t c;

	if (at >= latin->text.len)
		return false;
	c = (uint8_t)latin->text.data[at];
	return c >= 0x80 || dye_is_alnum(c);
}

#endif
