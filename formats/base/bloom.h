/*
 * bloom.h: which of many 64-bit digests have been seen, in memory that does not grow: never "no" for one that was, seldom "yes" for
 * one that was not (1 in 100,000 after a million, 1 in 25 after ten million). A Bloom filter whose bits for one digest lie in
 * one line of the cache (Putze, Sanders and Singler 2007).
 */
#ifndef DYE_BASE_BLOOM_H
#define DYE_BASE_BLOOM_H

#include "formats/base/error.h"

#include <stdbool.h>

struct dye_bloom;

enum dye_code dye_bloom_open(struct dye_bloom ** bloom, struct dye_error * err);
void dye_bloom_add(struct dye_bloom * bloom, uint64_t digest);
bool dye_bloom_has(const struct dye_bloom * bloom, uint64_t digest);
void dye_bloom_close(struct dye_bloom * bloom);

#endif
