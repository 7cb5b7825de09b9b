#include "watermark/index/rice.h"

#include <stdlib.h>

#include "formats/base/bitstream.h"

/* So many ones in front say that the gap follows in 32 bits: one far away from the others must not cost a bit for each of its multiples. */
static const struct dye_rice code = {24, 32};
#define PARAMETER_MOST 31
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

/* The bits of a remainder: by the mean gap. */
static uint8_t
parameter(const struct dye_numbers * n)
{
	uint64_t mean = n->count == 0 ? 0 : ((uint64_t)n->list[n->count - 1] + 1) / n->count;

	return (uint8_t)dye_rice_parameter(mean, PARAMETER_MOST);
}

enum dye_code
dye_rice_write(const struct dye_numbers * n, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bitstream_out b = {.out = out};
	uint8_t k = parameter(n);
	uint32_t next = 0;

	if (n->count > UINT32_MAX)
		return dye_fail(err, DYE_EDATA, "too many numbers");
	DYE_TRY(dye_buffer_append_u32(out, (uint32_t)n->count, err));
	DYE_TRY(dye_buffer_append_byte(out, (char)k, err));
	for (size_t i = 0; i < n->count; i++) {
		DYE_TRY(dye_rice_put(&b, &code, k, n->list[i] - next, err));
		next = n->list[i] + 1;
	}
	return dye_bitstream_end(&b, err);
}

enum dye_code
dye_rice_read(struct dye_slice bytes, struct dye_numbers * n, struct dye_error * err)
{
	struct dye_bitstream_in in = {.bytes = bytes, .at = HEAD * 8};
	uint64_t next = 0, gap;
	uint32_t count;
	unsigned k;

	n->count = 0;
	if (bytes.len < HEAD || (k = (uint8_t)bytes.data[4]) > PARAMETER_MOST)
		return dye_fail(err, DYE_EDATA, "a set of numbers is cut off");
	count = dye_get_u32((const uint8_t *)bytes.data);
	for (uint32_t i = 0; i < count; i++) {
		if (!dye_rice_take(&in, &code, k, &gap) || next + gap > UINT32_MAX)
			return dye_fail(err, DYE_EDATA, "a set of numbers is cut off");
		DYE_TRY(dye_numbers_add(n, (uint32_t)(next + gap), err));
		next += gap + 1;
	}
	return DYE_OK;
}
