/*
 * test_csv.c: CSV is read as the grammar in scan.h says, agrees with libcsv, leaves as it came, and is edited so that nothing shows.
 */
#include "tests/suite.h"
#include "tests/unit/table_help.h"

static const struct dye_dialect_wish csv = {.format = "csv", .delimiter = ",", .header = DYE_DETECT};

START_TEST(reads_plain_cells)
{

	assert_cells("a,b\n1,2\n", &csv, "[a][b]\n[1][2]\n");
	assert_cells("a,b\n1,2", &csv, "[a][b]\n[1][2]\n");
	assert_cells("a,\n,b\n,\n", &csv, "[a][]\n[][b]\n[][]\n");
	assert_cells(" a , b \n", &csv, "[ a ][ b ]\n");
	assert_cells("a\tb,c\n", &csv, "[a\tb][c]\n");
	assert_cells("a,", &csv, "[a][]\n");
	assert_cells(",", &csv, "[][]\n");
}
END_TEST

START_TEST(reads_quoted_cells)
{

	assert_cells("\"a\",\"b,c\"\n", &csv, "[a][b,c]\n");
	assert_cells("\"a\"\"b\",\"\"\"\"\n", &csv, "[a\"b][\"]\n");
	assert_cells("\"\",\"\"\"\"\"\"\n", &csv, "[][\"\"]\n");
	assert_cells("\"x\ny\",\"x\r\ny\"\r\n\"x\ry\",z", &csv, "[x\ny][x\r\ny]\n[x\ry][z]\n");
	assert_cells("\" a \",b\n", &csv, "[ a ][b]\n");
	assert_cells("\"\"", &csv, "[]\n");
}
END_TEST

/* A quote anywhere but at the beginning of a cell is an ordinary character, which libcsv's strict mode denies. */
START_TEST(reads_quotes_inside_unquoted_cells)
{

	assert_cells("5\" disk,b\n", &csv, "[5\" disk][b]\n");
	assert_cells("a, \"b\",c\n", &csv, "[a][ \"b\"][c]\n");
	assert_cells("a\",b\"\nx\"\"y,z\n", &csv, "[a\"][b\"]\n[x\"\"y][z]\n");
	assert_cells("\"q\",a\"b\n\"r\",c", &csv, "[q][a\"b]\n[r][c]\n");
	assert_cells("a\"", &csv, "[a\"]\n");
}
END_TEST

START_TEST(keeps_blank_lines_and_mixed_line_ends)
{

	assert_cells("\na,b\n\n\r\nc,d\r\n\n", &csv, "\n[a][b]\n\n\n[c][d]\n\n");
	assert_cells("a,b\rc,d\r\re,f", &csv, "[a][b]\n[c][d]\n\n[e][f]\n");
	assert_cells("a\r\r\nb\n\r", &csv, "[a]\n\n[b]\n\n");
	assert_cells("\r", &csv, "\n");
	assert_cells("\"a\"\r\"b\"\r\n\"c\"\n", &csv, "[a]\n[b]\n[c]\n");
}
END_TEST

START_TEST(keeps_ragged_rows)
{

	assert_cells("a,b\n1\n1,2,3\n", &csv, "[a][b]\n[1]\n[1][2][3]\n");
}
END_TEST

START_TEST(keeps_a_byte_order_mark)
{

	assert_cells("\xEF\xBB\xBF\"a\",b\n", &csv, "[a][b]\n");
	assert_cells("\xEF\xBB\xBF\"a\nb\",b\n", &csv, "[a\nb][b]\n");
	assert_cells("\xEF\xBB\xBF", &csv, "\n");
	assert_cells("\xEF\xBB\xBF\n\xEF\xBB\xBFz\n", &csv, "\n[\xEF\xBB\xBFz]\n");
}
END_TEST

