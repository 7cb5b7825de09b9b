/*
 * What spellings and invented records expect of a leak, from figures and an empty registry, by hand after docs/FORMAT.md, "How evidence is forecast".
 */
#include <check.h>
#include <math.h>
#include <string.h>

#include "tests/unit/canary_world.h"
#include "watermark/marks/canary/expect.h"
#include "watermark/marks/order/expect.h"
#include "watermark/marks/spelling/expect.h"

/* 1,000 rows; a density of 1311 of 65536. Columns: a key of 40 bits, a city that is kept, an address of 1 bit with variance 4, of which one pair in 50 is the same. */
static const char text[] =
    "[profile]\nformat = leakdye-profile-2\ndataset = \"d\"\nrows = 1000\n[mark canary]\non = yes\ndensity = "
    "1311\npool = no\n"
    "[column 1]\nname = \"id\"\nkind = opaque-id\nmark = no\nidentity = yes\nunique = yes\ngapless = no\nsorted = no\n"
    "keep = no\ntolerance = 0\ndistinct = 1000\nbits.canary = 40000 0\n"
    "[column 2]\nname = \"city\"\nkind = category\nmark = no\nidentity = no\nunique = no\ngapless = no\nsorted = no\n"
    "keep = yes\ntolerance = 0\ndistinct = 5\n"
    "[column 3]\nname = \"address\"\nkind = address-latin\nmark = yes\nidentity = no\nunique = no\ngapless = no\n"
    "sorted = no\nkeep = no\ntolerance = 0\ndistinct = 50\nrepeats = 20000\nbits.spelling = 1000 2000\n";

static struct dye_profile * profile;
static struct dye_dataset dataset;
static struct dye_history history;
static bool shown[3];

static void
setup(void)
{

	world_open();
	OK(dye_profile_parse((struct dye_slice){text, strlen(text)}, &profile, &err));
	OK(dye_profile_store(world_store, NULL, profile, 0, DYE_PROFILE_ANY, &err));
	OK(dye_store_dataset_find(world_store, "d", &dataset, &err));
	OK(dye_history_read(world_store, dataset.id, 1, &history, &err));
}

static void
teardown(void)
{

	dye_profile_free(profile);
	world_close();
}

static struct dye_prospect
leak(uint64_t rows, bool id, bool city, bool address)
{

	shown[0] = id;
	shown[1] = city;
	shown[2] = address;
	return (struct dye_prospect){.profile = profile,
	    .store = world_store,
	    .dataset = &dataset,
	    .history = &history,
	    .shown = shown,
	    .rows = rows,
	    .own = 1,
	    .share = 1};
}

static struct dye_law
canaries(struct dye_prospect p)
{
	struct dye_law law = {0};
	bool known = false;

	OK(dye_canary_expect(&p, &law, &known, &err));
	ck_assert(known);
	return law;
}

static const double density = 1311 / 65536.0;

/* n_R is d x 1000: a record gives 40 - 0.0932 + log2(d / (1000 d)); a copy has d / (1 + d) of them among its rows. */
START_TEST(a_record)
{
	struct dye_law law = canaries(leak(1, true, true, true));

	ck_assert_uint_eq(law.count, 2);
	ck_assert_double_eq_tol(law.list[0].chance, 1 / (1 + density), 1e-9);
	ck_assert_double_eq_tol(law.list[0].hits.mean, log2(1 - density), 1e-9);
	ck_assert_double_eq_tol(law.list[1].chance, density / (1 + density), 1e-9);
	ck_assert_double_eq_tol(law.list[1].hits.mean, 40 - 0.0932 - log2(1000), 1e-9);
	ck_assert_double_eq_tol(law.list[1].symbols.mean, 0, 1e-12);
	dye_law_release(&law);
}
END_TEST

/* A model of the share 1/2, and half of the rows from elsewhere: a bit less for the record, and half as many of them. */
START_TEST(a_record_among_others)
{
	struct dye_prospect p = leak(1, true, false, false);
	struct dye_law law;

	p.own = p.share = 0.5;
	law = canaries(p);
	ck_assert_uint_eq(law.count, 2);
	ck_assert_double_eq_tol(law.list[0].hits.mean, log2(1 - density / 2), 1e-9);
	ck_assert_double_eq_tol(law.list[1].chance, density / (1 + density) / 2, 1e-9);
	ck_assert_double_eq_tol(law.list[1].hits.mean, 40 - 0.0932 - log2(1000) - 1, 1e-9);
	dye_law_release(&law);
}
END_TEST

/* What exports have shown is believed: of 600 rows 9 were records, of 16 that were tried for an account. */
START_TEST(a_record_of_exports)
{
	struct dye_law law;

	history = (struct dye_history){.rows = 600, .units = 9, .tried = 16};
	law = canaries(leak(1, true, true, true));
	ck_assert_uint_eq(law.count, 2);
	ck_assert_double_eq_tol(law.list[1].chance, 0.015, 1e-9);
	ck_assert_double_eq_tol(law.list[1].hits.mean, 40 - 0.0932 + log2(density / 16), 1e-9);
	dye_law_release(&law);
}
END_TEST

