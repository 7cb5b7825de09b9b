/*
 * test_true_keys.c: the list of a table's keys: what is kept of it, in how many bytes, and what comes back.
 */
#include "tests/suite.h"
#include "watermark/marks/core/truekeys.h"

static struct dye_error err;
static const struct dye_domain eight = {.radix = 10, .count = 8, .nonzero = true};

static void
add(struct dye_true_keys * keys, const struct dye_domain * d, uint64_t tail, uint32_t name)
{

	ck_assert_int_eq(dye_true_keys_add(keys, d, &(struct dye_true_key){tail, {name, 0}}, &err), DYE_OK);
}

/* Written and read again: ${keys} must be settled. Returns the bytes. */
static size_t
again(const struct dye_true_keys * keys)
{
	struct dye_true_keys read = {0};
	struct dye_buffer bytes = {0};
	size_t len;

	ck_assert_int_eq(dye_true_keys_write(keys, &bytes, &err), DYE_OK);
	ck_assert_int_eq(dye_true_keys_read(dye_buffer_slice(&bytes), &read, &err), DYE_OK);
	ck_assert_uint_eq(read.count, keys->count);
	for (size_t i = 0; i < keys->count; i++) {
		const struct dye_true_group *a = &keys->groups[i], *b = &read.groups[i];

		ck_assert_uint_eq(a->count, b->count);
		ck_assert(a->domain.radix == b->domain.radix && a->domain.count == b->domain.count &&
			  a->domain.nonzero == b->domain.nonzero);
		for (size_t k = 0; k < a->count; k++) {
			ck_assert_uint_eq(a->list[k].tail, b->list[k].tail);
			ck_assert_mem_eq(a->list[k].names, b->list[k].names, sizeof(a->list[k].names));
		}
	}
	len = bytes.len;
	dye_buffer_release(&bytes);
	dye_true_keys_release(&read);
	return len;
}

/* In any order, again and again; what finds one of them finds it. */
START_TEST(test_each_once)
{
	struct dye_true_keys keys = {0};
	const struct dye_domain six = {.radix = 10, .count = 6};

	add(&keys, &eight, 700, 3);
	add(&keys, &eight, 5, 0);
	add(&keys, &eight, 700, 0);
	add(&keys, &eight, 5, 9);
	add(&keys, &six, 5, 1);
	/* The same letters, with texts that begin with 0 or without: of one permutation, and no other sort is listed. */
	add(&keys, &(struct dye_domain){.radix = 10, .count = 8}, 6, 1);
	dye_true_keys_settle(&keys);
	ck_assert_uint_eq(keys.count, 2);
	ck_assert_uint_eq(keys.groups[0].count, 2);
	ck_assert_uint_eq(keys.groups[0].list[0].tail, 5);
	ck_assert_uint_eq(keys.groups[0].list[0].names[0], 9);
	ck_assert_uint_eq(keys.groups[0].list[1].names[0], 3);
	(void)again(&keys);
	dye_true_keys_release(&keys);
}
END_TEST

/* The last letters that go into 62 bits, the most significant first: all of 8 digits, 15 of 20 hexadecimal ones. */
START_TEST(test_tails)
{
	const struct dye_domain any = {.radix = 10, .count = 8}, hex = {.radix = 16, .count = 20},
				hex_nonzero = {.radix = 16, .count = 20, .nonzero = true};
	const uint16_t digits[] = {0, 0, 1, 2, 3, 4, 5, 6};
	uint16_t long_one[20] = {9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 15};
	bool whole;

	ck_assert_uint_eq(dye_domain_tail(&any, digits), 123456);
	ck_assert_uint_eq(dye_domain_tails(&any, &whole), 100000000);
	ck_assert(whole);
	ck_assert_uint_eq(dye_domain_tails(&eight, &whole), 90000000);
	ck_assert(whole);
	ck_assert_uint_eq(dye_domain_tail(&hex, long_one), 31);
	ck_assert_uint_eq(dye_domain_tails(&hex, &whole), UINT64_C(1) << 60);
	ck_assert(!whole);
	/* That the first letter is not 0 says nothing of the last ones. */
	ck_assert_uint_eq(dye_domain_tails(&hex_nonzero, &whole), UINT64_C(1) << 60);
	ck_assert(!whole);
}
END_TEST

