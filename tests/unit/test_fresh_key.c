/*
 * The promise itself: for an innocent recipient the mean of E over the keys is at most 1, whatever is in the leak. Small leaks are fixed
 * first; then keys are drawn afresh many thousand times and E averaged.
 *
 * Every mean is compared with 1 + 4.5 standard errors (of the sample): by luck a right program fails with less than 4 in a million for
 * each mean, were they normal. Seeds are fixed, so a pass stays a pass. Each leak also has a broken twin, in which something counts twice,
 * whose mean must come out above that line: so the test can see the fault it is for.
 */
#include "tests/suite.h"
#include "trace/evidence/copy.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct dye_kind kind = {.name = "test"};
static const struct dye_table third = {
    .kind = &kind, .type = 1, .count = 3, .alternatives = {0, 1, 2}, .cumulative = {0, 32768, 49152, 65536}};
static const struct dye_table pair = {
    .kind = &kind, .type = 2, .count = 2, .alternatives = {0, 1}, .cumulative = {0, 13107, 65536}};

static uint64_t state;

static uint64_t
draw(void)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

struct mean {
	double sum, squares, n;
};

static void
mean_add(struct mean * m, double e)
{

	m->sum += e;
	m->squares += e * e;
	m->n++;
}

/* How many standard errors the mean lies above 1. */
static double
mean_above(const struct mean * m)
{
	double mean = m->sum / m->n;

	return (mean - 1) / sqrt((m->squares / m->n - mean * mean) / m->n);
}

/* One cell of a leak: which key it has depends on the keys that are drawn, what was seen does not. */
struct sight {
	uint64_t row;
	uint8_t cell;
	uint8_t lane;
	const struct dye_table * table;
	uint64_t seen;
};

static struct dye_leak *
leak_of(const struct sight * sights, size_t count, const uint64_t keys[16])
{
	struct dye_leak * leak;
	size_t i;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	for (i = 0; i < count; i++) {
		struct dye_symbol symbol = {
		    .lane = sights[i].lane, .table = sights[i].table, .spellings = sights[i].seen};

		dye_put_u64(symbol.key, keys[sights[i].cell]);
		ck_assert_int_eq(dye_leak_symbol(leak, sights[i].row, 1, &symbol, NULL), DYE_OK);
	}
	return leak;
}

static double
evidence(struct dye_copy * copy, struct dye_prf * prf, uint64_t recipient, const struct dye_explained * explained)
{

	if (dye_copy_read(copy, prf, recipient, 0, 0, DYE_EVERY_MARK, NULL) != DYE_OK)
		abort();
	return exp2(dye_copy_weigh(copy, explained));
}

/*
 * Draw 40 keys for every cell, and 500 recipients for each: 20,000 independent copies. With ${source}, recipient 1 is taken as accused
 * already and the mean is that of the second round.
 */
static struct mean
spellings_mean(const struct sight * sights, size_t count, bool source)
{
	struct mean mean = {0};
	struct dye_prf * prf;
	uint64_t keys[16], r;
	int pass, i;

	state = 20240229;
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	for (pass = 0; pass < 40; pass++) {
		struct dye_explained explained = {NULL};
		struct dye_leak * leak;
		struct dye_plan * plan;
		struct dye_copy * copy;

		for (i = 0; i < 16; i++)
			keys[i] = draw();
		leak = leak_of(sights, count, keys);
		ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
		ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
		if (source) {
			ck_assert_int_eq(dye_explained_begin(&explained, plan, NULL), DYE_OK);
			ck_assert_int_eq(dye_copy_read(copy, prf, 1, 0, 0, DYE_EVERY_MARK, NULL), DYE_OK);
			dye_explained_add(&explained, copy, 1);
		}
		for (r = 2; r < 502; r++)
			mean_add(&mean, evidence(copy, prf, r, &explained));
		dye_explained_release(&explained);
		dye_copy_close(copy);
		dye_plan_free(plan);
		dye_leak_free(leak);
	}
	dye_prf_close(prf);
	return mean;
}

