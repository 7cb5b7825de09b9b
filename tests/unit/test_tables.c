/*
 * test_tables.c: formats that are no text, or have several tables: read through the interface that all share.
 */
#include "tests/suite.h"
#include "tests/unit/table_help.h"

/* All tables of ${bytes}: "name(column,...)" and then rows as table_help.h writes them. */
static enum dye_code
all_tables(struct dye_slice bytes, const char * format, size_t chunk, struct dye_buffer * out, struct dye_error * err)
{
	struct memory memory = {bytes, chunk};
	struct dye_source source = {memory_read, &memory, "x"};
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_block block = {0};
	struct dye_reader * reader;
	struct dye_decoder * decoder;
	struct dye_row row;
	enum dye_code rc;
	bool got = true, more;

	if ((rc = dye_reader_open(&source, &wish, &reader, err)) != DYE_OK)
		return rc;
	ck_assert_str_eq(dye_reader_dialect(reader)->format->name, format);
	dye_reader_set_block(reader, chunk);
	for (; rc == DYE_OK && got; rc = rc == DYE_OK ? dye_reader_table(reader, &got, err) : rc) {
		const struct dye_table_head * head = dye_reader_head(reader);

		put(out, head->name != NULL ? head->name : "", head->name != NULL ? strlen(head->name) : 0);
		for (uint32_t i = 0; i < head->count; i++) {
			put(out, i == 0 ? "(" : ",", 1);
			put(out, head->names[i].data, head->names[i].len);
		}
		put(out, ")\n", 2);
		ck_assert_int_eq(dye_decoder_open(reader, &decoder, NULL), DYE_OK);
		while ((rc = dye_reader_block(reader, &block, err)) == DYE_OK && block.bytes.len > 0) {
			ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
			while (dye_decoder_next(decoder, &row, &more, err) == DYE_OK && more) {
				for (uint32_t i = 0; i < row.cell_count; i++) {
					put(out, "[", 1);
					put(out, row.cells[i].text.data, row.cells[i].text.len);
					put(out, "]", 1);
				}
				put(out, "\n", 1);
			}
		}
		dye_decoder_close(decoder);
	}
	dye_buffer_release(&block.bytes);
	dye_reader_close(reader);
	return rc;
}

static void
check_tables(struct dye_slice bytes, const char * format, const char * want)
{

	for (size_t chunk = 1; chunk < 2000; chunk += 133) {
		struct dye_buffer out = {0};
		struct dye_error err = {0};

		ck_assert_msg(all_tables(bytes, format, chunk, &out, &err) == DYE_OK, "row %u: %s", (unsigned)err.row,
		    err.message);
		assert_bytes(dye_buffer_slice(&out), slice_of(want));
		dye_buffer_release(&out);
	}
}

/* As pg_dump writes it: settings, tables, sequences, and text that only looks like the end of a table. */
static const char dump[] = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n"
			   "CREATE TABLE public.customers (\n    id integer\n);\n\n"
			   "COPY public.customers (id, \"Full Name\", note) FROM stdin;\n"
			   "1\tAnn\t\\N\n2\tB\\\\C\ta\\tb\\nc\n3\t\t\\\\.\n\\.\n\n"
			   "SELECT pg_catalog.setval('x', 1, false);\n\n"
			   "COPY public.empty (x) FROM stdin;\n\\.\n\n"
			   "COPY orders (id) FROM stdin;\n\xE5\xBC\xA0\n\\.\n--\n-- done\n";

START_TEST(dumps_have_several_tables)
{

	check_tables(DYE_SLICE(dump), "pgdump",
	    "public.customers(id,Full Name,note)\n[1][Ann][]\n[2][B\\C][a\tb\nc]\n[3][][\\.]\n"
	    "public.empty(x)\norders(id)\n[\xE5\xBC\xA0]\n");
}
END_TEST

/* A line that says what it copies by a query, or names no table, begins none. */
START_TEST(dumps_name_their_tables)
{

	check_tables(DYE_SLICE("--\nCOPY (x) FROM stdin;\nCOPY t (x) FROM stdin;\n7\n\\.\n"), "pgdump", "t(x)\n[7]\n");
}
END_TEST

START_TEST(dumps_that_break_off)
{
	struct dye_buffer out = {0};
	struct dye_error err = {0};

	ck_assert_int_eq(all_tables((struct dye_slice){dump, 200}, "pgdump", 50, &out, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "the file ends within a table");
	dye_buffer_release(&out);
}
END_TEST

/* Two fields of 6 and 4 bytes, three records, the second of them deleted; as dBASE III writes it. */
static const char dbf[] = "\x03\x7A\x0B\x1A\x03\0\0\0\x61\0\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			  "NAME\0\0\0\0\0\0\0C\0\0\0\0\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			  "AGE\0\0\0\0\0\0\0\0N\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0D"
			  " Ann     41*Bob   1234 M\xC3\xBCnz 7   \x1A";

START_TEST(records_of_dbase)
{

	check_tables(DYE_SLICE(dbf), "dbf", "(NAME,AGE)\n[Ann][41]\n[M\xC3\xBCnz][7]\n");
}
END_TEST

START_TEST(dbase_that_breaks_off)
{
	struct dye_buffer out = {0};
	struct dye_error err = {0};

	ck_assert_int_eq(all_tables((struct dye_slice){dbf, 97 + 15}, "dbf", 50, &out, &err), DYE_EDATA);
	ck_assert_str_eq(err.message, "the file ends within its records");
	ck_assert_uint_eq(err.row, 2);
	dye_buffer_release(&out);
}
END_TEST

int
main(void)
{
	const TTest * const tests[] = {dumps_have_several_tables, dumps_name_their_tables, dumps_that_break_off,
	    records_of_dbase, dbase_that_breaks_off};
	TCase * tcase = tcase_create("tables");

	suite_add(tcase, tests, sizeof(tests) / sizeof(tests[0]));
	return suite_run("tables", tcase);
}
