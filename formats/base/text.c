#include "formats/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

/* Beside ASCII's: Unicode's white space (property White_Space), byte order mark, zero width and direction marks, as UTF-8. */
static const char * const blanks[] = {"\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E", "\xE2\x80\x8F",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD",
    "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xE2\x81\x9F", "\xE2\x81\xA0",
    "\xE3\x80\x80", "\xEF\xBB\xBF"};

static bool
stands_at(const char * at, const char * end, const char * blank)
{
	size_t len = strlen(blank);

	return (size_t)(end - at) >= len && memcmp(at, blank, len) == 0;
}

static bool
is_ascii_blank(char c)
{

	return (uint8_t)c <= ' ' || c == 0x7F;
}

/* The length of the blank that begins ${s}, or, ${last}, ends it; 0 if there is none. */
static size_t
blank_len(struct dye_slice s, bool last)
{
	unsigned char c;

	if (s.len == 0)
		return 0;
	c = (unsigned char)s.data[last ? s.len - 1 : 0];
	if (c < 0x80)
		return is_ascii_blank((char)c);
	/* What begins none of them: nearly all letters. */
	if (!last && strchr("\xC2\xE1\xE2\xE3\xEF", c) == NULL)
		return 0;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		size_t len = strlen(blanks[i]);

		if (len <= s.len && stands_at(s.data + (last ? s.len - len : 0), s.data + s.len, blanks[i]))
			return len;
	}
	return 0;
}

struct dye_slice
dye_trim_any(struct dye_slice s)
{
	size_t n;

	/* Most are of ASCII, and then what stands at both ends. */
	for (; s.len > 0 && is_ascii_blank(s.data[0]); s.len--)
		s.data++;
	while (s.len > 0 && is_ascii_blank(s.data[s.len - 1]))
		s.len--;
	if (s.len == 0 || ((uint8_t)s.data[0] < 0x80 && (uint8_t)s.data[s.len - 1] < 0x80))
		return s;
	for (; (n = blank_len(s, false)) > 0; s.len -= n)
		s.data += n;
	while ((n = blank_len(s, true)) > 0)
		s.len -= n;
	return s;
}

bool
dye_is_shown(int32_t c)
{

	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		return true;
	}
}

/* Takes the first character from ${text}, which has one, and gives what is shown of it: at most 12 bytes and a NUL. */
static size_t
show_next(struct dye_slice * text, char piece[13])
{
	int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text->data, (utf8proc_ssize_t)text->len, &c);
	size_t len = n > 0 ? (size_t)n : 1;

	if (n <= 0)
		(void)snprintf(piece, 13, "\\x%02X", (unsigned)(unsigned char)text->data[0]);
	else if (!dye_is_shown(c))
		(void)snprintf(piece, 13, "\\u{%" PRIX32 "}", (uint32_t)c);
	else
		(void)snprintf(piece, 13, "%.*s", (int)len, text->data);
	text->data += len;
	text->len -= len;
	return strlen(piece);
}

enum dye_code
dye_show(struct dye_buffer * out, struct dye_slice text, struct dye_error * err)
{
	char piece[13];

	while (text.len > 0)
		DYE_TRY(dye_buffer_append(out, piece, show_next(&text, piece), err));
	return DYE_OK;
}

void
dye_show_cut(char * out, size_t size, struct dye_slice text)
{
	char piece[13];
	size_t len = 0, n;

	while (text.len > 0 && len + (n = show_next(&text, piece)) < size) {
		memcpy(out + len, piece, n);
		len += n;
	}
	out[len] = '\0';
}
