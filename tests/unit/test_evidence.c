/*
 * Evidence by hand: a symbol is what the recipient's block says, so leaks are made from what a recipient has, and the figures are worked
 * out from the bank as docs/EVIDENCE.md gives it.
 */
#include "tests/suite.h"
#include "trace/evidence/bank.h"
#include "trace/evidence/copy.h"
#include "trace/evidence/evidence.h"
#include "trace/evidence/sweep.h"

#include "watermark/marks/core/cellkey.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct dye_kind kind = {.name = "test"};
/* Chances 1/2, 1/4, 1/4. */
static const struct dye_table table = {
    .kind = &kind, .type = 1, .count = 3, .alternatives = {0, 1, 2}, .cumulative = {0, 32768, 49152, 65536}};
static const struct dye_table pair = {
    .kind = &kind, .type = 2, .count = 2, .alternatives = {0, 1}, .cumulative = {0, 8192, 65536}};

/* The same in a column of another kind, and of a third. */
static const struct dye_kind other_kind = {.name = "other"};
static const struct dye_table other_pair = {
    .kind = &other_kind, .type = 2, .count = 2, .alternatives = {0, 1}, .cumulative = {0, 8192, 65536}};
static const struct dye_kind third_kind = {.name = "third"};
static const struct dye_table third_pair = {
    .kind = &third_kind, .type = 2, .count = 2, .alternatives = {0, 1}, .cumulative = {0, 8192, 65536}};

/* The position that a recipient has in slot ${lane} of cell number ${cell}. */
static uint8_t
has(const struct dye_table * t, uint64_t cell, uint32_t lane, uint64_t recipient)
{
	uint8_t key[DYE_PRF_LEN] = {0}, block[DYE_PRF_LEN];
	struct dye_prf * prf;

	dye_put_u64(key, cell);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	dye_symbol_input(recipient, lane, block);
	ck_assert_int_eq(dye_prf_key(prf, key, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_blocks(prf, block, block, 1, NULL), DYE_OK);
	dye_prf_close(prf);
	return dye_table_draw(t, dye_symbol_bits(block, lane));
}

static struct dye_leak *
leak_new(void)
{
	struct dye_leak * leak;

	ck_assert_int_eq(dye_leak_new(&leak, NULL), DYE_OK);
	return leak;
}

static void
see(struct dye_leak * leak, uint64_t row, const struct dye_table * t, uint64_t cell, uint32_t lane, uint64_t spellings)
{
	struct dye_symbol symbol = {.lane = lane, .table = t, .spellings = spellings};

	dye_put_u64(symbol.key, cell);
	ck_assert_int_eq(dye_leak_symbol(leak, row, 1, &symbol, NULL), DYE_OK);
}

static void
see_canary(struct dye_leak * leak, uint64_t row, uint64_t canary, uint64_t recipient, uint64_t population,
    uint64_t nodes, const double * bounds)
{
	struct dye_hit hit = {
	    .unit = canary, .recipient = recipient, .units = population, .draws = nodes, .log2_draws = bounds};

	ck_assert_int_eq(dye_leak_hit(leak, row, 0, &hit, NULL), DYE_OK);
}

/* E of one recipient, d being the density and n its canaries. */
static double
evidence(const struct dye_leak * leak, uint64_t recipient, double density, uint64_t n)
{
	struct dye_explained none = {NULL};
	struct dye_plan * plan;
	struct dye_copy * copy;
	struct dye_prf * prf;
	double e;

	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, recipient, n, density, DYE_EVERY_MARK, NULL), DYE_OK);
	e = exp2(dye_copy_weigh(copy, &none));
	dye_prf_close(prf);
	dye_copy_close(copy);
	dye_plan_free(plan);
	return e;
}

/* By hand, of one slot of chances 1/8, 7/8 that shows the first: the recipient has it or not. */
static double
pair_factor(const struct dye_model * b, bool agrees)
{

	return (agrees ? (1 - b->change) * 8 : 0) + b->change;
}

/* A bank by hand, for that slot alone. */
static double
bank_by_hand(const struct dye_model * bank, unsigned models, bool agrees)
{
	double sum = 0;
	unsigned m;

	for (m = 0; m < models; m++)
		sum += bank[m].weight / 1000.0 * (1 - bank[m].share + bank[m].share * pair_factor(&bank[m], agrees));
	return sum;
}

