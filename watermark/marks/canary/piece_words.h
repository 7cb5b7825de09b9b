/*
 * piece_words.h: how words, numbers and letters become pieces (pieces.h): what the reader of a whole row, that of canaries' cells and the glance
 * at every row have in common, so that they always fall into the same pieces.
 */
#ifndef DYE_MARKS_CANARY_PIECE_WORDS_H
#define DYE_MARKS_CANARY_PIECE_WORDS_H

#include "formats/base/octets.h"
#include "formats/field/core/glyphs.h"
#include "watermark/marks/canary/piece_index.h"

#define DYE_PIECE_WINDOW 7 /* digits: a local number, where the area code has a column of its own */
#define DYE_PIECE_WINDOW_MASK UINT64_C(0xFFFFFFF)
#define DYE_PIECE_SHORT \
	4 /* digits of a key that is a number and shorter than that, at least: looked for across signs too */
#define DYE_PIECE_SEED_LEAST 4 /* letters or digits of a word that is one */
#define DYE_PIECE_STEP UINT64_C(0x9E3779B97F4A7C15)

/* What a digest is of; part of it. */
enum dye_piece_sort {
	DYE_PIECE_WORD = 1,
	DYE_PIECE_NUMBER = 2,
	DYE_PIECE_PAIR = 4,
	DYE_PIECE_LETTERS = 8,
	DYE_PIECE_ACROSS =
	    32 /* two or three short words, whatever signs stand between: at a glance; numbers that fill cells */
};

/* Reads a text that goes on from cell to cell. */
struct dye_piece_reader {
	uint32_t * out;
	size_t count, room;
	const struct dye_piece_index * index; /* whose seeds are wanted alone; NULL: all */
	unsigned sorts;			      /* of these sorts are */
	bool bare;			      /* without accents */
	uint64_t run;			      /* hash of the words since a sign that does not join */
	unsigned run_words;		      /* how many they are */
	uint64_t last, before_last;	      /* words, to their neighbours; 0: no seed is a pair with it */
	uint64_t last_also, before_also;      /* what the same words may be to them as well, at a glance; 0: nothing */
	uint64_t chain[3];		      /* the last short words, the later one first, */
	unsigned chained;		      /* and how many there are; numbers alone, but for a glance: */
	unsigned heads;			      /* bit n: chain[n] is the first word of its cell, */
	bool begun;			      /* and this one has begun */
	uint64_t hash, paired[2]; /* of the last piece that was put, and its words if it is a pair; not at a glance */
	uint64_t digits;	  /* in a row, four bits each */
	size_t digit_count;
	uint64_t letter, letter_before; /* the last beyond ASCII, if none of ASCII came after it; the one before */
};

static inline uint32_t
dye_piece_digest(uint64_t hash, enum dye_piece_sort sort)
{
	uint32_t key = (uint32_t)(((hash ^ (uint64_t)sort << 56) * DYE_PIECE_STEP) >> 32);

	return key == 0 ? 1 : key;
}

static inline uint64_t
dye_piece_both(uint64_t first, uint64_t second)
{

	return (first * DYE_PIECE_STEP) ^ second;
}

/* Hash of the last ${n} of some digits, fewer than seven, as one number. */
static inline uint64_t
dye_piece_short(uint64_t digits, unsigned n)
{

	return (digits & ((UINT64_C(1) << 4 * n) - 1)) | (uint64_t)n << 32;
}

/* How many digits of a number of ${digits} are not zeros in front. */
static inline size_t
dye_piece_significant(uint64_t value, size_t digits)
{

	return digits > 16 ? digits : value == 0 ? 0 : (size_t)(67 - __builtin_clzll(value)) / 4;
}

/* A word may be one of several that are a key across signs: digits, or few letters and digits. */
static inline bool
dye_piece_is_short(size_t len, bool digits)
{

	return digits || len < DYE_PIECE_SEED_LEAST;
}

/* The sign does not end a run of words. */
static inline bool
dye_piece_joins(uint8_t c)
{

	return c == '.' || c == '-' || c == '_' || c == '+';
}

/* Some digits of a word: their value, so that zeros in front are none of it, which spreadsheets drop. Where they end. */
static inline size_t
dye_piece_digits(struct dye_slice text, size_t i, uint64_t * hash, uint64_t * value)
{
	uint64_t bytes, v = 0;
	unsigned n;

	do {
		bytes = dye_octets_at(text, i);
		if ((n = dye_octets_run(dye_octets_digits(bytes))) == 0)
			break;
		v = v << 4 * n | dye_octets_value(bytes, n);
		i += n;
	} while (n == 8 && i < text.len);
	*value = v;
	*hash = v == 0 ? *hash : (*hash ^ v) * DYE_PIECE_STEP;
	return i;
}

