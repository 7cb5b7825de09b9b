/*
 * test_canary_count.c: what n_R counts. It must not depend on any invented text: every record that was tried counts, whether its key
 * was free or not. Counting survivors alone conditions the texts on being free, and innocent accounts are then named.
 */
#include <math.h>

#include "tests/unit/canary_world.h"

/* Keys of the table: ${taken} of the 10,000 keys M10000..M19999, the same on every run. */
static bool
is_taken(unsigned key, unsigned taken)
{
	uint64_t x = (key + 1) * UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (x ^ x >> 31) % 10000 < taken;
}

/* The keys that are taken, or those that are not, in no order, as a table of one or two columns; returns how many. */
static unsigned
list(struct dye_buffer * out, unsigned taken, bool these, bool amounts)
{
	unsigned i, key, n = 0;

	ck_assert_int_eq(dye_buffer_printf(out, NULL, amounts ? "id,amount\n" : "id\n"), DYE_OK);
	for (i = 0; i < 10000; i++) {
		key = i * 7919 % 10000;
		if (is_taken(key, taken) != these)
			continue;
		n++;
		ck_assert_int_eq(
		    dye_buffer_printf(out, NULL, amounts ? "M%u,%u.%02u\n" : "M%u\n", 10000 + key, key % 977, key % 89),
		    DYE_OK);
	}
	return n;
}

/*
 * Two accounts export a table that has nine of ten keys, and somebody who knows the table alone publishes the keys that it lacks. At alpha
 * 1e-6 twenty draws name anybody by luck with 2e-5; counting survivors named both, each time, with log10 E about 10.
 */
START_TEST(dense_keys_and_the_list_of_unused_ones)
{
	struct dye_buffer table = {0}, leak = {0}, copy = {0};

	(void)list(&table, 9000, true, true);
	(void)list(&leak, 9000, false, false);
	for (world_draw = 1; world_draw <= 20; world_draw++) {
		struct dye_trace_report report;

		world_open();
		world_learn("d", dye_buffer_slice(&table), 1311);
		dye_buffer_reset(&copy);
		(void)world_embed("d", "a01", dye_buffer_slice(&table), &copy);
		dye_buffer_reset(&copy);
		(void)world_embed("d", "a02", dye_buffer_slice(&table), &copy);
		report = world_trace("d", dye_buffer_slice(&leak), 1e-6);
		ck_assert_msg(report.accused_count == 0, "draw %d: log10 E %f", (int)world_draw, world_most(&report));
		dye_trace_report_release(&report);
		world_close();
	}
	dye_buffer_release(&table);
	dye_buffer_release(&leak);
	dye_buffer_release(&copy);
}
END_TEST

/*
 * 2 % of the rows are tried, however many keys are free: of 9,000 rows 180, deviation 13.3; of those one in ten has a free key, 18, deviation
 * 4.2. Six deviations are allowed (2e-9 each).
 */
START_TEST(refused_records_count)
{
	struct dye_buffer table = {0}, copy = {0};
	struct dye_embed_result result;
	unsigned rows;

	world_open();
	world_draw = 100;
	rows = list(&table, 9000, true, true);
	world_learn("dense", dye_buffer_slice(&table), 1311);
	result = world_embed("dense", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_le(result.canaries, 43);
	ck_assert(fabs((double)world_tried("dense", 1) - 0.02 * rows) < 80);
	ck_assert_uint_eq(world_tried("dense", 2), 0);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}
END_TEST

/* A table of 3,000 keys with ${constant} in each row, or another amount in each where that is NULL. */
static void
list_masked(struct dye_buffer * out, const char * constant)
{
	unsigned i;

	dye_buffer_reset(out);
	ck_assert_int_eq(dye_buffer_printf(out, NULL, "id,card\n"), DYE_OK);
	for (i = 0; i < 3000; i++)
		ck_assert_int_eq(constant != NULL
				     ? dye_buffer_printf(out, NULL, "M%u,%s\n", 10000 + 3 * i, constant)
				     : dye_buffer_printf(out, NULL, "M%u,C%07u\n", 10000 + 3 * i, 65537 * i % 9999991),
		    DYE_OK);
}

/*
 * A column that was empty, or masked, when it was learned holds a card of each person since: no record leaves, and n_R is what it is for the masked
 * table, where they leave.
 */
START_TEST(what_must_not_be_kept_counts)
{
	static const char * const masks[] = {"", "***", "NULL"};
	struct dye_buffer masked = {0}, clear = {0}, copy = {0};
	struct dye_embed_result result;
	uint64_t tried;

	world_open();
	world_draw = 300;
	list_masked(&masked, masks[_i]);
	list_masked(&clear, NULL);
	world_learn("masked", dye_buffer_slice(&masked), 6554);
	result = world_embed("masked", "a01", dye_buffer_slice(&clear), &copy);
	ck_assert_uint_eq(result.canaries, 0);
	ck_assert_ptr_nonnull(strstr(result.why_few, "column 2 "));
	ck_assert(dye_slice_equal(dye_buffer_slice(&copy), dye_buffer_slice(&clear)));
	/* A tenth of 3,000 rows, deviation 16.4: six deviations. */
	tried = world_tried("masked", 1);
	ck_assert(fabs((double)tried - 300) < 99);
	ck_assert_uint_eq(result.tried, tried);
	dye_buffer_reset(&copy);
	result = world_embed("masked", "a01", dye_buffer_slice(&masked), &copy);
	/* Every third key is taken. */
	ck_assert_uint_gt(result.canaries, tried / 3);
	ck_assert_uint_eq(world_tried("masked", 1), tried);
	world_close();
	dye_buffer_release(&masked);
	dye_buffer_release(&clear);
	dye_buffer_release(&copy);
}
END_TEST

/* The same records again, of the whole table or the head of it, are nothing new; another account's are. */
START_TEST(a_record_counts_once)
{
	struct dye_buffer table = {0}, copy = {0};
	uint64_t first;
	char * cut;

	world_open();
	world_draw = 200;
	(void)list(&table, 3000, true, true);
	world_learn("again", dye_buffer_slice(&table), 6554);
	(void)world_embed("again", "a01", dye_buffer_slice(&table), &copy);
	first = world_tried("again", 1);
	ck_assert_uint_gt(first, 200);
	(void)world_embed("again", "a01", dye_buffer_slice(&table), &copy);
	ck_assert_uint_eq(world_tried("again", 1), first);
	cut = memrchr(table.data, '\n', table.len / 2);
	ck_assert_ptr_nonnull(cut);
	(void)world_embed("again", "a01", (struct dye_slice){table.data, (size_t)(cut + 1 - table.data)}, &copy);
	ck_assert_uint_eq(world_tried("again", 1), first);
	(void)world_embed("again", "a02", dye_buffer_slice(&table), &copy);
	ck_assert_uint_gt(world_tried("again", 2), 200);
	ck_assert_uint_eq(world_tried("again", 1), first);
	world_close();
	dye_buffer_release(&table);
	dye_buffer_release(&copy);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("canary count");

	tcase_add_test(t, dense_keys_and_the_list_of_unused_ones);
	tcase_add_test(t, refused_records_count);
	tcase_add_loop_test(t, what_must_not_be_kept_counts, 0, 3);
	tcase_add_test(t, a_record_counts_once);
	return suite_run("canary count", t);
}
