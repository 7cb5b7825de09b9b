/* test_index.c: who was exported: sets of numbers in little room, runs of anchors, and what a whole index finds again. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "tests/unit/canary_world.h"
#include "watermark/index/index.h"
#include "watermark/index/names.h"
#include "watermark/index/runs.h"

/* ---- sets of numbers ---- */

static struct dye_buffer bytes;

static void
expect_back(struct dye_numbers * n)
{
	struct dye_numbers again = {0};

	dye_buffer_reset(&bytes);
	dye_numbers_settle(n);
	OK(dye_rice_write(n, &bytes, &err));
	OK(dye_rice_read(dye_buffer_slice(&bytes), &again, &err));
	ck_assert_uint_eq(again.count, n->count);
	ck_assert(n->count == 0 || memcmp(again.list, n->list, n->count * sizeof(*n->list)) == 0);
	/* Cut anywhere it is refused. */
	for (size_t len = 0; len < bytes.len && bytes.len < 200; len++)
		ck_assert_int_eq(dye_rice_read((struct dye_slice){bytes.data, len}, &again, &err), DYE_EDATA);
	free(again.list);
}

static void
add(struct dye_numbers * n, uint32_t number)
{

	OK(dye_numbers_add(n, number, &err));
}

START_TEST(numbers_come_back)
{
	static const uint32_t far[] = {0, 1, 2, 3, UINT32_MAX, UINT32_MAX - 1, 1u << 31, 7, 7};
	struct dye_numbers n = {0};

	expect_back(&n);
	ck_assert_uint_eq(bytes.len, 5);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		add(&n, far[i]);
	expect_back(&n);
	ck_assert_uint_eq(n.count, 8);
	free(n.list);
	dye_buffer_release(&bytes);
}
END_TEST

/* By hand: 5 bytes in front; of a run each number is one bit; 3 of {4, 9, 10}: gaps 4, 4, 0, their mean 11 / 3 so k = 1: 110 0, 110 0, 0 0 -> 10 bits. */
START_TEST(numbers_take_little_room)
{
	struct dye_numbers n = {0};

	for (uint32_t i = 0; i < 8000; i++)
		add(&n, i);
	expect_back(&n);
	ck_assert_uint_eq(bytes.len, 5 + 1000);
	n.count = 0;
	add(&n, 9);
	add(&n, 4);
	add(&n, 10);
	expect_back(&n);
	ck_assert_uint_eq(bytes.len, 5 + 2);
	ck_assert_mem_eq(bytes.data, "\x03\0\0\0\x01\x33\0", 7);
	/* One in a hundred at random: the entropy is 8.08 bits a number (h(0.01) / 0.01), the code within 3 % of it. */
	n.count = 0;
	srand(1);
	for (uint32_t i = 0; i < 1000000; i++)
		if (rand() % 100 == 0)
			add(&n, i);
	expect_back(&n);
	ck_assert_double_le((double)bytes.len * 8 / (double)n.count, 8.08 * 1.03);
	free(n.list);
	dye_buffer_release(&bytes);
}
END_TEST

/*
 * ${count} of ${of} numbers at random: no code takes less than log2 of the binomial coefficient in the mean, by Stirling's series (lgamma); the Rice code stays within
 * 0.14 bits a number of that and its five bytes in front: of gaps of mean m it takes k + 1 + q / (1 - q), q = e^-(2^k / m), which is
 * worst where m is 2^k: k + 1.582, and the least k + 1.443.
 */
static const struct {
	uint32_t count, of;
	double bytes; /* each takes no more */
} sets[] = {{1000, 10000000, 1.87}, {22000, 10000000, 1.30}, {100000, 10000000, 1.02}, {1000, 400000, 1.30}};

