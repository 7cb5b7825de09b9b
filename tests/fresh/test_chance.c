/*
 * The tests of chance.h themselves: a binomial tail against tables, and a gambler who meets what is true and what is not.
 */
#include <check.h>
#include <stdlib.h>

#include "tests/fresh/chance.h"

/* scipy.stats.binom.sf(k - 1, n, p), and by hand: all of 10 at 0.5 is 1/1024. */
START_TEST(tails)
{

	ck_assert_double_eq_tol(fresh_tail(10, 10, 0.5), 1.0 / 1024, 1e-12);
	ck_assert_double_eq_tol(fresh_tail(0, 10, 0.5), 1, 1e-12);
	ck_assert_double_eq_tol(fresh_tail(1, 2, 0.1), 0.19, 1e-12);
	ck_assert_double_eq_tol(fresh_tail(60, 100, 0.5), 0.0284439668, 1e-9);
	ck_assert_double_eq_tol(fresh_tail(1, 1000, 0.001), 1 - 0.36769542477, 1e-9);
}
END_TEST

/* 100 with a chance of 1 %, else 0: mean 1. 99 right gamblers of 100 never have 100 times what they began with. */
START_TEST(gamblers)
{
	struct fresh_gambler fair = {0}, cheat = {0};
	int i;

	for (i = 0; i < 10000; i++) {
		fresh_bet(&fair, i % 100 == 99 ? 100 : 0);
		fresh_bet(&cheat, i % 50 == 49 ? 100 : 0);
	}
	ck_assert_double_eq_tol(fresh_mean(&fair), 1, 1e-9);
	ck_assert_double_eq_tol(fresh_mean(&cheat), 2, 1e-9);
	ck_assert_double_lt(fair.most, 2);
	ck_assert_double_gt(cheat.most, 1e7);
}
END_TEST

/* The bet on one value by hand: the mean of 1 + l (3 - 1) over the six parts. */
START_TEST(one_bet)
{
	struct fresh_gambler g = {0};

	fresh_bet(&g, 3);
	ck_assert_double_eq_tol(g.most, 1 + 2 * (0.001 + 0.003 + 0.01 + 0.03 + 0.1 + 0.3 + 0.7) / 7, 1e-12);
}
END_TEST

int
main(void)
{
	Suite * suite = suite_create("chance");
	TCase * tests = tcase_create("all");
	SRunner * runner;
	int failed;

	tcase_add_test(tests, tails);
	tcase_add_test(tests, gamblers);
	tcase_add_test(tests, one_bet);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
