/* What the benchmark reports: Wilson's interval and the median. */
#include "tests/bench/bench_stats.h"
#include "tests/suite.h"

#include <check.h>

/* Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3. */
START_TEST(wilson_agrees_with_newcombe)
{
	static const struct {
		uint64_t hits, trials;
		double low, high;
	} published[] = {
	    {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};

	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		struct bench_interval got = bench_wilson(published[i].hits, published[i].trials);

		ck_assert_double_eq_tol(got.low, published[i].low, 6e-5);
		ck_assert_double_eq_tol(got.high, published[i].high, 6e-5);
	}
}
END_TEST

START_TEST(wilson_at_the_ends)
{

	ck_assert_double_eq(bench_wilson(0, 1000).low, 0);
	ck_assert_double_eq(bench_wilson(1000, 1000).high, 1);
	/* All of n: the lower end is n / (n + z^2). */
	ck_assert_double_eq_tol(bench_wilson(1000, 1000).low, 1000 / (1000 + BENCH_Z * BENCH_Z), 1e-12);
	ck_assert_double_eq(bench_wilson(0, 0).low, 0);
	ck_assert_double_eq(bench_wilson(0, 0).high, 1);
}
END_TEST

START_TEST(median_and_quantile)
{
	double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2};

	ck_assert_double_eq(bench_median(odd, 3), 3);
	ck_assert_double_eq(bench_median(even, 4), 2.5);
	ck_assert_double_eq(bench_quantile(even, 4, 0), 1);
	ck_assert_double_eq(bench_quantile(even, 4, 1), 4);
	ck_assert(bench_median(odd, 0) != bench_median(odd, 0));
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("statistics");

	tcase_add_test(t, wilson_agrees_with_newcombe);
	tcase_add_test(t, wilson_at_the_ends);
	tcase_add_test(t, median_and_quantile);
	return suite_run("bench_stats", t);
}
