/*
 * test_edits.c: the edits of several stages in one row come out in order, and what cannot be is refused.
 */
#include <check.h>
#include <string.h>

#include "watermark/embed/edits.h"

/* "0123456789" twice. */
static const struct dye_cell cells[2] = {
    {.text = {"0123456789", 10}, .raw = {"0123456789", 10}},
    {.text = {"0123456789", 10}, .raw = {"0123456789", 10}},
};

static struct dye_edits edits;

static void
add(uint32_t column, uint32_t offset, uint32_t len, const char * with)
{
	struct dye_edit e = {column, offset, len, {with, strlen(with)}, {NULL, 0}, false};

	ck_assert_int_eq(dye_edits_add(&edits, &e, NULL), DYE_OK);
}

START_TEST(test_come_out_in_order)
{
	struct dye_edit before[] = {{0, 2, 1, {"b", 1}, {NULL, 0}, false}, {1, 0, 4, {"e", 1}, {NULL, 0}, false}};
	struct dye_row row = {.cells = cells, .cell_count = 2, .edits = before, .edit_count = 2};
	static const struct dye_edit want[] = {{0, 0, 2, {"a", 1}, {NULL, 0}, false},
	    {0, 2, 1, {"b", 1}, {NULL, 0}, false}, {0, 3, 7, {"cc", 2}, {NULL, 0}, false},
	    {1, 0, 4, {"e", 1}, {NULL, 0}, false}, {1, 4, 0, {"", 0}, {NULL, 0}, false}};
	uint32_t i;

	add(1, 4, 0, "");
	add(0, 3, 7, "cc");
	add(0, 0, 2, "a");
	ck_assert_int_eq(dye_edits_attach(&edits, &row, NULL), DYE_OK);
	ck_assert_uint_eq(row.edit_count, 5);
	for (i = 0; i < 5; i++) {
		ck_assert_uint_eq(row.edits[i].column, want[i].column);
		ck_assert_uint_eq(row.edits[i].offset, want[i].offset);
		ck_assert_uint_eq(row.edits[i].len, want[i].len);
		ck_assert(dye_slice_equal(row.edits[i].with, want[i].with));
	}
	dye_edits_release(&edits);
}
END_TEST

/* Enough to make every array move; their texts must follow. */
START_TEST(test_many)
{
	char text[] = "x";
	struct dye_cell wide = {.text = {"", 4000}};
	struct dye_row row = {.cells = &wide, .cell_count = 1};
	uint32_t i;

	for (i = 0; i < 3000; i++) {
		text[0] = (char)('a' + i % 26);
		add(0, 2999 - i, 1, text);
	}
	ck_assert_int_eq(dye_edits_attach(&edits, &row, NULL), DYE_OK);
	ck_assert_uint_eq(row.edit_count, 3000);
	for (i = 0; i < 3000; i++) {
		ck_assert_uint_eq(row.edits[i].offset, i);
		ck_assert_int_eq(row.edits[i].with.data[0], (char)('a' + (2999 - i) % 26));
	}
	dye_edits_release(&edits);
}
END_TEST

START_TEST(test_without_edits_a_row_keeps_its_own)
{
	struct dye_edit before = {0, 2, 1, {"b", 1}, {NULL, 0}, false};
	struct dye_row row = {.cells = cells, .cell_count = 2, .edits = &before, .edit_count = 1};

	ck_assert_int_eq(dye_edits_attach(&edits, &row, NULL), DYE_OK);
	ck_assert_ptr_eq(row.edits, &before);
	ck_assert_uint_eq(row.edit_count, 1);

	/* What was forgotten does not come with the next row. */
	add(0, 5, 1, "x");
	dye_edits_reset(&edits);
	ck_assert_int_eq(dye_edits_attach(&edits, &row, NULL), DYE_OK);
	ck_assert_uint_eq(row.edit_count, 1);
	dye_edits_release(&edits);
}
END_TEST

static const struct {
	struct dye_edit edit;
	const char *text, *column;
} bad[] = {
    {{0, 1, 2, {"", 0}, {NULL, 0}, false}, "two marks change the same place of a cell", "1"},
    {{0, 2, 0, {"", 0}, {NULL, 0}, false}, "two marks change the same place of a cell", "1"},
    {{0, 3, 4, {"", 0}, {NULL, 0}, false}, "two marks change the same place of a cell", "1"},
    {{0, 4, 1, {"", 0}, {NULL, 0}, false}, "two marks change the same place of a cell", "1"},
    {{1, 11, 0, {"", 0}, {NULL, 0}, false}, "an edit lies outside its cell", "2"},
    {{1, 10, 1, {"", 0}, {NULL, 0}, false}, "an edit lies outside its cell", "2"},
    {{1, 1, UINT32_MAX, {"", 0}, {NULL, 0}, false}, "an edit lies outside its cell", "2"},
    {{2, 0, 0, {"", 0}, {NULL, 0}, false}, "an edit lies outside its cell", "3"},
};

/* Beside an edit of bytes 2, 3 and 4 of the first cell. */
START_TEST(test_refuses)
{
	struct dye_edit before = {0, 2, 3, {"b", 1}, {NULL, 0}, false};
	struct dye_row row = {.cells = cells, .cell_count = 2, .edits = &before, .edit_count = 1};
	struct dye_error err = {0};

	ck_assert_int_eq(dye_edits_add(&edits, &bad[_i].edit, NULL), DYE_OK);
	ck_assert_int_eq(dye_edits_attach(&edits, &row, &err), DYE_EUSAGE);
	ck_assert_str_eq(err.message, bad[_i].text);
	ck_assert_str_eq(err.column, bad[_i].column);
	ck_assert_ptr_eq(row.edits, &before);
	dye_edits_release(&edits);
}
END_TEST

int
main(void)
{
	Suite * s = suite_create("edits");
	TCase * t = tcase_create("edits");
	SRunner * r = srunner_create(s);
	int failed;

	tcase_add_test(t, test_come_out_in_order);
	tcase_add_test(t, test_many);
	tcase_add_test(t, test_without_edits_a_row_keeps_its_own);
	tcase_add_loop_test(t, test_refuses, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
