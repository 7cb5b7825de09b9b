/*
 * test_csv_fidelity.c: whatever the dialect, what is not edited leaves byte for byte; putting edited cells back gives the input; and
 * the size of the blocks makes no difference. The csv-spectrum files and real tables are held against Python's csv module.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "tests/suite.h"
#include "tests/unit/table_help.h"

/* Cells for the samples. U+4E85 has the bar for its second byte in GB18030, U+20000 four bytes. */
static const char * const table[][3] = {
    {"name", "address", "note"},
    {"Acme Co.", "No. 105, 1 North St.", " x "},
    {"\xE4\xBA\x85\xE4\xBA\x8C", "\xE5\x8C\x97\xE4\xBA\xAC|\xE5\xB8\x82;\t1", ""},
    {"", "line\nbreak\r\nand\rmore", "say \"hi\""},
    {"5\xE5\x8F\xB7", "\"", "\xF0\xA0\x80\x80\xE4\xBA\x85"},
    {"", "", ""},
    {"z", "12", "-3.5"},
};

struct sample {
	char delimiter;
	const char * end;
	bool bom, gb18030, all, last_end;
};

/* Write a sample as a careful writer would. */
static void
make_sample(const struct sample * s, struct dye_buffer * out)
{
	struct dye_buffer text = {0};

	if (s->bom)
		put(&text, "\xEF\xBB\xBF", 3);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (size_t k = 0; k < 3; k++) {
			const char * cell = table[i][k];
			char special[] = {s->delimiter, '"', '\r', '\n', '\0'};
			bool quoted = s->all || strpbrk(cell, special) != NULL;

			put(&text, &s->delimiter, k > 0);
			put(&text, "\"", quoted);
			for (const char * p = cell; *p != '\0'; p++)
				put(&text, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
			put(&text, "\"", quoted);
		}
		if (i + 1 < sizeof(table) / sizeof(table[0]) || s->last_end)
			put(&text, s->end, strlen(s->end));
		if (i == 2)
			put(&text, s->end, strlen(s->end)); /* a blank line */
	}
	if (s->gb18030)
		encode(dye_buffer_slice(&text), "GB18030", out);
	else
		put(out, text.data, text.len);
	dye_buffer_release(&text);
}

static void
expected_cells(struct dye_buffer * out)
{

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (size_t k = 0; k < 3; k++) {
			put(out, "[", 1);
			put(out, table[i][k], strlen(table[i][k]));
			put(out, "]", 1);
		}
		put(out, "\n\n", i == 2 ? 2 : 1);
	}
}

/* Number ${i} of SAMPLES samples. */
static struct sample
sample_number(int i)
{
	static const char * const ends[] = {"\n", "\r\n", "\r"};
	struct sample s = {.delimiter = ",;\t|^"[i % 5],
	    .bom = i / 5 & 1,
	    .gb18030 = i / 10 & 1,
	    .all = i / 20 & 1,
	    .last_end = i / 40 & 1,
	    .end = ends[i / 80 % 3]};

	return s;
}

#define SAMPLES 240

/* An edited row, taken apart again: the edited cell has the new text, the others their bytes; its old bytes in its place, it is the row. */
static void
check_edited(
    struct dye_decoder * again, const struct dye_row * row, uint32_t column, struct dye_buffer * out, const char * want)
{
	struct dye_block block = {*out, row->number, true};
	struct dye_row copy;
	struct dye_buffer back = {0};
	size_t before = 0;
	bool got;

	MUST(dye_decoder_start(again, &block, NULL) == DYE_OK);
	MUST(dye_decoder_next(again, &copy, &got, NULL) == DYE_OK);
	MUST(got);
	MUST(copy.cell_count == row->cell_count);
	assert_bytes(copy.cells[column].text, slice_of(want));
	for (uint32_t i = 0; i < row->cell_count; i++)
		if (i != column)
			assert_bytes(copy.cells[i].raw, row->cells[i].raw);
	before = (size_t)(copy.cells[column].raw.data - out->data);
	put(&back, out->data, before);
	put(&back, row->cells[column].raw.data, row->cells[column].raw.len);
	put(&back, out->data + before + copy.cells[column].raw.len, out->len - before - copy.cells[column].raw.len);
	assert_bytes(dye_buffer_slice(&back), row->raw);
	MUST(dye_decoder_next(again, &copy, &got, NULL) == DYE_OK);
	MUST(!got);
	dye_buffer_release(&back);
}

