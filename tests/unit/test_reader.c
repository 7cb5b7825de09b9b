/*
 * test_reader.c: blocks, detection, UTF-16, and what the reader refuses.
 */
#include <errno.h>

#include "tests/suite.h"
#include "tests/unit/table_help.h"

START_TEST(an_empty_file_is_an_empty_block)
{
	struct memory memory = {{NULL, 0}, 0};
	struct dye_source source = {memory_read, &memory, "-"};
	struct dye_reader * reader;
	struct dye_block block = {0};

	ck_assert_int_eq(dye_reader_open(&source, NULL, &reader, NULL), DYE_OK);
	ck_assert_str_eq(dye_reader_dialect(reader)->format->name, "csv");
	ck_assert_str_eq(dye_reader_dialect(reader)->delimiter, ",");
	ck_assert(!dye_reader_dialect(reader)->header);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(dye_reader_block(reader, &block, NULL), DYE_OK);
		ck_assert_uint_eq(block.bytes.len, 0);
		ck_assert(block.last);
	}
	dye_buffer_release(&block.bytes);
	dye_reader_close(reader);
}
END_TEST

/* More than a few blocks, cells with line ends across their seams; the same from short reads. */
START_TEST(long_files_in_blocks)
{
	struct dye_buffer bytes = {0};
	char row[64];

	for (int i = 0; i < 60000; i++) {
		int n = snprintf(row, sizeof(row), "%d,\"x\r\n,\"\"%d\",y\r\n", i, i % 97);

		put(&bytes, row, (size_t)n);
	}
	for (size_t chunk = 0; chunk <= 4099; chunk += 4099) {
		struct reading r = read_all(dye_buffer_slice(&bytes), NULL, 0, chunk);

		ck_assert_int_eq(r.code, DYE_OK);
		ck_assert_uint_eq(r.rows, 60000);
		assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&bytes));
		reading_release(&r);
	}
	dye_buffer_release(&bytes);
}
END_TEST

START_TEST(late_errors_name_their_row)
{
	const struct dye_dialect_wish csv = {.format = "csv", .header = DYE_DETECT};
	struct dye_buffer bytes = {0};
	size_t len;

	for (int i = 0; i < 99999; i++)
		put(&bytes, "abcd,efgh,12345\n", 16);
	len = bytes.len;
	put(&bytes, "a,\xC3(,b\n", 7);
	assert_refused(dye_buffer_slice(&bytes), NULL, "row 100000: column 2: invalid UTF-8");
	bytes.len = len;
	put(&bytes, "a,\"b,c\nd,e,f\n", 13);
	assert_refused(dye_buffer_slice(&bytes), &csv, "x.csv: row 100000: unterminated quote");
	bytes.len = len;
	put(&bytes, "a,\"b\"c,d\n", 9);
	assert_refused(dye_buffer_slice(&bytes), &csv, "row 100000: column 2: text after a closing quote");
	dye_buffer_release(&bytes);
}
END_TEST

START_TEST(reads_utf16)
{
	static const char * const names[] = {"UTF-16LE", "UTF-16BE"};
	struct dye_slice text = DYE_SLICE("name,phone\n\xE5\xBC\xA0\xE4\xB8\x89,\"1,\xF0\xA0\x80\x80\"\n");

	for (int i = 0; i < 4; i++) {
		struct dye_buffer all = {0}, bytes = {0};

		if (i / 2 == 1)
			put(&all, "\xEF\xBB\xBF", 3);
		put(&all, text.data, text.len);
		encode(dye_buffer_slice(&all), names[i % 2], &bytes);
		for (size_t block = 0; block < 5; block++) {
			struct reading r = read_all(dye_buffer_slice(&bytes), NULL, block, block);

			ck_assert_int_eq(r.code, DYE_OK);
			ck_assert_int_eq(r.dialect.encoding, i % 2 == 0 ? DYE_UTF16LE : DYE_UTF16BE);
			ck_assert_int_eq(r.dialect.bom, i / 2);
			ck_assert(!r.dialect.writable);
			assert_bytes(dye_buffer_slice(&r.cells),
			    DYE_SLICE("[name][phone]\n[\xE5\xBC\xA0\xE4\xB8\x89][1,\xF0\xA0\x80\x80]\n"));
			assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&all));
			reading_release(&r);
		}
		dye_buffer_release(&all);
		dye_buffer_release(&bytes);
	}
}
END_TEST

START_TEST(refuses_broken_utf16)
{

	assert_refused(DYE_SLICE("\xFF\xFE"
				 "a\0\n\0b\0\0\xD8"
				 "c\0\n\0"),
	    NULL, "x.csv: row 2: invalid utf-16le");
	assert_refused(DYE_SLICE("\xFF\xFE"
				 "a\0\n\0b\0c"),
	    NULL, "x.csv: row 2: invalid utf-16le");
	assert_refused(DYE_SLICE("\xFE\xFF\xD8\x40"), NULL, "x.csv: row 1: invalid utf-16be");
	assert_refused(DYE_SLICE("\xFF\xFE"
				 "a\0\0\0\n\0"),
	    NULL, "row 1: column 1: a NUL byte");
}
END_TEST