/* What is kept shows none; nor do 23.9 bits, below T = max(24, log2(1001) + 10). Nor does anything where there are none. */
START_TEST(no_record)
{
	struct dye_law law = canaries(leak(100, false, true, true));

	ck_assert_uint_eq(law.count, 1);
	ck_assert_uint_eq(law.list[0].units, 0);
	dye_law_release(&law);
	OK(dye_profile_figure_set(&profile->columns[0], DYE_CANARY_FIGURE, 23.9, 0, &err));
	law = canaries(leak(100, true, true, true));
	ck_assert_uint_eq(law.count, 1);
	dye_law_release(&law);
	((struct dye_canary_settings *)dye_profile_mark(profile, "canary")->values)->on = false;
	law = canaries(leak(100, true, true, true));
	ck_assert_uint_eq(law.count, 0);
	dye_law_release(&law);
}
END_TEST

static struct dye_law
spellings(struct dye_prospect p, bool * known)
{
	struct dye_law law = {0};

	OK(dye_spelling_expect(&p, &law, known, &err));
	return law;
}

/* 100 rows show (1 - 0.98^100) / 0.02 = 43.369 values. Where none is known to come twice, 100. */
START_TEST(values_count_once)
{
	struct dye_law law;
	bool known;

	law = spellings(leak(100, true, true, true), &known);
	ck_assert(known);
	ck_assert_uint_eq(law.count, 1);
	ck_assert_double_eq_tol(law.list[0].symbols.mean, 43.369, 1e-3);
	ck_assert_double_eq_tol(law.list[0].symbols.variance, 4 * 43.369, 4e-3);
	dye_law_release(&law);
	profile->columns[2].repeats = 0;
	law = spellings(leak(100, true, true, true), &known);
	ck_assert_double_eq_tol(law.list[0].symbols.mean, 100, 1e-9);
	dye_law_release(&law);
}
END_TEST

/*
 * Ten firms, "Inc" or "Inc." in half of the cells each, of which every cell is one of two accounts': it shows the account's spelling in 3 of 4. With g = 0.505
 * that gives log2(0.495 / 0.5 + 0.505) = 0.58015 bits, else log2 0.505 = -0.98564: mean 0.18870, variance 3/16 x 1.56579^2 = 0.45970.
 */
START_TEST(mixed_by_cell)
{
	static const char firms[] =
	    "[profile]\nformat = leakdye-profile-2\ndataset = \"f\"\nrows = 1000\n"
	    "[column 1]\nname = \"firm\"\nkind = company\nmark = yes\nidentity = no\nunique = no\ngapless = no\n"
	    "sorted = no\nkeep = no\ntolerance = 0\ndistinct = 1000\nbits.spelling = 1000 0\n"
	    "[table 1]\nkind = company\ntype = inc\ncontext = \"*\"\nenabled = yes\nunits.inc. = 32768\nunits.inc = "
	    "32768\n";
	struct dye_prospect p = leak(10, true, true, true);
	struct dye_profile * other;
	struct dye_law law;
	bool known;

	OK(dye_profile_parse((struct dye_slice){firms, strlen(firms)}, &other, &err));
	p.profile = other;
	p.mixers = 2;
	law = spellings(p, &known);
	ck_assert(known);
	ck_assert_uint_eq(law.count, 1);
	ck_assert_double_eq_tol(law.list[0].symbols.mean, 1.8870, 2e-4);
	ck_assert_double_eq_tol(law.list[0].symbols.variance, 4.5970, 1e-3);
	dye_law_release(&law);
	dye_profile_free(other);
}
END_TEST

/* Who calls the numbers, or compares two copies, leaves no record; that a row is none costs what it does. */
START_TEST(records_are_gone)
{
	struct dye_prospect p = leak(3, true, true, true);
	struct dye_law law;

	p.called = true;
	law = canaries(p);
	ck_assert_uint_eq(law.count, 1);
	ck_assert_uint_eq(law.list[0].units, 0);
	ck_assert_double_eq_tol(law.list[0].hits.mean, 3 * log2(1 - density), 1e-9);
	dye_law_release(&law);
	p.called = false;
	p.mixers = 2;
	law = canaries(p);
	ck_assert_uint_eq(law.count, 1);
	dye_law_release(&law);
}
END_TEST

START_TEST(no_spellings)
{
	struct dye_prospect p = leak(100, false, false, true);
	struct dye_law law;
	bool known;

	law = spellings(leak(100, true, true, false), &known);
	ck_assert(known && law.count == 0);
	p = leak(100, false, false, true);
	p.respelt = true;
	law = spellings(p, &known);
	ck_assert(known && law.count == 0);
	p.respelt = false;
	p.stripped = true;
	law = spellings(p, &known);
	ck_assert(!known);
	dye_law_release(&law);
}
END_TEST

/* By hand: log2((1 + 2^20) / 2), log2((1 + 1/2) / 2); and what is beyond doubles at once. */
START_TEST(found_by_the_index)
{
	struct dye_sum far = dye_order_halved((struct dye_sum){20, 4}),
		       none = dye_order_halved((struct dye_sum){-1, 0});

	ck_assert_double_eq_tol(far.mean, 19.0000014, 1e-7);
	ck_assert_double_eq_tol(far.variance, 4, 1e-4);
	ck_assert_double_eq_tol(none.mean, -0.4150375, 1e-7);
	ck_assert_double_eq_tol(dye_order_halved((struct dye_sum){2000, 9}).mean, 1999, 1e-9);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("expect");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_record);
	tcase_add_test(tests, a_record_among_others);
	tcase_add_test(tests, a_record_of_exports);
	tcase_add_test(tests, no_record);
	tcase_add_test(tests, values_count_once);
	tcase_add_test(tests, mixed_by_cell);
	tcase_add_test(tests, records_are_gone);
	tcase_add_test(tests, no_spellings);
	tcase_add_test(tests, found_by_the_index);
	return suite_run("expect", tests);
}
