/*
 * test_places.c: where invented records come out among rows of which the order of the file says nothing. What is expected is counted by hand.
 */
#include <stdio.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/embed/places.h"
#include "watermark/marks/core/orderkey.h"

static struct dye_buffer written;

static enum dye_code
put_rows(void * cookie, struct dye_slice rows, struct dye_error * err)
{

	(void)cookie;
	return dye_buffer_append_slice(&written, rows, err);
}

static enum dye_code
put_born(void * cookie, struct dye_slice gap, const struct dye_job_birth * birth, struct dye_error * err)
{

	(void)cookie;
	DYE_TRY(dye_buffer_append_slice(&written, gap, err));
	return dye_buffer_append_slice(&written, dye_buffer_slice(&birth->row), err);
}

static const struct dye_places_out out = {.rows = put_rows, .born = put_born};

/* The keys of "b5": b, then 5, which may lack. "." has no key. */
static struct dye_order_keys
keys_of(const char * text, bool clustered)
{
	struct dye_order_keys keys = {.clustered = clustered};

	if (text[0] != '.')
		dye_order_key_of((struct dye_slice){text, 1}, &keys.first);
	if (text[0] != '\0' && text[1] != '\0')
		dye_order_key_of((struct dye_slice){text + 1, strlen(text + 1)}, &keys.then);
	return keys;
}

/* Blocks of rows between slashes, words between blanks, # is no row of the table; ${record} comes of the last row of block ${home}, and ${spread} tells its place. */
static bool
place(const char * rows, const char * record, size_t home, uint32_t spread, bool clustered, const char * expected)
{
	struct dye_places p = {0};
	struct dye_job job = {0};
	struct dye_birth birth = {.distance = 1, .spread = spread, .order = keys_of(record, clustered)};
	struct dye_job_birth * copy;
	bool welcome = true;

	dye_buffer_reset(&written);
	dye_places_init(&p, &out, clustered ? 0 : 1 << 20);
	for (size_t block = 0; *rows != '\0'; block++) {
		for (; *rows != '\0' && *rows != '/'; rows += strcspn(rows, " /"), rows += *rows == ' ') {
			char word[8] = {0};
			struct dye_order_keys keys;

			memcpy(word, rows, strcspn(rows, " /"));
			keys = keys_of(word, clustered);
			job.beside = word[0] == '#';
			if (!job.beside)
				dye_job_order(&job, &keys);
			ck_assert_int_eq(dye_buffer_printf(&job.out, NULL, "%s ", word), DYE_OK);
			ck_assert_int_eq(dye_job_row_done(&job, (struct dye_slice){NULL, 0}, false, NULL), DYE_OK);
		}
		rows += *rows == '/';
		dye_places_expect(&p, &job);
		if (block == home && (welcome = dye_places_welcome(&p, &job, &birth))) {
			ck_assert_int_eq(dye_job_birth(&job, &birth, &copy, NULL), DYE_OK);
			ck_assert_int_eq(dye_buffer_append(&copy->row, "X ", 2, NULL), DYE_OK);
		}
		ck_assert_int_eq(dye_places_rows(&p, &job, NULL), DYE_OK);
		dye_job_reset(&job);
	}
	ck_assert_int_eq(dye_places_finish(&p, NULL), DYE_OK);
	if (expected != NULL) {
		ck_assert_uint_eq(written.len, strlen(expected));
		ck_assert_msg(memcmp(written.data, expected, written.len) == 0, "%s for %s: %.*s", record, expected,
		    (int)written.len, written.data);
	}
	dye_places_release(&p);
	dye_job_release(&job);
	return welcome;
}

#define QUARTER UINT32_C(0x40000000)

/* Of four places among three equal rows each is a quarter of the draws, whatever block the rows are in. */
START_TEST(anywhere_among_equals)
{
	static const char * const files[] = {"a b b b c ", "a b /b b c ", "a /b /b b /c "};
	static const char * const expected[] = {"a X b b b c ", "a b X b b c ", "a b b X b c ", "a b b b X c "};

	for (size_t f = 0; f < 3; f++)
		for (uint32_t quarter = 0; quarter < 4; quarter++)
			for (size_t home = 0; home < 1 + f; home++) {
				ck_assert(place(files[f], "b", home, quarter * QUARTER + 1, false, expected[quarter]));
				ck_assert(place(
				    files[f], "b", home, quarter * QUARTER + QUARTER - 1, false, expected[quarter]));
			}
	/* The last rows of the file, and before what comes behind all. */
	ck_assert(place("a b b ", "b", 0, UINT32_MAX, false, "a b b X "));
	ck_assert(place("a b b ", "c", 0, 1, false, "a b b X "));
	/* Down. */
	ck_assert(place("c b b a ", "b", 0, 1, false, "c X b b a "));
	ck_assert(place("c b b a ", "b", 0, UINT32_MAX, false, "c b b X a "));
}
END_TEST