/* Rows that repeat, one that conflicts with another, sets, a foreign row (a cell nobody exported has a key like any other). */
static const struct sight mixed[] = {
    {1, 0, 1, &third, 1},
    {1, 0, 65, &third, 2},
    {1, 1, 2, &pair, 1}, /* a row */
    {2, 0, 1, &third, 1},
    {2, 0, 65, &third, 2}, /* its cell again in another row */
    {3, 0, 1, &third, 4},  /* and again, spelt otherwise */
    {4, 2, 1, &third, 3},
    {4, 2, 2, &pair, 3}, /* the difference was lost */
    {5, 3, 2, &pair, 1},
    {5, 3, 1, &third, 4},
    {6, 4, 2, &pair, 2},
    {6, 4, 1, &third, 1},
};

START_TEST(spellings)
{
	struct mean mean = spellings_mean(mixed, sizeof(mixed) / sizeof(mixed[0]), false);

	ck_assert_double_lt(mean_above(&mean), 4.5);
	/* It is 1, not merely below: nothing is given away. */
	ck_assert_double_gt(mean_above(&mean), -4.5);
}
END_TEST

START_TEST(spellings_in_a_second_round)
{
	struct mean mean = spellings_mean(mixed, sizeof(mixed) / sizeof(mixed[0]), true);

	ck_assert_double_lt(mean_above(&mean), 4.5);
	ck_assert_double_gt(mean_above(&mean), -4.5);
}
END_TEST

/* One cell in two rows: still 1. Under two names, as if they were two cells that always agree: above 1, and seen to be. */
START_TEST(repeats)
{
	static const struct sight twice[] = {{1, 0, 1, &third, 2}, {2, 0, 1, &third, 2}};
	struct mean mean = spellings_mean(twice, 2, false), broken = {0};
	struct dye_explained none = {NULL};
	struct dye_plan * plan;
	struct dye_copy * copy;
	struct dye_prf * prf;
	struct dye_leak * leak;
	uint64_t keys[16] = {5, 6}, r;

	ck_assert_double_lt(mean_above(&mean), 4.5);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	leak = leak_of(twice, 1, keys);
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	for (r = 1; r < 5000; r++) {
		unsigned m;

		/* What counting it twice would do: the slot's factors squared. */
		ck_assert_int_eq(dye_copy_read(copy, prf, r, 0, 0, DYE_EVERY_MARK, NULL), DYE_OK);
		for (m = 0; m < DYE_MODELS; m++)
			copy->log2_s[m] *= 2;
		mean_add(&broken, exp2(dye_copy_weigh(copy, &none)));
	}
	ck_assert_double_gt(mean_above(&broken), 4.5);
	dye_prf_close(prf);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
}
END_TEST

/* ---- canaries ---- */

#define CANARIES 2
#define ROWS 6
#define ANY 9 /* the row does not show it */

/* What the rows of a leak show of two things, each of which a canary has in four versions, equally likely. */
static const uint8_t shown[ROWS][2] = {{1, ANY}, {1, 2}, {1, ANY}, {ANY, 2}, {1, ANY}, {1, 2}};

enum fault { RIGHT, COUNTED_TWICE };

/* E as it were without the price of docs/EVIDENCE.md, 4.8, which would hide a fault; no slot was seen, so models without units give 1. */
static double
unpriced(double e, uint64_t units)
{
	double without = 0;
	unsigned m;

	for (m = 0; m < DYE_MODELS; m++)
		without += dye_bank[m].units == 0 ? dye_bank[m].weight / 1000.0 : 0;
	return without + (e - without) / dye_units_share(units);
}

