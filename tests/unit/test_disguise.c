/*
 * test_disguise.c: what surrogates in a leak say: by hand, over all permutations of a domain of six, and through FF1.
 */
#include <math.h>

#include "tests/suite.h"
#include "trace/evidence/disguise.h"

#define NEAR 1e-9
#define SIX 6

static struct dye_error err;

/* ---- by hand ---- */

/*
 * Of six values three are keys. A text that may be anybody's is a key's with the chance 1/2: 2 where it is, 0 where not. One that can be one key alone is that
 * with 1/6: half of 6 and half of 2, or half of 2 where it is another key. After three looks, of which two found keys, one of three that are left is a key: 3.
 */
START_TEST(test_ratios)
{
	struct dye_look look = {.left = 6, .members = 3, .whole = true};

	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, 0, true), 0, NEAR);
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, DYE_LOOK_MEMBER, true), 2, NEAR);
	look.candidates = 1;
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, DYE_LOOK_MEMBER | DYE_LOOK_CANDIDATE, true), 4, NEAR);
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, DYE_LOOK_MEMBER, true), 1, NEAR);
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, DYE_LOOK_MEMBER, false), 2, NEAR);
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, 0, true), 0, NEAR);
	look = (struct dye_look){.left = 3, .members = 3, .whole = true};
	ck_assert_double_eq_tol(dye_look_ratio(&look, 2, DYE_LOOK_MEMBER, true), 3, NEAR);
	/* All keys were found: there is nothing to bet on. Nor where nobody knows the keys. */
	ck_assert_double_eq_tol(dye_look_ratio(&look, 3, 0, true), 1, NEAR);
	look.members = 0;
	ck_assert_double_eq_tol(dye_look_ratio(&look, 0, 0, true), 1, NEAR);
	/* Many texts have one tail: a key that was found may be found again. */
	look = (struct dye_look){.left = 1000, .members = 10, .whole = false};
	ck_assert_double_eq_tol(dye_look_ratio(&look, 7, DYE_LOOK_MEMBER, true), 100, NEAR);
}
END_TEST

/* Shares 1; 0.95; 0.8; 0.5; 0.2 with weights 0.25; 0.25; 0.15; 0.2; 0.15: of one text 1 + (r - 1) 0.7375; of two that are 2 and 0 the products. */
START_TEST(test_bank)
{
	struct dye_look looks[] = {{.left = 6, .members = 3, .whole = true}, {.left = 5, .members = 3, .whole = true}};
	const uint8_t known[] = {DYE_LOOK_MEMBER | DYE_LOOK_CANDIDATE}, hit[] = {DYE_LOOK_MEMBER},
		      both[] = {DYE_LOOK_MEMBER, 0};
	double two = 0.25 * 2 * 0 + 0.25 * 1.95 * 0.05 + 0.15 * 1.8 * 0.2 + 0.2 * 1.5 * 0.5 + 0.15 * 1.2 * 0.8;

	ck_assert_double_eq_tol(dye_disguise_bank(looks, hit, 1), log2(1.7375), NEAR);
	ck_assert_double_eq_tol(dye_disguise_bank(looks, both, 2), log2(two), NEAR);
	ck_assert_double_eq_tol(dye_disguise_bank(looks, both, 0), 0, NEAR);
	/* Known to be a key that it is, and half of the bank does not look: 4 and 2. */
	looks[0].candidates = 1;
	ck_assert_double_eq_tol(dye_disguise_bank(looks, known, 1), log2((1 + 3 * 0.7375 + 1.7375) / 2), NEAR);
}
END_TEST

/* ---- all permutations of six ---- */

/* A leak of some texts, in this order; a text may be known to be one of some values. */
struct six_leak {
	unsigned count;
	unsigned text[SIX];
	unsigned candidates[SIX]; /* bits */
	unsigned keys;		  /* bits */
};

static double
evidence_of(const struct six_leak * leak, const unsigned * inverse)
{
	struct dye_look looks[SIX];
	uint8_t seen[SIX];

	for (unsigned i = 0; i < leak->count; i++) {
		unsigned value = inverse[leak->text[i]];

		looks[i] = (struct dye_look){.left = SIX - i,
		    .members = (uint64_t)__builtin_popcount(leak->keys),
		    .whole = true,
		    .candidates = (uint32_t)__builtin_popcount(leak->candidates[i])};
		seen[i] = (uint8_t)((leak->keys >> value & 1) * DYE_LOOK_MEMBER |
				    (leak->candidates[i] >> value & 1) * DYE_LOOK_CANDIDATE);
	}
	return exp2(dye_disguise_bank(looks, seen, leak->count));
}

