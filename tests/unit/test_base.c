/* What everything stands on: maps of digests, trimming. White space: property White_Space of PropList.txt, Unicode 15. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/bitstream.h"
#include "formats/base/ascii.h"
#include "formats/base/hash.h"
#include "formats/base/map.h"
#include "formats/base/text.h"
#include "tests/suite.h"

START_TEST(maps_remember)
{
	struct dye_map map = {0};
	uint64_t i;
	bool fresh;
	size_t at;

	for (i = 0; i < 5000; i++) {
		ck_assert_int_eq(dye_map_put(&map, dye_digest_mix(i, 1), true, &at, &fresh, NULL), DYE_OK);
		ck_assert(fresh);
		map.values[at] = i;
	}
	for (i = 0; i < 5000; i++) {
		ck_assert_ptr_nonnull(dye_map_get(&map, dye_digest_mix(i, 1)));
		ck_assert_uint_eq(*dye_map_get(&map, dye_digest_mix(i, 1)), i);
		ck_assert_ptr_null(dye_map_get(&map, dye_digest_mix(i, 2)));
	}
	ck_assert_uint_eq(map.count, 5000);
	/* 0 is a digest like any other. */
	ck_assert_int_eq(dye_set_add(&map, 0, &fresh, NULL), DYE_OK);
	ck_assert(fresh);
	ck_assert_int_eq(dye_set_add(&map, 0, &fresh, NULL), DYE_OK);
	ck_assert(!fresh);
	dye_map_release(&map);
}
END_TEST

START_TEST(sets_hold_what_was_added)
{
	struct dye_map set = {0};
	uint64_t i;

	ck_assert(!dye_set_has(&set, 5));
	for (i = 0; i < 10000; i++)
		ck_assert_int_eq(dye_set_add(&set, i * 0x9E3779B97F4A7C15u, NULL, NULL), DYE_OK);
	ck_assert_int_eq(dye_set_add(&set, 0, NULL, NULL), DYE_OK);
	ck_assert_uint_eq(set.count, 10000);
	for (i = 0; i < 10000; i++)
		ck_assert(dye_set_has(&set, i * 0x9E3779B97F4A7C15u));
	for (i = 10000; i < 20000; i++)
		ck_assert(!dye_set_has(&set, i * 0x9E3779B97F4A7C15u));
	dye_map_release(&set);
}
END_TEST

static const struct {
	const char * text;
	const char * trimmed;
} trims[] = {{"", ""}, {"a", "a"}, {" \t a b\r\n", "a b"}, {"\xC2\xA0name\xE3\x80\x80", "name"},
    {"\xEF\xBB\xBFid\xE2\x80\x8B", "id"}, {"\xE3\x80\x80\xE3\x80\x80", ""},
    {" \xE5\xA7\x93 \xE5\x90\x8D ", "\xE5\xA7\x93 \xE5\x90\x8D"}, {"\xC3\xA0\xC2\xA0", "\xC3\xA0"},
    {"\xE2\x80\xA9x\x7F", "x"},
    {"\xE2\x80\xAA"
     "05\xE2\x80\xAC",
	"05"},
    {"\xA0", "\xA0"}, {"\xE2\x80", "\xE2\x80"}};

START_TEST(trimming_takes_what_shows_nothing)
{
	struct dye_slice got = dye_trim((struct dye_slice){trims[_i].text, strlen(trims[_i].text)});

	ck_assert_uint_eq(got.len, strlen(trims[_i].trimmed));
	ck_assert(got.len == 0 || memcmp(got.data, trims[_i].trimmed, got.len) == 0);
}
END_TEST

/* As the general categories of Unicode 15 have them: Cc, Cf, Zl, Co, Cn are not shown; letters, marks and spaces are. */
static const struct {
	const char *text, *shown;
} strangers[] = {{"plain \xC3\xA9\xE5\xBC\xA0 x.csv", "plain \xC3\xA9\xE5\xBC\xA0 x.csv"},
    {"x\nNAMED: account boss", "x\\u{A}NAMED: account boss"}, {"\x1B[2J", "\\u{1B}[2J"}, {"\xC2\x9B", "\\u{9B}"},
    {"a\xE2\x80\xAEz", "a\\u{202E}z"}, {"\xE2\x80\xA8", "\\u{2028}"}, {"\xEE\x80\x80", "\\u{E000}"},
    {"\xF3\xA0\x81\x81", "\\u{E0041}"}, {"a\xFFz", "a\\xFFz"}, {"", ""}};

