#include "watermark/index/rice.h"

#include <stdlib.h>

/* So many ones in front say that the gap follows in 32 bits: one far away from the others must not cost a bit for each of its multiples. */
#define ESCAPE 24u
#define HEAD 5 /* u32 how many, u8 the bits of a remainder */

enum dye_code
dye_numbers_add(struct dye_numbers * n, uint32_t number, struct dye_error * err)
{
	uint32_t * list = dye_grown(n->list, &n->size, n->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	n->list = list;
	n->list[n->count++] = number;
	return DYE_OK;
}

static int
by_number(const void * a, const void * b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void
dye_numbers_settle(struct dye_numbers * n)
{
	size_t kept = 0;

	if (n->count > 0)
		qsort(n->list, n->count, sizeof(*n->list), by_number);
	for (size_t i = 0; i < n->count; i++)
		if (kept == 0 || n->list[kept - 1] != n->list[i])
			n->list[kept++] = n->list[i];
	n->count = kept;
}

/* Bits, the lowest of a byte first. */
struct bits {
	struct dye_buffer * out;
	uint64_t word;
	unsigned count; /* in word, below 8 between calls */
};

/* The ${count} lowest of ${value}, at most 32. */
static enum dye_code
put_bits(struct bits * b, uint32_t value, unsigned count, struct dye_error * err)
{

	b->word |= (uint64_t)value << b->count;
	b->count += count;
	for (; b->count >= 8; b->count -= 8, b->word >>= 8)
		DYE_TRY(dye_buffer_append_byte(b->out, (char)(uint8_t)b->word, err));
	return DYE_OK;
}

/* The bits of a remainder: the logarithm of the mean gap, from below. */
static uint8_t
parameter(const struct dye_numbers * n)
{
	uint64_t mean = n->count == 0 ? 0 : ((uint64_t)n->list[n->count - 1] + 1) / n->count;
	uint8_t k = 0;

	while (mean >> (k + 1) != 0 && k < 31)
		k++;
	return k;
}

static enum dye_code
put_gap(struct bits * b, uint32_t gap, unsigned k, struct dye_error * err)
{
	uint32_t ones = gap >> k;

	if (ones >= ESCAPE) {
		DYE_TRY(put_bits(b, (UINT32_C(1) << ESCAPE) - 1, ESCAPE, err));
		return put_bits(b, gap, 32, err);
	}
	DYE_TRY(put_bits(b, (UINT32_C(1) << ones) - 1, ones + 1, err));
	return put_bits(b, gap & ((UINT32_C(1) << k) - 1), k, err);
}

enum dye_code
dye_rice_write(const struct dye_numbers * n, struct dye_buffer * out, struct dye_error * err)
{
	struct bits b = {.out = out};
	uint8_t k = parameter(n);
	uint32_t next = 0;

	if (n->count > UINT32_MAX)
		return dye_fail(err, DYE_EDATA, "too many numbers");
	DYE_TRY(dye_buffer_append_u32(out, (uint32_t)n->count, err));
	DYE_TRY(dye_buffer_append_byte(out, (char)k, err));
	for (size_t i = 0; i < n->count; i++) {
		DYE_TRY(put_gap(&b, n->list[i] - next, k, err));
		next = n->list[i] + 1;
	}
	return put_bits(&b, 0, (8 - b.count) % 8, err);
}

/* What is read, bit by bit. */
struct cursor {
	struct dye_slice bytes;
	size_t at; /* in bits */
};

/* ${count} bits, at most 32; false at the end. */
static bool
take_bits(struct cursor * c, unsigned count, uint32_t * value)
{
	uint64_t word = 0;
	size_t byte = c->at / 8;

	if (count > c->bytes.len * 8 - c->at)
		return false;
	for (unsigned i = 0; i < 5 && byte + i < c->bytes.len; i++)
		word |= (uint64_t)(uint8_t)c->bytes.data[byte + i] << (8 * i);
	*value = (uint32_t)(word >> (c->at % 8) & ((UINT64_C(1) << count) - 1));
	c->at += count;
	return true;
}

static bool
take_gap(struct cursor * c, unsigned k, uint32_t * gap)
{
	uint32_t ones = 0, bit, rest;

	for (;; ones++) {
		if (ones == ESCAPE)
			return take_bits(c, 32, gap);
		if (!take_bits(c, 1, &bit))
			return false;
		if (bit == 0)
			break;
	}
	if (!take_bits(c, k, &rest))
		return false;
	*gap = ones << k | rest;
	return true;
}

enum dye_code
dye_rice_read(struct dye_slice bytes, struct dye_numbers * n, struct dye_error * err)
{
	struct cursor c = {.bytes = bytes, .at = HEAD * 8};
	uint64_t next = 0;
	uint32_t count, gap;
	unsigned k;

	n->count = 0;
	if (bytes.len < HEAD || (k = (uint8_t)bytes.data[4]) > 31)
		return dye_fail(err, DYE_EDATA, "a set of numbers is cut off");
	count = dye_get_u32((const uint8_t *)bytes.data);
	for (uint32_t i = 0; i < count; i++) {
		if (!take_gap(&c, k, &gap) || next + gap > UINT32_MAX)
			return dye_fail(err, DYE_EDATA, "a set of numbers is cut off");
		DYE_TRY(dye_numbers_add(n, (uint32_t)(next + gap), err));
		next += (uint64_t)gap + 1;
	}
	return DYE_OK;
}
