/*
 * test_moved.c: an export whose order is free stands in the order of the places that docs/FORMAT.md, section 5, gives its rows: by the telephone number,
 * under the key of that label and no other.
 */
#include <check.h>

#include "tests/bench/world.h"
#include "tests/suite.h"
#include "watermark/marks/core/bucket.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/mark.h"

#define ROWS 300

extern const struct dye_mark dye_mark_order;

static struct bench_world world;
static struct bench_dataset people;
static struct dye_buffer table;

/* id, mailbox and telephone number, each of them distinct and in no order: the last is what a leak is likeliest to keep. */
static void
set_up(void)
{
	struct dye_setting_wish wish = {&dye_mark_order, dye_mark_order.settings, 1, NULL};
	char path[sizeof(bench_folder) + 16];
	const char * files[] = {path};
	FILE * f;
	unsigned i;

	bench_world_open(&world, "moved", true);
	(void)snprintf(path, sizeof(path), "%s/people.csv", bench_folder);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	(void)fprintf(f, "id,email,phone\n");
	for (i = 1; i <= ROWS; i++)
		(void)fprintf(
		    f, "K%05u,m%u@example.org,139%08u\n", i * 7919 % 99991, i * 271 % 977, i * 61803399u % 99999989u);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert(bench_learn_as(&world, &people, "people", files, 1, &wish, 1));
	ck_assert(bench_file(path, &table));
	(void)bench_enrol(&world, &people, 3);
}

static void
tear_down(void)
{

	dye_buffer_release(&table);
	bench_dataset_release(&people);
	bench_world_close(&world);
}

/* The place of a row by one of its cells, for a recipient. */
static uint64_t
place_of(const char * kind, struct dye_slice text, const char * label, uint64_t recipient)
{
	const struct dye_kind * k = dye_kind_find(kind);
	struct dye_parse parse = {0};
	struct dye_buffer scratch = {0};
	struct dye_prf *buckets, *prf;
	uint8_t key[DYE_PRF_LEN], block[DYE_PRF_LEN];

	ck_assert_int_eq(k->parse(text, &parse, NULL), DYE_OK);
	ck_assert_int_eq(dye_cell_digest(kind, dye_buffer_slice(&parse.canonical), NULL, &scratch, key, NULL), DYE_OK);
	ck_assert_int_eq(dye_vault_prf(world.vault, people.dataset.salt, label, &buckets, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_bucket_cell(buckets, prf, key, key, NULL), DYE_OK);
	dye_symbol_input(recipient, 0, block);
	ck_assert_int_eq(dye_prf_once(prf, key, block, block, NULL), DYE_OK);
	dye_prf_close(buckets);
	dye_prf_close(prf);
	dye_parse_release(&parse);
	dye_buffer_release(&scratch);
	return dye_get_u64(block);
}

/* How often a row of the copy comes before one of lower place. */
static unsigned
falls(const struct bench_table * copy, uint32_t column, const char * kind, const char * label, uint64_t recipient)
{
	uint64_t last = 0, place;
	unsigned n = 0;
	size_t i;

	for (i = 1; i < copy->rows; i++, last = place) {
		place = place_of(kind, bench_text(copy, i, column), label, recipient);
		n += place < last;
	}
	return n;
}

START_TEST(test_as_the_page_says)
{
	struct dye_buffer bytes = {0};
	struct bench_table copy = {0};
	uint64_t number = bench_number(&world, &people, 1);

	/* Canaries have places, too. */
	bench_mark_bytes(&world, &people, "canary,order", dye_buffer_slice(&table), 1, &bytes);
	bench_table_read(&copy, dye_buffer_slice(&bytes), "copy");
	ck_assert_uint_ge(copy.rows, ROWS + 1);
	ck_assert_uint_eq(falls(&copy, 2, "phone", "order", number), 0);
	/* By nothing else: about half of the rows fall, and fewer than a third in one of 10^9 tests. */
	ck_assert_uint_gt(falls(&copy, 2, "phone", "slot", number), ROWS / 3);
	ck_assert_uint_gt(falls(&copy, 2, "phone", "order", number + 1), ROWS / 3);
	ck_assert_uint_gt(falls(&copy, 1, "email", "order", number), ROWS / 3);
	bench_table_release(&copy);
	dye_buffer_release(&bytes);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("moved");

	bench_folder_make();
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, test_as_the_page_says);
	return suite_run("moved", t);
}
