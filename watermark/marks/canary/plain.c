#include "watermark/marks/canary/plain.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/fold.h"
#include "formats/field/core/glyphs.h"

/* The value of digits to this base, and how many they are. */
static size_t
read_value(struct dye_slice text, size_t at, size_t most, unsigned base, uint32_t * value)
{
	size_t n = 0;

	for (*value = 0; n < most && at + n < text.len; n++) {
		uint32_t c = (uint8_t)text.data[at + n], low = c | 32;

		if (dye_is_digit(c))
			*value = *value * base + (c - '0');
		else if (base == 16 && low >= 'a' && low <= 'f')
			*value = *value * base + (low - 'a' + 10);
		else
			break;
	}
	return n;
}

static bool
is(struct dye_slice text, const char * other)
{

	return dye_slice_equal(text, (struct dye_slice){other, strlen(other)});
}

/* What a name stands for: a letter with an accent for the letter, a sign that joins words (piece_words.h) or parts mailboxes for itself, all else for a space. */
static uint32_t
named(struct dye_slice name)
{
	static const struct {
		const char *name, *sign;
	} signs[] = {{"period", "."}, {"lowbar", "_"}, {"UnderBar", "_"}, {"hyphen", "-"}, {"dash", "-"}, {"plus", "+"},
	    {"commat", "@"}};
	static const char * const accents[] = {"acute", "grave", "circ", "uml", "tilde", "ring", "cedil", "caron"};
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (is(name, signs[i].name))
			return (uint8_t)signs[i].sign[0];
	for (i = 0; i < sizeof(accents) / sizeof(accents[0]); i++)
		if (name.len > 1 && is((struct dye_slice){name.data + 1, name.len - 1}, accents[i]))
			return (uint8_t)name.data[0];
	return ' ';
}

#define NAME_MOST 24 /* letters */

/* Behind a backslash: n, r, t, b, f for what parts lines and words (JSON, iCalendar, dumps of databases), u and four digits for a character (JSON). */
static size_t
escaped(struct dye_slice text, size_t start, uint32_t * character)
{

	if (start >= text.len)
		return 0;
	if (text.data[start] == 'u')
		return read_value(text, start + 1, 4, 16, character) == 4 && *character >= ' ' ? 6 : 0;
	*character = ' ';
	return memchr("nrtbf", text.data[start], 5) != NULL ? 2 : 0;
}

size_t
dye_plain_sign(struct dye_slice text, size_t at, uint32_t * character)
{
	size_t n, start = at + 1;
	bool hex;

	if (text.data[at] == '%')
		return read_value(text, start, 2, 16, character) == 2 ? 3 : 0;
	if (text.data[at] == '\\')
		return escaped(text, start, character);
	if (text.data[at] != '&' || start >= text.len)
		return 0;
	if (text.data[start] == '#') {
		hex = start + 1 < text.len && (text.data[start + 1] | 32) == 'x';
		start += hex ? 2 : 1;
		n = read_value(text, start, 6, hex ? 16 : 10, character);
	} else {
		for (n = 0; n < NAME_MOST && start + n < text.len && dye_is_alpha((uint8_t)text.data[start + n]); n++)
			;
		*character = named((struct dye_slice){text.data + start, n});
	}
	return n > 0 && start + n < text.len && text.data[start + n] == ';' ? start + n + 1 - at : 0;
}

/* *signs: there was one. */
static enum dye_code
decode(struct dye_slice text, struct dye_buffer * out, bool * signs, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i = 0, n;
	uint32_t c = 0;

	while (i < text.len && rc == DYE_OK) {
		n = dye_plain_sign(text, i, &c);
		if (n == 0)
			rc = dye_buffer_append_byte(out, text.data[i], err);
		else if (text.data[i] == '%')
			rc = dye_buffer_append_byte(out, (char)c, err);
		else
			rc = dye_append_cp(out, c, err);
		*signs = *signs || n > 0;
		i += n == 0 ? 1 : n;
	}
	return rc;
}

