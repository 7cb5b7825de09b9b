/*
 * What the order of a leak is expected to give: against what was simulated of the same leaks, and against a bank of places drawn here.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "tests/suite.h"
#include "trace/evidence/order.h"
#include "watermark/marks/order/expect.h"

#define TRIALS 200
#define TABLE 60000
#define WINDOW 8192

static uint64_t state;

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t
roll(void)
{
	uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static int
ascending(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* A copy: windows of places, each sorted; the last, which would be short, is joined to the one before. */
static void
draw_copy(uint64_t * places, size_t count)
{
	size_t at = 0, n, i;

	for (i = 0; i < count; i++)
		places[i] = roll();
	for (; at < count; at += n) {
		n = count - at < 2 * WINDOW ? count - at : WINDOW;
		qsort(places + at, n, sizeof(*places), ascending);
	}
}

static void
shuffle(uint64_t * list, size_t count)
{

	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)(roll() % i);
		uint64_t other = list[i - 1];

		list[i - 1] = list[j];
		list[j] = other;
	}
}

/* One leak's log2 E_order, as the scorer weighs it. */
static double
leak_bits(const uint64_t * copy, const struct dye_order_leak * l)
{
	uint64_t leak[512];
	size_t rows = (size_t)l->rows, table = (size_t)l->table, i, got = 0,
	       first = (size_t)(roll() % (table - rows + 1));
	double bank;

	for (i = 0; i < table && got < rows; i++)
		if (l->run ? i >= first : roll() % (table - i) < rows - got)
			leak[got++] = copy[i];
	if (l->shuffled)
		shuffle(leak, rows);
	bank = dye_order_bank(leak, rows);
	return log2(0.5 + 0.5 * exp2(bank > 900 ? 0 : bank)) + (bank > 900 ? bank - 1 : 0);
}

static struct dye_sum
simulate(const struct dye_order_leak * l)
{
	static uint64_t copy[TABLE];
	double sum = 0, squares = 0;
	unsigned i;

	for (i = 0; i < TRIALS; i++) {
		double bits;

		if (i % 20 == 0)
			draw_copy(copy, (size_t)l->table);
		bits = leak_bits(copy, l);
		sum += bits / TRIALS;
		squares += bits * bits / TRIALS;
	}
	return (struct dye_sum){sum, squares - sum * sum};
}

static const struct dye_order_leak leaks[] = {
    {60000, 50, true, true},
    {60000, 50, true, false},
    {60000, 10, true, true},
    {60000, 20, true, true},
    {60000, 200, false, false},
    {60000, 50, false, false},
    {3000, 50, false, false},
    {3000, 50, true, true},
    {3000, 12, false, false},
    {3000, 50, false, true},
    {100, 100, true, true},
    {20000, 16, false, false},
};

/*
 * The mean within 5 standard errors (by luck once in 150,000 runs of the twelve) and what is left out, since of a block the best interval alone counts, and
 * the models' sum for that of its mean parts: 2 %, and 2 bits. The spread likewise: a third, and 3 bits.
 */
START_TEST(as_simulated)
{
	const struct dye_order_leak * l = &leaks[_i];
	struct dye_sum expected = dye_order_expect(l), seen;

	state = (uint64_t)_i;
	seen = simulate(l);
	ck_assert_double_le(
	    fabs(expected.mean - seen.mean), 5 * sqrt(seen.variance / TRIALS) + 0.02 * fabs(seen.mean) + 2);
	ck_assert_double_le(fabs(sqrt(expected.variance) - sqrt(seen.variance)), sqrt(seen.variance) / 3 + 3);
}
END_TEST

/* The half that bets nothing: places say nothing of a sample that was sorted anew. */
START_TEST(nothing)
{
	struct dye_sum s = dye_order_expect(&(const struct dye_order_leak){20000, 500, false, true});

	ck_assert_double_eq_tol(s.mean, -1, 1e-6);
	ck_assert_double_eq_tol(s.variance, 0, 1e-6);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("order");

	tcase_add_loop_test(tests, as_simulated, 0, sizeof(leaks) / sizeof(leaks[0]));
	tcase_add_test(tests, nothing);
	return suite_run("order", tests);
}
