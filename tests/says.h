/*
 * says.h: for tests only: whether a pair of cells that are not equal says something.
 *
 * It does if they would be equal, were it not for the words beside: if some of those can be left out, or others put in their place, so that
 * both are spellings of one value. A pair that lacks the country in which the words are read can never fail, and shows nothing.
 */
#ifndef TESTS_SAYS_H
#define TESTS_SAYS_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "formats/field/kind.h"
#include "tests/suite.h"

#define SAYS_WORDS 4 /* beside each other, at most, that are left out */

struct says_pair {
	const struct dye_kind * kind;
	const char *one, *other;
	size_t head; /* bytes that both begin with, up to a word */
	size_t tail; /* bytes that both end with, from the end of a word */
};

static inline bool
says_in_word(char c)
{

	return (unsigned char)c >= 0x80 || isalnum((unsigned char)c);
}

static inline struct says_pair
says_split(const struct dye_kind * kind, const char * one, const char * other)
{
	struct says_pair p = {kind, one, other, 0, 0};
	size_t m = strlen(one), n = strlen(other);

	while (one[p.head] != '\0' && one[p.head] == other[p.head])
		p.head++;
	while (p.head > 0 && says_in_word(one[p.head - 1]))
		p.head--;
	while (p.tail < m - p.head && p.tail < n - p.head && one[m - 1 - p.tail] == other[n - 1 - p.tail])
		p.tail++;
	while (p.tail > 0 && says_in_word(one[m - p.tail]))
		p.tail--;
	return p;
}

static inline bool
says_equal(const struct dye_kind * kind, const char * one, const char * other)
{
	struct dye_parse a = {0}, b = {0};
	bool equal;

	ck_assert_int_eq(kind->parse((struct dye_slice){one, strlen(one)}, &a, NULL), DYE_OK);
	ck_assert_int_eq(kind->parse((struct dye_slice){other, strlen(other)}, &b, NULL), DYE_OK);
	equal = dye_slice_equal(dye_buffer_slice(&a.canonical), dye_buffer_slice(&b.canonical));
	dye_parse_release(&a);
	dye_parse_release(&b);
	return equal;
}

/* Whether the two are equal with one of the neutral words in the place of one[from, to), and the same in the other. */
static inline bool
says_without(const struct says_pair * p, size_t from, size_t to)
{
	static const char * const neutral[] = {"", "Foo", "5", "5 Foo", "Electric"};
	ptrdiff_t shift = from < p->head ? 0 : (ptrdiff_t)strlen(p->other) - (ptrdiff_t)strlen(p->one);
	size_t k;
	char one[1024], other[1024];

	for (k = 0; k < sizeof(neutral) / sizeof(neutral[0]); k++) {
		(void)snprintf(one, sizeof(one), "%.*s%s%s", (int)from, p->one, neutral[k], p->one + to);
		(void)snprintf(other, sizeof(other), "%.*s%s%s", (int)((ptrdiff_t)from + shift), p->other, neutral[k],
		    p->other + ((ptrdiff_t)to + shift));
		if (says_equal(p->kind, one, other))
			return true;
	}
	return false;
}

/* Whether leaving out words of one[from, to) makes the two equal. */
static inline bool
says_beside(const struct says_pair * p, size_t from, size_t to)
{
	size_t i, k, words;

	for (i = from; i < to; i++) {
		if (!says_in_word(p->one[i]) || (i > from && says_in_word(p->one[i - 1])))
			continue;
		for (k = i, words = 0; k < to && words < SAYS_WORDS; k++)
			if (says_in_word(p->one[k]) && (k + 1 == to || !says_in_word(p->one[k + 1])) && ++words > 0 &&
			    says_without(p, i, k + 1))
				return true;
	}
	return false;
}

static inline bool
says_something(const struct dye_kind * kind, const char * one, const char * other)
{
	struct says_pair p = says_split(kind, one, other);
	size_t len = strlen(one);

	return says_beside(&p, 0, p.head) || says_beside(&p, len - p.tail, len);
}

#endif
