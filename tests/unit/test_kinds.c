/*
 * Canonical values, worked out by hand from each kind's own description: what is the same, what is not, and what stands there.
 * \x01\x20 is the slot of the kind's first type.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/kind.h"
#include "tests/suite.h"

struct reading {
	const char * kind;
	const char * text;
	const char * canonical;
};

static const struct reading readings[] = {
    {"phone", "13900000101", "+8613900000101"},
    {"phone", "+86 139-0000-0101", "+8613900000101"},
    {"phone", "0086 139 0000 0101", "+8613900000101"},
    {"phone", "8613900000101", "+8613900000101"},
    {"phone", "１３９０００００１０１", "+8613900000101"},
    {"phone", "139****0101", "+86139****0101"},
    {"phone", "025-80000105", "+862580000105"},
    {"phone", "+86 25 8000 0105", "+862580000105"},
    {"phone", "(010) 80000109-801", "+861080000109x801"},
    {"phone", "010-80000109转801", "+861080000109x801"},
    {"phone", "(202) 555-0102", "+12025550102"},
    {"phone", "+1 202 555 0102", "+12025550102"},
    {"phone", "1-202-555-0102 ext. 9", "+12025550102x9"},
    {"phone", "1-334-793-8701", "+13347938701"}, /* grouped as in America, though it begins with 133 */
    {"phone", "+44 20 7946 0101", "+442079460101"},
    {"phone", "80000110", "80000110"},
    {"phone", "0171/2345678", "01712345678"},
    {"phone", "0171 / 234 5678", "01712345678"},
    {"phone", "+49 171/2345678", "+491712345678"},
    {"phone", "8 (916) 123-45-67", "+79161234567"},
    {"phone", "8 800 555-35-35", "+78005553535"},
    {"cn-id", "11010519491231002X", "11010519491231002x"},
    {"cn-id", "110105 19491231 002x", "11010519491231002x"},
    {"cn-id", "110105491231002", "11010519491231002x"}, /* the old form of the same person */
    {"cn-id", "1101**********002X", "1101**********002x"},
    {"person-name", "王　芳", "王芳"},
    {"person-name", "王芳", "王芳"},
    {"person-name", "王*", "王*"},
    {"person-name", "SMITH, John A.", "smith john a"},
    {"email", "LIU.Y@EXAMPLE.COM", "liu.y@example.com"},
    {"postcode", "SW1A1AA", "sw1a 1aa"},
    {"postcode", "36301-0001", "36301-0001"},
    {"postcode", "１０００２０", "100020"},
    {"datetime", "2024-01-02", "2024-01-02"},
    {"datetime", "2024/1/2", "2024-01-02"},
    {"datetime", "20240102", "2024-01-02"},
    {"datetime", "2024年1月2日", "2024-01-02"},
    {"datetime", "2 Jan 2024", "2024-01-02"},
    {"datetime", "January 2, 2024", "2024-01-02"},
    {"datetime", "13/1/2024", "2024-01-13"},
    {"datetime", "1/13/2024", "2024-01-13"},
    {"datetime", "3/4/2024", "03/04/2024"}, /* two days are possible */
    /* Two digits of a year: those from 69 on are of the last century (POSIX.1-2017, strptime(), %y). */
    {"datetime", "13/1/24", "2024-01-13"},
    {"datetime", "1/13/69", "1969-01-13"},
    {"datetime", "13.01.68", "2068-01-13"},
    {"datetime", "3/4/24", "03/04/2024"},
    {"datetime", "02-JAN-24", "2024-01-02"}, /* as Oracle writes it */
    {"datetime", "1/13/24 15:04", "2024-01-13t15:04"},
    {"datetime", "1/13/24 15:04:05", "2024-01-13t15:04:05"}, /* no slot */
    {"datetime", "1/13/240", "1 13 240"},
    {"datetime", "2024年1月", "2024-01"},
    {"datetime", "2024-01-02 15:04", "2024-01-02t15:04"},
    {"datetime", "2024-01-02 15:04:05", "2024-01-02t15:04:\x01\x20"},
    {"datetime", "2024年1月2日 下午3时4分59秒", "2024-01-02t15:04:\x01\x20"},
    {"datetime", "1/13/2024 12:04:00 AM", "2024-01-13t00:04:\x01\x20"},
    {"datetime", "20240102150405", "2024-01-02t15:04:\x01\x20"},
    {"datetime", "2024-01-02T15:04:05.678+08:00", "2024-01-02t15:04:\x01\x20.678+0800"},
    {"datetime", "2024-02-30", "2024 02 30"}, /* no day: words */
    /* A day without a time, its end, and what stands for never: the seconds do not move. */
    {"datetime", "2024-01-02 00:00:00", "2024-01-02t00:00:00"},
    {"datetime", "1/13/2024 12:00:00 AM", "2024-01-13t00:00:00"},
    {"datetime", "2024-12-31 23:59:59", "2024-12-31t23:59:59"},
    {"datetime", "9999-12-31 11:30:00", "9999-12-31t11:30:00"},
    {"datetime", "1900-01-01 08:05:43", "1900-01-01t08:05:43"},
    {"datetime", "2038-01-19 03:14:07", "2038-01-19t03:14:07"},
    {"datetime", "00:01:07", "t00:01:\x01\x20"},
    {"number", "1,234.50", "1234.5\x01\x20"},
    {"number", "1.234,50", "1234.5\x01\x20"},
    {"number", "1,234", "1234"},
    {"number", "1,23", "1.2\x01\x20"},
    {"number", "(0012.5)", "-12.\x01\x20"},
    {"number", "￥12.50", "12.5\x01\x20¥"},
    {"number", "12.30 USD", "12.3\x01\x20usd"},
    {"number", "4.40E+17", "4.40e17"},
    /* Paid, and not owing: what would be 0 with another last digit does not move. */
    {"number", "0.00", "0.00"},
    {"number", "-0.05", "-0.05"},
    {"number", ".5", "0.5"},
    {"number", "0.10", "0.1\x01\x20"},
    {"number", "1.0", "1.\x01\x20"},
    {"opaque-id", "00-D0-EF", "00 d0 ef"},
    {"opaque-id", "00D0EF", "00d0ef"},
    {"plate", "苏A·12345", "苏a12345"},
    {"plate", "苏a 12345", "苏a12345"},
};

