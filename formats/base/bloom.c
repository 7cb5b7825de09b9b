#include "formats/base/bloom.h"

#include <stdlib.h>

/* 8 MiB: 2^17 lines of 512 bits. Six bits for each digest. */
#define LINES_LOG2 17
#define WORDS 8
#define BITS 6

struct line {
	uint64_t words[WORDS];
};

struct dye_bloom {
	struct line * lines; /* Owned. */
};

enum dye_code
dye_bloom_open(struct dye_bloom ** bloom, struct dye_error * err)
{
	struct dye_bloom * s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((s->lines = calloc((size_t)1 << LINES_LOG2, sizeof(*s->lines))) == NULL) {
		free(s);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	*bloom = s;
	return DYE_OK;
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

	return &bloom->lines[digest >> (64 - LINES_LOG2)];
}

void
dye_bloom_add(struct dye_bloom * bloom, uint64_t digest)
{
	struct line * line = line_of(bloom, digest);
	uint64_t h = digest * 0x9E3779B97F4A7C15u;
	unsigned i;

	for (i = 0; i < BITS; i++, h >>= 9)
		line->words[(h >> 6) & (WORDS - 1)] |= UINT64_C(1) << (h & 63);
}

bool
dye_bloom_has(const struct dye_bloom * bloom, uint64_t digest)
{
	const struct line * line = line_of(bloom, digest);
	uint64_t h = digest * 0x9E3779B97F4A7C15u;
	unsigned i;

	for (i = 0; i < BITS; i++, h >>= 9)
		if ((line->words[(h >> 6) & (WORDS - 1)] >> (h & 63) & 1) == 0)
			return false;
	return true;
}
