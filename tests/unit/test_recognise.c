/*
 * Columns as they really look, and the kind each must be recognised as: tests/data/columns/KIND.txt, kept by whoever writes the kind. A line
 * "# NAME" begins a column, or "# NAME or KIND or ..." where other kinds are as right, then a colon and where it is from, if there is anything to say; its
 * cells follow, one a line, blanks and all, and an empty line ends it. Values are invented, or public facts about organisations (IEEE registry,
 * CMS hospital list); telephone numbers are in ranges kept for fiction where there are any.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field/core/recognise.h"
#include "tests/suite.h"

#define CELLS_LEAST 10
#define CELLS_MAX 40
#define CELL_MAX 200
#define FOLDER "tests/data/columns/"

struct column {
	const char * path;
	char name[64];
	char others[128]; /* " or KIND or ...", the kinds that are as right; mostly empty */
	size_t count;
	char lines[CELLS_MAX][CELL_MAX];
	struct dye_slice cells[CELLS_MAX];
};

static void
add_cell(struct column * column, const char * line)
{
	size_t len = strcspn(line, "\n");

	ck_assert_msg(column->count < CELLS_MAX, "%s: column %s has more than %d cells (does an empty line end it?)",
	    column->path, column->name, CELLS_MAX);
	memcpy(column->lines[column->count], line, len);
	column->cells[column->count] = (struct dye_slice){column->lines[column->count], len};
	column->count++;
}

/* The next column of ${f}, which is ${path}; false behind the last. */
static bool
next_column(FILE * f, const char * path, struct column * column)
{
	char line[CELL_MAX];

	*column = (struct column){.path = path};
	do {
		if (fgets(line, sizeof(line), f) == NULL)
			return false;
	} while (line[0] == '\n');
	ck_assert_msg(sscanf(line, "# %63[^ :\n]%127[^:\n]", column->name, column->others) >= 1,
	    "%s: a column begins with a line \"# NAME\", not with %s", path, line);
	while (fgets(line, sizeof(line), f) != NULL && line[0] != '\n') {
		ck_assert_msg(strchr(line, '\n') != NULL, "%s: a line is too long: %s", path, line);
		add_cell(column, line);
	}
	ck_assert_msg(column->count >= CELLS_LEAST, "%s: column %s has %zu cells, and %d are the fewest", path,
	    column->name, column->count, CELLS_LEAST);
	return true;
}

/* ---- tests ---- */

/* Whether ${kind} is one of the others that are right. Each of these must be there, or a misspelt one would be taken for a wrong answer. */
static bool
is_other(const struct column * column, const char * kind)
{
	const char * at = column->others;
	char name[64];
	bool found = false;
	int used;

	for (; sscanf(at, " or %63s%n", name, &used) == 1; at += used) {
		ck_assert_msg(dye_kind_find(name) != NULL, "%s: %s: no kind %s", column->path, column->name, name);
		found = found || strcmp(name, kind) == 0;
	}
	ck_assert_msg(*at == '\0', "%s: %s: not \"or KIND\": %s", column->path, column->name, at);
	return found;
}

static void
check_column(const struct column * column, const char * kind)
{
	struct dye_kind_rank ranks[3];
	size_t n = dye_recognise_column(column->cells, column->count, ranks, 3);
	bool other = n > 0 && is_other(column, ranks[0].kind->name);

	ck_assert_uint_ge(n, 1);
	ck_assert_msg(other || strcmp(ranks[0].kind->name, kind) == 0, "%s: %s is taken for %s %d, %s %d", column->path,
	    column->name, ranks[0].kind->name, ranks[0].score, n > 1 ? ranks[1].kind->name : "",
	    n > 1 ? ranks[1].score : 0);
	for (size_t i = 1; i < n; i++)
		ck_assert_int_ge(ranks[i - 1].score, ranks[i].score);
	ck_assert_int_le(ranks[0].score, 1000);
}

/* A kind without columns of its own might take those of another, or lose its own to one. */
START_TEST(test_columns)
{
	const char * kind = dye_kinds[_i]->name;
	static struct column column;
	bool alone = false;
	char path[256];
	FILE * f;

	(void)snprintf(path, sizeof(path), FOLDER "%s.txt", kind);
	ck_assert_msg((f = fopen(path, "r")) != NULL,
	    "%s is missing: a line \"# NAME\" and below it %d cells or more of this kind, one a line", path,
	    CELLS_LEAST);
	while (next_column(f, path, &column)) {
		check_column(&column, kind);
		alone = alone || column.others[0] == '\0';
	}
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_msg(alone, "%s: no column is of the kind %s alone", path, kind);
}
END_TEST

START_TEST(test_empty)
{
	struct dye_slice cells[3] = {DYE_SLICE(""), DYE_SLICE("  "), DYE_SLICE("")};
	struct dye_kind_rank ranks[2];

	ck_assert_uint_eq(dye_recognise_column(cells, 3, ranks, 2), 0);
	ck_assert_uint_eq(dye_recognise_column(NULL, 0, ranks, 2), 0);
}
END_TEST

