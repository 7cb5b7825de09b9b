#include "formats/field/core/casing.h"

#include <string.h>

/* A word of capitals that has as many is no abbreviation, but written so. */
#define SHOUTED 5

struct letters {
	size_t capitals, small;
};

static bool
is_capital(char c)
{

	return c >= 'A' && c <= 'Z';
}

static bool
is_small(char c)
{

	return c >= 'a' && c <= 'z';
}

/* Part of a word; what is beyond ASCII is taken for a letter. */
static bool
is_letter(char c)
{

	return is_capital(c) || is_small(c) || (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{

	return c >= '0' && c <= '9';
}

static struct letters
letters_of(const char * p, size_t len)
{
	struct letters n = {0, 0};
	size_t i;

	for (i = 0; i < len; i++) {
		n.capitals += is_capital(p[i]);
		n.small += is_small(p[i]);
	}
	return n;
}

static size_t
longest_word(const char * p, size_t len)
{
	size_t i, run = 0, longest = 0;

	for (i = 0; i < len; i++) {
		run = is_letter(p[i]) ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* What the words before or after a slot say. */
struct neighbour {
	size_t away;	/* from the slot to the nearest one that says something; SIZE_MAX: none does */
	bool shouts;	/* that one is all capitals */
	bool has_title; /* there is one that has a small letter and does not begin with one */
};

/* Take in the word text[start, end), ${away} from the slot. */
static void
hear(struct neighbour * n, struct dye_slice text, size_t start, size_t end, size_t away)
{
	struct letters l = letters_of(text.data + start, end - start);

	/* "5th", "7F" */
	if ((start > 0 && is_digit(text.data[start - 1])) || (end < text.len && is_digit(text.data[end])))
		return;
	n->has_title = n->has_title || (l.small > 0 && !is_small(text.data[start]));
	if (away < n->away && (l.small > 0 || l.capitals >= SHOUTED)) {
		n->away = away;
		n->shouts = l.small == 0;
	}
}

/* Listen to the words of text[from, to), on one side of the slot text[offset, stop). */
static void
listen(struct neighbour * n, struct dye_slice text, size_t from, size_t to, size_t offset, size_t stop)
{
	size_t i, start;

	for (i = from; i < to; i++) {
		if (!is_letter(text.data[i]))
			continue;
		for (start = i; i < to && is_letter(text.data[i]); i++)
			;
		hear(n, text, start, i, i <= offset ? offset - i : start - stop);
	}
}

/* The rest of the cell decides: does it shout? ${alone}: as what it has no letters. */
static enum dye_casing
casing_around(struct dye_slice text, size_t offset, size_t stop, enum dye_casing alone)
{
	struct neighbour n = {SIZE_MAX, false, false};
	struct letters before = letters_of(text.data, offset), after = letters_of(text.data + stop, text.len - stop);

	if (before.small + after.small == 0)
		return before.capitals + after.capitals > 0 ? DYE_ALL_CAPITALS : alone;
	listen(&n, text, 0, offset, offset, stop);
	listen(&n, text, stop, text.len, offset, stop);
	if (n.away == SIZE_MAX)
		return DYE_AS_LISTED;
	if (n.shouts)
		return DYE_ALL_CAPITALS;
	return n.has_title ? DYE_AS_LISTED : DYE_ALL_SMALL;
}

enum dye_casing
dye_casing_in(struct dye_slice text, size_t offset, size_t len, const char * spelling)
{
	struct letters n = letters_of(text.data + offset, len);
	bool grows;

	if (n.capitals == 0)
		return n.small > 0 ? DYE_ALL_SMALL : DYE_AS_LISTED;
	if (n.small > 0)
		return DYE_AS_LISTED;
	/* "N" may be the beginning of "North" or of "NORTH", and NE is written so only because it is short. */
	grows = longest_word(spelling, strlen(spelling)) > longest_word(text.data + offset, len);
	if (n.capitals > 1 && !grows)
		return DYE_ALL_CAPITALS;
	return casing_around(text, offset, offset + len, n.capitals > 1 ? DYE_ALL_CAPITALS : DYE_AS_LISTED);
}
