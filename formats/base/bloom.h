/*
 * bloom.h: which of many 64-bit digests have been seen, in memory that does not grow: never "no" for one that was, seldom "yes" for
 * one that was not (1 in 500 at 16 bits each; in 8 MiB 1 in 100,000 after a million, 1 in 25 after ten million). A Bloom filter whose bits for
 * one digest lie in one line of the cache (Putze, Sanders and Singler 2007).
 */
#ifndef DYE_BASE_BLOOM_H
#define DYE_BASE_BLOOM_H

#include "formats/base/buffer.h"

struct dye_bloom;

/* For so many digests: 16 bits each or more, in 4 KiB to 8 MiB. DYE_BLOOM_LARGEST: nobody knows how many come. */
#define DYE_BLOOM_LARGEST UINT64_MAX
enum dye_code dye_bloom_open(uint64_t digests, struct dye_bloom ** bloom, struct dye_error * err);
/* One thread adds at a time; any may ask meanwhile. */
void dye_bloom_add(struct dye_bloom * bloom, uint64_t digest);
bool dye_bloom_has(const struct dye_bloom * bloom, uint64_t digest);
void dye_bloom_close(struct dye_bloom * bloom);

/**
 * dye_bloom_write(bloom, out, err): Append its bits: words of 64, little-endian.
 * dye_bloom_read(bytes, &bloom, err): Make it anew from them. What no filter wrote is DYE_EDATA.
 */
enum dye_code dye_bloom_write(const struct dye_bloom * bloom, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_bloom_read(struct dye_slice bytes, struct dye_bloom ** bloom, struct dye_error * err);

#endif
