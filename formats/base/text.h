/*
 * text.h: small things that every reader of text needs.
 */
#ifndef DYE_BASE_TEXT_H
#define DYE_BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/base/ascii.h"
#include "formats/base/buffer.h"

/**
 * dye_trim_any(text): ${text} (UTF-8) without white space at its ends, in Unicode's terms too, and without invisible characters (zero width,
 * byte order mark, direction) and ASCII controls there.
 */
struct dye_slice dye_trim_any(struct dye_slice text);

/* The same, faster: nearly every text begins and ends with a sign of ASCII that is seen. */
static inline struct dye_slice
dye_trim(struct dye_slice text)
{
	uint8_t first, last;

	if (text.len == 0)
		return text;
	first = (uint8_t)text.data[0];
	last = (uint8_t)text.data[text.len - 1];
	return first > ' ' && first < 0x7F && last > ' ' && last < 0x7F ? text : dye_trim_any(text);
}

/* How many digits of ASCII there are. */
static inline size_t
dye_count_digits(struct dye_slice text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++)
		digits += dye_is_digit((uint8_t)text.data[i]);
	return digits;
}

/* "" for one, "s" for any other number: "%u column%s". */
static inline const char *
dye_plural(uint64_t count)
{

	return count == 1 ? "" : "s";
}

/**
 * dye_is_shown(c): true where the Unicode character ${c} is seen as itself on a terminal: no control, no direction or zero-width mark, no
 * separator of lines or paragraphs, nothing private or unassigned. (General categories other than C* and Zl, Zp.)
 */
bool dye_is_shown(int32_t c);

/**
 * dye_show(out, text, err): append ${text}, which may come of a stranger (the name of a file, of an account), to what people read:
 * characters that are not shown become \u{HEX}, bytes that are no UTF-8 \xHH, so that it can neither move the cursor nor look like a
 * line of ours.
 */
enum dye_code dye_show(struct dye_buffer * out, struct dye_slice text, struct dye_error * err);

/**
 * dye_show_cut(out, size, text): the same into ${size} > 0 bytes, terminated; what does not fit is left out, in whole characters.
 */
void dye_show_cut(char * out, size_t size, struct dye_slice text);

#endif