static double
pair_by_hand(bool agrees)
{

	return bank_by_hand(dye_bank, DYE_MODELS, agrees);
}

START_TEST(one_slot)
{
	struct dye_leak * leak = leak_new();
	uint64_t cell, r = 7;
	int agreeing = 0, differing = 0;

	dye_leak_free(leak);
	for (cell = 1; cell < 40; cell++) {
		bool agrees = has(&pair, cell, 2, r) == 0;

		leak = leak_new();
		see(leak, 5, &pair, cell, 2, 1);
		ck_assert_double_eq_tol(evidence(leak, r, 0, 0), pair_by_hand(agrees), 1e-12);
		dye_leak_free(leak);
		agreeing += agrees;
		differing += !agrees;
	}
	ck_assert_int_gt(agreeing, 0);
	ck_assert_int_gt(differing, 0);
}
END_TEST

START_TEST(repeats_count_once)
{
	struct dye_leak *once = leak_new(), *often = leak_new();
	uint64_t r = 3, y = UINT64_C(1) << has(&table, 1, 65, r);

	see(once, 1, &table, 1, 65, y);
	see(once, 2, &table, 2, 65, 1);
	see(often, 1, &table, 1, 65, y);
	see(often, 2, &table, 2, 65, 1);
	see(often, 2, &table, 1, 65, y);
	see(often, 3, &table, 1, 65, y);
	see(often, 4, &table, 1, 65, y);
	ck_assert_uint_eq(dye_leak_slots(often), 2);
	ck_assert_uint_eq(dye_leak_rows_matched(often), 4);
	ck_assert_double_eq_tol(evidence(often, r, 0, 0), evidence(once, r, 0, 0), 1e-12);
	dye_leak_free(often);
	dye_leak_free(once);
}
END_TEST

/* Conflicting repeats: one observation of both. Of two spellings both say nothing. */
START_TEST(conflicts_are_united)
{
	struct dye_leak *one = leak_new(), *both = leak_new(), *all = leak_new();

	see(one, 1, &table, 1, 65, 5);
	see(both, 1, &table, 1, 65, 1);
	see(both, 2, &table, 1, 65, 4);
	see(both, 3, &table, 1, 65, 1);
	ck_assert_double_eq_tol(evidence(both, 3, 0, 0), evidence(one, 3, 0, 0), 1e-12);
	see(all, 1, &pair, 1, 2, 1);
	see(all, 2, &pair, 1, 2, 2);
	ck_assert_double_eq_tol(evidence(all, 3, 0, 0), 1, 1e-12);
	dye_leak_free(all);
	dye_leak_free(both);
	dye_leak_free(one);
}
END_TEST

START_TEST(impossible_weighs_one)
{
	struct dye_leak * leak = leak_new();

	see(leak, 1, &pair, 1, 2, 4);
	ck_assert_uint_eq(dye_leak_slots(leak), 0);
	see(leak, 1, &pair, 2, 2, 3);
	ck_assert_double_eq_tol(evidence(leak, 1, 0, 0), 1, 1e-12);
	dye_leak_free(leak);
}
END_TEST

/* What of a model's weight is left by docs/EVIDENCE.md, 4.8: all where the canaries are thought to have been removed, else 9/10, or 1/1000 with one canary. */
static double
left_by_hand(const struct dye_model * model, unsigned shown)
{

	return model->units == 0 ? 1 : shown == 0 ? 0.9 : 1 / 1000.0;
}

/* The sum over models of w (1 - a + a (1 - d + d h)), d being the model's, where so many canaries are shown: none or one. */
static double
canary_by_hand(double density, double h, unsigned shown)
{
	double sum = 0;
	unsigned m;

	for (m = 0; m < DYE_MODELS; m++) {
		double d = density * dye_bank[m].units;

		sum += left_by_hand(&dye_bank[m], shown) * dye_bank[m].weight / 1000.0 *
		       (1 - dye_bank[m].share + dye_bank[m].share * (1 - d + d * h));
	}
	return sum;
}