START_TEST(near_the_least)
{
	uint32_t count = sets[_i].count, of = sets[_i].of;
	double least = (lgamma(of + 1.0) - lgamma(count + 1.0) - lgamma(of - count + 1.0)) / log(2), each;
	struct dye_numbers n = {0};

	srand(2);
	while (n.count < count) {
		while (n.count < count)
			add(&n, (uint32_t)(((uint64_t)(unsigned)rand() << 16 ^ (unsigned)rand()) % of));
		dye_numbers_settle(&n);
	}
	expect_back(&n);
	each = (double)bytes.len * 8 / count;
	ck_assert_double_ge(each, least / count);
	ck_assert_double_le(each, least / count + 0.14 + 5 * 8.0 / count);
	ck_assert_double_le(each / 8, sets[_i].bytes);
	free(n.list);
	dye_buffer_release(&bytes);
}
END_TEST

/* ---- an index ---- */

static struct dye_index one;
static struct dye_dataset dataset;

static void
set_up(void)
{

	world_open();
	OK(make_dataset(world_store, "one", &dataset));
	OK(dye_index_open(NULL, world_store, &dataset, &one, &err));
}

static void
tear_down(void)
{

	dye_index_close(&one);
	world_close();
	dye_buffer_release(&bytes);
}

/* A row of these anchors, the best first; 0 ends them. */
static void
put_row(const uint64_t * anchors)
{
	char count = 0;

	while (count < DYE_NAMES_MOST && anchors[(int)count] != 0)
		count++;
	OK(dye_buffer_append_byte(&bytes, count, &err));
	for (int i = 0; i < count; i++)
		OK(dye_buffer_append_u64(&bytes, anchors[i], &err));
}

static void
note(uint64_t export_id)
{

	OK(dye_index_add(&one, export_id, dye_buffer_slice(&bytes), &err));
	dye_buffer_reset(&bytes);
}

/* The same with what it is placed by: a rank, and a digest of one byte. */
static void
put_placed(const uint64_t * anchors, uint8_t rank, uint8_t byte)
{
	size_t head = bytes.len;

	put_row(anchors);
	bytes.data[head] = (char)(bytes.data[head] | DYE_NAMES_PLACED);
	OK(dye_buffer_append_byte(&bytes, (char)rank, &err));
	for (int i = 0; i < DYE_PRF_LEN; i++)
		OK(dye_buffer_append_byte(&bytes, (char)byte, &err));
}

/* What row ${number} is placed by, as text: "0:7 2:9", ranks and the first bytes of digests. */
static void
expect_placed(uint64_t number, const char * text)
{
	struct dye_index_hits hits = {0};
	char found[128] = "";
	size_t len = 0;

	OK(dye_runs_find(&one, DYE_OF_PLACES, &number, 1, &hits, &err));
	for (size_t i = 0; i < hits.count; i++) {
		for (size_t k = 1; k < DYE_PRF_LEN; k++)
			ck_assert_uint_eq(hits.list[i].value[k], hits.list[i].value[0]);
		len += (size_t)snprintf(found + len, sizeof(found) - len, "%s%u:%u", i > 0 ? " " : "",
		    hits.list[i].number, hits.list[i].value[0]);
	}
	ck_assert_str_eq(found, text);
	free(hits.list);
}

/* What sheets say, as text: "1:0,1,2 2:1" and how many rows they were made of. */
struct told {
	char text[256];
	uint64_t rows;
};

static enum dye_code
tell(void * cookie, const struct dye_index_sheet * sheet, struct dye_error * e)
{
	struct told * t = cookie;
	size_t len = strlen(t->text);

	(void)e;
	len +=
	    (size_t)snprintf(t->text + len, sizeof(t->text) - len, "%s%d:", len > 0 ? " " : "", (int)sheet->export_id);
	for (size_t i = 0; i < sheet->numbers->count; i++)
		len += (size_t)snprintf(
		    t->text + len, sizeof(t->text) - len, "%s%u", i > 0 ? "," : "", sheet->numbers->list[i]);
	t->rows += sheet->rows;
	return DYE_OK;
}