START_TEST(refuses_what_breaks_the_grammar)
{

	assert_refused(DYE_SLICE("a,b\nc,\"d\ne,f\n"), &csv, "x.csv: row 2: unterminated quote");
	assert_refused(DYE_SLICE("a,b\n\n\"c\"x,d\n"), &csv, "row 3: column 1: text after a closing quote");
	assert_refused(DYE_SLICE("a,\"b\"\"\",\"c\"\"d\"e\"\n"), &csv, "row 1: column 3: text after a closing quote");
	assert_refused(DYE_SLICE("\"c\" ,d\n"), &csv, "row 1: column 1: text after a closing quote");
	assert_refused(DYE_SLICE("\"c\"x\"y\",d\n"), &csv, "row 1: column 1: text after a closing quote");
	assert_refused(DYE_SLICE("\"c\"\"\n"), &csv, "x.csv: row 1: unterminated quote");
	assert_refused(DYE_SLICE("\""), &csv, "x.csv: row 1: unterminated quote");
}
END_TEST

START_TEST(refuses_what_is_not_text)
{
	const struct dye_dialect_wish utf8 = {.format = "csv", .delimiter = ",", .encoding = "UTF8", .header = DYE_NO};
	const struct dye_dialect_wish gb = {.format = "csv", .delimiter = ",", .encoding = "gbk", .header = DYE_NO};

	assert_refused(DYE_SLICE("a,b\nc,\xC3\x28\n"), &utf8, "row 2: column 2: invalid UTF-8");
	assert_refused(DYE_SLICE("a,b\nc,\xED\xA0\x80\n"), &utf8, "row 2: column 2: invalid UTF-8");
	assert_refused(DYE_SLICE("a,b\n\nc,\xE4\xB8"), &utf8, "row 3: column 2: invalid UTF-8");
	assert_refused(DYE_SLICE("a,b\nc,d\0e\n"), &utf8, "row 2: column 2: a NUL byte");
	assert_refused(DYE_SLICE("a,b\nc,\xB1\x20\n"), &gb, "row 2: column 2: invalid GB18030");
	assert_refused(DYE_SLICE("a,b\n\xB1\xB1,d\0e\n"), &gb, "row 2: column 2: a NUL byte");
	assert_refused(DYE_SLICE("a,b\nc,d\0e\n"), &gb, "row 2: column 2: a NUL byte");
}
END_TEST

START_TEST(bounds_the_number_of_cells)
{
	struct dye_buffer b = {0};
	struct reading r;

	for (int i = 0; i < DYE_COLUMNS_MAX - 1; i++)
		put(&b, ",", 1);
	r = read_all(dye_buffer_slice(&b), &csv, 0, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	reading_release(&r);
	put(&b, ",", 1);
	assert_refused(dye_buffer_slice(&b), &csv, "row 1: more than 4096 cells");
	dye_buffer_release(&b);
}
END_TEST

/* Decode the first row of ${text}, replace the ${len} bytes at ${offset} of cell ${column} by ${with} and render. */
static void
edited(const char * text, const struct dye_dialect_wish * wish, uint32_t column, uint32_t offset, uint32_t len,
    const char * with, struct dye_buffer * out)
{
	struct dye_edit edit = {column, offset, len, slice_of(with), {NULL, 0}, false};
	struct dye_dialect dialect;
	struct dye_decoder * decoder;
	struct dye_block block = {.first_row = 1, .last = true};
	struct dye_row row;
	bool got;

	ck_assert_int_eq(detect(slice_of(text), wish, &dialect), DYE_OK);
	ck_assert_int_eq(dye_decoder_open_alone(&dialect, &decoder, NULL), DYE_OK);
	put(&block.bytes, text, strlen(text));
	ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_next(decoder, &row, &got, NULL), DYE_OK);
	ck_assert(got);
	row.edits = &edit;
	row.edit_count = 1;
	ck_assert_int_eq(dye_decoder_render(decoder, &row, out, NULL), DYE_OK);
	dye_decoder_close(decoder);
	dye_buffer_release(&block.bytes);
}

