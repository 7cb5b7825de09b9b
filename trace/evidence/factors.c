#include "trace/evidence/factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
dye_factors_release(struct dye_factors * t)
{

	free(t->values);
	free(t->fractions);
	free(t->starts);
	free(t->highest);
	memset(t, 0, sizeof(*t));
}

/* log2 of the product of s over the slots of a part, for one pattern. */
static void
pattern_log2_s(
    const struct dye_plan * plan, const struct dye_part * part, uint32_t pattern, double log2_s[DYE_MODELS_MAX])
{
	uint32_t i;
	unsigned m;

	memset(log2_s, 0, plan->models * sizeof(log2_s[0]));
	for (i = 0; i < part->slot_count; i++) {
		const struct dye_plan_slot * ps = &plan->slots[part->first_slot + i];
		const struct dye_variant * v = &plan->variants[ps->variant];
		const double * from = &v->log2_s[(size_t)(pattern / ps->radix % v->classes) * plan->models];

		for (m = 0; m < plan->models; m++)
			log2_s[m] += from[m];
	}
}

/* Append the table of a part, and remember its largest absolute value. */
static enum dye_code
add_table(struct dye_factors * t, const struct dye_plan * plan, uint32_t number, double density,
    const struct dye_explained * explained, struct dye_error * err)
{
	const struct dye_part * part = &plan->parts[number];
	struct dye_part_weights weights[DYE_MODELS_MAX];
	double log2_s[DYE_MODELS_MAX], highest = 0;
	float * grown;
	uint32_t p;
	unsigned m;

	grown = reallocarray(t->fractions, t->size + part->patterns, plan->models * sizeof(float));
	if (grown == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	t->fractions = grown;
	for (m = 0; m < plan->models; m++)
		weights[m] = dye_part_weights(&plan->bank[m], dye_explained_at(plan, explained, number, m),
		    part->leads ? density * plan->bank[m].units : 0, 0);
	for (p = 0; p < part->patterns; p++) {
		pattern_log2_s(plan, part, p, log2_s);
		for (m = 0; m < plan->models; m++) {
			double v = dye_part_weigh(&weights[m], log2_s[m], NULL);

			t->fractions[(t->size + p) * plan->models + m] = (float)v;
			if (fabs(v) > highest)
				highest = fabs(v);
		}
	}
	t->highest[number] = highest;
	t->starts[number] = t->size;
	t->size += part->patterns;
	return DYE_OK;
}

/* The table of a part: that of an earlier part of the same shape, of which the accused explain as much, or a new one. */
static enum dye_code
part_table(struct dye_factors * t, const struct dye_plan * plan, uint32_t number, double density,
    const struct dye_explained * explained, struct dye_intern * map, uint32_t * firsts, struct dye_error * err)
{
	const struct dye_part * part = &plan->parts[number];
	uint8_t id[5 + DYE_MODELS_MAX * sizeof(double)];
	uint32_t same;
	enum dye_code rc;
	bool fresh;

	dye_put_u32(id, part->shape);
	id[4] = part->leads;
	if (explained->values != NULL)
		memcpy(id + 5, &explained->values[(size_t)number * plan->models], plan->models * sizeof(double));
	rc = dye_intern(map, id, explained->values != NULL ? 5 + plan->models * sizeof(double) : 5, &same, &fresh, err);
	if (rc != DYE_OK)
		return rc;
	if (!fresh) {
		t->highest[number] = t->highest[firsts[same]];
		t->starts[number] = t->starts[firsts[same]];
		return DYE_OK;
	}
	firsts[same] = number;
	return add_table(t, plan, number, density, explained, err);
}

enum dye_code
dye_factors_build(struct dye_factors * t, const struct dye_plan * plan, double density,
    const struct dye_explained * explained, struct dye_error * err)
{
	struct dye_intern map = {0};
	uint32_t * firsts = calloc((size_t)plan->part_count + 1, sizeof(*firsts));
	enum dye_code rc = DYE_OK;
	uint32_t p;
	unsigned m;

	t->starts = calloc((size_t)plan->part_count + 1, sizeof(*t->starts));
	t->highest = calloc((size_t)plan->part_count + 1, sizeof(*t->highest));
	if (firsts == NULL || t->starts == NULL || t->highest == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	for (p = 0; p < plan->part_count && rc == DYE_OK; p++)
		rc = part_table(t, plan, p, density, explained, &map, firsts, err);
	for (m = 0; m < plan->models && rc == DYE_OK; m++) {
		double d = density * plan->bank[m].units;
		double silent = dye_part_log2(
		    &plan->bank[m], dye_explained_at(plan, explained, plan->part_count, m), 0, d, 0, NULL);

		t->base_exact[m] = plan->log2_weights[m];
		if (d > 0)
			t->base_exact[m] += log2(dye_units_share(0)) + (double)plan->silent_rows * silent;
	}
	dye_intern_release(&map);
	free(firsts);
	return rc;
}

double
dye_factors_range(const struct dye_factors * t, const struct dye_plan * plan)
{
	double sum = 0, base = 0;
	uint32_t p;
	unsigned m;

	for (p = 0; p < plan->part_count; p++)
		sum += t->highest[p];
	for (m = 0; m < plan->models; m++)
		if (fabs(t->base_exact[m]) > base)
			base = fabs(t->base_exact[m]);
	return sum + base + 1;
}

enum dye_code
dye_factors_round(struct dye_factors * t, const struct dye_plan * plan, double units, struct dye_error * err)
{
	size_t i, n = t->size * plan->models;
	unsigned m;

	if ((t->values = malloc(n * sizeof(int32_t) + 1)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < n; i++)
		t->values[i] = (int32_t)lrint((double)t->fractions[i] * units);
	for (m = 0; m < plan->models; m++)
		t->base[m] = (int32_t)lrint(t->base_exact[m] * units);
	free(t->fractions);
	t->fractions = NULL;
	return DYE_OK;
}
