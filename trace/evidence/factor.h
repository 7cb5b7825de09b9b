/*
 * factor.h: the one function that every factor of a spelling comes from.
 */
#ifndef DYE_EVIDENCE_FACTOR_H
#define DYE_EVIDENCE_FACTOR_H

#include "trace/evidence/bank.h"
#include "watermark/marks/core/table.h"

/* Tables with more alternatives than this are read by the strategies of majority and minority as by a coin. */
#define DYE_CONTEST_MAX 16

/* chance[y * count + x]: that the position y is published where one of the sources, the one asked about, has x. */
struct dye_channel {
	double chance[DYE_ALTERNATIVES_MAX * DYE_ALTERNATIVES_MAX];
};

/**
 * dye_channel_fill(table, strategy, sources, seen, channel): The channel of a strategy, spellings of the other sources drawn from
 * ${table}, for the published positions in ${seen} only.
 */
void dye_channel_fill(const struct dye_table * table, enum dye_strategy strategy, unsigned sources, uint64_t seen,
    struct dye_channel * channel);

/**
 * dye_factor(table, model, channel, seen, ruled, s): For every position x of ${table} the factor
 *
 *     s[x] = P(seen | x) / sum over x' of p(x') P(seen | x')
 *
 * of one observation ${seen}, a set of positions; ${ruled}, a set that holds it, is what the suggested rule makes of it. ${channel} is
 * that of the model, NULL for DYE_KEPT. The mean of s over p is 1, except that s is 1 where seen has no chance at all.
 * Returns how much likelier the model's sources make it that ${seen} is shown than one draw from ${table}: the sum above over p(seen), 1 for DYE_KEPT.
 */
double dye_factor(const struct dye_table * table, const struct dye_model * model, const struct dye_channel * channel,
    uint64_t seen, uint64_t ruled, double * s);

/*
 * What the factor of a slot that was seen differently is multiplied by: min(1, p(seen) / (2 max p(k))), k in ${seen}. Then two copies of the same rows, and more, have a
 * mean of at most 1 over what they show, too (docs/EVIDENCE.md, 6.3).
 */
double dye_factor_differing(const struct dye_table * table, uint64_t seen);

/**
 * dye_factor_typical(table, model, seen, ruled, x): What an accused who has position x explains of the slot: 2^H (1 - g) + g, H the entropy of the table in bits, where
 * ${ruled} (of a model with rules; else ${seen}) holds x, and g where not. It is s of a typical spelling, and must not hang on which one is seen (docs/EVIDENCE.md, 7).
 */
double dye_factor_typical(
    const struct dye_table * table, const struct dye_model * model, uint64_t seen, uint64_t ruled, unsigned x);

/* Position i is commoner than position j: more units, or as many and written first. */
bool dye_commoner(const struct dye_table * table, unsigned i, unsigned j);

/* Where x stands to an observation: in it (0), outside and commoner than all of it (1), outside and not (2). */
unsigned dye_standing(const struct dye_table * table, uint64_t seen, unsigned x);

/* The sum of p over a set of positions. */
double dye_chance(const struct dye_table * table, uint64_t set);

#endif