START_TEST(edits_look_like_their_neighbours)
{
	static const struct {
		const char * row;
		uint32_t column, offset, len;
		const char *with, *want;
	} cases[] = {
	    /* unquoted stays unquoted, unless it must not */
	    {"a,12 Main Rd,c\n", 1, 8, 2, "Road", "a,12 Main Road,c\n"},
	    {"a,12 Main Rd,c\r\n", 1, 7, 0, ",", "a,\"12 Main, Rd\",c\r\n"},
	    {"a,b\n", 1, 0, 1, "x\ny", "a,\"x\ny\"\n"},
	    {"a,b\n", 1, 0, 1, "\"x", "a,\"\"\"x\"\n"},
	    {"a,b\n", 1, 0, 1, "x\"", "a,\"x\"\"\"\n"},
	    /* a quote that stood there unquoted stays so */
	    {"a,5\" disk Rd\n", 1, 8, 2, "Road", "a,5\" disk Road\n"},
	    /* quoted without need stays quoted */
	    {"a,\"12 Main Rd\",c\n", 1, 8, 2, "Road", "a,\"12 Main Road\",c\n"},
	    /* quoted from need: only as long as it needs it */
	    {"a,\"Acme, Ltd.\",c\n", 1, 4, 2, " ", "a,Acme Ltd.,c\n"},
	    {"a,\"Acme, Ltd.\",c\n", 1, 9, 1, "", "a,\"Acme, Ltd\",c\n"},
	    /* doubled quotes are made single and doubled again */
	    {"a,\"say \"\"hi\"\", Rd\",c\n", 1, 10, 2, "Road", "a,\"say \"\"hi\"\", Road\",c\n"},
	    /* a single empty cell would be a blank line */
	    {"a\n", 0, 0, 1, "", "\"\"\n"},
	    /* the mark, the missing line end and blanks stay */
	    {"\xEF\xBB\xBF\"a\",b", 0, 0, 1, "x", "\xEF\xBB\xBF\"x\",b"},
	    {"\xEF\xBB\xBF"
	     "a, b",
		0, 0, 1, "x", "\xEF\xBB\xBFx, b"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_buffer out = {0};

		edited(cases[i].row, &csv, cases[i].column, cases[i].offset, cases[i].len, cases[i].with, &out);
		assert_bytes(dye_buffer_slice(&out), slice_of(cases[i].want));
		dye_buffer_release(&out);
	}
}
END_TEST

/* Everything is quoted in the file, so an edited cell that was quoted from need stays quoted. */
START_TEST(edits_keep_quotes_where_all_is_quoted)
{
	struct dye_buffer out = {0};

	edited("\"a\",\"b, c\"\n\"d\",\"e\"\n", &csv, 1, 1, 1, "", &out);
	assert_bytes(dye_buffer_slice(&out), DYE_SLICE("\"a\",\"b c\"\n"));
	dye_buffer_release(&out);
}
END_TEST

/* U+4E85 is 81 7C in GB18030: its second byte is the bar. B1B1 BEA9 is 北京; 5357 4EAC (南京) is C4CF BEA9. */
START_TEST(edits_gb18030)
{
	const struct dye_dialect_wish bar = {
	    .format = "csv", .delimiter = "|", .encoding = "gb18030", .header = DYE_NO};
	struct dye_buffer out = {0};

	edited("\x81\x7C|\"\xB1\xB1\"\"\xBE\xA9|\"|z\n", &bar, 1, 0, 3, "\xE5\x8D\x97", &out);
	assert_bytes(dye_buffer_slice(&out), DYE_SLICE("\x81\x7C|\"\xC4\xCF\"\"\xBE\xA9|\"|z\n"));
	dye_buffer_reset(&out);
	edited("\x81\x7C|\"\xB1\xB1\"\"\xBE\xA9|\"|z\n", &bar, 0, 0, 0, "\xE5\x8D\x97", &out);
	assert_bytes(dye_buffer_slice(&out), DYE_SLICE("\xC4\xCF\x81\x7C|\"\xB1\xB1\"\"\xBE\xA9|\"|z\n"));
	dye_buffer_release(&out);
}
END_TEST

static void
render_new(const struct dye_dialect * dialect, const char * const * texts, uint32_t count, const char * want)
{
	struct dye_cell cells[8];
	struct dye_row row = {.number = 5, .cells = cells, .cell_count = count};
	struct dye_decoder * decoder;
	struct dye_buffer out = {0};

	for (uint32_t i = 0; i < count; i++)
		cells[i] = (struct dye_cell){.text = slice_of(texts[i])};
	ck_assert_int_eq(dye_decoder_open_alone(dialect, &decoder, NULL), DYE_OK);
	ck_assert_int_eq(dye_decoder_render(decoder, &row, &out, NULL), DYE_OK);
	assert_bytes(dye_buffer_slice(&out), slice_of(want));
	dye_decoder_close(decoder);
	dye_buffer_release(&out);
}

START_TEST(new_rows_follow_the_dialect)
{
	static const char * const cells[] = {"a", "", "12", "x,y", "q\"r", "\xE5\x8D\x97"};
	static const char * const empty[] = {""};
	struct dye_dialect d;

	ck_assert_int_eq(detect(DYE_SLICE("a,b\n1,2\n"), &csv, &d), DYE_OK);
	render_new(&d, cells, 6, "a,,12,\"x,y\",\"q\"\"r\",\xE5\x8D\x97\n");
	render_new(&d, empty, 1, "\"\"\n");
	ck_assert_int_eq(detect(DYE_SLICE("\"a\"\t\"b\"\t\"c\"\r\n\"1\"\t\"\"\t\"d\"\r\n"), NULL, &d), DYE_OK);
	render_new(&d, cells, 6, "\"a\"\t\"\"\t\"12\"\t\"x,y\"\t\"q\"\"r\"\t\"\xE5\x8D\x97\"\r\n");

	/* Words are quoted, numbers and nothing are not. */
	ck_assert_int_eq(detect(DYE_SLICE("\"a\",\"b\",\"c\"\r\"u\",,-1.5\r"), NULL, &d), DYE_OK);
	render_new(&d, cells, 3, "\"a\",,12\r");
	d.encoding = DYE_GB18030;
	render_new(&d, cells + 5, 1, "\"\xC4\xCF\"\r");
}
END_TEST

START_TEST(refuses_edits_that_cannot_be)
{
	static const struct dye_edit bad[][2] = {
	    {{2, 0, 0, {"x", 1}, {NULL, 0}, false}, {3, 0, 0, {"x", 1}, {NULL, 0}, false}},    /* no such cell */
	    {{0, 1, 1, {"x", 1}, {NULL, 0}, false}, {1, 0, 0, {"x", 1}, {NULL, 0}, false}},    /* outside the text */
	    {{0, 0, 1, {"x", 1}, {NULL, 0}, false}, {0, 0, 1, {"y", 1}, {NULL, 0}, false}},    /* overlapping */
	    {{1, 0, 1, {"x", 1}, {NULL, 0}, false}, {0, 0, 1, {"y", 1}, {NULL, 0}, false}},    /* out of order */
	    {{0, 0, 1, {"\xFF", 1}, {NULL, 0}, false}, {1, 0, 0, {"x", 1}, {NULL, 0}, false}}, /* no UTF-8 */
	    {{0, 0, 1, {"\0", 1}, {NULL, 0}, false}, {1, 0, 0, {"x", 1}, {NULL, 0}, false}},   /* no text */
	};
	struct dye_cell cells[] = {{.text = {"a", 1}, .raw = {"a", 1}}, {.text = {"b", 1}, .raw = {"b", 1}}};
	struct dye_dialect d;
	struct dye_decoder * decoder;
	struct dye_buffer out = {0};

	ck_assert_int_eq(detect(DYE_SLICE("a,b\n"), &csv, &d), DYE_OK);
	ck_assert_int_eq(dye_decoder_open_alone(&d, &decoder, NULL), DYE_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dye_edit edits[2] = {bad[i][0], bad[i][1]};
		struct dye_row row = {
		    .number = 1, .raw = {"a,b\n", 4}, .cells = cells, .cell_count = 2, .edits = edits, .edit_count = 2};

		ck_assert_int_eq(dye_decoder_render(decoder, &row, &out, NULL), DYE_EUSAGE);
	}
	dye_decoder_close(decoder);
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("csv");
	const TTest * const tests[] = {reads_plain_cells, reads_quoted_cells, reads_quotes_inside_unquoted_cells,
	    keeps_blank_lines_and_mixed_line_ends, keeps_ragged_rows, keeps_a_byte_order_mark,
	    refuses_what_breaks_the_grammar, refuses_what_is_not_text, bounds_the_number_of_cells,
	    edits_look_like_their_neighbours, edits_keep_quotes_where_all_is_quoted, edits_gb18030,
	    new_rows_follow_the_dialect, refuses_edits_that_cannot_be};

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("csv", tcase);
}
