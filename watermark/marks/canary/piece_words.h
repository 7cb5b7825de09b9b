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
#define DYE_PIECE_SEED_LEAST 4 /* letters or digits of a word that is one */
#define DYE_PIECE_STEP UINT64_C(0x9E3779B97F4A7C15)

/* What a digest is of; part of it. */
enum dye_piece_sort { DYE_PIECE_WORD = 1, DYE_PIECE_NUMBER = 2, DYE_PIECE_PAIR = 4, DYE_PIECE_LETTERS = 8 };

/* Reads a text that goes on from cell to cell. */
struct dye_piece_reader {
	uint32_t * out;
	size_t count, room;
	const struct dye_piece_index * index; /* whose seeds are wanted alone; NULL: all */
	unsigned sorts;			      /* of these sorts are */
	uint64_t run;			      /* hash of the words since a sign that does not join */
	unsigned run_words;		      /* how many they are */
	uint64_t last, before_last;	      /* words, to their neighbours */
	uint64_t digits;		      /* in a row, four bits each */
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

/**
 * dye_piece_glance(reader, texts, count, folded): Read on in ${count} cells for what may be a seed of reader->index, and nothing else. There is room
 * for all that it puts. ${folded}: they are; otherwise false where one must be, and nothing is certain of what was put.
 */
bool dye_piece_glance(struct dye_piece_reader * reader, const struct dye_slice * texts, size_t count, bool folded);

#endif
