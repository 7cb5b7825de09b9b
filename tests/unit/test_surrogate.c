/*
 * test_surrogate.c: from keys to surrogates and back: a permutation of every shape, fixed letters that stay, and what has no surrogate.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/marks/surrogate/cipher.h"

static struct dye_surrogate_cipher cipher;

static void
set_up(void)
{
	struct dye_prf * prf;

	ck_assert_int_eq(dye_prf_open(&prf, NULL), DYE_OK);
	ck_assert_int_eq(dye_prf_key(prf, (const uint8_t[DYE_PRF_LEN]){7}, NULL), DYE_OK);
	ck_assert_int_eq(dye_surrogate_cipher_open_under(&cipher, prf, 5, NULL), DYE_OK);
	dye_prf_close(prf);
}

static void
tear_down(void)
{

	dye_surrogate_cipher_close(&cipher);
}

static struct dye_surrogate_shape
shape_of(const char * text)
{
	struct dye_surrogates list;

	ck_assert(dye_surrogates_read(text, &list));
	ck_assert_uint_eq(list.count, 1);
	return list.list[0];
}

static enum dye_surrogate_fit
make(const struct dye_surrogate_shape * s, const char * key, bool folded, char * out, size_t size)
{
	struct dye_buffer text = {0};
	enum dye_surrogate_fit fit;

	ck_assert_int_eq(
	    dye_surrogate_make(&cipher, s, (struct dye_slice){key, strlen(key)}, folded, &text, &fit, NULL), DYE_OK);
	ck_assert_uint_lt(text.len, size);
	(void)snprintf(out, size, "%.*s", (int)text.len, text.len > 0 ? text.data : "");
	ck_assert(fit == DYE_SURROGATE_FITS || text.len == 0);
	dye_buffer_release(&text);
	return fit;
}

static enum dye_surrogate_fit
back(const struct dye_surrogate_shape * s, const char * surrogate, char * out, size_t size)
{
	struct dye_buffer text = {0};
	enum dye_surrogate_fit fit;

	ck_assert_int_eq(
	    dye_surrogate_open(&cipher, s, (struct dye_slice){surrogate, strlen(surrogate)}, &text, &fit, NULL),
	    DYE_OK);
	ck_assert_uint_lt(text.len, size);
	(void)snprintf(out, size, "%.*s", (int)text.len, text.len > 0 ? text.data : "");
	dye_buffer_release(&text);
	return fit;
}

/* Six digits that do not begin with 0 become all of these, each once. */
START_TEST(walks_within_those_that_do_not_begin_with_0)
{
	const struct dye_surrogate_shape s = shape_of("id:digits:0:nonzero::*");
	bool * seen = calloc(1000000, sizeof(*seen));

	ck_assert_ptr_nonnull(seen);
	for (unsigned long i = 100000; i < 1000000; i++) {
		char key[8], got[8];
		unsigned long n;

		(void)snprintf(key, sizeof(key), "%lu", i);
		ck_assert_int_eq(make(&s, key, false, got, sizeof(got)), DYE_SURROGATE_FITS);
		n = strtoul(got, NULL, 10);
		ck_assert(n >= 100000 && n < 1000000 && !seen[n]);
		seen[n] = true;
	}
	free(seen);
}
END_TEST

/* Of one length whatever the keys have, and no two of them alike: 1 and 01 are different keys. */
START_TEST(makes_longer_ones_that_come_back)
{
	static const char * const shapes[] = {"id:digits:6:any:C:*", "id:digits:6:any:C:*-*", "id:base32:6:any:C:*"};
	static const char * const keys[3][6] = {{"C1", "C01", "C001", "C0", "C00000", "C99999"},
	    {"C1-1", "C01-1", "C0-11", "C0-0", "C000-00", "C9-9999"}, {"CA", "CAA", "CB", "CAB", "CBA", "C77777"}};
	char surrogate[16], other[6][16], key[16];

	for (size_t i = 0; i < 3; i++) {
		const struct dye_surrogate_shape s = shape_of(shapes[i]);

		for (size_t k = 0; k < 6; k++) {
			ck_assert_int_eq(make(&s, keys[i][k], false, surrogate, sizeof(surrogate)), DYE_SURROGATE_FITS);
			ck_assert_uint_eq(strlen(surrogate), i == 1 ? 8 : 7);
			ck_assert_int_eq(surrogate[0], 'C');
			ck_assert_int_eq(back(&s, surrogate, key, sizeof(key)), DYE_SURROGATE_FITS);
			ck_assert_str_eq(key, keys[i][k]);
			memcpy(other[k], surrogate, sizeof(surrogate));
			for (size_t j = 0; j < k; j++)
				ck_assert_str_ne(other[j], other[k]);
		}
	}
}
END_TEST

/* Most texts of a longer shape are nobody's: of 10^6 those that are some key of five digits at most, 10^5 and 10^4 and so on. */
START_TEST(knows_longer_ones_that_nobody_has)
{
	const struct dye_surrogate_shape s = shape_of("id:digits:6:any::*");
	char text[8], key[8];
	unsigned fit = 0;

	for (unsigned i = 0; i < 1000000; i++) {
		(void)snprintf(text, sizeof(text), "%06u", i);
		fit += back(&s, text, key, sizeof(key)) == DYE_SURROGATE_FITS;
	}
	ck_assert_uint_eq(fit, 111110);
}
END_TEST