START_TEST(a_canary)
{
	static const double bounds[3] = {-10, -20, -70};
	struct dye_leak * leak = leak_new();

	see_canary(leak, 1, 100, 9, 50, 3, bounds);
	ck_assert_uint_eq(dye_leak_units(leak), 1);
	ck_assert_double_eq_tol(evidence(leak, 9, 0.02, 50) / canary_by_hand(0.02, exp2(30) / 50, 1), 1, 1e-12);
	/* Somebody else with canaries, and somebody without. */
	ck_assert_double_eq_tol(evidence(leak, 8, 0.02, 50), canary_by_hand(0.02, 0, 0), 1e-12);
	ck_assert_double_eq_tol(evidence(leak, 8, 0.02, 0), 1, 1e-12);
	dye_leak_free(leak);
}
END_TEST

/* Seen in two rows, of which the second shows more: at home there, and both together add their term. */
START_TEST(a_canary_counts_once)
{
	static const double bounds[3] = {-10, -20, -70};
	struct dye_leak * leak = leak_new();
	double expected = 0, h = exp2(30) / 50;
	unsigned m;

	see_canary(leak, 1, 100, 9, 50, 1, bounds);
	see_canary(leak, 2, 100, 9, 50, 3, bounds);
	see_canary(leak, 2, 100, 9, 50, 3, bounds);
	for (m = 0; m < DYE_MODELS; m++) {
		double d = 0.02 * dye_bank[m].units, a = dye_bank[m].share;
		double without = 1 - a + a * (1 - d), with = 1 - a + a * (1 - d + d * h);

		expected += left_by_hand(&dye_bank[m], 1) * dye_bank[m].weight / 1000.0 *
			    (without * with + pow(a * d / 50, 2) * exp2(30));
	}
	ck_assert_uint_eq(dye_leak_units(leak), 1);
	ck_assert_double_eq_tol(evidence(leak, 9, 0.02, 50) / expected, 1, 1e-12);
	dye_leak_free(leak);
}
END_TEST

/* Rows that were looked at and showed nothing speak against those who have canaries. */
START_TEST(silent_rows)
{
	struct dye_leak * leak = leak_new();
	double expected = 0;
	unsigned m;

	dye_leak_set_rows(leak, 30);
	for (m = 0; m < DYE_MODELS; m++)
		expected += left_by_hand(&dye_bank[m], 0) * dye_bank[m].weight / 1000.0 *
			    pow(1 - dye_bank[m].share * 0.02 * dye_bank[m].units, 30);
	ck_assert_double_eq_tol(evidence(leak, 1, 0.02, 5), expected, 1e-12);
	ck_assert_double_eq_tol(evidence(leak, 1, 0.02, 0), 1, 1e-12);
	dye_leak_free(leak);
}
END_TEST

/* ---- leaks of a hundred rows ---- */

#define RECIPIENTS 6000

/* A row of three slots as the recipient has it. */
static void
leak_row(struct dye_leak * leak, uint64_t row, uint64_t recipient)
{
	uint64_t cell = 1000 + row;

	see(leak, row, &table, cell, 1, UINT64_C(1) << has(&table, cell, 1, recipient));
	see(leak, row, &table, cell, 65, UINT64_C(1) << has(&table, cell, 65, recipient));
	see(leak, row, &pair, cell, 2, UINT64_C(1) << has(&pair, cell, 2, recipient));
}

static struct dye_population
population(const uint64_t numbers[RECIPIENTS], const struct dye_leak * const * leak)
{
	static const double one = 1;

	return (struct dye_population){
	    .numbers = numbers, .count = RECIPIENTS, .readings = leak, .weights = &one, .reading_count = 1};
}

static void
number_recipients(uint64_t numbers[RECIPIENTS])
{
	size_t i;

	for (i = 0; i < RECIPIENTS; i++)
		numbers[i] = 3 * i + 5;
}

