/*
 * test_othercsv.c: CSV of other programs: read cell by cell by who forgives, refused with row and command by who is strict, and never seen in a
 * table of the house's grammar. What is expected is what mysql, psql and Python's csv module mean by these bytes.
 */
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static const struct dye_dialect_wish forgiving = {.forgiving = true, .format = "othercsv", .header = DYE_NO};
static const struct dye_dialect_wish strict = {.header = DYE_DETECT};

/* Text, its cells, and what who is strict is told. */
static const struct {
	const char * text;
	const char * cells;
	uint64_t row; /* that shows the manner */
	const char * told;
} others[] = {
    /* Single quotes: where needed, with line ends and doubled quotes inside; everywhere, where all rows agree anyhow. */
    {"id,to\n1,'Unit 9, No. 3'\n2,'it''s\r\nhere'\r\n3,O'Neil\n",
	"[id][to]\n[1][Unit 9, No. 3]\n[2][it's\r\nhere]\n[3][O'Neil]\n", 2, "single quotes"},
    {"'id','to'\n1,'x''y'\n", "[id][to]\n[1][x'y]\n", 1, "single quotes"},
    {"id;to\n1;'a;b'\n2;c\n3;''", "[id][to]\n[1][a;b]\n[2][c]\n[3][]\n", 2, "delimiter=\";\""},
    /* Backslashes: mysql's OUTFILE with its \N, Python's QUOTE_NONE with a line end, quotes with backslashes inside. */
    {"1,Unit 9\\, No. 3\n\n2,\\N\n3,C:\\\\x\n", "[1][Unit 9, No. 3]\n\n[2][]\n[3][C:\\x]\n", 1, "a backslash"},
    {"a,b\n1,x\\\ny\n2,z\n", "[a][b]\n[1][x\ny]\n[2][z]\n", 2, "a backslash"},
    {"a,b\n1,\"x\\\" pipe, y\"\n2,z\n", "[a][b]\n[1][x\" pipe, y]\n[2][z]\n", 2, "a backslash"},
    /* Spaces before quotes. */
    {"1, \"x, y\"\n2, \"z\"\n3,  \"\"\"w\"\n", "[1][x, y]\n[2][z]\n[3][\"w]\n", 1, "spaces before the quotes"},
    /* Formulas: with separators inside, without, and in quotes. */
    {"id,to\n=\"1\",=\"x, y\"\n=\"2\",=\"q\"\"r\"\n", "[id][to]\n[1][x, y]\n[2][q\"r]\n", 2, "sed -E"},
    {"id\tto\n=\"01\"\tx\n=\"02\"\ty\n", "[id][to]\n[01][x]\n[02][y]\n", 2, "delimiter=\"\\t\""},
    {"id,to\n\"=\"\"01\"\"\",x\n\"=\"\"0\"\"\"\"2\"\"\",y\n", "[id][to]\n[01][x]\n[0\"2][y]\n", 2, "formulas"},
};
#define OTHERS ((int)(sizeof(others) / sizeof(others[0])))

START_TEST(is_read_by_who_forgives)
{

	/* However the bytes come. */
	for (size_t block = 0; block < 3; block++) {
		struct reading r = read_all(slice_of(others[_i].text), &forgiving, block, block);

		ck_assert_msg(r.code == DYE_OK, "%s", r.err.message);
		assert_bytes(dye_buffer_slice(&r.cells), slice_of(others[_i].cells));
		reading_release(&r);
	}
}
END_TEST

START_TEST(is_refused_by_who_is_strict)
{
	struct reading r = read_all(slice_of(others[_i].text), &strict, 0, 0);

	ck_assert_int_eq(r.code, DYE_EDATA);
	ck_assert_uint_eq(r.err.row, others[_i].row);
	ck_assert_msg(strstr(r.err.message, others[_i].told) != NULL, "%s", r.err.message);
	ck_assert_ptr_nonnull(strstr(r.err.message, " <FILE >NEW"));
	reading_release(&r);
}
END_TEST

/* What stands in such a manner by chance, or belongs to the cells. */
START_TEST(is_not_seen_elsewhere)
{
	static const char * const texts[] = {"id,path\n1,C:\\dir\\\n2,D:\\x\\,\n", "path,n\nC:\\dir\\,1\nD:\\,2\n",
	    "city,n\n's-Hertogenbosch,1\n't Hof,2\nAix,3\n", "a,b\n1,=\"x\"\n2,y\n3,z\n", "a,b\n1, x\n2,\" y, z\"\n",
	    "Address\n\"12 Main St, Hartford, CT\"\n\"3 Elm St, Salem\"\n\"O'Hara Rd, 'Twas\"\n",
	    "Address\n12 Main St, Hartford, CT\n3 Elm St, Salem\n5 Oak\n7 Ash, A, B, C\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dye_dialect ways[DYE_WAYS_MAX];

		ck_assert_uint_eq(detect_all(slice_of(texts[i]), &forgiving, ways), 0);
	}
}
END_TEST

