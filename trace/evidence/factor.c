#include "trace/evidence/factor.h"

#include <math.h>
#include <string.h>

/* Sources in the bank at most. */
#define SOURCES_MAX 8

static double
p_of(const struct dye_table * table, unsigned k)
{

	return dye_table_units(table, (uint8_t)k) / (double)DYE_TABLE_UNITS;
}

bool
dye_commoner(const struct dye_table * table, unsigned i, unsigned j)
{
	uint32_t a = dye_table_units(table, (uint8_t)i);
	uint32_t b = dye_table_units(table, (uint8_t)j);

	return a > b || (a == b && i < j);
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

unsigned
dye_standing(const struct dye_table * table, uint64_t seen, unsigned x)
{
	unsigned k;

	if (seen >> x & 1)
		return 0;
	for (k = 0; k < table->count; k++)
		if ((seen >> k & 1) && dye_commoner(table, k, x))
			return 2;
	return 1;
}

/* ---- the channels ---- */

/* The others' copies drawn so far, and how many spellings tie with y: coefficients of an exponential generating function. */
struct contest {
	double c[SOURCES_MAX][SOURCES_MAX + 1]; /* [copies][ties] */
};

/* p^j / j! for every j up to n. */
static void
powers_over_factorials(double p, unsigned n, double f[SOURCES_MAX])
{
	unsigned j;

	f[0] = 1;
	for (j = 1; j <= n; j++)
		f[j] = f[j - 1] * (p / j);
}

/* How a spelling held by n sources stands to y, held by v: -1 it wins over y, 0 it does not matter, 1 it ties. */
static int
duel(enum dye_strategy strategy, unsigned n, unsigned v)
{

	if (n == v)
		return 1;
	if (strategy == DYE_MAJORITY)
		return n < v ? 0 : -1;
	return n == 0 || n > v ? 0 : -1;
}

/*
 * Multiply by one further spelling of chance p, of which the source asked about holds ${held}. Of the others at least ${own} have y. y and what ties with
 * it have v holders each of all others + 1: so many ties there can be, and no more are looked at.
 */
static void
contest_add(
    struct contest * t, enum dye_strategy strategy, unsigned others, unsigned v, unsigned own, double p, unsigned held)
{
	unsigned copies, ties, j, most = (others + 1) / v - 1;
	double f[SOURCES_MAX];
	struct contest next;
	int d;

	memset(&next, 0, sizeof(next));
	powers_over_factorials(p, others - own, f);
	for (copies = own; copies <= others; copies++)
		for (j = 0; copies + j <= others; j++) {
			d = duel(strategy, j + held, v);
			for (ties = 0; d >= 0 && ties + (unsigned)d <= most; ties++)
				next.c[copies + j][ties + (unsigned)d] += t->c[copies][ties] * f[j];
		}
	*t = next;
}

/* The chance that y is published where the source has x, and each of ${others} further sources draws from the table. */
static double
contest_chance(const struct dye_table * table, enum dye_strategy strategy, unsigned others, unsigned y, unsigned x)
{
	double sum = 0, factorial = 1, f[SOURCES_MAX];
	unsigned v, z, ties;

	for (v = 1; v <= others + 1; v++) {
		struct contest t;
		unsigned own = v - (x == y);

		if (own > others)
			continue;
		memset(&t, 0, sizeof(t));
		powers_over_factorials(p_of(table, y), own, f);
		t.c[own][0] = f[own];
		for (z = 0; z < table->count; z++)
			if (z != y)
				contest_add(&t, strategy, others, v, own, p_of(table, z), z == x);
		for (ties = 0; ties <= others; ties++)
			sum += t.c[others][ties] / (ties + 1);
	}
	for (v = 2; v <= others; v++)
		factorial *= v;
	return sum * factorial;
}

/* Of the spellings that the sources have, the first in the order of commonness (or from its end) is published. */
static double
ranked_chance(const struct dye_table * table, bool rarest, unsigned others, unsigned y, unsigned x)
{
	double behind = 0; /* spellings that y is preferred to */
	unsigned z;

	if (x != y && dye_commoner(table, x, y) != rarest)
		return 0;
	for (z = 0; z < table->count; z++)
		if (z != y && dye_commoner(table, y, z) != rarest)
			behind += p_of(table, z);
	if (x == y)
		return pow(behind + p_of(table, y), others);
	return pow(behind + p_of(table, y), others) - pow(behind, others);
}

static double
channel_chance(const struct dye_table * table, enum dye_strategy strategy, unsigned sources, unsigned y, unsigned x)
{

	if ((strategy == DYE_MAJORITY || strategy == DYE_MINORITY) && table->count > DYE_CONTEST_MAX)
		strategy = DYE_COIN;
	switch (strategy) {
	case DYE_MAJORITY:
	case DYE_MINORITY:
		return contest_chance(table, strategy, sources - 1, y, x);
	case DYE_COMMONEST:
	case DYE_RAREST:
		return ranked_chance(table, strategy == DYE_RAREST, sources - 1, y, x);
	case DYE_COIN:
	case DYE_KEPT:
		break;
	}
	return (x == y ? 1.0 / sources : 0) + (1 - 1.0 / sources) * p_of(table, y);
}

void
dye_channel_fill(const struct dye_table * table, enum dye_strategy strategy, unsigned sources, uint64_t seen,
    struct dye_channel * channel)
{
	unsigned y, x;

	for (y = 0; y < table->count; y++)
		for (x = 0; (seen >> y & 1) != 0 && x < table->count; x++)
			channel->chance[y * table->count + x] = channel_chance(table, strategy, sources, y, x);
}

/* ---- the factor ---- */

/*
 * The chance of the observation under the strategy, averaged over the positions of one standing, so that a factor depends on the standing
 * alone and rows have few different factors. Any P whatever gives a factor of mean 1.
 */
static void
standing_chances(
    const struct dye_table * table, const struct dye_channel * channel, uint64_t seen, double mean[3], double weight[3])
{
	unsigned x, y, k;

	memset(mean, 0, 3 * sizeof(mean[0]));
	memset(weight, 0, 3 * sizeof(weight[0]));
	for (x = 0; x < table->count; x++) {
		unsigned standing = dye_standing(table, seen, x);

		weight[standing] += p_of(table, x);
		for (y = 0; y < table->count; y++)
			if (seen >> y & 1)
				mean[standing] += p_of(table, x) * channel->chance[y * table->count + x];
	}
	for (k = 0; k < 3; k++)
		if (weight[k] > 0)
			mean[k] /= weight[k];
}

double
dye_factor(const struct dye_table * table, const struct dye_model * model, const struct dye_channel * channel,
    uint64_t seen, uint64_t ruled, double * s)
{
	uint64_t set = model->rules ? ruled : seen;
	double g = model->change, p = dye_chance(table, set);
	double mean[3] = {0}, weight[3] = {0}, all = 0;
	unsigned x, k;

	if (model->strategy != DYE_KEPT) {
		standing_chances(table, channel, seen, mean, weight);
		for (k = 0; k < 3; k++)
			all += weight[k] * ((1 - g) * mean[k] + g * p);
	} else {
		all = p; /* (1 - g) p + g p */
	}
	for (x = 0; x < table->count; x++) {
		double kept = model->strategy == DYE_KEPT ? (double)(set >> x & 1) : mean[dye_standing(table, seen, x)];

		s[x] = all > 0 ? ((1 - g) * kept + g * p) / all : 1;
	}
	return all > 0 ? all / p : 1;
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

double
dye_factor_differing(const struct dye_table * table, uint64_t seen)
{
	double most = 0;
	unsigned k;

	for (k = 0; k < table->count; k++)
		if ((seen >> k & 1) != 0 && p_of(table, k) > most)
			most = p_of(table, k);
	return fmin(1, dye_chance(table, seen) / (2 * most));
}
