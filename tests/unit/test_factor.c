/*
 * Every factor comes from dye_factor(). Its mean over an innocent recipient's symbol must be 1: enumerated here for every model of the
 * bank, tables of 2 to 12 alternatives from even to very skewed, and every observation that can be made.
 */
#include "tests/suite.h"
#include "trace/evidence/factor.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A table whose alternatives have chances in proportion to ratio^k, at least 1 unit each. */
static void
skewed(struct dye_table * t, uint8_t count, double ratio)
{
	double sum = 0, p = 1;
	uint32_t at = 0;
	uint8_t k;

	memset(t, 0, sizeof(*t));
	t->count = count;
	for (k = 0; k < count; k++, p *= ratio)
		sum += p;
	for (k = 0, p = 1; k < count; k++, p *= ratio) {
		uint32_t units = (uint32_t)(p / sum * (DYE_TABLE_UNITS - count)) + 1;

		t->alternatives[k] = k;
		t->cumulative[k] = at;
		at += units;
	}
	t->cumulative[count] = DYE_TABLE_UNITS;
}

/* How far the mean over the symbol of what dye_factor() gives is from 1; infinite where a factor is not in order. */
static double
mean_off(const struct dye_table * t, const struct dye_model * model, uint64_t seen, uint64_t ruled)
{
	double s[DYE_ALTERNATIVES_MAX], mean = 0;
	uint8_t x;

	dye_factor(t, model, seen, ruled, s);
	for (x = 0; x < t->count; x++) {
		if (!isfinite(s[x]) || s[x] < 0)
			return INFINITY;
		mean += dye_table_units(t, x) / (double)DYE_TABLE_UNITS * s[x];
	}
	return fabs(mean - 1);
}

/* The worst over every observation of a table. */
static double
worst_off(const struct dye_table * t, const struct dye_model * model)
{
	uint64_t seen, all = (UINT64_C(1) << t->count) - 1;
	double worst = 0;

	for (seen = 1; seen <= all; seen++) {
		worst = fmax(worst, mean_off(t, model, seen, seen));
		if (model->rules)
			worst = fmax(worst, mean_off(t, model, seen, seen | (seen << 1 & all) | 1));
	}
	return worst;
}

/*
 * The other way about (docs/EVIDENCE.md, 6.3): whatever the recipient has, the mean over an observation that is drawn from the table is 1. How far off it is at worst;
 * spellings are seen one by one, or, ${lost}, the first two are seen as one.
 */
static double
other_mean_off(const struct dye_table * t, const struct dye_model * model, bool lost)
{
	double s[DYE_ALTERNATIVES_MAX], mean[DYE_ALTERNATIVES_MAX] = {0}, worst = 0;
	uint8_t x, y;

	for (y = lost ? 1 : 0; y < t->count; y++) {
		uint64_t seen = lost && y == 1 ? 3 : UINT64_C(1) << y;

		dye_factor(t, model, seen, seen, s);
		for (x = 0; x < t->count; x++)
			mean[x] += dye_chance(t, seen) * s[x];
	}
	for (x = 0; x < t->count; x++)
		worst = fmax(worst, fabs(mean[x] - 1));
	return worst;
}

/* The factor does not depend on the share, so models that differ in nothing else are tried once. */
static bool
tried_before(unsigned m)
{
	unsigned k;

	for (k = 0; k < m; k++)
		if (dye_bank[k].change == dye_bank[m].change && dye_bank[k].rules == dye_bank[m].rules)
			return true;
	return false;
}

START_TEST(every_mean_is_one)
{
	static const double ratios[] = {1, 0.9, 0.6, 0.3, 0.05};
	uint8_t count = (uint8_t)_i;
	struct dye_table t;
	size_t r;
	unsigned m;

	for (r = 0; r < sizeof(ratios) / sizeof(ratios[0]); r++) {
		skewed(&t, count, ratios[r]);
		for (m = 0; m < DYE_MODELS; m++) {
			const struct dye_model * model = &dye_bank[m];

			if (tried_before(m))
				continue;
			ck_assert_double_le(worst_off(&t, model), 1e-12);
			ck_assert_double_le(other_mean_off(&t, model, false), 1e-12);
			ck_assert_double_le(other_mean_off(&t, model, true), 1e-12);
		}
		for (m = 0; m < DYE_COLUMN_MODELS; m++)
			ck_assert_double_le(worst_off(&t, &dye_bank_columns[m]), 1e-12);
	}
}
END_TEST

/* The plain factor: (1 - g) / p + g where it agrees, g where it differs. */
START_TEST(kept_by_hand)
{
	struct dye_table t = {.count = 3, .cumulative = {0, 32768, 49152, 65536}};
	struct dye_model model = {.share = 1, .change = 0.125};
	double s[3];

	dye_factor(&t, &model, 2, 2, s);
	ck_assert_double_eq_tol(s[0], 0.125, 1e-15);
	ck_assert_double_eq_tol(s[1], 0.875 * 4 + 0.125, 1e-15);
	ck_assert_double_eq_tol(s[2], 0.125, 1e-15);
	/* A set: the difference was lost on the way. */
	dye_factor(&t, &model, 3, 3, s);
	ck_assert_double_eq_tol(s[0], 0.875 / 0.75 + 0.125, 1e-15);
	ck_assert_double_eq_tol(s[2], 0.125, 1e-15);
	/* Nothing that could have been drawn: weighs 1. */
	dye_factor(&t, &model, 8, 8, s);
	ck_assert_double_eq(s[0], 1);
	ck_assert_double_eq(s[1], 1);
}
END_TEST

START_TEST(bank_is_a_mean)
{
	const struct dye_model * bank = _i == 0 ? dye_bank : dye_bank_columns;
	unsigned m, sum = 0, models = _i == 0 ? DYE_MODELS : DYE_COLUMN_MODELS;

	for (m = 0; m < models; m++) {
		sum += bank[m].weight;
		ck_assert(bank[m].share > 0 && bank[m].share <= 1);
		ck_assert(bank[m].change > 0 && bank[m].change <= 1);
		ck_assert(bank[m].units >= 0 && bank[m].units <= 1);
	}
	ck_assert_uint_eq(sum, DYE_WEIGHT_UNITS);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("factor");

	tcase_add_loop_test(tcase, every_mean_is_one, 2, 13);
	tcase_add_test(tcase, kept_by_hand);
	tcase_add_loop_test(tcase, bank_is_a_mean, 0, 2);
	return suite_run("factor", tcase);
}
