/*
 * test_windows.c: rows leave sorted within windows, everything else stays in its place; and what neighbours in a column show. Expected values by hand.
 */
#include <math.h>
#include <stdio.h>

#include "tests/suite.h"
#include "watermark/embed/windows.h"
#include "watermark/marks/core/neighbours.h"

static struct dye_buffer left;
static size_t born_left;

static enum dye_code
keep(void * cookie, struct dye_slice row, bool born, struct dye_error * err)
{

	(void)cookie;
	born_left += born;
	return dye_buffer_append_slice(&left, row, err);
}

static void
add(struct dye_windows * w, const char * row, uint64_t place, uint64_t runs)
{
	struct dye_rank rank = {.place = place, .again = 1000 + place, .runs = runs, .ranked = place > 0};

	ck_assert_int_eq(dye_windows_row(w, (struct dye_slice){row, strlen(row)}, &rank, false, NULL), DYE_OK);
}

static struct dye_windows
begin(void)
{

	dye_buffer_reset(&left);
	return (struct dye_windows){.out = {.row = keep}};
}

static void
expect(struct dye_windows * w, const char * text)
{

	ck_assert_int_eq(dye_windows_finish(w, NULL), DYE_OK);
	ck_assert_uint_eq(left.len, strlen(text));
	ck_assert_int_eq(memcmp(left.data, text, left.len), 0);
	dye_windows_release(w);
}

/* Place 0: none. */
START_TEST(test_what_is_no_row_stays)
{
	struct dye_windows w = begin();

	add(&w, "head\n", 0, 0);
	add(&w, "c\n", 30, 0);
	add(&w, "\n", 0, 0);
	add(&w, "a\n", 10, 0);
	add(&w, "# remark\n", 0, 0);
	add(&w, "b\n", 20, 0);
	add(&w, "\n\n", 0, 0);
	expect(&w, "head\na\n\nb\n# remark\nc\n\n\n");
}
END_TEST

START_TEST(test_a_last_row_without_line_end_stays_the_last)
{
	static const struct dye_rank rank = {.place = 1, .ranked = true};
	struct dye_windows w = begin();

	add(&w, "b\n", 20, 0);
	add(&w, "a\n", 10, 0);
	add(&w, "z", 5, 0);
	/* An invented row that waited for the end. */
	ck_assert_int_eq(dye_windows_row(&w, DYE_SLICE("x\n"), &rank, true, NULL), DYE_OK);
	expect(&w, "a\nb\nzx\n");
	ck_assert_uint_eq(born_left, 1);
}
END_TEST

/* A column that said one thing so far may be what the file is sorted by. */
START_TEST(test_runs_are_kept_apart)
{
	struct dye_windows w = begin();

	add(&w, "b\n", 20, 7);
	add(&w, "a\n", 10, 7);
	add(&w, "d\n", 4, 8);
	add(&w, "c\n", 3, 8);
	add(&w, "e\n", 1, 7);
	expect(&w, "a\nb\nc\nd\ne\n");
}
END_TEST

/*
 * Rows that have one place do not stand together, which would show it: the first keeps it, and the next two get the first two numbers of SplitMix64 from 1003
 * 0x9a98... and 0x6abf... (computed with Python), both above 2^62.
 */
START_TEST(test_repeats_are_put_elsewhere)
{
	struct dye_windows w = begin();

	add(&w, "three\n", 3, 0);
	add(&w, "again\n", 3, 0);
	add(&w, "once more\n", 3, 0);
	add(&w, "far\n", UINT64_C(1) << 62, 0);
	add(&w, "four\n", 4, 0);
	expect(&w, "three\nfour\nfar\nonce more\nagain\n");
}
END_TEST

/* Numbered rows whose places run backwards: a window turns them round. */
static void
check_windows(unsigned rows, const unsigned * ends, unsigned count)
{
	struct dye_windows w = begin();
	struct dye_buffer want = {0};
	char text[32];
	unsigned i, k, from = 0;

	for (i = 0; i < rows; i++) {
		(void)snprintf(text, sizeof(text), "%u\n", i);
		add(&w, text, rows - i, 0);
	}
	for (k = 0; k < count; from = ends[k++])
		for (i = ends[k]; i > from; i--)
			ck_assert_int_eq(dye_buffer_printf(&want, NULL, "%u\n", i - 1), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&want, '\0', NULL), DYE_OK);
	expect(&w, want.data);
	dye_buffer_release(&want);
}

/* A short window is joined to the one before it, and never longer than two. */
START_TEST(test_windows)
{

	check_windows(5, (const unsigned[]){5}, 1);
	check_windows(DYE_WINDOW_ROWS, (const unsigned[]){DYE_WINDOW_ROWS}, 1);
	check_windows(2 * DYE_WINDOW_ROWS - 1, (const unsigned[]){2 * DYE_WINDOW_ROWS - 1}, 1);
	check_windows(2 * DYE_WINDOW_ROWS, (const unsigned[]){DYE_WINDOW_ROWS, 2 * DYE_WINDOW_ROWS}, 2);
	check_windows(3 * DYE_WINDOW_ROWS + 10,
	    (const unsigned[]){DYE_WINDOW_ROWS, 2 * DYE_WINDOW_ROWS, 3 * DYE_WINDOW_ROWS + 10}, 3);
}
END_TEST

