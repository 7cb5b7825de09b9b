/*
 * plain.h: a cell of a row as letters, digits and the signs of ASCII between them, whatever they were written as.
 */
#ifndef DYE_MARKS_PLAIN_H
#define DYE_MARKS_PLAIN_H

#include "formats/base/buffer.h"

/* All zero is valid; memory is kept from one text to the next. */
struct dye_plain {
	struct dye_buffer
	    decoded; /* Owned: the text with what stands for other characters replaced, not folded; of one that had such */
	struct dye_buffer text; /* Owned: the result */
	bool marked;		/* some result since this was false may have marks */
};

/* A character of control that parts neither lines nor words: no text has one on purpose. */
static inline bool
dye_plain_control(uint8_t c)
{

	return (c >= 0x01 && c <= 0x08) || (c >= 0x0E && c <= 0x1F) || c == 0x7F;
}

/* What stands for another character may begin so: & % \ < =, E2, EF, F0 and above, and what dye_plain_control() says; looked up, since every byte is asked. */
static inline bool
dye_plain_stands(uint8_t c)
{
	static const bool stands[UINT8_MAX + 1] = {[0x01] = true,
	    [0x02] = true,
	    [0x03] = true,
	    [0x04] = true,
	    [0x05] = true,
	    [0x06] = true,
	    [0x07] = true,
	    [0x08] = true,
	    [0x0E] = true,
	    [0x0F] = true,
	    [0x10] = true,
	    [0x11] = true,
	    [0x12] = true,
	    [0x13] = true,
	    [0x14] = true,
	    [0x15] = true,
	    [0x16] = true,
	    [0x17] = true,
	    [0x18] = true,
	    [0x19] = true,
	    [0x1A] = true,
	    [0x1B] = true,
	    [0x1C] = true,
	    [0x1D] = true,
	    [0x1E] = true,
	    [0x1F] = true,
	    [0x7F] = true,
	    ['&'] = true,
	    ['%'] = true,
	    ['\\'] = true,
	    ['<'] = true,
	    ['='] = true,
	    [0xE2] = true,
	    [0xEF] = true,
	    [0xF0] = true,
	    [0xF1] = true,
	    [0xF2] = true,
	    [0xF3] = true,
	    [0xF4] = true,
	    [0xF5] = true,
	    [0xF6] = true,
	    [0xF7] = true,
	    [0xF8] = true,
	    [0xF9] = true,
	    [0xFA] = true,
	    [0xFB] = true,
	    [0xFC] = true,
	    [0xFD] = true,
	    [0xFE] = true,
	    [0xFF] = true};

	return stands[c];
}

/* Some byte of it is one of those. */
bool dye_plain_may_stand(struct dye_slice text);

/*
 * dye_plain_sign(text, at, character): How many bytes from ${at} on stand for one ${character}, as plain_signs.c has them: references of HTML and XML by
 * number or name, tags, percent signs, the escapes of text in quotes, quoted-printable, digits in circles, what is not seen. It is a space for what parts words,
 * U+00AD for what shows nothing.
 * 0: it is nothing of that.
 */
size_t dye_plain_sign(struct dye_slice text, size_t at, uint32_t * character);

/**
 * dye_plain(text, decoded, plain, signs, err): Fold what is not ASCII in ${text}, and keep what is; with ${decoded}, replace first what stands for
 * other characters; *signs: there was such a thing.
 */
enum dye_code dye_plain(
    struct dye_slice text, bool decoded, struct dye_plain * plain, bool * signs, struct dye_error * err);
/*
 * dye_plain_bare(text, out): Put the text without the marks of its Latin letters, strokes too, and those on or around any letter. ${out}: room for as many
 * bytes as it has; it may be text.data. How many are put.
 */
size_t dye_plain_bare(struct dye_slice text, char * out);
/* That may take something away; false is certain. */
bool dye_plain_marked(struct dye_slice text);
void dye_plain_release(struct dye_plain * plain);

/* ---- characters that need not be folded: most of those beyond ASCII ---- */

/* How long a character of UTF-8 is. */
static inline size_t
dye_plain_character(struct dye_slice text, size_t at)
{
	size_t n = 1;

	while (at + n < text.len && ((uint8_t)text.data[at + n] & 0xC0) == 0x80)
		n++;
	return n;
}

/*
 * How long the letter is, if folding leaves it as it is but for case: one of Latin-1 (UTF-8 C3 80 to C3 BF, without the sharp s and the signs of
 * multiplication and division), or Han (U+4E00 to U+9F7F). 0: it must be folded.
 */
static inline size_t
dye_plain_letter(struct dye_slice text, size_t at)
{
	uint8_t c = (uint8_t)text.data[at], next = at + 1 < text.len ? (uint8_t)text.data[at + 1] : 0;

	if (c == 0xC3)
		return next >= 0x80 && next != 0x9F && (next | 0x20) != 0xB7 ? 2 : 0;
	if (c < 0xE4 || c > 0xE9 || (c == 0xE4 && next < 0xB8) || (c == 0xE9 && next >= 0xBE))
		return 0;
	return dye_plain_character(text, at) == 3 ? 3 : 0;
}

/* The byte at ${k} of a letter of ${n} bytes in small: capitals of Latin-1 differ by one bit. */
static inline uint8_t
dye_plain_byte(const char * letter, size_t n, size_t k)
{

	return (uint8_t)letter[k] | (n == 2 && k == 1 && (uint8_t)letter[0] == 0xC3 ? 0x20 : 0);
}

/* How long the sign is, if it is nothing but a separator: U+00A0, U+00B7, U+3000. 0: it is none of these. */
static inline size_t
dye_plain_space(struct dye_slice text, size_t at)
{
	const uint8_t * s = (const uint8_t *)text.data + at;

	if (s[0] == 0xC2)
		return text.len - at >= 2 && (s[1] == 0xA0 || s[1] == 0xB7) ? 2 : 0;
	return s[0] == 0xE3 && text.len - at >= 3 && s[1] == 0x80 && s[2] == 0x80 ? 3 : 0;
}

#endif
