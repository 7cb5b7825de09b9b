/*
 * Leaks of a rehearsal: which rows they have, and what becomes of the cells.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/rehearse/cut.h"
#include "trace/rehearse/rehearse.h"

#define ROWS 40

static const char text[] = "[profile]\nformat = leakdye-profile-2\ndataset = \"d\"\nrows = 40\n"
			   "[column 1]\nname = \"id\"\nkind = opaque-id\nmark = no\nidentity = yes\nunique = yes\n"
			   "gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 40\n"
			   "[column 2]\nname = \"firm\"\nkind = company\nmark = yes\nidentity = no\nunique = no\n"
			   "gapless = no\nsorted = no\nkeep = no\ntolerance = 0\ndistinct = 40\n";
static const bool both[] = {true, true}, second[] = {false, true};

static struct dye_profile * profile;
static struct dye_sheet first, other, plain;
static struct dye_error err;

/* A table of ROWS rows "A10","Acme Co., Ltd."; ${letter} tells it from others. */
static void
fill(struct dye_sheet * sheet, char letter, bool header, bool swapped)
{
	const struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_DETECT};
	struct dye_buffer csv = {0};
	int i;

	if (header)
		ck_assert_int_eq(dye_buffer_printf(&csv, &err, swapped ? "firm,id\n" : "id,firm\n"), DYE_OK);
	for (i = 10; i < 10 + ROWS; i++)
		ck_assert_int_eq(
		    swapped ? dye_buffer_printf(&csv, &err, "\"Acme \"\"%d\"\" Co., Ltd.\",%c%d\n", i, letter, i)
			    : dye_buffer_printf(&csv, &err, "%c%d,\"Acme \"\"%d\"\" Co., Ltd.\"\n", letter, i, i),
		    DYE_OK);
	ck_assert_int_eq(dye_sheet_read(dye_buffer_slice(&csv), "table", &wish, profile, sheet, &err), DYE_OK);
	dye_buffer_release(&csv);
}

/* Rows "a;b" of two cells without a header, in place of what the sheet had. */
static void
fill_with(struct dye_sheet * sheet, const char * csv)
{
	const struct dye_dialect_wish wish = {.format = "csv", .delimiter = ";", .header = DYE_NO};

	dye_sheet_release(sheet);
	ck_assert_int_eq(
	    dye_sheet_read((struct dye_slice){csv, strlen(csv)}, "t", &wish, profile, sheet, &err), DYE_OK);
}

/* The text in the buffer, which is empty afterwards, until that is filled again. */
static char *
as_text(struct dye_buffer * buffer)
{
	static char text_of[8192];

	ck_assert_uint_lt(buffer->len, sizeof(text_of));
	memcpy(text_of, buffer->data, buffer->len);
	text_of[buffer->len] = '\0';
	dye_buffer_reset(buffer);
	return text_of;
}

static void
setup(void)
{

	ck_assert_int_eq(dye_profile_parse((struct dye_slice){text, strlen(text)}, &profile, &err), DYE_OK);
	fill(&first, 'A', true, false);
	fill(&other, 'B', true, false);
	fill(&plain, 'C', true, false);
}

static void
teardown(void)
{

	dye_sheet_release(&first);
	dye_sheet_release(&other);
	dye_sheet_release(&plain);
	dye_profile_free(profile);
}

/* The leak as text; the caller frees. */
static char *
leak(const struct dye_cut * cut, size_t sources, uint64_t rows, const bool * columns, uint64_t dice)
{
	const struct dye_pool copies[] = {{&first, NULL}, {&other, NULL}};
	const struct dye_cut_from from = {copies, sources, &plain};
	struct dye_dice d = {dice};
	struct dye_buffer out = {0};
	char * s;

	ck_assert_int_eq(dye_cut_leak(cut, &from, rows, columns, &d, &out, &err), DYE_OK);
	ck_assert_ptr_nonnull(s = strndup(out.data, out.len));
	dye_buffer_release(&out);
	return s;
}

