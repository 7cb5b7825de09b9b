/*
 * fuzz_csv.c: any bytes as CSV. The first byte of the input chooses the encoding, quotes and delimiter, the second the size of the blocks.
 * libcsv and the scanner must never disagree; what is read leaves as it came; an edited row can be read again.
 */
#include "formats/base/text.h"
#include "formats/table/core/csv_grammar.h"
#include "tests/fuzz/table_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t * data, size_t size);

/* ${got} is ${with} before ${text}; the blanks around both may be others, which are the column's own. */
static void
is_edited(struct dye_slice with, struct dye_slice text, struct dye_slice got)
{
	struct dye_buffer both = {0};
	struct dye_slice want;

	HOLDS(dye_buffer_append_slice(&both, with, NULL) == DYE_OK);
	HOLDS(dye_buffer_append_slice(&both, text, NULL) == DYE_OK);
	want = dye_buffer_slice(&both);
	HOLDS(dye_slice_equal(dye_trim(got), dye_trim(want)));
	dye_buffer_release(&both);
}

/* Put a text in front of one cell and read the row again: the new text there, the same raw bytes elsewhere. */
static void
edit_row(const struct dye_dialect * dialect, struct dye_decoder * decoder, const struct dye_row * row, uint32_t column,
    struct dye_slice with)
{
	struct dye_edit edit = {.column = column, .with = with};
	struct dye_block block = {.first_row = row->number};
	struct dye_decoder * again;
	struct dye_row edited = *row, copy;
	struct dye_dialect said = *dialect;
	bool got;

	/* A line end that is put into a cell may make a row of the table there. */
	said.quotes_known = true;

	edited.edits = &edit;
	edited.edit_count = 1;
	HOLDS(dye_decoder_render(decoder, &edited, &block.bytes, NULL) == DYE_OK);
	/* What can stand in no cell of the file leaves it as it came. */
	if (dye_slice_equal(dye_buffer_slice(&block.bytes), row->raw)) {
		HOLDS(dialect->no_quotes ? dye_csv_needs_quotes(dialect, with, true) : with.data[0] == '"');
		dye_buffer_release(&block.bytes);
		return;
	}
	HOLDS(dye_decoder_open_alone(&said, &again, NULL) == DYE_OK);
	HOLDS(dye_decoder_start(again, &block, NULL) == DYE_OK);
	HOLDS(dye_decoder_next(again, &copy, &got, NULL) == DYE_OK && got);
	HOLDS(copy.cell_count == row->cell_count && copy.raw.len == block.bytes.len);
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = copy.cells[i].text;

		if (i != column) {
			HOLDS(dye_slice_equal(copy.cells[i].raw, row->cells[i].raw));
			continue;
		}
		is_edited(with, row->cells[i].text, text);
	}
	dye_decoder_close(again);
	dye_buffer_release(&block.bytes);
}

static void
each(struct dye_decoder * decoder, const struct dye_dialect * dialect, struct dye_row * row)
{
	static const struct dye_slice texts[] = {
	    DYE_SLICE("x"), DYE_SLICE(","), DYE_SLICE("\""), DYE_SLICE("\xE4\xBA\x85|\n")};
	struct dye_buffer out = {0};

	HOLDS(dye_decoder_render(decoder, row, &out, NULL) == DYE_OK);
	HOLDS(dye_slice_equal(dye_buffer_slice(&out), row->raw));
	dye_buffer_release(&out);
	/* Where quotes are letters, a row that is too long is refused once it holds one. */
	if (dialect->no_quotes && row->cell_count > dialect->columns)
		return;
	if (row->number <= 3 && row->cell_count > 0 && dialect->writable)
		edit_row(dialect, decoder, row, row->cell_count / 2, texts[row->raw.len % 4]);
}

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	static const char * const delimiters[] = {NULL, ",", "\t", "|", ";", "a", "~", " "};
	struct dye_dialect_wish wish = {.format = "csv", .header = DYE_DETECT};

	if (size < 2)
		return 0;
	wish.encoding = fuzz_encodings[data[0] & 7];
	wish.quote = (data[0] & 7) == 6 ? "none" : (data[0] & 7) == 7 ? "double" : NULL;
	wish.delimiter = delimiters[data[0] >> 3 & 7];
	fuzz_both((struct dye_slice){(const char *)data + 2, size - 2}, &wish, data[1], each);
	return 0;
}
