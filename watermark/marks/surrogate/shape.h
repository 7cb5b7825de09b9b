/*
 * shape.h: how the keys of a column look, so that what stands in their place looks like them. Of a key "C-004711" the letters that are encrypted are 004711; the
 * prefix "C" and the dash stay. All cells of the column must have the same fixed letters; how many others there are may differ from cell to cell.
 */
#ifndef DYE_MARKS_SURROGATE_SHAPE_H
#define DYE_MARKS_SURROGATE_SHAPE_H

#include "formats/base/buffer.h"
#include "watermark/crypto/ff1.h"
#include "watermark/marks/core/settings.h"
#include "watermark/profile/profile.h"

#define DYE_SURROGATES_MOST 8 /* columns */
#define DYE_SURROGATE_NAME_MAX 256
#define DYE_SURROGATE_FIXED_MAX 64
#define DYE_SURROGATE_RUN '*' /* in a skeleton: letters that are encrypted, one or more */

/* Smallest first, and what a lower alphabet has the upper ones need not. */
struct dye_alphabet {
	const char * name; /* in profiles and options: permanent */
	const char * letters;
	uint32_t radix;
};

#define DYE_ALPHABETS 7
extern const struct dye_alphabet dye_alphabets[DYE_ALPHABETS];

/* What is known of one column. */
struct dye_surrogate_shape {
	char column[DYE_SURROGATE_NAME_MAX];
	const struct dye_alphabet * alphabet; /* NULL: learn finds it */
	uint32_t length; /* so many encrypted letters in all surrogates; 0: as many as the key has */
	bool learned;	 /* what follows is known */
	bool nonzero;	 /* no key begins with the letter 0, and no surrogate does */
	char prefix[DYE_SURROGATE_FIXED_MAX];
	char skeleton[DYE_SURROGATE_FIXED_MAX]; /* of what follows the prefix */
};

/* The settings of the mark: [mark surrogate] of a profile. */
struct dye_surrogate_settings {
	char columns[DYE_SETTING_TEXT_MAX]; /* dye_surrogates_write() */
};

struct dye_surrogates {
	struct dye_surrogate_shape list[DYE_SURROGATES_MOST];
	size_t count;
};

/**
 * dye_surrogates_read(text, list): What dye_surrogates_write() wrote; "": none. False where it did not.
 * dye_surrogates_write(list, text): Entries separated by blanks: NAME:ALPHABET:LENGTH or, once learned, NAME:ALPHABET:LENGTH:any|nonzero:PREFIX:SKELETON, with %XX for
 * bytes that could be taken for another part. ALPHABET may be empty. False where there is no room.
 */
bool dye_surrogates_read(const char * text, struct dye_surrogates * list);
bool dye_surrogates_write(const struct dye_surrogates * list, char text[DYE_SETTING_TEXT_MAX]);

/* As an option says it: COLUMN[:ALPHABET][:LENGTH], in place of what the list says of that column; "none" takes all out. False where it is not allowed. */
bool dye_surrogates_wish(struct dye_surrogates * list, const char * option);

/* Those of a profile; none where it has none. */
void dye_surrogates_of(const struct dye_profile * profile, struct dye_surrogates * list);

/* The shape of the column of that name, or NULL. */
struct dye_surrogate_shape * dye_surrogate_find(struct dye_surrogates * list, const char * column);

/* The letters of one cell that are encrypted. */
struct dye_surrogate_letters {
	uint32_t at[DYE_FF1_LEN_MOST]; /* where in the text */
	uint16_t value[DYE_FF1_LEN_MOST];
	uint32_t count;
};

/**
 * dye_surrogate_match(shape, text, folded, letters): Whether ${text}, without the blanks around it, has the learned shape. ${folded}: it is a canonical value, in
 * small letters and with blanks for signs: then only the prefix and the alphabet are asked, in either case of letters.
 */
bool dye_surrogate_match(const struct dye_surrogate_shape * shape, struct dye_slice text, bool folded,
    struct dye_surrogate_letters * letters);

/* The letters of ${text} behind its first ${skip} bytes, and what they stand among: false where there is no letter of the alphabet, or no room. */
bool dye_surrogate_skeleton(const struct dye_alphabet * alphabet, struct dye_slice text, size_t skip,
    char skeleton[DYE_SURROGATE_FIXED_MAX], struct dye_surrogate_letters * letters);

/* The value of a letter, or -1. */
int dye_alphabet_value(const struct dye_alphabet * alphabet, char letter);

#endif