/* E of a recipient whose canaries are drawn afresh. */
static double
canary_evidence(struct dye_prf * prf, enum fault fault)
{
	static const double bounds[2] = {-2, -2};
	struct dye_explained none = {NULL};
	struct dye_leak * leak;
	struct dye_plan * plan;
	struct dye_copy * copy;
	uint64_t i, row, k;
	double e;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	dye_leak_set_rows(leak, ROWS);
	for (i = 0; i < CANARIES; i++) {
		uint64_t text = draw();

		for (row = 0; row < ROWS; row++) {
			struct dye_hit hit = {.unit = i, .recipient = 1, .units = CANARIES, .log2_draws = bounds};
			bool equal = true;

			for (k = 0; k < 2; k++) {
				if (shown[row][k] == ANY)
					continue;
				hit.draws |= UINT64_C(1) << k;
				equal = equal && shown[row][k] == (text >> (2 * k) & 3);
			}
			if (fault == COUNTED_TWICE)
				hit.unit = i * ROWS + row;
			if (equal)
				ck_assert_int_eq(dye_leak_hit(leak, row, 0, &hit, NULL), DYE_OK);
		}
	}
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, 1, CANARIES, 0.5, DYE_EVERY_MARK, NULL), DYE_OK);
	e = unpriced(exp2(dye_copy_weigh(copy, &none)), copy->units);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
	return e;
}

START_TEST(canaries)
{
	struct mean mean = {0}, broken = {0};
	struct dye_prf * prf;
	int i;

	state = 77;
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	for (i = 0; i < 20000; i++)
		mean_add(&mean, canary_evidence(prf, RIGHT));
	for (i = 0; i < 5000; i++)
		mean_add(&broken, canary_evidence(prf, COUNTED_TWICE));
	dye_prf_close(prf);
	ck_assert_double_lt(mean_above(&mean), 4.5);
	ck_assert_double_gt(mean_above(&broken), 4.5);
}
END_TEST

/* ---- decoys ---- */

/*
 * A list of names and numbers, each one of four. All numbers but 0 are taken by rows of the file: a record with one of these could not leave, and left with a
 * decoy the next time, in which its number is no draw. Which it is hangs on the number that was drawn. E where a row shows name 1 and number 0, and each of ${units} records
 * counts as so many trials.
 */
