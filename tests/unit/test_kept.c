/*
 * test_kept.c: what a record may have of its parent, by what the column held when it was learned and what the head of the export shows. The kinds are
 * those of the program.
 */
#include <stdio.h>

#include "tests/suite.h"
#include "watermark/marks/canary/kept.h"

#define ROWS 5000 /* of the profile */

static struct dye_profile_column column;
static struct dye_head head;
static struct dye_canary_kept kept;

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* A column of so many values in ROWS rows, ${empty} of which had none. */
static void
learned(const char * kind, uint64_t distinct, uint64_t empty)
{

	column = (struct dye_profile_column){
	    .name = (char[]){"x"}, .kind = dye_kind_find(kind), .distinct = distinct, .empty = empty};
	ck_assert_ptr_nonnull(column.kind);
	dye_head_release(&head);
	ck_assert_int_eq(dye_head_init(&head, 1, NULL), DYE_OK);
}

/* ${count} rows of the export: ${format} with a number of ${values}, one after the other. */
__attribute__((format(printf, 3, 0))) static void
rows(unsigned count, unsigned values, const char * format)
{

	for (unsigned i = 0; i < count; i++) {
		char text[64];
		int len = snprintf(text, sizeof(text), format, 104729 + i % values);
		struct dye_cell cell = {.text = {text, (size_t)len}};
		struct dye_row row = {.cells = &cell, .cell_count = 1};

		ck_assert_int_eq(dye_head_add(&head, &row, NULL), DYE_OK);
	}
}

static void
judge(void)
{

	dye_canary_kept_release(&kept);
	ck_assert_int_eq(dye_canary_kept_init(&kept, &column, ROWS, &head, 0, NULL), DYE_OK);
}

static bool
may(const char * text)
{
	struct dye_parse scratch = {0};
	bool yes;

	ck_assert_int_eq(dye_canary_kept_may(&kept, &column, slice(text), &scratch, &yes, NULL), DYE_OK);
	dye_parse_release(&scratch);
	return yes;
}

START_TEST(a_column_that_was_empty_has_nothing)
{

	learned("text", 0, ROWS);
	rows(1000, 2, "plan %u");
	judge();
	ck_assert(may(""));
	ck_assert(may("NULL"));
	ck_assert(!may("plan 104729"));
	ck_assert(!may("x"));
}
END_TEST

/* Masked, or without a value by words, on the day of learn: what stands in every row since. */
static const struct {
	const char *kind, *format, *one;
	uint64_t distinct, empty;
} masked[] = {
    {"category", "%u", "104730", 1, 0},
    {"category", "C%07u", "C0104730", 1, ROWS},
    {"category", "C%07u", "C0104730", 3, ROWS},
    {"category", "p%u@example.org", "p104730@example.org", 1, 0},
    {"category", "+8613900%u", "+8613900104730", 1, 0},
    {"text", "%u Main Street", "104730 Main Street", 1, 0},
    /* 84 values, of 60 rows each. */
    {"opaque-id", "C%07u", "C0104730", 84, 0},
};

START_TEST(a_mask_is_not_the_value_behind_it)
{

	learned(masked[_i].kind, masked[_i].distinct, masked[_i].empty);
	ck_assert_int_eq(dye_canary_part(&column, ROWS), DYE_PART_KEEP);
	rows(1000, 1000, masked[_i].format);
	judge();
	ck_assert(!may(masked[_i].one));
	ck_assert(may(""));
	ck_assert(may("N/A"));
}
END_TEST

START_TEST(one_row_without_the_mask)
{

	learned("category", 1, 0);
	rows(999, 1, "***");
	rows(1, 1, "C%07u");
	judge();
	ck_assert(may("***"));
	ck_assert(!may("C0104729"));
	/* Behind the head. */
	ck_assert(!may("C0000815"));
	ck_assert(!may("John Smith"));
	ck_assert(!may("john.smith@example.org"));
}
END_TEST

/* A real name is not kept for being that of several. */
START_TEST(a_name_that_many_have)
{

	learned("category", 1, 0);
	rows(500, 1, "John Smith");
	rows(500, 500, "J%u");
	judge();
	ck_assert(!may("John Smith"));
}
END_TEST