START_TEST(one_source_is_named)
{
	static uint64_t numbers[RECIPIENTS];
	struct dye_leak * leak = leak_new();
	const struct dye_leak * reading = leak;
	struct dye_population p = population(numbers, &reading);
	struct dye_verdict v;
	uint64_t row;

	number_recipients(numbers);
	for (row = 0; row < 60; row++)
		leak_row(leak, row, 3 * 4321 + 5);
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 2, &v, NULL), DYE_OK);
	ck_assert_uint_eq(v.population_size, RECIPIENTS);
	ck_assert_double_eq_tol(v.threshold_log10, log10(6000) - log10(0.9) + 9, 1e-12);
	ck_assert_uint_eq(v.accused_count, 1);
	ck_assert_uint_eq(v.accused[0].recipient, 3 * 4321 + 5);
	ck_assert_uint_eq(v.accused[0].round, 1);
	ck_assert_uint_eq(v.accused[0].slots_agree, 180);
	ck_assert_uint_eq(v.accused[0].slots_differ, 0);
	ck_assert_double_eq_tol(v.accused[0].log10_weighted, v.accused[0].log10_evidence - log10(6000), 1e-12);
	/* One mark saw all of it: its route is the whole. Markov in the first of rounds with shares of alpha 1/2, 1/4, ...: 2 / (w E). */
	ck_assert_uint_eq(v.accused[0].route_count, 1);
	ck_assert_uint_eq(v.accused[0].routes[0].mark, 1);
	ck_assert_double_eq_tol(v.accused[0].routes[0].log10_evidence, v.accused[0].log10_evidence, 1e-12);
	ck_assert_double_eq_tol(v.accused[0].log10_bound, -log10(0.9) - v.accused[0].log10_weighted, 1e-12);
	ck_assert_uint_eq(v.candidate_count, 10);
	for (row = 0; row < 10; row++) {
		ck_assert_uint_ne(v.candidates[row].recipient, 3 * 4321 + 5);
		ck_assert_uint_eq(v.candidates[row].round, 0);
		ck_assert(row == 0 || v.candidates[row].log10_evidence <= v.candidates[row - 1].log10_evidence);
	}
	dye_verdict_release(&v);
	dye_leak_free(leak);
}
END_TEST

/* The likelier reading shows other cells, which agree with nobody; what is counted is counted where the evidence comes from. */
START_TEST(what_is_counted_is_what_speaks)
{
	static const double weights[] = {0.5, 0.25, 0.25};
	static uint64_t numbers[RECIPIENTS];
	struct dye_leak * leaks[] = {leak_new(), leak_new(), leak_new()};
	struct dye_population p = population(numbers, (const struct dye_leak * const *)leaks);
	struct dye_verdict v;
	uint64_t row;

	number_recipients(numbers);
	p.weights = weights;
	p.reading_count = 3;
	for (row = 0; row < 60; row++) {
		leak_row(leaks[0], 500 + row, 2);
		leak_row(leaks[1], row, 3 * 4321 + 5);
		leak_row(leaks[2], 900 + row, 2);
	}
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 2, &v, NULL), DYE_OK);
	ck_assert_uint_eq(v.accused_count, 1);
	ck_assert_uint_eq(v.accused[0].recipient, 3 * 4321 + 5);
	ck_assert_uint_eq(v.accused[0].reading, 1);
	ck_assert_uint_eq(v.accused[0].slots_agree, 180);
	ck_assert_uint_eq(v.accused[0].slots_differ, 0);
	dye_verdict_release(&v);
	for (row = 0; row < 3; row++)
		dye_leak_free(leaks[row]);
}
END_TEST

START_TEST(nobody_is_named_in_what_nobody_has)
{
	static uint64_t numbers[RECIPIENTS];
	struct dye_leak * leak = leak_new();
	const struct dye_leak * reading = leak;
	struct dye_population p = population(numbers, &reading);
	struct dye_verdict v;
	uint64_t row;

	number_recipients(numbers);
	for (row = 0; row < 60; row++)
		leak_row(leak, row, 6); /* not one of the numbers */
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 2, &v, NULL), DYE_OK);
	ck_assert_uint_eq(v.accused_count, 0);
	ck_assert_uint_eq(v.candidate_count, 10);
	dye_verdict_release(&v);
	dye_leak_free(leak);
}
END_TEST

/* The second source supplied a tenth of the rows: found in a later round, when the first explains the others, and not in the first. */
START_TEST(a_second_round_names_more)
{
	static uint64_t numbers[RECIPIENTS];
	struct dye_leak * leak = leak_new();
	const struct dye_leak * reading = leak;
	struct dye_population p = population(numbers, &reading);
	struct dye_verdict v;
	uint64_t row;

	number_recipients(numbers);
	for (row = 0; row < 260; row++)
		leak_row(leak, row, row % 10 == 0 ? 11 : 8);
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 2, &v, NULL), DYE_OK);
	ck_assert_uint_eq(v.accused_count, 2);
	ck_assert_uint_eq(v.accused[0].recipient, 8);
	ck_assert_uint_eq(v.accused[0].round, 1);
	ck_assert_uint_eq(v.accused[1].recipient, 11);
	ck_assert_uint_eq(v.accused[1].round, 2);
	ck_assert_double_ge(v.accused[1].log10_weighted, 9 + 2 * log10(2));
	dye_verdict_release(&v);
	dye_leak_free(leak);
}
END_TEST