/* What belongs before the first row comes behind the header all the same; and before what stands at the end. */
START_TEST(never_above_the_header)
{

	for (uint32_t quarter = 0; quarter < 4; quarter++) {
		ck_assert(place("# b c d ", "a", 0, quarter * QUARTER + 1, false, "# X b c d "));
		ck_assert(place("# # b /c d ", "a", 1, quarter * QUARTER + 1, false, "# # X b c d "));
	}
	ck_assert(place("# b b c ", "b", 0, 1, false, "# X b b c "));
}
END_TEST

/* Where the second column is in order among equals, that says where. */
START_TEST(second_column_first)
{

	ck_assert(place("a2 b1 b3 b7 c0 ", "b5", 0, 1, false, "a2 b1 b3 X b7 c0 "));
	ck_assert(place("a2 b1 b3 b7 c0 ", "b9", 0, 1, false, "a2 b1 b3 b7 X c0 "));
	ck_assert(place("a2 b7 b1 b3 c0 ", "b5", 0, QUARTER + 1, false, "a2 b7 X b1 b3 c0 "));
}
END_TEST

/* Rows without a value say nothing: a record that has one may stand among them, and one that has none stands beside them or stays away. */
START_TEST(rows_without_a_value)
{

	ck_assert(place("a . . c ", "b", 0, 1, false, "a X . . c "));
	ck_assert(place("a . . c ", "b", 0, UINT32_MAX / 2, false, "a . X . c "));
	ck_assert(place("a . . c ", "b", 0, UINT32_MAX, false, "a . . X c "));
	ck_assert(place("a b c . . ", ".", 0, 1, false, "a b c X . . "));
	ck_assert(place("a b c . . ", ".", 0, UINT32_MAX, false, "a b c . . X "));
	ck_assert(place(". . a b c ", ".", 0, UINT32_MAX / 2, false, ". X . a b c "));
	ck_assert(!place("a b c d ", ".", 0, 1, false, "a b c d "));
}
END_TEST

/* Rows of one value stand together, in no order: a record stands among those that have its own, or stays away. */
START_TEST(among_its_own)
{

	ck_assert(place("c c c a a b b ", "a", 0, 1, true, "c c c X a a b b "));
	ck_assert(place("c c c a a b b ", "a", 0, UINT32_MAX / 2, true, "c c c a X a b b "));
	ck_assert(place("c c c a a b b ", "a", 0, UINT32_MAX, true, "c c c a a X b b "));
	ck_assert(place("c c /c a a b b ", "a", 1, UINT32_MAX, true, "c c c a a X b b "));
	ck_assert(!place("c c c /a a b b ", "a", 0, 1, true, "c c c a a b b "));
	/* In the order that they have among themselves. */
	ck_assert(place("c9 a1 a3 a7 b2 ", "a5", 0, 1, true, "c9 a1 a3 X a7 b2 "));
}
END_TEST

/* Records whose place comes behind all rows wait for it; of more than can wait none comes, for one would come out too early and show. */
START_TEST(no_more_than_can_wait)
{
	struct dye_birth birth = {.distance = 1, .spread = 1, .within = true};
	struct dye_places p = {0};
	struct dye_job job = {0};
	struct dye_job_birth * copy;
	size_t welcome = 0;

	dye_order_key_of((struct dye_slice){"z", 1}, &birth.order.first);
	dye_buffer_reset(&written);
	dye_places_init(&p, &out, 1 << 10);
	for (unsigned i = 0; i < 4200; i++) {
		char word[16];
		struct dye_order_keys keys = {0};

		(void)snprintf(word, sizeof(word), "a%04u", i);
		dye_order_key_of((struct dye_slice){word, 5}, &keys.first);
		dye_job_order(&job, &keys);
		ck_assert_int_eq(dye_buffer_printf(&job.out, NULL, "%s ", word), DYE_OK);
		ck_assert_int_eq(dye_job_row_done(&job, (struct dye_slice){NULL, 0}, false, NULL), DYE_OK);
		dye_places_expect(&p, &job);
		if (dye_places_welcome(&p, &job, &birth)) {
			ck_assert_int_eq(dye_job_birth(&job, &birth, &copy, NULL), DYE_OK);
			ck_assert_int_eq(dye_buffer_append(&copy->row, "X ", 2, NULL), DYE_OK);
			welcome++;
		}
		ck_assert_int_eq(dye_places_rows(&p, &job, NULL), DYE_OK);
		dye_job_reset(&job);
	}
	ck_assert_int_eq(dye_places_finish(&p, NULL), DYE_OK);
	ck_assert_uint_eq(welcome, 4096);
	ck_assert_uint_eq(written.len, 4200 * 6 + 2 * 4096);
	ck_assert_int_eq(memcmp(written.data + (size_t)4199 * 6, "a4199 X X ", 10), 0);
	dye_places_release(&p);
	dye_job_release(&job);
}
END_TEST