/* Rows longer than usual: memory says when a window ends. */
START_TEST(test_long_rows)
{
	static char text[4 << 20];
	struct dye_windows w = begin();
	struct dye_rank rank = {.ranked = true};
	size_t i, most = 0;

	for (i = 0; i < sizeof(text); i++)
		text[i] = i + 1 < sizeof(text) ? 'a' : '\n';
	for (i = 0; i < 40; i++) {
		rank.place = 40 - i;
		ck_assert_int_eq(
		    dye_windows_row(&w, (struct dye_slice){text, sizeof(text)}, &rank, false, NULL), DYE_OK);
		most = w.bytes.len > most ? w.bytes.len : most;
	}
	ck_assert_uint_le(most, DYE_WINDOW_BYTES + sizeof(text));
	ck_assert_int_eq(dye_windows_finish(&w, NULL), DYE_OK);
	ck_assert_uint_eq(left.len, 40 * sizeof(text));
	dye_windows_release(&w);
}
END_TEST

/* ---- neighbours ---- */

static struct dye_neighbours_look
look_at(const char * const * cells, size_t count)
{
	struct dye_neighbours n = {0};
	struct dye_neighbours_look look;
	size_t i;

	for (i = 0; i < count; i++)
		ck_assert_int_eq(dye_neighbours_add(&n, (struct dye_slice){cells[i], strlen(cells[i])}, NULL), DYE_OK);
	ck_assert_int_eq(dye_neighbours_judge(&n, &look, NULL), DYE_OK);
	dye_neighbours_release(&n);
	return look;
}

#define LOOK(...) \
	look_at((const char * const[]){__VA_ARGS__}, sizeof((const char * const[]){__VA_ARGS__}) / sizeof(char *))

/*
 * 30, 10, 20, 50, 40: pairs of ranks (2, 0), (0, 1), (1, 4), (4, 3), about their means (1.75 and 2): products 2, squares 8.75 and 10. a, a, b, b: of 3 pairs
 * 2 are equal, 3/2 in the mean; the variance counts as 1.
 */
START_TEST(test_neighbours_by_hand)
{

	ck_assert_double_eq_tol(LOOK("30", "10", "20", "50", "40").correlation, 2 / sqrt(87.5), 1e-12);
	ck_assert_double_eq_tol(LOOK("a", "a", "b", "b").surplus, 0.5, 1e-12);
	ck_assert_uint_eq(LOOK("a", "", "b", "").count, 1);
}
END_TEST

/*
 * 1, 2 and, from elsewhere in the table, 4, 3: pairs of ranks (0, 1) and (3, 2), about their means (1.5 each): products 1.5, squares 4.5 and 0.5. As neighbours
 * throughout (1, 3) is one more, about 4/3 and 2: products 1, squares 14/3 and 2.
 */
START_TEST(test_rows_that_were_passed_over)
{
	static const char * const cells[] = {"1", "2", "4", "3"};
	struct dye_neighbours n = {0};
	struct dye_neighbours_look look;

	for (size_t i = 0; i < 4; i++) {
		if (i == 2)
			dye_neighbours_break(&n);
		ck_assert_int_eq(dye_neighbours_add(&n, (struct dye_slice){cells[i], 1}, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_neighbours_judge(&n, &look, NULL), DYE_OK);
	dye_neighbours_release(&n);
	ck_assert_uint_eq(look.count, 2);
	ck_assert_double_eq_tol(look.correlation, 1, 1e-12);
	ck_assert_double_eq_tol(LOOK("1", "2", "4", "3").correlation, 1 / sqrt(28.0 / 3), 1e-12);
}
END_TEST

START_TEST(test_sorted)
{

	ck_assert(LOOK("1", "2", "10", "11").sorted); /* as numbers */
	ck_assert(LOOK("b", "b", "a", "", "A").sorted);
	ck_assert(LOOK("1", "1", "2").sorted);
	ck_assert(!LOOK("x", "x", "x").sorted);
	ck_assert(!LOOK("2", "1", "3", "1").sorted);
	ck_assert(!LOOK("x").sorted);
	ck_assert(!LOOK("").sorted);
}
END_TEST

/* By day, month, year: bytes do not go one way, but nearly. Two years, each day once. */
START_TEST(test_sorted_in_another_alphabet)
{
	struct dye_neighbours n = {0};
	struct dye_neighbours_look look;
	char text[16];
	int i;

	for (i = 0; i < 744; i++) {
		(void)snprintf(text, sizeof(text), "%02d/%02d/%d", i % 31 + 1, i / 31 % 12 + 1, 2020 + i / 372);
		ck_assert_int_eq(dye_neighbours_add(&n, (struct dye_slice){text, strlen(text)}, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_neighbours_judge(&n, &look, NULL), DYE_OK);
	ck_assert_double_lt(look.correlation, 0.95);
	ck_assert(look.sorted);
	dye_neighbours_release(&n);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("windows");

	tcase_add_test(t, test_what_is_no_row_stays);
	tcase_add_test(t, test_a_last_row_without_line_end_stays_the_last);
	tcase_add_test(t, test_runs_are_kept_apart);
	tcase_add_test(t, test_repeats_are_put_elsewhere);
	tcase_add_test(t, test_windows);
	tcase_add_test(t, test_long_rows);
	tcase_add_test(t, test_neighbours_by_hand);
	tcase_add_test(t, test_rows_that_were_passed_over);
	tcase_add_test(t, test_sorted);
	tcase_add_test(t, test_sorted_in_another_alphabet);
	return suite_run("windows", t);
}
