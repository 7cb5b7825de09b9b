/*
 * variant.h: what slots that are read alike say under every model.
 */
#ifndef DYE_EVIDENCE_VARIANT_H
#define DYE_EVIDENCE_VARIANT_H

#include "trace/evidence/leak.h"
#include "trace/evidence/rules.h"

struct dye_plan;

/* All slots that are read alike: the same table, the same observations, the same rule. */
struct dye_variant {
	const struct dye_table * table;
	uint8_t class_of[DYE_ALTERNATIVES_MAX]; /* positions of one class have the same factors */
	uint32_t classes;
	double * log2_s;       /* Owned. [class][model] */
	double * log2_typical; /* Owned. [class][model]: what the accused explain (dye_factor_typical()) */
};

/* Fill ${variant}, which is all zero, with what ${slot} says under the models of ${plan}. dye_variant_release() frees it, also where this failed. */
enum dye_code dye_variant_fill(const struct dye_plan * plan, const struct dye_leak_slot * slot, struct dye_rule rule,
    struct dye_variant * variant, struct dye_error * err);
void dye_variant_release(struct dye_variant * variant);

#endif
