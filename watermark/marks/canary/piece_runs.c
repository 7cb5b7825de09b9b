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
	uint64_t odd; /* beyond ASCII, or a sign by which another may be written */
};

#if defined(__SSE2__)
/* Bytes beyond ASCII are negative: they are between no two of ASCII. */
static inline __m128i
between(__m128i bytes, char first, char last)
{

	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
	    _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static inline uint64_t
bits_of(__m128i marks, unsigned at)
{

	return (uint64_t)(unsigned)_mm_movemask_epi8(marks) << at;
}

static inline void
mark_bytes(const char * bytes, unsigned at, struct marks * m)
{
	__m128i b = _mm_loadu_si128((const void *)(bytes + at));

	m->letters |= bits_of(between(_mm_or_si128(b, _mm_set1_epi8(0x20)), 'a', 'z'), at);
	m->digits |= bits_of(between(b, '0', '9'), at);
	m->odd |= bits_of(_mm_or_si128(b, between(b, '%', '&')), at);
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
	m->odd |= bits_of((b & DYE_OCTETS_HIGH) | dye_octets_between(b, '%', '&'), at);
}

#define AT_ONCE 8
#endif

/* ---- words ---- */

/* Where in the line one is. */
struct place {
	const char * line;
	size_t start, end; /* of the word in hand, of the one before */
	bool inside;	   /* a word is in hand */
};

/* A word begins at ${at}: what stood between it and the last one. */
static inline void
begin_word(struct dye_piece_reader * r, struct place * p, size_t at)
{
	size_t i;

	for (i = p->end; i < at; i++)
		if (!dye_piece_joins((uint8_t)p->line[i])) {
			dye_piece_seed_run(r);
			break;
		}
	p->start = at;
}

/* A word of up to eight letters, or of as many digits. */
static inline void
seed_letters(struct dye_piece_reader * r, uint64_t bytes, unsigned n)
{

	r->digit_count = 0;
	dye_piece_seed_word(r, dye_octets_first(dye_octets_small(bytes), n) * DYE_PIECE_STEP, n, false);
}

static inline void
seed_digits(struct dye_piece_reader * r, uint64_t bytes, unsigned n)
{
	uint64_t value = dye_octets_value(bytes, n);

	dye_piece_seed_number(r, value, n);
	dye_piece_seed_word(r, value * DYE_PIECE_STEP, n, true);
}

/* The word in hand ends at ${end}; its digits are ${digits}, where it began in the same block. */
static inline void
end_word(struct dye_piece_reader * r, const struct place * p, size_t end, bool same_block, uint64_t digits)
{
	size_t n = end - p->start;
	uint64_t all = n > 8 ? 0 : (UINT64_C(1) << n) - 1, bytes;

	digits &= all;
	if (all == 0 || !same_block || (digits != 0 && digits != all)) {
		/* A sign ends it. */
		(void)dye_piece_seed_parts(r, (struct dye_slice){p->line, end + 8}, p->start);
		return;
	}
	bytes = dye_get_u64((const uint8_t *)p->line + p->start);
	if (digits == 0)
		seed_letters(r, bytes, (unsigned)n);
	else
		seed_digits(r, bytes, (unsigned)n);
}

/* The block at ${at}, all of it ASCII. */
static inline void
read_block(struct dye_piece_reader * r, struct place * p, size_t at, const struct marks * m)
{
	uint64_t words = m->letters | m->digits, turns = words ^ (words << 1 | p->inside);

	for (; turns != 0; turns &= turns - 1) {
		size_t k = at + (unsigned)__builtin_ctzll(turns);

		if (!p->inside) {
			begin_word(r, p, k);
		} else {
			end_word(r, p, k, p->start >= at, m->digits >> ((p->start - at) & 63));
			p->end = k;
		}
		p->inside = !p->inside;
	}
}

bool
dye_piece_glance_line(struct dye_piece_reader * reader, const char * line, size_t len)
{
	struct dye_piece_reader r = {.out = reader->out, .count = reader->count, .index = reader->index};
	struct place place = {.line = line};
	size_t at;
	unsigned k;

	for (at = 0; at < len; at += BLOCK) {
		struct marks m = {0};

		for (k = 0; k < BLOCK; k += AT_ONCE)
			mark_bytes(line + at, k, &m);
		if (m.odd != 0)
			return false;
		read_block(&r, &place, at, &m);
	}
	dye_piece_seed_run(&r);
	reader->count = r.count;
	return true;
}
