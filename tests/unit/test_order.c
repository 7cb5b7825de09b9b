/*
 * test_order.c: what the order of a leak says, against a calculation by hand, against tests/independent/places.py, over all places that a row can have,
 * and the screening against the exact figure.
 */
#include <math.h>

#include "tests/suite.h"
#include "trace/evidence/order.h"
#include "trace/evidence/scramble.h"
#include "watermark/marks/core/cellkey.h"

#define NEAR 1e-9

static double
bank(const uint64_t * u, size_t count)
{

	return dye_order_bank(u, count);
}

/*
 * By hand. One place: every interval's mean over its starts is (1 - a) + a 2^w 2^-w = 1, and there is no step. Two equal ones: both lie in 2 of 2^(w+1)
 * intervals, 1 + a^2 (2^w - 1) in the mean, that is 1 + 0.627625 x 2036 / 10 over widths and shares; the step is 0.271 + 0.729 / 14 x the sum of
 * l / (1 - e^-l), which is 16383.97232783599 (in decimal numbers of 40 digits).
 */
START_TEST(test_by_hand)
{
	uint64_t two[] = {UINT64_C(1) << 60 | 77, UINT64_C(1) << 60 | 77};
	double by_hand = log2((128.78445 + 0.271 + 0.729 / 14 * 16383.97232783599) / 2);

	ck_assert_double_eq_tol(bank(two, 1), 0, NEAR);
	ck_assert_double_eq_tol(bank(two, 2), by_hand, NEAR);
}
END_TEST

/* What places.py prints for the same places. */
START_TEST(test_as_the_other_program)
{
	uint64_t any[40], near[32], wrap[30], up[40];
	size_t i, k;

	for (i = 0; i < 40; i++)
		any[i] = dye_scramble(i);
	ck_assert_double_eq_tol(bank(any, 40), -3.344793577390714, NEAR);
	memcpy(up, any, sizeof(up));
	for (i = 0; i < 40; i++)
		for (k = i; k > 0 && up[k - 1] > up[k]; k--) {
			uint64_t swap = up[k];

			up[k] = up[k - 1];
			up[k - 1] = swap;
		}
	ck_assert_double_eq_tol(bank(up, 40), 146.6574581874914, NEAR);
	for (i = 0; i < 30; i++)
		near[i] = (UINT64_C(1) << 63) + dye_scramble(i) / 256;
	near[30] = dye_scramble(99);
	near[31] = dye_scramble(98);
	ck_assert_double_eq_tol(bank(near, 30), 224.96108262573648, NEAR);
	ck_assert_double_eq_tol(bank(near, 32), 213.90261178908975, NEAR);
	/* The end of one window and the beginning of the next. */
	for (i = 0; i < 30; i++)
		wrap[i] = dye_scramble(i) / 128 - (UINT64_C(1) << 56);
	ck_assert_double_eq_tol(bank(wrap, 30), 195.96269244399596, NEAR);
}
END_TEST

/*
 * Over all places that a row behind one at 0 can have, each in the middle of one of 4096 parts of the range: the intervals' mean is 1, as their ends lie on
 * that grid; that of the steps is no more, since e^-x is convex, and not much less.
 */
START_TEST(test_mean)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < 4096; i++) {
		uint64_t u[2] = {0, ((uint64_t)i << 52) + (UINT64_C(1) << 51)};

		sum += exp2(bank(u, 2));
	}
	ck_assert_double_le(sum / 4096, 1 + NEAR);
	ck_assert_double_ge(sum / 4096, 0.95);
}
END_TEST

/* ---- a leak ---- */

#define ACCOUNTS 3000
#define SOURCE 1234
#define ROWS 4000

static struct dye_prf * prf;

struct row {
	uint8_t key[DYE_PRF_LEN];
	uint64_t place; /* of the source */
};

static struct row rows[ROWS];

static void
make_row(struct row * row, uint64_t number)
{
	uint8_t block[DYE_PRF_LEN];

	dye_put_u64(row->key, dye_scramble(number));
	dye_put_u64(row->key + 8, number);
	dye_symbol_input(SOURCE, 0, block);
	ck_assert_int_eq(dye_prf_once(prf, row->key, block, block, NULL), DYE_OK);
	row->place = dye_get_u64(block);
}

