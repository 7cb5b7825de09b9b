/*
 * Traces of the same cells share one alpha (docs/EVIDENCE.md, 7.1). Vaults have keys drawn from a seed.
 *
 * The bound: eighty leaks of a few rows of the source that have one row in common are traced one after the other. Nobody exported them, and each by
 * itself accuses an innocent with a chance below alpha; with all of alpha for each, one of the eighty accuses an innocent in more than every third vault at alpha 0.1.
 * SERIES_DRAWS: keys drawn (80). A right program fails with a chance below 1e-7.
 *
 * The number: what makes another trace, what does not, and which traces are of one series.
 */
#include "tests/fresh/leaks.h"
#include "tests/suite.h"
#include "trace/evidence/share.h"
#include "trace/inquiry/sketch.h"

#define ALPHA 0.1
#define BLOCKS 80
#define BLOCK 6 /* rows */

static struct fresh world;

static struct dye_trace_options
usual(void)
{

	return (struct dye_trace_options){
	    .alpha = FRESH_NEVER, .leaked_on = INT64_MAX, .threads = 1, .wish.header = DYE_DETECT};
}

/* Trace the text; the report is released by the caller. */
static struct dye_trace_report
trace_with(const struct dye_trace_options * options, const struct dye_buffer * leak)
{
	struct dye_memory memory = {dye_buffer_slice(leak)};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_trace_report report;
	struct dye_error err = {0};

	fresh_must(dye_trace(world.vault, options, &source, 1, &report, &err), "trace", &err);
	return report;
}

static uint64_t
series_with(const struct dye_trace_options * options, const struct dye_buffer * leak)
{
	struct dye_trace_report report = trace_with(options, leak);
	uint64_t series = report.series;

	dye_trace_report_release(&report);
	return series;
}

static uint64_t
series_of(const struct dye_buffer * leak)
{
	struct dye_trace_options options = usual();

	return series_with(&options, leak);
}

/* ---- the bound ---- */

/* The first row, and a few that no other block has. */
static struct dye_buffer
block_of(const struct fresh_rows * source, size_t number)
{
	struct dye_buffer leak = {0};

	fresh_leak_lines(&leak, source, 0, 1, fresh_contact, 3);
	fresh_leak_lines(&leak, source, 1 + number * BLOCK, 1 + (number + 1) * BLOCK, fresh_contact, 3);
	return leak;
}

/* Whether one of the series accuses anybody. */
static bool
series_accuses(const struct fresh_rows * source)
{
	struct dye_trace_options options = usual();
	bool accused = false;
	size_t i;

	options.alpha = ALPHA;
	for (i = 0; i < BLOCKS; i++) {
		struct dye_buffer leak = block_of(source, i);
		struct dye_trace_report report = trace_with(&options, &leak);

		ck_assert_uint_eq(report.series, i + 1);
		accused = accused || report.accused_count > 0;
		dye_trace_report_release(&report);
		dye_buffer_release(&leak);
	}
	return accused;
}

START_TEST(alpha_holds_over_a_series)
{
	uint64_t draws = getenv("SERIES_DRAWS") != NULL ? strtoull(getenv("SERIES_DRAWS"), NULL, 10) : 80;
	struct fresh_rows source = fresh_people("M%u", 1000, 1000, 1 + BLOCKS * BLOCK);
	uint64_t accused = 0, i;

	for (i = 0; i < draws; i++) {
		struct fresh_rows copy;

		fresh_open(&world, 77000 + i);
		world.marks = "spelling";
		fresh_learn(&world, &source, 0, true);
		fresh_enrol(&world, 1);
		copy = fresh_embed(&world, &source, 1);
		accused += series_accuses(&source);
		fresh_rows_release(&copy);
		fresh_close(&world);
	}
	fresh_rows_release(&source);
	(void)printf("series: %llu keys, an innocent accused in one of %d traces at alpha %g: %llu\n",
	    (unsigned long long)draws, BLOCKS, ALPHA, (unsigned long long)accused);
	ck_assert_double_ge(fresh_tail(accused, draws, ALPHA), FRESH_FALSE);
}
END_TEST

