#include "watermark/marks/canary/draws.h"

#include <string.h>

void
dye_draws_start(struct dye_draws * s, uint64_t column, struct dye_error * err)
{

	s->column = column;
	s->counter = 0;
	s->used = 4;
	s->rc = DYE_OK;
	s->err = err;
}

static uint32_t
next_word(struct dye_draws * s)
{

	if (s->used == 4) {
		dye_put_u64(s->block, s->column);
		dye_put_u64(s->block + 8, s->counter++);
		s->rc = dye_prf_blocks(s->prf, s->block, s->block, 1, s->err);
		s->used = 0;
	}
	return dye_get_u32(s->block + 4 * s->used++);
}

/* Words beyond the last whole multiple of n are drawn again. */
uint32_t
dye_draws_below(void * cookie, uint32_t n)
{
	struct dye_draws * s = cookie;
	uint32_t rest, word;

	if (n < 2)
		return 0;
	rest = (UINT32_MAX % n + 1) % n; /* 2^32 mod n */
	do {
		word = next_word(s);
	} while (word > UINT32_MAX - rest && s->rc == DYE_OK);
	return s->rc == DYE_OK ? word % n : 0;
}

/* The anchor with the recipient's number in its first eight bytes: one block, under fixed keys, for each pair. */
static void
mix_recipient(const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient, uint8_t out[DYE_PRF_LEN])
{

	memcpy(out, anchor, DYE_PRF_LEN);
	dye_put_u64(out, dye_get_u64(anchor) ^ recipient);
}

enum dye_code
dye_canary_place_of(struct dye_prf * prf, const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient, uint64_t * place,
    struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN];

	mix_recipient(anchor, recipient, block);
	DYE_TRY(dye_prf_blocks(prf, block, block, 1, err));
	*place = dye_get_u64(block);
	return DYE_OK;
}

enum dye_code
dye_canary_stream(struct dye_prf * prf, const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient, struct dye_prf * stream,
    struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	mix_recipient(anchor, recipient, key);
	if ((rc = dye_prf_blocks(prf, key, key, 1, err)) == DYE_OK)
		rc = dye_prf_key(stream, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

uint32_t
dye_draws_try(void * state, uint32_t n)
{
	uint64_t * at = state;
	uint64_t z = *at += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ z >> 31) >> 32) % n;
}
