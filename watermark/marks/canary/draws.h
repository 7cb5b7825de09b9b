/*
 * draws.h: the stream of draws that a column of a canary is made of (docs/FORMAT.md, section 7).
 */
#ifndef DYE_MARKS_CANARY_DRAWS_H
#define DYE_MARKS_CANARY_DRAWS_H

#include "watermark/crypto/crypto.h"

struct dye_draws {
	struct dye_prf * prf; /* under the record's key; not owned */
	uint64_t column;
	uint64_t counter; /* of the next block */
	uint8_t block[DYE_PRF_LEN];
	unsigned used; /* words of the block */
	enum dye_code rc;
	struct dye_error * err;
};

/* Begin the draws of ${column}. What fails later is in ${s}->rc and ${err}. */
void dye_draws_start(struct dye_draws * s, uint64_t column, struct dye_error * err);

/* A number of 0 to ${n} - 1, exactly uniform; 0 once something failed. ${cookie} is a struct dye_draws. */
uint32_t dye_draws_below(void * cookie, uint32_t n);

/**
 * dye_canary_place_of(prf, anchor, recipient, place, err): From the anchor of a row its place: it is a parent where place >> 48 is below the profile's density.
 * dye_canary_stream(prf, anchor, recipient, stream, err): Key ${stream} for the record of that row. ${prf} are under the keys of place and of text.
 */
enum dye_code dye_canary_place_of(struct dye_prf * prf, const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient,
    uint64_t * place, struct dye_error * err);
enum dye_code dye_canary_stream(struct dye_prf * prf, const uint8_t anchor[DYE_PRF_LEN], uint64_t recipient,
    struct dye_prf * stream, struct dye_error * err);

/*
 * Below ${n} by splitmix64 (Steele, Lea and Flood 2014), whose state of 64 bits ${state} is: for draws that are counted and thrown away. The bias is below n / 2^32.
 */
uint32_t dye_draws_try(void * state, uint32_t n);

#endif
