/*
 * test_follow.c: dates that come after another of their row do so in invented records. Rows and what is expected are made by hand.
 */
#include <stdio.h>

#include "tests/suite.h"
#include "watermark/marks/canary/follow.h"

enum { ORDERED, PAID, SHIPPED, ASKED, BORN, OTHER, COUNT_OF_ROW, COLUMNS };

/* What each is, and what it follows. */
static const struct {
	const char *name, *kind;
	uint32_t leader;
	bool before;
} expected[COLUMNS] = {
    {"ordered", "datetime", DYE_NO_CELL, false},
    {"paid", "datetime", ORDERED, false},
    {"shipped", "datetime", ORDERED, false},
    {"asked", "datetime", ORDERED, true},
    /* Always before, whatever the row: nothing hangs on it. */
    {"born", "datetime", DYE_NO_CELL, false},
    {"other", "datetime", DYE_NO_CELL, false},
    {"count", "number", DYE_NO_CELL, false},
};
static struct dye_profile_column columns[COLUMNS];
static struct dye_canary_column whole_columns[COLUMNS];
static const struct dye_canary_columns whole = {.columns = whole_columns, .count = COLUMNS};
static struct dye_donor_pool pool;
static struct dye_follow found[COLUMNS];

static struct dye_slice
slice_of(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* A day of 2023 and 2024, from 0 on, as months of 28 days. */
static void
put_day(char cell[64], unsigned day, const char * time)
{

	(void)snprintf(cell, 64, "%u-%02u-%02u%s", 2023 + day / 336, 1 + day / 28 % 12, 1 + day % 28, time);
}

static void
put(char cells[COLUMNS][64], unsigned i)
{
	unsigned day = 3 + i * 331 % 600;

	put_day(cells[ORDERED], day, " 13:05:09");
	put_day(cells[PAID], day + (i % 2 == 0 ? 0 : 2), " 13:05");
	/* One row in 400 was shipped before; that may be. */
	put_day(cells[SHIPPED], i == 77 ? day - 1 : day + i % 5, "");
	put_day(cells[ASKED], day - i % 4, "");
	(void)snprintf(cells[BORN], 64, "19%02u-02-03", 20 + i % 70);
	put_day(cells[OTHER], i * 97 % 600, "");
	(void)snprintf(cells[COUNT_OF_ROW], 64, "%u", i);
}

static void
set_up(void)
{
	char cells[COLUMNS][64];
	struct dye_slice row[COLUMNS];

	dye_donor_pool_begin(&pool, 400);
	for (size_t c = 0; c < COLUMNS; c++) {
		columns[c].name = (char *)(uintptr_t)expected[c].name;
		columns[c].kind = dye_kind_find(expected[c].kind);
		whole_columns[c] = (struct dye_canary_column){.column = &columns[c], .part = DYE_PART_KEEP};
		ck_assert_int_eq(dye_donor_pool_name(&pool, slice_of(expected[c].name), NULL), DYE_OK);
	}
	for (unsigned i = 0; i < 400; i++) {
		put(cells, i);
		for (size_t c = 0; c < COLUMNS; c++)
			row[c] = slice_of(cells[c]);
		ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_follow_find(&pool, &whole, found, NULL), DYE_OK);
}

static void
tear_down(void)
{

	dye_donor_pool_release(&pool);
}

START_TEST(who_follows_whom)
{

	for (size_t c = 0; c < COLUMNS; c++) {
		ck_assert_msg(found[c].leader == expected[c].leader, "%s: %u", expected[c].name, found[c].leader);
		ck_assert_msg(
		    found[c].leader == DYE_NO_CELL || found[c].before == expected[c].before, "%s", expected[c].name);
	}
}
END_TEST

/* ${cell}, beside ${leader}, in a record that has ${made}. NULL: it cannot be moved. */
static void
expect(unsigned column, const char * cell, const char * leader, const char * made, const char * moved)
{
	struct dye_buffer out = {0};
	bool done;

	ck_assert_int_eq(
	    dye_follow_write(&found[column], slice_of(cell), slice_of(leader), slice_of(made), &out, &done, NULL),
	    DYE_OK);
	ck_assert_msg(done == (moved != NULL), "%s", cell);
	ck_assert_msg(moved == NULL || (out.len == strlen(moved) && memcmp(out.data, moved, out.len) == 0), "%s: %.*s",
	    moved, (int)out.len, out.data);
	dye_buffer_release(&out);
}

START_TEST(as_many_days_further)
{

	expect(SHIPPED, "2023-03-01", "2023-02-28 13:05:09", "2024-02-28 13:05:09", "2024-02-29");
	expect(ASKED, "2023-03-04", "2023-03-04 13:05:09", "2023-01-02 00:00:00", "2023-01-02");
	expect(ASKED, "2023-03-03", "2023-03-04 13:05:09", "2023-03-09 00:00:00", "2023-03-08");
}
END_TEST

/* Paid two hours after, in the morning, and drawn for the evening: two hours after. */
START_TEST(as_much_time_further)
{

	expect(PAID, "2023-03-04 10:05", "2023-03-04 08:05:00", "2023-05-31 20:00:30", "2023-05-31 22:00");
	/* So is a row that has them in the other order itself. */
	expect(PAID, "2023-03-01 10:05", "2023-03-04 08:05:00", "2023-05-31 20:00:30", "2023-05-28 22:00");
}
END_TEST

/* The last was shipped on day 606, 2024-10-19, 739,177 days after 0001-01-01 (date.toordinal() of Python). Half of the way there is half of what is left. */
START_TEST(no_later_than_any)
{

	ck_assert_uint_eq(found[SHIPPED].last, 739177 * UINT64_C(86400000000));
	expect(SHIPPED, "2024-10-04", "2024-09-19 00:00:00", "2024-10-09 00:00:00", "2024-10-14");
}
END_TEST

START_TEST(what_cannot_be_moved)
{

	expect(PAID, "", "2023-03-04 08:05:00", "2023-05-31 20:00:30", NULL);
	expect(PAID, "2023-03-04 10:05", "", "2023-05-31 20:00:30", NULL);
	expect(PAID, "2023-03-04 10:05", "2023-03-04 08:05:00", "", NULL);
	/* Never, and before there were clocks. */
	expect(PAID, "9999-12-31 23:59", "2023-03-04 08:05:00", "2023-05-31 20:00:30", NULL);
	expect(PAID, "1900-01-01 00:00", "2023-03-04 08:05:00", "2023-05-31 20:00:30", NULL);
	expect(PAID, "soon", "2023-03-04 08:05:00", "2023-05-31 20:00:30", NULL);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {
	    who_follows_whom, as_many_days_further, as_much_time_further, no_later_than_any, what_cannot_be_moved};
	TCase * tcase = tcase_create("follow");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("follow", tcase);
}
