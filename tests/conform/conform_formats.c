/*
 * conform_formats.c: the demands that every table format must meet, whatever the bytes.
 */
#include "tests/suite.h"
#include "tests/unit/table_help.h"

/* Beginnings of files, good and bad. */
static const struct dye_slice samples[] = {
    {"", 0},
    {"\n", 1},
    {"\r\n\r\n", 4},
    {"a", 1},
    {"a,b\n1,2\n3,4\n", 12},
    {"a,b\r\n\r\n1,\"2\r\n3\"\r\n", 17},
    {"a\tb\rc\td\r", 8},
    {"Acme----1 Main St\nBolt----2 Elm St\n", 35},
    {"one two\tthree  four|five;six", 28},
    {"\"\",\"\"\"\"\n,,,\n", 12},
    {"a,\"b\nc", 6},
    {"a,\"b\"c\nd\n", 9},
    {"\xE5\x8C\x97\xE4\xBA\xAC,x\n\xEF\xBC\x8C\xE3\x80\x80y\n", 18},
    {"a\0b\n", 4},
    {"a\xFF\nb\n", 5},
};
#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static size_t
format_count(void)
{
	size_t n = 0;

	while (dye_formats[n] != NULL)
		n++;
	return n;
}

START_TEST(says_what_it_is)
{
	const struct dye_format * f = dye_formats[_i];

	ck_assert_ptr_eq(dye_format_find(f->name), f);
	ck_assert_uint_gt(strlen(f->description), 0);
	ck_assert_ptr_nonnull(f->probe);
	ck_assert_ptr_nonnull(f->split);
	ck_assert_ptr_nonnull(f->decoder_init);
	ck_assert_ptr_nonnull(f->decoder_start);
	ck_assert_ptr_nonnull(f->decoder_next);
	ck_assert_ptr_nonnull(f->decoder_release);
	ck_assert_uint_gt(f->decoder_size, 0);
	ck_assert_int_eq(f->writable, f->render != NULL);
}
END_TEST

static struct dye_dialect
probed(const struct dye_format * f, struct dye_slice bytes, bool whole)
{
	struct dye_dialect d = {.format = f};
	int score = f->probe(bytes, whole, &d);

	ck_assert_int_ge(score, 0);
	ck_assert_int_le(score, 1000);
	ck_assert_ptr_nonnull(memchr(d.delimiter, '\0', sizeof(d.delimiter)));
	ck_assert_str_ne(d.delimiter, "");
	return d;
}

/* Probing a beginning of any length works, gives the same each time, and keeps a delimiter that is wished for. */
START_TEST(probes_any_bytes)
{
	const struct dye_format * f = dye_formats[_i];

	for (size_t i = 0; i < SAMPLES; i++) {
		for (size_t len = 0; len <= samples[i].len; len++) {
			struct dye_slice s = {samples[i].data, len};
			struct dye_dialect a = probed(f, s, len == samples[i].len),
					   b = probed(f, s, len == samples[i].len);
			struct dye_dialect wished = {.format = f, .delimiter = ";"};

			ck_assert_str_eq(a.delimiter, b.delimiter);
			ck_assert_int_eq(a.header, b.header);
			(void)f->probe(s, true, &wished);
			ck_assert_str_eq(wished.delimiter, ";");
		}
	}
}
END_TEST

/* Whole rows only; more bytes never take rows back; all of them at the end, or an error. */
START_TEST(splits_at_row_ends)
{
	const struct dye_format * f = dye_formats[_i];

	for (size_t i = 0; i < SAMPLES; i++) {
		struct dye_dialect d = probed(f, samples[i], true);
		size_t used = 0, before = 0;
		uint64_t rows = 0, rows_before = 0;

		for (size_t len = 0; len <= samples[i].len; len++) {
			struct dye_slice s = {samples[i].data, len};

			ck_assert_int_eq(f->split(&d, s, false, &used, &rows, NULL), DYE_OK);
			ck_assert_uint_le(used, len);
			ck_assert_uint_ge(used, before);
			ck_assert_uint_ge(rows, rows_before);
			ck_assert_int_eq(used == 0, rows == 0);
			before = used;
			rows_before = rows;
		}
		if (f->split(&d, samples[i], true, &used, &rows, NULL) == DYE_OK)
			ck_assert_uint_eq(used, samples[i].len);
		ck_assert_uint_ge(rows, rows_before);
	}
}
END_TEST

static bool
inside(struct dye_slice part, struct dye_slice whole)
{

	return part.data >= whole.data && part.data + part.len <= whole.data + whole.len;
}

static void
check_row(const struct dye_format * f, const struct dye_row * row)
{
	size_t cells = 0;

	ck_assert_ptr_nonnull(row->cells);
	ck_assert_uint_le(row->cell_count, DYE_COLUMNS_MAX);
	ck_assert_uint_eq(row->edit_count, 0);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		ck_assert_uint_eq(dye_utf8_bad(row->cells[i].text), row->cells[i].text.len);
		ck_assert_uint_le(row->cells[i].text.len, row->cells[i].raw.len);
		ck_assert(inside(row->cells[i].raw, row->raw));
		cells += row->cells[i].raw.len;
	}
	ck_assert_uint_le(cells, row->raw.len);
	if (!f->writable)
		return;

	/* With delimiters of one byte, what is no cell is delimiters and a line end. */
	ck_assert_uint_le(row->raw.len - cells, (row->cell_count > 0 ? row->cell_count - 1 : 0) + 2);
}