/* By hand: 9/10 + 1/20 + 1/60 + 1/120, and the sum over n up to N is 1 - 1/(10 N). */
START_TEST(shares_add_up_to_one)
{
	double sum = 0;
	uint64_t n;

	ck_assert_double_eq_tol(dye_alpha_share(1), 0.9, 1e-15);
	ck_assert_double_eq_tol(dye_alpha_share(2), 1.0 / 20, 1e-15);
	ck_assert_double_eq_tol(dye_alpha_share(3), 1.0 / 60, 1e-15);
	ck_assert_double_eq_tol(dye_alpha_share(4), 1.0 / 120, 1e-15);
	for (n = 1; n <= 100000; n++)
		sum += dye_alpha_share(n);
	ck_assert_double_eq_tol(sum, 1 - 1e-6, 1e-9);
}
END_TEST

/* ---- the number ---- */

static struct fresh_rows people, copies[FRESH_ACCOUNTS + 1];

/* Four accounts, of whom the last has no export. */
static void
open_world(void)
{
	unsigned i;

	fresh_open(&world, 4711);
	people = fresh_people("M%u", 1000, 1000, 200);
	fresh_learn(&world, &people, TENTH, true);
	fresh_enrol(&world, 4);
	for (i = 1; i <= 3; i++)
		copies[i] = fresh_embed(&world, &people, i);
}

static void
close_world(void)
{

	fresh_copies_release(copies);
	fresh_rows_release(&people);
	fresh_close(&world);
}

static struct dye_buffer
contacts(const struct fresh_rows * t, size_t from, size_t to)
{
	struct dye_buffer leak = {0};

	fresh_leak_lines(&leak, t, from, to, fresh_contact, 3);
	return leak;
}

/* The same settings on the same bytes, settings that change nothing; another alpha is another trace. */
START_TEST(the_same_trace_keeps_its_number)
{
	struct dye_buffer leak = contacts(&copies[1], 0, 20), part = contacts(&copies[1], 0, 10);
	struct dye_trace_options options = usual();
	struct dye_trace_report report;

	ck_assert_uint_eq(series_of(&leak), 1);
	ck_assert_uint_eq(series_of(&part), 2);
	ck_assert_uint_eq(series_of(&leak), 1);
	ck_assert_uint_eq(series_of(&part), 2);
	ck_assert_uint_eq(series_of(&leak), 1);
	options.wish = (struct dye_dialect_wish){.header = DYE_NO, .format = "text", .delimiter = "----"};
	report = trace_with(&options, &leak);
	ck_assert_uint_eq(report.series, 1);
	ck_assert_uint_eq(report.earlier_count, 5);
	ck_assert(report.earlier[0].same && !report.earlier[1].same && report.earlier[2].same);
	ck_assert_double_eq(report.earlier[0].overlap, 1);
	dye_trace_report_release(&report);
	/* Another alpha has other rounds: whom one accuses decides what the next explains. */
	options.alpha *= 2;
	ck_assert_uint_eq(series_with(&options, &leak), 3);
	dye_buffer_release(&leak);
	dye_buffer_release(&part);
}
END_TEST

/* Days, datasets, the crowd, how the text is cut and read, and what the registry knows. */
START_TEST(whatever_differs_counts)
{
	struct dye_buffer leak = contacts(&copies[1], 0, 20);
	struct dye_trace_options options = usual();

	ck_assert_uint_eq(series_of(&leak), 1);
	options.all_enrolled = true;
	ck_assert_uint_eq(series_with(&options, &leak), 2);
	options = usual();
	options.wish = (struct dye_dialect_wish){.header = DYE_NO, .format = "text", .delimiter = ","};
	ck_assert_uint_eq(series_with(&options, &leak), 3);
	options.wish = (struct dye_dialect_wish){.header = DYE_DETECT, .encoding = "utf-16le"};
	ck_assert_uint_eq(series_with(&options, &leak), 4);
	copies[4] = fresh_embed(&world, &people, 4);
	ck_assert_uint_eq(series_of(&leak), 5);
	world.dataset = "others";
	fresh_learn(&world, &people, 0, true);
	fresh_enrol(&world, 2);
	copies[5] = fresh_embed(&world, &people, 1);
	ck_assert_uint_eq(series_of(&leak), 6);
	options = usual();
	options.dataset = "others";
	ck_assert_uint_eq(series_with(&options, &leak), 7);
	/* The accounts are those of the fifth, but N counts the other dataset's too. */
	options.dataset = FRESH_DATASET;
	ck_assert_uint_eq(series_with(&options, &leak), 8);
	dye_buffer_release(&leak);
}
END_TEST

