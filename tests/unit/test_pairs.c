/*
 * test_pairs.c: two columns that name rows together are found where they do and not where they do by chance (watermark/learn/pairs.h).
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/learn/pairs.h"

#define SHOPS 25
#define RECEIPTS 40
#define ROWS (SHOPS * RECEIPTS)

/* Shops of a category, receipts that are whole numbers, and a name behind them, as learn counts them. */
static struct dye_profile_column columns[3];
static struct dye_column_stats stats[3];
static struct dye_profile profile;
static struct dye_learned learned;

static void
set_up(void)
{
	static char names[3][8] = {"shop", "receipt", "name"};
	static const char * const kinds[3] = {"category", "number", "person-name"};
	static const uint64_t distinct[3] = {SHOPS, RECEIPTS, ROWS};
	size_t i;

	for (i = 0; i < 3; i++) {
		columns[i] = (struct dye_profile_column){
		    .name = names[i], .kind = dye_kind_find(kinds[i]), .distinct = distinct[i]};
		dye_column_stats_init(&stats[i], columns[i].kind);
		stats[i].filled = ROWS;
	}
	stats[0].counted = stats[2].counted = false;
	stats[1].whole = ROWS;
	profile = (struct dye_profile){.rows = ROWS, .columns = columns, .column_count = 3};
	learned = (struct dye_learned){0};
}

static void
show(struct dye_learn_pairs * pairs, unsigned shop, unsigned receipt)
{
	char texts[2][16];
	struct dye_cell cells[3] = {{.text = {"Ann", 3}}, {.text = {"Ann", 3}}, {.text = {"Ann", 3}}};
	struct dye_row row = {.cells = cells, .cell_count = 3};

	(void)snprintf(texts[0], sizeof(texts[0]), "S%u", shop);
	(void)snprintf(texts[1], sizeof(texts[1]), "%u", receipt);
	cells[0].text = (struct dye_slice){texts[0], strlen(texts[0])};
	cells[1].text = (struct dye_slice){texts[1], strlen(texts[1])};
	ck_assert_int_eq(dye_learn_pairs_row(pairs, &row, NULL), DYE_OK);
}

/* Every shop with every receipt, ${repeats} rows of it in the place of others; whether they were found. */
static bool
found_with(unsigned repeats, const struct dye_learn_wish * wishes, size_t count)
{
	struct dye_learn_pairs pairs;
	unsigned i, n;
	bool changed;

	dye_learn_pairs_plan(&pairs, &profile, wishes, count);
	for (i = 0; i < ROWS; i++) {
		n = i < repeats ? ROWS - 1 - i : i;
		show(&pairs, n % SHOPS, 10 + n / SHOPS);
	}
	changed = dye_learn_pairs_take(&pairs, &profile, stats, wishes, count, &learned);
	ck_assert(!changed || learned.pair[0] != 0);
	dye_learn_pairs_release(&pairs);
	return learned.pair[0] != 0;
}

START_TEST(shops_and_receipts_are_found)
{

	ck_assert(found_with(0, NULL, 0));
	ck_assert_uint_eq(learned.pair[0], 1);
	ck_assert_uint_eq(learned.pair[1], 2);
	/* The receipt is drawn, the shop is kept. */
	ck_assert(columns[0].pair && !columns[0].key && columns[1].pair && columns[1].key && !columns[2].pair);
	ck_assert_str_eq(columns[1].kind->name, "number");
}
END_TEST

/* An order, and its lines: of the two the order has more values, and is a key alone. */
START_TEST(an_order_is_a_key_alone)
{

	columns[0].kind = dye_kind_find("opaque-id");
	columns[0].distinct = 200;
	columns[1].distinct = 5;
	ck_assert(found_with(0, NULL, 0));
	ck_assert(columns[0].key && !columns[0].pair && !columns[1].key && !columns[1].pair);
}
END_TEST

