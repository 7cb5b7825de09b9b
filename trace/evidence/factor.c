#include "trace/evidence/factor.h"

#include <math.h>

static double
p_of(const struct dye_table * table, unsigned k)
{

	return dye_table_units(table, (uint8_t)k) / (double)DYE_TABLE_UNITS;
}

double
dye_chance(const struct dye_table * table, uint64_t set)
{
	uint32_t units = 0;
	unsigned k;

	for (k = 0; k < table->count; k++)
		if (set >> k & 1)
			units += dye_table_units(table, (uint8_t)k);
	return units / (double)DYE_TABLE_UNITS;
}

void
dye_factor(const struct dye_table * table, const struct dye_model * model, uint64_t seen, uint64_t ruled, double * s)
{
	uint64_t set = model->rules ? ruled : seen;
	double g = model->change, p = dye_chance(table, set);
	unsigned x;

	for (x = 0; x < table->count; x++)
		s[x] = p <= 0 ? 1 : g + (set >> x & 1 ? (1 - g) / p : 0);
}

double
dye_factor_typical(
    const struct dye_table * table, const struct dye_model * model, uint64_t seen, uint64_t ruled, unsigned x)
{
	uint64_t set = model->rules ? ruled : seen;
	double entropy = 0;
	unsigned k;

	for (k = 0; k < table->count; k++)
		entropy -= p_of(table, k) * log2(p_of(table, k));
	return model->change + (set >> x & 1 ? (1 - model->change) * exp2(entropy) : 0);
}
