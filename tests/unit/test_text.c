/*
 * test_text.c: lines of text are cut into cells, and what separates the cells is found from the lines alone.
 */
#include <time.h>

#include "formats/table/core/text_probe.h"
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static void
check_lines(const char * delimiter, const char * text, const char * cells)
{
	struct dye_dialect_wish wish = {.format = "text", .delimiter = delimiter, .header = DYE_NO};

	assert_cells(text, &wish, cells);
}

START_TEST(cuts_at_hyphens)
{

	check_lines("----", "Acme----1 Main St, X--Y, Z-Q\n", "[Acme][1 Main St, X--Y, Z-Q]\n");
	check_lines("----", " Acme  ----\t1 Main\n", "[Acme][1 Main]\n");
	check_lines("----", "a--------b", "[a][][b]\n");
	check_lines("----", "a-----b---c", "[a][b---c]\n");
	check_lines("----", "a----\n----b\n----\n", "[a][]\n[][b]\n[][]\n");
	check_lines("--", "a--b---c-d----e\n", "[a][b][c-d][e]\n");
}
END_TEST

START_TEST(cuts_at_signs)
{

	check_lines("|", "a | b|c\n", "[a][b][c]\n");
	check_lines("tab", "a\tb\t\tc\n", "[a][b][][c]\n");
	check_lines(",", "\"a\",b\n", "[a][b]\n");
	check_lines("\xEF\xBC\x8C", "a\xEF\xBC\x8C\xE5\x8C\x97,c\n", "[a][\xE5\x8C\x97,c]\n");
}
END_TEST

START_TEST(cuts_at_spaces)
{

	check_lines("  ",
	    "  a b  c \t d\xE3\x80\x80"
	    "e\n",
	    "[a b][c][d][e]\n");
	check_lines("  ", "a\tb c\n", "[a][b c]\n");
	check_lines(" ",
	    " a  b c\xE3\x80\x80"
	    "d \n",
	    "[a][b][c][d]\n");
	check_lines("\\n", "x", "[x]\n");
	check_lines("\n", " a, b----c  \n", "[a, b----c]\n");
}
END_TEST

START_TEST(keeps_lines)
{

	check_lines(",", "a\n\n  \r\nb\rc\r\r\nd", "[a]\n\n\n[b]\n[c]\n\n[d]\n");
	check_lines(",",
	    "\xEF\xBB\xBF"
	    "a,b\n",
	    "[a][b]\n");
	check_lines(",", "\xEF\xBB\xBF", "\n");
	check_lines(",", "\r", "\n");
}
END_TEST

/* Names with commas, addresses with commas, single and double hyphens and runs of spaces; chat between them. */
START_TEST(finds_the_separator_of_a_leak)
{
	static const char leak[] = "fresh data, test before you buy\n"
				   "Acme, Inc.----No. 1,  Main St, Springfield\n"
				   "Bolt Co.,Ltd----12-3 North--Rd\n"
				   "Cog GmbH----\n"
				   "ok?  yes\n"
				   "Dyn-Tech  Corp----5 Elm Ave, Suite 4, X, Y\n"
				   "Eel  Ltd----6 Oak Ave, Q\n";
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];
	size_t count = dye_text_separators(DYE_SLICE(leak), found, DYE_TEXT_SEPARATORS_MAX);

	/* 5 of the 7 lines have two cells. */
	ck_assert_uint_ge(count, 2);
	ck_assert_str_eq(found[0].delimiter, "----");
	ck_assert_uint_eq(found[0].columns, 2);
	ck_assert_uint_eq(found[0].share, 714);
	for (size_t i = 1; i < count; i++) {
		ck_assert_int_le(found[i].score, found[i - 1].score);
		ck_assert_int_ge(found[i].score, 1);
		ck_assert_str_ne(found[i].delimiter, "--");
	}
	ck_assert_uint_eq(dye_text_separators(DYE_SLICE(leak), found, 1), 1);
}
END_TEST

/* A sign with which every cell of a column begins or ends is not part of the separator; nor are two of an empty cell. */
START_TEST(takes_no_sign_of_a_cell_for_a_separator)
{
	static const char * const leaks[] = {"1,Ann,Oak Rd,$12.50\n2,Bob,\"Elm, Row\",$7.20\n3,Cy,Ash Rd,$1.10\n",
	    "1,Ann,(217) 555-0100\n2,Bob,(217) 555-0101\n3,Cy,(217) 555-0102\n", "1,Ann,,x\n2,Bob,,y\n3,Cy,,z\n",
	    "1;Ann;[a;2.5\n2;Bob;[b;3.5\n3;Cy;[c;4.5\n"};
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];

	ck_assert_uint_gt(
	    dye_text_separators((struct dye_slice){leaks[_i], strlen(leaks[_i])}, found, DYE_TEXT_SEPARATORS_MAX), 1);
	ck_assert_str_eq(found[0].delimiter, _i == 3 ? ";" : ",");
}
END_TEST

START_TEST(whole_lines_are_always_possible)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX];

	ck_assert_uint_eq(dye_text_separators(DYE_SLICE("abc\ndef\n"), found, DYE_TEXT_SEPARATORS_MAX), 1);
	ck_assert_str_eq(found[0].delimiter, "\n");
	ck_assert_uint_eq(dye_text_separators(DYE_SLICE(""), found, DYE_TEXT_SEPARATORS_MAX), 0);
	ck_assert_uint_eq(dye_text_separators(DYE_SLICE(" \n\n"), found, DYE_TEXT_SEPARATORS_MAX), 0);
}
END_TEST

