/*
 * test_donors.c: what invented records are made of: the pool, the groups of its columns, numbers in gaps, what a query asked for, and where in a file
 * records come out. Seeds are fixed; the statistical tests say how likely they fail by luck.
 */
#include <math.h>
#include <stdio.h>

#include "formats/field/core/date.h"
#include "formats/field/core/moment.h"
#include "tests/suite.h"
#include "watermark/marks/canary/asked.h"
#include "watermark/marks/canary/groups.h"
#include "watermark/marks/canary/lengths.h"
#include "watermark/marks/canary/nearkey.h"

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t
next(uint64_t * state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static uint32_t
below(void * cookie, uint32_t n)
{

	return (uint32_t)(next(cookie) % n);
}

/* ---- the pool ---- */

static void
fill(struct dye_donor_pool * pool)
{
	struct dye_slice row[2] = {DYE_SLICE("a"), DYE_SLICE("")};

	dye_donor_pool_begin(pool, 70000);
	ck_assert_int_eq(dye_donor_pool_name(pool, DYE_SLICE("id"), NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_name(pool, DYE_SLICE("姓名"), NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_add(pool, row, NULL), DYE_OK);
	row[1] = DYE_SLICE("王芳");
	ck_assert_int_eq(dye_donor_pool_add(pool, row, NULL), DYE_OK);
}

START_TEST(pool_comes_back)
{
	static const uint64_t numbers[] = {300, 7, 7, UINT64_C(1) << 60, 131};
	struct dye_donor_pool pool = {0}, back = {0}, bad = {0};
	struct dye_buffer bytes = {0};

	fill(&pool);
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(dye_donor_pool_number(&pool, 0, numbers[i], NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_end(&pool, NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_write(&pool, &bytes, NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_read(dye_buffer_slice(&bytes), &back, NULL), DYE_OK);
	ck_assert_uint_eq(back.source, 70000);
	ck_assert_uint_eq(back.rows, 2);
	ck_assert_uint_eq(back.id, pool.id);
	ck_assert(dye_donor_pool_same_columns(&pool, &back));
	ck_assert(dye_slice_equal(dye_donor_pool_cell(&back, 1, 1), DYE_SLICE("王芳")));
	ck_assert_uint_eq(dye_donor_pool_cell(&back, 0, 1).len, 0);
	ck_assert_uint_eq(dye_donor_pool_column(&back, DYE_SLICE("姓名")), 1);
	ck_assert_uint_eq(dye_donor_pool_column(&back, DYE_SLICE("name")), DYE_DONOR_POOL_NO_COLUMN);
	/* Ascending, each once. */
	ck_assert_uint_eq(back.number_count, 4);
	ck_assert_uint_eq(back.numbers[0], 7);
	ck_assert_uint_eq(back.numbers[1], 131);
	ck_assert_uint_eq(back.numbers[2], 300);
	ck_assert_uint_eq(back.numbers[3], UINT64_C(1) << 60);
	/* Numbers come anew with every table, and records stay what they are. */
	dye_donor_pool_drop_numbers(&back);
	ck_assert_int_eq(dye_donor_pool_end(&back, NULL), DYE_OK);
	ck_assert_uint_eq(back.id, pool.id);
	for (size_t cut = 0; cut < bytes.len; cut++) {
		ck_assert_int_eq(dye_donor_pool_read((struct dye_slice){bytes.data, cut}, &bad, NULL), DYE_EDATA);
		dye_donor_pool_release(&bad);
	}
	dye_donor_pool_release(&pool);
	dye_donor_pool_release(&back);
	dye_buffer_release(&bytes);
}
END_TEST

/* A row of more than 16 KiB is none. */
START_TEST(pool_leaves_long_rows_out)
{
	static char text[DYE_DONOR_POOL_ROW_BYTES];
	struct dye_slice row[2] = {{text, sizeof(text)}, {"x", 1}};
	struct dye_donor_pool pool = {0};

	memset(text, 'x', sizeof(text));
	fill(&pool);
	ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	ck_assert_uint_eq(pool.rows, 2);
	row[1].len = 0;
	ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	ck_assert_uint_eq(pool.rows, 3);
	dye_donor_pool_release(&pool);
}
END_TEST

/* ---- groups ---- */

/* By hand: of two fair coins that are one, 1 bit; of two that are nothing to each other, 0; of 3 to 1 against a coin that follows it wholly, its entropy. */
START_TEST(information)
{
	static const uint8_t a[] = {0, 0, 1, 1}, b[] = {0, 1, 0, 1}, c[] = {0, 0, 0, 1};

	ck_assert_double_eq_tol(dye_mutual_information(a, a, 4), 1, 1e-12);
	ck_assert_double_eq_tol(dye_mutual_information(a, b, 4), 0, 1e-12);
	ck_assert_double_eq_tol(dye_mutual_information(c, c, 4), 0.25 * 2 + 0.75 * log2(4 / 3.0), 1e-12);
}
END_TEST

/* City and the first digits of the telephone hang together, and so do a branch and the end of its code; the amount with nothing. */
START_TEST(groups)
{
	static const char * const names[] = {"city", "amount", "phone", "code", "branch"};
	struct dye_profile_column columns[5] = {{0}};
	struct dye_profile profile = {.columns = columns, .column_count = 5};
	struct dye_donor_pool pool = {0};
	uint64_t state = 7;

	dye_donor_pool_begin(&pool, 4000);
	for (size_t i = 0; i < 5; i++) {
		columns[i] = (struct dye_profile_column){
		    .name = (char *)(uintptr_t)names[i], .kind = dye_kind_find("category"), .group = 9};
		ck_assert_int_eq(dye_donor_pool_name(&pool, slice(names[i]), NULL), DYE_OK);
	}
	for (int i = 0; i < 4000; i++) {
		char text[5][16];
		struct dye_slice row[5];
		unsigned city = below(&state, 10), branch = below(&state, 8);

		(void)snprintf(text[0], 16, "city %u", city);
		(void)snprintf(text[1], 16, "%u", below(&state, 100000));
		(void)snprintf(text[2], 16, "0%u-%06u", 20 + city, below(&state, 1000000));
		(void)snprintf(text[3], 16, "%05u/%u", below(&state, 100000), branch);
		(void)snprintf(text[4], 16, "branch %u", branch);
		for (size_t k = 0; k < 5; k++)
			row[k] = slice(text[k]);
		ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_groups_find(&pool, &profile, NULL), DYE_OK);
	ck_assert_uint_eq(columns[0].group, 1);
	ck_assert_uint_eq(columns[2].group, 1);
	ck_assert_uint_eq(columns[3].group, 2);
	ck_assert_uint_eq(columns[4].group, 2);
	ck_assert_uint_eq(columns[1].group, 0);
	dye_donor_pool_release(&pool);
}
END_TEST

/* ---- numbers in gaps ---- */

/* The gap behind number ${i}: of 1 to 12; taken with one chance in seven each; one in each seven; close together and far apart by turns. */
enum gaps { UNIFORM, BY_CHANCE, REGULAR, BURSTS };

static uint64_t
gap_of(enum gaps gaps, uint64_t i, uint64_t * state)
{
	uint64_t gap = 1;

	switch (gaps) {
	case UNIFORM:
		return 1 + below(state, 12);
	case REGULAR:
		return 7;
	default:
		while (below(state, gaps == BY_CHANCE || i / 20 % 2 == 0 ? 7 : 70) != 0)
			gap++;
		return gap;
	}
}

static void
pool_of(struct dye_donor_pool * pool, enum gaps gaps, uint64_t count)
{
	uint64_t state = 3, number = 100000;

	fill(pool);
	for (uint64_t i = 0; i < count; i++) {
		uint64_t in = gaps == REGULAR ? below(&state, 7) : 0;

		ck_assert_int_eq(dye_donor_pool_number(pool, 0, number + in, NULL), DYE_OK);
		number += gap_of(gaps, i, &state);
	}
	ck_assert_int_eq(dye_donor_pool_end(pool, NULL), DYE_OK);
}

static void
number_pool(struct dye_donor_pool * pool)
{

	pool_of(pool, UNIFORM, 600);
}

static bool
is_taken(const struct dye_donor_pool * pool, uint64_t number)
{

	for (size_t i = 0; i < pool->number_count; i++)
		if (pool->numbers[i] == number)
			return true;
	return false;
}

/*
 * Free numbers alone, in front of the parent's, each no oftener than its bound says. 200,000 draws; a number that comes 6 standard deviations and 6 too often
 * does so by luck with less than 1e-8, 2,000 numbers with less than 2e-5 (the seed is fixed).
 */
START_TEST(free_numbers)
{
	static uint32_t seen[65536];
	static double bound[65536];
	struct dye_near_window window = {0};
	struct dye_donor_pool pool = {0};
	bool falling = _i % 2 == 1, done;
	uint64_t state = 5, at;
	struct dye_buffer out = {0};
	char parent[32];
	double sum = 0;

	memset(seen, 0, sizeof(seen));
	pool_of(&pool, (enum gaps)(_i / 2), 600);
	at = pool.numbers[300];
	(void)snprintf(parent, sizeof(parent), "K-%llu", (unsigned long long)at);
	ck_assert_int_eq(dye_near_look(&pool, 0, at, falling, &window), DYE_NEAR_GAPS);
	for (int i = 0; i < 200000; i++) {
		struct dye_forge forge = {.below = below, .cookie = &state, .parent = slice(parent)};
		uint64_t number;

		dye_buffer_reset(&out);
		ck_assert_int_eq(dye_near_forge(&forge, DYE_NEAR_GAPS, &window, falling, &out, &done, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
		ck_assert(done && memcmp(out.data, "K-", 2) == 0);
		number = strtoull(out.data + 2, NULL, 10);
		ck_assert(falling ? number > at : number < at);
		seen[number - 100000]++;
		bound[number - 100000] = dye_forge_log2(&forge, forge.revealed);
	}
	for (size_t i = 0; i < 65536; i++) {
		double mean = 200000 * exp2(bound[i]);

		if (seen[i] == 0)
			continue;
		ck_assert(!is_taken(&pool, 100000 + i));
		ck_assert_double_le(seen[i], mean + 6 * sqrt(mean) + 6);
		sum += exp2(bound[i]);
	}
	/* The bounds of all that can come are a distribution: they are exact. */
	ck_assert_double_le(sum, 1 + 1e-9);
	ck_assert_double_ge(sum, 0.99);
	dye_buffer_release(&out);
	dye_donor_pool_release(&pool);
}
END_TEST

static enum dye_near_manner
manner_of(enum gaps gaps)
{
	struct dye_donor_pool pool = {0};
	enum dye_near_manner manner;

	pool_of(&pool, gaps, 4000);
	manner = dye_near_measure(pool.numbers, pool.number_count).manner;
	dye_donor_pool_release(&pool);
	return manner;
}

/*
 * The sum of 16 gaps of one in each seven varies as two places do and not as 16 gaps: 1/16. The variance of one gap of 1 to 12 is a third of what chance gives (143/12 of
 * 6.5^2 - 6.5).
 */
START_TEST(manners)
{

	ck_assert_int_eq(manner_of(REGULAR), DYE_NEAR_RIGID);
	ck_assert_int_eq(manner_of(BY_CHANCE), DYE_NEAR_CHANCE);
	ck_assert_int_eq(manner_of(UNIFORM), DYE_NEAR_MIXED);
	ck_assert_int_eq(manner_of(BURSTS), DYE_NEAR_MIXED);
}
END_TEST

/* Of all numbers in order, how much is between the ones before and behind number ${i}. */
static uint64_t
both(const uint64_t * numbers, size_t i)
{

	return numbers[i + 1] - numbers[i - 1];
}

static int
ascend(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Among the numbers of a table and one in fifty invented ones those that are invented stand in no wider or narrower gaps: the chance that one of them is in wider ones
 * than another number is a half, of about 240 within 0.08 but for one seed in 50,000.
 */
START_TEST(gaps_as_wide)
{
	static uint64_t all[16384], made[512];
	struct dye_near_window window = {0};
	struct dye_donor_pool pool = {0};
	size_t n, count = 0;
	uint64_t state = 9;
	double wider = 0;

	pool_of(&pool, (enum gaps)_i, 12000);
	n = pool.number_count;
	memcpy(all, pool.numbers, n * sizeof(*all));
	for (size_t i = 400; i < pool.number_count; i += 50) {
		char parent[32];
		struct dye_forge forge = {.below = below, .cookie = &state};
		struct dye_buffer out = {0};
		bool done;

		(void)snprintf(parent, sizeof(parent), "%llu", (unsigned long long)pool.numbers[i]);
		forge.parent = slice(parent);
		ck_assert_int_eq(dye_near_look(&pool, 0, pool.numbers[i], false, &window), DYE_NEAR_GAPS);
		ck_assert_int_eq(dye_near_forge(&forge, DYE_NEAR_GAPS, &window, false, &out, &done, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
		made[count++] = all[n++] = strtoull(out.data, NULL, 10);
		dye_buffer_release(&out);
	}
	qsort(all, n, sizeof(*all), ascend);
	for (size_t k = 0; k < count; k++) {
		const uint64_t * at = bsearch(&made[k], all, n, sizeof(*all), ascend);
		uint64_t mine = both(all, (size_t)(at - all));

		for (size_t i = 1; i + 1 < n; i++)
			wider += mine > both(all, i) ? 1 : mine == both(all, i) ? 0.5 : 0;
	}
	wider /= (double)count * (double)(n - 2);
	ck_assert_double_gt(wider, 0.42);
	ck_assert_double_lt(wider, 0.58);
	dye_donor_pool_release(&pool);
}
END_TEST

/* Of a row that came later: any number in front of it, as far as 256 rows take (by hand: 256 gaps of 10), each as likely; and no gap, which all would share. */
START_TEST(rows_that_came_later)
{
	struct dye_near_window window = {0};
	struct dye_donor_pool pool = {0};
	struct dye_buffer out = {0};
	uint64_t state = 5, least = UINT64_MAX, most = 0;
	bool done;

	fill(&pool);
	for (uint64_t i = 0; i < 600; i++)
		ck_assert_int_eq(dye_donor_pool_number(&pool, 0, 100000 + 10 * i, NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_end(&pool, NULL), DYE_OK);
	ck_assert_int_eq(dye_near_look(&pool, 0, 150000, false, &window), DYE_NEAR_BEYOND);
	for (int i = 0; i < 20000; i++) {
		struct dye_forge forge = {.below = below, .cookie = &state, .parent = DYE_SLICE("150000")};
		uint64_t number;

		dye_buffer_reset(&out);
		ck_assert_int_eq(dye_near_forge(&forge, DYE_NEAR_BEYOND, &window, false, &out, &done, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
		number = strtoull(out.data, NULL, 10);
		least = number < least ? number : least;
		most = number > most ? number : most;
		ck_assert_double_eq_tol(exp2(dye_forge_log2(&forge, forge.revealed)), 1 / 2560.0, 1e-9);
	}
	/* Each end is missed by 20,000 draws with (1 - 1/2560)^20000, 4e-4; the seed is fixed. */
	ck_assert_uint_eq(least, 150000 - 2560);
	ck_assert_uint_eq(most, 149999);
	ck_assert_uint_eq(dye_near_gap(&pool, 150000), 0);
	dye_buffer_release(&out);
	dye_donor_pool_release(&pool);
}
END_TEST

/* Counted by Python: date(2019, 11, 24).toordinal() - 1 is 737386, and so on. */
static const struct {
	const char *text, *later; /* by a day, a minute, a second, a millisecond */
	uint64_t moment;
	uint32_t form;
} moments[] = {
    {"2019-11-30", "2019-12-01", 737392, 0},
    {"24.11.2019", "25.11.2019", 737386, 0},
    {"2019-11-24 08:59", "2019-11-24 09:00", 1061836379, 1},
    {"2019/11/24 23:59:59", "2019/11/25 00:00:00", UINT64_C(63710236799), 2},
    {"2019-11-24T08:30:49.250Z", "2019-11-24T08:30:49.251Z", UINT64_C(63710181049250), 5},
    {"20191124083049", "20191124083050", UINT64_C(63710181049), 2},
    {"2019\xE5\xB9\xB4"
     "11\xE6\x9C\x88"
     "30\xE6\x97\xA5",
	"2019\xE5\xB9\xB4"
	"12\xE6\x9C\x88"
	"01\xE6\x97\xA5",
	737392, 0},
    {"03/04/2019", NULL, 0, 0},
    {"24 Nov 2019", "25 Nov 2019", 737386, 0},
    {"2019-11-24 3:04 PM", NULL, 0, 0},
    {"11:24", NULL, 0, 0},
    {"2019-02-31", NULL, 0, 0},
    {"", NULL, 0, 0},
};

/* Which day 03/04/2024 is hangs on the column; and 04/04/2024 is one day, in whose place another would be two. */
START_TEST(days_that_could_be_two)
{
	static const struct {
		enum dye_forge_days days;
		const char *text, *later;
	} cases[] = {
	    {DYE_FORGE_DAYS_UNKNOWN, "03/04/2024", NULL},
	    {DYE_FORGE_DAYS_UNKNOWN, "04/04/2024", NULL},
	    {DYE_FORGE_DAYS_UNKNOWN, "2024-04-04", "2024-04-30"},
	    {DYE_FORGE_MONTH_FIRST, "03/04/2024", "03/30/2024"},
	    {DYE_FORGE_DAY_FIRST, "03/04/2024", "29/04/2024"},
	    {DYE_FORGE_MONTH_FIRST, "4/4/24 13:05", "4/4/24 13:31"},
	    {DYE_FORGE_DAY_FIRST, "04.04.24", "30.04.24"},
	    {DYE_FORGE_DAY_FIRST, "30.12.99", "25.01.00"},
	    {DYE_FORGE_DAYS_UNKNOWN, "02-JAN-24", "28-JAN-24"},
	    {DYE_FORGE_DAYS_UNKNOWN, "30 Dec 2023", "25 Jan 2024"},
	    {DYE_FORGE_DAYS_UNKNOWN, "June 20, 2024", "July 16, 2024"},
	    {DYE_FORGE_DAYS_UNKNOWN, "Jun 20, 2024", "Jul 16, 2024"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_buffer out = {0};
		uint64_t moment;
		uint32_t form;
		bool done;

		ck_assert_msg(
		    dye_moment_read(slice(cases[i].text), cases[i].days, &moment, &form) == (cases[i].later != NULL),
		    "%s", cases[i].text);
		if (cases[i].later == NULL)
			continue;
		ck_assert_int_eq(
		    dye_moment_write(slice(cases[i].text), cases[i].days, form, moment + 26, &out, &done, NULL),
		    DYE_OK);
		ck_assert(done);
		ck_assert_msg(
		    dye_slice_equal(dye_buffer_slice(&out), slice(cases[i].later)), "%.*s", (int)out.len, out.data);
		dye_buffer_release(&out);
	}
}
END_TEST

START_TEST(moments_are_numbers)
{

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		struct dye_buffer out = {0};
		uint64_t moment;
		uint32_t form;
		bool done;

		ck_assert_msg(dye_moment_read(slice(moments[i].text), DYE_FORGE_DAYS_UNKNOWN, &moment, &form) ==
				  (moments[i].later != NULL),
		    "%s", moments[i].text);
		if (moments[i].later == NULL)
			continue;
		ck_assert_uint_eq(moment, moments[i].moment);
		ck_assert_uint_eq(form, moments[i].form);
		ck_assert_int_eq(dye_moment_write(slice(moments[i].text), DYE_FORGE_DAYS_UNKNOWN, form, moment + 1,
				     &out, &done, NULL),
		    DYE_OK);
		ck_assert(done);
		ck_assert_msg(
		    dye_slice_equal(dye_buffer_slice(&out), slice(moments[i].later)), "%.*s", (int)out.len, out.data);
		ck_assert_int_eq(dye_moment_write(slice(moments[i].text), DYE_FORGE_DAYS_UNKNOWN, form + 1, moment,
				     &out, &done, NULL),
		    DYE_OK);
		ck_assert(!done);
		dye_buffer_release(&out);
	}
}
END_TEST

/* A pool of four rows whose times are these, and numbers that go up, or down. */
static void
timed_pool(struct dye_donor_pool * pool, const uint64_t times[4], bool falling)
{

	fill(pool);
	pool->along[pool->along_count++] = (struct dye_donor_along){.column = 1, .form = 2};
	for (uint64_t i = 0; i < 4; i++) {
		ck_assert_int_eq(dye_donor_pool_number(pool, 0, falling ? 400 - 100 * i : 100 + 100 * i, NULL), DYE_OK);
		ck_assert_int_eq(dye_donor_pool_moment(pool, 0, times[i], NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_donor_pool_end(pool, NULL), DYE_OK);
}

/* Those that grow with the numbers come back, and tell between which the time of a number is; others are left out. */
START_TEST(times_grow_with_numbers)
{
	static const uint64_t up[] = {1000, 1000, 5000, UINT64_C(1) << 40},
			      down[] = {UINT64_C(1) << 40, 5000, 1000, 1000}, mixed[] = {1000, 5000, 1000, 9000};
	struct dye_donor_pool pool = {0}, back = {0}, bad = {0};
	struct dye_buffer bytes = {0};
	uint64_t least, most;

	timed_pool(&pool, _i == 0 ? up : down, _i == 1);
	ck_assert_int_eq(dye_donor_pool_write(&pool, &bytes, NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_read(dye_buffer_slice(&bytes), &back, NULL), DYE_OK);
	ck_assert_uint_eq(back.along_count, 1);
	ck_assert_uint_eq(back.along[0].column, 1);
	ck_assert_uint_eq(back.along[0].form, 2);
	ck_assert(dye_near_moments(&back, 0, 250, &least, &most));
	ck_assert_uint_eq(least, 1000);
	ck_assert_uint_eq(most, 5000);
	ck_assert(dye_near_moments(&back, 0, 399, &least, &most));
	ck_assert_uint_eq(most, UINT64_C(1) << 40);
	ck_assert(!dye_near_moments(&back, 0, 401, &least, &most));
	ck_assert(!dye_near_moments(&back, 0, 50, &least, &most));
	for (size_t cut = 0; cut < bytes.len; cut++) {
		ck_assert_int_eq(dye_donor_pool_read((struct dye_slice){bytes.data, cut}, &bad, NULL), DYE_EDATA);
		dye_donor_pool_release(&bad);
	}
	dye_donor_pool_release(&pool);
	dye_donor_pool_release(&back);
	timed_pool(&pool, mixed, false);
	ck_assert_uint_eq(pool.along_count, 0);
	ck_assert_uint_eq(pool.number_count, 4);
	dye_donor_pool_release(&pool);
	dye_buffer_release(&bytes);
}
END_TEST

/* 300 rows a minute apart, of which every fifth is up to an hour late: they grow all in all; 300 times at random do not. Rows in no order are brought in that of their numbers. */
START_TEST(times_grow_nearly)
{
	for (int random = 0; random < 2; random++) {
		struct dye_donor_pool pool = {0};
		uint64_t state = 5, least, most;

		fill(&pool);
		pool.along[pool.along_count++] = (struct dye_donor_along){.column = 1, .form = 2};
		for (uint64_t i = 0; i < 300; i++) {
			uint64_t at = i * 7 % 300, late = at % 5 == 2 ? below(&state, 3600) : 0;

			ck_assert_int_eq(dye_donor_pool_number(&pool, 0, 1000 + 10 * at, NULL), DYE_OK);
			ck_assert_int_eq(dye_donor_pool_moment(
					     &pool, 0, random ? below(&state, 18000) : 100000 + 60 * at + late, NULL),
			    DYE_OK);
		}
		ck_assert_int_eq(dye_donor_pool_end(&pool, NULL), DYE_OK);
		ck_assert_uint_eq(pool.along_count, random ? 0 : 1);
		ck_assert_uint_eq(pool.numbers[299], 1000 + 10 * 299);
		if (!random) {
			/* Between rows 100 and 101, neither of which is late. */
			ck_assert(dye_near_moments(&pool, 0, 2005, &least, &most));
			ck_assert_uint_eq(least, 100000 + 60 * 100);
			ck_assert_uint_eq(most, 100000 + 60 * 101);
			/* Row 102 is late, so row 103 is before it. */
			ck_assert(dye_near_moments(&pool, 0, 2025, &least, &most));
			ck_assert_uint_le(least, most);
		}
		dye_donor_pool_release(&pool);
	}
}
END_TEST

/* Days that exist, whichever number is the month, and no day without a time twice; where nobody knows which it is the date stays. */
START_TEST(days_exist)
{
	static const struct {
		const char * parent;
		enum dye_forge_days days;
		bool stays;
	} cells[] = {{"06.06.1970", DYE_FORGE_DAY_FIRST, false}, {"31.01.1970", DYE_FORGE_DAYS_UNKNOWN, false},
	    {"06.06.1970", DYE_FORGE_DAYS_UNKNOWN, true}, {"05.06.1970", DYE_FORGE_DAYS_UNKNOWN, true},
	    {"05.06.1970", DYE_FORGE_DAY_FIRST, false}};
	const struct dye_kind * kind = dye_kind_find("datetime");
	uint64_t state = 4;

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		for (int k = 0; k < 500; k++) {
			struct dye_forge forge = {.below = below,
			    .cookie = &state,
			    .parent = slice(cells[i].parent),
			    .anew = true,
			    .days = cells[i].days};
			struct dye_buffer out = {0};
			unsigned day, month, year;

			ck_assert_int_eq(dye_forge_cell(kind, &forge, &out, NULL), DYE_OK);
			ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
			ck_assert_msg((strcmp(out.data, cells[i].parent) == 0) == cells[i].stays, "%s", out.data);
			ck_assert_int_eq(sscanf(out.data, "%2u.%2u.%4u", &day, &month, &year), 3);
			ck_assert_msg(dye_date_valid((struct dye_date){(int32_t)year, (uint8_t)month, (uint8_t)day}),
			    "%s", out.data);
			dye_buffer_release(&out);
		}
}
END_TEST

START_TEST(numbers_without_room)
{
	struct dye_near_window window = {0};
	struct dye_donor_pool pool = {0}, dense = {0};

	number_pool(&pool);
	ck_assert_int_eq(dye_near_look(&pool, 0, 99999, false, &window), DYE_NEAR_UNKNOWN);
	ck_assert_int_eq(dye_near_look(&pool, 1, pool.numbers[400], false, &window), DYE_NEAR_UNKNOWN);
	ck_assert_int_eq(dye_near_look(NULL, 0, pool.numbers[400], false, &window), DYE_NEAR_UNKNOWN);
	ck_assert_int_eq(dye_near_look(&pool, 0, pool.numbers[3], false, &window), DYE_NEAR_NOWHERE);
	ck_assert_int_eq(dye_near_look(&pool, 0, pool.numbers[597], true, &window), DYE_NEAR_NOWHERE);
	/* Numbers that come on top move no window. */
	ck_assert_int_eq(dye_near_look(&pool, 0, pool.numbers[300], false, &window), DYE_NEAR_GAPS);
	ck_assert_uint_eq(dye_near_gap(&pool, pool.numbers[5] + 1), pool.numbers[5]);
	fill(&dense);
	for (uint64_t i = 0; i < 100; i++)
		ck_assert_int_eq(dye_donor_pool_number(&dense, 0, 5000 + i, NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_end(&dense, NULL), DYE_OK);
	ck_assert_int_eq(dye_near_look(&dense, 0, 5090, false, &window), DYE_NEAR_NOWHERE);
	dye_donor_pool_release(&pool);
	dye_donor_pool_release(&dense);
}
END_TEST

/* ---- what was asked for ---- */

static struct dye_profile_column asked_columns[] = {{.name = (char[]){"id"}}, {.name = (char[]){"name"}}};
static const struct dye_profile asked_profile = {.columns = asked_columns, .column_count = 2};
static struct dye_canary_column asked_plan[] = {{.column = &asked_columns[0]}, {.column = &asked_columns[1]}};
static const struct dye_canary_columns asked_cs = {
    .columns = asked_plan, .count = 2, .sort = DYE_NO_CELL, .then = DYE_NO_CELL};

static const char * const surnames[] = {"Adams", "Baker", "Clark", "Davis", "Evans", "Frank", "Green", "Hughes"};

static void
make_row(uint64_t * state, char id[16], char name[32])
{

	(void)snprintf(id, 16, "%u", 100000 + below(state, 900000));
	(void)snprintf(name, 32, "%s %c.", surnames[below(state, 8)], 'A' + (int)below(state, 26));
}

static bool
query(int which, const char * id, const char * name)
{
	unsigned long number = strtoul(id, NULL, 10);

	switch (which) {
	case 0:
		return true;
	case 1:
		return name[0] == 'B';
	case 2:
		return number % 2 == 0;
	case 3:
		return number % 7 == 3;
	case 4:
		return strstr(name, "ar") != NULL;
	default:
		return number > 400000;
	}
}

/*
 * Of rows that a query does not ask for hardly one may leave, and of those that it does nearly all, for each of several queries; where all are asked for, all leave.
 */
START_TEST(asked_for)
{
	const struct dye_profile_column * map[] = {&asked_columns[0], &asked_columns[1]};
	struct dye_mark_context context = {.profile = &asked_profile, .column_map = map, .column_count = 2};
	struct dye_donor_pool pool = {0};
	struct dye_head head = {0};
	struct dye_asked * asked;
	uint64_t state = 11;
	unsigned right = 0, wrong = 0, rows[2] = {0};
	char id[16], name[32];

	asked_columns[0].kind = dye_kind_find("opaque-id");
	asked_columns[1].kind = dye_kind_find("person-name");
	dye_donor_pool_begin(&pool, 3000);
	ck_assert_int_eq(dye_donor_pool_name(&pool, DYE_SLICE("id"), NULL), DYE_OK);
	ck_assert_int_eq(dye_donor_pool_name(&pool, DYE_SLICE("name"), NULL), DYE_OK);
	ck_assert_int_eq(dye_head_init(&head, 2, NULL), DYE_OK);
	for (int i = 0; i < 3000; i++) {
		struct dye_slice row[2];

		make_row(&state, id, name);
		row[0] = slice(id);
		row[1] = slice(name);
		ck_assert_int_eq(dye_donor_pool_add(&pool, row, NULL), DYE_OK);
	}
	while (head.rows < DYE_HEAD_ROWS) {
		struct dye_cell cells[2];

		memset(cells, 0, sizeof(cells));
		make_row(&state, id, name);
		cells[0].text = slice(id);
		cells[1].text = slice(name);
		if (query(_i, id, name))
			ck_assert_int_eq(
			    dye_head_add(&head, &(struct dye_row){.cells = cells, .cell_count = 2}, NULL), DYE_OK);
	}
	context.pool = &pool;
	context.head = &head;
	ck_assert_int_eq(dye_asked_open(&context, &asked_cs, &asked, NULL), DYE_OK);
	ck_assert_ptr_nonnull(asked);
	for (int i = 0; i < 2000; i++) {
		struct dye_cell cells[2];
		bool wanted;

		memset(cells, 0, sizeof(cells));
		make_row(&state, id, name);
		cells[0].text = slice(id);
		cells[1].text = slice(name);
		wanted = query(_i, id, name);
		rows[wanted]++;
		right += wanted && dye_asked_for(asked, cells);
		wrong += !wanted && dye_asked_for(asked, cells);
	}
	ck_assert_uint_ge(right * 100, rows[1] * 98);
	ck_assert_uint_le(wrong * 100, rows[0]);
	dye_asked_close(asked);
	dye_head_release(&head);
	dye_donor_pool_release(&pool);
}
END_TEST

/* Of 1,000 cells of five characters, ten without any, two of three and three of thirteen: the two stand out, one of the three may be the last of 500. */
START_TEST(lengths)
{
	struct dye_slice cells[1015];
	struct dye_lengths l;

	for (size_t i = 0; i < 1015; i++)
		cells[i] = i < 10   ? DYE_SLICE("")
			   : i < 12 ? DYE_SLICE("abc")
			   : i < 15 ? DYE_SLICE("abcdefghijklm")
				    : DYE_SLICE("a\xC3\xA9"
						"cde");
	ck_assert_int_eq(dye_lengths_find(cells, 1015, &l, NULL), DYE_OK);
	ck_assert_uint_eq(l.least, 5);
	ck_assert_uint_eq(l.most, 13);
	ck_assert(dye_lengths_fit(&l, DYE_SLICE("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9")));
	ck_assert(!dye_lengths_fit(&l, DYE_SLICE("abcd")) && !dye_lengths_fit(&l, DYE_SLICE("abcdefghijklmn")));
	/* Nothing but what says nothing. */
	ck_assert_int_eq(dye_lengths_find(cells, 10, &l, NULL), DYE_OK);
	ck_assert(dye_lengths_fit(&l, DYE_SLICE("abcd")));
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {pool_comes_back, pool_leaves_long_rows_out, information, groups,
	    numbers_without_room, manners, moments_are_numbers, days_that_could_be_two, times_grow_nearly, days_exist,
	    rows_that_came_later, lengths};
	TCase * tcase = tcase_create("donors");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	tcase_add_loop_test(tcase, free_numbers, 0, 8);
	tcase_add_loop_test(tcase, times_grow_with_numbers, 0, 2);
	tcase_add_loop_test(tcase, gaps_as_wide, BY_CHANCE, BY_CHANCE + 1);
	tcase_add_loop_test(tcase, gaps_as_wide, BURSTS, BURSTS + 1);
	tcase_add_loop_test(tcase, asked_for, 0, 6);
	return suite_run("donors", tcase);
}
