/*
 * Laws of evidence: sums, mixtures and the chance to reach a threshold, against tables of the normal distribution and by hand.
 */
#include <check.h>
#include <math.h>

#include "tests/suite.h"
#include "watermark/forecast/law.h"

static double
all_units(const void * cookie, uint64_t seen)
{

	(void)cookie;
	return seen == 0 ? 0.5 : 0.25;
}

static double
no_units(const void * cookie, uint64_t seen)
{

	(void)cookie, (void)seen;
	return 0;
}

/* Quantiles of the standard normal (any table): 1.6449 for 0.95, 2.3263 for 0.99. */
START_TEST(normal)
{

	ck_assert_double_eq_tol(dye_sum_reaches((struct dye_sum){0, 1}, 1.6449), 0.05, 1e-5);
	ck_assert_double_eq_tol(dye_sum_reaches((struct dye_sum){10, 4}, 10 - 2 * 2.3263), 0.99, 1e-5);
	ck_assert_double_eq_tol(dye_sum_reaches((struct dye_sum){3, 0}, 3), 1, 1e-15);
	ck_assert_double_eq_tol(dye_sum_reaches((struct dye_sum){3, 0}, 3.0001), 0, 1e-15);
}
END_TEST

/* log2(1e6 / 0.81e-9) by bc; and the rows that learn prints are the first that reach it in 99 of 100, by the same formula. */
START_TEST(threshold)
{
	const double mean = 2.553, spread = 2.382, need = DYE_FORECAST_THRESHOLD + DYE_FORECAST_MARGIN;
	double n = (double)dye_forecast_rows(mean, spread);

	ck_assert_double_eq_tol(dye_forecast_need(1e6, 1e-9), 50.13290, 1e-4);
	ck_assert_double_ge(dye_sum_reaches((struct dye_sum){n * mean, n * spread * spread}, need), 0.99);
	ck_assert_double_lt(dye_sum_reaches((struct dye_sum){(n - 1) * mean, (n - 1) * spread * spread}, need), 0.99);
}
END_TEST

/* Two rows, each a unit with 1/4: 9/16, 6/16, 1/16; each gives 10 bits, each that is none costs half a bit. */
START_TEST(units)
{
	static const double chances[] = {9.0 / 16, 6.0 / 16, 1.0 / 16}, means[] = {-1, 9.5, 20};
	struct dye_error err = {0};
	struct dye_law law = {0};
	size_t k;

	ck_assert_int_eq(dye_law_units(&law, 2, 0.25, (struct dye_sum){10, 3}, -0.5, &err), DYE_OK);
	ck_assert_uint_eq(law.count, 3);
	for (k = 0; k < 3; k++) {
		ck_assert_uint_eq(law.list[k].units, k);
		ck_assert_double_eq_tol(law.list[k].chance, chances[k], 1e-9);
		ck_assert_double_eq_tol(law.list[k].hits.mean, means[k], 1e-9);
		ck_assert_double_eq_tol(law.list[k].hits.variance, 3.0 * (double)k, 1e-9);
	}
	dye_law_release(&law);
}
END_TEST

/* However many rows there are, nothing of the chance gets lost, and a density of 0 has none. */
START_TEST(units_of_many_rows)
{
	struct dye_error err = {0};
	struct dye_law law = {0};
	double sum = 0;
	size_t k;

	ck_assert_int_eq(dye_law_units(&law, 1000000, 0.02, (struct dye_sum){10, 0}, 0, &err), DYE_OK);
	for (k = 0; k < law.count; k++)
		sum += law.list[k].chance;
	ck_assert_double_eq_tol(sum, 1, 1e-6);
	dye_law_release(&law);
	ck_assert_int_eq(dye_law_units(&law, 50, 0, (struct dye_sum){10, 0}, 0, &err), DYE_OK);
	ck_assert_uint_eq(law.count, 1);
	ck_assert_uint_eq(law.list[0].units, 0);
	dye_law_release(&law);
}
END_TEST

