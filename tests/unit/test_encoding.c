/*
 * test_encoding.c: what is UTF-8, what is GB18030, and how a file's encoding is found.
 */
#include "formats/table/core/gb_width.h"
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static bool
valid(struct dye_slice s)
{

	return dye_utf8_bad(s) == s.len;
}

/* Unicode 15, table 3-7, and its bounds. */
START_TEST(tells_utf8)
{
	static const struct dye_slice good[] = {{"", 0}, {"\x01\x7F", 2}, {"\xC2\x80", 2}, {"\xDF\xBF", 2},
	    {"\xE0\xA0\x80", 3}, {"\xED\x9F\xBF", 3}, {"\xEE\x80\x80", 3}, {"\xEF\xBF\xBF", 3}, {"\xF0\x90\x80\x80", 4},
	    {"\xF4\x8F\xBF\xBF", 4}};
	static const struct dye_slice bad[] = {{"\0", 1}, {"\x80", 1}, {"\xC0\x80", 2}, {"\xC1\xBF", 2}, {"\xC2", 1},
	    {"\xC2\x7F", 2}, {"\xE0\x9F\xBF", 3}, {"\xED\xA0\x80", 3}, {"\xE4\xB8", 2}, {"\xF0\x8F\xBF\xBF", 4},
	    {"\xF4\x90\x80\x80", 4}, {"\xF5\x80\x80\x80", 4}, {"\xF0\x90\x80", 3}, {"\xFF", 1},
	    {"\xE4\xB8\xAD\xB8", 4}};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(valid(good[i]), "good %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!valid(bad[i]), "bad %zu", i);
}
END_TEST

/* The same wherever it stands in a stride of 16 bytes. */
START_TEST(finds_the_bad_byte)
{
	char text[70];

	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'a', sizeof(text));
		text[at] = '\xFF';
		ck_assert_uint_eq(dye_utf8_bad((struct dye_slice){text, sizeof(text)}), at);
		ck_assert(!dye_is_ascii((struct dye_slice){text, sizeof(text)}));
		text[at] = '\0';
		ck_assert_uint_eq(dye_utf8_bad((struct dye_slice){text, sizeof(text)}), at);
		ck_assert(!dye_is_ascii((struct dye_slice){text, sizeof(text)}));
		text[at] = '\x7F';
		ck_assert(dye_is_ascii((struct dye_slice){text, sizeof(text)}));
	}
}
END_TEST

START_TEST(finds_cut_sequences)
{

	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("abc")), 0);
	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("\xE4\xB8\xAD")), 0);
	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("a\xE4\xB8")), 2);
	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("a\xE4")), 1);
	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("a\xF0\xA0\x80")), 3);
	ck_assert_uint_eq(dye_utf8_cut(DYE_SLICE("\x80\x80\x80\x80")), 0);
}
END_TEST

/* GB 18030-2005: one byte 00-7F; two 81-FE, 40-7E or 80-FE; four 81-FE, 30-39, 81-FE, 30-39. */
START_TEST(tells_gb18030_characters)
{

	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("a")), 1);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x40")), 2);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x7C")), 2);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\xFE\xFE")), 2);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x95\x32\x82\x36")), 4);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x80\x40")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\xFF\x40")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x7F")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\xFF")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x20")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x30\x81")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81\x30\x81\x40")), 0);
	ck_assert_uint_eq(dye_gb18030_len(DYE_SLICE("\x81")), 0);
}
END_TEST

static int
detected(struct dye_slice s, bool whole)
{
	enum dye_encoding encoding;

	return dye_encoding_detect(s, whole, &encoding, NULL) == DYE_OK ? (int)encoding : -1;
}