/* How many of its lines begin with a quote and ${letter}, and are their numbers ascending? */
static unsigned
count(const char * s, char letter, bool * ascending)
{
	int number, before = 0;
	unsigned n = 0;

	*ascending = true;
	for (; *s != '\0'; s = strchr(s, '\n') + 1) {
		if (s[1] != letter)
			continue;
		ck_assert_int_eq(sscanf(s + 2, "%d", &number), 1);
		*ascending = *ascending && number > before;
		before = number;
		n++;
	}
	return n;
}

START_TEST(sheets)
{
	struct dye_sheet swapped, bare;
	struct dye_slice cell = dye_sheet_text(&first, 1, 1);

	ck_assert_uint_eq(first.rows, ROWS);
	ck_assert_ptr_eq(first.map[1], &profile->columns[1]);
	ck_assert_int_eq(strncmp(cell.data, "Acme \"11\" Co., Ltd.", cell.len), 0);
	fill(&swapped, 'S', true, true);
	ck_assert_uint_eq(swapped.rows, ROWS);
	ck_assert_ptr_eq(swapped.map[0], &profile->columns[1]);
	fill(&bare, 'N', false, false);
	ck_assert_uint_eq(bare.rows, ROWS);
	ck_assert_ptr_eq(bare.map[0], &profile->columns[0]);
	dye_sheet_release(&swapped);
	dye_sheet_release(&bare);
}
END_TEST

START_TEST(wrong_width)
{
	const struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_DETECT};
	const char three[] = "a,b,c\n1,2,3\n";
	struct dye_sheet sheet;

	ck_assert_int_eq(
	    dye_sheet_read((struct dye_slice){three, strlen(three)}, "three.csv", &wish, profile, &sheet, &err),
	    DYE_EDATA);
	ck_assert_str_eq(err.message, "the table has 3 columns, its profile 2");
	dye_sheet_release(&sheet);
}
END_TEST

START_TEST(head_and_block)
{
	const struct dye_cut head = {.pick = DYE_PICK_HEAD, .own = 1}, block = {.pick = DYE_PICK_BLOCK, .own = 1};
	char * s = leak(&head, 1, 2, both, 1);
	uint64_t i;

	ck_assert_str_eq(s, "\"A10\",\"Acme \"\"10\"\" Co., Ltd.\"\n\"A11\",\"Acme \"\"11\"\" Co., Ltd.\"\n");
	free(s);
	for (i = 0; i < 100; i++) {
		int a = 0, b = 0;

		s = leak(&block, 1, 2, both, i);
		ck_assert_int_eq(sscanf(s, "\"A%d", &a), 1);
		ck_assert_int_eq(sscanf(strchr(s, '\n') + 1, "\"A%d", &b), 1);
		ck_assert_int_eq(b, a + 1);
		free(s);
	}
}
END_TEST

/* Each row once, in the order of the file; all of them if all are wanted; the same dice, the same leak. */
START_TEST(random_rows)
{
	const struct dye_cut cut = {.own = 1}, shuffled = {.own = 1, .shuffled = true};
	char *a = leak(&cut, 1, ROWS, both, 1), *b = leak(&cut, 1, 9, both, 2), *c = leak(&cut, 1, 9, both, 2);
	char *d = leak(&cut, 1, 9, both, 3), *e = leak(&shuffled, 1, ROWS, both, 4);
	bool ascending;

	ck_assert_uint_eq(count(a, 'A', &ascending), ROWS);
	ck_assert(ascending);
	ck_assert_uint_eq(count(b, 'A', &ascending), 9);
	ck_assert(ascending);
	ck_assert_str_eq(b, c);
	ck_assert_str_ne(b, d);
	ck_assert_uint_eq(count(e, 'A', &ascending), ROWS);
	ck_assert(!ascending);
	free(a), free(b), free(c), free(d), free(e);
}
END_TEST