/* Some letters of a word, small, eight at a time. Where they end. */
static inline size_t
dye_piece_letters(struct dye_slice text, size_t i, uint64_t * hash)
{
	uint64_t bytes, word = *hash;
	unsigned n;

	do {
		bytes = dye_octets_at(text, i);
		if ((n = dye_octets_run(dye_octets_letters(bytes))) == 0)
			break;
		word = (word ^ dye_octets_first(dye_octets_small(bytes), n)) * DYE_PIECE_STEP;
		i += n;
	} while (n == 8 && i < text.len);
	*hash = word;
	return i;
}

/* Letters or digits, whichever stand there. */
static inline size_t
dye_piece_part(struct dye_slice text, size_t i, uint64_t * hash)
{
	uint64_t value;

	return dye_is_digit((uint8_t)text.data[i]) ? dye_piece_digits(text, i, hash, &value)
						   : dye_piece_letters(text, i, hash);
}

/* As what a word is known to its neighbours; the lowest bit says whether it begins with a digit. */
static inline uint64_t
dye_piece_neighbour(uint64_t word, bool numeric)
{

	return (word & ~UINT64_C(1)) | numeric;
}

/* Two words are a pair: one with a digit in front and one without. */
static inline bool
dye_piece_pairs(uint64_t one, uint64_t other)
{

	return ((one ^ other) & 1) != 0;
}

/* Hash of one letter beyond ASCII. */
static inline uint64_t
dye_piece_letter(const char * at, size_t n)
{
	uint64_t hash = 0;
	size_t k;

	for (k = 0; k < n; k++)
		hash = (hash ^ dye_plain_byte(at, n, k)) * DYE_PIECE_STEP;
	return hash;
}

/* Read on in a text that is folded, for reader->sorts. */
void dye_piece_read_folded(struct dye_piece_reader * reader, struct dye_slice text);

/* ---- at a glance: what may be a seed of reader->index; there is room ---- */

static inline void
dye_piece_seed(struct dye_piece_reader * r, uint64_t hash, enum dye_piece_sort sort)
{
	uint32_t key = dye_piece_digest(hash, sort);

	if (dye_piece_index_may(r->index, key))
		r->out[r->count++] = key;
}

/* A sign that does not join, or the end of a cell. */
static inline void
dye_piece_seed_run(struct dye_piece_reader * r)
{

	if (r->run_words > 1)
		dye_piece_seed(r, r->run, DYE_PIECE_WORD);
	r->run_words = 0;
}

/* What the word in hand is to its neighbours, with all that they are. */
static inline void
dye_piece_seed_pair(struct dye_piece_reader * r, uint64_t neighbour, uint64_t as)
{

	if (neighbour != 0 && as != 0 && dye_piece_pairs(neighbour, as))
		dye_piece_seed(r, neighbour ^ as, DYE_PIECE_PAIR);
}

/* A word has ended: what it is to its neighbours, and may be as well; 0: no seed is a pair with it. */
static inline void
dye_piece_seed_pairs(struct dye_piece_reader * r, uint64_t as, uint64_t also)
{

	dye_piece_seed_pair(r, r->last, as);
	dye_piece_seed_pair(r, r->before_last, as);
	if ((also | r->last_also | r->before_also) != 0) {
		dye_piece_seed_pair(r, r->last_also, as);
		dye_piece_seed_pair(r, r->before_also, as);
		dye_piece_seed_pair(r, r->last, also);
		dye_piece_seed_pair(r, r->before_last, also);
		dye_piece_seed_pair(r, r->last_also, also);
		dye_piece_seed_pair(r, r->before_also, also);
	}
	r->before_last = r->last;
	r->before_also = r->last_also;
	r->last = as;
	r->last_also = also;
}

/* 0: no seed has it. */
static inline uint64_t
dye_piece_seed_neighbour(const struct dye_piece_reader * r, uint64_t word, bool numeric)
{

	return dye_piece_index_member(r->index, word) ||
		       dye_piece_index_stored_member(r->index, word, dye_piece_digest(word, DYE_PIECE_WORD))
		   ? dye_piece_neighbour(word, numeric)
		   : 0;
}

/* What the word is with those before it, whatever signs stand between; where it is not ${is_short} it parts them. */
static inline void
dye_piece_seed_across(struct dye_piece_reader * r, uint64_t word, bool is_short)
{
	uint64_t two = dye_piece_both(r->chain[0], word);

	if (!is_short) {
		r->chained = 0;
		return;
	}
	if (r->chained > 0)
		dye_piece_seed(r, two, DYE_PIECE_ACROSS);
	if (r->chained > 1)
		dye_piece_seed(r, dye_piece_both(r->chain[1], two), DYE_PIECE_ACROSS);
	r->chain[1] = r->chain[0];
	r->chain[0] = word;
	r->chained = r->chained > 1 ? 2 : r->chained + 1;
}

