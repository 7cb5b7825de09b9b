/*
 * sorted.h: looking up numbers in a list that ascends.
 */
#ifndef DYE_BASE_SORTED_H
#define DYE_BASE_SORTED_H

#include <stddef.h>
#include <stdint.h>

/* How many of ${list} are below ${value}: where it stands, if it is there. */
static inline size_t
dye_count_below(const uint64_t * list, size_t count, uint64_t value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