START_TEST(origins)
{
	const struct dye_cut half = {.own = 0.5}, tenth = {.own = 0.1}, all = {.own = 1};
	bool ascending;
	char * s = leak(&half, 1, 20, both, 1);

	ck_assert_uint_eq(count(s, 'A', &ascending), 10);
	ck_assert_uint_eq(count(s, 'C', &ascending), 10);
	free(s);
	s = leak(&tenth, 1, 20, both, 1);
	ck_assert_uint_eq(count(s, 'A', &ascending), 2);
	ck_assert_uint_eq(count(s, 'C', &ascending), 18);
	free(s);
	s = leak(&all, 2, 21, both, 1);
	ck_assert_uint_eq(count(s, 'A', &ascending), 10);
	ck_assert_uint_eq(count(s, 'B', &ascending), 11);
	free(s);
}
END_TEST

START_TEST(cells)
{
	static const struct {
		struct dye_cut cut;
		const bool * columns;
		const char * want;
	} cases[] = {
	    {{.own = 1, .pick = DYE_PICK_HEAD, .lower = true}, both, "\"a10\",\"acme \"\"10\"\" co., ltd.\"\n"},
	    {{.own = 1, .pick = DYE_PICK_HEAD, .stripped = true}, both, "\"A10\",\"Acme 10 Co Ltd\"\n"},
	    {{.own = 1, .pick = DYE_PICK_HEAD}, second, "\"Acme \"\"10\"\" Co., Ltd.\"\n"}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char * s = leak(&cases[i].cut, 1, 1, cases[i].columns, 1);

		ck_assert_str_eq(s, cases[i].want);
		free(s);
	}
}
END_TEST

/* Numbers of people lose their middle, long ones all but three digits; what else has digits keeps them. */
START_TEST(numbers)
{
	static const struct {
		const char *kind, *text, *starred, *power;
	} cases[] = {{"phone", "13812345678", "138****5678", "13812345678"},
	    {"phone", "+86 138-1234-5678", "+86 1**-****-5678", "+86 138-1234-5678"},
	    {"phone", "1234567", "1234567", "1234567"},
	    {"email", "a12345678@x.com", "a12345678@x.com", "a12345678@x.com"},
	    {"opaque-id", "440106198001011234", "440106198001011234", "4.40E+17"},
	    {"opaque-id", "199600000000", "199600000000", "2.00E+11"},
	    {"opaque-id", "44010619800101123X", "44010619800101123X", "44010619800101123X"}};
	const struct dye_cut stars = {.own = 1, .starred = true}, powers = {.own = 1, .powers = true};
	const bool shown[] = {true, false};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_slice whole = {cases[i].text, strlen(cases[i].text)};
		char csv[64], want[64], *s;

		profile->columns[0].kind = dye_kind_find(cases[i].kind);
		ck_assert_ptr_nonnull(profile->columns[0].kind);
		(void)snprintf(csv, sizeof(csv), "%s;x\n", cases[i].text);
		fill_with(&first, csv);
		s = leak(&stars, 1, 1, shown, 1);
		(void)snprintf(want, sizeof(want), "\"%s\"\n", cases[i].starred);
		ck_assert_str_eq(s, want);
		free(s);
		s = leak(&powers, 1, 1, shown, 1);
		(void)snprintf(want, sizeof(want), "\"%s\"\n", cases[i].power);
		ck_assert_str_eq(s, want);
		free(s);
		ck_assert_int_eq(dye_cut_changes(&stars, profile->columns[0].kind, whole),
		    strcmp(cases[i].text, cases[i].starred) != 0);
		ck_assert_int_eq(dye_cut_changes(&powers, profile->columns[0].kind, whole),
		    strcmp(cases[i].text, cases[i].power) != 0);
	}
}
END_TEST

