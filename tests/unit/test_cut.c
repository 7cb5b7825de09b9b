/*
 * Leaks of a rehearsal: which rows they have, and what becomes of the cells.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suite.h"
#include "trace/rehearse/cut.h"

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
	const struct dye_sheet * copies[] = {&first, &other};
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
	return suite_run("cut", tests);
}
