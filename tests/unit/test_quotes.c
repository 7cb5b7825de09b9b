/*
 * test_quotes.c: files of programs that know no quotes, in which a quote is a letter: mysql --batch, psql -A, awk. What is certain is found out, the rest is said.
 */
#include "formats/table/core/csv_quotes.h"
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static const struct dye_dialect_wish none = {.delimiter = "tab", .quote = "none", .header = DYE_NO};
static const struct dye_dialect_wish usual = {.header = DYE_DETECT};

START_TEST(letters_are_read_as_they_stand)
{
	const struct dye_dialect_wish comma = {.delimiter = ",", .quote = "none", .header = DYE_NO};
	const struct dye_dialect_wish gb = {.delimiter = "|", .quote = "none", .encoding = "gb18030", .header = DYE_NO};
	struct reading r;

	assert_cells("\"a\tb\"\n\"\t\"\"\n", &none, "[\"a][b\"]\n[\"][\"\"]\n");
	assert_cells("\"a\",\"b\n\n\"c\"x,d\r\n\"", &comma, "[\"a\"][\"b]\n\n[\"c\"x][d]\n[\"]\n");
	assert_cells("\xEF\xBB\xBF\"a\tb\n", &none, "[\"a][b]\n");

	/* U+4E85 is 81 7C in GB18030: its second byte is the bar. */
	r = read_all(DYE_SLICE("\"\x81\x7C|\"\n\"|b\n"), &gb, 0, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	assert_bytes(dye_buffer_slice(&r.cells), DYE_SLICE("[\"\xE4\xBA\x85][\"]\n[\"][b]\n"));
	reading_release(&r);
}
END_TEST

/* In small blocks as in one. */
START_TEST(letters_do_not_hang_on_blocks)
{
	const char * text = "id\tname\tnote\n1\t\"ALFA\" Sp. z o.o.\t\"\n2\tx\t15\" pipe\n3\t\"y\t\n";

	for (size_t block = 0; block < 70; block += 3) {
		struct reading r = read_all(slice_of(text), &usual, block, 0);

		ck_assert_msg(r.code == DYE_OK, "%s", r.err.message);
		ck_assert(r.dialect.no_quotes);
		ck_assert(!r.dialect.quotes_known);
		assert_bytes(dye_buffer_slice(&r.cells),
		    DYE_SLICE("[id][name][note]\n[1][\"ALFA\" Sp. z o.o.][\"]\n[2][x][15\" pipe]\n[3][\"y][]\n"));
		assert_bytes(dye_buffer_slice(&r.plain), slice_of(text));
		reading_release(&r);
	}
}
END_TEST

START_TEST(only_what_is_certain_is_found_out)
{
	static const struct {
		char delimiter;
		bool letters;
		const char * text;
	} cases[] = {
	    {'\t', true, "a\tb\tc\n\"A\" x\tb\tc\na\tb\tc\n"},
	    /* two that may be the ends of one cell of several lines, and three that cannot */
	    {'\t', false, "a\tb\tc\na\tb\t\"\na\tb\tc\na\tb\t\"\n"},
	    {'\t', false, "a\tb\tc\na\tb\t\"see\nbeds\t7\tfree\"\na\tb\tc\n"},
	    {'\t', true, "a\tb\tc\na\tb\t\"\na\tb\tc\na\tb\t\"\na\t\"b\tc\n"},
	    {'|', true, "a|b|c\r\n\"|b|c\r\na|b|c\r\n"},
	    {'\x01', true,
		"a\x01"
		"b\x01"
		"c\n\"\x01"
		"b\x01"
		"c\na\x01"
		"b\x01"
		"c\n"},
	    /* a quote in the middle says nothing: it is the same text in either reading */
	    {'\t', false, "a\tb\tc\n5\" x\tb\tc\na\tb\tc\n"},
	    /* cells do stand in quotes */
	    {'\t', false, "a\tb\tc\n\"A\" x\tb\tc\n\"a\"\tb\tc\n"},
	    {'\t', false, "a\tb\tc\n\"A\" x\tb\t\"\"\na\tb\tc\n"},
	    /* a cell with a line end, one with a separator, one that was cut off */
	    {'\t', false, "a\tb\tc\n\"A\nx\"\tb\tc\na\tb\tc\n"},
	    {'\t', false, "a\tb\tc\n\"A\tx\"\tb\tc\na\tb\tc\n"},
	    {'\t', false, "a\tb\tc\na\tb\tc\na\tb\t\"c"},
	    /* CSV whose cells hold bars */
	    {'|', false, "\"a|b|c\",x\n\"d|e|f\",y\n\"g|h|i\",z\n"},
	    {'|', false, "\"a|b|c\"\n\"d|e|f\"\n\"g|h|i\"\n"},
	    /* too little, and what is CSV */
	    {'\t', false, "a\tb\tc\n\"A\" x\tb\tc\n"},
	    {'\t', false, "a\tb\n\"A\" x\tb\na\tb\n"},
	    {',', false, "a,b,c\n\"A\" x,b,c\na,b,c\n"},
	    {';', false, "a;b;c\n\"A\" x;b;c\na;b;c\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(
		    dye_csv_quotes_are_letters(slice_of(cases[i].text), true, cases[i].delimiter) == cases[i].letters,
		    "case %zu", i);
}
END_TEST

/* The row and the column of the cell are named; who says that cells stand in quotes is believed, and so is who says that none does. */
START_TEST(rows_in_a_cell_are_refused)
{
	static const char * const refused[][2] = {
	    {"a\tb\t\"c\"\n1\t2\t\"\n3\t4\t5\n6\t7\t\"\n", "row 2: column 3: a cell in quotes holds whole rows "
							   "of the table: two quotes far apart stand for themselves"},
	    /* two neighbours */
	    {"a\tb\t\"c\"\n1\t\"x\t3\n4\ty\"\t6\n", "row 2: column 2: a cell in quotes holds whole rows of the "
						    "table: two quotes far apart stand for themselves"},
	    {"a,b,c\n1,2,\"\n3,4,5\n6,7,\"\n", "row 2: column 3: a cell in quotes holds whole rows of the "
					       "table: two quotes far apart stand for themselves"},
	    {"a;b;c\r\n\";2;3\r\n4;5;6\r\n\";7;8\r\n", "row 2: column 1: a cell in quotes holds whole rows of "
						       "the table: two quotes far apart stand for themselves"},
	    {"a,b,c,d,e\n1,2,3,4,\"\n5,6,7,8,\"\n", "row 2: column 5: a cell in quotes holds whole rows of the "
						    "table: two quotes far apart stand for themselves"},
	};
	static const char * const read[] = {
	    "id,name,note\n1,Ann,\"Dear Sir,\nhe came, saw, went\nyours, as ever, Ann\"\n",
	    "id,name,address\n1,Ann,\"Acme\n12 Main St,Salem,MA\nUSA\"\n",
	    "address,name,phone\n\"Acme\n12 Main St,Salem,MA\nUSA\",Ann,5\n",
	    "id\tname\tnote\n1\tAnn\t\"two\nlines\"\n2\t\"Bob\"\t\"one\ttab\nand\"\n",
	    "id,note\n1,\"a,b\nc,d\ne,f\"\n",
	};
	const struct dye_dialect_wish quoted = {.quote = "double", .header = DYE_DETECT};
	const struct dye_dialect_wish leak = {.format = "csv", .forgiving = true, .header = DYE_DETECT};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct reading r;

		assert_refused(slice_of(refused[i][0]), &usual, refused[i][1]);
		r = read_all(slice_of(refused[i][0]), &quoted, 0, 0);
		ck_assert_msg(r.code == DYE_OK && r.rows == 2, "case %zu", i);
		reading_release(&r);
		r = read_all(slice_of(refused[i][0]), &leak, 0, 0);
		ck_assert_msg(r.code == DYE_OK, "case %zu: %s", i, r.err.message);
		reading_release(&r);
	}
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		struct reading r = read_all(slice_of(read[i]), &usual, 0, 0);

		ck_assert_msg(r.code == DYE_OK, "case %zu: %s", i, r.err.message);
		reading_release(&r);
	}
}
END_TEST

