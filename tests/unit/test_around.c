/*
 * test_around.c: lines are cut around the only telephone number in them, whatever stands between it and its neighbours. The numbers are of the ranges kept
 * for films (555-0100 to 555-0199) or spell a row of digits.
 */
#include <check.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/ingest/around.h"

static const struct dye_kind * phone;

static void
set_up(void)
{

	phone = dye_kind_find("phone");
	ck_assert_ptr_nonnull(phone);
}

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* A line, and its cells; NULL: there is none. */
static const struct {
	const char * line;
	const char * cells[DYE_AROUND_CELLS];
} lines[] = {
    {"(312) 555-0123", {"(312) 555-0123", NULL, NULL}},
    {"+1 312 555 0123", {"+1 312 555 0123", NULL, NULL}},
    {"Ann Lee (312) 555-0123", {"Ann Lee", "(312) 555-0123", NULL}},
    {"Ann Lee: 138 1234 5678", {"Ann Lee", "138 1234 5678", NULL}},
    {"\xE5\xBC\xA0\xE4\xB8\x89\xEF\xBC\x88"
     "13812345678\xEF\xBC\x89",
	{"\xE5\xBC\xA0\xE4\xB8\x89", "13812345678", NULL}},
    {"\xE5\xBC\xA0\xE4\xB8\x89"
     "13812345678",
	{"\xE5\xBC\xA0\xE4\xB8\x89", "13812345678", NULL}},
    {"Ann - 312 555 0123 - 12 Oak Rd, Salem", {"Ann", "312 555 0123", "12 Oak Rd, Salem"}},
    {"7. 312-555-0123", {"7.", "312-555-0123", NULL}},
    {"Ann +1 312 555 0123 12 Oak Rd", {"Ann", "+1 312 555 0123", "12 Oak Rd"}},
    {"Ann Lee +49 171 2345678", {"Ann Lee", "+49 171 2345678", NULL}},
    {"Ann Lee 0171 2345678", {"Ann Lee", "0171 2345678", NULL}},
    {"Ann Lee 0171 / 234 5678, Bonn", {"Ann Lee", "0171 / 234 5678", "Bonn"}},
    {"Ann Lee 8 (916) 123-45-67", {"Ann Lee", "8 (916) 123-45-67", NULL}},
    /* Two numbers, none, and digits that go on: whole. */
    {"Ann 312 555 0123 / 312 555 0124", {"Ann 312 555 0123 / 312 555 0124", NULL, NULL}},
    {"Ann Lee, 12 Oak Rd", {"Ann Lee, 12 Oak Rd", NULL, NULL}},
    {"A312-555-0123B", {"A312-555-0123B", NULL, NULL}},
    {"", {"", NULL, NULL}},
};

START_TEST(test_cut)
{
	struct dye_slice cells[DYE_AROUND_CELLS];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		uint32_t count = dye_around_cut(phone, slice(lines[i].line), cells);

		for (uint32_t k = 0; k < DYE_AROUND_CELLS; k++) {
			ck_assert_msg((k < count) == (lines[i].cells[k] != NULL), "%s: %u cells", lines[i].line, count);
			if (k < count)
				ck_assert_msg(dye_slice_equal(cells[k], slice(lines[i].cells[k])), "%s: %.*s",
				    lines[i].line, (int)cells[k].len, cells[k].data);
		}
	}
}
END_TEST

/* ${with} lines that hold a number among ten. */
static const struct dye_kind *
find(size_t with)
{
	struct dye_sample whole, around;
	const struct dye_kind * kind;

	ck_assert_int_eq(dye_sample_open(&whole, NULL), DYE_OK);
	for (size_t i = 0; i < 10; i++) {
		struct dye_slice line = slice(i < with ? "Ann Lee 312 555 0123" : "hello to all");

		ck_assert_int_eq(dye_sample_add(&whole, &line, 1, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_sample_close(&whole, NULL), DYE_OK);
	if ((kind = dye_around_find(&whole)) != NULL) {
		ck_assert_int_eq(dye_around_sample(kind, &whole, &around, NULL), DYE_OK);
		ck_assert_uint_eq(around.rows, 10);
		ck_assert_uint_eq(around.cell_count, 10 + with);
		dye_sample_release(&around);
	}
	dye_sample_release(&whole);
	return kind;
}

/* Eight lines in ten must have one. */
START_TEST(test_find)
{
	ck_assert_ptr_eq(find(10), phone);
	ck_assert_ptr_eq(find(8), phone);
	ck_assert_ptr_null(find(7));
	ck_assert_ptr_null(find(0));
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("around");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, test_cut);
	tcase_add_test(t, test_find);
	return suite_run("around", t);
}