/* Without what one copy alone has, every cell by lot from one of them: about half of 2 x 38. */
START_TEST(by_cell)
{
	const struct dye_cut cut = {.own = 1, .by_cell = true};
	struct dye_row_index a, b;
	const struct dye_row_index * indexes[] = {&a, &b};
	struct dye_row_list lists[2];
	const struct dye_pool pools[] = {{&first, &lists[0]}, {&other, &lists[1]}};
	const struct dye_cut_from from = {pools, 2, &plain};
	struct dye_dice dice = {5};
	struct dye_buffer csv = {0}, out = {0};
	unsigned i, comma = 0, none = 0;
	char * at;

	/* The copies' spellings differ, and their order; each has a record that the other lacks. */
	for (i = 10; i < 10 + ROWS; i++)
		ck_assert_int_eq(dye_buffer_printf(&csv, &err, "A%u;Acme %u Co., Ltd.\n", i, i), DYE_OK);
	fill_with(&first, as_text(&csv));
	for (i = 10 + ROWS; i > 10; i--)
		ck_assert_int_eq(dye_buffer_printf(&csv, &err, "A%u;Acme %u Co Ltd\n", i, i), DYE_OK);
	fill_with(&other, as_text(&csv));
	ck_assert_int_eq(dye_row_index_make(&first, NULL, &a, &err), DYE_OK);
	ck_assert_int_eq(dye_row_index_make(&other, NULL, &b, &err), DYE_OK);
	ck_assert_int_eq(dye_filter_shared(indexes, 2, lists, &err), DYE_OK);
	ck_assert_uint_eq(lists[0].count, ROWS - 1);
	ck_assert_uint_eq(lists[1].count, ROWS - 1);
	ck_assert_int_eq(dye_cut_leak(&cut, &from, ROWS - 1, both, &dice, &out, &err), DYE_OK);
	at = as_text(&out);
	ck_assert_ptr_null(strstr(at, "A10"));
	ck_assert_ptr_null(strstr(at, "A50"));
	for (i = 11; i < 10 + ROWS; i++) {
		char with[64], without[64];

		(void)snprintf(with, sizeof(with), "\"A%u\",\"Acme %u Co., Ltd.\"\n", i, i);
		(void)snprintf(without, sizeof(without), "\"A%u\",\"Acme %u Co Ltd\"\n", i, i);
		comma += strstr(at, with) != NULL;
		none += strstr(at, without) != NULL;
	}
	ck_assert_uint_eq(comma + none, ROWS - 1);
	/* By luck of other dice: 2^-39 each. */
	ck_assert(comma > 0 && none > 0);
	dye_row_index_release(&a);
	dye_row_index_release(&b);
	dye_row_list_release(&lists[0]);
	dye_row_list_release(&lists[1]);
	dye_buffer_release(&csv);
	dye_buffer_release(&out);
}
END_TEST

/* Rows of ${csv} that are left; text of the numbers, from 0. */
static void
tidied(const char * csv, const char * want)
{
	struct dye_row_list list;
	char got[256] = "";
	uint64_t i;

	fill_with(&first, csv);
	ck_assert_int_eq(dye_filter_tidy(&first, &list, &err), DYE_OK);
	for (i = 0; i < list.count; i++)
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got), "%d ", (int)list.rows[i]);
	ck_assert_str_eq(got, want);
	dye_row_list_release(&list);
}

/* The key is unique; a column is sorted where one in twenty neighbours, at most, stands the other way round. */
START_TEST(tidy)
{
	struct dye_buffer csv = {0};
	unsigned i;

	tidied("a;1\nc;2\nb;3\nc;4\nd;0\n", "0 2 4 ");
	tidied("a;x\n;x\nd;x\n;x\nc;x\nb;x\n", "0 1 2 3 4 5 ");
	/* 8, 9, 10, ... 67 but for one that is too small and one that is too large: numbers, not letters. */
	for (i = 8; i < 68; i++)
		ck_assert_int_eq(dye_buffer_printf(&csv, &err, "%u;x\n", i == 20 ? 5u : i == 30 ? 90u : i), DYE_OK);
	tidied(as_text(&csv),
	    "0 1 2 3 4 5 6 7 8 9 10 11 13 14 15 16 17 18 19 20 21 23 24 25 26 27 28 29 "
	    "30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 ");
	dye_buffer_release(&csv);
}
END_TEST