/* One of ${len} letters and digits; to its neighbours it is what is given. */
static inline void
dye_piece_seed_as(struct dye_piece_reader * r, uint64_t word, size_t len, uint64_t as, uint64_t also)
{

	r->run = r->run_words++ == 0 ? word : dye_piece_both(r->run, word);
	r->letter = 0;
	if (len >= DYE_PIECE_SEED_LEAST && (r->index->stored != NULL || dye_piece_index_member(r->index, word)))
		dye_piece_seed(r, word, DYE_PIECE_WORD);
	dye_piece_seed_pairs(r, as, also);
}

static inline void
dye_piece_seed_word(struct dye_piece_reader * r, uint64_t word, size_t len, bool numeric)
{

	if (r->index->across)
		dye_piece_seed_across(r, word, dye_piece_is_short(len, numeric));
	dye_piece_seed_as(r, word, len, dye_piece_seed_neighbour(r, word, numeric), 0);
}

/* One of digits and letters behind them; to its neighbours it is those ${digits}: the house is number 57, whether 57A or not. */
static inline void
dye_piece_seed_house(struct dye_piece_reader * r, uint64_t word, size_t len, uint64_t digits)
{

	if (r->index->across)
		dye_piece_seed_across(r, word, dye_piece_is_short(len, word == digits));
	dye_piece_seed_as(r, word, len, dye_piece_seed_neighbour(r, digits, true), 0);
}

/*
 * One of letters, and digits of this ${value} last in it; 0: none. To its neighbours it is itself, and those digits: the house is number 57 if it is No57,
 * too. Never one or the other: that some seed has the word is not certain.
 */
static inline void
dye_piece_seed_lettered(struct dye_piece_reader * r, uint64_t word, size_t len, uint64_t value)
{
	uint64_t also = value == 0 ? 0 : dye_piece_seed_neighbour(r, value * DYE_PIECE_STEP, true);

	if (r->index->across)
		dye_piece_seed_across(r, word, dye_piece_is_short(len, false));
	dye_piece_seed_as(r, word, len, dye_piece_seed_neighbour(r, word, false), also);
}

/* Some ${digits}, but for zeros in front, have ended, which may be a key with letters beside it, or with those before them. */
static inline void
dye_piece_seed_shorts(struct dye_piece_reader * r, size_t digits)
{
	unsigned n;

	for (n = DYE_PIECE_SHORT; n < DYE_PIECE_WINDOW; n++)
		if ((r->index->shorts >> n & 1) != 0 && digits <= n && r->digit_count >= n)
			dye_piece_seed(r, dye_piece_short(r->digits, n), DYE_PIECE_NUMBER);
}

/* Of a number only its last seven digits are a seed. */
static inline void
dye_piece_seed_number(struct dye_piece_reader * r, uint64_t value, size_t digits)
{

	r->digits = digits >= DYE_PIECE_WINDOW ? value : r->digits << 4 * digits | value;
	r->digit_count += digits;
	if (r->digit_count >= DYE_PIECE_WINDOW)
		dye_piece_seed(r, r->digits & DYE_PIECE_WINDOW_MASK, DYE_PIECE_NUMBER);
	if (r->index->shorts != 0)
		dye_piece_seed_shorts(r, dye_piece_significant(value, digits));
}

/* The word at ${at}, part by part. Where it ends. */
static inline size_t
dye_piece_seed_parts(struct dye_piece_reader * r, struct dye_slice text, size_t at)
{
	bool numeric = dye_is_digit((uint8_t)text.data[at]), digit = numeric;
	uint64_t word = 0, digits = 0, value = 0;
	size_t i = at, part;

	do {
		part = i;
		if (digit) {
			i = dye_piece_digits(text, part, &word, &value);
			digits = part == at ? word : digits;
			dye_piece_seed_number(r, value, i - part);
		} else {
			i = dye_piece_letters(text, part, &word);
			r->digit_count = 0;
		}
		digit = !digit;
	} while (i < text.len && dye_is_alnum((uint8_t)text.data[i]));
	if (numeric)
		dye_piece_seed_house(r, word, i - at, digits);
	else
		dye_piece_seed_lettered(r, word, i - at, value);
	return i;
}

/**
 * dye_piece_glance(reader, texts, count, folded): Read on in ${count} cells for what may be a seed of reader->index, and nothing else. There is room
 * for all that it puts. ${folded}: they are; otherwise false where one must be, and nothing is certain of what was put.
 */
bool dye_piece_glance(struct dye_piece_reader * reader, const struct dye_slice * texts, size_t count, bool folded);

#define DYE_PIECE_LINE_PADDING \
	80 /* signs behind a line: it is read in blocks of 64 bytes, and eight at a time from any of its own */

/**
 * dye_piece_glance_line(reader, line, len): The same of a whole row, its cells one behind another with a sign behind each. False where it is no plain
 * ASCII, or has a word of 64 letters or digits; then nothing is changed but what lies behind what was put.
 */
bool dye_piece_glance_line(struct dye_piece_reader * reader, const char * line, size_t len);

#endif