static double
sum_over(const struct six_leak * leak, unsigned * inverse, unsigned chosen, unsigned at)
{
	double sum = 0;

	if (at == SIX)
		return evidence_of(leak, inverse);
	for (unsigned v = 0; v < SIX; v++)
		if ((chosen >> v & 1) == 0) {
			inverse[at] = v;
			sum += sum_over(leak, inverse, chosen | 1U << v, at + 1);
		}
	return sum;
}

static double
mean_of(const struct six_leak * leak)
{
	unsigned inverse[SIX];

	return sum_over(leak, inverse, 0, 0) / 720;
}

/* Whichever keys there are and however many texts are shown: exactly 1. (With 6 in place of what is left it would be more: of six texts, all keys, 65.) */
START_TEST(test_members)
{
	for (unsigned keys = 0; keys < 64; keys++)
		for (unsigned count = 0; count <= SIX; count++) {
			struct six_leak leak = {.count = count, .text = {3, 0, 5, 1, 4, 2}, .keys = keys};

			ck_assert_double_eq_tol(mean_of(&leak), 1, NEAR);
		}
}
END_TEST

/* Whoever knows some values, guesses others, or says the same of several texts: at most 1; exactly where the first alone is guessed. */
START_TEST(test_candidates)
{
	static const unsigned guesses[] = {0, 1, 2, 4, 9, 32, 63};
	const size_t n = sizeof(guesses) / sizeof(guesses[0]);

	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++)
			for (size_t c = 0; c < n; c++) {
				struct six_leak leak = {.count = 3,
				    .text = {3, 0, 5},
				    .candidates = {guesses[a], guesses[b], guesses[c]},
				    .keys = 27};
				double mean = mean_of(&leak);

				ck_assert_double_lt(mean, 1 + NEAR);
				if (b == 0 && c == 0)
					ck_assert_double_eq_tol(mean, 1, NEAR);
			}
}
END_TEST

/* ---- a leak ---- */

static const uint8_t key[DYE_PRF_LEN] = {1, 2, 3};
static const struct dye_domain digits = {.radix = 10, .count = 6};

static void
show(struct dye_leak * leak, const struct dye_domain * domain, uint64_t number, const struct dye_true_group * truth,
    uint64_t candidate)
{
	uint16_t letters[6];
	struct dye_disguise d = {
	    .domain = domain, .key = key, .truth = truth, .letters = letters, .candidates = &candidate};

	d.candidate_count = candidate != 0;
	for (unsigned i = 6; i-- > 0; number /= 10)
		letters[i] = (uint16_t)(number % 10);
	ck_assert_int_eq(dye_leak_disguise(leak, 5, &d, &err), DYE_OK);
}

/* A text counts once, whatever it is taken for the second time; so do texts of the two sorts that one permutation has. */
START_TEST(test_once)
{
	const struct dye_domain nonzero = {.radix = 10, .count = 6, .nonzero = true};
	struct dye_true_key list[] = {{.tail = 5}, {.tail = 77}};
	struct dye_true_group truth = {.domain = digits, .list = list, .count = 2};
	struct dye_disguises * d;
	const struct dye_look * looks;
	struct dye_leak * leak;
	size_t count;

	ck_assert_int_eq(dye_leak_new(&leak, &err), DYE_OK);
	show(leak, &digits, 123456, &truth, 0);
	show(leak, &digits, 7, &truth, 77);
	show(leak, &digits, 123456, &truth, 5);
	show(leak, &nonzero, 222222, &truth, 0);
	show(leak, &digits, 8, &truth, 0);
	ck_assert_int_eq(dye_disguises_make(leak, 10, &d, &err), DYE_OK);
	looks = dye_disguises_looks(d, &count);
	ck_assert_uint_eq(count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_double_eq(looks[i].left, 1000000 - (double)i);
		ck_assert_uint_eq(looks[i].members, 2);
		ck_assert_uint_eq(looks[i].candidates, i == 1);
		ck_assert(looks[i].whole);
	}
	dye_disguises_free(d);
	dye_leak_free(leak);
}
END_TEST