START_TEST(bounds_the_length_of_a_row)
{
	const struct dye_dialect_wish csv = {.format = "csv", .header = DYE_NO};
	const struct dye_dialect_wish text = {.format = "text", .header = DYE_NO};
	struct dye_buffer bytes = {0};

	put(&bytes, "a,b\n\"", 5);
	ck_assert_int_eq(dye_buffer_reserve(&bytes, (size_t)20 << 20, NULL), DYE_OK);
	memset(bytes.data + bytes.len, 'x', (size_t)20 << 20);
	bytes.len += (size_t)20 << 20;
	assert_refused(dye_buffer_slice(&bytes), &csv, "x.csv: row 2: row longer than 16 MiB");
	assert_refused(dye_buffer_slice(&bytes), &text, "x.csv: row 2: row longer than 16 MiB");

	/* One that is just short enough. */
	bytes.len = 4 + DYE_ROW_MAX - 1;
	bytes.data[bytes.len - 2] = '"';
	bytes.data[bytes.len - 1] = '\n';
	struct reading r = read_all(dye_buffer_slice(&bytes), &csv, 0, 0);
	ck_assert_int_eq(r.code, DYE_OK);
	ck_assert_uint_eq(r.rows, 2);
	reading_release(&r);
	dye_buffer_release(&bytes);
}
END_TEST

static ptrdiff_t
broken_read(void * cookie, void * buf, size_t size)
{

	(void)cookie;
	(void)buf;
	(void)size;
	errno = EIO;
	return -1;
}

START_TEST(refuses_what_cannot_be)
{
	const struct dye_source broken = {broken_read, NULL, "b.csv"};
	const struct dye_dialect_wish bad[] = {{.format = "xls"}, {.encoding = "latin-1"},
	    {.format = "csv", .delimiter = "--"}, {.format = "csv", .delimiter = "\""}};
	struct dye_reader * reader;
	struct dye_error err = {0};
	char text[1024];

	ck_assert_int_eq(dye_reader_open(&broken, NULL, &reader, &err), DYE_EIO);
	ck_assert_str_eq(dye_error_format(&err, text, sizeof(text)), "b.csv: cannot read: Input/output error");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct reading r = read_all(DYE_SLICE("a,b\n"), &bad[i], 0, 0);

		ck_assert_int_eq(r.code, DYE_EUSAGE);
		reading_release(&r);
	}
	assert_refused(DYE_SLICE("\x80\x81\xFF,\xFF"), NULL,
	    "x.csv: row 1: neither valid UTF-8 nor plausible GB18030; name the encoding with --encoding");
}
END_TEST

/* Format, delimiter and header as a person would say. */
START_TEST(detects_dialects)
{
	static const struct {
		const char *text, *format, *delimiter;
		bool header;
	} cases[] = {
	    {"name,phone\nA,1\nB,2\n", "csv", ",", true},
	    {"A,1\nB,2\nC,3\n", "csv", ",", false},
	    {"A 12,1\n7 B,2\nC,3\n", "csv", ",", false},
	    {"a;1,5\nb;2,5\nc;3,0\n", "csv", ";", false},
	    {"x|a, b, c\ny|d\nz|e, f\n", "csv", "|", false},
	    {"a\tb, c\nd\te, f\n", "csv", "\t", false},
	    {"address\n12 Main St\n13 Main St\n", "csv", ",", true},
	    {"Main St, Boston\nElm St\nOak St, Springfield, IL\nBee St\n", "csv", "\t", false},
	    {"\"a,b\"\n\"c\"\n", "csv", ",", false},
	    {"Acme----1, Main St, X\nBolt----2 Elm-St, Y\n", "text", "----", false},
	    {"Acme, Inc.----1 Main St\nBolt, Inc.----2 Elm St\n", "text", "----", false},
	    {"Acme  1 Main St\nBolt  2 Elm St\n", "text", "  ", false},
	    {"\xE5\xBC\xA0\xEF\xBC\x8C"
	     "1\n\xE6\x9D\x8E\xEF\xBC\x8C"
	     "2\n",
		"text", "\xEF\xBC\x8C", false},
	    {"\xE5\xA7\x93\xE5\x90\x8D,\xE6\x89\x8B\xE6\x9C\xBA\n\xE5\xBC\xA0,1\n", "csv", ",", true},
	    {"a,b,c\n\n1,----,3\n4,----,6\n", "csv", ",", true},
	    {"a,\"b\nc,d\n", "csv", ",", false},
	};

	/* Pasted lines are for those who forgive. */
	const struct dye_dialect_wish leak = {.header = DYE_DETECT, .forgiving = true};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dye_dialect d;

		ck_assert_int_eq(detect(slice_of(cases[i].text), NULL, &d), DYE_OK);
		ck_assert_str_eq(d.format->name, "csv");
		ck_assert_int_eq(detect(slice_of(cases[i].text), &leak, &d), DYE_OK);
		ck_assert_msg(strcmp(d.format->name, cases[i].format) == 0, "%zu: %s", i, d.format->name);
		ck_assert_msg(strcmp(d.delimiter, cases[i].delimiter) == 0, "%zu: '%s'", i, d.delimiter);
		ck_assert_msg(d.header == cases[i].header, "%zu: header %d", i, d.header);
	}
}
END_TEST

START_TEST(wishes_are_met)
{
	const struct dye_dialect_wish wish = {
	    .format = "csv", .delimiter = "tab", .encoding = "GB18030", .header = DYE_YES};
	struct dye_dialect d;

	ck_assert_int_eq(detect(DYE_SLICE("1,2\n3,4\n"), &wish, &d), DYE_OK);
	ck_assert_str_eq(d.delimiter, "\t");
	ck_assert_int_eq(d.encoding, DYE_GB18030);
	ck_assert(d.header);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("reader");
	const TTest * const tests[] = {an_empty_file_is_an_empty_block, long_files_in_blocks,
	    late_errors_name_their_row, reads_utf16, refuses_broken_utf16, bounds_the_length_of_a_row,
	    refuses_what_cannot_be, detects_dialects, wishes_are_met};

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("reader", tcase);
}