START_TEST(known)
{
	struct dye_row_index source, copy;
	struct dye_row_list list;

	fill_with(&plain, "1;Acme Co., Ltd.\n2;Beta Inc\n3;Gamma Inc\n");
	fill_with(&first, "1;Acme Co Ltd\n9;Beta Inc\n3;Gamma Inc.\n3;Delta Inc\n");
	ck_assert_int_eq(dye_row_index_make(&plain, NULL, &source, &err), DYE_OK);
	ck_assert_int_eq(dye_row_index_make(&first, NULL, &copy, &err), DYE_OK);
	ck_assert_int_eq(dye_filter_known(&copy, &source, &list, &err), DYE_OK);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_uint_eq(list.rows[0], 0);
	ck_assert_uint_eq(list.rows[1], 2);
	dye_row_list_release(&list);
	dye_row_index_release(&source);
	dye_row_index_release(&copy);
}
END_TEST

/* Wilson 1927, by hand: of 10 none: 0 to z^2 / (10 + z^2); half of 10: 0.5 -+ 0.2634; z = 1.959964. */
START_TEST(intervals)
{
	struct dye_rehearsal_line line = {.trials = 10, .forecast = {0.32, true}};
	double low, high;

	dye_rehearsal_interval(&line, &low, &high);
	ck_assert_double_eq_tol(low, 0, 1e-9);
	ck_assert_double_eq_tol(high, 0.27753, 1e-4);
	ck_assert(!dye_rehearsal_strays(&line));
	line.forecast.value = 0.33;
	ck_assert(dye_rehearsal_strays(&line));
	line.forecast.known = false;
	ck_assert(!dye_rehearsal_strays(&line));
	line.named = 5;
	dye_rehearsal_interval(&line, &low, &high);
	ck_assert_double_eq_tol(low, 0.2366, 1e-4);
	ck_assert_double_eq_tol(high, 0.7634, 1e-4);
}
END_TEST

/* However it was spelt, what a rule makes of it is one spelling. */
START_TEST(normalised)
{
	static const char * const spelt[] = {"Acme Co., Ltd.", "Acme Co.,Ltd", "Acme Co Ltd"};
	const struct dye_dialect_wish wish = {.format = "csv", .delimiter = ";", .header = DYE_NO};
	const struct dye_cut cut = {.own = 1, .pick = DYE_PICK_HEAD, .normal = true};
	char * results[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		struct dye_buffer csv = {0};

		ck_assert_int_eq(dye_buffer_printf(&csv, &err, "A1;%s\nA2;%s\n", spelt[i], spelt[i]), DYE_OK);
		dye_sheet_release(&first);
		ck_assert_int_eq(dye_sheet_read(dye_buffer_slice(&csv), "t", &wish, profile, &first, &err), DYE_OK);
		results[i] = leak(&cut, 1, 2, both, 1);
		dye_buffer_release(&csv);
	}
	ck_assert_str_eq(results[0], results[1]);
	ck_assert_str_eq(results[0], results[2]);
	ck_assert_ptr_nonnull(strstr(results[0], "Acme "));
	for (i = 0; i < 3; i++)
		free(results[i]);
}
END_TEST

int
main(void)
{
	TCase * tests = tcase_create("cut");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, sheets);
	tcase_add_test(tests, wrong_width);
	tcase_add_test(tests, head_and_block);
	tcase_add_test(tests, random_rows);
	tcase_add_test(tests, origins);
	tcase_add_test(tests, cells);
	tcase_add_test(tests, normalised);
	tcase_add_test(tests, numbers);
	tcase_add_test(tests, by_cell);
	tcase_add_test(tests, tidy);
	tcase_add_test(tests, known);
	tcase_add_test(tests, intervals);
	return suite_run("cut", tests);
}
