/* test_returns.c: at which canary that came back a source is not read any further, and which of them then burn. */
#include <string.h>

#include "tests/suite.h"
#include "watermark/marks/canary/returns.h"

static struct dye_returns returns;
static struct dye_error err;

static void
set_up(void)
{

	returns = (struct dye_returns){0};
}

static void
tear_down(void)
{

	dye_returns_release(&returns);
}

/* The row at ${index} shows the canary of ${recipient} with number ${parent}. */
static enum dye_code
show(uint64_t index, uint64_t recipient, uint8_t parent, bool burned)
{
	struct dye_canary_unit unit = {.dataset = 1, .recipient = recipient, .burned = burned};

	memset(unit.parent, parent, sizeof(unit.parent));
	dye_returns_row(&returns, index, index + 1);
	err = (struct dye_error){0};
	return dye_returns_add(&returns, &unit, &err);
}

START_TEST(eight_of_one_account_at_the_beginning)
{
	uint8_t i;

	for (i = 0; i < 7; i++) {
		ck_assert_int_eq(show(100 + i, 5, i, false), DYE_OK);
		ck_assert_int_eq(show(200 + i, 6, i, false), DYE_OK);
	}
	ck_assert_int_eq(show(999, 5, 7, false), DYE_EREFUSED);
	ck_assert_ptr_nonnull(strstr(err.message, "rows 101, 102, 103, 104, 105, 106, 107, 1000)"));
	ck_assert_uint_eq(returns.count, 15);
	/* What is behind it is not met. */
	ck_assert_int_eq(show(1001, 7, 1, false), DYE_EREFUSED);
	ck_assert_uint_eq(returns.count, 15);
}
END_TEST

START_TEST(later_they_are_records_that_were_entered_again)
{
	uint8_t i;

	for (i = 0; i < 100; i++)
		ck_assert_int_eq(show(1001u + i, 5, i, false), DYE_OK);
	ck_assert_uint_eq(returns.all, 100);
}
END_TEST

START_TEST(each_counts_once)
{
	uint8_t i;

	for (i = 0; i < 100; i++)
		ck_assert_int_eq(show(1u + i, 5, i % 7, false), DYE_OK);
	ck_assert_uint_eq(returns.count, 7);
}
END_TEST

/* Of whatever accounts, anywhere: no row is the record of several people. */
START_TEST(two_in_one_row)
{

	ck_assert_int_eq(show(50000, 10, 0, false), DYE_OK);
	ck_assert_int_eq(show(50001, 11, 1, false), DYE_OK);
	ck_assert_int_eq(show(50001, 12, 2, false), DYE_EREFUSED);
	ck_assert_uint_eq(err.row, 50002);
	ck_assert_uint_eq(returns.count, 3);
}
END_TEST

/* A row of the table in which they stand must not stop everybody for good. */
START_TEST(what_was_burned_before_costs_nothing_in_one_row)
{
	uint8_t i;

	for (i = 0; i < 20; i++)
		ck_assert_int_eq(show(10, 5, i, true), DYE_OK);
	ck_assert_int_eq(show(10, 5, 20, false), DYE_OK);
	ck_assert_uint_eq(returns.count, 21);
	ck_assert_uint_eq(returns.all, 2);
	ck_assert_int_eq(show(10, 5, 21, false), DYE_EREFUSED);
}
END_TEST

/* And a copy that is given again must not cost eight more. */
START_TEST(what_was_burned_before_tells_a_copy)
{
	uint8_t i;

	for (i = 0; i < 7; i++)
		ck_assert_int_eq(show(10u + i, 5, i, true), DYE_OK);
	ck_assert_int_eq(show(17, 5, 7, true), DYE_EREFUSED);
}
END_TEST

/* Of 599 rows three are a copy's, of 800 they are not; rows that stay do not count. */
START_TEST(at_the_end)
{
	uint8_t i;

	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(show(2000u + i, 5, i, i == 2), DYE_OK);
		if (i > 0)
			dye_returns_whole(&returns);
	}
	ck_assert_int_eq(dye_returns_end(&returns, 800, &err), DYE_OK);
	ck_assert_int_eq(dye_returns_end(&returns, 799, &err), DYE_EREFUSED);
	ck_assert_ptr_nonnull(strstr(err.message, "rows 2002, 2003, 2004)"));
}
END_TEST

START_TEST(many_at_the_end)
{
	uint8_t i;

	for (i = 0; i < 20; i++) {
		ck_assert_int_eq(show(2000u + i, 5, i, false), DYE_OK);
		dye_returns_whole(&returns);
	}
	ck_assert_int_eq(dye_returns_end(&returns, 1000, &err), DYE_EREFUSED);
	ck_assert_ptr_nonnull(strstr(err.message, "2007, 2008 and 12 more)"));
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("returns");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, eight_of_one_account_at_the_beginning);
	tcase_add_test(t, later_they_are_records_that_were_entered_again);
	tcase_add_test(t, each_counts_once);
	tcase_add_test(t, two_in_one_row);
	tcase_add_test(t, what_was_burned_before_costs_nothing_in_one_row);
	tcase_add_test(t, what_was_burned_before_tells_a_copy);
	tcase_add_test(t, at_the_end);
	tcase_add_test(t, many_at_the_end);
	return suite_run("returns", t);
}