static double
decoy_evidence(struct dye_prf * prf, uint64_t units, uint64_t trials)
{
	static const double bounds[2] = {-2, -2};
	struct dye_explained none = {NULL};
	struct dye_leak * leak;
	struct dye_plan * plan;
	struct dye_copy * copy;
	double e;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	dye_leak_set_rows(leak, 1);
	for (uint64_t i = 0; i < units; i++) {
		uint64_t text = draw(), name = text & 3, number = text >> 2 & 3;
		struct dye_hit hit = {.unit = i, .recipient = 1, .units = units * trials, .log2_draws = bounds};

		hit.draws = number == 0 ? 3 : 1;
		if (name == 1)
			ck_assert_int_eq(dye_leak_hit(leak, 0, 0, &hit, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, 1, units * trials, 0.5, DYE_EVERY_MARK, NULL), DYE_OK);
	e = unpriced(exp2(dye_copy_weigh(copy, &none)), copy->units);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
	return e;
}

/* A record that may have a decoy or not is two trials (docs/EVIDENCE.md, 4.2); as one it adds up to 1 + 3/4 in place of 1. */
START_TEST(decoys)
{
	struct mean mean = {0}, broken = {0};
	struct dye_prf * prf;
	int i;

	state = 78;
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	for (i = 0; i < 20000; i++)
		mean_add(&mean, decoy_evidence(prf, 3, 2));
	for (i = 0; i < 20000; i++)
		mean_add(&broken, decoy_evidence(prf, 3, 1));
	dye_prf_close(prf);
	ck_assert_double_lt(mean_above(&mean), 4.5);
	ck_assert_double_gt(mean_above(&broken), 4.5);
}
END_TEST

/* ---- leaks that hang on what was answered of canaries ---- */

/* Every text of a canary is one of 128; the leaker has asked of all but these, and knows how many of the canaries were met. */
#define ASKED_CANARIES 3
#define TEXTS 128
#define NOT_ASKED 8
#define ASKED_DENSITY 0.25

/* E where the leak is the first ${rows} texts that were not asked of and canary i has text text[i] of these (or was met: NOT_ASKED). */
static double
asked_evidence(struct dye_prf * prf, uint64_t rows, const uint64_t text[ASKED_CANARIES], bool priced)
{
	static const double bound = -7; /* log2 of 1 / TEXTS */
	struct dye_explained none = {NULL};
	struct dye_leak * leak;
	struct dye_plan * plan;
	struct dye_copy * copy;
	double e;
	uint64_t i;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	dye_leak_set_rows(leak, rows);
	for (i = 0; i < ASKED_CANARIES; i++) {
		struct dye_hit hit = {
		    .unit = i, .recipient = 1, .units = ASKED_CANARIES, .draws = 1, .log2_draws = &bound};

		if (text[i] < rows)
			ck_assert_int_eq(dye_leak_hit(leak, text[i], 0, &hit, NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, 1, ASKED_CANARIES, ASKED_DENSITY, DYE_EVERY_MARK, NULL), DYE_OK);
	e = exp2(dye_copy_weigh(copy, &none));
	if (!priced)
		e = unpriced(e, copy->units);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
	return e;
}

/* The sum of E over all draws in which ${left} of the canaries were not met, each with its chance, where ${rows} rows are published. */
static double
asked_sum(struct dye_prf * prf, unsigned left, uint64_t rows, bool priced)
{
	static const double met = (double)(TEXTS - NOT_ASKED) / TEXTS, one = 1.0 / TEXTS;
	uint64_t text[ASKED_CANARIES], all = 1, draw_number, rest;
	double sum = 0;
	unsigned i;

	for (i = 0; i < ASKED_CANARIES; i++)
		all *= NOT_ASKED + 1;
	for (draw_number = 0; draw_number < all; draw_number++) {
		unsigned unmet = 0;
		double chance = 1;

		for (i = 0, rest = draw_number; i < ASKED_CANARIES; i++, rest /= NOT_ASKED + 1) {
			text[i] = rest % (NOT_ASKED + 1);
			unmet += text[i] < NOT_ASKED;
			chance *= text[i] < NOT_ASKED ? one : met;
		}
		if (unmet == left)
			sum += chance * asked_evidence(prf, rows, text, priced);
	}
	return sum;
}

/* The mean of E where the leaker publishes as many rows as are best for him, knowing how many canaries are left. */
static double
asked_mean(struct dye_prf * prf, bool priced)
{
	double mean = 0;
	unsigned left;
	uint64_t rows;

	for (left = 0; left <= ASKED_CANARIES; left++) {
		double best = 0;

		for (rows = 0; rows <= NOT_ASKED; rows++)
			best = fmax(best, asked_sum(prf, left, rows, priced));
		mean += best;
	}
	return mean;
}

/* Exactly, over all draws: without the price the mean is above 1. */
START_TEST(answers)
{
	struct dye_prf * prf;

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_double_le(asked_mean(prf, true), 1);
	ck_assert_double_gt(asked_mean(prf, false), 1.1);
	dye_prf_close(prf);
}
END_TEST

/* ---- leaks on a day that hangs on what was answered ---- */

/*
 * Accounts come one by one, each with one canary. As soon as one has exported, the leaker asks for all texts but a share UNASKED of them, and publishes those,
 * ROWS_UNASKED rows, if the canary was not met; if no account's ever is, one other row at the end. Weighed is each account with 1 / N of that day.
 */
#define COMERS 100000
#define UNASKED 1e-7
#define ROWS_UNASKED 56
#define COMERS_DENSITY 0.02

/* E of an account whose one canary is in one of ${rows} rows, or in none. */
static struct dye_weighed
comer_weighed(struct dye_prf * prf, uint64_t rows, bool seen)
{
	const double bound = log2(UNASKED / ROWS_UNASKED);
	struct dye_hit hit = {.recipient = 1, .units = 1, .draws = 1, .log2_draws = &bound};
	struct dye_explained none = {NULL};
	struct dye_leak * leak;
	struct dye_plan * plan;
	struct dye_copy * copy;
	struct dye_weighed e;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	dye_leak_set_rows(leak, rows);
	if (seen)
		ck_assert_int_eq(dye_leak_hit(leak, 0, 0, &hit, NULL), DYE_OK);
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, 1, 1, COMERS_DENSITY, DYE_EVERY_MARK, NULL), DYE_OK);
	e = dye_copy_weigh_apart(copy, &none);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
	return e;
}