/* Codes of four capitals: all different they are keys; each four times they are categories. Words of several lengths are no keys. */
START_TEST(test_codes_of_letters)
{
	static const char * const words[] = {"AURORA", "COMET", "HALO", "NOMAD", "RIDGE", "SWIFT", "LUMEN", "ORBIT",
	    "VISTA", "TERRA", "FJORD", "DELTA", "EMBER", "QUARTZ", "SABLE", "TUNDRA", "UMBER", "WILLOW", "YARROW",
	    "ZEPHYR"};
	char texts[40][5];
	struct dye_slice cells[40];
	struct dye_kind_rank best;
	size_t i;

	for (i = 0; i < 40; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "A%c%c%c", (char)('A' + i / 2), (char)('A' + i % 26),
		    (char)('Z' - i % 7));
		cells[i] = (struct dye_slice){texts[i], 4};
	}
	ck_assert_uint_eq(dye_recognise_column(cells, 40, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "opaque-id");
	for (i = 0; i < 40; i++)
		cells[i] = (struct dye_slice){texts[i % 10], 4};
	ck_assert_uint_eq(dye_recognise_column(cells, 40, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "category");
	for (i = 0; i < 20; i++)
		cells[i] = (struct dye_slice){words[i], strlen(words[i])};
	ck_assert_uint_eq(dye_recognise_column(cells, 20, &best, 1), 1);
	ck_assert_str_eq(best.kind->name, "text");
}
END_TEST

/* Names of the CMS list and of its towns, under titles that say what they are and that do not; numbers are none of them under any title. */
START_TEST(test_titles)
{
	static const struct dye_slice hospitals[] = {DYE_SLICE("SOUTHEAST ALABAMA MEDICAL CENTER"),
	    DYE_SLICE("MARSHALL MEDICAL CENTER SOUTH"), DYE_SLICE("ELIZA COFFEE MEMORIAL HOSPITAL")};
	static const struct dye_slice towns[] = {DYE_SLICE("DOTHAN"), DYE_SLICE("BOAZ"), DYE_SLICE("FLORENCE")};
	static const struct dye_slice numbers[] = {DYE_SLICE("010001"), DYE_SLICE("010005"), DYE_SLICE("010006")};
	static const char * const companies[] = {"Hospital Name", "hospital", "ORGANIZATION_NAME", "Company"};
	static const char * const cities[] = {"City", "county name", "COUNTY_NAME", "市"};

	for (size_t i = 0; i < 4; i++) {
		ck_assert_ptr_eq(dye_recognise_titled(hospitals, 3, companies[i], NULL), dye_kind_find("company"));
		ck_assert_ptr_eq(dye_recognise_titled(towns, 3, cities[i], NULL), dye_kind_find("category"));
		ck_assert_ptr_null(dye_recognise_titled(numbers, 3, companies[i], NULL));
	}
	ck_assert_ptr_null(dye_recognise_titled(hospitals, 3, "Name", NULL));
	ck_assert_ptr_null(dye_recognise_titled(hospitals, 3, "Hospital Type", NULL));
	ck_assert_ptr_null(dye_recognise_titled(towns, 3, "Citizen", NULL));
}
END_TEST

static void
check_scores(const char * path)
{
	static struct column column;
	FILE * f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	while (next_column(f, path, &column))
		for (size_t i = 0; i < column.count; i++)
			for (size_t k = 0; dye_kinds[k] != NULL; k++) {
				int score = dye_kinds[k]->recognise(column.cells[i]);

				ck_assert_msg(score >= 0 && score <= 1000, "%s answers %d", dye_kinds[k]->name, score);
			}
	ck_assert_int_eq(fclose(f), 0);
}

/* Every kind, on every cell, answers 0..1000, and 0 for nothing. The columns of a kind that is misspelt or gone would be nobody's. */
START_TEST(test_range)
{
	char name[64];
	glob_t files;

	for (size_t k = 0; dye_kinds[k] != NULL; k++) {
		ck_assert_int_eq(dye_kinds[k]->recognise(DYE_SLICE("")), 0);
		ck_assert_int_eq(dye_kinds[k]->recognise(DYE_SLICE("  ")), 0);
	}
	ck_assert_int_eq(glob(FOLDER "*", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char * file = files.gl_pathv[i] + strlen(FOLDER);

		(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(file, "."), file);
		ck_assert_msg(dye_kind_find(name) != NULL && strcmp(file + strlen(name), ".txt") == 0,
		    "%s is named after no kind", files.gl_pathv[i]);
		check_scores(files.gl_pathv[i]);
	}
	globfree(&files);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("recognise");
	int kinds = 0;

	while (dye_kinds[kinds] != NULL)
		kinds++;
	tcase_add_loop_test(tcase, test_columns, 0, kinds);
	tcase_add_test(tcase, test_empty);
	tcase_add_test(tcase, test_codes_of_letters);
	tcase_add_test(tcase, test_titles);
	tcase_add_test(tcase, test_range);
	return suite_run("recognise", tcase);
}
