/*
 * fuzz_text.c: any bytes as lines of text, or as whatever they are taken for. The first byte of the input chooses encoding and
 * separator, the second the size of the blocks. Text is never refused but for its encoding.
 */
#include "formats/table/core/text_probe.h"
#include "tests/fuzz/table_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t * data, size_t size);

static void
each(struct dye_decoder * decoder, const struct dye_dialect * dialect, struct dye_row * row)
{

	(void)decoder;
	(void)dialect;
	if (strcmp(dialect->format->name, "text") != 0)
		return;
	for (uint32_t i = 0; i < row->cell_count; i++) {
		struct dye_slice text = row->cells[i].text;

		HOLDS(text.len <= row->cells[i].raw.len);
		if (text.len > 0)
			HOLDS(strchr(" \t", text.data[0]) == NULL && strchr(" \t", text.data[text.len - 1]) == NULL);
	}
}

static void
check_separators(struct dye_slice text)
{
	struct dye_text_separator found[DYE_TEXT_SEPARATORS_MAX + 1];
	size_t count = dye_text_separators(text, found, DYE_TEXT_SEPARATORS_MAX + 1);

	HOLDS(count <= DYE_TEXT_SEPARATORS_MAX);
	for (size_t i = 0; i < count; i++) {
		HOLDS(found[i].score >= 1 && found[i].score <= 1000 && found[i].share <= 1000);
		HOLDS(i == 0 || found[i].score <= found[i - 1].score);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	static const char * const delimiters[] = {NULL, "----", "--", "  ", " ", "\n", ",", "\xEF\xBC\x8C"};
	struct dye_dialect_wish wish = {.format = "text", .header = DYE_DETECT};
	struct dye_slice bytes;

	if (size < 2)
		return 0;
	bytes = (struct dye_slice){(const char *)data + 2, size - 2};
	wish.encoding = fuzz_encodings[data[0] & 7];
	wish.delimiter = delimiters[data[0] >> 3 & 7];
	if (data[0] >= 0xC0)
		wish.format = NULL;
	/* Half of all block sizes: as a leak is read. */
	wish.forgiving = data[1] & 1;
	fuzz_both(bytes, &wish, data[1], each);
	check_separators(bytes);
	return 0;
}