START_TEST(detects_encodings)
{
	/* Latin-1: accented letters before plain ones are GB18030 by form, but not by sense. */
	const struct dye_slice latin = DYE_SLICE("M\xFCller,Bj\xF6rn\nS\xE9gol\xE8ne,Ren\xE9\n");
	const struct dye_slice chance = DYE_SLICE("M\xFCller,Bj\xF6rn\nS\xE9gol\xE8ne,x\n");
	const struct dye_slice gb = DYE_SLICE("\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\n\xD5\xC5\xC8\xFD,1\n");

	ck_assert_int_eq(detected(DYE_SLICE(""), true), DYE_UTF8);
	ck_assert_int_eq(detected(DYE_SLICE("a,b\n"), true), DYE_UTF8);
	ck_assert_int_eq(detected(DYE_SLICE("\xE4\xB8\xAD,b\n"), true), DYE_UTF8);
	ck_assert_int_eq(detected(DYE_SLICE("b\xE4\xB8"), false), DYE_UTF8);
	ck_assert_int_eq(detected(DYE_SLICE("b\xE4\xB8,"), true), DYE_GB18030); /* 涓 */
	ck_assert_int_eq(detected(DYE_SLICE("b\xE4,"), true), -1);
	ck_assert_int_eq(detected(gb, true), DYE_GB18030);
	ck_assert_int_eq(detected((struct dye_slice){gb.data, 3}, false), DYE_GB18030);
	ck_assert_int_eq(detected((struct dye_slice){gb.data, 3}, true), -1);
	ck_assert_int_eq(detected(latin, true), -1);
	ck_assert_int_eq(detected(chance, true), -1);
	ck_assert_int_eq(detected(DYE_SLICE("\xEF\xBB\xBFx"), true), DYE_UTF8);
	ck_assert_int_eq(detected(DYE_SLICE("\x84\x31\x95\x33x"), true), DYE_GB18030);
	ck_assert_int_eq(detected(DYE_SLICE("\xFF\xFEx\0"), true), DYE_UTF16LE);
	ck_assert_int_eq(detected(DYE_SLICE("\xFE\xFF\0x"), true), DYE_UTF16BE);
	ck_assert_int_eq(detected(DYE_SLICE("a\0,\0\x2D\x4E\n\0"), true), DYE_UTF16LE);
	ck_assert_int_eq(detected(DYE_SLICE("a\0,\0b\0,\0\0\x4E\n\0"), true), DYE_UTF16LE);
	ck_assert_int_eq(detected(DYE_SLICE("\0a\0,\x4E\x2D\0\n"), true), DYE_UTF16BE);
	ck_assert_int_eq(detected(DYE_SLICE("a\0b,\0\0c"), true), -1);
}
END_TEST

START_TEST(knows_names)
{
	enum dye_encoding e;

	ck_assert(dye_encoding_find("UTF-8", &e) && e == DYE_UTF8);
	ck_assert(dye_encoding_find("gb18030", &e) && e == DYE_GB18030);
	ck_assert(dye_encoding_find("GBK", &e) && e == DYE_GB18030);
	ck_assert(dye_encoding_find("utf16le", &e) && e == DYE_UTF16LE);
	ck_assert(!dye_encoding_find("latin-1", &e));
	ck_assert(!dye_encoding_find("", &e));
	ck_assert(!dye_encoding_find("utf-8-and-much-more-of-it", &e));
	for (int i = DYE_UTF8; i <= DYE_UTF16BE; i++)
		ck_assert(dye_encoding_find(dye_encoding_name((enum dye_encoding)i), &e) && (int)e == i);
}
END_TEST

/* As Python's and glibc's codecs have them. */
START_TEST(knows_bytes_of_gb18030)
{
	static const struct {
		const char * text;
		uint32_t bytes;
	} list[] = {{"Acme 12", 7}, {"\xE4\xB8\xAD\xE5\x9B\xBD", 4}, /* Han */
	    {"a\xC2\xB7"
	     "b",
		4}, /* U+00B7 */
	    {"caf\xC3\xA9", 5}, {"\xE2\x80\x9Cx\xE2\x80\x9D", 5}, {"\xE2\x82\xAC", 2}, {"\xD0\x96", 2},
	    {"K\xC3\xB6ln", 7},	     /* U+00F6 takes four */
	    {"\xF0\xA0\x80\x80", 4}, /* U+20000 */
	    {"", 0}};
	struct dye_gb_width * w;

	ck_assert_int_eq(dye_gb_width_open(&w, NULL), DYE_OK);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		ck_assert_uint_eq(
		    dye_gb_width(w, (struct dye_slice){list[i].text, strlen(list[i].text)}), list[i].bytes);
	dye_gb_width_close(w);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("encoding");
	const TTest * const tests[] = {tells_utf8, finds_the_bad_byte, finds_cut_sequences, tells_gb18030_characters,
	    detects_encodings, knows_names, knows_bytes_of_gb18030};

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("encoding", tcase);
}