/* Parts, wholes, one row among many, and copies of others: all that read a cell again; and what reads none. */
START_TEST(one_cell_in_common_is_enough)
{
	struct dye_buffer part = contacts(&copies[1], 0, 10), whole = contacts(&copies[1], 0, 100);
	struct dye_buffer apart = contacts(&copies[1], 100, 110), mixed = contacts(&copies[1], 110, 190);
	struct dye_buffer other = contacts(&people, 5, 6);

	ck_assert_uint_eq(series_of(&part), 1);
	ck_assert_uint_eq(series_of(&whole), 2);
	ck_assert_uint_eq(series_of(&apart), 1);
	fresh_leak_lines(&mixed, &copies[1], 100, 101, fresh_contact, 3);
	ck_assert_uint_eq(series_of(&mixed), 2);
	ck_assert_uint_eq(series_of(&other), 3);
	dye_buffer_release(&part);
	dye_buffer_release(&whole);
	dye_buffer_release(&apart);
	dye_buffer_release(&mixed);
	dye_buffer_release(&other);
}
END_TEST

/* A header that another dataset takes for data, or that no dataset knows, is in many leaks. */
START_TEST(names_of_columns_make_no_series)
{
	static const char * const names[PEOPLE] = {"a", "b", "c", "d", "e"};
	struct dye_buffer leak[4] = {{0}};
	struct fresh_rows other = fresh_people("M%u", 1000, 1000, 200);
	struct dye_trace_options options = usual();
	struct dye_trace_report report;
	unsigned i;

	for (i = 0; i < PEOPLE; i++)
		fresh_set(&other.names, i, names[i]);
	world.dataset = "others";
	fresh_learn(&world, &other, 0, true);
	fresh_enrol(&world, 2);
	copies[5] = fresh_embed(&world, &other, 1);
	fresh_leak_rows(&leak[0], &copies[1], 0, 20);
	fresh_leak_rows(&leak[1], &copies[1], 40, 60);
	for (i = 2; i < 4; i++) {
		fresh_put(&leak[i], "Kundennummer,Karte,Name,Phone,Address\n");
		fresh_leak_lines(&leak[i], &copies[1], 40 * i, 40 * i + 20, fresh_contact, 3);
	}
	for (i = 0; i < 4; i++)
		ck_assert_uint_eq(series_of(&leak[i]), 1);
	/* Told that they are no names, the trace takes them for data. */
	options.wish.header = DYE_NO;
	report = trace_with(&options, &leak[0]);
	ck_assert_uint_eq(report.series, 2);
	ck_assert_uint_eq(report.rows_read, 21);
	ck_assert_ptr_nonnull(strstr(report.files[0].reading, "without a header"));
	dye_trace_report_release(&report);
	for (i = 0; i < 4; i++)
		dye_buffer_release(&leak[i]);
	fresh_rows_release(&other);
}
END_TEST

/* Names and phones show no spelling; a canary may be found by them. */
START_TEST(leaks_without_slots_are_known_again)
{
	struct dye_buffer leak = {0}, part = {0}, cut = {0};
	struct dye_trace_options options = usual();
	struct dye_trace_report report;

	fresh_leak_lines(&leak, &people, 0, 30, fresh_list, 2);
	fresh_leak_lines(&part, &people, 10, 12, fresh_list, 2);
	options.alpha = 0.1;
	report = trace_with(&options, &leak);
	ck_assert_uint_eq(report.slots_observed, 0);
	ck_assert_uint_eq(report.series, 1);
	dye_trace_report_release(&report);
	ck_assert_uint_eq(series_of(&part), 2);
	fresh_put_line(&cut, &people.row[20], fresh_list, 2, " ~ ", false);
	ck_assert_uint_eq(series_of(&cut), 2);
	dye_buffer_release(&leak);
	dye_buffer_release(&part);
	dye_buffer_release(&cut);
}
END_TEST

/* ---- the sketch ---- */

