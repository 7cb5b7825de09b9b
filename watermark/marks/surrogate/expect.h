/*
 * expect.h: what surrogates will give in a leak.
 */
#ifndef DYE_MARKS_SURROGATE_EXPECT_H
#define DYE_MARKS_SURROGATE_EXPECT_H

#include "watermark/marks/mark.h"

/* The figure of a column: how many bits it gives that a surrogate is one of the keys, log2 of how many texts there are for each. */
#define DYE_SURROGATE_FIGURE "keys"

/**
 * dye_surrogate_bits(looks, own, known, part, share): Mean and variance of log2 E_keys (docs/EVIDENCE.md, 6.4) of ${looks} texts, of which the share ${own} is the
 * account's, if one that is a key gives ${part} bits, or, ${known}, the very key of its row ${whole}. At least -1: the half that bets nothing.
 */
struct dye_sum dye_surrogate_bits(double looks, double own, bool known, double part, double whole);

/* The hooks of the mark (marks/mark.h). */
enum dye_code dye_surrogate_expect(
    const struct dye_prospect * prospect, struct dye_law * law, bool * known, struct dye_error * err);
enum dye_code dye_surrogate_advise(
    const struct dye_prospect * prospect, struct dye_advice * advice, struct dye_error * err);

#endif
