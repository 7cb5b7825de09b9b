/*
 * test_commit.c: where invented rows come out, and that a key that is taken stops the export. Expected files are written by hand.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/profile/columns.h"
#include "watermark/embed/commit.h"
#include "watermark/marks/core/orderkey.h"

static struct dye_buffer written;

static int
keep(void * cookie, const void * buf, size_t len)
{

	(void)cookie;
	return dye_buffer_append(&written, buf, len, NULL) == DYE_OK ? 0 : -1;
}

static const struct dye_sink sink = {.write = keep, .name = "memory"};

static ptrdiff_t
read_nothing(void * cookie, void * buf, size_t size)
{

	(void)cookie;
	(void)buf;
	(void)size;
	return 0;
}

/* Lines of CSV are written back. */
static const struct dye_source nothing = {.read = read_nothing, .name = "-"};
static struct dye_pipeline_options options = {.sink = &sink};

static void
add_row(struct dye_job * job, const char * row)
{

	ck_assert_int_eq(dye_buffer_append(&job->out, row, strlen(row), NULL), DYE_OK);
	ck_assert_int_eq(dye_job_row_done(job, (struct dye_slice){NULL, 0}, false, NULL), DYE_OK);
	job->data_rows++;
}

static void
add_birth(struct dye_job * job, const char * row, uint32_t distance, uint64_t key)
{
	struct dye_birth birth = {.distance = distance, .keys = &key, .key_count = 1};
	struct dye_job_birth * copy;

	dye_put_u64(birth.canary.parent, key);
	ck_assert_int_eq(dye_job_birth(job, &birth, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append(&copy->row, row, strlen(row), NULL), DYE_OK);
}

static struct dye_commit *
start(void)
{
	struct dye_commit * c;

	if (options.reader == NULL)
		ck_assert_int_eq(dye_reader_open(&nothing, NULL, &options.reader, NULL), DYE_OK);
	dye_buffer_reset(&written);
	ck_assert_int_eq(dye_commit_open(&options, &c, NULL), DYE_OK);
	return c;
}

static void
expect(const char * text)
{

	ck_assert_uint_eq(written.len, strlen(text));
	ck_assert_int_eq(memcmp(written.data, text, written.len), 0);
}

/* Distance 1 is right behind the parent; 3 skips two rows; what is due beyond the block waits for the next. */
START_TEST(test_births_come_out_at_their_distance)
{
	struct dye_commit * c = start();
	struct dye_pipeline_result r;
	struct dye_job job = {0};

	add_row(&job, "a\n");
	add_birth(&job, "X\n", 3, 1);
	add_birth(&job, "Y\n", 1, 2);
	add_row(&job, "b\n");
	ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
	expect("a\nY\nb\n");
	dye_job_reset(&job);
	add_row(&job, "c\n");
	add_row(&job, "d\n");
	add_birth(&job, "Z\n", 9, 3);
	ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
	expect("a\nY\nb\nc\nX\nd\n");
	ck_assert_int_eq(dye_commit_finish(c, &r, NULL), DYE_OK);
	expect("a\nY\nb\nc\nX\nd\nZ\n");
	ck_assert_uint_eq(r.rows, 7);
	ck_assert_uint_eq(r.births, 3);
	ck_assert_uint_eq(r.bytes, 14);
	dye_job_release(&job);
	dye_commit_close(c);
}
END_TEST

/* A last row without a line end keeps its place before the invented one, and taking "\nX" out gives the file back. */
START_TEST(test_birth_behind_a_last_row_without_line_end)
{
	struct dye_commit * c = start();
	struct dye_pipeline_result r;
	struct dye_job job = {0};

	add_row(&job, "a\r\n");
	add_row(&job, "b");
	add_birth(&job, "X\r\n", 1, 1);
	add_birth(&job, "Y\r\n", 2, 2);
	ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
	ck_assert_int_eq(dye_commit_finish(c, &r, NULL), DYE_OK);
	expect("a\r\nb\r\nX\r\nY");
	dye_job_release(&job);
	dye_commit_close(c);
}
END_TEST

/* X has left when its key turns up: nothing leaves after that, and the end of the file says why. */
START_TEST(test_a_taken_key_stops_the_export)
{
	struct dye_commit * c = start();
	struct dye_pipeline_result r;
	struct dye_error err = {0};
	struct dye_job job = {0};

	add_row(&job, "a\n");
	ck_assert_int_eq(dye_job_note(&job, 7, NULL), DYE_OK);
	add_birth(&job, "X\n", 1, 8);
	add_row(&job, "b\n");
	ck_assert_int_eq(dye_commit_job(c, &job, &err), DYE_OK);
	dye_job_reset(&job);
	add_row(&job, "c\n");
	ck_assert_int_eq(dye_job_note(&job, 8, NULL), DYE_OK);
	ck_assert_int_eq(dye_commit_job(c, &job, &err), DYE_OK);
	/* Without a registry, as here, it is a dry run. */
	ck_assert_int_eq(dye_commit_finish(c, &r, &err), DYE_OK);
	expect("a\nX\nb\n");
	dye_job_release(&job);
	dye_commit_close(c);
}
END_TEST

/* One that has not left is taken back; one whose key has been seen, in an earlier block or its own, never comes; nor a parent's second. */
START_TEST(test_a_taken_key_keeps_a_birth_away)
{
	struct dye_commit * c = start();
	struct dye_pipeline_result r;
	struct dye_error err = {0};
	struct dye_job job = {0};

	add_row(&job, "a\n");
	ck_assert_int_eq(dye_job_note(&job, 7, NULL), DYE_OK);
	add_birth(&job, "X\n", 5, 8);
	add_birth(&job, "Y\n", 1, 7);
	add_birth(&job, "Z\n", 1, 8);
	ck_assert_int_eq(dye_commit_job(c, &job, &err), DYE_OK);
	dye_job_reset(&job);
	add_row(&job, "b\n");
	ck_assert_int_eq(dye_job_note(&job, 8, NULL), DYE_OK);
	add_birth(&job, "W\n", 1, 7);
	add_birth(&job, "V\n", 1, 9);
	ck_assert_int_eq(dye_commit_job(c, &job, &err), DYE_OK);
	ck_assert_int_eq(dye_commit_finish(c, &r, &err), DYE_OK);
	expect("a\nb\nV\n");
	ck_assert_uint_eq(r.births, 1);
	dye_job_release(&job);
	dye_commit_close(c);
}
END_TEST

/* Add a row, or a birth, with its place in the order. */
static void
add_placed(struct dye_job * job, const char * text, const char * row, uint32_t distance)
{
	struct dye_order_keys keys = {0};
	static uint64_t parent = 1000;

	dye_order_key_of((struct dye_slice){text, strlen(text)}, &keys.first);
	if (distance == 0) {
		dye_job_order(job, &keys);
		add_row(job, row);
	} else {
		struct dye_birth birth = {.distance = distance, .order = keys};
		struct dye_job_birth * copy;

		dye_put_u64(birth.canary.parent, ++parent);
		ck_assert_int_eq(dye_job_birth(job, &birth, &copy, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append(&copy->row, row, strlen(row), NULL), DYE_OK);
	}
}

/* Commit all in one block, or cut before row ${cut}. */
static void
place(const char * const (*rows)[3], size_t count, size_t cut, const char * expected)
{
	struct dye_commit * c = start();
	struct dye_pipeline_result r;
	struct dye_job job = {0};
	size_t i;

	add_row(&job, "header\n");
	for (i = 0; i < count; i++) {
		if (i == cut) {
			ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
			dye_job_reset(&job);
		}
		add_placed(&job, rows[i][0], rows[i][1], (uint32_t)strtoul(rows[i][2], NULL, 10));
	}
	ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
	ck_assert_int_eq(dye_commit_finish(c, &r, NULL), DYE_OK);
	expect(expected);
	dye_job_release(&job);
	dye_commit_close(c);
}

/* Key, row, distance of a birth or 0. */
START_TEST(test_births_find_their_place_in_sorted_files)
{
	static const char * const numbers[][3] = {{"8", "8\n", "0"}, {"9", "9\n", "0"}, {"11", "X11\n", "1"},
	    {"9", "X9\n", "7"}, {"10", "10\n", "0"}, {"12", "12\n", "0"}, {"99", "X99\n", "1"}};
	static const char * const texts[][3] = {
	    {"A8", "A8\n", "0"}, {"B10", "XB10\n", "1"}, {"B1", "B1\n", "0"}, {"B2", "B2\n", "0"}};
	static const char * const down[][3] = {
	    {"12", "12\n", "0"}, {"10", "X10\n", "9"}, {"11", "11\n", "0"}, {"9", "9\n", "0"}};
	size_t cut;

	for (cut = 0; cut <= 7; cut++) {
		place(numbers, 7, cut, "header\n8\n9\nX9\n10\nX11\n12\nX99\n");
		place(texts, 4, cut, "header\nA8\nB1\nXB10\nB2\n");
		place(down, 4, cut, "header\n12\n11\nX10\n9\n");
	}
}
END_TEST

/* Sorted until it is not: who waited comes out at the distance, or at once. A place that has gone by is no place. */
START_TEST(test_births_come_at_their_distance_once_the_order_is_broken)
{
	static const char * const rows[][3] = {{"1", "1\n", "0"}, {"5", "5\n", "0"}, {"700", "X\n", "2"},
	    {"900", "Y\n", "4"}, {"3", "Z\n", "1"}, {"6", "6\n", "0"}, {"7", "7\n", "0"}, {"2", "2\n", "0"},
	    {"800", "800\n", "0"}};
	size_t cut;

	for (cut = 0; cut <= 9; cut++)
		place(rows, 9, cut, "header\n1\n5\nZ\n6\n7\nX\n2\nY\n800\n");
}
END_TEST

/* A record that may stand anywhere, with the key ${text} (NULL: none). */
static void
add_spread(struct dye_job * job, const char * text, const char * row, uint32_t spread, bool within)
{
	struct dye_birth birth = {.distance = 1, .spread = spread, .within = within};
	struct dye_job_birth * copy;
	static uint64_t parent = 5000;

	if (text != NULL)
		dye_order_key_of((struct dye_slice){text, strlen(text)}, &birth.order.first);
	dye_put_u64(birth.canary.parent, ++parent);
	ck_assert_int_eq(dye_job_birth(job, &birth, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append(&copy->row, row, strlen(row), NULL), DYE_OK);
}

/* Two blocks of rows 20 to 70 and 80 to 90, with records between that belong elsewhere; held back are ${hold} bytes. */
static void
commit_held(size_t hold, const char * expected)
{
	struct dye_commit * c;
	struct dye_pipeline_result r;
	struct dye_job job = {0};

	options.hold = hold;
	c = start();
	for (int key = 20; key < 100; key += 10) {
		char text[8], row[8];

		(void)snprintf(text, sizeof(text), "%d", key);
		(void)snprintf(row, sizeof(row), "%d\n", key);
		add_placed(&job, text, row, 0);
		if (key == 40)
			add_spread(&job, "25", "X25\n", 1, false);
		if (key == 50)
			add_spread(&job, "10", "X10\n", 1, true);
		if (key == 70) {
			ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
			dye_job_reset(&job);
		}
		if (key == 80) {
			add_spread(&job, "35", "X35\n", 1, false);
			add_spread(&job, "85", "X85\n", 1, false);
		}
	}
	ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
	ck_assert_int_eq(dye_commit_finish(c, &r, NULL), DYE_OK);
	expect(expected);
	ck_assert_uint_eq(r.births, (size_t)(strstr(expected, "X35") != NULL) + 2);
	dye_job_release(&job);
	dye_commit_close(c);
	options.hold = 0;
}

/* While rows are held, records come among them that were born later; one whose place has gone by, or that lies in front of all rows, does not. */
START_TEST(test_held_rows)
{

	commit_held(1000, "20\nX25\n30\nX35\n40\n50\n60\n70\n80\nX85\n90\n");
	commit_held(1, "20\nX25\n30\n40\n50\n60\n70\n80\nX85\n90\n");
}
END_TEST

/* In a file without order a record stands anywhere in the block of its parent, which may be in front of it, but not of a header; every row is there, once, in its place. */
START_TEST(test_spread)
{
	static const uint32_t spread[] = {1, 0x40000000, 0x80000000, 0xC0000000, UINT32_MAX};
	static const char * const expected[] = {"head\nb\nX\nc\nd\n", "head\nb\nX\nc\nd\n", "head\nb\nc\nX\nd\n",
	    "head\nX\nb\nc\nd\n", "head\nX\nb\nc\nd\n"};

	for (size_t i = 0; i < sizeof(spread) / sizeof(spread[0]); i++) {
		struct dye_commit * c = start();
		struct dye_pipeline_result r;
		struct dye_job job = {0};

		job.beside = true;
		add_row(&job, "head\n");
		job.beside = false;
		add_row(&job, "b\n");
		add_spread(&job, NULL, "X\n", spread[i], false);
		add_row(&job, "c\n");
		add_row(&job, "d\n");
		ck_assert_int_eq(dye_commit_job(c, &job, NULL), DYE_OK);
		ck_assert_int_eq(dye_commit_finish(c, &r, NULL), DYE_OK);
		expect(expected[i]);
		dye_job_release(&job);
		dye_commit_close(c);
	}
}
END_TEST

/* A profile of two columns, a and b. */
static struct dye_profile_column profile_columns[] = {{.name = (char[]){"a"}}, {.name = (char[]){"b"}}};
static const struct dye_profile profile = {.columns = profile_columns, .column_count = 2};

static enum dye_code
map(const char * first, const char * second, bool pass, struct dye_columns * columns, struct dye_error * err)
{
	struct dye_cell cells[2] = {{.text = {first, strlen(first)}}, {.text = {second, strlen(second)}}};
	struct dye_row header = {.number = 1, .cells = cells, .cell_count = 2};

	return dye_columns_from_header(&profile, &header, pass, columns, err);
}

START_TEST(test_columns_by_name)
{
	struct dye_columns columns;
	struct dye_error err = {0};

	ck_assert_int_eq(map(" b ", "a", false, &columns, &err), DYE_OK);
	ck_assert_ptr_eq(columns.map[0], &profile_columns[1]);
	ck_assert_ptr_eq(columns.map[1], &profile_columns[0]);
	dye_columns_release(&columns);
	ck_assert_int_eq(map("a", "c", false, &columns, &err), DYE_EDATA);
	ck_assert_str_eq(err.column, "c");
	ck_assert_uint_eq(err.row, 1);
	ck_assert_int_eq(map("a", "c", true, &columns, &err), DYE_OK);
	ck_assert_ptr_null(columns.map[1]);
	dye_columns_release(&columns);
	ck_assert_int_eq(map("a", "a ", true, &columns, &err), DYE_EDATA);
	ck_assert_ptr_nonnull(strstr(err.message, "both have this name"));
	ck_assert_int_eq(dye_columns_by_place(&profile, 3, &columns, &err), DYE_EDATA);
	ck_assert_int_eq(dye_columns_by_place(&profile, 2, &columns, &err), DYE_OK);
	ck_assert_ptr_eq(columns.map[1], &profile_columns[1]);
	dye_columns_release(&columns);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("commit");

	tcase_add_test(t, test_births_come_out_at_their_distance);
	tcase_add_test(t, test_birth_behind_a_last_row_without_line_end);
	tcase_add_test(t, test_a_taken_key_stops_the_export);
	tcase_add_test(t, test_a_taken_key_keeps_a_birth_away);
	tcase_add_test(t, test_births_find_their_place_in_sorted_files);
	tcase_add_test(t, test_births_come_at_their_distance_once_the_order_is_broken);
	tcase_add_test(t, test_held_rows);
	tcase_add_test(t, test_spread);
	tcase_add_test(t, test_columns_by_name);
	return suite_run("commit", t);
}