/* The mean of E_2 over the symbol of an innocent stays 1 whatever the accused explain: enumerated over the classes of one part. */
START_TEST(explained_parts_have_mean_one)
{
	static const double explained[] = {0, 1e-300, 0.003, 0.5, 17, 1e280};
	unsigned m, k;

	for (m = 0; m < DYE_MODELS; m++) {
		for (k = 0; k < sizeof(explained) / sizeof(explained[0]); k++) {
			double d = 0.02, q = 1e-6, s = 3.5, other = (1 - 0.25 * s) / 0.75;
			/* s with chance 1/4, else other: mean 1. A canary of one is seen with chance q. */
			double mean =
			    0.25 * (1 - q) * exp2(dye_part_log2(&dye_bank[m], explained[k], log2(s), d, 0, NULL)) +
			    0.75 * (1 - q) * exp2(dye_part_log2(&dye_bank[m], explained[k], log2(other), d, 0, NULL)) +
			    0.25 * q * exp2(dye_part_log2(&dye_bank[m], explained[k], log2(s), d, 1 / q, NULL)) +
			    0.75 * q * exp2(dye_part_log2(&dye_bank[m], explained[k], log2(other), d, 1 / q, NULL));

			ck_assert_double_eq_tol(mean, 1, 1e-9);
		}
	}
}
END_TEST

/* What an accused explains of a slot that shows the spelling ${at} of chance 1/8 or 7/8, which it has: under model ${m}. */
static double
explained_of(uint8_t at, unsigned m)
{
	uint64_t cell = 1, who = 5;
	struct dye_explained explained = {NULL};
	struct dye_leak * leak = leak_new();
	struct dye_plan * plan;
	struct dye_copy * copy;
	struct dye_prf * prf;
	double value;

	while (has(&pair, cell, 2, who) != at)
		cell++;
	see(leak, 1, &pair, cell, 2, UINT64_C(1) << at);
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_read(copy, prf, who, 0, 0, DYE_EVERY_MARK, NULL), DYE_OK);
	ck_assert_int_eq(dye_explained_begin(&explained, plan, NULL), DYE_OK);
	dye_explained_add(&explained, copy, 1);
	value = dye_explained_at(plan, &explained, 0, m);
	dye_explained_release(&explained);
	dye_prf_close(prf);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
	return value;
}

/*
 * Or it would hang on the spelling which of an accused's rows speak for others. The entropy of (1/8, 7/8) is 3/8 + 7/8 x 0.192645 = 0.543564 bits, so that of one
 * accused the share of 3/4 is taken 2^0.543564 = 1.457569 times, and g where it has changed.
 */
START_TEST(what_is_explained_hangs_on_no_spelling)
{
	unsigned m;

	for (m = 0; m < DYE_MODELS; m++) {
		double g = dye_bank[m].change, rest = 1 - dye_bank[m].share;

		ck_assert_double_eq_tol(explained_of(0, m), explained_of(1, m), 1e-12);
		if (!dye_bank[m].rules)
			ck_assert_double_eq_tol(
			    explained_of(0, m), rest * (0.25 + 0.75 * ((1 - g) * 1.457569 + g)), 1e-6);
	}
}
END_TEST

/* Two kinds in a row: half of what all say, a quarter of what each says alone. With one kind, all of what it says. */
START_TEST(columns_by_hand)
{
	bool a = has(&pair, 1, 2, 77) == 0, b = has(&other_pair, 2, 2, 77) == 0;
	struct dye_leak * leak = leak_new();
	double expected = 0;
	unsigned m;

	see(leak, 1, &pair, 1, 2, 1);
	ck_assert_double_eq_tol(evidence(leak, 77, 0, 0), pair_by_hand(a), 1e-12);
	see(leak, 1, &other_pair, 2, 2, 1);
	for (m = 0; m < DYE_MODELS; m++)
		expected += dye_bank[m].weight / 2000.0 *
			    (1 - dye_bank[m].share +
				dye_bank[m].share * pair_factor(&dye_bank[m], a) * pair_factor(&dye_bank[m], b));
	expected += bank_by_hand(dye_bank_columns, DYE_COLUMN_MODELS, a) / 4;
	expected += bank_by_hand(dye_bank_columns, DYE_COLUMN_MODELS, b) / 4;
	ck_assert_double_eq_tol(evidence(leak, 77, 0, 0), expected, 1e-12);
	dye_leak_free(leak);
}
END_TEST

