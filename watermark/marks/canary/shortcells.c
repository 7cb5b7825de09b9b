#include "watermark/marks/canary/shortcells.h"

#include <stdlib.h>

#include "formats/field/core/glyphs.h"

/* Written with references, each sign of a short cell takes about ten bytes. */
#define LONGEST_WRITTEN 96

/* A sign to whoever looks at it, though it is a letter to Unicode or folds to some: ª º, U+02B0 to U+02FF, U+2120, U+2122. */
static bool
is_sign(uint32_t c)
{

	return c == 0xAA || c == 0xBA || (c >= 0x2B0 && c <= 0x2FF) || c == 0x2120 || c == 0x2122;
}

/* How many bytes of a sign stand at the beginning or at the end; 0: none. */
static size_t
sign_bytes(struct dye_slice text, bool end)
{
	size_t n = 1, at = end ? text.len - 1 : 0;
	uint32_t c;

	while (end && at > 0 && ((uint8_t)text.data[at] & 0xC0) == 0x80)
		at--;
	c = (uint8_t)text.data[at];
	if (c < 0x80)
		return dye_is_alnum((uint8_t)c) ? 0 : 1;
	c &= c < 0xE0 ? 0x1F : 0x0F;
	for (; at + n < text.len && ((uint8_t)text.data[at + n] & 0xC0) == 0x80; n++)
		c = c << 6 | ((uint8_t)text.data[at + n] & 0x3F);
	return is_sign(c) ? n : 0;
}

/* Without the signs at either end; ${written}: without blanks and signs beyond ASCII alone, for others may be parts of a reference. */
static struct dye_slice
trimmed(struct dye_slice text, bool written)
{
	size_t n;

	while (text.len > 0 && (n = sign_bytes(text, false)) > 0 && !(written && n == 1 && text.data[0] > ' '))
		text = (struct dye_slice){text.data + n, text.len - n};
	while (
	    text.len > 0 && (n = sign_bytes(text, true)) > 0 && !(written && n == 1 && text.data[text.len - 1] > ' '))
		text.len -= n;
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
	struct dye_slice bare = trimmed(text, false), written = trimmed(text, true);
	bool signs;

	*len = 0;
	if (written.len <= LONGEST_WRITTEN && is_written(written)) {
		DYE_TRY(dye_plain(written, true, &cells->plain, &signs, err));
		cells->plain.text.len = dye_plain_bare(dye_buffer_slice(&cells->plain.text), cells->plain.text.data);
		bare = trimmed(dye_buffer_slice(&cells->plain.text), false);
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