static double
comer_evidence(struct dye_prf * prf, uint64_t rows, bool seen)
{
	struct dye_weighed e = comer_weighed(prf, rows, seen);

	return exp2(e.plain) + exp2(e.units);
}

/* The mean of the sum of E / N over all accounts of the day; ${share}: of the models with units where one is seen, in place of what it is. */
static double
comers_mean(struct dye_prf * prf, double share)
{
	double met = comer_evidence(prf, ROWS_UNASKED, true), other = comer_evidence(prf, ROWS_UNASKED, false);
	double nobody = 1, sum = 0, without = 0;
	unsigned m, day;

	for (m = 0; m < DYE_MODELS; m++)
		without += dye_bank[m].units == 0 ? dye_bank[m].weight / 1000.0 : 0;
	met = without + (met - without) * share / dye_units_share(1);
	for (day = 1; day <= COMERS; day++) {
		sum += nobody * UNASKED * (met + (day - 1) * other) / day;
		nobody *= 1 - UNASKED;
	}
	return sum + nobody * comer_evidence(prf, 1, false);
}

/* Exactly. A share of 1 / 22, that of 1 / (11 k (k + 1)), pays for leaks whose size hangs on answers, but not for their day. */
START_TEST(answers_by_day)
{
	struct dye_prf * prf;

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_double_le(comers_mean(prf, dye_units_share(1)), 1);
	ck_assert_double_gt(comers_mean(prf, 1 / 22.0), 1.03);
	dye_prf_close(prf);
}
END_TEST

/* ---- leaks of people whom one account alone had ---- */

/*
 * OWNERS accounts, each with one canary, and one customer whom nobody else had. The leaker asks for one account's texts as above, and then for the next one's;
 * as soon as a canary was not met he publishes what he did not ask for, beside that account's customer: it has the weight 1/2 + 1 / (2 N), and all others
 * 1 / (2 N). Units that are seen have 1 / N for all; ${weighed}: what the account has.
 */
#define OWNERS 10000

static double
owners_mean(struct dye_prf * prf, bool weighed)
{
	const double half = 0.5 / OWNERS, had = 0.5 + half;
	struct dye_weighed met = comer_weighed(prf, ROWS_UNASKED, true);
	double published = had * exp2(met.plain) + (weighed ? had : 1.0 / OWNERS) * exp2(met.units) +
			   (OWNERS - 1) * half * comer_evidence(prf, ROWS_UNASKED, false);
	double nobody = 1, sum = 0;
	unsigned i;

	for (i = 0; i < OWNERS; i++) {
		sum += nobody * UNASKED * published;
		nobody *= 1 - UNASKED;
	}
	return sum + nobody * comer_evidence(prf, 1, false);
}

/* Exactly: whom an account had may not weigh what its canaries say. */
START_TEST(answers_by_people)
{
	struct dye_prf * prf;

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_double_le(owners_mean(prf, false), 1);
	ck_assert_double_gt(owners_mean(prf, true), 1.5);
	dye_prf_close(prf);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("fresh_key");

	tcase_add_test(tcase, spellings);
	tcase_add_test(tcase, spellings_in_a_second_round);
	tcase_add_test(tcase, repeats);
	tcase_add_test(tcase, canaries);
	tcase_add_test(tcase, decoys);
	tcase_add_test(tcase, answers);
	tcase_add_test(tcase, answers_by_day);
	tcase_add_test(tcase, answers_by_people);
	return suite_run("fresh_key", tcase);
}
