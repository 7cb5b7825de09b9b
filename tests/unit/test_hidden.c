/* test_hidden.c: whether the order of a table's rows says something: by what cells say, and wherever in the table it shows. Expected values by hand. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/learn/hidden.h"
#include "watermark/learn/sortkey.h"

/* Cells of a kind in the order of what they say; "=" in front: it says what the one before says. */
struct list {
	const char * kind;
	enum dye_days days;
	const char * const * cells;
};

#define LIST(kind, days, ...)                      \
	{                                          \
		kind, days, (const char * const[]) \
		{                                  \
			__VA_ARGS__, NULL          \
		}                                  \
	}

static const struct list lists[] = {
    LIST("number", DYE_DAYS_UNKNOWN, "-1,234.50", "-2", "-0.05", "0.00", "0.10", "9.50", "10.25", "=10.2500", "1,234",
	"=1234", "4.40E+17", "4.5e17", "twelve"),
    LIST("number", DYE_DAYS_UNKNOWN, "$9.90", "$12.50", "$1,000.00"),
    LIST("datetime", DYE_DAYS_DAY_FIRST, "31/12/2023", "02/01/2024", "1/2/2024 00:10", "1/2/2024 13:05", "2 Mar 2024"),
    LIST("datetime", DYE_DAYS_MONTH_FIRST, "12/31/2023", "01/02/2024", "2/1/2024", "=2024-02-01"),
    LIST("datetime", DYE_DAYS_UNKNOWN, "2024-01-02", "2024-01-02 03:04:05", "20240102030406", "2024年1月3日"),
    LIST("category", DYE_DAYS_UNKNOWN, "apple", "=APPLE", "Banana", "cherry", "=Cherry"),
    LIST("opaque-id", DYE_DAYS_UNKNOWN, "7", "=0007", "42", "100", "12345678901", "A-7", "b 1"),
    LIST("address-latin", DYE_DAYS_UNKNOWN, "12 Oak St", "=12 OAK ST.", "12 Pine St"),
};

static void
key_of(const struct list * l, const char * text, struct dye_order_key * key)
{
	struct dye_parse parse = {0};

	ck_assert_int_eq(dye_learn_sort_key(dye_kind_find(l->kind), l->days, (struct dye_slice){text, strlen(text)},
			     &parse, key, NULL),
	    DYE_OK);
	ck_assert(!key->whole);
	dye_parse_release(&parse);
}

START_TEST(test_cells_stand_by_what_they_say)
{
	const struct list * l = &lists[_i];
	struct dye_order_key before, key;

	key_of(l, "", &key);
	ck_assert_uint_eq(key.len, 0);
	key_of(l, " N/A ", &key);
	ck_assert_uint_eq(key.len, 0);
	key_of(l, l->cells[0], &before);
	for (size_t i = 1; l->cells[i] != NULL; i++) {
		bool same = l->cells[i][0] == '=';
		size_t shorter;
		int d;

		key_of(l, l->cells[i] + same, &key);
		shorter = before.len < key.len ? before.len : key.len;
		d = memcmp(before.text, key.text, shorter);
		d = d != 0 ? d : (int)before.len - (int)key.len;
		ck_assert_msg(same ? d == 0 : d < 0, "%s: %s", l->kind, l->cells[i]);
		before = key;
	}
}
END_TEST

/* ---- where in the table ---- */

#define ROWS 200000

static void
fill(struct dye_profile_column * columns, struct dye_profile * profile)
{

	columns[0] = (struct dye_profile_column){.kind = dye_kind_find("datetime")};
	columns[1] = (struct dye_profile_column){.kind = dye_kind_find("number")};
	columns[2] = (struct dye_profile_column){.kind = dye_kind_find("category")};
	*profile = (struct dye_profile){.columns = columns, .column_count = 3, .rows = ROWS};
}

/* No order but from row 100,000 on, where the first column goes on by a day every 100 rows. Always the same: SplitMix64. */
static void
write_row(uint64_t i, char text[3][32])
{
	uint64_t x = (i + 1) * UINT64_C(0x9e3779b97f4a7c15), day;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	day = i < 100000 ? x % 1000 : (i - 100000) / 100;
	(void)snprintf(text[0], 32, "%02u/%02u/%u", (unsigned)(day % 28 + 1), (unsigned)(day / 28 % 12 + 1),
	    (unsigned)(2020 + day / 336));
	(void)snprintf(text[1], 32, "%u.%02u", (unsigned)(x >> 32) % 1000, (unsigned)(x >> 20) % 100);
	(void)snprintf(text[2], 32, "%s", (x >> 50) % 2 == 0 ? "red" : "blue");
}

/*
 * 262,144 cells are 65,536 rows of three columns and one, in 128 stretches of 512: 128 x 511 neighbours. Half of them stand in order: the ranks' correlation is
 * near a half, as the others have none and the mean is nearly that of both.
 */
START_TEST(test_an_order_that_begins_later)
{
	struct dye_profile_column columns[3];
	struct dye_profile profile;
	struct dye_learned learned = {0};
	struct dye_learn_hidden hidden = {0};
	enum dye_days days[3] = {DYE_DAYS_DAY_FIRST};
	char text[3][32];

	fill(columns, &profile);
	ck_assert_int_eq(dye_learn_hidden_open(&hidden, &profile, days, NULL), DYE_OK);
	for (uint64_t i = 0; i < ROWS; i++) {
		struct dye_cell cells[3] = {0};
		struct dye_row row = {.cells = cells, .cell_count = 3};

		write_row(i, text);
		for (size_t c = 0; c < 3; c++)
			cells[c].text = (struct dye_slice){text[c], strlen(text[c])};
		ck_assert_int_eq(dye_learn_hidden_row(&hidden, &row, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_learn_hidden_end(&hidden, &learned, NULL), DYE_OK);
	for (size_t c = 0; c < 3; c++)
		ck_assert_uint_eq(learned.neighbours[c].count, 128 * 511);
	ck_assert_double_eq_tol(learned.neighbours[0].correlation, 0.5, 0.03);
	ck_assert(dye_learn_order_shows(&learned.neighbours[0]));
	ck_assert(!learned.neighbours[0].sorted);
	/* 5 / sqrt(65,408) = 0.0196: by luck once in 1.7 million columns. */
	ck_assert_double_lt(fabs(learned.neighbours[1].correlation), 0.0196);
	ck_assert(!dye_learn_order_shows(&learned.neighbours[1]));
	ck_assert(!dye_learn_order_shows(&learned.neighbours[2]));
	dye_learn_hidden_release(&hidden);
	free(learned.neighbours);
}
END_TEST

/* The rule at its edges: n = 100, so 0.5; five standard deviations. */
START_TEST(test_what_is_more_than_chance)
{

	ck_assert(!dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .correlation = 0.499}));
	ck_assert(dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .correlation = 0.501}));
	ck_assert(dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .correlation = -0.501}));
	ck_assert(!dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .surplus = 4.9}));
	ck_assert(dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .surplus = 5.1}));
	ck_assert(!dye_learn_order_shows(&(struct dye_neighbours_look){.count = 100, .surplus = -9}));
	ck_assert(!dye_learn_order_shows(&(struct dye_neighbours_look){.correlation = 1, .surplus = 9}));
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("hidden");

	tcase_add_loop_test(t, test_cells_stand_by_what_they_say, 0, (int)(sizeof(lists) / sizeof(lists[0])));
	tcase_add_test(t, test_an_order_that_begins_later);
	tcase_add_test(t, test_what_is_more_than_chance);
	return suite_run("hidden", t);
}
