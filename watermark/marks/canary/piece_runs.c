/*
 * piece_runs.c: the glance at a row of plain ASCII, as nearly all are: the same as dye_piece_glance(), for half its cost. The cells are laid one behind
 * another, and 64 bytes at a time become bits that say which are letters and which digits; where these begin and end are the words.
 */
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <string.h>

#include "watermark/marks/canary/piece_words.h"

#define BLOCK 64

/* Of the bytes of a block, bit i for the one at i. */
struct marks {
	uint64_t letters, digits;
	uint64_t odd;	/* beyond ASCII, of control, or a sign by which another may be written */
	uint64_t joins; /* does not end a run of words */
};

#if defined(__SSE2__)
/* Bytes beyond ASCII are negative: they are between no two of ASCII. */
static inline __m128i
between(__m128i bytes, char first, char last)
{

	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
	    _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static inline __m128i
is(__m128i bytes, char sign)
{

	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(sign));
}

static inline uint64_t
bits_of(__m128i marks, unsigned at)
{

	return (uint64_t)(unsigned)_mm_movemask_epi8(marks) << at;
}

static inline void
mark_bytes(const char * bytes, unsigned at, struct marks * m)
{
	__m128i b = _mm_loadu_si128((const void *)(bytes + at)), odd;

	m->letters |= bits_of(between(_mm_or_si128(b, _mm_set1_epi8(0x20)), 'a', 'z'), at);
	m->digits |= bits_of(between(b, '0', '9'), at);
	odd = _mm_or_si128(_mm_or_si128(b, between(b, '%', '&')), is(b, '\\'));
	odd = _mm_or_si128(odd, _mm_or_si128(between(b, 1, 8), _mm_or_si128(between(b, 0x0E, 0x1F), is(b, 0x7F))));
	m->odd |= bits_of(_mm_or_si128(odd, is(_mm_or_si128(b, _mm_set1_epi8(1)), '=')), at); /* '<' too */
	m->joins |=
	    bits_of(_mm_or_si128(_mm_or_si128(is(b, '.'), is(b, '-')), _mm_or_si128(is(b, '_'), is(b, '+'))), at);
}

#define AT_ONCE 16
#else
/* The high bits of eight bytes as the lowest eight, in their order. */
static inline uint64_t
bits_of(uint64_t marks, unsigned at)
{

	return (marks >> 7) * UINT64_C(0x0102040810204080) >> 56 << at;
}

static inline void
mark_bytes(const char * bytes, unsigned at, struct marks * m)
{
	uint64_t b = dye_get_u64((const uint8_t *)bytes + at);

	m->letters |= bits_of(dye_octets_letters(b), at);
	m->digits |= bits_of(dye_octets_digits(b), at);
	m->odd |= bits_of((b & DYE_OCTETS_HIGH) | dye_octets_between(b, '%', '&') | dye_octets_between(b, '<', '=') |
			      dye_octets_between(b, '\\', '\\') | dye_octets_between(b, 1, 8) |
			      dye_octets_between(b, 0x0E, 0x1F) | dye_octets_between(b, 0x7F, 0x7F),
	    at);
	m->joins |= bits_of(
	    dye_octets_between(b, '-', '.') | dye_octets_between(b, '+', '+') | dye_octets_between(b, '_', '_'), at);
}

#define AT_ONCE 8
#endif

/* ---- words ---- */

/* ${n} letters, small. The word that they go on with. */
static inline uint64_t
read_letters(const char * at, unsigned n, uint64_t word)
{

	for (; n > 8; n -= 8, at += 8)
		word = (word ^ dye_octets_small(dye_get_u64((const uint8_t *)at))) * DYE_PIECE_STEP;
	return (word ^ dye_octets_first(dye_octets_small(dye_get_u64((const uint8_t *)at)), n)) * DYE_PIECE_STEP;
}

/* The value of ${n} digits. */
static inline uint64_t
read_digits(const char * at, unsigned n)
{
	uint64_t value = 0;

	for (; n > 8; n -= 8, at += 8)
		value = value << 32 | dye_octets_value(dye_get_u64((const uint8_t *)at), 8);
	return value << 4 * n | dye_octets_value(dye_get_u64((const uint8_t *)at), n);
}

