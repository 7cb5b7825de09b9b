/*
 * aes.h: AES-128 by the processor's instructions, where it has them. Of this folder only: everybody else uses struct dye_prf.
 */
#ifndef DYE_CRYPTO_AES_H
#define DYE_CRYPTO_AES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The eleven round keys of FIPS 197, 5.2. Secret: whoever owns one wipes it. */
struct dye_aes_schedule {
	_Alignas(16) uint8_t keys[11][16];
};

/* Whether this processor has what the functions below are made of. They must not be called where it is false. */
bool dye_aes_here(void);

void dye_aes_key(struct dye_aes_schedule * schedule, const uint8_t key[16]);

/* ECB. ${out} may be ${in}. */
void dye_aes_blocks(const struct dye_aes_schedule * schedule, const uint8_t * in, uint8_t * out, size_t blocks);

/* CBC-MAC without a length of its own: dye_prf_mac() says more. */
void dye_aes_mac(const struct dye_aes_schedule * schedule, const uint8_t * in, size_t blocks, uint8_t out[16]);

/* One block under a key that is used once: no schedule is written to memory. */
void dye_aes_once(const uint8_t key[16], const uint8_t in[16], uint8_t out[16]);

#endif