/* A file that was taken for one without quotes, and has cells in quotes after all. */
START_TEST(what_was_found_out_may_be_wrong)
{
	struct dye_buffer text = {0};

	for (unsigned i = 0; i < 60000; i++)
		MUST(dye_buffer_printf(&text, NULL, "%u\t\"%c\" x\ty\n", i, 'A' + (int)(i % 26)) == DYE_OK);
	put(&text, "1\t\"a\tb\"\ty\n", 10);
	assert_refused(dye_buffer_slice(&text), &usual,
	    "row 60001: 4 cells where most rows have 3, and quotes are letters in this file");
	dye_buffer_release(&text);
}
END_TEST

/* Render a row like the first of ${text}, whose second cell is ${value}; "" where it does not fit. */
static void
new_row(const char * text, const struct dye_dialect_wish * wish, const char * value, const char * want)
{
	struct memory memory = {slice_of(text), 0};
	struct dye_source source = {memory_read, &memory, "x.csv"};
	struct dye_reader * reader;
	struct dye_decoder * decoder;
	struct dye_block block = {0};
	struct dye_buffer out = {0};
	struct dye_cell cells[3] = {{.text = DYE_SLICE("9")}, {.text = slice_of(value)}, {.text = DYE_SLICE("z")}};
	struct dye_row like, row = {.cells = cells, .cell_count = 3, .like = &like};
	struct dye_edit edit = {1, 0, 0, slice_of(value), {NULL, 0}, false};
	bool got;

	ck_assert_int_eq(dye_reader_open(&source, wish, &reader, NULL), DYE_OK);
	ck_assert_int_eq(dye_reader_block(reader, &block, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_open(reader, &decoder, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_next(decoder, &like, &got, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_render(decoder, &row, &out, NULL), DYE_OK);
	assert_bytes(dye_buffer_slice(&out), slice_of(want));

	/* Where a new row does not fit, the edited cell stays as it was. */
	dye_buffer_reset(&out);
	like.edits = &edit;
	like.edit_count = 1;
	ck_assert_int_eq(dye_decoder_render(decoder, &like, &out, NULL), DYE_OK);
	ck_assert_int_eq(*want == '\0', dye_slice_equal(dye_buffer_slice(&out), like.raw));
	dye_buffer_release(&out);
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	dye_reader_close(reader);
}

START_TEST(nothing_is_quoted_where_quotes_are_letters)
{
	const char *letters = "1\tx\ty\n2\t\"ALFA\" x\ty\n3\tx\ty\n", *middle = "1\tx\ty\n2\t5\" x\ty\n3\tx\ty\n";
	const char * careful = "1\tx\ty\n2\t\"5\"\" x\"\ty\n3\tx\ty\n";

	new_row(letters, &none, "5\" x", "9\t5\" x\tz\n");
	new_row(letters, &none, "\"B\"", "9\t\"B\"\tz\n");
	new_row(letters, &none, "a\tb", "");
	new_row(letters, &none, "a\nb", "");
	new_row(letters, &none, "a\rb", "");
	new_row(letters, &usual, "\"B", "9\t\"B\tz\n");

	/* Where nobody has said it, the file shows whether it quotes a cell because of a quote in it. */
	new_row(middle, &usual, "6\" x", "9\t6\" x\tz\n");
	new_row(middle, &usual, "\"x\" y", "");
	new_row(middle, &usual, "a\tb", "9\t\"a\tb\"\tz\n");
	new_row(careful, &usual, "6\" x", "9\t\"6\"\" x\"\tz\n");
	new_row(careful, &usual, "\"x\" y", "9\t\"\"\"x\"\" y\"\tz\n");
}
END_TEST

START_TEST(what_a_caller_may_say)
{
	struct dye_dialect_wish wish = {.quote = "single", .header = DYE_DETECT};
	struct dye_dialect d;

	ck_assert_int_eq(detect(DYE_SLICE("a,b\n"), &wish, &d), DYE_EUSAGE);
	wish.quote = "none";
	ck_assert_int_eq(detect(DYE_SLICE("a,b\n"), &wish, &d), DYE_OK);
	ck_assert(d.no_quotes && d.quotes_known);
	wish.format = "dbf";
	ck_assert_int_eq(detect(DYE_SLICE("a,b\n"), &wish, &d), DYE_EUSAGE);

	/* A leak that is read as lines of text keeps its quotes too. */
	wish = (struct dye_dialect_wish){
	    .format = "text", .delimiter = "::", .quote = "none", .forgiving = true, .header = DYE_NO};
	assert_cells("\"a\"::\"b\"\n", &wish, "[\"a\"][\"b\"]\n");
	wish.quote = "double";
	assert_cells("\"a\"::\"b\"\n", &wish, "[a][b]\n");
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("quotes");
	const TTest * const tests[] = {letters_are_read_as_they_stand, letters_do_not_hang_on_blocks,
	    only_what_is_certain_is_found_out, rows_in_a_cell_are_refused, what_was_found_out_may_be_wrong,
	    nothing_is_quoted_where_quotes_are_letters, what_a_caller_may_say};

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("quotes", tcase);
}
