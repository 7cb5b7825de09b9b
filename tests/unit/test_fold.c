/* What folding keeps and what it takes away. Expected values: Unicode Standard Annex 15, CaseFolding.txt, and hand work. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats/base/fold.h"
#include "formats/field/latin/clean.h"
#include "tests/suite.h"

static struct dye_buffer out;
static struct dye_tokens tokens;

static void
setup(void)
{

	dye_buffer_reset(&out);
}

static void
check_fold(const char * text, size_t len, const char * expected)
{
	struct dye_slice s = {text, len};

	dye_buffer_reset(&out);
	ck_assert_int_eq(dye_fold_tokens(s, &out, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, strlen(expected));
	ck_assert(out.len == 0 || memcmp(out.data, expected, out.len) == 0);
	/* The other way of having them says the same. */
	ck_assert_int_eq(dye_tokens_split(s, &tokens, NULL), DYE_OK);
	ck_assert(dye_slice_equal(dye_buffer_slice(&out), dye_buffer_slice(&tokens.folded)));
}

#define FOLD(text, expected) check_fold(text, sizeof(text) - 1, expected)

START_TEST(test_ascii)
{
	FOLD("", "");
	FOLD(" ,.- ", "");
	FOLD("Main", "main");
	FOLD("  1 23rd  St., Apt#4 ", "1 23rd st apt 4");
	FOLD("12 3rd St", "12 3rd st");
	FOLD("a\0b\x01"
	     "c_d",
	    "a b c d");
}
END_TEST

START_TEST(test_unicode)
{
	FOLD("STRASSE Stra\xC3\x9F"
	     "e",
	    "strasse strasse");				    /* sharp s folds to ss */
	FOLD("\xEF\xBC\xB2\xEF\xBD\x84\xEF\xBC\x8E", "rd"); /* full-width Rd. */
	FOLD("e\xCC\x81", "\xC3\xA9");			    /* e, combining acute: composed */
	FOLD("\xC3\x89 E\xCC\x81", "\xC3\xA9 \xC3\xA9");    /* E acute either way */
	FOLD("\xEF\xAC\x81n", "fin");			    /* ligature fi */
	FOLD("a\xC2\xAD"
	     "b\xE2\x80\x8B"
	     "c",
	    "abc"); /* soft hyphen and zero-width space show nothing */
	FOLD("a\xE3\x80\x82"
	     "b\xE3\x80\x80"
	     "c",
	    "a b c");				  /* ideographic full stop and space */
	FOLD("\xE2\x91\xA0", "1");		  /* circled digit */
	FOLD("\xE3\x80\x82 x \xE3\x80\x82", "x"); /* separators only: no empty token */
	FOLD("\xE5\x8C\x97\xE4\xBA\xAC\xEF\xBC\x8C"
	     "5\xE5\x8F\xB7",
	    "\xE5\x8C\x97\xE4\xBA\xAC 5\xE5\x8F\xB7");
}
END_TEST

START_TEST(test_invalid_bytes)
{
	FOLD("A\xFF"
	     "B",
	    "a\xFF"
	    "b");
	FOLD("\xC3", "\xC3");
	FOLD("x \xED\xA0\x80 y", "x \xED\xA0\x80 y"); /* a surrogate is no character */
	FOLD("\x80\x80,\x80", "\x80\x80 \x80");
}
END_TEST

/* Unicode Character Database: general categories, Default_Ignorable_Code_Point. */
START_TEST(test_classes)
{
	ck_assert_int_eq(dye_fold_class(0xA0), DYE_FOLD_SPACE);
	ck_assert_int_eq(dye_fold_class(0x2009), DYE_FOLD_SPACE);
	ck_assert_int_eq(dye_fold_class(0x3000), DYE_FOLD_SPACE);
	ck_assert_int_eq(dye_fold_class(0xAD), DYE_FOLD_VANISHES);
	ck_assert_int_eq(dye_fold_class(0x200B), DYE_FOLD_VANISHES);
	ck_assert_int_eq(dye_fold_class(0x202A), DYE_FOLD_VANISHES);
	ck_assert_int_eq(dye_fold_class(0x2066), DYE_FOLD_VANISHES);
	ck_assert_int_eq(dye_fold_class(0xFE0F), DYE_FOLD_VANISHES);
	ck_assert_int_eq(dye_fold_class(0x201C), DYE_FOLD_SEPARATES);
	ck_assert_int_eq(dye_fold_class(0x3001), DYE_FOLD_SEPARATES);
	ck_assert_int_eq(dye_fold_class(0xE9), DYE_FOLD_TOKEN);
	ck_assert_int_eq(dye_fold_class(0x2116), DYE_FOLD_TOKEN); /* the numero sign: NFKC makes No of it */
	ck_assert(dye_fold_spaced(DYE_SLICE("a\xC2\xA0"
					    "b")) &&
		  dye_fold_spaced(DYE_SLICE("a b")));
	ck_assert(!dye_fold_spaced(DYE_SLICE("ab\xC2\xAD")));
	ck_assert(dye_fold_punctuated(DYE_SLICE("a.")) && dye_fold_punctuated(DYE_SLICE(",a")));
	ck_assert(dye_fold_punctuated(DYE_SLICE("Ｎｏ．")) && dye_fold_punctuated(DYE_SLICE("a、b")));
	ck_assert(!dye_fold_punctuated(DYE_SLICE("Ｎｏ　５－７")));
}
END_TEST