START_TEST(refuses_what_has_none)
{
	static const struct {
		const char *shape, *key;
		enum dye_surrogate_fit fit;
	} cases[] = {
	    {"id:digits:0:any:C:*", "C1234567", DYE_SURROGATE_FITS},
	    {"id:digits:0:any:C:*", "D1234567", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*", "c1234567", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*", "C123456A", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*", "C123-4567", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*", "C", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*", "C12345", DYE_SURROGATE_SMALL},
	    {"id:digits:0:any:C:*-*", "C123-4567", DYE_SURROGATE_FITS},
	    {"id:digits:0:any:C:*-*", "C1-2-34567", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any:C:*-*", "C-1234567", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:nonzero::*", "01234567", DYE_SURROGATE_SHAPE},
	    {"id:digits:9:any::*", "12345678", DYE_SURROGATE_FITS},
	    {"id:digits:9:any::*", "123456789", DYE_SURROGATE_LONG},
	    {"id:upper-hex:0:any::*", "00ffAA", DYE_SURROGATE_SHAPE},
	    {"id:digits:0:any::*", "\xef\xbc\x91\x31\x32\x33\x34\x35\x36\x37", DYE_SURROGATE_SHAPE},
	};
	char out[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dye_surrogate_shape s = shape_of(cases[i].shape);

		ck_assert_msg(make(&s, cases[i].key, false, out, sizeof(out)) == cases[i].fit, "%s of %s", cases[i].key,
		    cases[i].shape);
	}
}
END_TEST

/* As a canonical value has it: small letters, blanks for signs. */
START_TEST(knows_folded_keys)
{
	const struct dye_surrogate_shape s = shape_of("id:upper-hex:0:any:C:-*-*");
	char whole[32], folded[32];

	ck_assert_int_eq(make(&s, "C-00FFA-B1C2", false, whole, sizeof(whole)), DYE_SURROGATE_FITS);
	ck_assert_int_eq(make(&s, "c 00ffa b1c2", true, folded, sizeof(folded)), DYE_SURROGATE_FITS);
	for (size_t i = 0; whole[i] != '\0'; i++)
		ck_assert_int_eq(folded[i], whole[i] == '-'			 ? ' '
					    : whole[i] >= 'A' && whole[i] <= 'Z' ? whole[i] | 0x20
										 : whole[i]);
}
END_TEST

START_TEST(reads_what_it_writes)
{
	static const char * const good[] = {"", "a::0", "a:digits:0", "a%20b%3A%25:digits:12:nonzero:C:*-*",
	    "a::9 b:mixed:0:any:ABC:*", "\xe5\xae\xa2:digits:0:any::%20*"};
	static const char * const bad[] = {"a", "a:digits", ":digits:0", "a:runes:0", "a:digits:257", "a:digits:x",
	    "a:digits:0:some::*", "a:digits:0:any:C", "a:digits:0:any:C:-", "a::0:any::*", "a:digits:5:any::*",
	    "a::0 a::0", "a::0  b::0", "a::0 ", "a%2:digits:0", "a%00b:digits:0", "a:digits:0:any:C:*:x"};
	struct dye_surrogates list;
	char text[DYE_SETTING_TEXT_MAX];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(dye_surrogates_read(good[i], &list), "%s", good[i]);
		ck_assert(dye_surrogates_write(&list, text));
		ck_assert_str_eq(text, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!dye_surrogates_read(bad[i], &list), "%s", bad[i]);
}
END_TEST

START_TEST(takes_what_an_option_says)
{
	static const struct {
		const char *option, *text;
	} cases[] = {{"id", "id::0"}, {"id:12", "id::12"}, {"id:digits", "id:digits:0"},
	    {"id:digits:12", "id:digits:12"}, {"id:12:digits", "id:digits:12"}, {"a:b", "a%3Ab::0"},
	    {"a:b:9", "a%3Ab::9"}, {"a b", "a%20b::0"}, {"id:0", "id%3A0::0"}, {"none", ""}};
	struct dye_surrogates list;
	char text[DYE_SETTING_TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		list.count = 0;
		ck_assert(dye_surrogates_wish(&list, cases[i].option));
		ck_assert(dye_surrogates_write(&list, text));
		ck_assert_str_eq(text, cases[i].text);
	}
	/* The last word on a column holds. */
	list.count = 0;
	ck_assert(dye_surrogates_wish(&list, "id:digits") && dye_surrogates_wish(&list, "other") &&
		  dye_surrogates_wish(&list, "id:9") && dye_surrogates_write(&list, text));
	ck_assert_str_eq(text, "id::9 other::0");
	ck_assert(!dye_surrogates_wish(&list, ""));
	for (char name[2] = "a"; list.count < DYE_SURROGATES_MOST; name[0]++)
		ck_assert(dye_surrogates_wish(&list, name));
	ck_assert(!dye_surrogates_wish(&list, "more"));
}
END_TEST

int
main(void)
{
	const TTest * const list[] = {walks_within_those_that_do_not_begin_with_0, makes_longer_ones_that_come_back,
	    knows_longer_ones_that_nobody_has, refuses_what_has_none, knows_folded_keys, reads_what_it_writes,
	    takes_what_an_option_says};
	TCase * tests = tcase_create("surrogate");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	suite_add(tests, list, sizeof(list) / sizeof(list[0]));
	return suite_run("surrogate", tests);
}