/* Of three bytes: another full stop (U+2024, U+3002, U+FE52, U+FF61) or hyphen (U+2010, U+2011, U+FE63), as that of ASCII; 0: it is none. */
static uint8_t
joining(struct dye_slice text, size_t at)
{
	static const char signs[][4] = {"\xE2\x80\xA4", "\xE3\x80\x82", "\xEF\xB9\x92", "\xEF\xBD\xA1", "\xE2\x80\x90",
	    "\xE2\x80\x91", "\xEF\xB9\xA3"};
	size_t i;

	for (i = 0; text.len - at >= 3 && i < sizeof(signs) / sizeof(signs[0]); i++)
		if (memcmp(text.data + at, signs[i], 3) == 0)
			return i < 4 ? '.' : '-';
	return 0;
}

/* The full-width form of which character of ASCII stands there (UTF-8 EF and two bytes); 0: none. */
static uint8_t
narrow(struct dye_slice text, size_t at)
{
	const uint8_t * p = (const uint8_t *)text.data + at;

	if (p[0] != 0xEF || text.len - at < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
		return 0;
	return dye_fold_narrow(0xF000u | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu));
}

/* Append what need not be folded but for full-width forms; false, and nothing appended, where there is anything else. */
static enum dye_code
append_easy(struct dye_slice text, struct dye_buffer * out, bool * easy, struct dye_error * err)
{
	size_t i, n, start = out->len;

	for (i = 0; i < text.len; i += n) {
		uint8_t c = (uint8_t)text.data[i];

		if (c < 0x80 || (c = narrow(text, i)) != 0 || (c = joining(text, i)) != 0) {
			n = (uint8_t)text.data[i] < 0x80 ? 1 : 3;
			DYE_TRY(dye_buffer_append_byte(out, (char)c, err));
		} else if ((n = dye_plain_letter(text, i)) > 0) {
			DYE_TRY(dye_buffer_append(out, text.data + i, n, err));
		} else if ((n = dye_plain_space(text, i)) > 0) {
			DYE_TRY(dye_buffer_append_byte(out, ' ', err));
		} else {
			out->len = start;
			*easy = false;
			return DYE_OK;
		}
	}
	*easy = true;
	return DYE_OK;
}

static enum dye_code
fold(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t i = 0, n;
	bool easy;

	DYE_TRY(append_easy(text, out, &easy, err));
	while (i < text.len && !easy) {
		uint8_t sign = joining(text, i);

		for (n = 0; i + n < text.len && dye_fold_byte[(uint8_t)text.data[i + n]] != 0; n++)
			if (joining(text, i + n) != 0)
				break;
		if (n > 0)
			DYE_TRY(dye_fold_piece((struct dye_slice){text.data + i, n}, out, err));
		else
			DYE_TRY(dye_buffer_append_byte(out, sign != 0 ? (char)sign : text.data[i], err));
		n = n > 0 ? n : sign != 0 ? 3 : 1;
		i += n;
	}
	return DYE_OK;
}

static bool
may_stand_for_other(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len && !dye_plain_stands((uint8_t)text.data[i]); i++)
		;
	return i < text.len;
}

enum dye_code
dye_plain(struct dye_slice text, bool decoded, struct dye_plain * plain, bool * signs, struct dye_error * err)
{

	*signs = false;
	dye_buffer_reset(&plain->text);
	if (!decoded || !may_stand_for_other(text))
		return fold(text, &plain->text, err);
	dye_buffer_reset(&plain->decoded);
	DYE_TRY(decode(text, &plain->decoded, signs, err));
	return fold(dye_buffer_slice(&plain->decoded), &plain->text, err);
}

size_t
dye_plain_bare(struct dye_slice text, char * out)
{
	utf8proc_int32_t parts[8], c;
	size_t i, put = 0;
	int last = 0;

	for (i = 0; i < text.len;) {
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.len - i), &c);
		bool marked = n > 0 && ((c >= 0xC0 && c < 0x370) || (c >= 0x1E00 && c < 0x1F00));
		utf8proc_ssize_t left = 0;

		if (marked)
			left = utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, &last);
		if (marked && left == 1)
			put += (size_t)utf8proc_encode_char(parts[0], (utf8proc_uint8_t *)out + put);
		n = n > 0 ? n : 1;
		if (!marked || left > 1) {
			memmove(out + put, text.data + i, (size_t)n);
			put += (size_t)n;
		}
		i += (size_t)n;
	}
	return put;
}

void
dye_plain_release(struct dye_plain * plain)
{

	dye_buffer_release_secret(&plain->decoded);
	dye_buffer_release_secret(&plain->text);
}