/* How many bytes of the ${n} of a word stand before the first bit of ${others}. */
static inline unsigned
length_of(uint64_t others, unsigned n)
{
	unsigned k = others == 0 ? n : (unsigned)__builtin_ctzll(others);

	return k < n ? k : n;
}

/* The word of ${n} bytes at ${at}, fewer than 64: which of them are ${digits}, the first the lowest. */
static inline void
seed_parts(struct dye_piece_reader * r, const char * at, unsigned n, uint64_t digits)
{
	bool numeric = (digits & 1) != 0;
	unsigned left = n, part;
	uint64_t word = 0, house = 0, value = 0;

	for (; left > 0; left -= part, at += part, digits >>= part) {
		if ((digits & 1) == 0) {
			part = length_of(digits, left);
			word = read_letters(at, part, word);
			r->digit_count = 0;
		} else {
			part = length_of(~digits, left);
			value = read_digits(at, part);
			word = value == 0 ? word : (word ^ value) * DYE_PIECE_STEP;
			house = left == n ? word : house;
			dye_piece_seed_number(r, value, part);
		}
	}
	if (numeric)
		dye_piece_seed_house(r, word, n, house);
	else
		dye_piece_seed_lettered(r, word, n, value);
}

/* One of up to eight letters, or as many digits, as most are. */
static inline void
seed_plain(struct dye_piece_reader * r, const char * at, unsigned n, bool digits)
{
	uint64_t value;

	if (!digits) {
		r->digit_count = 0;
		value = dye_octets_first(dye_octets_small(dye_get_u64((const uint8_t *)at)), n);
	} else {
		value = dye_octets_value(dye_get_u64((const uint8_t *)at), n);
		dye_piece_seed_number(r, value, n);
	}
	dye_piece_seed_word(r, value * DYE_PIECE_STEP, n, digits);
}

/*
 * Which words of a block begin behind nothing but signs that join them to the one before: those signs are added up, so that the sum has a bit behind
 * them. *open: what stands before the block joins what the block begins with; the same of the next block.
 */
static inline uint64_t
joined_words(const struct marks * m, uint64_t words, bool * open)
{
	uint64_t before = words << 1 | *open, joins = m->joins & before, sum = m->joins + joins;
	uint64_t first = *open ? words & 1 : 0;

	*open = sum < m->joins;
	return (sum & ~m->joins & words) | first;
}

/*
 * The block at ${at}, all of it ASCII: where the next one begins, which is where a word begins that this one has not the end of. ${at} itself: one word
 * fills the block.
 */
static inline size_t
read_block(struct dye_piece_reader * r, const char * line, size_t at, const struct marks * m, bool * open)
{
	uint64_t words = m->letters | m->digits, joined = joined_words(m, words, open), behind, word;
	uint64_t mixed = (m->letters << 1 & m->digits) | (m->digits << 1 & m->letters);
	unsigned k, n;

	for (; words != 0; words ^= word) {
		k = (unsigned)__builtin_ctzll(words);
		behind = words + (words & (~words + 1)); /* the bit behind the first word, and the other words */
		word = words & ~behind;
		if (behind == 0) {
			*open = (joined & word) != 0;
			return at + k;
		}
		if ((joined & word) == 0)
			dye_piece_seed_run(r);
		n = (unsigned)__builtin_ctzll(behind) - k;
		if (n > 8 || (mixed & word) != 0)
			seed_parts(r, line + at + k, n, m->digits >> k);
		else
			seed_plain(r, line + at + k, n, (m->digits & word) != 0);
	}
	return at + BLOCK;
}

bool
dye_piece_glance_line(struct dye_piece_reader * reader, const char * line, size_t len)
{
	struct dye_piece_reader r = {.out = reader->out, .count = reader->count, .index = reader->index};
	bool open = false;
	size_t at, next = 0;
	unsigned k;

	do {
		struct marks m = {0};

		at = next;
		for (k = 0; k < BLOCK; k += AT_ONCE)
			mark_bytes(line + at, k, &m);
		if (m.odd != 0)
			return false;
		next = read_block(&r, line, at, &m, &open);
		if (next == at)
			return false;
	} while (next < len);
	dye_piece_seed_run(&r);
	reader->count = r.count;
	return true;
}
