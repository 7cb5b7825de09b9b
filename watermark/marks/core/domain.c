#include "watermark/marks/core/domain.h"

#include <string.h>

#define TAIL_MOST (UINT64_C(1) << 62)

enum dye_code
dye_domain_walk(
    struct dye_ff1 * ff1, const struct dye_domain * d, uint16_t * letters, bool back, struct dye_error * err)
{
	const struct dye_slice no_tweak = {NULL, 0};

	do
		DYE_TRY(back ? dye_ff1_decrypt(ff1, no_tweak, letters, d->count, err)
			     : dye_ff1_encrypt(ff1, no_tweak, letters, d->count, err));
	while (d->nonzero && letters[0] == 0);
	return DYE_OK;
}

/* How many letters a tail has, and how many texts they make. */
static uint32_t
tail_letters(const struct dye_domain * d, uint64_t * texts)
{
	uint32_t n = 0;

	for (*texts = 1; n < d->count && *texts <= TAIL_MOST / d->radix; n++)
		*texts *= d->radix;
	return n;
}

uint64_t
dye_domain_tail(const struct dye_domain * d, const uint16_t * letters)
{
	uint64_t texts, tail = 0;

	for (uint32_t i = d->count - tail_letters(d, &texts); i < d->count; i++)
		tail = tail * d->radix + letters[i];
	return tail;
}

uint64_t
dye_domain_tails(const struct dye_domain * d, bool * whole)
{
	uint64_t texts;

	*whole = tail_letters(d, &texts) == d->count;
	return *whole && d->nonzero ? texts - texts / d->radix : texts;
}

enum dye_code
dye_domain_key(struct dye_prf * prf, uint64_t recipient, uint8_t key[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN] = {0};

	dye_put_u64(block, recipient);
	return dye_prf_blocks(prf, block, key, 1, err);
}