START_TEST(strangers_are_shown_as_text)
{
	struct dye_slice text = {strangers[_i].text, strlen(strangers[_i].text)};
	struct dye_buffer out = {0};
	char cut[64], small[4];

	ck_assert_int_eq(dye_show(&out, text, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, strlen(strangers[_i].shown));
	ck_assert(out.len == 0 || memcmp(out.data, strangers[_i].shown, out.len) == 0);
	dye_buffer_release(&out);
	dye_show_cut(cut, sizeof(cut), text);
	ck_assert_str_eq(cut, strangers[_i].shown);
	dye_show_cut(small, sizeof(small), text);
	ck_assert_uint_lt(strlen(small), sizeof(small));
	ck_assert_int_eq(strncmp(small, strangers[_i].shown, strlen(small)), 0);
}
END_TEST

/* xxHash's own sanity checks, seed 0 (cli/xsum_sanity_check.c): the input is as in test_crypto.c. */
static const struct {
	size_t len;
	uint64_t hash;
} xxh3[] = {{0, 0x2D06800538D394C2}, {1, 0xC44BDFF4074EECDB}, {6, 0x27B56A84CD2D7325}, {12, 0xA713DAF0DFBB77E7},
    {24, 0xA3FE70BF9D3510EB}, {48, 0x397DA259ECBA1F11}, {80, 0xBCDEFBBB2C47C90A}, {195, 0xCD94217EE362EC3A},
    {403, 0xCDEB804D65C6DEA4}};

START_TEST(texts_are_hashed_as_xxh3)
{
	uint64_t gen = 2654435761U;
	uint8_t in[403];

	for (size_t i = 0; i < sizeof(in); i++) {
		in[i] = (uint8_t)(gen >> 56);
		gen *= 11400714785074694797U;
	}
	ck_assert_uint_eq(dye_hash64(xxh3[_i].len == 0 ? NULL : in, xxh3[_i].len), xxh3[_i].hash);
}
END_TEST

/* Every byte, by the C library in the locale "C", which a program starts in. */
START_TEST(ascii_is_told_apart)
{

	for (int c = 0; c < 256; c++) {
		ck_assert_int_eq(dye_is_digit((uint8_t)c), isdigit(c) != 0);
		ck_assert_int_eq(dye_is_upper((uint8_t)c), isupper(c) != 0);
		ck_assert_int_eq(dye_is_lower((uint8_t)c), islower(c) != 0);
		ck_assert_int_eq(dye_is_alpha((uint8_t)c), isalpha(c) != 0);
		ck_assert_int_eq(dye_is_alnum((uint8_t)c), isalnum(c) != 0);
		ck_assert_int_eq((uint8_t)dye_lower((char)c), tolower(c));
		ck_assert_int_eq((uint8_t)dye_upper((char)c), toupper(c));
		ck_assert_int_eq(
		    dye_hex_value((char)c), isxdigit(c) ? (int)strtol((const char[]){(char)c, '\0'}, NULL, 16) : -1);
	}
}
END_TEST

/*
 * By hand. With k = 1 a gap of 0 is 0 0, of 5 (two ones, a zero, the bit 1) 1 1 0 1: from the lowest bit 00110100... is 2C. With three ones as the most, a gap
 * of 9 is 1 1 1 and 9 in eight bits, 10010000: 4F 00.
 */
START_TEST(gaps_are_coded_by_hand)
{
	static const struct dye_rice code = {3, 8};
	struct dye_buffer out = {0};
	struct dye_bitstream_out to = {.out = &out};
	struct dye_bitstream_in from = {0};
	uint64_t gap;

	ck_assert_int_eq(dye_rice_put(&to, &code, 1, 0, NULL), DYE_OK);
	ck_assert_int_eq(dye_rice_put(&to, &code, 1, 5, NULL), DYE_OK);
	ck_assert_int_eq(dye_bitstream_end(&to, NULL), DYE_OK);
	ck_assert_int_eq(dye_rice_put(&to, &code, 1, 9, NULL), DYE_OK);
	ck_assert_int_eq(dye_bitstream_end(&to, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, 3);
	ck_assert_int_eq(memcmp(out.data, "\x2C\x4F\x00", 3), 0);
	from.bytes = dye_buffer_slice(&out);
	ck_assert(dye_rice_take(&from, &code, 1, &gap) && gap == 0);
	ck_assert(dye_rice_take(&from, &code, 1, &gap) && gap == 5);
	from.at = 8;
	ck_assert(dye_rice_take(&from, &code, 1, &gap) && gap == 9);
	/* What is cut off is none. */
	from = (struct dye_bitstream_in){.bytes = {out.data, 2}, .at = 8};
	ck_assert(!dye_rice_take(&from, &code, 1, &gap));
	ck_assert_uint_eq(dye_rice_parameter(0, 31), 0);
	ck_assert_uint_eq(dye_rice_parameter(7, 31), 2);
	ck_assert_uint_eq(dye_rice_parameter(UINT64_MAX, 31), 31);
	dye_buffer_release(&out);
}
END_TEST

/* Numbers of every length, from any bit of a byte on. */
START_TEST(bits_come_back)
{
	struct dye_buffer out = {0};
	struct dye_bitstream_out to = {.out = &out};
	struct dye_bitstream_in from = {0};
	uint64_t value, all = UINT64_C(0x9E3779B97F4A7C15);

	for (unsigned n = 0; n <= 64; n++)
		ck_assert_int_eq(dye_bitstream_put(&to, all, n, NULL), DYE_OK);
	ck_assert_int_eq(dye_bitstream_end(&to, NULL), DYE_OK);
	ck_assert_uint_eq(out.len, 64 * 65 / 2 / 8);
	from.bytes = dye_buffer_slice(&out);
	for (unsigned n = 0; n <= 64; n++) {
		ck_assert(dye_bitstream_take(&from, n, &value));
		ck_assert_uint_eq(value, n < 64 ? all & ((UINT64_C(1) << n) - 1) : all);
	}
	ck_assert(!dye_bitstream_take(&from, 1, &value));
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("base");

	tcase_add_test(tcase, maps_remember);
	tcase_add_test(tcase, sets_hold_what_was_added);
	tcase_add_loop_test(tcase, trimming_takes_what_shows_nothing, 0, sizeof(trims) / sizeof(trims[0]));
	tcase_add_loop_test(tcase, strangers_are_shown_as_text, 0, sizeof(strangers) / sizeof(strangers[0]));
	tcase_add_loop_test(tcase, texts_are_hashed_as_xxh3, 0, sizeof(xxh3) / sizeof(xxh3[0]));
	tcase_add_test(tcase, ascii_is_told_apart);
	tcase_add_test(tcase, gaps_are_coded_by_hand);
	tcase_add_test(tcase, bits_come_back);
	return suite_run("base", tcase);
}
