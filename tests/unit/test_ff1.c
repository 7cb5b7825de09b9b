/*
 * test_ff1.c: FF1 against the nine samples of NIST, what it refuses, and that it is a permutation.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/crypto/ff1.h"

#define KEY_128 "2b7e151628aed2a6abf7158809cf4f3c"
#define KEY_192 KEY_128 "ef4359d8d580aa4f"
#define KEY_256 KEY_192 "7f036d6f04fc6a94"
#define TEN "39383736353433323130"
#define ELEVEN "3737373770717273373737"

/* "FF1 Samples" of NIST's page of example values (SP 800-38G). */
static const struct {
	const char *key, *tweak, *text, *cipher;
	uint32_t radix;
} samples[] = {
    {KEY_128, "", "0123456789", "2433477484", 10},
    {KEY_128, TEN, "0123456789", "6124200773", 10},
    {KEY_128, ELEVEN, "0123456789abcdefghi", "a9tv40mll9kdu509eum", 36},
    {KEY_192, "", "0123456789", "2830668132", 10},
    {KEY_192, TEN, "0123456789", "2496655549", 10},
    {KEY_192, ELEVEN, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr", 36},
    {KEY_256, "", "0123456789", "6657667009", 10},
    {KEY_256, TEN, "0123456789", "1001623463", 10},
    {KEY_256, ELEVEN, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd", 36},
};

static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static uint32_t
letters_of(const char * text, uint16_t * letters)
{
	uint32_t n = 0;

	for (; text[n] != '\0'; n++)
		letters[n] = (uint16_t)(strchr(alphabet, text[n]) - alphabet);
	return n;
}

static void
open_ff1(uint32_t radix, const char * key, struct dye_ff1 ** ff1)
{
	uint8_t bytes[32];

	ck_assert(dye_unhex(key, bytes, strlen(key) / 2));
	ck_assert_int_eq(dye_ff1_open(radix, ff1, NULL), DYE_OK);
	ck_assert_int_eq(dye_ff1_key(*ff1, bytes, strlen(key) / 2, NULL), DYE_OK);
}

START_TEST(has_the_samples_of_nist)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		uint16_t text[32], want[32], got[32];
		uint32_t n = letters_of(samples[i].text, text);
		uint8_t tweak[32];
		struct dye_slice t = {(const char *)tweak, strlen(samples[i].tweak) / 2};
		struct dye_ff1 * ff1;

		ck_assert(dye_unhex(samples[i].tweak, tweak, t.len));
		(void)letters_of(samples[i].cipher, want);
		memcpy(got, text, sizeof(got));
		open_ff1(samples[i].radix, samples[i].key, &ff1);
		ck_assert_int_eq(dye_ff1_encrypt(ff1, t, got, n, NULL), DYE_OK);
		ck_assert_mem_eq(got, want, n * sizeof(*got));
		ck_assert_int_eq(dye_ff1_decrypt(ff1, t, got, n, NULL), DYE_OK);
		ck_assert_mem_eq(got, text, n * sizeof(*got));
		dye_ff1_close(ff1);
	}
}
END_TEST

/* All strings of six digits become all strings of six digits. */
START_TEST(permutes_a_domain)
{
	enum { COUNT = 1000000 };
	bool * seen = calloc(COUNT, sizeof(*seen));
	struct dye_ff1 * ff1;

	ck_assert_ptr_nonnull(seen);
	open_ff1(10, KEY_128, &ff1);
	for (uint32_t i = 0; i < COUNT; i++) {
		uint16_t letters[6];
		uint32_t x = i, y = 0;

		for (int k = 5; k >= 0; k--, x /= 10)
			letters[k] = (uint16_t)(x % 10);
		ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), letters, 6, NULL), DYE_OK);
		for (int k = 0; k < 6; k++)
			y = 10 * y + letters[k];
		ck_assert_uint_lt(y, COUNT);
		ck_assert(!seen[y]);
		seen[y] = true;
	}
	dye_ff1_close(ff1);
	free(seen);
}
END_TEST