static void
expect_sheets(const char * text, uint64_t rows)
{
	struct told told = {0};

	OK(dye_index_settle(&one, &err));
	OK(dye_index_each(&one, tell, &told, &err));
	ck_assert_str_eq(told.text, text);
	ck_assert_uint_eq(told.rows, rows);
}

/* The rows that have the anchor, as text. */
static void
expect_found(uint64_t anchor, const char * text)
{
	struct dye_index_hits hits = {0};
	char found[128] = "";
	size_t len = 0;

	OK(dye_runs_find(&one, DYE_OF_CELLS, &anchor, 1, &hits, &err));
	for (size_t i = 0; i < hits.count; i++) {
		ck_assert_uint_eq(hits.list[i].at, 0);
		len +=
		    (size_t)snprintf(found + len, sizeof(found) - len, "%s%u", i > 0 ? "," : "", hits.list[i].number);
	}
	ck_assert_str_eq(found, text);
	free(hits.list);
}

START_TEST(rows_are_known_again)
{

	set_up();
	expect_sheets("", 0);
	put_row((uint64_t[]){11, 91, 0});
	put_row((uint64_t[]){12, 92, 0});
	put_row((uint64_t[]){11, 91, 0}); /* once more */
	note(1);
	OK(dye_index_begin(&one, 2, &err));
	put_row((uint64_t[]){13, 91, 0}); /* another, of the same number */
	note(3);
	expect_sheets("1:0,1 2: 3:2", 4);
	/* Whatever columns an export has: 91 is the first that has it. Somebody with a new number is who he was. */
	put_row((uint64_t[]){92, 0});
	put_row((uint64_t[]){93, 0});
	put_row((uint64_t[]){12, 94, 0});
	note(4);
	expect_sheets("1:0,1 2: 3:2 4:1,3", 7);
	expect_found(11, "0");
	expect_found(91, "0,2");
	expect_found(92, "1");
	expect_found(94, "1");
	expect_found(93, "3");
	expect_found(95, "");
	/* Those of the source are known, and nobody had them. */
	put_row((uint64_t[]){14, 96, 0});
	note(0);
	expect_sheets("1:0,1 2: 3:2 4:1,3", 7);
	expect_found(96, "4");
	tear_down();
}
END_TEST

START_TEST(what_rows_are_placed_by)
{
	uint64_t rows;

	set_up();
	put_placed((uint64_t[]){11, 91, 0}, 1, 7);
	put_row((uint64_t[]){12, 92, 0});
	put_placed((uint64_t[]){13, 93, 0}, 0, 3);
	put_placed((uint64_t[]){13, 93, 0}, 0, 3);
	note(1);
	expect_sheets("1:0,1,2", 4);
	ck_assert_uint_eq(dye_index_rows(dye_buffer_slice(&bytes)), 0);
	expect_placed(0, "1:7");
	expect_placed(1, "");
	expect_placed(2, "0:3");
	/* The order was freed since; another column leaves; a number is new: of a rank what was known first stays. */
	put_placed((uint64_t[]){12, 92, 0}, 0, 4);
	put_placed((uint64_t[]){11, 94, 0}, 0, 8);
	put_placed((uint64_t[]){13, 95, 0}, 0, 9);
	put_placed((uint64_t[]){15, 0}, 2, 10);
	ck_assert_uint_eq(dye_index_rows(dye_buffer_slice(&bytes)), 4);
	note(2);
	expect_sheets("1:0,1,2 2:0,1,2,3", 8);
	expect_placed(0, "0:8 1:7");
	expect_placed(1, "0:4");
	expect_placed(2, "0:3");
	expect_placed(3, "2:10");
	expect_found(94, "0");
	OK(dye_index_forget(&one, (uint64_t[]){94}, 1, &rows, &err));
	ck_assert_uint_eq(rows, 1);
	expect_placed(0, "");
	expect_placed(3, "2:10");
	tear_down();
}
END_TEST

