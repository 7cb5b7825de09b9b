/*
 * hash.h: which of many texts are alike, while the program runs. What is stored or keyed has hashes of its own (watermark/crypto).
 */
#ifndef DYE_BASE_HASH_H
#define DYE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* XXH3-64, seed 0. Not keyed: two texts that collide can be made, so whoever asks must stay right, if slow, when they do. */
uint64_t dye_hash64(const void * data, size_t len);

#endif