/* Of every radix the shortest, the longest, and lengths between, among them where halves stop being numbers below 2^32. */
START_TEST(comes_back_whatever_the_radix)
{
	static const uint32_t radices[] = {2, 3, 10, 16, 26, 32, 36, 62, 255, 256, 257, 4096, 65535, 65536};
	static const uint32_t more[] = {0, 1, 2, 3, 5, 9, 14, 31, 60, 100};

	for (size_t r = 0; r < sizeof(radices) / sizeof(radices[0]); r++) {
		struct dye_ff1 * ff1;

		open_ff1(radices[r], r % 2 == 0 ? KEY_128 : KEY_256, &ff1);
		for (size_t m = 0; m < sizeof(more) / sizeof(more[0]); m++) {
			uint16_t letters[DYE_FF1_LEN_MOST], as_was[DYE_FF1_LEN_MOST];
			uint32_t n = dye_ff1_least(radices[r]) + more[m];

			for (uint32_t i = 0; i < n; i++)
				as_was[i] = letters[i] = (uint16_t)((i * 40503u + m * 977u) % radices[r]);
			ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE("tweak"), letters, n, NULL), DYE_OK);
			ck_assert(memcmp(letters, as_was, n * sizeof(*letters)) != 0);
			for (uint32_t i = 0; i < n; i++)
				ck_assert_uint_lt(letters[i], radices[r]);
			ck_assert_int_eq(dye_ff1_decrypt(ff1, DYE_SLICE("tweak"), letters, n, NULL), DYE_OK);
			ck_assert_mem_eq(letters, as_was, n * sizeof(*letters));
		}
		dye_ff1_close(ff1);
	}
}
END_TEST

/* The logarithms of a million, by hand: 2^20, 10^6, 16^5, 32^4, 36^4, 62^4, 1000^2. */
START_TEST(knows_the_least_domain)
{
	ck_assert_uint_eq(dye_ff1_least(2), 20);
	ck_assert_uint_eq(dye_ff1_least(10), 6);
	ck_assert_uint_eq(dye_ff1_least(16), 5);
	ck_assert_uint_eq(dye_ff1_least(32), 4);
	ck_assert_uint_eq(dye_ff1_least(36), 4);
	ck_assert_uint_eq(dye_ff1_least(62), 4);
	ck_assert_uint_eq(dye_ff1_least(999), 3);
	ck_assert_uint_eq(dye_ff1_least(1000), 2);
	ck_assert_uint_eq(dye_ff1_least(65536), 2);
}
END_TEST

START_TEST(refuses_what_it_cannot_do)
{
	uint16_t letters[DYE_FF1_LEN_MOST + 1] = {0};
	static const char tweak[256];
	struct dye_ff1 * ff1;
	uint8_t key[32] = {0};

	ck_assert_int_eq(dye_ff1_open(1, &ff1, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_ff1_open(65537, &ff1, NULL), DYE_EUSAGE);
	open_ff1(10, KEY_128, &ff1);
	ck_assert_int_eq(dye_ff1_key(ff1, key, 20, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), letters, 5, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_ff1_decrypt(ff1, DYE_SLICE(""), letters, 5, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), letters, DYE_FF1_LEN_MOST + 1, NULL), DYE_EUSAGE);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, (struct dye_slice){tweak, sizeof(tweak)}, letters, 10, NULL), DYE_EUSAGE);
	letters[3] = 10;
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), letters, 10, NULL), DYE_EUSAGE);
	dye_ff1_close(ff1);
	dye_ff1_close(NULL);
}
END_TEST

/* A key that is changed is another, of whatever length, and the first gives the same as at first. */
START_TEST(takes_another_key)
{
	uint16_t first[10] = {0}, other[10] = {0}, again[10] = {0};
	uint8_t key[32];
	struct dye_ff1 * ff1;

	ck_assert(dye_unhex(KEY_256, key, 32));
	open_ff1(10, KEY_128, &ff1);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), first, 10, NULL), DYE_OK);
	ck_assert_int_eq(dye_ff1_key(ff1, key, 32, NULL), DYE_OK);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), other, 10, NULL), DYE_OK);
	ck_assert(memcmp(first, other, sizeof(first)) != 0);
	ck_assert_int_eq(dye_ff1_key(ff1, key, 16, NULL), DYE_OK);
	ck_assert_int_eq(dye_ff1_encrypt(ff1, DYE_SLICE(""), again, 10, NULL), DYE_OK);
	ck_assert_mem_eq(first, again, sizeof(first));
	dye_ff1_close(ff1);
}
END_TEST

int
main(void)
{
	const TTest * const list[] = {has_the_samples_of_nist, permutes_a_domain, comes_back_whatever_the_radix,
	    knows_the_least_domain, refuses_what_it_cannot_do, takes_another_key};
	TCase * tests = tcase_create("ff1");

	suite_add(tests, list, sizeof(list) / sizeof(list[0]));
	return suite_run("ff1", tests);
}
