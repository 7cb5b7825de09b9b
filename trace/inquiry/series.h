/*
 * series.h: what part of alpha a trace has. Traces that read some of the same cells are one series: no two of them have the same number, and
 * the parts of all numbers add up to 1 (docs/EVIDENCE.md, 7.1).
 */
#ifndef DYE_INQUIRY_SERIES_H
#define DYE_INQUIRY_SERIES_H

#include <stdint.h>

/* Of trace number ${n}, from 1: 9/10, then 1/20, 1/60, ... 1/(10 n (n - 1)). The first nearly always is the only one, so it pays least. */
static inline double
dye_series_share(uint64_t n)
{

	return n <= 1 ? 0.9 : 0.1 / ((double)n * (double)(n - 1));
}

#endif
