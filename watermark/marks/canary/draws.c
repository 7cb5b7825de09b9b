#include "watermark/marks/canary/draws.h"

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