/*
 * Without spread all is a step. Symbols give 8 bits; no unit: models that count units have 1/2 and lose 1 bit more, the others 1/4, together
 * log2(1/2 2^-1 + 1/4) = -1, so 7 bits. One unit, 3 in 8: 8 + log2(1/4 2^10 + 1/4) = 16.0014 bits.
 */
START_TEST(mixture)
{
	const struct dye_law_weights weights = {.units = all_units, .plain = 0.25};
	const struct dye_outcome symbols = {.chance = 1, .symbols = {8, 0}};
	struct dye_law law = {0}, other = {0};
	struct dye_error err = {0};

	ck_assert_int_eq(dye_law_add(&law, &symbols, &err), DYE_OK);
	ck_assert_int_eq(dye_law_add(&other, &(struct dye_outcome){.chance = 0.625, .hits = {-1, 0}}, &err), DYE_OK);
	ck_assert_int_eq(
	    dye_law_add(&other, &(struct dye_outcome){.chance = 0.375, .hits = {10, 0}, .units = 1}, &err), DYE_OK);
	ck_assert_int_eq(dye_law_join(&law, &other, &err), DYE_OK);
	ck_assert_uint_eq(law.count, 2);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 6.999), 1, 1e-12);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 7.001), 0.375, 1e-12);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 16.001), 0.375, 1e-12);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 16.002), 0, 1e-12);
	dye_law_release(&law);
	dye_law_release(&other);
}
END_TEST

/* Nothing joined with nothing is nothing: what the models weigh is all there is. */
START_TEST(nothing)
{
	const struct dye_law_weights weights = {.units = no_units, .plain = 0.5};
	struct dye_law law = {0}, other = {0};
	struct dye_error err = {0};

	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, -1), 1, 1e-15);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 0), 0, 1e-15);
	ck_assert_int_eq(dye_law_join(&law, &other, &err), DYE_OK);
	ck_assert_uint_eq(law.count, 1);
	ck_assert_double_eq_tol(dye_law_reaches(&law, &weights, 0), 0, 1e-15);
	dye_law_release(&law);
}
END_TEST

/* By hand, a = 1/2, 3 bits: log2(1/2 + 1/2 8) = log2 4.5; somebody else's row shows it with 1/8, and else log2(1/2 + 1/2 0.01). */
START_TEST(rows)
{
	const struct dye_sum row = {3, 0};

	ck_assert_double_eq_tol(dye_row_own(row, 0.5).mean, log2(4.5), 1e-9);
	ck_assert_double_eq_tol(dye_row_own(row, 1).mean, 3, 1e-15);
	ck_assert_double_eq_tol(dye_row_other(row, 0.5).mean, log2(4.5) / 8 + log2(0.505) * 7 / 8, 1e-9);
	ck_assert_double_eq_tol(dye_row_other((struct dye_sum){0, 0}, 0.5).mean, 0, 1e-12);
	/* Mean 1 and variance 3: 4 bits in one row of four, else none. log2(1/2 + 1/2 16) = log2 8.5. Nobody gains by a lower share. */
	ck_assert_double_eq_tol(dye_row_own((struct dye_sum){1, 3}, 0.5).mean, log2(8.5) / 4, 1e-9);
	ck_assert_double_eq_tol(dye_row_own((struct dye_sum){1, 3}, 0.9999999).mean, 1, 1e-6);
	ck_assert_double_eq_tol(dye_row_own((struct dye_sum){1, 3}, 0.9999999).variance, 3, 1e-5);
	/* Nor by rows that are not his: the mean of the factor is at most 1, so that of its logarithm is at most 0. */
	ck_assert_double_le(dye_row_other((struct dye_sum){2.5, 5}, 0.2).mean, 0);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("law");

	tcase_add_test(tests, normal);
	tcase_add_test(tests, threshold);
	tcase_add_test(tests, units);
	tcase_add_test(tests, units_of_many_rows);
	tcase_add_test(tests, mixture);
	tcase_add_test(tests, nothing);
	tcase_add_test(tests, rows);
	return suite_run("law", tests);
}
