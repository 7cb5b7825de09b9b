#include "watermark/marks/canary/shortcells.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "formats/base/fold.h"
#include "formats/field/core/glyphs.h"

/* Bytes of a short cell before it is folded: each of its own may be one sign of four. */
#define LONGEST_WRITTEN (4 * DYE_SHORT_CELL)

/*
 * A sign to whoever looks at it, though it is a letter to Unicode or folds to some: ª º, U+02B0 to U+02FF, U+20A8, U+2120, U+2122, U+309B, U+309C,
 * U+FDFC.
 */
static bool
is_sign(uint32_t c)
{

	return c == 0xAA || c == 0xBA || (c >= 0x2B0 && c <= 0x2FF) || c == 0x20A8 || c == 0x2120 || c == 0x2122 ||
	       c == 0x309B || c == 0x309C || c == 0xFDFC;
}

/* What a character is to a cell. */
enum sort { NOTHING, SIGN, LETTER };

static enum sort
sort_of(uint32_t c)
{
	utf8proc_category_t category;

	if (c < 0x80)
		return dye_is_alnum(c) ? LETTER : SIGN;
	category = utf8proc_category((utf8proc_int32_t)c);
	if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME)
		return NOTHING;
	switch (dye_fold_class((int32_t)c)) {
	case DYE_FOLD_TOKEN:
		return is_sign(c) ? SIGN : LETTER;
	case DYE_FOLD_VANISHES:
		return NOTHING;
	default:
		return SIGN;
	}
}

/* The character at ${at}, or what stands there for one. How many bytes it takes. */
static size_t
character_at(struct dye_slice text, size_t at, uint32_t * c)
{
	utf8proc_int32_t read = (uint8_t)text.data[at];
	utf8proc_ssize_t n = 1;
	size_t written;

	if (dye_plain_stands((uint8_t)text.data[at]) && (written = dye_plain_sign(text, at, c)) > 0)
		return written;
	if (read >= 0x80)
		n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), &read);
	*c = n > 0 ? (uint32_t)read : 0xFFFD;
	return n > 0 ? (size_t)n : 1;
}

/*
 * The letters and digits of a cell, with the signs between them, as they are meant: into ${out}, which is empty where they are more than a short cell
 * has. However much stands around them it is passed over, and a text is left at its first words.
 */
static enum dye_code
gather(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t i = 0, end = 0;
	enum sort sort;
	uint32_t c = 0;

	dye_buffer_reset(out);
	while (i < text.len) {
		i += character_at(text, i, &c);
		if ((sort = sort_of(c)) == NOTHING || (sort == SIGN && (end == 0 || out->len >= LONGEST_WRITTEN)))
			continue;
		if (out->len >= LONGEST_WRITTEN) {
			dye_buffer_reset(out);
			return DYE_OK;
		}
		DYE_TRY(dye_append_cp(out, c, err));
		end = sort == LETTER ? out->len : end;
	}
	out->len = end;
	return DYE_OK;
}

/* The cell as it is when bare, behind what ${cells}->bytes has; none if it is as it was, or long. */
static enum dye_code
read_cell(struct dye_short_cells * cells, struct dye_slice text, size_t * len, struct dye_error * err)
{
	struct dye_slice bare;
	bool signs;

	*len = 0;
	DYE_TRY(gather(text, &cells->gathered, err));
	if (cells->gathered.len == 0)
		return DYE_OK;
	DYE_TRY(dye_plain(dye_buffer_slice(&cells->gathered), false, &cells->plain, &signs, err));
	cells->plain.text.len = dye_plain_bare(dye_buffer_slice(&cells->plain.text), cells->plain.text.data);
	bare = dye_buffer_slice(&cells->plain.text);
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
	dye_buffer_release_secret(&cells->gathered);
	dye_buffer_release_secret(&cells->bytes);
	free(cells->texts);
}
