/*
 * name.h: the parts of a person's name, in Chinese characters or Latin letters, and the letters that mailboxes and passports write for them.
 */
#ifndef DYE_FIELD_NAME_H
#define DYE_FIELD_NAME_H

#include "formats/field/core/attributes.h"
#include "formats/field/core/glyphs.h"

#define DYE_HAN_MAX 6

/* A name in Chinese characters: how many, where the surname ends. */
struct dye_han_name {
	uint32_t cp[DYE_HAN_MAX]; /* '*' is a star */
	uint32_t n;
	uint32_t surname; /* characters; 0: not a known one */
	uint32_t stars;
};

/* Two characters at least, spaces between them left out; stars stand for some. */
bool dye_han_name_read(const struct dye_glyphs * scan, struct dye_han_name * name);

#define DYE_NAME_WORDS 6

/* What a word of a name in Latin script is. */
enum dye_name_word { DYE_WORD_SURNAME, DYE_WORD_GIVEN, DYE_WORD_MIDDLE, DYE_WORD_INITIAL, DYE_WORD_TITLE };

struct dye_latin_name {
	struct dye_slice words[DYE_NAME_WORDS]; /* of the text */
	enum dye_name_word is[DYE_NAME_WORDS];
	size_t n;
};

/*
 * Two to six words without digits or signs but . ' - and a comma. The surname is the last word; the first before a comma, or where the words say so:
 * SMITH John, Wang Xiaoming.
 */
bool dye_latin_name_read(struct dye_slice text, struct dye_latin_name * name);

/* The parts of either; false where it is no name with a surname, or is starred. */
bool dye_name_read(struct dye_slice text, struct dye_name * name);

/* Are they the same, case and signs ignored? What is not known of either is not asked; at least one part must be known of both. */
bool dye_name_same(const struct dye_name * a, const struct dye_name * b);

/* Letters of ASCII, small. */
struct dye_letters {
	char all[DYE_NAME_SIZE];
	size_t len;
	size_t first;			   /* those of the first character or word */
	char initials[DYE_NAME_WORDS + 1]; /* of each character or word, as far as there is room */
};

/*
 * dye_name_letters(part, surname, letters): How a surname or given name is written there: pinyin, accents left out. False where a character has no reading.
 */
bool dye_name_letters(struct dye_slice part, bool surname, struct dye_letters * letters);

/* Does a word write the pinyin of a surname of the lists? Is it made of one or two readings? */
bool dye_is_pinyin_surname(struct dye_slice word);
bool dye_is_pinyin(struct dye_slice word);

#endif