/* The raw bytes of the rows are the bytes of the block; numbers run on; after the end it stays at the end. */
START_TEST(decodes_what_was_split)
{
	const struct dye_format * f = dye_formats[_i];

	for (size_t i = 0; i < SAMPLES; i++) {
		struct dye_dialect d = probed(f, samples[i], true);
		struct dye_block block = {.first_row = 7, .last = true};
		struct dye_decoder * decoder;
		struct dye_buffer out = {0};
		struct dye_row row;
		uint64_t rows, number = 7;
		size_t used, seen = 0;
		enum dye_code split, rc;
		struct dye_error err = {0};
		bool got = true;

		split = f->split(&d, samples[i], true, &used, &rows, NULL);
		put(&block.bytes, samples[i].data, samples[i].len);
		ck_assert_int_eq(dye_decoder_open(&d, &decoder, NULL), DYE_OK);
		ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
		while ((rc = dye_decoder_next(decoder, &row, &got, &err)) == DYE_OK && got) {
			ck_assert_uint_eq(row.number, number++);
			ck_assert_ptr_eq(row.raw.data, block.bytes.data + seen);
			seen += row.raw.len;
			check_row(f, &row);
			if (f->writable)
				ck_assert_int_eq(dye_decoder_render(decoder, &row, &out, NULL), DYE_OK);
		}
		if (rc == DYE_OK) {
			ck_assert_int_eq(split, DYE_OK);
			ck_assert_uint_eq(seen, samples[i].len);
			ck_assert_uint_eq(number, 7 + rows);
			ck_assert(!f->writable || out.len == seen);
			ck_assert_int_eq(dye_decoder_next(decoder, &row, &got, NULL), DYE_OK);
			ck_assert(!got);
		} else {
			ck_assert_uint_eq(err.row, number);
		}

		/* A decoder is as new for the next block, even after an error. */
		block.bytes.len = 0;
		ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
		ck_assert_int_eq(dye_decoder_next(decoder, &row, &got, NULL), DYE_OK);
		ck_assert(!got);
		put(&block.bytes, "x\n", 2);
		ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
		ck_assert_int_eq(dye_decoder_next(decoder, &row, &got, NULL), DYE_OK);
		ck_assert(got);
		ck_assert_uint_eq(row.cell_count, 1);
		assert_bytes(row.cells[0].text, DYE_SLICE("x"));
		dye_buffer_release(&out);
		dye_buffer_release(&block.bytes);
		dye_decoder_close(decoder);
	}
}
END_TEST

/* What cannot be written says so; what can puts new rows where they can be read again. */
START_TEST(writes_only_what_it_can)
{
	const struct dye_format * f = dye_formats[_i];
	struct dye_cell cells[] = {
	    {.text = DYE_SLICE("a;b,\"\n|\t")}, {.text = DYE_SLICE("")}, {.text = DYE_SLICE("\xE5\x8C\x97")}};
	struct dye_row row = {.number = 2, .cells = cells, .cell_count = 3};
	struct dye_dialect d = probed(f, DYE_SLICE("a,b,c\n1,2,3\n"), true);
	struct dye_block block = {.first_row = 2};
	struct dye_decoder * decoder;
	struct dye_row again;
	bool got;

	ck_assert_int_eq(dye_decoder_open(&d, &decoder, NULL), DYE_OK);
	if (!f->writable) {
		ck_assert_int_eq(dye_decoder_render(decoder, &row, &block.bytes, NULL), DYE_EUSAGE);
	} else {
		ck_assert_int_eq(dye_decoder_render(decoder, &row, &block.bytes, NULL), DYE_OK);
		ck_assert_int_eq(dye_decoder_start(decoder, &block, NULL), DYE_OK);
		ck_assert_int_eq(dye_decoder_next(decoder, &again, &got, NULL), DYE_OK);
		ck_assert_uint_eq(again.cell_count, 3);
		for (uint32_t i = 0; i < 3; i++)
			assert_bytes(again.cells[i].text, cells[i].text);
		ck_assert_uint_eq(again.raw.len, block.bytes.len);
	}
	dye_buffer_release(&block.bytes);
	dye_decoder_close(decoder);
	dye_decoder_close(NULL);
}
END_TEST

int
main(void)
{
	TCase * tcase = tcase_create("formats");
	int count = (int)format_count();

	tcase_add_loop_test(tcase, says_what_it_is, 0, count);
	tcase_add_loop_test(tcase, probes_any_bytes, 0, count);
	tcase_add_loop_test(tcase, splits_at_row_ends, 0, count);
	tcase_add_loop_test(tcase, decodes_what_was_split, 0, count);
	tcase_add_loop_test(tcase, writes_only_what_it_can, 0, count);
	return suite_run("formats", tcase);
}