/* Digests ${from} to below ${to} of an endless list. */
static struct dye_sketch
sketch_of(struct dye_prf * prf, uint64_t from, uint64_t to)
{
	struct dye_sketch s = {0};
	uint8_t digest[DYE_PRF_LEN] = {0};

	for (; from < to; from++) {
		dye_put_u64(digest, from);
		ck_assert_int_eq(dye_sketch_add(&s, prf, digest, NULL), DYE_OK);
	}
	dye_sketch_settle(&s);
	return s;
}

static struct dye_prf *
sketch_prf(uint8_t first)
{
	uint8_t key[DYE_PRF_LEN] = {first};
	struct dye_prf * prf;

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	return prf;
}

/* Up to 8,192 every one is kept; of more, a part of 150 is known in a whole of 300,000 (by luck it is not in 1 of 10^4). */
START_TEST(parts_are_known_in_large_wholes)
{
	struct dye_prf * prf = sketch_prf(1);
	struct dye_sketch few = sketch_of(prf, 0, 8000), one = sketch_of(prf, 7999, 8000);
	struct dye_sketch many = sketch_of(prf, 0, 300000), none = sketch_of(prf, 400000, 408000);
	double share;
	uint64_t i;

	ck_assert_uint_eq(few.count, 8000);
	ck_assert_uint_eq(dye_sketch_common(&few, &one, &share), 1);
	ck_assert_uint_eq(dye_sketch_common(&one, &few, &share), 1);
	ck_assert_double_eq(share, 1);
	/* A sixteenth of 300,000, and five standard deviations. */
	ck_assert_double_eq_tol((double)many.count, 300000 / 16.0, 5 * sqrt(300000 / 16.0));
	for (i = 0; i < 10; i++) {
		struct dye_sketch part = sketch_of(prf, 30000 * i, 30000 * i + 150);

		ck_assert_uint_gt(dye_sketch_common(&many, &part, &share), 0);
		ck_assert_double_lt(share, 0.005);
		dye_sketch_release(&part);
	}
	ck_assert_uint_gt(dye_sketch_common(&few, &many, &share), 0);
	ck_assert_double_eq(share, 1);
	ck_assert_uint_eq(dye_sketch_common(&none, &many, &share), 0);
	dye_sketch_release(&few);
	dye_sketch_release(&one);
	dye_sketch_release(&many);
	dye_sketch_release(&none);
	dye_prf_close(prf);
}
END_TEST

/* In text and back; with another key nothing is the same. */
START_TEST(sketches_are_written_and_read)
{
	struct dye_prf *prf = sketch_prf(1), *other = sketch_prf(2);
	struct dye_sketch s = sketch_of(prf, 0, 100), back = {0}, foreign = sketch_of(other, 0, 100);
	struct dye_buffer text = {0};
	double share;

	ck_assert_int_eq(dye_sketch_print(&s, &text, NULL), DYE_OK);
	ck_assert_uint_eq(text.len, 1200);
	ck_assert_int_eq(dye_sketch_parse(dye_buffer_slice(&text), &back, NULL), DYE_OK);
	ck_assert_uint_eq(back.count, 100);
	ck_assert_uint_eq(dye_sketch_common(&s, &back, &share), 100);
	ck_assert_uint_eq(dye_sketch_common(&s, &foreign, &share), 0);
	dye_sketch_release(&s);
	dye_sketch_release(&back);
	dye_sketch_release(&foreign);
	dye_buffer_release(&text);
	dye_prf_close(prf);
	dye_prf_close(other);
}
END_TEST

int
main(void)
{
	TCase *all = tcase_create("series"), *numbers = tcase_create("numbers");
	Suite * suite = suite_create("series");
	SRunner * runner;
	int failed;

	tcase_add_test(all, alpha_holds_over_a_series);
	tcase_add_test(all, shares_add_up_to_one);
	tcase_add_test(all, parts_are_known_in_large_wholes);
	tcase_add_test(all, sketches_are_written_and_read);
	tcase_add_checked_fixture(numbers, open_world, close_world);
	tcase_add_test(numbers, the_same_trace_keeps_its_number);
	tcase_add_test(numbers, whatever_differs_counts);
	tcase_add_test(numbers, one_cell_in_common_is_enough);
	tcase_add_test(numbers, names_of_columns_make_no_series);
	tcase_add_test(numbers, leaks_without_slots_are_known_again);
	tcase_set_timeout(all, 0);
	tcase_set_timeout(numbers, 0);
	suite_add_tcase(suite, all);
	suite_add_tcase(suite, numbers);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