/* What stands around cells is taken off where it is whole. */
START_TEST(takes_quotes_and_names_off)
{

	check_lines(",", "\"a, b\",\"c \"\"d\"\"\", e\n", "[a, b][c \"d\"][e]\n");
	check_lines(",", "=\"0123\",=\"A, Inc.\",x\n", "[0123][A, Inc.][x]\n");
	check_lines(",", "\"a\"b,\"c,d\n", "[\"a\"b][\"c][d]\n");
	check_lines("\t", "\"a\"\t\t\"b\"\n", "[a][][b]\n");
	check_lines("::", "a::\"b::c\"::d\n", "[a][b::c][d]\n");

	/* Names before values: those that three in ten lines have. */
	check_lines(
	    ";", "id: 1; name: Ann\nid: 2; name: \"B; C\"\nid: 3; nick: D\n", "[1][Ann]\n[2][B; C]\n[3][nick: D]\n");
	check_lines(",",
	    "\xE5\xA7\x93\xE5\x90\x8D\xEF\xBC\x9A"
	    "A,x\n\xE5\xA7\x93\xE5\x90\x8D\xEF\xBC\x9A"
	    "B,y\n",
	    "[A][x]\n[B][y]\n");
	check_lines(",", "10:30,http://a\n11:45,http://b\n", "[10:30][http://a]\n[11:45][http://b]\n");
}
END_TEST

/* What had to be mended is counted. */
START_TEST(counts_what_it_mends)
{
	static const char leak[] = "\"a\"b,c\nfoot \xE9,\0d\nid: 1,x\nid: 2,y\n";
	struct dye_dialect_wish wish = {.format = "text", .delimiter = ",", .header = DYE_NO, .forgiving = true};
	struct memory memory = {DYE_SLICE(leak), 3};
	struct dye_source source = {memory_read, &memory, "x"};
	struct dye_mended mended = {0};
	struct dye_block block = {0};
	struct dye_decoder * decoder;
	struct dye_reader * reader;
	struct dye_row row;
	bool got = true;

	ck_assert_int_eq(dye_reader_open(&source, &wish, &reader, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_open(reader, &decoder, NULL), DYE_OK);
	ck_assert_int_eq(dye_reader_block(reader, &block, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
	while (got)
		ck_assert_int_eq(dye_decoder_next(decoder, &row, &got, NULL), DYE_OK);
	dye_reader_mended(reader, &mended);
	dye_decoder_mended(decoder, &mended);
	ck_assert_uint_eq(mended.bytes, 1);
	ck_assert_uint_eq(mended.nuls, 1);
	ck_assert_uint_eq(mended.quotes, 1);
	ck_assert_uint_eq(mended.labels, 2);
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	dye_reader_close(reader);
}
END_TEST

START_TEST(reads_gb18030_lines)
{
	struct dye_dialect_wish wish = {.format = "text", .delimiter = "|", .encoding = "gb18030", .header = DYE_NO};
	struct reading r = read_all(DYE_SLICE("\x81\x7C|\xB1\xB1\n"), &wish, 0, 0);

	ck_assert_int_eq(r.code, DYE_OK);
	assert_bytes(dye_buffer_slice(&r.cells), DYE_SLICE("[\xE4\xBA\x85][\xE5\x8C\x97]\n"));
	assert_bytes(dye_buffer_slice(&r.raw), DYE_SLICE("\x81\x7C|\xB1\xB1\n"));
	reading_release(&r);
	assert_refused(DYE_SLICE("a\n\x81 b\n"), &wish, "row 2: invalid GB18030");
}
END_TEST

/* Nothing takes time in proportion to the square: 3 MiB of each within seconds, even with sanitizers. */
START_TEST(hostile_lines_take_no_longer)
{
	static const char * const patterns[] = {
	    "-", "---- ", " ", "\r", "a ", "-- -", "\xE3\x80\x80", "\"", ",\"", "\"\"\r"};
	struct dye_buffer bytes = {0};
	clock_t before = clock();

	while (bytes.len < (size_t)3 << 20)
		put(&bytes, patterns[_i], strlen(patterns[_i]));
	for (int text = 0; text < 2; text++) {
		struct dye_dialect_wish wish = {.format = text ? "text" : "csv", .header = DYE_DETECT};
		struct reading r = read_all(dye_buffer_slice(&bytes), &wish, 0, 0);

		ck_assert(r.code == DYE_OK || r.code == DYE_EDATA);
		if (r.code == DYE_OK)
			assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&bytes));
		reading_release(&r);
	}
	ck_assert_msg(clock() - before < 30 * CLOCKS_PER_SEC, "took too long");
	dye_buffer_release(&bytes);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {cuts_at_hyphens, cuts_at_signs, cuts_at_spaces, keeps_lines,
	    finds_the_separator_of_a_leak, whole_lines_are_always_possible, takes_quotes_and_names_off,
	    counts_what_it_mends, reads_gb18030_lines};
	TCase * tcase = tcase_create("text");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	tcase_add_loop_test(tcase, takes_no_sign_of_a_cell_for_a_separator, 0, 4);
	tcase_add_loop_test(tcase, hostile_lines_take_no_longer, 0, 10);
	return suite_run("text", tcase);
}
