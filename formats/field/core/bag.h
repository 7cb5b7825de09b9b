/*
 * bag.h: words that the cells of a column are made of, drawn as often as the column has them, with the exact probability of what was drawn.
 *
 * A bag is the list NAME of the profile and, for words that too few rows bear to be copied, one of these ways of making others like them
 * (core/wordlists.h makes all of them):
 *
 *	NAME/rare	what share of the words goes which way: "pair", "chain", "digits", "other"
 *	NAME/head, NAME/tail	pair: a beginning and an end, each drawn by itself (王小 + 明)
 *	NAME/chain	chain: three signs in a row, '.' before and behind the word: each letter is drawn as it follows the two before
 *	NAME/letters	chain: as many points as nineteen in twenty of the rare words have letters at least; a word ends before only where nothing else can follow
 *	NAME/begin, NAME/end	digits: "4..." is a number of three digits or more that begins with 4, "..7" one of three that ends in 7; between them
 *			each digit is as likely as another
 *	other		the program's own list, where the kind has one
 *
 * The same word may come out in several ways; its probability is their sum (core/ways.h).
 */
#ifndef DYE_FIELD_BAG_H
#define DYE_FIELD_BAG_H

#include "formats/field/core/forge.h"

/* Bytes of a drawn word at most. */
#define DYE_BAG_WORD 96

enum dye_bag_way { DYE_BAG_WHOLE, DYE_BAG_PAIR, DYE_BAG_CHAIN, DYE_BAG_DIGITS, DYE_BAG_OTHER, DYE_BAG_WAYS };

/* Nothing of it is owned. A way of weight 0 is not gone, and its lists may be NULL. */
struct dye_bag {
	uint32_t weights[DYE_BAG_WAYS];
	const struct dye_vocabulary * whole;
	const struct dye_vocabulary * head;
	const struct dye_vocabulary * tail;
	const struct dye_vocabulary * chain;
	size_t letters; /* that a word of the chain has at least */
	const struct dye_vocabulary * begin;
	const struct dye_vocabulary * end;
	const struct dye_vocabulary * other;
};

/* A drawn word. */
struct dye_bag_text {
	char data[DYE_BAG_WORD];
	size_t len;
};

/**
 * dye_bag_find(forge, name, otherwise, least, bag): The profile's bag of that name. False where it has none, or fewer than ${least} words and no way to make
 * others; ${otherwise}, which may be NULL, are the program's own words.
 */
bool dye_bag_find(const struct dye_forge * forge, const char * name, const struct dye_vocabulary * otherwise,
    size_t least, struct dye_bag * bag);

/* The bag that is one list. */
struct dye_bag dye_bag_one(const struct dye_vocabulary * vocabulary);

/* The bag of pairs of two words of one list: of two characters, each by itself. */
struct dye_bag dye_bag_two(const struct dye_vocabulary * vocabulary);

/* Draw a word. Nothing is noted: the caller asks for the probability of what it shows. */
void dye_bag_draw(struct dye_forge * forge, const struct dye_bag * bag, struct dye_bag_text * word);

/* The probability that a chain gives these letters, small ones, or (${ends} false) a word that begins with them; that two ends give these digits. */
double dye_bag_chain(const struct dye_bag * bag, struct dye_slice letters, bool ends);
double dye_bag_digits(const struct dye_bag * bag, struct dye_slice digits);

/* The probability of all words of a list that pass a test. */
double dye_bag_sum(
    const struct dye_vocabulary * vocabulary, bool (*test)(void * cookie, struct dye_slice word), void * cookie);

/* The share of words that go this way. */
double dye_bag_share(const struct dye_bag * bag, enum dye_bag_way way);

#endif