static int
by_place(const void * a, const void * b)
{
	const struct row *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

static void
make_rows(void)
{

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	for (uint64_t i = 0; i < ROWS; i++)
		make_row(&rows[i], i);
}

static void
add(struct dye_leak * leak, const struct row * row)
{
	struct dye_place place;

	memcpy(place.key, row->key, sizeof(place.key));
	ck_assert_int_eq(dye_leak_place(leak, 2, &place, NULL), DYE_OK);
}

static struct dye_leak *
new_leak(void)
{
	struct dye_leak * leak;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	return leak;
}

static double
weigh(const struct dye_order * order, uint64_t recipient)
{
	double log2_evidence;

	ck_assert_int_eq(dye_order_weigh(order, prf, recipient, &log2_evidence, NULL), DYE_OK);
	return log2_evidence;
}

/* Nobody's bound is below the exact figure; the source's is found, and nobody else is taken for it. ${most}: of anybody else. */
static void
check_screen(const struct dye_leak * leak, double least, double most)
{
	static uint64_t numbers[ACCOUNTS];
	static float bounds[ACCOUNTS];
	struct dye_order * order;
	size_t i;

	for (i = 0; i < ACCOUNTS; i++)
		numbers[i] = i;
	ck_assert_int_eq(dye_order_make(leak, &order, NULL), DYE_OK);
	ck_assert_uint_eq(dye_order_mark(order), 2);
	ck_assert_int_eq(dye_order_screen(order, numbers, ACCOUNTS, 2, bounds, NULL), DYE_OK);
	for (i = 0; i < ACCOUNTS; i += i % 7 == 0 ? 1 : 6) {
		double exact = weigh(order, i);

		ck_assert_double_ge(bounds[i], exact - 1e-5);
		ck_assert_double_ge(exact, -1);
		ck_assert(i == SOURCE || (double)bounds[i] < most);
	}
	ck_assert_double_ge(weigh(order, SOURCE), least);
	ck_assert_double_ge(bounds[SOURCE], weigh(order, SOURCE) - 1e-5);
	dye_order_free(order);
}

/*
 * 50 rows of the head of 4,000 lie in the first 1/64: 6 bits each, less some 18 for the choice of the interval. In the order of the copy
 * steps of 1/4000 give 10 bits and a half each in the mean. Of 3,000 others nobody has a bound of 50 bits, but for a chance of 3,000 x 2^-50 x 70 models.
 */
START_TEST(test_screening)
{
	struct dye_leak *ordered = new_leak(), *mixed = new_leak();
	size_t i;

	make_rows();
	qsort(rows, ROWS, sizeof(rows[0]), by_place);
	for (i = 0; i < 50; i++) {
		add(ordered, &rows[i]);
		add(mixed, &rows[i * 17 % 50]);
	}
	check_screen(ordered, 430, 50);
	check_screen(mixed, 270, 50);
	dye_leak_free(ordered);
	dye_leak_free(mixed);
	dye_prf_close(prf);
}
END_TEST

/* A row's place counts once, whatever the leaker repeats; a leak without places has no order. */
START_TEST(test_once)
{
	struct dye_leak *once = new_leak(), *often = new_leak(), *none = new_leak();
	struct dye_order *a, *b;
	size_t i;

	make_rows();
	for (i = 0; i < 90; i++) {
		if (i < 30)
			add(once, &rows[i]);
		add(often, &rows[i % 30]);
	}
	ck_assert_int_eq(dye_order_make(once, &a, NULL), DYE_OK);
	ck_assert_int_eq(dye_order_make(often, &b, NULL), DYE_OK);
	for (i = 0; i < 20; i++)
		ck_assert_double_eq_tol(weigh(a, i), weigh(b, i), 1e-12);
	dye_order_free(a);
	dye_order_free(b);
	ck_assert_int_eq(dye_order_make(none, &a, NULL), DYE_OK);
	ck_assert_ptr_null(a);
	dye_leak_free(once);
	dye_leak_free(often);
	dye_leak_free(none);
	dye_prf_close(prf);
}
END_TEST

/* Of more places than are used, those with the least scramble of their index, in the order of the leak. */
START_TEST(test_many)
{
	struct dye_leak * leak = new_leak();
	const uint8_t * const * keys;
	struct dye_order * order;
	uint64_t greatest = 0;
	size_t i, used = 0, below = 0, count;

	make_rows();
	for (i = 0; i < ROWS; i++)
		add(leak, &rows[i]);
	ck_assert_int_eq(dye_order_make(leak, &order, NULL), DYE_OK);
	keys = dye_order_keys(order, &count);
	ck_assert_uint_eq(count, DYE_PLACES_MAX);
	for (i = 0; i < ROWS && used < count; i++)
		if (memcmp(keys[used], rows[i].key, DYE_PRF_LEN) == 0) {
			greatest = dye_scramble(i) > greatest ? dye_scramble(i) : greatest;
			used++;
		}
	ck_assert_uint_eq(used, DYE_PLACES_MAX);
	for (i = 0; i < ROWS; i++)
		below += dye_scramble(i) <= greatest;
	ck_assert_uint_eq(below, DYE_PLACES_MAX);
	dye_order_free(order);
	dye_leak_free(leak);
	dye_prf_close(prf);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("order");

	tcase_add_test(t, test_by_hand);
	tcase_add_test(t, test_as_the_other_program);
	tcase_add_test(t, test_mean);
	tcase_add_test(t, test_screening);
	tcase_add_test(t, test_once);
	tcase_add_test(t, test_many);
	return suite_run("order", t);
}
