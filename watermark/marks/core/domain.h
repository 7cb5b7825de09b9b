/*
 * domain.h: a domain: the texts among which keys of one form leave as others, each account's in a permutation of its own (docs/FORMAT.md, section 5, "Surrogate
 * keys"). Texts are letters, numbers below the radix.
 */
#ifndef DYE_MARKS_DOMAIN_H
#define DYE_MARKS_DOMAIN_H

#include "watermark/crypto/ff1.h"

struct dye_domain {
	uint32_t radix;
	uint32_t count; /* letters of every text */
	bool nonzero;	/* none begins with the letter 0 */
};

/* One application of the permutation, or of its inverse: FF1 again and again until the text is one of the domain (cycle walking). */
enum dye_code dye_domain_walk(
    struct dye_ff1 * ff1, const struct dye_domain * domain, uint16_t * letters, bool back, struct dye_error * err);

/* Of a text the number of its last letters: as many as go into 62 bits, mostly all. */
uint64_t dye_domain_tail(const struct dye_domain * domain, const uint16_t * letters);

/* How many tails there are. *whole: a tail is a whole text; else equally many texts have each. */
uint64_t dye_domain_tails(const struct dye_domain * domain, bool * whole);

/* The key of FF1 of account number ${recipient}, under ${prf}, which has the dataset's. */
enum dye_code dye_domain_key(
    struct dye_prf * prf, uint64_t recipient, uint8_t key[DYE_PRF_LEN], struct dye_error * err);

#endif
