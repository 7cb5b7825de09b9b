#include "formats/field/core/trait.h"

#define EVERY_BYTE UINT64_C(0x0101010101010101)
#define HIGH (0x80 * EVERY_BYTE)
#define FNV_BASIS UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME UINT64_C(0x100000001B3)

/* The next bytes of the text from ${at} on, eight or all that are left, the first the lowest; 0 above them. */
static inline uint64_t
bytes_at(struct dye_slice text, size_t at)
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

/* The high bit of every byte that is a digit. All bytes are ASCII: nothing is carried from one to the next. */
static uint64_t
digits_of(uint64_t bytes)
{

	return (bytes + (0x80 - '0') * EVERY_BYTE) & ~(bytes + (0x80 - '9' - 1) * EVERY_BYTE) & HIGH;
}

/* Some byte, all of them ASCII, is a star. */
static bool
has_star(uint64_t bytes)
{

	return ((((bytes ^ '*' * EVERY_BYTE) + 0x7F * EVERY_BYTE) & HIGH) != HIGH);
}

bool
dye_text_is_ascii(struct dye_slice text)
{
	uint64_t all = 0;
	size_t at;

	for (at = 0; at < text.len; at += 8)
		all |= bytes_at(text, at);
	return (all & HIGH) == 0;
}

bool
dye_trait_tail(struct dye_slice text, bool canonical, uint64_t * trait)
{
	uint64_t tail = 0, bytes, marks;
	size_t at = (text.len + 7) / 8 * 8;
	unsigned digits = 0;

	(void)canonical;
	if (text.len > DYE_TAIL_TEXT_MAX)
		return false;
	while (at > 0) {
		bytes = bytes_at(text, at -= 8);
		if ((bytes & HIGH) != 0 || has_star(bytes))
			return false;
		for (marks = digits_of(bytes); marks != 0 && digits < DYE_TAIL_DIGITS; digits++) {
			unsigned above = (unsigned)__builtin_clzll(marks);

			/* The highest digit that is left comes to the top, and off. */
			bytes <<= above;
			marks <<= above;
			tail = tail << 4 | (bytes >> 56 & 0x0F);
			marks ^= UINT64_C(1) << 63;
		}
	}
	*trait = (uint64_t)digits << 32 | tail;
	return true;
}

/* Of a canonical value: the byte after 0x01 is a slot's type. */
static uint64_t
canonical_digits(struct dye_slice text)
{
	uint64_t h = FNV_BASIS;
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.data[i] == '\x01')
			i++;
		else if (text.data[i] >= '0' && text.data[i] <= '9')
			h = (h ^ (uint8_t)text.data[i]) * FNV_PRIME;
	return h;
}

bool
dye_trait_digits(struct dye_slice text, bool canonical, uint64_t * trait)
{
	uint64_t h = FNV_BASIS, bytes, marks;
	size_t at;

	if (canonical) {
		*trait = canonical_digits(text);
		return true;
	}
	for (at = 0; at < text.len; at += 8) {
		if (((bytes = bytes_at(text, at)) & HIGH) != 0)
			return false;
		for (marks = digits_of(bytes); marks != 0; marks &= marks - 1)
			h = (h ^ (bytes >> ((unsigned)__builtin_ctzll(marks) - 7) & 0xFF)) * FNV_PRIME;
	}
	*trait = h;
	return true;
}
