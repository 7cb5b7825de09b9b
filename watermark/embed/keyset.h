/*
 * keyset.h: a set of 64-bit digests; 16 bytes for each at most.
 */
#ifndef DYE_EMBED_KEYSET_H
#define DYE_EMBED_KEYSET_H

#include "formats/base/error.h"

#include <stdbool.h>

struct dye_keyset {
	uint64_t * slots; /* Owned; 0: free */
	size_t size;	  /* a power of two, or 0 */
	size_t count;
};

enum dye_code dye_keyset_add(struct dye_keyset * set, uint64_t key, struct dye_error * err);
bool dye_keyset_has(const struct dye_keyset * set, uint64_t key);
void dye_keyset_release(struct dye_keyset * set);

#endif
