/*
 * test_reading.c: pasted leaks of many shapes are read as the table they came from. The rows are lines of the IEEE registry.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/ingest/reading.h"

static struct dye_profile_column columns[4];
static struct dye_profile profile = {.columns = columns, .column_count = 4};

static void
set_up(void)
{
	static const char * const kinds[4] = {"category", "opaque-id", "company", "address-latin"};
	static char names[4][24] = {"Registry", "Assignment", "Organization Name", "Organization Address"};
	int i;

	for (i = 0; i < 4; i++) {
		columns[i].name = names[i];
		columns[i].kind = dye_kind_find(kinds[i]);
		ck_assert_ptr_nonnull(columns[i].kind);
	}
}

static const char * const companies[6] = {"Zhejiang Dahua Technology Co., Ltd.", "Actiontec Electronics, Inc",
    "VECOW Co., Ltd", "Embedded Wireless Labs", "Silvershore Technology Partners", "New H3C Technologies Co., Ltd"};
static const char * const addresses[6] = {"No.1199,Waterfront Road Hangzhou Zhejiang CN 310053",
    "3301 Olcott St. Santa Clara CA US 95054", "7F., No.105, Zhongcheng Rd., Tucheng Dist., New Taipei City TW 23674",
    "702 Level 7 Uptown 2 No.2 Petaling Jaya Selangor MY 47400", "800 High Street Palo Alto CA US 94301",
    "466 Changhe Road, Binjiang District Hangzhou Zhejiang CN 310052"};

/* The leak: the six rows, with a separator, ${times} over. */
static struct dye_buffer
paste(const char * before, const char * separator, bool names, int times)
{
	struct dye_buffer b = {0};
	int i;

	ck_assert_int_eq(dye_buffer_append(&b, before, strlen(before), NULL), DYE_OK);
	for (i = 0; i < 6 * times; i++)
		ck_assert_int_eq(dye_buffer_printf(&b, NULL, "%s%s%s\n", names ? companies[i % 6] : "",
				     names ? separator : "", addresses[i % 6]),
		    DYE_OK);
	return b;
}

struct check {
	const struct dye_reading * reading;
	uint64_t rows, addresses, companies;
};

static enum dye_code
count(void * cookie, uint64_t number, const struct dye_slice * texts, uint32_t cells, struct dye_error * err)
{
	static const struct dye_kind * scratch[DYE_COLUMNS_MAX];
	struct check * c = cookie;
	struct dye_leak_row leaked, *row = &leaked;
	uint32_t i;

	(void)err;
	if (number == 0 && c->reading->header)
		return DYE_OK;
	dye_reading_row(c->reading, texts, cells, scratch, row);
	c->rows++;
	for (i = 0; i < row->count; i++) {
		int k;

		if (row->kinds[i] == NULL)
			continue;
		for (k = 0; k < 6; k++) {
			if (dye_slice_equal(row->texts[i], (struct dye_slice){addresses[k], strlen(addresses[k])}))
				c->addresses += strcmp(row->kinds[i]->name, "address-latin") == 0;
			if (dye_slice_equal(row->texts[i], (struct dye_slice){companies[k], strlen(companies[k])}))
				c->companies += strcmp(row->kinds[i]->name, "company") == 0;
		}
	}
	return DYE_OK;
}

/* The likeliest reading of the leak finds every row, every address and, if there are any, every company. */
static void
expect(struct dye_buffer leak, uint64_t rows, bool names)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	struct dye_reading readings[DYE_READINGS_MAX];
	struct dye_buffer text = {0};
	struct dye_error err = {0};
	struct check c = {.reading = &readings[0]};
	char message[512];
	size_t n, i, ways;

	ck_assert_msg(dye_layouts_find(dye_buffer_slice(&leak), "leak", &wish, layouts, &ways, &err) == DYE_OK, "%s",
	    dye_error_format(&err, message, sizeof(message)));
	ck_assert_int_eq(dye_readings_find(layouts, ways, &profile, readings, &n, &err), DYE_OK);
	ck_assert_int_eq(dye_reading_describe(&readings[0], &text, &err), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(&text, '\0', &err), DYE_OK);
	ck_assert_int_eq(dye_layout_each(readings[0].layout, dye_buffer_slice(&leak), "leak", count, &c, &err), DYE_OK);
	ck_assert_msg(c.rows == rows && c.addresses == rows && c.companies == (names ? rows : 0),
	    "%llu rows, %llu addresses, %llu companies, read as %s", (unsigned long long)c.rows,
	    (unsigned long long)c.addresses, (unsigned long long)c.companies, text.data);
	for (i = 0; i < n; i++)
		dye_reading_release(&readings[i]);
	for (i = 0; i < ways; i++)
		dye_layout_release(&layouts[i]);
	dye_buffer_release(&text);
	dye_buffer_release(&leak);
}

START_TEST(test_dashes)
{
	expect(paste("", "----", true, 1), 6, true);
}
END_TEST

START_TEST(test_tabs_and_bars)
{
	expect(paste("", "\t", true, 3), 18, true);
	expect(paste("", "|", true, 3), 18, true);
	expect(paste("", ";", true, 3), 18, true);
}
END_TEST

