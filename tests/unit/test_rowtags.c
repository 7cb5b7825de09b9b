/* test_rowtags.c: which rows a table had: no other row is taken for one of them, and what was kept is what is read. */
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/marks/core/rowtags.h"

static struct dye_error err;
static struct dye_row_tags tags;
static struct dye_row_tagger tagger;

static void
set_up(void)
{

	ck_assert_int_eq(dye_row_tags_begin(&tags, &err), DYE_OK);
	ck_assert_int_eq(dye_row_tagger_open(&tags, &tagger, &err), DYE_OK);
}

static void
tear_down(void)
{

	dye_row_tagger_close(&tagger);
	dye_row_tags_release(&tags);
}

static uint64_t
tag_as(const char * const * texts, uint32_t count, bool beside)
{
	struct dye_cell cells[8] = {0};
	struct dye_row row = {.cells = cells, .cell_count = count};
	uint64_t tag;

	for (uint32_t i = 0; i < count; i++)
		cells[i].text = (struct dye_slice){texts[i], strlen(texts[i])};
	ck_assert_int_eq(dye_row_tag(&tagger, &row, beside, &tag, &err), DYE_OK);
	return tag;
}

static uint64_t
tag_of(const char * const * texts, uint32_t count)
{

	return tag_as(texts, count, false);
}

/* Rows that differ in where a cell ends, in an empty one, in a zero byte that padding would hide, or in one letter. (Two of 28 pairs are the same by
 * luck once in 2^59.) */
static const struct {
	const char * cells[4];
	uint32_t count;
} rows[] = {{{"ab", "c"}, 2}, {{"a", "bc"}, 2}, {{"abc"}, 1}, {{"abc", ""}, 2}, {{"", "abc"}, 2}, {{"ab", "d"}, 2},
    {{"ab", "c", "0123456789abcdef0123456789abcdef"}, 3}, {{"ab", "c", "0123456789abcdef0123456789abcdeg"}, 3}};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

START_TEST(rows_differ)
{
	size_t i, j;

	for (i = 0; i < ROWS; i++)
		for (j = 0; j < ROWS; j++)
			ck_assert(
			    (tag_of(rows[i].cells, rows[i].count) == tag_of(rows[j].cells, rows[j].count)) == (i == j));
}
END_TEST

/* A line beside the table was looked at in another way. */
START_TEST(beside_is_another)
{

	ck_assert_uint_ne(tag_as(rows[0].cells, rows[0].count, true), tag_of(rows[0].cells, rows[0].count));
}
END_TEST

/* Under another key nothing is the same. */
START_TEST(keys_differ)
{
	uint64_t tag = tag_of(rows[0].cells, rows[0].count);

	tear_down();
	set_up();
	ck_assert_uint_ne(tag_of(rows[0].cells, rows[0].count), tag);
}
END_TEST

static uint64_t
number_tag(uint64_t i)
{

	return i * UINT64_C(0x9E3779B97F4A7C15) ^ (i % 7 == 0 ? UINT64_MAX : 0);
}

static const size_t counts[] = {0, 1, 2, 9, 1000, 50000};

/* Written and read it has what was added, the extremes and doubles too, and nothing else. */
START_TEST(kept)
{
	struct dye_row_tags again = {0};
	struct dye_buffer bytes = {0};
	size_t i, n = counts[_i];

	for (i = 0; i < n; i++)
		ck_assert_int_eq(dye_row_tags_add(&tags, number_tag(i), &err), DYE_OK);
	if (n > 0)
		ck_assert_int_eq(dye_row_tags_add(&tags, number_tag(0), &err), DYE_OK);
	ck_assert_int_eq(dye_row_tags_sort(&tags, &err), DYE_OK);
	ck_assert_int_eq(dye_row_tags_write(&tags, &bytes, &err), DYE_OK);
	ck_assert_uint_eq(bytes.len, 16 + 8 * (n + (n > 0)));
	ck_assert_int_eq(dye_row_tags_read(dye_buffer_slice(&bytes), &again, &err), DYE_OK);
	ck_assert_mem_eq(again.key, tags.key, sizeof(tags.key));
	for (i = 0; i < 2 * n + 2; i++) {
		ck_assert(dye_row_tags_have(&tags, number_tag(i)) == (i < n));
		ck_assert(dye_row_tags_have(&again, number_tag(i)) == (i < n));
	}
	dye_row_tags_release(&again);
	ck_assert_int_eq(dye_row_tags_read((struct dye_slice){bytes.data, bytes.len - 1}, &again, &err), DYE_EDATA);
	dye_row_tags_release(&again);
	ck_assert_int_eq(dye_row_tags_read((struct dye_slice){bytes.data, 15}, &again, &err), DYE_EDATA);
	dye_row_tags_release(&again);
	dye_buffer_release(&bytes);
}
END_TEST

START_TEST(out_of_order)
{
	struct dye_row_tags again = {0};
	struct dye_buffer bytes = {0};

	ck_assert_int_eq(dye_row_tags_write(&tags, &bytes, &err), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_u64(&bytes, 2, &err), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_u64(&bytes, 1, &err), DYE_OK);
	ck_assert_int_eq(dye_row_tags_read(dye_buffer_slice(&bytes), &again, &err), DYE_EDATA);
	dye_row_tags_release(&again);
	dye_buffer_release(&bytes);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("rowtags");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, rows_differ);
	tcase_add_test(t, beside_is_another);
	tcase_add_test(t, keys_differ);
	tcase_add_loop_test(t, kept, 0, sizeof(counts) / sizeof(counts[0]));
	tcase_add_test(t, out_of_order);
	return suite_run("rowtags", t);
}