/* Edit every cell of the row, one after the other: all of it replaced, and something put in front. */
static void
edit_cells(struct dye_decoder * decoder, struct dye_decoder * again, struct dye_row * row)
{
	static const char * const texts[] = {"x", "y,;|\t^", "\xE4\xBA\x85\"\n", "", " "};
	struct dye_buffer out = {0}, want = {0};

	for (uint32_t i = 0; i < row->cell_count; i++) {
		for (size_t k = 0; k < 2 * sizeof(texts) / sizeof(texts[0]); k++) {
			const char * text = texts[k / 2];
			struct dye_edit edit = {
			    i, 0, k % 2 ? (uint32_t)row->cells[i].text.len : 0, slice_of(text), {NULL, 0}, false};

			row->edits = &edit;
			row->edit_count = 1;
			dye_buffer_reset(&out);
			dye_buffer_reset(&want);
			put(&want, text, strlen(text));
			if (k % 2 == 0)
				put(&want, row->cells[i].text.data, row->cells[i].text.len);
			put(&want, "", 1);
			MUST(dye_decoder_render(decoder, row, &out, NULL) == DYE_OK);
			check_edited(again, row, i, &out, want.data);
		}
	}
	row->edits = NULL;
	row->edit_count = 0;
	dye_buffer_release(&out);
	dye_buffer_release(&want);
}

/* Read ${bytes} whole and edit every cell of every row. */
static void
edit_file(struct dye_slice bytes, const struct dye_dialect * dialect)
{
	struct dye_block block = {.first_row = 1, .last = true};
	struct dye_decoder *decoder, *again;
	struct dye_row row;
	bool got;

	MUST(dye_decoder_open_alone(dialect, &decoder, NULL) == DYE_OK);
	MUST(dye_decoder_open_alone(dialect, &again, NULL) == DYE_OK);
	put(&block.bytes, bytes.data, bytes.len);
	MUST(dye_decoder_start(decoder, &block, NULL) == DYE_OK);
	for (;;) {
		MUST(dye_decoder_next(decoder, &row, &got, NULL) == DYE_OK);
		if (!got)
			break;
		edit_cells(decoder, again, &row);
	}
	dye_decoder_close(again);
	dye_decoder_close(decoder);
	dye_buffer_release(&block.bytes);
}

START_TEST(every_dialect_leaves_as_it_came)
{
	struct sample s = sample_number(_i);
	struct dye_buffer bytes = {0}, cells = {0};
	char delimiter[2] = {s.delimiter, '\0'};
	struct dye_dialect_wish wish = {.delimiter = s.delimiter == '^' ? delimiter : NULL, .header = DYE_DETECT};
	struct reading r;

	make_sample(&s, &bytes);
	expected_cells(&cells);
	for (size_t block = 0; block < 70; block++) {
		r = read_all(dye_buffer_slice(&bytes), &wish, block, block % 7);
		ck_assert_int_eq(r.code, DYE_OK);
		assert_bytes(dye_buffer_slice(&r.cells), dye_buffer_slice(&cells));
		assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&bytes));
		assert_bytes(dye_buffer_slice(&r.plain), dye_buffer_slice(&bytes));
		reading_release(&r);
	}

	/* What was detected is how it was made. */
	ck_assert_str_eq(r.dialect.format->name, "csv");
	ck_assert_int_eq(r.dialect.delimiter[0], s.delimiter);
	ck_assert_int_eq(r.dialect.encoding, s.gb18030 ? DYE_GB18030 : DYE_UTF8);
	ck_assert_int_eq(r.dialect.bom, s.bom);
	ck_assert_int_eq(r.dialect.quoting, s.all ? DYE_QUOTE_ALL : DYE_QUOTE_MINIMAL);
	ck_assert_int_eq(r.dialect.crlf, s.end[1] == '\n');
	ck_assert_int_eq(r.dialect.cr, strcmp(s.end, "\r") == 0);
	ck_assert(r.dialect.header);
	ck_assert(r.dialect.writable);
	edit_file(dye_buffer_slice(&bytes), &r.dialect);
	dye_buffer_release(&cells);
	dye_buffer_release(&bytes);
}
END_TEST

/* ---- files, against Python ---- */

/* A line for each row: the number of cells, then each in hexadecimal; exit code 1 where our file differs. */
static const char python[] = "import csv,sys\n"
			     "csv.field_size_limit(1<<30)\n"
			     "f=open(sys.argv[1],newline='',encoding='utf-8-sig')\n"
			     "o=open(sys.argv[2]).read().split('\\n')[:-1]\n"
			     "p=[' '.join([str(len(r))]+[c.encode().hex() or '-' for c in r]) for r in csv.reader(f)]\n"
			     "sys.exit(o!=p)\n";

