#include "trace/evidence/variant.h"

#include <math.h>
#include <stdlib.h>

#include "trace/evidence/factor.h"
#include "trace/evidence/plan.h"

/* What the slot says: [position][model]. */
static void
all_factors(const struct dye_plan * plan, const struct dye_leak_slot * slot, struct dye_rule rule,
    double (*factors)[DYE_MODELS_MAX])
{
	uint64_t ruled = dye_rule_preimage(rule, slot->table, slot->seen);
	double s[DYE_ALTERNATIVES_MAX];
	unsigned m, x;

	for (m = 0; m < plan->models; m++) {
		const struct dye_model * model = &plan->bank[m];
		bool speaks = plan->only[m] == NULL || plan->only[m] == slot->table->kind;

		dye_factor(slot->table, model, slot->seen, ruled, s);
		for (x = 0; x < slot->table->count; x++)
			factors[x][m] = speaks ? s[x] : 1;
	}
}

/* What the accused explain of the slot, by whether it shows what they have: [position][model]. */
static void
all_typical(const struct dye_plan * plan, const struct dye_leak_slot * slot, struct dye_rule rule,
    double (*factors)[DYE_MODELS_MAX])
{
	uint64_t ruled = dye_rule_preimage(rule, slot->table, slot->seen);
	unsigned m, x;

	for (m = 0; m < plan->models; m++)
		for (x = 0; x < slot->table->count; x++) {
			bool speaks = plan->only[m] == NULL || plan->only[m] == slot->table->kind;

			factors[x][m] =
			    speaks ? dye_factor_typical(slot->table, &plan->bank[m], slot->seen, ruled, x) : 1;
		}
}

/* What is seen of the slot says the same of positions x and z. */
static bool
alike(const struct dye_leak_slot * slot, struct dye_rule rule, unsigned x, unsigned z)
{
	uint64_t ruled = dye_rule_preimage(rule, slot->table, slot->seen);

	return (slot->seen >> x & 1) == (slot->seen >> z & 1) && (ruled >> x & 1) == (ruled >> z & 1);
}

/* log2 of the factors of every class, by that of one position. */
static enum dye_code
by_class(const struct dye_plan * plan, const struct dye_variant * v, const uint8_t * first,
    double (*factors)[DYE_MODELS_MAX], double ** log2_s, struct dye_error * err)
{
	unsigned c, m;

	if ((*log2_s = calloc((size_t)v->classes * plan->models, sizeof(double))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (c = 0; c < v->classes; c++)
		for (m = 0; m < plan->models; m++)
			(*log2_s)[c * plan->models + m] = log2(factors[first[c]][m]);
	return DYE_OK;
}

/* Its classes; the first position of each into ${first}. */
static void
variant_classes(struct dye_variant * v, const struct dye_leak_slot * slot, struct dye_rule rule,
    uint8_t first[DYE_ALTERNATIVES_MAX])
{
	unsigned x, c;

	for (x = 0; x < slot->table->count; x++) {
		for (c = 0; c < v->classes && !alike(slot, rule, x, first[c]); c++)
			continue;
		if (c == v->classes)
			first[v->classes++] = (uint8_t)x;
		v->class_of[x] = (uint8_t)c;
	}
}

enum dye_code
dye_variant_fill(const struct dye_plan * plan, const struct dye_leak_slot * slot, struct dye_rule rule,
    struct dye_variant * v, struct dye_error * err)
{
	double(*factors)[DYE_MODELS_MAX] = malloc(sizeof(*factors) * DYE_ALTERNATIVES_MAX);
	uint8_t first[DYE_ALTERNATIVES_MAX];
	enum dye_code rc;

	v->table = slot->table;
	variant_classes(v, slot, rule, first);
	if (factors == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	all_factors(plan, slot, rule, factors);
	rc = by_class(plan, v, first, factors, &v->log2_s, err);
	if (rc == DYE_OK) {
		all_typical(plan, slot, rule, factors);
		rc = by_class(plan, v, first, factors, &v->log2_typical, err);
	}
	free(factors);
	return rc;
}

void
dye_variant_release(struct dye_variant * variant)
{

	free(variant->log2_s);
	free(variant->log2_typical);
}
