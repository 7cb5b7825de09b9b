/*
 * octets.h: eight bytes of a text at once, for what is read of every cell of every row. The first byte is the lowest.
 */
#ifndef DYE_BASE_OCTETS_H
#define DYE_BASE_OCTETS_H

#include "formats/base/buffer.h"

#define DYE_OCTETS_ONES UINT64_C(0x0101010101010101)
#define DYE_OCTETS_HIGH (0x80 * DYE_OCTETS_ONES)

/* The bytes of the text from ${at} on, which is within it, eight or all that are left; 0 above them. */
static inline uint64_t
dye_octets_at(struct dye_slice text, size_t at)
{
	size_t n = text.len - at;
	uint64_t bytes = 0;

	if (n >= 8)
		return dye_get_u64((const uint8_t *)text.data + at);
	if (text.len >= 8)
		return dye_get_u64((const uint8_t *)text.data + text.len - 8) >> (64 - 8 * n);
	while (n-- > 0)
		bytes = bytes << 8 | (uint8_t)text.data[at + n];
	return bytes;
}

/* The high bit of every byte from ${first} to ${last}, both of ASCII. Nothing is carried from one byte to the next. */
static inline uint64_t
dye_octets_between(uint64_t bytes, uint8_t first, uint8_t last)
{
	uint64_t low = bytes & ~DYE_OCTETS_HIGH;

	return (low + (0x80u - first) * DYE_OCTETS_ONES) & ~(low + (0x7Fu - last) * DYE_OCTETS_ONES) & ~bytes &
	       DYE_OCTETS_HIGH;
}

static inline uint64_t
dye_octets_digits(uint64_t bytes)
{

	return dye_octets_between(bytes, '0', '9');
}

/* In small, where they are letters. */
static inline uint64_t
dye_octets_small(uint64_t bytes)
{

	return bytes | 0x20 * DYE_OCTETS_ONES;
}

/* Letters of ASCII. */
static inline uint64_t
dye_octets_letters(uint64_t bytes)
{

	return dye_octets_between(dye_octets_small(bytes), 'a', 'z');
}

/* How many bytes from the first on have their bit in ${marks}, high bits. */
static inline unsigned
dye_octets_run(uint64_t marks)
{
	uint64_t others = ~marks & DYE_OCTETS_HIGH;

	return others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
}

/* The first ${n} of them, at most 8. */
static inline uint64_t
dye_octets_first(uint64_t bytes, unsigned n)
{

	return n == 8 ? bytes : bytes & ((UINT64_C(1) << 8 * n) - 1);
}

/* The first ${n} of them, from 1 to 8, as digits of a number of four bits each: the last one is the lowest. */
static inline uint64_t
dye_octets_value(uint64_t bytes, unsigned n)
{
	uint64_t v = (__builtin_bswap64(bytes) >> (64 - 8 * n)) & 0x0F * DYE_OCTETS_ONES;

	v = (v | v >> 4) & UINT64_C(0x00FF00FF00FF00FF);
	v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
	return (v | v >> 16) & UINT64_C(0xFFFFFFFF);
}

#endif
