/*
 * factor.h: the one function that every factor of a spelling comes from.
 */
#ifndef DYE_EVIDENCE_FACTOR_H
#define DYE_EVIDENCE_FACTOR_H

#include "trace/evidence/bank.h"
#include "watermark/marks/core/table.h"

/**
 * dye_factor(table, model, seen, ruled, s): For every position x of ${table} the factor
 *
 *     s[x] = P(seen | x) / sum over x' of p(x') P(seen | x')
 *
 * of one observation ${seen}, a set of positions; ${ruled}, a set that holds it, is what the suggested rule makes of it. With P = (1 - g) [x in seen] + g p(seen) that is (1 -
 * g) [x in seen] / p(seen) + g. The mean of s over p is 1, except that s is 1 where seen has no chance at all.
 */
void dye_factor(
    const struct dye_table * table, const struct dye_model * model, uint64_t seen, uint64_t ruled, double * s);

/**
 * dye_factor_typical(table, model, seen, ruled, x): What an accused who has position x explains of the slot: 2^H (1 - g) + g, H the entropy of the table in bits, where
 * ${ruled} (of a model with rules; else ${seen}) holds x, and g where not. It is s of a typical spelling, and must not hang on which one is seen (docs/EVIDENCE.md, 7).
 */
double dye_factor_typical(
    const struct dye_table * table, const struct dye_model * model, uint64_t seen, uint64_t ruled, unsigned x);

/* The sum of p over a set of positions. */
double dye_chance(const struct dye_table * table, uint64_t set);

#endif
