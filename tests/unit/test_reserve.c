/*
 * test_reserve.c: numbers that are kept for invented records: how they are said, that each number of a range is as likely as the others and counts as that, and how
 * it is written.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/suite.h"
#include "watermark/marks/canary/reserve.h"

static struct dye_slice
slice(const char * text)
{

	return (struct dye_slice){text, strlen(text)};
}

/* What of these options comes out, or "refused". Two at most. */
static const char *
said(const char * first, const char * second)
{
	static char text[DYE_SETTING_TEXT_MAX];

	text[0] = '\0';
	if (!dye_reserve_add(text, first) || (second != NULL && !dye_reserve_add(text, second)))
		return "refused";
	ck_assert(dye_reserve_check(text));
	return text;
}

START_TEST(ranges_as_options)
{

	ck_assert_str_eq(said("id:100-199", NULL), "id:100-199");
	ck_assert_str_eq(said("id:0100-0199", NULL), "id:0100-199");
	ck_assert_str_eq(said("id:0-0", NULL), "id:0-0");
	ck_assert_str_eq(said("a b:c%:1-2", NULL), "a%20b%3Ac%25:1-2");
	/* By column, ascending, whatever came first; what is there already stays. */
	ck_assert_str_eq(said("id:300-399", "id:100-199"), "id:100-199 id:300-399");
	ck_assert_str_eq(said("no:1-9", "id:300-399"), "id:300-399 no:1-9");
	ck_assert_str_eq(said("id:300-399", "id:300-399"), "id:300-399");
	ck_assert_str_eq(said("id:300-399", "none"), "");
	ck_assert_str_eq(said("id:1-4294967295", NULL), "id:1-4294967295");
	ck_assert_str_eq(
	    said("id:999999999999999998-999999999999999999", NULL), "id:999999999999999998-999999999999999999");
}
END_TEST

START_TEST(ranges_that_are_none)
{
	static const char * const bad[] = {"", "id", "id:", ":1-2", "id:1", "id:1-", "id:-2", "id:2-1", "id:1-2x",
	    "id:x1-2", "id:1-2-3", "id:1 -2", "id:+1-2", "id:1--2", "id:1-4294967296",
	    "id:1000000000000000000-1000000000000000001"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(strcmp(said(bad[i], NULL), "refused") == 0, "%s", bad[i]);
	ck_assert_str_eq(said("id:100-199", "id:199-300"), "refused");
	ck_assert_str_eq(said("id:100-199", "id:50-100"), "refused");
	ck_assert_str_eq(said("id:100-199", "id:120-130"), "refused");
	ck_assert_str_eq(said("id:120-130", "id:100-199"), "refused");
	ck_assert_str_eq(said("id:100-199", "id:0100-199"), "refused");
}
END_TEST

START_TEST(texts_of_a_profile)
{
	static const char * const bad[] = {" ", "id:1-2 ", " id:1-2", "id:3-4 id:1-2", "id:1-3 id:2-4", "no:1-2 id:1-2",
	    "id:1-2  id:3-4", "id:1-2:", "i%2d", "i%zz:1-2", "%00:1-2", "id:1-2\tid:3-4"};
	char text[DYE_SETTING_TEXT_MAX] = "", option[32];

	ck_assert(dye_reserve_check(""));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!dye_reserve_check(bad[i]), "%s", bad[i]);
	for (unsigned i = 0; i < DYE_RESERVES_MOST; i++) {
		(void)snprintf(option, sizeof(option), "id:%u00-%u99", i + 1, i + 1);
		ck_assert(dye_reserve_add(text, option));
	}
	ck_assert(!dye_reserve_add(text, "id:9000-9099"));
	ck_assert(dye_reserve_check(text));
}
END_TEST

/* ---- draws ---- */

struct draw {
	uint32_t n, at; /* numbers below which one is drawn, and which */
	unsigned count;
};

static uint32_t
draw_below(void * cookie, uint32_t n)
{
	struct draw * d = cookie;

	d->n = n;
	d->count++;
	return d->at;
}

static struct dye_reserves list;
static struct dye_buffer out;