/* Sixty rows of one source, with a second column that is as chance has it: half of it differs, and the first still names the account. */
START_TEST(one_joined_column_does_not_drown_the_other)
{
	static uint64_t numbers[RECIPIENTS];
	struct dye_leak * leak = leak_new();
	const struct dye_leak * reading = leak;
	struct dye_population p = population(numbers, &reading);
	struct dye_verdict v;
	uint64_t row;

	number_recipients(numbers);
	for (row = 0; row < 60; row++) {
		leak_row(leak, row, 3 * 4321 + 5);
		see(leak, row, &other_pair, 5000 + row, 2, 1 + row % 2);
		see(leak, row, &other_pair, 9000 + row, 2, 1 + row % 2);
	}
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 2, &v, NULL), DYE_OK);
	ck_assert_uint_eq(v.accused_count, 1);
	ck_assert_uint_eq(v.accused[0].recipient, 3 * 4321 + 5);
	ck_assert_uint_gt(v.accused[0].slots_differ, 40);
	dye_verdict_release(&v);
	dye_leak_free(leak);
}
END_TEST

/* The screening is right to within its margin, for everybody, in the first round and in a later one. */
START_TEST(screening_keeps_its_margin)
{
	static uint64_t numbers[RECIPIENTS], canaries[RECIPIENTS];
	static float values[RECIPIENTS];
	struct dye_explained explained = {NULL};
	struct dye_leak * leak = leak_new();
	struct dye_sweep * screen;
	struct dye_plan * plan;
	struct dye_copy * copy;
	struct dye_prf * prf;
	double margin, worst = 0;
	size_t cache = _i % 2 == 0 ? 0 : 10000000; /* kept or not */
	uint64_t row;
	size_t i, pass;

	number_recipients(numbers);
	for (i = 0; i < RECIPIENTS; i++)
		canaries[i] = i % 3 == 0 ? 40 : 0;
	for (row = 0; row < 90; row++)
		leak_row(leak, row, row % 2 == 0 ? 8 : 11);
	for (i = 0; i < (size_t)_i / 2; i++) /* of one kind or of several */
		see(leak, 300 + i, i % 2 == 0 ? &other_pair : &third_pair, 300 + i, 2, 1);
	for (row = 0; row < 12; row++) /* a row of many slots, some of them seen twice */
		see(leak, 500, &table, 77, (uint32_t)(row * 64 + 1), 1 + row % 3);
	see(leak, 501, &table, 77, 1, 4);
	dye_leak_set_rows(leak, 120);
	ck_assert_int_eq(dye_plan_make(leak, 0, &plan, NULL), DYE_OK);
	ck_assert_int_eq(dye_copy_open(plan, &copy, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_sweep_open(plan, numbers, canaries, RECIPIENTS, 2, &cache, &screen, NULL), DYE_OK);
	for (pass = 0; pass < 2; pass++) {
		ck_assert_int_eq(dye_sweep_run(screen, 0.02, &explained, values, &margin, NULL), DYE_OK);
		ck_assert_double_lt(margin, 0.05);
		for (i = 0; i < RECIPIENTS; i += pass == 0 ? 1 : 7) {
			ck_assert_int_eq(
			    dye_copy_read(copy, prf, numbers[i], canaries[i], 0.02, DYE_EVERY_MARK, NULL), DYE_OK);
			worst = fmax(worst, fabs(values[i] - dye_copy_weigh(copy, &explained)));
		}
		ck_assert_double_le(worst, margin);
		dye_explained_release(&explained);
		ck_assert_int_eq(dye_explained_begin(&explained, plan, NULL), DYE_OK);
		ck_assert_int_eq(dye_copy_read(copy, prf, 8, 40, 0.02, DYE_EVERY_MARK, NULL), DYE_OK);
		dye_explained_add(&explained, copy, 1);
	}
	dye_explained_release(&explained);
	dye_sweep_close(screen);
	dye_prf_close(prf);
	dye_copy_close(copy);
	dye_plan_free(plan);
	dye_leak_free(leak);
}
END_TEST

START_TEST(words_of_the_scale)
{

	ck_assert_str_eq(dye_evidence_verbal(0.5), "weak");
	ck_assert_str_eq(dye_evidence_verbal(1), "moderate");
	ck_assert_str_eq(dye_evidence_verbal(2.9), "moderately strong");
	ck_assert_str_eq(dye_evidence_verbal(3), "strong");
	ck_assert_str_eq(dye_evidence_verbal(5.9), "very strong");
	ck_assert_str_eq(dye_evidence_verbal(6), "extremely strong");
}
END_TEST

START_TEST(bad_calls_are_refused)
{
	static const uint64_t numbers[2] = {2, 1};
	struct dye_leak * leak = leak_new();
	const struct dye_leak * reading = leak;
	double weight = 1;
	struct dye_population p = {
	    .numbers = numbers, .count = 1, .readings = &reading, .weights = &weight, .reading_count = 1};
	struct dye_verdict v;

	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 1, &v, NULL), DYE_OK);
	dye_verdict_release(&v);
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 0, 1, &v, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1, 1, &v, NULL), DYE_EUSAGE);
	weight = 0.9;
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 1, &v, NULL), DYE_EUSAGE);
	weight = 1;
	p.count = 2;
	ck_assert_int_eq(dye_evidence_score(&p, 1, 0, 1e-9, 1, &v, NULL), DYE_EUSAGE);
	dye_leak_free(leak);
}
END_TEST