START_TEST(test_address_alone)
{
	expect(paste("", "", false, 8), 48, false);
}
END_TEST

START_TEST(test_csv_with_header)
{
	expect(paste("Organization Name\tOrganization Address\n", "\t", true, 2), 12, true);
}
END_TEST

/*
 * Read the leak, which is released, into ${kinds}: what each reading takes the second column for. Returns how many readings there are; ${hint} is the
 * first one's.
 */
static size_t
second_kinds(struct dye_buffer leak, const char * kinds[DYE_READINGS_MAX], struct dye_buffer * hint)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	struct dye_reading readings[DYE_READINGS_MAX];
	size_t n, i, ways;

	ck_assert_int_eq(dye_layouts_find(dye_buffer_slice(&leak), "leak", &wish, layouts, &ways, NULL), DYE_OK);
	ck_assert_int_eq(dye_readings_find(layouts, ways, &profile, readings, &n, NULL), DYE_OK);
	ck_assert_int_eq(dye_reading_hint(&readings[0], &(struct dye_reading_fit){0}, hint, NULL), DYE_OK);
	ck_assert_int_eq(dye_buffer_append_byte(hint, '\0', NULL), DYE_OK);
	for (i = 0; i < n; i++) {
		ck_assert_uint_gt(readings[i].count, 1);
		ck_assert(readings[i].header);
		kinds[i] = readings[i].kinds[1] == NULL ? "" : readings[i].kinds[1]->name;
		dye_reading_release(&readings[i]);
	}
	for (i = 0; i < ways; i++)
		dye_layout_release(&layouts[i]);
	dye_buffer_release(&leak);
	return n;
}

/* Names that stand over other cells are passed over in a reading of its own, behind the one that believes them. */
START_TEST(test_lying_header)
{
	static const char * const lies[] = {"Organization Address\tOrganization Name\n",
	    "Registry\tOrganization Name\n", "Organization Address\tAssignment\n",
	    "Organization Address\tOrganization Name\tRegistry\n"};
	const char * kinds[DYE_READINGS_MAX];
	size_t n, i, k;

	for (i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		struct dye_buffer hint = {0};
		bool found = false;

		n = second_kinds(paste(lies[i], "\t", true, 2), kinds, &hint);
		ck_assert_str_ne(kinds[0], "address-latin");
		for (k = 1; k < n; k++)
			found = found || strcmp(kinds[k], "address-latin") == 0;
		ck_assert_msg(found, "%s", lies[i]);
		ck_assert_ptr_nonnull(strstr(hint.data, "columns were taken from the header; the cells of column "));
		dye_buffer_release(&hint);
	}
}
END_TEST

/* Names that stand over their own cells are believed, and nothing else is tried: whatever their order. */
START_TEST(test_true_header)
{
	const char * kinds[DYE_READINGS_MAX];
	struct dye_buffer hint = {0};

	ck_assert_uint_eq(
	    second_kinds(paste("Organization Name\tOrganization Address\n", "\t", true, 2), kinds, &hint), 1);
	ck_assert_str_eq(kinds[0], "address-latin");
	ck_assert_str_eq(hint.data, "");
	dye_buffer_release(&hint);
}
END_TEST

/* Where less than half of twenty rows or more showed anything, the hint says so, and where nothing else is wrong alone. */
START_TEST(test_few_matches)
{
	static const struct {
		struct dye_reading_fit fit;
		const char * hint;
	} cases[] = {
	    {{.rows = 30, .matched = 14}, "14 of 30 rows showed anything"},
	    {{.rows = 20, .matched = 0}, "0 of 20 rows showed anything"},
	    {{.rows = 30, .matched = 15}, ""},
	    {{.rows = 19, .matched = 0}, ""},
	    {{.rows = 30, .bytes = 100, .odd_rows = 9, .odd_bytes = 90, .matched = 0}, "9 of 30 rows, with 90 of 100"},
	};
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	struct dye_reading readings[DYE_READINGS_MAX];
	struct dye_buffer leak = paste("", "\t", true, 2);
	size_t n, ways;

	ck_assert_int_eq(dye_layouts_find(dye_buffer_slice(&leak), "leak", &wish, layouts, &ways, NULL), DYE_OK);
	ck_assert_int_eq(dye_readings_find(layouts, ways, &profile, readings, &n, NULL), DYE_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_buffer hint = {0};

		ck_assert_int_eq(dye_reading_hint(&readings[0], &cases[i].fit, &hint, NULL), DYE_OK);
		ck_assert_int_eq(dye_buffer_append_byte(&hint, '\0', NULL), DYE_OK);
		ck_assert_msg(strncmp(hint.data, cases[i].hint, strlen(cases[i].hint)) == 0, "%zu: %s", i, hint.data);
		ck_assert_msg((hint.len > 1) == (cases[i].hint[0] != '\0'), "%zu: %s", i, hint.data);
		dye_buffer_release(&hint);
	}
	while (n > 0)
		dye_reading_release(&readings[--n]);
	while (ways > 0)
		dye_layout_release(&layouts[--ways]);
	dye_buffer_release(&leak);
}
END_TEST