static void
print_row(FILE * f, const struct dye_row * row)
{

	(void)fprintf(f, "%u", row->cell_count);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		(void)fputs(row->cells[i].text.len > 0 ? " " : " -", f);
		for (size_t k = 0; k < row->cells[i].text.len; k++)
			(void)fprintf(f, "%02x", (unsigned char)row->cells[i].text.data[k]);
	}
	(void)fputc('\n', f);
}

static void
print_file(struct dye_slice bytes, FILE * f)
{
	static const struct dye_dialect_wish wish = {.format = "csv", .delimiter = ",", .header = DYE_DETECT};
	struct dye_dialect dialect;
	struct dye_block block = {.first_row = 1, .last = true};
	struct dye_decoder * decoder;
	struct dye_row row;
	bool got = true;

	MUST(detect(bytes, &wish, &dialect) == DYE_OK);
	MUST(dye_decoder_open_alone(&dialect, &decoder, NULL) == DYE_OK);
	put(&block.bytes, bytes.data, bytes.len);
	MUST(dye_decoder_start(decoder, &block, NULL) == DYE_OK);
	for (;;) {
		MUST(dye_decoder_next(decoder, &row, &got, NULL) == DYE_OK);
		if (!got)
			break;
		print_row(f, &row);
	}
	dye_decoder_close(decoder);
	dye_buffer_release(&block.bytes);
}

/* Run the script and return its exit code; 77 where there is no python3. */
static int
run_python(const char * path, const char * ours)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)execlp("python3", "python3", "-c", python, path, ours, (char *)NULL);
		_exit(77);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Python's csv module and we read the same cells. */
static void
compare_with_python(struct dye_slice bytes, const char * path)
{
	char ours[] = "/tmp/leakdye-test-XXXXXX";
	int fd = mkstemp(ours), rc;
	FILE * f;

	ck_assert_int_ge(fd, 0);
	f = fdopen(fd, "w");
	ck_assert_ptr_nonnull(f);
	print_file(bytes, f);
	ck_assert_int_eq(fclose(f), 0);
	rc = run_python(path, ours);
	(void)unlink(ours);
	if (rc == 77)
		(void)fprintf(stderr, "python3 is absent: %s not compared\n", path);
	else
		ck_assert_msg(rc == 0, "%s reads differently", path);
}

static void
check_file(const char * path, bool header, bool edit)
{
	struct dye_buffer bytes = {0};
	struct reading r;

	if (!read_file(path, &bytes)) {
		(void)fprintf(stderr, "%s is absent: skipped\n", path);
		return;
	}
	for (size_t block = 0; block < 3; block++) {
		r = read_all(dye_buffer_slice(&bytes), NULL, block * 1000, 0);
		ck_assert_int_eq(r.code, DYE_OK);
		ck_assert_str_eq(r.dialect.format->name, "csv");
		ck_assert_int_eq(r.dialect.delimiter[0], ',');
		ck_assert(!header || r.dialect.header);
		assert_bytes(dye_buffer_slice(&r.raw), dye_buffer_slice(&bytes));
		assert_bytes(dye_buffer_slice(&r.plain), dye_buffer_slice(&bytes));
		reading_release(&r);
	}
	if (edit)
		edit_file(dye_buffer_slice(&bytes), &r.dialect);
	compare_with_python(dye_buffer_slice(&bytes), path);
	dye_buffer_release(&bytes);
}

START_TEST(reads_csv_spectrum)
{
	static const char * const names[] = {"comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json",
	    "location_coordinates", "newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf",
	    "utf8"};
	char path[256];
	struct dye_buffer there = {0};

	(void)snprintf(path, sizeof(path), "tests/data/csv-spectrum/%s.csv", names[_i]);
	ck_assert_msg(read_file(path, &there), "%s is not there (run from the root of the tree)", path);
	dye_buffer_release(&there);
	check_file(path, false, true);
}
END_TEST

START_TEST(reads_real_tables)
{
	static const char * const paths[] = {"/usr/share/ieee-data/oui.csv", "/usr/share/ieee-data/oui36.csv",
	    "/usr/share/ieee-data/mam.csv", "/usr/share/ieee-data/iab.csv"};

	check_file(paths[_i], true, _i == 3);
}
END_TEST

START_TEST(reads_the_hospitals)
{
	const char * shared = getenv("LEAKDYE_SHARED");
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/cms-hospitals.csv", shared != NULL ? shared : "/nonexistent");
	check_file(path, true, false);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("csv fidelity");

	tcase_add_loop_test(tcase, every_dialect_leaves_as_it_came, 0, SAMPLES);
	tcase_add_loop_test(tcase, reads_csv_spectrum, 0, 12);
	tcase_add_loop_test(tcase, reads_real_tables, 0, 4);
	tcase_add_test(tcase, reads_the_hospitals);
	return suite_run("csv fidelity", tcase);
}