START_TEST(test_canonical)
{
	const struct reading * r = &readings[_i];
	struct dye_parse parse = {0};
	struct dye_slice want = {r->canonical, strlen(r->canonical)};

	ck_assert_int_eq(
	    dye_kind_find(r->kind)->parse((struct dye_slice){r->text, strlen(r->text)}, &parse, NULL), DYE_OK);
	ck_assert_msg(dye_slice_equal(dye_buffer_slice(&parse.canonical), want), "%s %s: %.*s", r->kind, r->text,
	    (int)parse.canonical.len, parse.canonical.data);
	ck_assert_uint_eq(parse.slot_count, strchr(r->canonical, 1) != NULL);
	dye_parse_release(&parse);
}
END_TEST

struct slot {
	const char * kind;
	const char * text;
	uint32_t offset;
	uint32_t len;
	uint8_t current;
};

static const struct slot slots[] = {
    {"datetime", "2024-01-02 15:04:05", 17, 2, 5},
    {"datetime", "20240102150459Z", 12, 2, 59},
    {"datetime", "2024年1月2日 3时4分5秒", 24, 1, DYE_OTHER}, /* one digit is no listed spelling */
    {"datetime", "03:04:０５", 6, 6, DYE_OTHER},
    {"number", "¥1,234.56", 9, 1, 6},
    {"number", "-1.5%", 3, 1, 5},
    {"number", "1.2５", 3, 3, DYE_OTHER},
};

