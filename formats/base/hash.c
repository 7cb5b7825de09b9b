#include "formats/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t
dye_hash64(const void * data, size_t len)
{

	/* xxhash takes no NULL, an empty buffer has nothing else. */
	return XXH3_64bits(len > 0 ? data : "", len);
}