static void
expect_order(const char * before, const char * after, enum dye_collation collation, bool holds)
{
	struct dye_file_order order = {0};
	struct dye_order_key key;

	dye_order_key_collated((struct dye_slice){before, strlen(before)}, collation, &key);
	dye_file_order_add(&order, &key);
	dye_order_key_collated((struct dye_slice){after, strlen(after)}, collation, &key);
	dye_file_order_add(&order, &key);
	ck_assert_msg(
	    (dye_file_order_holds(&order) && order.breaks[2] == 0) == holds, "%s %s %d", before, after, collation);
}

/* As utf8mb4_0900_ai_ci of MySQL and en_US.UTF-8 of the GNU C library sort these. */
START_TEST(alphabets)
{

	expect_order("anna", "Bert", DYE_BY_BYTES, false);
	expect_order("anna", "Bert", DYE_BY_SIGNS, true);
	expect_order("\xC3\x89"
		     "dith",
	    "Emil", DYE_BY_SIGNS, true);
	expect_order("de Vries", "Dean", DYE_BY_SIGNS, true);
	expect_order("Dean", "de Vries", DYE_BY_LETTERS, true);
	expect_order("Dean", "de Vries", DYE_BY_SIGNS, false);
	expect_order("O'Hara", "Ohm", DYE_BY_LETTERS, true);
	expect_order("-", "a", DYE_BY_LETTERS, true);
}
END_TEST

/* What is in order as times, and not as bytes. */
START_TEST(orders_of_times)
{

	expect_order("2/1/2024", "10/1/2024", DYE_BY_TIME, true);
	expect_order("2/1/2024", "10/1/2024", DYE_BY_BYTES, false);
	expect_order("31/01/2024", "01/02/2024", DYE_BY_TIME_DAY_FIRST, true);
	expect_order("31/01/2024", "01/02/2024", DYE_BY_BYTES, false);
	expect_order("02/03/2024", "03/02/2024", DYE_BY_TIME, true);
	expect_order("02/03/2024", "03/02/2024", DYE_BY_TIME_DAY_FIRST, false);
	expect_order("9/30/99 23:59", "1/1/00 0:01", DYE_BY_TIME, true);
	expect_order("02-JAN-24", "01-FEB-24", DYE_BY_TIME, true);
	expect_order("2024-01-02 9:30", "2024-01-02 10:00", DYE_BY_TIME, true);
	/* What is no time stands behind all times. */
	expect_order("1/1/2024", "-", DYE_BY_TIME, true);
}
END_TEST

/* 1,000 numbers upwards, each ${times} times, of which after ${first} rows some stand too early, ${runs} times; whether that is an order. */
static bool
holds_with(unsigned first, unsigned runs, unsigned times)
{
	struct dye_file_order order = {0};
	struct dye_order_key key;
	char text[16];

	for (unsigned i = 0; i < 1000 * times; i++) {
		bool early = i / times >= first && i / times < first + 10 * runs && i / times % 10 == 5;

		(void)snprintf(text, sizeof(text), "%u", early ? 7 : 10 + i / times);
		dye_order_key_of((struct dye_slice){text, strlen(text)}, &key);
		dye_file_order_add(&order, &key);
	}
	return dye_file_order_holds(&order) && order.number_up;
}

/* Values in this order, each 100 times. */
static bool
holds_grouped(const char * values)
{
	struct dye_file_order order = {0};
	struct dye_order_key key;

	for (; *values != '\0'; values++)
		for (unsigned i = 0; i < 100; i++) {
			dye_order_key_of((struct dye_slice){values, 1}, &key);
			dye_file_order_add(&order, &key);
		}
	return dye_file_order_holds(&order);
}

/* One break to 20 rows that are not equal to the one before, and two more while they come. */
START_TEST(some_rows_stand_anywhere)
{

	ck_assert(holds_with(900, 0, 1));
	ck_assert(holds_with(0, 1, 1));
	ck_assert(holds_with(100, 5, 1));
	ck_assert(!holds_with(0, 40, 1));
	ck_assert(!holds_with(100, 40, 1));
	/* Many rows of each do not make it more of an order. */
	ck_assert(holds_with(100, 5, 50));
	ck_assert(!holds_with(100, 40, 50));
	ck_assert(holds_grouped("1234567"));
	ck_assert(!holds_grouped("1324567"));
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {anywhere_among_equals, never_above_the_header, orders_of_times,
	    second_column_first, rows_without_a_value, among_its_own, no_more_than_can_wait, alphabets,
	    some_rows_stand_anywhere};
	TCase * tcase = tcase_create("places");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("places", tcase);
}
