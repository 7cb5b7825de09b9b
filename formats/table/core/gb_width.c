#include "formats/table/core/gb_width.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "formats/table/core/encoding.h"

#define PLANE 0x10000 /* characters of two bytes lie in the first */

struct dye_gb_width {
	uint8_t two[PLANE / 8]; /* a bit for each character */
};

/* The character of two bytes, if there is one: GB18030-2005, 0x81 to 0xFE before 0x40 to 0xFE. */
static enum dye_code
note_pair(struct dye_gb_width * w, struct dye_converter * from, unsigned lead, unsigned trail, struct dye_buffer * out,
    struct dye_error * err)
{
	const char pair[2] = {(char)lead, (char)trail};
	utf8proc_int32_t c;
	size_t used;

	dye_buffer_reset(out);
	DYE_TRY(dye_convert(from, (struct dye_slice){pair, 2}, &used, out, err));
	if (used == 2 && utf8proc_iterate((const utf8proc_uint8_t *)out->data, (utf8proc_ssize_t)out->len, &c) > 0 &&
	    c < PLANE)
		w->two[c / 8] |= (uint8_t)(1u << (c % 8));
	return DYE_OK;
}

static enum dye_code
note_all(struct dye_gb_width * w, struct dye_converter * from, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc = DYE_OK;

	for (unsigned lead = 0x81; lead <= 0xFE && rc == DYE_OK; lead++)
		for (unsigned trail = 0x40; trail <= 0xFE && rc == DYE_OK; trail++)
			rc = note_pair(w, from, lead, trail, &out, err);
	dye_buffer_release(&out);
	return rc;
}

enum dye_code
dye_gb_width_open(struct dye_gb_width ** width, struct dye_error * err)
{
	struct dye_converter from = {0};
	struct dye_gb_width * w;
	enum dye_code rc;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_converter_open(&from, "UTF-8", "GB18030", err)) == DYE_OK)
		rc = note_all(w, &from, err);
	dye_converter_release(&from);
	if (rc != DYE_OK) {
		free(w);
		return rc;
	}
	*width = w;
	return DYE_OK;
}

void
dye_gb_width_close(struct dye_gb_width * w)
{

	free(w);
}

uint32_t
dye_gb_width(const struct dye_gb_width * w, struct dye_slice text)
{
	uint32_t width = 0;
	utf8proc_int32_t c;

	while (text.len > 0) {
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.len, &c);

		if (n <= 0)
			n = 1, c = 0;
		width += c < 0x80 ? 1 : c < PLANE && (w->two[c / 8] >> (c % 8) & 1) != 0 ? 2 : 4;
		text.data += n;
		text.len -= (size_t)n;
	}
	return width;
}