/* A quote that nothing closes, or that closes where no cell ends, is a sign like others, and swallows no rows. */
START_TEST(a_quote_stays_open)
{
	struct dye_buffer text = {0}, cells = {0};
	struct reading r;

	for (int i = 0; i < 4; i++) {
		put(&text, "1,'a, b'\n", 9);
		put(&cells, "[1][a, b]\n", 10);
	}
	put(&text, "2,'open\n", 8);
	put(&cells, "[2]['open]\n", 11);
	for (int i = 0; i < 40; i++) {
		put(&text, i == 20 ? "3,'s x\n" : "3,x\n", i == 20 ? 7 : 4);
		put(&cells, i == 20 ? "[3]['s x]\n" : "[3][x]\n", i == 20 ? 10 : 7);
	}
	r = read_all(dye_buffer_slice(&text), &forgiving, 0, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	assert_bytes(dye_buffer_slice(&r.cells), dye_buffer_slice(&cells));
	reading_release(&r);
	dye_buffer_release(&text);
	dye_buffer_release(&cells);
}
END_TEST

/* The word of who names a delimiter counts where it can be right. */
START_TEST(a_delimiter_is_named)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT, .delimiter = ","};

	assert_cells("'id','to'\n'1','x'\n", &wish, "['id']['to']\n['1']['x']\n");
	assert_refused(
	    DYE_SLICE("id,to\n1,'a,b'\n2,c\n"), &wish, "x.csv: row 2: a table whose cells stand in single quotes");
	wish.delimiter = ";";
	assert_cells("id,to\n1,'a,b'\n2,c\n", &wish, "[id,to]\n[1,'a,b']\n[2,c]\n");
}
END_TEST

/*
 * Lines that a spreadsheet had not cut: what Python's csv module makes of the one cell of each. Every line in quotes; only those that hold its comma
 * or a quote; with the empty cells of a wider row behind them, at its own separator; one that goes over two; lines that were cut off anywhere.
 */
static const struct {
	const char * text;
	const char * cells;
} wrapped[] = {
    {"\"1,x\"\n\"2,\"\"y, z\"\"\"\n", "[1][x]\n[2][y, z]\n"},
    {"\"1;x, y;b\"\n2;z;c\n\"3;\"\"u\"\";d\"\n4;v;e\n", "[1][x, y][b]\n[2][z][c]\n[3][u][d]\n[4][v][e]\n"},
    {"\"1,x,y\",,,\n\"2,z,u\",,,\n\"3,v,w\"\n", "[1][x][y]\n[2][z][u]\n[3][v][w]\n"},
    {"\"1;x\";;\r\n\"2;z\";;\r\n", "[1][x]\n[2][z]\n"},
    {"\"1,x\"\t\n\"2,z\"\t\n", "[1][x]\n[2][z]\n"},
    {"\"1;x;a, b\"\n\"2;\"\"y\nz\"\";c\"\n", "[1][x][a, b]\n[2][y\nz][c]\n"},
    {"\"1,x,u,v\"\n\"2,y,u,v,w\"\n\"3,z,u,v,w,r\"\n\"4,z,u,v,w,r,s\"\n",
	"[1][x][u][v]\n[2][y][u][v][w]\n[3][z][u][v][w][r]\n[4][z][u][v][w][r][s]\n"},
};

START_TEST(wrapped_lines_are_cut)
{

	for (size_t block = 0; block < 3; block++) {
		struct reading r = read_all(slice_of(wrapped[_i].text), &forgiving, block, block);

		ck_assert_msg(r.code == DYE_OK, "%s", r.err.message);
		assert_bytes(dye_buffer_slice(&r.cells), slice_of(wrapped[_i].cells));
		reading_release(&r);
	}
}
END_TEST

/* What the hint of a reading in one column says is true: who names the delimiter is believed where lines agree on no number. */
START_TEST(wrapped_lines_are_cut_where_it_is_said)
{
	static const struct dye_dialect_wish named = {
	    .forgiving = true, .format = "othercsv", .header = DYE_NO, .delimiter = ";"};
	struct dye_slice text = DYE_SLICE("\"1;a, b\"\n2;x;y\n\"3;c, d;z;u\"\n4;x;y;z;v\n");
	struct dye_dialect ways[DYE_WAYS_MAX];
	struct reading r;

	ck_assert_uint_eq(detect_all(text, &forgiving, ways), 0);
	r = read_all(text, &named, 0, 0);
	ck_assert_msg(r.code == DYE_OK, "%s", r.err.message);
	assert_bytes(dye_buffer_slice(&r.cells), slice_of("[1][a, b]\n[2][x][y]\n[3][c, d][z][u]\n[4][x][y][z][v]\n"));
	reading_release(&r);
}
END_TEST

/* A title, remarks below a table, one column in which a few cells hold commas. */
START_TEST(cells_are_no_wrapped_lines)
{
	static const char * const texts[] = {"\"Customers, of May\",,\n1,x,y\n2,z,u\n3,v,w\n",
	    "1,x,y\n2,z,u\n3,v,w\n\"of May, all\",,\n\"of June, all\",,\n",
	    "address\n\"1 Oak St, Salem\"\nElm St\n\"2 Fir St, Salem, OR\"\nAsh St\n\"3 Fir St, Bend\"\nLea St\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dye_dialect ways[DYE_WAYS_MAX];

		ck_assert_uint_eq(detect_all(slice_of(texts[i]), &forgiving, ways), 0);
	}
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("other csv");

	tcase_add_loop_test(tcase, is_read_by_who_forgives, 0, OTHERS);
	tcase_add_loop_test(tcase, is_refused_by_who_is_strict, 0, OTHERS);
	tcase_add_test(tcase, is_not_seen_elsewhere);
	tcase_add_test(tcase, a_quote_stays_open);
	tcase_add_test(tcase, a_delimiter_is_named);
	tcase_add_loop_test(tcase, wrapped_lines_are_cut, 0, (int)(sizeof(wrapped) / sizeof(wrapped[0])));
	tcase_add_test(tcase, wrapped_lines_are_cut_where_it_is_said);
	tcase_add_test(tcase, cells_are_no_wrapped_lines);
	return suite_run("other csv", tcase);
}