/* Seven columns of which four and a few more are of different kinds; every row of them is cut off at both ends, four to six of its cells stay. */
#define CUT_ROWS 60
#define CUT_COLUMNS 7

static void
cut_cell(int row, int column, char text[64])
{
	static const char * const first[] = {"Ada", "Ben", "Cleo", "Dan", "Eve"};
	static const char * const last[] = {"Abbot", "Birch", "Cole", "Drake", "Ellis", "Frost", "Grant"};

	switch (column) {
	case 0:
		(void)snprintf(text, 64, "C%07d", 1000003 + 7919 * row);
		break;
	case 1:
		(void)snprintf(text, 64, "%s %s", first[row % 5], last[row % 7]);
		break;
	case 2:
		(void)snprintf(text, 64, "+1 503 %03d %04d", 201 + 13 * row, 17 * row);
		break;
	case 3:
		(void)snprintf(text, 64, "%s.%s%d@example.org", first[row % 5], last[row % 7], row);
		break;
	case 4:
		(void)snprintf(text, 64, "2021-%02d-%02d", 1 + row % 12, 1 + row % 28);
		break;
	case 5:
		(void)snprintf(text, 64, "%d Oak Hill Rd Salem OR US 973%02d", 11 + row, row);
		break;
	default:
		(void)snprintf(text, 64, "%d.%02d", 40 + 3 * row, row);
	}
}

struct cut_check {
	uint64_t rows, placed;
};

static enum dye_code
check_cut(void * cookie, uint64_t number, const struct dye_slice * texts, uint32_t cells, struct dye_error * err)
{
	struct cut_check * c = cookie;
	char text[64];
	bool right = cells == CUT_COLUMNS;

	(void)err;
	for (int i = 0; i < CUT_COLUMNS && right; i++) {
		cut_cell((int)number, i, text);
		right = texts[i].len == 0 || dye_slice_equal(texts[i], (struct dye_slice){text, strlen(text)});
	}
	c->rows++;
	c->placed += right;
	return DYE_OK;
}

START_TEST(test_cut_at_both_ends)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	struct dye_buffer text = {0};
	struct cut_check check = {0};
	struct dye_error err;
	size_t ways, aligned = 0;
	char cell[64];

	for (int row = 0; row < CUT_ROWS; row++) {
		int start = row % 3, count = 4 + row / 3 % 3;

		for (int i = start; i < start + count && i < CUT_COLUMNS; i++) {
			cut_cell(row, i, cell);
			ck_assert_int_eq(dye_buffer_printf(&text, NULL, "%s%s", i > start ? ";" : "", cell), DYE_OK);
		}
		ck_assert_int_eq(dye_buffer_append_byte(&text, '\n', NULL), DYE_OK);
	}
	ck_assert_int_eq(dye_layouts_find(dye_buffer_slice(&text), "leak", &wish, layouts, &ways, &err), DYE_OK);
	for (size_t i = 0; i < ways; i++) {
		if (layouts[i].align.width == 0)
			continue;
		aligned++;
		ck_assert_int_eq(
		    dye_layout_each(&layouts[i], dye_buffer_slice(&text), "leak", check_cut, &check, &err), DYE_OK);
		ck_assert_uint_eq(check.rows, CUT_ROWS);
		ck_assert_uint_eq(check.placed, CUT_ROWS);
		break;
	}
	ck_assert_uint_eq(aligned, 1);
	while (ways > 0)
		dye_layout_release(&layouts[--ways]);
	dye_buffer_release(&text);
}
END_TEST

/* Bytes that are no text in any encoding, and nothing at all: a clear answer or no row. */
START_TEST(test_noise)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	struct dye_reading readings[DYE_READINGS_MAX];
	struct dye_error err = {0};
	char noise[4096];
	uint32_t x = 1;
	size_t i, n, ways;

	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
	if (dye_layouts_find((struct dye_slice){noise, sizeof(noise)}, "leak", &wish, layouts, &ways, &err) == DYE_OK)
		while (ways > 0)
			dye_layout_release(&layouts[--ways]);
	else
		ck_assert_int_eq(err.code, DYE_EDATA);
	ck_assert_int_eq(dye_layouts_find((struct dye_slice){noise, 0}, "leak", &wish, layouts, &ways, &err), DYE_OK);
	ck_assert_int_eq(dye_readings_find(layouts, ways, &profile, readings, &n, &err), DYE_OK);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(readings[0].layout->sample.rows, 0);
	while (n > 0)
		dye_reading_release(&readings[--n]);
	while (ways > 0)
		dye_layout_release(&layouts[--ways]);
}
END_TEST

int
main(void)
{
	TCase * t = tcase_create("reading");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, test_dashes);
	tcase_add_test(t, test_tabs_and_bars);
	tcase_add_test(t, test_address_alone);
	tcase_add_test(t, test_csv_with_header);
	tcase_add_test(t, test_lying_header);
	tcase_add_test(t, test_true_header);
	tcase_add_test(t, test_few_matches);
	tcase_add_test(t, test_cut_at_both_ends);
	tcase_add_test(t, test_noise);
	return suite_run("reading", t);
}
