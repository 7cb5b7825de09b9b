/*
 * test_surrogate_expect.c: what is forecast of surrogates, by hand.
 */
#include <math.h>

#include "tests/suite.h"
#include "watermark/marks/surrogate/expect.h"

#define NEAR 1e-9

static struct dye_sum
bits(double looks, double own, bool known, double part, double whole)
{

	return dye_surrogate_bits(looks, own, known, part, whole);
}

/* All of them the account's: share 1, whose weight is 1/4 of the half that bets: 3 bits off. Beside a cell that finds the row half of that, and half of 2^whole. */
START_TEST(test_own)
{
	ck_assert_double_eq_tol(bits(10, 1, false, 4, 12).mean, 10 * 4 - 3, NEAR);
	ck_assert_double_eq(bits(10, 1, false, 4, 12).variance, 0);
	ck_assert_double_eq_tol(bits(2, 1, true, 4, 20).mean, 2 * log2(524288 + 8) - 4, NEAR);
	/* Keys that fill their numbers: nothing alone, and what the row's key is beside another cell. */
	ck_assert_double_eq_tol(bits(50, 1, false, 0, 20).mean, -1, NEAR);
	ck_assert_double_eq_tol(bits(3, 1, true, 0, 20).mean, 3 * log2(524288 + 0.5) - 4, NEAR);
	/* The half that bets nothing. */
	ck_assert_double_eq_tol(bits(1, 0, false, 10, 20).mean, -1, NEAR);
}
END_TEST

/*
 * Half of 40 of 2^10: own ones log2(1/2 + 512) bits each under the share 1/2, which has a fifth of the half; others are keys by chance in one of 1,024, which gives
 * as much, and else cost a bit.
 */
START_TEST(test_half)
{
	double own = log2(512.5), other = own / 1024 - 1023.0 / 1024, squares = own * own / 1024 + 1023.0 / 1024;
	struct dye_sum sum = bits(40, 0.5, false, 10, 20);

	ck_assert_double_eq_tol(sum.mean, 20 * own + 20 * other + log2(0.2) - 1, NEAR);
	ck_assert_double_eq_tol(sum.variance, 20 * (squares - other * other), NEAR);
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("surrogate_expect");

	tcase_add_test(tc, test_own);
	tcase_add_test(tc, test_half);
	return suite_run("surrogate_expect", tc);
}