/* What many have names nobody: no more than one more is noted than may have it. */
START_TEST(a_number_of_many)
{
	struct dye_index_hits hits = {0};
	uint64_t anchor = 5;

	set_up();
	for (uint64_t i = 0; i < 100; i++) {
		put_row((uint64_t[]){1000 + i, 5, 0});
		if (i % 10 == 9) {
			note(i);
			OK(dye_index_settle(&one, &err));
		}
	}
	OK(dye_runs_find(&one, DYE_OF_CELLS, &anchor, 1, &hits, &err));
	ck_assert_uint_eq(hits.count, DYE_INDEX_ROWS_MOST + 1);
	free(hits.list);
	tear_down();
}
END_TEST

/* Against lists that are searched one after another: rows of two anchors, in many sheets. Seeded: the same on every run. */
#define PEOPLE 3000

START_TEST(many_rows)
{
	static uint32_t number_of[PEOPLE], given = 1; /* 0: none yet; else 1 and the number */
	static uint64_t sorted[2 * PEOPLE];
	struct dye_index_hits hits = {0};
	uint64_t blocks;

	set_up();
	srand(7);
	for (int sheet = 0; sheet < 60; sheet++) {
		for (int i = 0; i < 150; i++) {
			uint64_t who = (uint64_t)rand() % PEOPLE;

			put_row((uint64_t[]){(who + 1) << 40, ((who + 1) << 40) + 1 + who % 7, 0});
			if (number_of[who] == 0)
				number_of[who] = given++;
		}
		note(1 + (uint64_t)sheet / 3);
		OK(dye_index_settle(&one, &err));
	}
	for (uint64_t who = 0; who < PEOPLE; who++) {
		sorted[2 * who] = (who + 1) << 40;
		sorted[2 * who + 1] = ((who + 1) << 40) + 1 + who % 7;
	}
	OK(dye_runs_find(&one, DYE_OF_CELLS, sorted, 2 * PEOPLE, &hits, &err));
	ck_assert_uint_eq(hits.count, 2 * (given - 1));
	for (size_t i = 0; i < hits.count; i++)
		ck_assert_uint_eq(hits.list[i].number + 1, number_of[hits.list[i].at / 2]);
	/* Few runs in few blocks, and nothing is left of those that were merged. */
	OK(dye_store_index_block_count(world_store, 1, &blocks, &err));
	ck_assert_uint_eq(blocks, 0);
	free(hits.list);
	tear_down();
}
END_TEST

/* Of 王芳 and 138****5678: of tests/independent/xxh3.py. */
START_TEST(a_name_and_half_a_number)
{
	static const uint8_t want[DYE_PRF_LEN] = {
	    0xa3, 0xf4, 0xd5, 0x76, 0xd2, 0x5c, 0xc8, 0xf0, 0xd9, 0x20, 0x88, 0xf9, 0x58, 0x4e, 0xc0, 0xa2};
	static const char * const numbers[] = {"+8613812345678", "+86138****5678", "+861381***5678"};
	const struct dye_kind * phone = dye_kind_find("phone");
	struct dye_buffer scratch = {0};
	uint8_t name[DYE_PRF_LEN], digest[DYE_PRF_LEN];
	bool got;

	OK(dye_cell_digest("person-name", (struct dye_slice){"王芳", strlen("王芳")}, NULL, &scratch, name, &err));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		OK(dye_names_pair_digest(
		    name, phone, (struct dye_slice){numbers[i], strlen(numbers[i])}, &scratch, digest, &got, &err));
		ck_assert(got);
		ck_assert_mem_eq(digest, want, sizeof(want));
	}
	OK(dye_names_pair_digest(name, phone, (struct dye_slice){"+86138*****678", 14}, &scratch, digest, &got, &err));
	ck_assert(!got);
	dye_buffer_release(&scratch);
}
END_TEST

