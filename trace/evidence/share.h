/*
 * share.h: what part of alpha the n-th of several chances has: the n-th trace of a series (docs/EVIDENCE.md, 7.1), the n-th round of a
 * trace (7). The parts of all numbers add up to 1, and the first, which nearly always is the only one, has most of it.
 */
#ifndef DYE_EVIDENCE_SHARE_H
#define DYE_EVIDENCE_SHARE_H

#include <stdint.h>

/* Of number ${n}, from 1: 9/10, then 1/20, 1/60, ... 1/(10 n (n - 1)). */
static inline double
dye_alpha_share(uint64_t n)
{

	return n <= 1 ? 0.9 : 0.1 / ((double)n * (double)(n - 1));
}

#endif