/* Few numbers on many rows each look like categories: a whole one becomes a number, a code an opaque-id; words stay, and are told of. */
START_TEST(categories_are_numbers_or_codes_or_words)
{

	columns[1].kind = dye_kind_find("category");
	ck_assert(found_with(0, NULL, 0));
	ck_assert_str_eq(columns[1].kind->name, "number");
	ck_assert_str_eq(columns[1].looks->name, "category");
	set_up();
	columns[1].kind = dye_kind_find("category");
	stats[1].whole = 0;
	ck_assert(found_with(0, NULL, 0));
	ck_assert_str_eq(columns[1].kind->name, "opaque-id");
	set_up();
	columns[1].kind = dye_kind_find("category");
	stats[1].whole = 0;
	stats[1].counted = false;
	ck_assert(found_with(0, NULL, 0));
	ck_assert(!columns[0].pair && !columns[1].pair && !columns[0].key && !columns[1].key);
}
END_TEST

/* The same record twice: one row in fifty is 20 of 1,000. */
START_TEST(some_rows_may_stand_twice)
{

	ck_assert(found_with(20, NULL, 0));
	set_up();
	ck_assert(!found_with(21, NULL, 0));
}
END_TEST

/* Spread at random, 1,000 rows meet 500 times on 1,000 pairs; that only 20 rows are repeats has less than 1e-100. */
START_TEST(what_is_spread_at_random_is_no_key)
{
	struct dye_learn_pairs pairs;
	uint64_t state = 7;
	unsigned i;

	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 1);
	for (i = 0; i < ROWS; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		show(&pairs, (unsigned)(state >> 33) % SHOPS, (unsigned)(state >> 45) % RECEIPTS);
	}
	ck_assert(!dye_learn_pairs_take(&pairs, &profile, stats, NULL, 0, &learned));
	ck_assert_uint_eq(learned.pair[0], 0);
	dye_learn_pairs_release(&pairs);
}
END_TEST

/*
 * 60 rows of 15 values and 12: by chance 60 x 59 / (2 x 15 x 12) = 9.8 pairs meet, so one repeat in them is one in eight, and two are more. (One
 * row in fifty is one of 60.)
 */
START_TEST(small_tables_need_more)
{

	profile.rows = stats[0].filled = stats[1].filled = stats[2].filled = stats[1].whole = 60;
	columns[0].distinct = 15;
	columns[1].distinct = 12;
	struct dye_learn_pairs pairs;
	unsigned i, repeats;

	for (repeats = 0; repeats < 3; repeats++) {
		dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
		ck_assert_uint_eq(pairs.count, 1);
		for (i = 0; i < 60; i++)
			show(&pairs, i < repeats ? 59 - i : i, i < repeats ? 59 - i : i);
		(void)dye_learn_pairs_take(&pairs, &profile, stats, NULL, 0, &learned);
		ck_assert_int_eq(learned.pair[0] != 0, repeats < 2);
		dye_learn_pairs_release(&pairs);
		learned = (struct dye_learned){0};
		columns[0].pair = columns[1].pair = columns[1].key = false;
	}
}
END_TEST

/* Where a column alone is a key, where the owner says what names a row, where values are too few or rows each: nothing is asked. */
START_TEST(what_is_not_asked)
{
	struct dye_learn_wish identity = {.column = "name", .identity = true};
	struct dye_learn_pairs pairs;

	dye_learn_pairs_plan(&pairs, &profile, &identity, 1);
	ck_assert_uint_eq(pairs.count, 0);
	columns[0].key = true;
	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 0);
	set_up();
	columns[1].distinct = ROWS / 3;
	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 0);
	columns[1].distinct = RECEIPTS - 1;
	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 0);
	columns[1].distinct = RECEIPTS;
	columns[1].empty = ROWS / 50 + 1;
	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 0);
	columns[1].empty = 0;
	columns[1].kind = dye_kind_find("phone");
	dye_learn_pairs_plan(&pairs, &profile, NULL, 0);
	ck_assert_uint_eq(pairs.count, 0);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("pairs");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, shops_and_receipts_are_found);
	tcase_add_test(t, an_order_is_a_key_alone);
	tcase_add_test(t, categories_are_numbers_or_codes_or_words);
	tcase_add_test(t, some_rows_may_stand_twice);
	tcase_add_test(t, what_is_spread_at_random_is_no_key);
	tcase_add_test(t, small_tables_need_more);
	tcase_add_test(t, what_is_not_asked);
	return suite_run("pairs", t);
}
