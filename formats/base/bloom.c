#include "formats/base/bloom.h"

#include <stdlib.h>

#include "formats/base/bits.h"

/* Lines of 512 bits: 4 KiB to 8 MiB. Six bits for each digest. */
#define LEAST_LOG2 6
#define MOST_LOG2 17
#define WORDS 8
#define BITS 6
#define DIGESTS_PER_LINE 32 /* 16 bits each */

struct line {
	uint64_t words[WORDS];
};

struct dye_bloom {
	struct line * lines; /* Owned. */
	unsigned lines_log2;
};

static enum dye_code
open_lines(unsigned lines_log2, struct dye_bloom ** bloom, struct dye_error * err)
{
	struct dye_bloom * s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->lines_log2 = lines_log2;
	if ((s->lines = calloc((size_t)1 << lines_log2, sizeof(*s->lines))) == NULL) {
		free(s);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	*bloom = s;
	return DYE_OK;
}

enum dye_code
dye_bloom_open(uint64_t digests, struct dye_bloom ** bloom, struct dye_error * err)
{
	unsigned log2 = LEAST_LOG2;

	while (log2 < MOST_LOG2 && digests > (uint64_t)DIGESTS_PER_LINE << log2)
		log2++;
	return open_lines(log2, bloom, err);
}

void
dye_bloom_close(struct dye_bloom * bloom)
{

	if (bloom == NULL)
		return;
	free(bloom->lines);
	free(bloom);
}

/* The line by the top bits, the places in it by 9 bits each of a product that mixes the others up. */
static struct line *
line_of(const struct dye_bloom * bloom, uint64_t digest)
{

	return &bloom->lines[digest >> (64 - bloom->lines_log2)];
}

void
dye_bloom_add(struct dye_bloom * bloom, uint64_t digest)
{
	struct line * line = line_of(bloom, digest);
	uint64_t h = digest * 0x9E3779B97F4A7C15u;
	unsigned i;

	for (i = 0; i < BITS; i++, h >>= 9) {
		uint64_t * word = &line->words[(h >> 6) & (WORDS - 1)];

		/* Others may ask meanwhile, one adds. */
		__atomic_store_n(word, *word | UINT64_C(1) << (h & 63), __ATOMIC_RELAXED);
	}
}

bool
dye_bloom_has(const struct dye_bloom * bloom, uint64_t digest)
{
	const struct line * line = line_of(bloom, digest);
	uint64_t h = digest * 0x9E3779B97F4A7C15u;
	unsigned i;

	for (i = 0; i < BITS; i++, h >>= 9)
		if ((__atomic_load_n(&line->words[(h >> 6) & (WORDS - 1)], __ATOMIC_RELAXED) >> (h & 63) & 1) == 0)
			return false;
	return true;
}

enum dye_code
dye_bloom_write(const struct dye_bloom * bloom, struct dye_buffer * out, struct dye_error * err)
{
	size_t i, k, n = (size_t)1 << bloom->lines_log2;

	DYE_TRY(dye_buffer_reserve(out, n * sizeof(struct line), err));
	for (i = 0; i < n; i++)
		for (k = 0; k < WORDS; k++)
			DYE_TRY(dye_buffer_append_u64(out, bloom->lines[i].words[k], err));
	return DYE_OK;
}

enum dye_code
dye_bloom_read(struct dye_slice bytes, struct dye_bloom ** bloom, struct dye_error * err)
{
	const uint8_t * p = (const uint8_t *)bytes.data;
	unsigned log2 = LEAST_LOG2;
	size_t i, k;

	while (log2 < MOST_LOG2 && sizeof(struct line) << log2 < bytes.len)
		log2++;
	if (sizeof(struct line) << log2 != bytes.len)
		return dye_fail(err, DYE_EDATA, "a filter of keys has another size than one");
	DYE_TRY(open_lines(log2, bloom, err));
	for (i = 0; i < (size_t)1 << log2; i++)
		for (k = 0; k < WORDS; k++, p += 8)
			(*bloom)->lines[i].words[k] = dye_get_u64(p);
	return DYE_OK;
}
