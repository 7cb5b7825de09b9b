/*
 * factors.h: log2 of what every part of a leak gives, for each pattern of its slots and each model: first in floating point, then in whole numbers
 * of a unit, which sweep.c adds up.
 */
#ifndef DYE_EVIDENCE_FACTORS_H
#define DYE_EVIDENCE_FACTORS_H

#include "trace/evidence/copy.h"

/* The factors of all parts for recipients of one density of whom no unit is seen. */
struct dye_factors {
	int32_t * values;	      /* Owned. [pattern of a table][model] */
	float * fractions;	      /* Owned while building: the same before rounding */
	size_t size;		      /* in patterns */
	size_t * starts;	      /* Owned. of a part's table, in patterns */
	double * highest;	      /* Owned. of a part's table, the largest absolute value */
	int32_t base[DYE_MODELS_MAX]; /* weight and silent rows */
	double base_exact[DYE_MODELS_MAX];
};

/* Compute them, in floating point. ${factors} is all zero; where this fails, release it all the same. */
enum dye_code dye_factors_build(struct dye_factors * factors, const struct dye_plan * plan, double density,
    const struct dye_explained * explained, struct dye_error * err);

/* The largest that the absolute value of a sum can become. */
double dye_factors_range(const struct dye_factors * factors, const struct dye_plan * plan);

/* Round them to whole numbers, ${units} to a bit: no sum may reach 2^31. */
enum dye_code dye_factors_round(
    struct dye_factors * factors, const struct dye_plan * plan, double units, struct dye_error * err);
void dye_factors_release(struct dye_factors * factors);

#endif
