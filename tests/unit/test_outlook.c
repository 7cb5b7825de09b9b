/*
 * The chance of a leak, by marks of this test's own: a mark joins a forecast by its expect() alone. What the bank of models and the price of units
 * take off is calculated by hand from docs/EVIDENCE.md, 4.8 and 6.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/forecast/outlook.h"

/* 20 bits of symbols for certain, if anything can be spelt; of stripped text it cannot tell. */
static enum dye_code
expect_symbols(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	const struct dye_outcome o = {.chance = 1, .symbols = {20, 0}};

	*known = !p->stripped;
	return p->respelt ? DYE_OK : dye_law_add(law, &o, err);
}

/* One unit in half of the leaks, which gives 30 bits. */
static enum dye_code
expect_units(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	const struct dye_outcome none = {.chance = 0.5}, one = {.chance = 0.5, .hits = {30, 0}, .units = 1};

	(void)p;
	*known = true;
	DYE_TRY(dye_law_add(law, &none, err));
	return dye_law_add(law, &one, err);
}

static enum dye_code
no_units(const struct dye_mark_context * context, double * density, dye_units_visit visit, void * cookie,
    struct dye_error * err)
{

	(void)context, (void)visit, (void)cookie, (void)err;
	*density = 0;
	return DYE_OK;
}

static const struct dye_mark symbols = {.name = "symbols", .expect = expect_symbols};
static const struct dye_mark units = {.name = "units", .expect = expect_units, .units = no_units};
static const struct dye_mark mute = {.name = "mute"};
const struct dye_mark * const dye_marks[] = {&symbols, &mute, &units, NULL};

/* A leak of one column, which shows symbols. */
static struct dye_outlook_leak
leak(double need)
{
	static struct dye_figure figure = {.mark = "symbols", .mean = 1000};
	static struct dye_profile_column column = {.figures = &figure, .figure_count = 1};
	static struct dye_profile profile = {.columns = &column, .column_count = 1};
	static const bool shown[] = {true};

	column.kind = dye_kinds[0];
	return (struct dye_outlook_leak){
	    .need = need, .prospect = {.profile = &profile, .shown = shown, .rows = 10, .own = 1}};
}

static double
chance(struct dye_outlook_leak l, const struct dye_mark * mark)
{
	struct dye_chance c;
	struct dye_error err = {0};

	ck_assert_int_eq(dye_outlook_chance(&l, mark, &c, &err), DYE_OK);
	ck_assert(c.known);
	return c.value;
}

START_TEST(finds_marks)
{
	const struct dye_mark * marks[DYE_OUTLOOK_MARKS];

	ck_assert_uint_eq(dye_outlook_marks(marks), 2);
	ck_assert_ptr_eq(marks[0], &symbols);
	ck_assert_ptr_eq(marks[1], &units);
}
END_TEST

/* The models of share 1 that fit: 228 + 24 that count units, 80 that do not. log2 0.332 = -1.591: 18.409 bits. */
START_TEST(symbols_alone)
{

	ck_assert_double_eq_tol(chance(leak(18.40), &symbols), 1, 1e-12);
	ck_assert_double_eq_tol(chance(leak(18.42), &symbols), 0, 1e-12);
}
END_TEST

/* One unit: kappa(1) = 1/1000, 30 + log2(0.252 / 1000) = 18.046. None: log2(0.252 x 0.9 + 0.080) = -1.704. */
START_TEST(units_alone)
{

	ck_assert_double_eq_tol(chance(leak(18.04), &units), 0.5, 1e-12);
	ck_assert_double_eq_tol(chance(leak(18.06), &units), 0, 1e-12);
	ck_assert_double_eq_tol(chance(leak(-1.70), &units), 0.5, 1e-12);
	ck_assert_double_eq_tol(chance(leak(-1.71), &units), 1, 1e-12);
}
END_TEST

START_TEST(together)
{

	ck_assert_double_eq_tol(chance(leak(18.29), NULL), 1, 1e-12);
	ck_assert_double_eq_tol(chance(leak(18.31), NULL), 0.5, 1e-12);
	ck_assert_double_eq_tol(chance(leak(38.04), NULL), 0.5, 1e-12);
	ck_assert_double_eq_tol(chance(leak(38.06), NULL), 0, 1e-12);
}
END_TEST

/* Only models under which spellings say nothing are left: 15, all with units. 30 + log2(0.015 / 1000) = 13.975. */
START_TEST(respelt)
{
	struct dye_outlook_leak low = leak(13.97), high = leak(13.99);

	low.prospect.respelt = high.prospect.respelt = true;
	ck_assert_double_eq_tol(chance(low, NULL), 0.5, 1e-12);
	ck_assert_double_eq_tol(chance(high, NULL), 0, 1e-12);
}
END_TEST

/* Copies that were compared, two columns of one kind: the one model of two sources, 35, of which nothing is priced. 20 + log2 0.035 = 15.163. */
START_TEST(mixed_by_cell)
{
	struct dye_outlook_leak low = leak(15.16), high = leak(15.17);
	struct dye_profile_column columns[2] = {low.prospect.profile->columns[0], low.prospect.profile->columns[0]};
	const struct dye_profile profile = {.columns = columns, .column_count = 2};
	static const bool shown[] = {true, true};

	low.prospect.profile = high.prospect.profile = &profile;
	low.prospect.shown = high.prospect.shown = shown;
	low.prospect.mixers = high.prospect.mixers = 2;
	ck_assert_double_eq_tol(chance(low, &symbols), 1, 1e-12);
	ck_assert_double_eq_tol(chance(high, &symbols), 0, 1e-12);
}
END_TEST

/* One column of its kind: row by row its cells are one account's, as in symbols_alone. */
START_TEST(mixed_by_cell_in_one_column)
{
	struct dye_outlook_leak low = leak(18.40), high = leak(18.42);

	low.prospect.mixers = high.prospect.mixers = 2;
	ck_assert_double_eq_tol(chance(low, &symbols), 1, 1e-12);
	ck_assert_double_eq_tol(chance(high, &symbols), 0, 1e-12);
}
END_TEST

/* One of three, each named in half of the leaks. */
START_TEST(several_sources)
{
	struct dye_outlook_leak l = leak(18.04);

	l.sources = 3;
	ck_assert_double_eq_tol(chance(l, &units), 0.875, 1e-12);
}
END_TEST

START_TEST(not_known)
{
	struct dye_outlook_leak l = leak(1);
	struct dye_error err = {0};
	struct dye_chance c;

	l.prospect.stripped = true;
	ck_assert_int_eq(dye_outlook_chance(&l, NULL, &c, &err), DYE_OK);
	ck_assert(!c.known);
	ck_assert_int_eq(dye_outlook_chance(&l, &units, &c, &err), DYE_OK);
	ck_assert(c.known);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("outlook");

	tcase_add_test(tests, finds_marks);
	tcase_add_test(tests, symbols_alone);
	tcase_add_test(tests, units_alone);
	tcase_add_test(tests, together);
	tcase_add_test(tests, respelt);
	tcase_add_test(tests, mixed_by_cell);
	tcase_add_test(tests, mixed_by_cell_in_one_column);
	tcase_add_test(tests, several_sources);
	tcase_add_test(tests, not_known);
	return suite_run("outlook", tests);
}
