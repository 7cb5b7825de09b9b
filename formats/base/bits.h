/*
 * bits.h: sets of small numbers, one bit each, in words of 64.
 */
#ifndef DYE_BASE_BITS_H
#define DYE_BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline void
dye_bits_set(uint64_t * bits, uint64_t number)
{

	bits[number / 64] |= UINT64_C(1) << number % 64;
}

static inline bool
dye_bits_has(const uint64_t * bits, uint64_t number)
{

	return (bits[number / 64] >> number % 64 & 1) != 0;
}

#endif
