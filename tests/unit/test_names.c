/*
 * What a header calls its columns, and which columns of a profile those are.
 */
#include <string.h>

#include "formats/table/core/names.h"
#include "tests/suite.h"
#include "watermark/profile/columns.h"

#define COLUMNS 4

/* A row of texts; the cells live as long as the caller's array. */
static struct dye_row
row_of(const char * const texts[COLUMNS], struct dye_cell cells[COLUMNS])
{

	for (size_t i = 0; i < COLUMNS; i++)
		cells[i] = (struct dye_cell){.text = {texts[i], strlen(texts[i])}};
	return (struct dye_row){.number = 1, .cells = cells, .cell_count = COLUMNS};
}

START_TEST(names_are_trimmed_and_told_apart)
{
	static const struct {
		const char * header[COLUMNS];
		const char * names[COLUMNS];
		uint32_t first[COLUMNS];
	} cases[] = {
	    {{"id", " company", "city\t", "zip"}, {"id", "company", "city", "zip"}, {0, 1, 2, 3}},
	    /* A mark that came along with a pasted header, no-break and ideographic spaces, an isolated direction mark. */
	    {{"\xEF\xBB\xBFid", "\xC2\xA0name\xC2\xA0", "\xE3\x80\x80\xE5\xA7\x93\xE5\x90\x8D", "x\xE2\x80\x8F"},
		{"id", "name", "\xE5\xA7\x93\xE5\x90\x8D", "x"}, {0, 1, 2, 3}},
	    /* Case and inner spaces are part of a name. */
	    {{"a b", "a  b", "A b", "ab"}, {"a b", "a  b", "A b", "ab"}, {0, 1, 2, 3}},
	    {{"a", "a ", "b", " a"}, {"a", "a 2", "b", "a 3"}, {0, 0, 2, 0}},
	    {{"", "a", " ", ""}, {"unnamed", "a", "unnamed 2", "unnamed 3"}, {0, 1, 0, 0}},
	    /* No number makes a name that is there already. */
	    {{"a 2", "a", "a", "a"}, {"a 2", "a", "a 3", "a 4"}, {0, 1, 1, 1}},
	    {{"unnamed", "", "", "b"}, {"unnamed", "unnamed 2", "unnamed 3", "b"}, {0, 1, 1, 3}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_cell cells[COLUMNS];
		struct dye_row row = row_of(cases[i].header, cells);
		struct dye_names names;

		ck_assert_int_eq(dye_names_take(&names, row.cells, row.cell_count, NULL), DYE_OK);
		for (uint32_t k = 0; k < COLUMNS; k++) {
			ck_assert_uint_eq(names.list[k].len, strlen(cases[i].names[k]));
			ck_assert_mem_eq(names.list[k].data, cases[i].names[k], names.list[k].len);
			ck_assert_uint_eq(names.first[k], cases[i].first[k]);
		}
		dye_names_release(&names);
	}
}
END_TEST

/* However many columns are called the same: quickly, and no two names alike. */
START_TEST(many_columns_may_have_one_name)
{
	struct dye_cell * cells = calloc(DYE_COLUMNS_MAX, sizeof(*cells));
	struct dye_names names;

	ck_assert_ptr_nonnull(cells);
	for (uint32_t i = 0; i < DYE_COLUMNS_MAX; i++)
		cells[i].text = DYE_SLICE("name");
	ck_assert_int_eq(dye_names_take(&names, cells, DYE_COLUMNS_MAX, NULL), DYE_OK);
	ck_assert_mem_eq(names.list[DYE_COLUMNS_MAX - 1].data, "name 4096", strlen("name 4096"));
	dye_names_release(&names);
	free(cells);
}
END_TEST

/* Profiles with these columns. */
static struct dye_profile
profile_of(struct dye_profile_column * columns, const char ** names, uint32_t count)
{

	for (uint32_t i = 0; i < count; i++)
		columns[i] = (struct dye_profile_column){.name = (char *)(uintptr_t)names[i]};
	return (struct dye_profile){.columns = columns, .column_count = count};
}

START_TEST(columns_are_found_by_their_names)
{
	static const struct {
		const char * profile[3];
		const char * header[COLUMNS];
		int places[COLUMNS]; /* in the profile; -1: none */
		bool pass_unknown;
		const char * message; /* NULL: none */
	} cases[] = {
	    {{"id", "name", "city"}, {" city", "name ", "id", ""}, {2, 1, 0, -1}, false, NULL},
	    {{"id", "name", "name 2"}, {"name", "id", "", " name"}, {1, 0, -1, 2}, false, NULL},
	    {{"id", "name", "unnamed"}, {"", "id", "name", ""}, {2, 0, 1, -1}, false, NULL},
	    {{"id", "name", "city"}, {"id", "x", "name", "y"}, {0, -1, 1, -1}, true, NULL},
	    {{"id", "name", "city"}, {"id", "name", "x", ""}, {0, 1, -1, -1}, false,
		"row 1: column x: the profile does not know this column: learn the dataset again if it is new or has "
		"another name now (--pass-unknown lets it through unmarked)"},
	    {{"id", "name", "city"}, {"id", "name", "city", "name"}, {0, 1, 2, -1}, true,
		"row 1: column name: columns 2 and 4 both have this name (rename one, or learn the dataset with "
		"--number-names)"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_profile_column pc[3];
		const char * names[3] = {cases[i].profile[0], cases[i].profile[1], cases[i].profile[2]};
		struct dye_profile profile = profile_of(pc, names, 3);
		struct dye_cell cells[COLUMNS];
		struct dye_row row = row_of(cases[i].header, cells);
		struct dye_columns columns = {0};
		struct dye_error err = {0};
		char text[1024];

		if (cases[i].message != NULL) {
			ck_assert_int_eq(
			    dye_columns_from_header(&profile, &row, cases[i].pass_unknown, &columns, &err), DYE_EDATA);
			ck_assert_str_eq(dye_error_format(&err, text, sizeof(text)), cases[i].message);
			continue;
		}
		ck_assert_int_eq(
		    dye_columns_from_header(&profile, &row, cases[i].pass_unknown, &columns, &err), DYE_OK);
		for (uint32_t k = 0; k < COLUMNS; k++)
			ck_assert_ptr_eq(columns.map[k], cases[i].places[k] < 0 ? NULL : &pc[cases[i].places[k]]);
		dye_columns_release(&columns);
	}
}
END_TEST

/* A column that neither the header nor the profile names may leave while it is empty, and only so. */
START_TEST(columns_without_a_name_stay_empty)
{
	static const char * const header[COLUMNS] = {"id", "", "name", ""};
	static const char * const empty[COLUMNS] = {"1", "", "Ann", ""};
	static const char * const filled[COLUMNS] = {"2", "", "Bob", "x"};
	const char * names[2] = {"id", "name"};
	struct dye_profile_column pc[2];
	struct dye_profile profile = profile_of(pc, names, 2);
	struct dye_cell cells[COLUMNS];
	struct dye_columns columns;
	struct dye_row row = row_of(header, cells);

	ck_assert_int_eq(dye_columns_from_header(&profile, &row, false, &columns, NULL), DYE_OK);
	row = row_of(empty, cells);
	ck_assert_int_eq(dye_columns_check(&columns, &row, NULL), DYE_OK);
	row = row_of(filled, cells);
	ck_assert_int_eq(dye_columns_check(&columns, &row, NULL), DYE_EDATA);
	row.cell_count = 3;
	ck_assert_int_eq(dye_columns_check(&columns, &row, NULL), DYE_EDATA);
	dye_columns_release(&columns);

	row = row_of(header, cells);
	ck_assert_int_eq(dye_columns_from_header(&profile, &row, true, &columns, NULL), DYE_OK);
	row = row_of(filled, cells);
	ck_assert_int_eq(dye_columns_check(&columns, &row, NULL), DYE_OK);
	dye_columns_release(&columns);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {names_are_trimmed_and_told_apart, many_columns_may_have_one_name,
	    columns_are_found_by_their_names, columns_without_a_name_stay_empty};
	TCase * tcase = tcase_create("names");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("names", tcase);
}
