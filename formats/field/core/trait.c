#include "formats/field/core/trait.h"

#include "formats/base/octets.h"
#include "formats/field/core/glyphs.h"

#define FNV_BASIS UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME UINT64_C(0x100000001B3)

/* Some byte, all of them ASCII, is a star. */
static bool
has_star(uint64_t bytes)
{

	return dye_octets_between(bytes, '*', '*') != 0;
}

bool
dye_text_is_ascii(struct dye_slice text)
{
	uint64_t all = 0;
	size_t at;

	for (at = 0; at < text.len; at += 8)
		all |= dye_octets_at(text, at);
	return (all & DYE_OCTETS_HIGH) == 0;
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
		bytes = dye_octets_at(text, at -= 8);
		if ((bytes & DYE_OCTETS_HIGH) != 0 || has_star(bytes))
			return false;
		for (marks = dye_octets_digits(bytes); marks != 0 && digits < DYE_TAIL_DIGITS; digits++) {
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
		if (((bytes = dye_octets_at(text, at)) & DYE_OCTETS_HIGH) != 0)
			return false;
		for (marks = dye_octets_digits(bytes); marks != 0; marks &= marks - 1)
			h = (h ^ (bytes >> ((unsigned)__builtin_ctzll(marks) - 7) & 0xFF)) * FNV_PRIME;
	}
	*trait = h;
	return true;
}

bool
dye_trait_letters(struct dye_slice text, bool canonical, uint64_t * trait)
{
	uint64_t h = FNV_BASIS;
	size_t i;

	if (!canonical && !dye_text_is_ascii(text))
		return false;
	for (i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.data[i];

		if (dye_is_alnum(c))
			h = (h ^ (dye_is_upper(c) ? c | 0x20 : c)) * FNV_PRIME;
	}
	*trait = h;
	return true;
}