/* Bytes: a bit for each of a run; 200,000 of 9 * 10^7 at random about log2(450) + 1.5 bits, less than any 11; 4 for a name. */
START_TEST(test_room)
{
	struct dye_true_keys run = {0}, random = {0}, named = {0};
	uint64_t state = 7;

	for (uint64_t i = 0; i < 80000; i++)
		add(&run, &eight, 10000000 + i, 0);
	for (unsigned i = 0; i < 200000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		add(&random, &eight, 10000000 + (state >> 20) % 90000000, 0);
		add(&named, &eight, 10000000 + (state >> 20) % 90000000, i + 1);
	}
	dye_true_keys_settle(&run);
	dye_true_keys_settle(&random);
	dye_true_keys_settle(&named);
	ck_assert_uint_lt(again(&run), 80000 / 8 + 64);
	ck_assert_uint_lt(again(&random), 200000 * 11 / 8);
	ck_assert_uint_lt(again(&named), 200000 * (11 + 32) / 8);
	dye_true_keys_release(&run);
	dye_true_keys_release(&random);
	dye_true_keys_release(&named);
}
END_TEST

/* Of more than there may be about half are kept: which hangs on the key alone, and so do those that come later. */
START_TEST(test_thinned)
{
	struct dye_true_keys once = {0}, twice = {0}, later = {0};

	for (uint64_t i = 0; i < DYE_TRUE_KEYS_MOST + 1000; i++) {
		add(&once, &eight, i, 0);
		add(&twice, &eight, DYE_TRUE_KEYS_MOST + 999 - i, 0);
		add(&twice, &eight, i, 0);
	}
	dye_true_keys_settle(&once);
	dye_true_keys_settle(&twice);
	/* 2^19 of 2^20, give or take: six times the deviation of a fair coin. */
	ck_assert_uint_gt(once.groups[0].count, DYE_TRUE_KEYS_MOST / 2 - 3072);
	ck_assert_uint_lt(once.groups[0].count, DYE_TRUE_KEYS_MOST / 2 + 3572);
	ck_assert_uint_eq(once.groups[0].count, twice.groups[0].count);
	ck_assert_mem_eq(once.groups[0].list, twice.groups[0].list, once.groups[0].count * sizeof(struct dye_true_key));
	/* Those of an earlier table stay, without what found them. */
	add(&later, &eight, 90000000, 5);
	add(&later, &eight, once.groups[0].list[0].tail, 6);
	ck_assert_int_eq(dye_true_keys_join(&later, &once, &err), DYE_OK);
	ck_assert_uint_eq(later.groups[0].count, once.groups[0].count + 1);
	ck_assert_uint_eq(later.groups[0].list[0].names[0], 6);
	ck_assert_uint_eq(later.groups[0].list[1].names[0], 0);
	dye_true_keys_release(&once);
	dye_true_keys_release(&twice);
	dye_true_keys_release(&later);
}
END_TEST

/* Gaps of any size, and the ends of what a tail can be. */
START_TEST(test_gaps)
{
	const struct dye_domain hex = {.radix = 16, .count = 20};
	struct dye_true_keys keys = {0};

	for (unsigned i = 0; i < 60; i++) {
		add(&keys, &hex, UINT64_C(1) << i, i);
		add(&keys, &hex, (UINT64_C(1) << 60) - (UINT64_C(1) << i), 0);
	}
	add(&keys, &hex, 0, 1);
	dye_true_keys_settle(&keys);
	(void)again(&keys);
	dye_true_keys_release(&keys);
}
END_TEST

/* Cut off anywhere, or longer: refused, and nothing is read beyond it. */
START_TEST(test_cut_off)
{
	struct dye_true_keys keys = {0};
	struct dye_buffer bytes = {0};

	for (uint64_t i = 0; i < 50; i++)
		add(&keys, &eight, i * i * 1000, 1);
	dye_true_keys_settle(&keys);
	ck_assert_int_eq(dye_true_keys_write(&keys, &bytes, &err), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&bytes, 'x', &err), DYE_OK);
	for (size_t len = 0; len <= bytes.len; len++) {
		struct dye_true_keys read = {0};

		ck_assert_int_eq(dye_true_keys_read((struct dye_slice){bytes.data, len}, &read, &err),
		    len == bytes.len - 1 ? DYE_OK : DYE_EDATA);
		dye_true_keys_release(&read);
	}
	dye_buffer_release(&bytes);
	dye_true_keys_release(&keys);
}
END_TEST

int
main(void)
{
	TCase * tc = tcase_create("true_keys");

	tcase_add_test(tc, test_each_once);
	tcase_add_test(tc, test_tails);
	tcase_add_test(tc, test_room);
	tcase_add_test(tc, test_thinned);
	tcase_add_test(tc, test_gaps);
	tcase_add_test(tc, test_cut_off);
	return suite_run("true_keys", tc);
}
