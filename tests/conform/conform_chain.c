/*
 * conform_chain.c: marks compose. Two that edit, in one chain, leave in the file what each would have left alone; what
 * cannot be both is refused. And the model of a mark does what conform_marks asks of one.
 *
 * The table of marks is this test's own: the library's, and those of tests/marks/. The rows are the IEEE registry's oui36.csv (skipped where it
 * is absent); keys are new in every run.
 */
#include <check.h>

#include "formats/base/text.h"
#include "tests/conform/ieee.h"
#include "tests/marks/stamp.h"
#include "tests/marks/unruly.h"

extern const struct dye_mark dye_mark_canary, dye_mark_spelling;

/* In place of the one in the library. */
const struct dye_mark * const dye_marks[] = {
    &dye_mark_canary, &dye_mark_smear, &dye_mark_spelling, &dye_mark_stamp, &dye_mark_turn, NULL};

/* Columns of the table: the registry, the key, names and addresses. */
#define NAME 2
#define ADDRESS UNRULY_ADDRESS

static void
set_up(void)
{

	open_ieee("chain", 3);
}

static enum dye_code
embed(const char * marks, struct dye_buffer * to, struct dye_embed_result * result, struct dye_error * err)
{

	return embed_ieee(1, marks, dye_buffer_slice(&table), to, result, err);
}

/* Whether ${got} is ${text} with a sign behind it. Blanks before it or behind it say nothing: those around a respelt value go with it, or come of the file. */
static bool
ends_stamped(struct dye_slice text, struct dye_slice got)
{

	got = dye_trim(got);
	if (got.len == 0 || got.data[got.len - 1] != '!')
		return false;
	return dye_slice_equal(dye_trim((struct dye_slice){got.data, got.len - 1}), dye_trim(text));
}

/* Whether ${got} is what turn and stamp make of ${alone}: keys are turned, names and addresses stamped. Counts those. */
static bool
stamped(struct dye_slice alone, struct dye_slice got, uint32_t column, uint64_t * stamps)
{
	char text[64];

	if (column == UNRULY_KEY)
		return dye_slice_equal(unruly_backwards(alone, text), got);
	if (column < NAME || alone.len == 0)
		return dye_slice_equal(alone, got);
	/* Of an address of blanks alone (the registry has one) a record has no value, only the blanks. */
	if (dye_trim(alone).len == 0 && dye_slice_equal(alone, got))
		return true;
	++*stamps;
	return ends_stamped(alone, got);
}

/* Cell by cell: the copy with all marks is the copy with those of ${alone}, and then turned and stamped. */
static void
check_composed(const char * alone, const char * both)
{
	struct dye_buffer one = {0}, two = {0};
	struct bench_table a = {0}, b = {0};
	struct dye_embed_result result_one, result_two;
	uint64_t stamps = 0;
	size_t r;
	uint32_t c;

	ck_assert_int_eq(embed(alone, &one, &result_one, NULL), DYE_OK);
	ck_assert_int_eq(embed(both, &two, &result_two, NULL), DYE_OK);
	ck_assert_uint_gt(result_one.changed, 0);
	ck_assert_uint_eq(result_one.changed, result_two.changed);
	ck_assert_uint_eq(result_one.rows, result_two.rows);
	bench_table_read(&a, dye_buffer_slice(&one), "alone");
	bench_table_read(&b, dye_buffer_slice(&two), "both");
	ck_assert_uint_eq(a.rows, b.rows);
	for (r = 1; r < a.rows; r++)
		for (c = 0; c < 4; c++) {
			struct dye_slice alone_text = bench_text(&a, r, c), both_text = bench_text(&b, r, c);

			ck_assert_msg(stamped(alone_text, both_text, c, &stamps), "row %zu, cell %u: '%.*s', '%.*s'", r,
			    c + 1, (int)alone_text.len, alone_text.data, (int)both_text.len, both_text.data);
		}
	ck_assert_uint_eq(result_one.slots + stamps, result_two.slots);
	bench_table_release(&a);
	bench_table_release(&b);
	dye_buffer_release(&one);
	dye_buffer_release(&two);
}

START_TEST(test_two_marks_that_edit)
{

	check_composed("spelling", "turn,stamp,spelling");
}
END_TEST

