#include "formats/base/json.h"

#include <utf8proc.h>

#include "formats/base/text.h"

/* One character, escaped where it would turn or hide the text on a terminal; controls are among those. */
static enum dye_code
append_shown(struct dye_buffer * out, utf8proc_int32_t c, const char * bytes, size_t len, struct dye_error * err)
{

	if (dye_is_shown(c))
		return dye_buffer_append(out, bytes, len, err);
	if (c < 0x10000)
		return dye_buffer_printf(out, err, "\\u%04x", (unsigned)c);
	return dye_buffer_printf(out, err, "\\u%04x\\u%04x", 0xD800 + (((unsigned)c - 0x10000) >> 10),
	    0xDC00 + (((unsigned)c - 0x10000) & 0x3FF));
}

/* One character of the string, escaped where RFC 8259 section 7 demands it. */
static enum dye_code
append_character(struct dye_buffer * out, utf8proc_int32_t c, const char * bytes, size_t len, struct dye_error * err)
{

	switch (c) {
	case '"':
		return dye_buffer_append(out, "\\\"", 2, err);
	case '\\':
		return dye_buffer_append(out, "\\\\", 2, err);
	case '\n':
		return dye_buffer_append(out, "\\n", 2, err);
	case '\r':
		return dye_buffer_append(out, "\\r", 2, err);
	case '\t':
		return dye_buffer_append(out, "\\t", 2, err);
	default:
		return append_shown(out, c, bytes, len, err);
	}
}

/* ${text}, each character by ${append}; bytes that are not UTF-8 as U+FFFD. */
static enum dye_code
append_all(struct dye_buffer * out, struct dye_slice text,
    enum dye_code (*append)(struct dye_buffer *, int32_t, const char *, size_t, struct dye_error *),
    struct dye_error * err)
{
	size_t i = 0;

	while (i < text.len) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.len - i), &c);

		if (n > 0)
			DYE_TRY(append(out, c, text.data + i, (size_t)n, err));
		else
			DYE_TRY(dye_buffer_append(out, "\xEF\xBF\xBD", 3, err));
		i += n > 0 ? (size_t)n : 1;
	}
	return DYE_OK;
}

enum dye_code
dye_json_string(struct dye_buffer * out, struct dye_slice text, struct dye_error * err)
{

	DYE_TRY(dye_buffer_append_byte(out, '"', err));
	DYE_TRY(append_all(out, text, append_character, err));
	return dye_buffer_append_byte(out, '"', err);
}

enum dye_code
dye_json_part(struct dye_buffer * out, struct dye_slice json, struct dye_error * err)
{

	return append_all(out, json, append_shown, err);
}
