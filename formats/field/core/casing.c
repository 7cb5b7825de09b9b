#include "formats/field/core/casing.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/ascii.h"

/* A word of capitals that has as many is no abbreviation, but written so. */
#define SHOUTED 5
/* So many beside fewer small letters are capitals but for these: "McDONALD", "KING's". */
#define SHOUTED_MOST 4
/* So many where no word of the part has a small letter: "12 ELM ST". */
#define SHOUTED_PART 3
/* So many, though all are short: "12 S A ST". */
#define SHOUTED_WORDS 3

struct letters {
	size_t capitals, small;
};

/* How many bytes the letter has that begins at text[i]; 0: none does. Signs beyond ASCII, be they seen or not, are none: "12\xC2\xBD", an en dash. */
static size_t
letter_at(struct dye_slice text, size_t i)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if ((unsigned char)text.data[i] < 0x80)
		return dye_is_alpha((uint8_t)text.data[i]);
	n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.len - i), &c);
	if (n <= 0)
		return 0;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return (size_t)n;
	default:
		return 0;
	}
}

/* Letters of text[from, to). */
static size_t
letter_count(struct dye_slice text, size_t from, size_t to)
{
	size_t n = 0, len;

	while (from < to) {
		len = letter_at(text, from);
		n += len > 0;
		from += len > 0 ? len : 1;
	}
	return n;
}

static struct letters
letters_of(const char * p, size_t len)
{
	struct letters n = {0, 0};
	size_t i;

	for (i = 0; i < len; i++) {
		n.capitals += dye_is_upper((uint8_t)p[i]);
		n.small += dye_is_lower((uint8_t)p[i]);
	}
	return n;
}

static size_t
longest_word(struct dye_slice text)
{
	size_t i = 0, len, run = 0, longest = 0;

	while (i < text.len) {
		len = letter_at(text, i);
		run = len > 0 ? run + 1 : 0;
		longest = run > longest ? run : longest;
		i += len > 0 ? len : 1;
	}
	return longest;
}

/* What the words before or after a slot say. */
struct neighbour {
	size_t away;	/* from the slot to the nearest one that says something; SIZE_MAX: none does */
	bool shouts;	/* that one is all capitals */
	bool has_title; /* there is one that has a small letter beside a capital, or does not begin with one */
};

/* Where the word ends that begins at text[start]; hyphens and apostrophes within it are part of it. */
static size_t
end_of_word(struct dye_slice text, size_t start, size_t to)
{
	const char * p = text.data;
	size_t i = start, len;

	while (i < to) {
		if ((len = letter_at(text, i)) == 0 && (p[i] == '-' || p[i] == '\'') && i + 1 < to)
			len = letter_at(text, i + 1) > 0;
		if (len == 0)
			break;
		i += len;
	}
	return i;
}

/* Take in the word text[start, end), ${away} from the slot. */
static void
hear(struct neighbour * n, struct dye_slice text, size_t start, size_t end, size_t away)
{
	struct letters l = letters_of(text.data + start, end - start);

	/* "5th", "7F" */
	if ((start > 0 && dye_is_digit((uint8_t)text.data[start - 1])) ||
	    (end < text.len && dye_is_digit((uint8_t)text.data[end])))
		return;
	/* "c/o" */
	if (l.small == 1 && end - start == 1)
		return;
	n->has_title = n->has_title || (l.small > 0 && (l.capitals > 0 || !dye_is_lower((uint8_t)text.data[start])));
	if (away < n->away && (l.small > 0 || l.capitals >= SHOUTED)) {
		n->away = away;
		n->shouts = l.small == 0 || (l.capitals >= SHOUTED_MOST && l.capitals > l.small);
	}
}

/* Listen to the words of text[from, to), on one side of the slot text[offset, stop). */
static void
listen(struct neighbour * n, struct dye_slice text, size_t from, size_t to, size_t offset, size_t stop)
{
	size_t i, start;

	for (i = from; i < to; i++) {
		if (letter_at(text, i) == 0)
			continue;
		start = i;
		i = end_of_word(text, start, to);
		hear(n, text, start, i, i <= offset ? offset - i : start - stop);
	}
}

/* What the words of a part say that have no small letter. */
struct loud {
	size_t words;
	bool sure; /* one of them is no abbreviation, or an ordinal: "5TH" */
};

/* Take in the words of text[from, to) up to the first with a small letter; return where that is, ${to} where there is none. */
static size_t
take_loud(struct loud * loud, struct dye_slice text, size_t from, size_t to)
{
	size_t i, end, letters;

	for (i = from; i < to; i++) {
		if (letter_at(text, i) == 0)
			continue;
		end = end_of_word(text, i, to);
		if (letters_of(text.data + i, end - i).small > 0)
			return i;
		loud->words++;
		letters = letter_count(text, i, end);
		loud->sure = loud->sure || letters >= SHOUTED_PART ||
			     (letters == 2 && i > 0 && dye_is_digit((uint8_t)text.data[i - 1]));
		i = end;
	}
	return to;
}

/* Words without a small letter are so on purpose where there are three, or two, one of them sure. */
static bool
is_on_purpose(struct loud loud)
{

	return loud.words >= SHOUTED_WORDS || (loud.sure && loud.words > 1);
}

/*
 * So are the words before the slot text[offset, stop) in the part between commas that it lies in, or those and what comes after it, up to the end
 * of the part, or further on to a town that is written otherwise. Abbreviations of several letters go with the part before, "N 1ST ST, STE 5".
 */
static bool
in_loud_part(struct dye_slice text, size_t offset, size_t stop)
{
	struct loud loud = {0, false}, head = {0, false};
	size_t from = offset, to = stop;

	while (from > 0 && text.data[from - 1] != ',')
		from--;
	while (to < text.len && text.data[to] != ',')
		to++;
	if (take_loud(&loud, text, from, offset) < offset)
		return false;
	if (loud.sure || loud.words >= SHOUTED_WORDS)
		return true;
	if ((take_loud(&loud, text, stop, to) == to && loud.sure) || is_on_purpose(loud))
		return true;
	return letters_of(text.data + offset, stop - offset).capitals > 1 &&
	       take_loud(&head, text, 0, offset) == offset && is_on_purpose(head);
}

/* The rest of the cell decides: does it shout? ${alone}: as what it has no letters. */
static enum dye_casing
casing_around(struct dye_slice text, size_t offset, size_t stop, enum dye_casing alone)
{
	struct neighbour n = {SIZE_MAX, false, false};
	struct letters before = letters_of(text.data, offset), after = letters_of(text.data + stop, text.len - stop);

	if (before.small + after.small == 0)
		return before.capitals + after.capitals > 0 ? DYE_ALL_CAPITALS : alone;
	if (in_loud_part(text, offset, stop))
		return DYE_ALL_CAPITALS;
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
	grows = longest_word((struct dye_slice){spelling, strlen(spelling)}) >
		longest_word((struct dye_slice){text.data + offset, len});
	if (n.capitals > 1 && !grows)
		return DYE_ALL_CAPITALS;
	return casing_around(text, offset, offset + len, n.capitals > 1 ? DYE_ALL_CAPITALS : DYE_AS_LISTED);
}