/* The clean text of an address (formats/field/latin/clean.h) folds as the text does, whatever character stands in it. */
START_TEST(test_clean_folds_alike)
{
	struct dye_buffer other = {0};
	struct dye_clean clean;
	utf8proc_int32_t c;

	for (c = 0x80; c < 0x30000; c++) {
		char text[8] = "a";
		size_t len;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		len = 1 + (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)text + 1);
		text[len++] = 'b';
		dye_buffer_reset(&out);
		dye_buffer_reset(&other);
		(void)dye_clean_open(&clean, (struct dye_slice){text, len}, NULL);
		(void)dye_fold_tokens((struct dye_slice){text, len}, &out, NULL);
		(void)dye_fold_tokens(
		    clean.text == NULL ? clean.original : (struct dye_slice){clean.text, clean.len}, &other, NULL);
		if (!dye_slice_equal(dye_buffer_slice(&out), dye_buffer_slice(&other)))
			ck_abort_msg("U+%04X", (unsigned)c);
		dye_clean_close(&clean);
	}
	dye_buffer_release(&other);
}
END_TEST

START_TEST(test_spans)
{
	const char * text = " No.12, \xC3\x84\xE3\x80\x82x Rd.";

	ck_assert_int_eq(dye_tokens_split((struct dye_slice){text, strlen(text)}, &tokens, NULL), DYE_OK);
	ck_assert_uint_eq(tokens.count, 5);
	ck_assert_uint_eq(tokens.items[0].offset, 1);
	ck_assert_uint_eq(tokens.items[0].len, 2);
	ck_assert_uint_eq(tokens.items[1].offset, 4);
	ck_assert(tokens.items[1].ascii);
	ck_assert(!tokens.items[2].ascii && !tokens.items[3].ascii);
	ck_assert_uint_eq(tokens.items[2].offset, 8);
	ck_assert_uint_eq(tokens.items[3].offset, 8);
	ck_assert(dye_slice_equal(dye_token_folded(&tokens, 3), DYE_SLICE("x")));
	ck_assert(dye_slice_equal(dye_token_folded(&tokens, 4), DYE_SLICE("rd")));
}
END_TEST

START_TEST(test_any_bytes_fold_once)
{
	char text[97];
	struct dye_buffer twice = {0};
	int round;
	size_t i, len;

	srand(7);
	for (round = 0; round < 20000; round++) {
		len = (size_t)rand() % sizeof(text);
		for (i = 0; i < len; i++)
			text[i] = (char)(rand() % 3 == 0 ? rand() % 256 : "aZ 9,.\xC3\xA9"[rand() % 8]);
		dye_buffer_reset(&out);
		dye_buffer_reset(&twice);
		ck_assert_int_eq(dye_fold_tokens((struct dye_slice){text, len}, &out, NULL), DYE_OK);
		ck_assert_int_eq(dye_tokens_split((struct dye_slice){text, len}, &tokens, NULL), DYE_OK);
		ck_assert(dye_slice_equal(dye_buffer_slice(&out), dye_buffer_slice(&tokens.folded)));
		for (i = 0; i < out.len; i++)
			ck_assert(out.data[i] != ' ' || (i > 0 && i + 1 < out.len && out.data[i - 1] != ' '));
	}
	dye_buffer_release(&twice);
}
END_TEST

START_TEST(test_long)
{
	struct dye_buffer text = {0};
	int i;

	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(dye_buffer_append(&text, "\xC3\x84", 2, NULL), DYE_OK);
	dye_buffer_reset(&out);
	ck_assert_int_eq(dye_fold_tokens(dye_buffer_slice(&text), &out, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, 2000);
	ck_assert_int_eq(memcmp(out.data + 1998, "\xC3\xA4", 2), 0);
	dye_buffer_release(&text);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("fold");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, test_ascii);
	tcase_add_test(t, test_unicode);
	tcase_add_test(t, test_invalid_bytes);
	tcase_add_test(t, test_classes);
	tcase_add_test(t, test_clean_folds_alike);
	tcase_add_test(t, test_spans);
	tcase_add_test(t, test_any_bytes_fold_once);
	tcase_add_test(t, test_long);
	return suite_run("fold", t);
}