/* One odd cell in a column of a few values. */
START_TEST(a_contact_in_an_honest_column)
{

	learned("category", 3, 0);
	rows(1000, 3, "plan %u");
	judge();
	ck_assert(may("plan 104730"));
	ck_assert(!may("john.smith@example.org"));
	ck_assert(!may("+1 415 555 0123"));
	/* A channel of sales that is a mailbox. */
	learned("category", 3, 0);
	rows(500, 1, "web");
	rows(300, 1, "sales@example.org");
	judge();
	ck_assert(may("sales@example.org"));
	ck_assert(!may("john.smith@example.org"));
}
END_TEST

/* What a table gets in time, and what is beyond the head, is kept: so are all values of a column that was learned with many. */
START_TEST(an_honest_column_stays)
{

	learned("category", 3, 0);
	rows(1000, 6, "plan %u");
	judge();
	ck_assert(may("plan 104734") && may("plan 7") && may("pro"));
	/* Fewer than four rows had one value when it was learned: it is of a kind that is kept all the same. */
	learned("category", 1300, 0);
	rows(1000, 1000, "town %u");
	judge();
	ck_assert(may("town 104729") && may("town 7"));
	learned("category", 800, 0);
	rows(1000, 1000, "town %u");
	judge();
	ck_assert(may("town 104729") && may("town 7"));
}
END_TEST

/* Of a column that has become another those values are kept that stand in several rows. */
START_TEST(values_of_several_rows)
{

	learned("category", 3, 0);
	rows(996, 7, "plan %u");
	rows(3, 1, "odd");
	judge();
	ck_assert(may("plan 104729") && may("PLAN 104735"));
	ck_assert(!may("odd") && !may("plan 7"));
	/* A key needs fifty, as learn wants it: 1,000 rows of 20 and of 21 values. */
	learned("opaque-id", 4, 0);
	rows(1000, 20, "B%u");
	judge();
	ck_assert(may("B104729"));
	learned("opaque-id", 4, 0);
	rows(1000, 21, "B%u");
	judge();
	/* 1,000 = 47 * 21 + 13: no value has fifty. */
	ck_assert(!may("B104729"));
}
END_TEST

/* A constant of the table in exports of any size, a key among them. */
START_TEST(a_constant_stays)
{

	learned("category", 1, 0);
	rows(1, 1, "active");
	judge();
	ck_assert(may("active"));
	learned("category", 1, 0);
	rows(2, 1, "B%u");
	judge();
	ck_assert(may("B104729"));
	/* One row: nobody can tell. */
	learned("category", 1, 0);
	rows(1, 1, "B%u");
	judge();
	ck_assert(!may("B104729"));
}
END_TEST

/* Times are kept, unless they name the rows: the first month of a table had one date. */
START_TEST(times_by_their_form)
{

	learned("datetime", 1, 0);
	rows(1000, 300, "2024-03-02 10:15 %u");
	judge();
	ck_assert(may("2026-01-02"));
	ck_assert(!may("C0000815"));
}
END_TEST

/* Numbers that do not repeat are keys, although they look like numbers. */
START_TEST(numbers_that_name_rows)
{

	learned("number", 1, 0);
	rows(1000, 1000, "%u.50");
	judge();
	ck_assert(!may("104729.50"));
	learned("number", 1, 0);
	rows(1000, 900, "%u.50");
	judge();
	ck_assert(may("104729.50"));
}
END_TEST

static void
clear(void)
{

	dye_canary_kept_release(&kept);
	dye_head_release(&head);
}

int
main(void)
{
	TCase * t = tcase_create("kept");

	tcase_add_checked_fixture(t, NULL, clear);
	tcase_add_test(t, a_column_that_was_empty_has_nothing);
	tcase_add_loop_test(t, a_mask_is_not_the_value_behind_it, 0, sizeof(masked) / sizeof(masked[0]));
	tcase_add_test(t, one_row_without_the_mask);
	tcase_add_test(t, a_name_that_many_have);
	tcase_add_test(t, a_contact_in_an_honest_column);
	tcase_add_test(t, an_honest_column_stays);
	tcase_add_test(t, values_of_several_rows);
	tcase_add_test(t, a_constant_stays);
	tcase_add_test(t, times_by_their_form);
	tcase_add_test(t, numbers_that_name_rows);
	return suite_run("kept", t);
}