/* By what one row alone has; the others are found as before, and a run of which nothing is left is merged like any. */
START_TEST(forgotten)
{
	uint64_t rows, every[200];

	set_up();
	put_row((uint64_t[]){11, 91, 0});
	put_row((uint64_t[]){12, 91, 92, 0});
	put_row((uint64_t[]){13, 93, 0});
	note(1);
	expect_sheets("1:0,1,2", 3);
	OK(dye_index_forget(&one, (uint64_t[]){90, 91, 95}, 3, &rows, &err));
	ck_assert_uint_eq(rows, 0);
	OK(dye_index_forget(&one, (uint64_t[]){92}, 1, &rows, &err));
	ck_assert_uint_eq(rows, 1);
	expect_found(12, "");
	expect_found(92, "");
	expect_found(91, "0");
	expect_found(13, "2");
	expect_sheets("1:0,1,2", 3);
	/* Who comes again is somebody new. */
	put_row((uint64_t[]){12, 91, 92, 0});
	note(2);
	expect_sheets("1:0,1,2 2:3", 4);
	expect_found(91, "0,3");
	for (uint64_t i = 0; i < 200; i++) {
		every[i] = 1000 + i;
		put_row((uint64_t[]){every[i], 0});
	}
	note(3);
	OK(dye_index_settle(&one, &err));
	OK(dye_index_forget(&one, every, 200, &rows, &err));
	ck_assert_uint_eq(rows, 200);
	expect_found(1100, "");
	OK(dye_index_forget(&one, (uint64_t[]){11, 12, 13}, 3, &rows, &err));
	ck_assert_uint_eq(rows, 3);
	put_row((uint64_t[]){5, 0});
	put_row((uint64_t[]){5000, 0});
	note(4);
	OK(dye_index_settle(&one, &err));
	expect_found(5, "204");
	expect_found(5000, "205");
	tear_down();
}
END_TEST

static void
forge(const char * sql)
{
	char path[96], *message = NULL;
	sqlite3 * db;

	(void)snprintf(path, sizeof(path), "%s/registry.db", folder);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static const char * const forgeries[] = {
    "UPDATE index_blocks SET sealed = zeroblob(100)",
    "UPDATE index_blocks SET first = first + 1",
    "DELETE FROM index_blocks",
    "UPDATE index_blocks SET sealed = (SELECT sealed FROM index_sheets LIMIT 1)",
    "UPDATE index_runs SET sealed = zeroblob(48)",
    "UPDATE index_sheets SET sealed = zeroblob(48)",
    "UPDATE index_sheets SET export = 2",
    "UPDATE index_sheets SET sealed = (SELECT sealed FROM index_runs LIMIT 1)",
};

/* What somebody changed is not believed. */
START_TEST(forged)
{
	struct dye_index_hits hits = {0};
	struct told told = {0};
	uint64_t anchor = 12;
	enum dye_code found, told_all;

	set_up();
	put_row((uint64_t[]){11, 91, 0});
	put_row((uint64_t[]){12, 92, 0});
	note(1);
	expect_sheets("1:0,1", 2);
	forge(forgeries[_i]);
	found = dye_runs_find(&one, DYE_OF_CELLS, &anchor, 1, &hits, &err);
	told_all = dye_index_each(&one, tell, &told, &err);
	ck_assert(found == DYE_EVAULT || told_all == DYE_EVAULT);
	ck_assert_ptr_nonnull(strstr(err.message, "the index of dataset one is not what was written"));
	free(hits.list);
	tear_down();
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("index");

	tcase_add_test(tests, numbers_come_back);
	tcase_add_test(tests, numbers_take_little_room);
	tcase_add_loop_test(tests, near_the_least, 0, (int)(sizeof(sets) / sizeof(sets[0])));
	tcase_add_test(tests, rows_are_known_again);
	tcase_add_test(tests, what_rows_are_placed_by);
	tcase_add_test(tests, a_number_of_many);
	tcase_add_test(tests, many_rows);
	tcase_add_test(tests, a_name_and_half_a_number);
	tcase_add_test(tests, forgotten);
	tcase_add_loop_test(tests, forged, 0, sizeof(forgeries) / sizeof(forgeries[0]));
	return suite_run("index", tests);
}
