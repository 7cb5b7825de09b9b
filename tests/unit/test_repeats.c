/*
 * test_repeats.c: cells that say again what others of their row say do so in invented records. Rows and what is expected are made by hand.
 */
#include <stdio.h>

#include "tests/suite.h"
#include "watermark/marks/canary/repeats.h"

enum { FIRST, LAST, FULL, ID, MAIL, PHONE, MOBILE, TIME, DAY, CITY, ADDRESS, COLUMNS };

static const char * const names[COLUMNS] = {
    "first", "last", "full", "id", "mail", "phone", "mobile", "time", "day", "city", "address"};
static struct dye_profile_column columns[COLUMNS];
static const struct dye_profile profile = {.columns = columns, .column_count = COLUMNS};
static struct dye_donor_pool pool;
static struct dye_repeats * repeats;

static void
put(char cells[COLUMNS][64], unsigned i)
{
	static const char * const first[] = {"Ann", "Mei Ling", "Bert", "Ida"};
	static const char * const last[] = {"Lee", "Ashworth", "Field"};

	(void)snprintf(cells[FIRST], 64, "%s", first[i % 4]);
	(void)snprintf(cells[LAST], 64, "%s", last[i % 3]);
	(void)snprintf(cells[FULL], 64, "%s %s", first[i % 4], last[i % 3]);
	(void)snprintf(cells[ID], 64, "C%05u", 17 * i);
	(void)snprintf(cells[MAIL], 64, "C%05u@example.com", 17 * i);
	(void)snprintf(cells[PHONE], 64, "1395550%04u", 31 * i % 10000);
	(void)snprintf(cells[MOBILE], 64, "1395550%04u", (31 * i + (i % 2) * 777) % 10000);
	(void)snprintf(cells[TIME], 64, "2024-%02u-%02u 08:%02u:07", 1 + i % 12, 1 + i % 28, i % 60);
	(void)snprintf(cells[DAY], 64, "2024-%02u-%02u", 1 + i % 12, 1 + i % 28);
	(void)snprintf(cells[CITY], 64, "%s", i % 2 == 0 ? "Leeds" : "Dayton");
	(void)snprintf(cells[ADDRESS], 64, "%u Oak Road, %s", 3 * i, i % 2 == 0 ? "Leeds" : "Dayton");
}

static void
slices(char cells[COLUMNS][64], struct dye_slice row[COLUMNS])
{

	for (size_t c = 0; c < COLUMNS; c++)
		row[c] = (struct dye_slice){cells[c], strlen(cells[c])};
}

static void
set_up(void)
{
	char cells[COLUMNS][64];
	struct dye_slice row[COLUMNS];

	dye_donor_pool_begin(&pool, 400);
	for (size_t c = 0; c < COLUMNS; c++) {
		columns[c].name = (char *)(uintptr_t)names[c];
		ck_assert_int_eq(
		    dye_donor_pool_name(&pool, (struct dye_slice){names[c], strlen(names[c])}, NULL), DYE_OK);
	}
	for (unsigned i = 0; i < 400; i++) {
		put(cells, i);
		slices(cells, row);
		ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_repeats_open(&pool, &profile, 10, &repeats, NULL), DYE_OK);
}

static void
tear_down(void)
{

	dye_repeats_close(repeats);
	dye_donor_pool_release(&pool);
}

/* What the cell of row ${i} becomes in a record with the cells of row ${other}. NULL: it repeats nothing. */
static void
expect(unsigned column, unsigned i, unsigned other, const char * expected)
{
	char cells[COLUMNS][64], others[COLUMNS][64];
	struct dye_slice row[COLUMNS], made[COLUMNS];
	struct dye_repeat repeat;
	struct dye_buffer out = {0};
	bool done;

	put(cells, i);
	slices(cells, row);
	put(others, other);
	slices(others, made);
	dye_repeats_find(repeats, column, row, &repeat);
	ck_assert_msg((repeat.count > 0) == (expected != NULL), "%s of row %u: %u", names[column], i, repeat.count);
	if (expected == NULL)
		return;
	ck_assert_int_eq(dye_repeats_write(row[column], &repeat, made, &out, &done, NULL), DYE_OK);
	ck_assert(done);
	ck_assert_uint_eq(out.len, strlen(expected));
	ck_assert_msg(memcmp(out.data, expected, out.len) == 0, "%.*s", (int)out.len, out.data);
	dye_buffer_release(&out);
}

START_TEST(say_it_again)
{

	expect(FULL, 0, 5, "Mei Ling Field");
	expect(FULL, 1, 2, "Bert Field");
	expect(MAIL, 3, 9, "C00153@example.com");
	expect(MOBILE, 2, 4, "13955500124");
	/* In every second row it is another number. */
	expect(MOBILE, 3, 4, NULL);
	expect(DAY, 3, 40, "2024-05-13");
	/* What one row alone has besides is not copied, and the address is for its kind to invent. */
	expect(ADDRESS, 3, 40, NULL);
	expect(TIME, 3, 40, NULL);
	expect(FIRST, 0, 1, NULL);
	expect(ID, 0, 1, NULL);
	expect(PHONE, 0, 1, NULL);
}
END_TEST

/* What a column is made of is made of nothing else. */
START_TEST(no_circles)
{
	static const bool may[COLUMNS] = {[FULL] = true, [MAIL] = true, [MOBILE] = true, [DAY] = true};

	for (uint32_t c = 0; c < COLUMNS; c++)
		ck_assert_msg(dye_repeats_may(repeats, c) == may[c], "%s", names[c]);
	ck_assert(!dye_repeats_may(NULL, 0));
}
END_TEST

/* A stretch of a cell that is too short is nothing. */
START_TEST(too_short)
{
	const struct dye_repeat repeat = {.parts = {{.len = 10, .stretch = true}}, .count = 1};
	const struct dye_slice made[] = {DYE_SLICE("2024-01")};
	struct dye_buffer out = {0};
	bool done;

	ck_assert_int_eq(dye_repeats_write(DYE_SLICE("2024-02-03"), &repeat, made, &out, &done, NULL), DYE_OK);
	ck_assert(!done);
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {say_it_again, no_circles, too_short};
	TCase * tcase = tcase_create("repeats");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("repeats", tcase);
}
