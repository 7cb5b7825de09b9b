/*
 * ff1.h: FF1, the format-preserving encryption of NIST SP 800-38G (algorithms 7 and 8): a keyed permutation of all strings of n letters of one alphabet.
 */
#ifndef DYE_CRYPTO_FF1_H
#define DYE_CRYPTO_FF1_H

#include "watermark/crypto/crypto.h"

#define DYE_FF1_RADIX_MOST 65536
#define DYE_FF1_LEN_MOST 256 /* letters: ours; the standard goes on to 2^32 */

/* The least domain, radix^n: with fewer strings one who has some pairs of them may find the others (SP 800-38G Rev. 1, 5.1). */
#define DYE_FF1_DOMAIN_LEAST 1000000

/* The fewest letters of an alphabet of ${radix}, 2..65536, that make so large a domain. */
uint32_t dye_ff1_least(uint32_t radix);

struct dye_ff1;

/**
 * dye_ff1_open(radix, &ff1, err): For alphabets of 2..65536 letters; the caller closes. One per thread.
 * dye_ff1_key(ff1, key, len, err): An AES key of 16, 24 or 32 bytes.
 */
enum dye_code dye_ff1_open(uint32_t radix, struct dye_ff1 ** ff1, struct dye_error * err);
enum dye_code dye_ff1_key(struct dye_ff1 * ff1, const uint8_t * key, size_t len, struct dye_error * err);
void dye_ff1_close(struct dye_ff1 * ff1);

/**
 * dye_ff1_encrypt(ff1, tweak, letters, count, err) / dye_ff1_decrypt: Replace ${letters}, ${count} numbers below the radix, the first the most significant.
 * DYE_EUSAGE where there are fewer than dye_ff1_least() or more than DYE_FF1_LEN_MOST, where one is no letter, and where the tweak has more than 255 bytes.
 */
enum dye_code dye_ff1_encrypt(
    struct dye_ff1 * ff1, struct dye_slice tweak, uint16_t * letters, uint32_t count, struct dye_error * err);
enum dye_code dye_ff1_decrypt(
    struct dye_ff1 * ff1, struct dye_slice tweak, uint16_t * letters, uint32_t count, struct dye_error * err);

#endif
