#include "formats/field/core/glyphs.h"

#include <string.h>
#include <utf8proc.h>

#include "formats/base/fold.h"

/* One code point, its forms of width, space and dash made one; 0 for those that show nothing. */
static uint32_t
narrow(uint32_t c)
{

	if (c < 0x80)
		return c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
	if (dye_fold_narrow(c) != 0)
		return dye_fold_narrow(c);
	if (c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202F || c == 0x205F)
		return ' ';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63)
		return '-';
	/* Soft hyphen, zero width, direction, variation selectors. */
	if (c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
	    (c >= 0x2066 && c <= 0x2069) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF)
		return 0;
	return c == 0xFFE5 ? 0xA5 : c;
}

void
dye_glyphs_text(struct dye_slice text, struct dye_glyphs * scan)
{
	size_t at = 0;
	uint32_t end = 0;

	scan->n = 0;
	scan->cut = text.len > UINT32_MAX;
	while (at < text.len && !scan->cut) {
		utf8proc_int32_t c = (uint8_t)text.data[at];
		utf8proc_ssize_t len = c < 0x80 ? 1
						: utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
						      (utf8proc_ssize_t)(text.len - at), &c);
		uint32_t cp = len > 0 ? narrow((uint32_t)c) : 0xFFFD;
		size_t start = at;

		at += len > 0 ? (size_t)len : 1;
		if (cp == 0 || (cp == ' ' && scan->n == 0))
			continue;
		if (scan->n == DYE_GLYPHS_MAX) {
			scan->cut = true;
			break;
		}
		scan->cp[scan->n] = cp;
		scan->at[scan->n++] = (uint32_t)start;
		scan->at[scan->n] = (uint32_t)at;
		if (cp != ' ')
			end = scan->n;
	}
	scan->n = end;
}

bool
dye_glyphs_squeeze(const struct dye_glyphs * scan, const char * drop, char * out, size_t size)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < scan->n; i++) {
		uint32_t c = scan->cp[i];

		if (c == 0 || c >= 0x80)
			return false;
		if (strchr(drop, (int)c) != NULL)
			continue;
		if (n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return !scan->cut;
}

bool
dye_glyphs_ascii(const struct dye_glyphs * scan, char * out, size_t size)
{

	return dye_glyphs_squeeze(scan, "", out, size);
}

void
dye_shape_of(const struct dye_glyphs * scan, struct dye_shape * shape)
{
	uint32_t i;

	*shape = (struct dye_shape){.n = scan->n};
	for (i = 0; i < scan->n; i++) {
		uint32_t c = scan->cp[i];

		if (dye_is_digit(c))
			shape->digits++;
		else if (dye_is_upper(c))
			shape->upper++;
		else if (dye_is_lower(c))
			shape->lower++;
		else if (dye_is_han(c))
			shape->han++;
		else if (c == ' ')
			shape->spaces++;
		else if (c >= 0xC0 && c != 0xFFFD && !(c >= 0x2000 && c <= 0x303F))
			shape->letters++;
		else
			shape->other++;
		if (c != ' ' && (i == 0 || scan->cp[i - 1] == ' '))
			shape->words++;
	}
}

bool
dye_all_digits(const char * s)
{

	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

uint32_t
dye_digits_value(const char * s, size_t n)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < n; i++)
		v = v * 10 + (uint32_t)(s[i] - '0');
	return v;
}

bool
dye_holds(struct dye_slice text, const char * part)
{
	size_t len = strlen(part);

	return text.len >= len && memmem(text.data, text.len, part, len) != NULL;
}

bool
dye_begins(struct dye_slice text, const char * part)
{
	size_t len = strlen(part);

	return text.len >= len && memcmp(text.data, part, len) == 0;
}

bool
dye_ends(struct dye_slice text, const char * part)
{
	size_t len = strlen(part);

	return text.len >= len && memcmp(text.data + text.len - len, part, len) == 0;
}

enum dye_code
dye_append_cp(struct dye_buffer * out, uint32_t cp, struct dye_error * err)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t len = utf8proc_encode_char((utf8proc_int32_t)cp, bytes);

	return dye_buffer_append(out, bytes, (size_t)len, err);
}

static void
parse_reset(struct dye_parse * parse)
{

	dye_buffer_reset(&parse->canonical);
	parse->slot_count = 0;
	memset(parse->context, 0, sizeof(parse->context));
}

enum dye_code
dye_parse_words(struct dye_slice text, struct dye_parse * parse, struct dye_error * err)
{

	parse_reset(parse);
	return dye_fold_tokens(text, &parse->canonical, err);
}

enum dye_code
dye_parse_string(const char * canonical, struct dye_parse * parse, struct dye_error * err)
{

	parse_reset(parse);
	return dye_buffer_append(&parse->canonical, canonical, strlen(canonical), err);
}