static enum dye_code
forge(const char * parent, bool falling, struct draw * d, struct dye_forge * f)
{
	struct dye_error err = {0};
	enum dye_code rc;

	*f = (struct dye_forge){.below = draw_below, .cookie = d, .parent = slice(parent)};
	dye_buffer_reset(&out);
	rc = dye_reserve_forge(list.list, list.count, falling, f, &out, &err);
	ck_assert_int_eq(dye_buffer_append_byte(&out, '\0', NULL), DYE_OK);
	return rc;
}

/* Every path of the one choice that there is: a text each, and the bound is its probability. */
START_TEST(each_number_is_as_likely)
{
	struct dye_forge f;

	ck_assert(dye_reserves_read("id:500-799", &list));
	for (uint32_t i = 0; i < 300; i++) {
		struct draw d = {.at = i};
		char wanted[16];

		ck_assert_int_eq(forge("K123", false, &d, &f), DYE_OK);
		(void)snprintf(wanted, sizeof(wanted), "K%u", 500 + i);
		ck_assert_str_eq(out.data, wanted);
		ck_assert_uint_eq(d.n, 300);
		ck_assert_uint_eq(d.count, 1);
		ck_assert_uint_eq(f.node_count, 1);
		ck_assert_uint_eq(f.revealed, 1);
		ck_assert_double_ge(dye_forge_log2(&f, f.revealed), -log2(300));
		ck_assert_double_le(dye_forge_log2(&f, f.revealed), -log2(300) + 1e-6);
	}
}
END_TEST

START_TEST(the_range_that_comes_next)
{
	static const struct {
		const char * parent;
		bool falling;
		const char * text;
	} cells[] = {{"5", false, "100"}, {"99", false, "100"}, {"200", false, "300"}, {"350", false, "1000"},
	    {"1500", false, "1000"}, /* behind them all */
	    {"5000", true, "1000"}, {"1000", true, "300"}, {"400", true, "300"}, {"399", true, "100"},
	    {"50", true, "100"}};
	struct dye_forge f;

	ck_assert(dye_reserves_read("id:100-199 id:300-399 id:1000-1099", &list));
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct draw d = {0};

		ck_assert_int_eq(forge(cells[i].parent, cells[i].falling, &d, &f), DYE_OK);
		ck_assert_msg(strcmp(out.data, cells[i].text) == 0, "%s: %s", cells[i].parent, out.data);
		ck_assert_uint_eq(d.n, 100);
	}
}
END_TEST

START_TEST(written_as_its_parent)
{
	static const struct {
		const char *range, *parent, *text;
	} cells[] = {{"id:1200-1299", "000042", "001200"}, {"id:1200-1299", "42", "1200"},
	    {"id:1200-1299", "999", "1200"}, {"id:1200-1299", "C-0042", "C-1200"},
	    {"id:1200-1299", "2026/00042", "2026/01200"}, {"id:1200-1299", "42.0", "1200.0"},
	    {"id:1200-1299", "10042-DE", "1200-DE"}, {"id:001200-001299", "42", "001200"},
	    {"id:001200-001299", "100042", "001200"}, {"id:001200-001299", "00000042", "00001200"}};
	struct draw d = {0};
	struct dye_forge f;

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		ck_assert(dye_reserves_read(cells[i].range, &list));
		ck_assert_int_eq(forge(cells[i].parent, false, &d, &f), DYE_OK);
		ck_assert_msg(strcmp(out.data, cells[i].text) == 0, "%s: %s", cells[i].parent, out.data);
	}
	ck_assert_int_eq(forge("none", false, &d, &f), DYE_EUSAGE);
	ck_assert_int_eq(forge("1234567890123456789", false, &d, &f), DYE_EUSAGE);
	ck_assert_int_eq(forge("", false, &d, &f), DYE_EUSAGE);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("reserve");
	int rc;

	tcase_add_test(t, ranges_as_options);
	tcase_add_test(t, ranges_that_are_none);
	tcase_add_test(t, texts_of_a_profile);
	tcase_add_test(t, each_number_is_as_likely);
	tcase_add_test(t, the_range_that_comes_next);
	tcase_add_test(t, written_as_its_parent);
	rc = suite_run("reserve", t);
	dye_buffer_release(&out);
	return rc;
}
