#include "watermark/marks/canary/piece_literal.h"

#include <string.h>

#include "formats/base/octets.h"
#include "formats/field/core/canonical.h"
#include "formats/field/core/glyphs.h"

#define LONGEST 16 /* letters and digits of a word: pieces tell no more digits than the last so many of a number */

/* ---- of a canary's cell ---- */

/* The word at ${at}, or none; slots are no words. */
static struct dye_slice
word_at(struct dye_slice text, size_t at)
{
	struct dye_slice word = {text.data + at, 0};

	if (dye_canonical_is_type(text, at))
		return word;
	while (at + word.len < text.len && dye_is_alnum((uint8_t)text.data[at + word.len]))
		word.len++;
	return word;
}

/* The longest word, as piece_cell.c takes it for a seed: the first of that length. */
static const char *
longest_word(struct dye_slice text)
{
	struct dye_slice longest = {NULL, 0}, word;
	size_t i;

	for (i = 0; i < text.len; i += word.len + 1) {
		word = word_at(text, i);
		if (word.len > longest.len)
			longest = word;
	}
	return longest.data;
}

/* About how many bits it says, as numbers of houses and places go, times a third of a digit's. */
static size_t
worth_of(struct dye_slice word)
{
	size_t i, worth = word.len;

	for (i = 0; i < word.len; i++)
		worth += dye_is_digit((uint8_t)word.data[i]) ? 2 : 0;
	return worth;
}

/* Digits end it that are nothing but zeros: where those stand, nothing need. */
static uint64_t
literal_of(struct dye_slice word)
{
	uint64_t literal = 0;
	bool inside = false; /* a number */
	unsigned n = 0;
	size_t i;

	for (i = 0; i < word.len && n < 8; i++) {
		uint8_t c = (uint8_t)word.data[i];

		if (!inside && c == '0') {
			if (i + 1 == word.len || !dye_is_digit((uint8_t)word.data[i + 1]))
				break;
			continue;
		}
		inside = dye_is_digit(c);
		literal |= (uint64_t)c << 8 * n++;
	}
	return literal;
}

uint64_t
dye_piece_literal(struct dye_slice canonical, bool exact)
{
	struct dye_slice best = {NULL, 0}, word;
	const char * longest = exact ? longest_word(canonical) : NULL;
	size_t i, most = 0;

	for (i = 0; i < canonical.len; i++)
		if ((uint8_t)canonical.data[i] >= 0x80)
			return 0;
	for (i = 0; i < canonical.len; i += word.len + 1) {
		word = word_at(canonical, i);
		if (word.len == 0 || word.len > LONGEST || word.data == longest || worth_of(word) < most)
			continue;
		best = word;
		most = worth_of(word);
	}
	return literal_of(best);
}

/* ---- in a row ---- */

static bool
stands_at(uint64_t literal, struct dye_slice line, size_t at)
{
	bool inside = false;

	for (; literal != 0; literal >>= 8, at++) {
		uint8_t c = literal & 0xFF;

		while (dye_is_digit(c) && !inside && at < line.len && line.data[at] == '0')
			at++;
		inside = dye_is_digit(c);
		if (at >= line.len || ((uint8_t)line.data[at] | 0x20) != c)
			return false;
	}
	return true;
}

/* Where in eight bytes the sign stands, a letter large or small: their high bits. */
static uint64_t
marks_of(uint64_t bytes, uint8_t sign)
{

	return dye_octets_between(dye_octets_small(bytes), sign, sign);
}

bool
dye_piece_literal_in(uint64_t literal, struct dye_slice line)
{
	uint64_t marks;
	size_t i;

	if (literal == 0)
		return true;
	for (i = 0; i < line.len; i += 8)
		for (marks = marks_of(dye_octets_at(line, i), literal & 0xFF); marks != 0; marks &= marks - 1)
			if (stands_at(literal, line, i + (size_t)__builtin_ctzll(marks) / 8))
				return true;
	return false;
}
