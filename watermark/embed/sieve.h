/*
 * sieve.h: which of many 64-bit digests have been seen, in memory that does not grow: never "no" for one that was, seldom "yes" for
 * one that was not (1 in 100,000 after a million, 1 in 25 after ten million). A Bloom filter whose bits for one digest lie in
 * one line of the cache (Putze, Sanders and Singler 2007).
 */
#ifndef DYE_EMBED_SIEVE_H
#define DYE_EMBED_SIEVE_H

#include "formats/base/error.h"

#include <stdbool.h>

struct dye_sieve;

enum dye_code dye_sieve_open(struct dye_sieve ** sieve, struct dye_error * err);
void dye_sieve_add(struct dye_sieve * sieve, uint64_t digest);
bool dye_sieve_has(const struct dye_sieve * sieve, uint64_t digest);
void dye_sieve_close(struct dye_sieve * sieve);

#endif