/* A spelling of chance 1/8 says 3 bits: 20 of them in 10 rows 60, and 10^30 asks for 30 x 3.32193 + 5 = 104.66, so 17.4 rows. */
START_TEST(rows_are_counted_that_it_takes)
{
	struct dye_leak * leak = leak_new();
	uint32_t i;

	for (i = 0; i < 19; i++)
		see(leak, i / 2, &pair, i + 1, 0, 1);
	ck_assert_uint_eq(dye_leak_rows_needed(leak, 30), 0);
	see(leak, 9, &pair, 20, 0, 1);
	ck_assert_uint_eq(dye_leak_rows_needed(leak, 30), 18);
	/* Rows that show nothing are such rows too; where the leak says enough, nothing is wanting. */
	dye_leak_set_rows(leak, 100);
	ck_assert_uint_eq(dye_leak_rows_needed(leak, 30), 175);
	ck_assert_uint_eq(dye_leak_rows_needed(leak, 16), 0);
	/* A slot that shows both of its spellings says nothing: 57 bits in 100 rows, and 100 x 104.66 / 57 = 183.6. */
	see(leak, 9, &pair, 20, 0, 2);
	ck_assert_uint_eq(dye_leak_rows_needed(leak, 30), 184);
	dye_leak_free(leak);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("evidence");

	tcase_add_test(tcase, one_slot);
	tcase_add_test(tcase, repeats_count_once);
	tcase_add_test(tcase, conflicts_are_united);
	tcase_add_test(tcase, impossible_weighs_one);
	tcase_add_test(tcase, a_canary);
	tcase_add_test(tcase, a_canary_counts_once);
	tcase_add_test(tcase, silent_rows);
	tcase_add_test(tcase, one_source_is_named);
	tcase_add_test(tcase, what_is_counted_is_what_speaks);
	tcase_add_test(tcase, nobody_is_named_in_what_nobody_has);
	tcase_add_test(tcase, a_second_round_names_more);
	tcase_add_test(tcase, explained_parts_have_mean_one);
	tcase_add_test(tcase, what_is_explained_hangs_on_no_spelling);
	tcase_add_loop_test(tcase, screening_keeps_its_margin, 0, 6);
	tcase_add_test(tcase, columns_by_hand);
	tcase_add_test(tcase, one_joined_column_does_not_drown_the_other);
	tcase_add_test(tcase, words_of_the_scale);
	tcase_add_test(tcase, bad_calls_are_refused);
	tcase_add_test(tcase, rows_are_counted_that_it_takes);
	return suite_run("evidence", tcase);
}
