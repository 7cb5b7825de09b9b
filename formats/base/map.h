/*
 * map.h: a set of 64-bit digests, each with a 64-bit value if wanted: what is remembered of cells instead of their
 * text. (Two of n cells share a digest with a chance of n^2 / 2^65: 3e-6 for ten million.)
 */
#ifndef DYE_BASE_MAP_H
#define DYE_BASE_MAP_H

#include "formats/base/buffer.h"

/* All zero is a valid empty map. */
struct dye_map {
	uint64_t * keys;   /* Owned; 0: free */
	uint64_t * values; /* Owned; NULL for a set */
	size_t size;	   /* a power of two, or 0 */
	size_t count;
};

/**
 * dye_map_put(map, digest, valued, &at, &fresh, err): Find ${digest} or add it. ${at} is its place until the next call; the value of a fresh
 * one is 0. ${valued} must be the same in every call for one map.
 */
enum dye_code dye_map_put(
    struct dye_map * map, uint64_t digest, bool valued, size_t * at, bool * fresh, struct dye_error * err);

/* Add to a set; *fresh, which may be NULL, tells whether it was new. */
enum dye_code dye_set_add(struct dye_map * set, uint64_t digest, bool * fresh, struct dye_error * err);

/* Add all of another set. */
enum dye_code dye_set_merge(struct dye_map * set, const struct dye_map * other, struct dye_error * err);

bool dye_set_has(const struct dye_map * set, uint64_t digest);

/* The value of a digest, or NULL. Not for sets. */
const uint64_t * dye_map_get(const struct dye_map * map, uint64_t digest);

void dye_map_release(struct dye_map * map);

/* Mix two digests to one that depends on their order. */
uint64_t dye_digest_mix(uint64_t a, uint64_t b);

#endif