START_TEST(test_slots)
{
	const struct slot * s = &slots[_i];
	struct dye_parse parse = {0};

	ck_assert_int_eq(
	    dye_kind_find(s->kind)->parse((struct dye_slice){s->text, strlen(s->text)}, &parse, NULL), DYE_OK);
	ck_assert_uint_eq(parse.slot_count, 1);
	ck_assert_uint_eq(parse.slots[0].offset, s->offset);
	ck_assert_uint_eq(parse.slots[0].len, s->len);
	ck_assert_uint_eq(parse.slots[0].current, s->current);
	ck_assert_uint_eq(parse.slots[0].type, 0);
	ck_assert_uint_eq(parse.slots[0].ordinal, 0);
	dye_parse_release(&parse);
}
END_TEST

/* What a kind must not take for its own. */
static const struct reading strangers[] = {{"phone", "139000001", ""}, {"phone", "13900000101/13900000102", ""},
    {"phone", "20240102030405", ""}, {"cn-id", "110105194913310021", ""}, {"cn-id", "009999194912310020", ""},
    {"email", "a@@example.com", ""}, {"email", "a@example..com", ""}, {"email", "a@b", ""}, {"plate", "苏AI2345", ""},
    {"datetime", "2024-02-30", ""}, {"datetime", "2023-02-29", ""}, {"datetime", "2024-01-02 24:00:00", ""},
    {"datetime", "2024-01-02 03:04:60", ""}, {"number", "1.2.3", ""}, {"number", "1,23,4", ""}, {"number", "--1", ""},
    {"postcode", "00012", ""}, {"opaque-id", "two words 5", ""}, {"address-cn", "Nanjing", ""}};

START_TEST(test_strangers)
{
	const struct reading * r = &strangers[_i];

	ck_assert_int_eq(dye_kind_find(r->kind)->recognise((struct dye_slice){r->text, strlen(r->text)}), 0);
}
END_TEST

/* What is left of a number that is starred out, in full and starred: "": it does not show its ends. */
static const struct reading left[] = {{"phone", "13812345678", "1385678"}, {"phone", "138****5678", "1385678"},
    {"phone", "+86 138 **** 5678", "1385678"}, {"phone", "138***5678", "1385678"}, {"phone", "1381***5678", "1385678"},
    {"phone", "(415) 555-2671", "4152671"}, {"phone", "(415) ***-2671", "4152671"},
    {"phone", "+1 415 *** 2671", "4152671"}, {"phone", "4155552671x12", "4152671"},
    {"phone", "+44 1223 807 8716", "4418716"}, {"phone", "+441******8716", "4418716"}, {"phone", "138*****678", ""},
    {"phone", "138********", ""}, {"phone", "1380567", ""}, {"phone", "n/a", ""}, {"phone", "", ""}};

START_TEST(test_ends)
{
	const struct dye_kind * kind = dye_kind_find(left[_i].kind);
	struct dye_parse parse = {0};
	char ends[DYE_ENDS_LEN];
	bool got;

	ck_assert_int_eq(kind->parse((struct dye_slice){left[_i].text, strlen(left[_i].text)}, &parse, NULL), DYE_OK);
	got = kind->ends(dye_buffer_slice(&parse.canonical), ends);
	ck_assert_int_eq(got, left[_i].canonical[0] != '\0');
	ck_assert(!got || memcmp(ends, left[_i].canonical, sizeof(ends)) == 0);
	dye_parse_release(&parse);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("kinds");

	tcase_add_loop_test(tcase, test_canonical, 0, (int)(sizeof(readings) / sizeof(readings[0])));
	tcase_add_loop_test(tcase, test_slots, 0, (int)(sizeof(slots) / sizeof(slots[0])));
	tcase_add_loop_test(tcase, test_strangers, 0, (int)(sizeof(strangers) / sizeof(strangers[0])));
	tcase_add_loop_test(tcase, test_ends, 0, (int)(sizeof(left) / sizeof(left[0])));
	return suite_run("kinds", tcase);
}
