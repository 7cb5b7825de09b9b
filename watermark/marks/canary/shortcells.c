#include "watermark/marks/canary/shortcells.h"

#include <stdlib.h>

#include "formats/field/core/glyphs.h"

/* Written with references, each sign of a short cell takes about ten bytes. */
#define LONGEST_WRITTEN 96

/* Without the signs of ASCII at either end. */
static struct dye_slice
trimmed(struct dye_slice text)
{

	while (text.len > 0 && (uint8_t)text.data[0] < 0x80 && !dye_is_alnum((uint8_t)text.data[0])) {
		text.data++;
		text.len--;
	}
	while (
	    text.len > 0 && (uint8_t)text.data[text.len - 1] < 0x80 && !dye_is_alnum((uint8_t)text.data[text.len - 1]))
		text.len--;
	return text;
}

/* Something in it may stand for another sign. */
static bool
is_written(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((uint8_t)text.data[i] >= 0x80 || dye_plain_stands((uint8_t)text.data[i]))
			return true;
	return false;
}

/* The cell as it is when bare, behind what ${cells}->bytes has; none if it is as it was, or long. */
static enum dye_code
read_cell(struct dye_short_cells * cells, struct dye_slice text, size_t * len, struct dye_error * err)
{
	struct dye_slice bare = trimmed(text);
	bool signs;

	*len = 0;
	if (bare.len <= LONGEST_WRITTEN && is_written(text)) {
		/* The signs around it may belong to a reference. */
		DYE_TRY(dye_plain(text.len <= LONGEST_WRITTEN ? text : bare, true, &cells->plain, &signs, err));
		bare = trimmed(dye_buffer_slice(&cells->plain.text));
	}
	if (bare.len == 0 || bare.len > DYE_SHORT_CELL || dye_slice_equal(bare, text))
		return DYE_OK;
	*len = bare.len;
	return dye_buffer_append_slice(&cells->bytes, bare, err);
}

enum dye_code
dye_short_cells_read(
    struct dye_short_cells * cells, const struct dye_slice * texts, size_t count, bool * any, struct dye_error * err)
{
	size_t i, len, at;

	*any = false;
	while (cells->size < count) {
		struct dye_slice * grown = dye_grown(cells->texts, &cells->size, cells->size, sizeof(*grown));

		if (grown == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		cells->texts = grown;
	}
	dye_buffer_reset(&cells->bytes);
	/* Nothing moves while they are written. */
	DYE_TRY(dye_buffer_reserve(&cells->bytes, count * DYE_SHORT_CELL + 1, err));
	for (i = 0; i < count; i++) {
		at = cells->bytes.len;
		DYE_TRY(read_cell(cells, texts[i], &len, err));
		cells->texts[i] = len == 0 ? texts[i] : (struct dye_slice){cells->bytes.data + at, len};
		*any = *any || len > 0;
	}
	return DYE_OK;
}

void
dye_short_cells_release(struct dye_short_cells * cells)
{

	dye_plain_release(&cells->plain);
	dye_buffer_release_secret(&cells->bytes);
	free(cells->texts);
}