/* What stands in the copy of account 9 in the place of ${number}. */
static uint64_t
disguised(uint64_t number)
{
	uint8_t of_account[DYE_PRF_LEN];
	uint16_t letters[6];
	struct dye_prf * prf;
	struct dye_ff1 * ff1;

	ck_assert_int_eq(dye_prf_open(&prf, &err), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, key, &err), DYE_OK);
	ck_assert_int_eq(dye_domain_key(prf, 9, of_account, &err), DYE_OK);
	ck_assert_int_eq(dye_ff1_open(10, &ff1, &err), DYE_OK);
	ck_assert_int_eq(dye_ff1_key(ff1, of_account, sizeof(of_account), &err), DYE_OK);
	for (unsigned i = 6; i-- > 0; number /= 10)
		letters[i] = (uint16_t)(number % 10);
	ck_assert_int_eq(dye_domain_walk(ff1, &digits, letters, false, &err), DYE_OK);
	dye_prf_close(prf);
	dye_ff1_close(ff1);
	return dye_domain_tail(&digits, letters);
}

/* Three keys of account 9's copy, one of which is known to be that, another taken for somebody else's; and one foreign text. */
START_TEST(test_account)
{
	struct dye_true_key list[] = {{.tail = 1111}, {.tail = 22222}, {.tail = 333333}};
	struct dye_true_group truth = {.domain = digits, .list = list, .count = 3};
	const uint64_t numbers[] = {2, 9, 31};
	struct dye_disguises * d;
	struct dye_leak * leak;
	double log2_evidence[3];
	uint8_t seen[4];

	ck_assert_int_eq(dye_leak_new(&leak, &err), DYE_OK);
	show(leak, &digits, disguised(22222), &truth, 22222);
	show(leak, &digits, disguised(1111), &truth, 333333);
	show(leak, &digits, 400000, &truth, 0);
	show(leak, &digits, disguised(333333), &truth, 0);
	ck_assert_int_eq(dye_disguises_make(leak, 3, &d, &err), DYE_OK);
	ck_assert_int_eq(dye_disguises_read(d, 9, seen, &err), DYE_OK);
	ck_assert_mem_eq(seen, ((const uint8_t[]){3, 2, 0, 2}), 4);
	ck_assert_int_eq(dye_disguises_read(d, 2, seen, &err), DYE_OK);
	ck_assert_mem_eq(seen, ((const uint8_t[]){0, 0, 0, 0}), 4);
	ck_assert_int_eq(dye_disguises_weigh(d, numbers, 3, 2, log2_evidence, &err), DYE_OK);
	/* 2^18 each for two, 2^19.6 and 2^17.3 for the others, less what the foreign one and the bank cost. */
	ck_assert_double_gt(log2_evidence[1], 48);
	ck_assert_double_lt(log2_evidence[0], 0);
	ck_assert_double_ge(log2_evidence[0], -1);
	ck_assert_double_lt(log2_evidence[2], 0);
	dye_disguises_free(d);
	dye_leak_free(leak);
}
END_TEST

/* Of more texts than there is time for those are looked at of which it is known whose they may be, in the order of the leak. */
START_TEST(test_most)
{
	struct dye_true_key list[] = {{.tail = 5}};
	struct dye_true_group truth = {.domain = digits, .list = list, .count = 1};
	struct dye_disguises * d;
	const struct dye_look * looks;
	struct dye_leak * leak;
	size_t count, known = 0;

	ck_assert_int_eq(dye_leak_new(&leak, &err), DYE_OK);
	for (uint64_t i = 1; i <= 2000; i++)
		show(leak, &digits, i, &truth, i % 200 == 0 ? 5 : 0);
	ck_assert_int_eq(dye_disguises_make(leak, 10, &d, &err), DYE_OK);
	(void)dye_disguises_looks(d, &count);
	ck_assert_uint_eq(count, DYE_LOOKS_MOST);
	dye_disguises_free(d);
	ck_assert_int_eq(dye_disguises_make(leak, 1000000, &d, &err), DYE_OK);
	looks = dye_disguises_looks(d, &count);
	ck_assert_uint_eq(count, DYE_LOOKS_LEAST);
	for (size_t i = 0; i < count; i++) {
		ck_assert_double_eq(looks[i].left, 1000000 - (double)i);
		known += looks[i].candidates > 0;
	}
	ck_assert_uint_eq(known, 10);
	dye_disguises_free(d);
	dye_leak_free(leak);
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("disguise");

	tcase_add_test(tc, test_ratios);
	tcase_add_test(tc, test_bank);
	tcase_add_test(tc, test_members);
	tcase_add_test(tc, test_candidates);
	tcase_add_test(tc, test_once);
	tcase_add_test(tc, test_account);
	tcase_add_test(tc, test_most);
	return suite_run("disguise", tc);
}
