/*
 * sort.h: many keys in order, with the place that each came from.
 */
#ifndef DYE_INDEX_SORT_H
#define DYE_INDEX_SORT_H

#include "formats/base/error.h"

struct dye_keyed {
	uint64_t key;
	uint32_t at;
};

/* Sort by key; equals keep their order. A radix sort (Knuth, TAOCP 3, 5.2.5), which takes as much memory again. */
enum dye_code dye_keyed_sort(struct dye_keyed * list, size_t count, struct dye_error * err);

#endif
