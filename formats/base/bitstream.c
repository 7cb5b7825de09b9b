#include "formats/base/bitstream.h"

/* At most 32 bits at once: with those that wait they fit a word. */
#define HALF 32u

static uint64_t
lowest(uint64_t value, unsigned count)
{

	return count < 64 ? value & ((UINT64_C(1) << count) - 1) : value;
}

enum dye_code
dye_bitstream_put(struct dye_bitstream_out * b, uint64_t value, unsigned count, struct dye_error * err)
{

	if (count > HALF) {
		DYE_TRY(dye_bitstream_put(b, lowest(value, HALF), HALF, err));
		value >>= HALF;
		count -= HALF;
	}
	b->word |= lowest(value, count) << b->count;
	b->count += count;
	for (; b->count >= 8; b->count -= 8, b->word >>= 8)
		DYE_TRY(dye_buffer_append_byte(b->out, (char)(uint8_t)b->word, err));
	return DYE_OK;
}

enum dye_code
dye_bitstream_end(struct dye_bitstream_out * b, struct dye_error * err)
{

	return dye_bitstream_put(b, 0, (8 - b->count) % 8, err);
}

bool
dye_bitstream_take(struct dye_bitstream_in * b, unsigned count, uint64_t * value)
{
	size_t byte = (size_t)(b->at / 8);
	uint64_t word = 0, upper = 0;

	if (count > (uint64_t)b->bytes.len * 8 - b->at)
		return false;
	if (count > HALF) {
		(void)dye_bitstream_take(b, HALF, value);
		(void)dye_bitstream_take(b, count - HALF, &upper);
		*value |= upper << HALF;
		return true;
	}
	for (unsigned i = 0; i < 5 && byte + i < b->bytes.len; i++)
		word |= (uint64_t)(uint8_t)b->bytes.data[byte + i] << (8 * i);
	*value = lowest(word >> (b->at % 8), count);
	b->at += count;
	return true;
}

/* ---- gaps ---- */

unsigned
dye_rice_parameter(uint64_t mean, unsigned most)
{
	unsigned k = 0;

	while (k < most && mean >> (k + 1) != 0)
		k++;
	return k;
}

enum dye_code
dye_rice_put(
    struct dye_bitstream_out * b, const struct dye_rice * code, unsigned k, uint64_t gap, struct dye_error * err)
{
	uint64_t ones = gap >> k;

	if (ones >= code->escape) {
		DYE_TRY(dye_bitstream_put(b, UINT64_MAX, code->escape, err));
		return dye_bitstream_put(b, gap, code->width, err);
	}
	DYE_TRY(dye_bitstream_put(b, (UINT64_C(1) << ones) - 1, (unsigned)ones + 1, err));
	return dye_bitstream_put(b, gap, k, err);
}

bool
dye_rice_take(struct dye_bitstream_in * b, const struct dye_rice * code, unsigned k, uint64_t * gap)
{
	uint64_t ones = 0, bit, rest;

	for (;; ones++) {
		if (ones == code->escape)
			return dye_bitstream_take(b, code->width, gap);
		if (!dye_bitstream_take(b, 1, &bit))
			return false;
		if (bit == 0)
			break;
	}
	if (!dye_bitstream_take(b, k, &rest))
		return false;
	*gap = ones << k | rest;
	return true;
}