/* A row that a mark before them made is marked as any other. */
START_TEST(test_two_marks_edit_records_that_a_third_made)
{

	check_composed("canary,spelling", "canary,turn,stamp,spelling");
}
END_TEST

/* Store the profile with ${from} replaced by ${to} as a new version. */
static void
change_profile(const char * from, const char * to)
{
	struct dye_profile * changed = NULL;
	struct dye_buffer text = {0};
	char *at, *rest;

	ck_assert_int_eq(dye_profile_print(ieee.profile, &text, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&text, '\0', NULL), DYE_OK);
	at = strstr(text.data, from);
	ck_assert_msg(at != NULL, "the profile lacks %s", from);
	rest = strdup(at + strlen(from));
	text.len = (size_t)(at - text.data);
	ck_assert_int_eq(dye_buffer_printf(&text, NULL, "%s%s", to, rest), DYE_OK);
	ck_assert_int_eq(dye_profile_parse(dye_buffer_slice(&text), &changed, NULL), DYE_OK);
	ck_assert_int_eq(dye_profile_store(world.store, world.vault, changed, 0, DYE_PROFILE_ANY, NULL), DYE_OK);
	dye_profile_free(changed);
	dye_buffer_release(&text);
	free(rest);
}

/* A setting of a mark is known to the profile, and to the mark, from the mark's own file alone. */
START_TEST(test_settings_come_from_the_mark)
{
	struct dye_buffer alone = {0}, both = {0};
	struct bench_table a = {0}, b = {0};
	struct dye_embed_result result;
	size_t r;

	change_profile("[mark stamp]\nloud = yes\n", "[mark stamp]\nloud = no\n");
	ck_assert_int_eq(embed("spelling", &alone, &result, NULL), DYE_OK);
	ck_assert_int_eq(embed("stamp,spelling", &both, &result, NULL), DYE_OK);
	bench_table_read(&a, dye_buffer_slice(&alone), "alone");
	bench_table_read(&b, dye_buffer_slice(&both), "both");
	for (r = 1; r < a.rows; r++) {
		ck_assert(ends_stamped(bench_text(&a, r, NAME), bench_text(&b, r, NAME)));
		ck_assert(dye_slice_equal(bench_text(&a, r, ADDRESS), bench_text(&b, r, ADDRESS)));
	}
	bench_table_release(&a);
	bench_table_release(&b);
	dye_buffer_release(&alone);
	dye_buffer_release(&both);
}
END_TEST

/* Two edits of one place: refused with its row and column, and nothing has left. */
START_TEST(test_overlap_is_refused)
{
	struct dye_embed_result result;
	struct dye_buffer out = {0};
	struct dye_error err = {0};

	ck_assert_int_eq(embed("spelling,smear", &out, &result, &err), DYE_EUSAGE);
	ck_assert_str_eq(err.message, "two marks change the same place of a cell");
	ck_assert_str_eq(err.column, "4");
	ck_assert_uint_gt(err.row, 1);
	ck_assert_uint_eq(out.len, 0);
	dye_buffer_release(&out);
}
END_TEST

/* One begins a new mark from it: what it does any mark may do. */
START_TEST(test_model_leaves_what_rows_say)
{
	struct dye_buffer copy = {0};
	struct dye_embed_result result;

	ck_assert_int_eq(embed("stamp", &copy, &result, NULL), DYE_OK);
	ck_assert_uint_gt(result.slots, 0);
	ck_assert_uint_gt(result.cells, 0);
	ieee_check_values("stamp", &table, &copy, 0);
	dye_buffer_release(&copy);
}
END_TEST

int
main(void)
{
	Suite * s = suite_create("chain");
	TCase * t = tcase_create("chain");
	SRunner * r = srunner_create(s);
	int failed;

	if (access("/usr/share/ieee-data/oui36.csv", R_OK) != 0) {
		(void)puts("package ieee-data is not installed");
		return 77;
	}
	bench_folder_make(); /* In the parent, so that it goes when all tests are over. */
	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, set_up, close_ieee);
	tcase_add_test(t, test_two_marks_that_edit);
	tcase_add_test(t, test_two_marks_edit_records_that_a_third_made);
	tcase_add_test(t, test_overlap_is_refused);
	tcase_add_test(t, test_model_leaves_what_rows_say);
	tcase_add_test(t, test_settings_come_from_the_mark);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
