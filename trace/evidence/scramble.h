/*
 * scramble.h: which rows of a leak too large for all of them are used: those whose index has the least scramble (docs/EVIDENCE.md, 4.6).
 */
#ifndef DYE_EVIDENCE_SCRAMBLE_H
#define DYE_EVIDENCE_SCRAMBLE_H

#include <stdint.h>

/* The finaliser of SplitMix64: spreads what is used over the leak. */
static inline uint64_t
dye_scramble(uint64_t x)
{

	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

#endif
