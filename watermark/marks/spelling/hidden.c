#include "watermark/marks/spelling/hidden.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"

/* How long the character at the end is. */
static size_t
last_of(struct dye_slice text)
{
	size_t n = 1;

	while (n < text.len && ((uint8_t)text.data[text.len - n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* A sign that may stand around a whole cell and be taken off, or ${n} bytes of one; full stops, brackets and the sign of a number are the cell's own. */
static bool
wraps(const char * at, size_t n)
{
	utf8proc_category_t of;
	utf8proc_int32_t c;

	if ((uint8_t)at[0] < 0x80)
		return !dye_is_alnum((uint8_t)at[0]) && strchr(".()[]#", at[0]) == NULL;
	if (utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)n, &c) < 0)
		return true;
	of = utf8proc_category(c);
	return of < UTF8PROC_CATEGORY_LU || (of > UTF8PROC_CATEGORY_LO && of < UTF8PROC_CATEGORY_ND) ||
	       of > UTF8PROC_CATEGORY_NO;
}

/* How many bytes at the end are an escape ("\\0", "^M") or such a sign, or one full stop of several. */
static size_t
tail_of(struct dye_slice text)
{
	size_t n;

	if (text.len > 1 && strchr("\\^", text.data[text.len - 2]) != NULL)
		return 2;
	if (text.len > 1 && memcmp(text.data + text.len - 2, "..", 2) == 0)
		return 1;
	n = text.len == 0 ? 0 : last_of(text);
	return n > 0 && wraps(text.data + text.len - n, n) ? n : 0;
}

/* And at the beginning, of what ended in a quote: a sign, or the letter of SQL's and Python's strings ("N'...'"). */
static size_t
head_of(struct dye_slice text, bool quoted)
{
	size_t n;

	if (quoted && text.len > 1 && dye_is_alpha((uint8_t)text.data[0]) && strchr("'\"", text.data[1]) != NULL)
		return 2;
	n = text.len == 0 ? 0 : dye_plain_character(text, 0);
	return n > 0 && wraps(text.data, n) ? n : 0;
}

/* Nothing is taken off: nearly every cell begins with a letter or digit, and ends with two. Asked of every cell. */
static bool
is_bare(struct dye_slice text)
{

	return text.len > 2 && dye_is_alnum((uint8_t)text.data[0]) && dye_is_alnum((uint8_t)text.data[text.len - 1]) &&
	       dye_is_alnum((uint8_t)text.data[text.len - 2]);
}

struct dye_slice
dye_spelling_bare(struct dye_slice text)
{
	bool quoted;
	size_t n;

	if (is_bare(text))
		return text;
	text = dye_trim(text);
	quoted = text.len > 0 && strchr("'\"", text.data[text.len - 1]) != NULL;
	while ((n = tail_of(text)) > 0)
		text.len -= n;
	while ((n = head_of(text, quoted)) > 0) {
		text.data += n;
		text.len -= n;
	}
	return dye_trim(text);
}

/* "A & B" stands for itself. */
static bool
may_stand_for_other(struct dye_slice text)
{

	for (size_t i = 0; i < text.len; i++)
		if (dye_plain_stands((uint8_t)text.data[i]) &&
		    (text.data[i] != '&' || (i + 1 < text.len && text.data[i + 1] != ' ')))
			return true;
	return false;
}

/* What is a sign between words to everybody, beyond ASCII: a colon, a bullet; no quote, dash, blank, nor what shows nothing. */
static bool
parts_beyond_ascii(const char * at, size_t n)
{
	utf8proc_int32_t c;
	utf8proc_category_t of;

	if (utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)n, &c) < 0)
		return false;
	of = utf8proc_category(c);
	return of == UTF8PROC_CATEGORY_PO || of == UTF8PROC_CATEGORY_SO || of == UTF8PROC_CATEGORY_SM ||
	       of == UTF8PROC_CATEGORY_PS || of == UTF8PROC_CATEGORY_PE;
}

/* How many bytes at ${at} stand for a blank, for nothing, or for an end of a line; 0: none do. Behind "=" stands what a label names: 20 is no blank there. */
static size_t
markup_at(struct dye_slice text, size_t at)
{
	uint32_t c = 0;
	bool stands = text.data[at] != '=' && dye_plain_stands((uint8_t)text.data[at]);
	size_t n = stands ? dye_plain_sign(text, at, &c) : 0;

	return n > 0 && (c <= ' ' || c == 0xA0 || c == 0xAD) ? n : 0;
}

/* How many bytes at ${at} end a piece; 0: none do. */
static size_t
parts_at(struct dye_slice text, size_t at)
{
	unsigned char c = (unsigned char)text.data[at], next = at + 1 < text.len ? (unsigned char)text.data[at + 1] : 0;
	size_t n;

	if (dye_is_alnum(c) || c == ' ')
		return 0;
	if ((n = markup_at(text, at)) > 0)
		return n;
	if (c == ':')
		return !dye_is_digit(next) || at == 0 || !dye_is_digit((unsigned char)text.data[at - 1]);
	if (c < 0x80)
		return c < ' ' || c == 0x7F || strchr("|;=_*~^<>[]{}\\\"", c) != NULL;
	n = dye_plain_character(text, at);
	return parts_beyond_ascii(text.data + at, n) ? n : 0;
}

bool
dye_spelling_piece(struct dye_slice text, size_t * at, struct dye_slice * piece)
{

	while (*at < text.len) {
		size_t start = *at, end = start, n = 0;

		while (end < text.len && (n = parts_at(text, end)) == 0)
			end++;
		*at = end + n;
		*piece = dye_spelling_bare((struct dye_slice){text.data + start, end - start});
		if (piece->len < text.len && piece->len > 0 && memchr(piece->data, ' ', piece->len) != NULL)
			return true;
	}
	return false;
}

enum dye_code
dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    uint32_t shown, struct dye_plain * plain, uint32_t * slots, struct dye_error * err)
{
	struct dye_slice bare = dye_spelling_bare(text);
	bool signs = false;
	uint32_t all = 0;

	if (may_stand_for_other(text)) {
		DYE_TRY(dye_plain(text, true, plain, &signs, err));
		bare = signs ? dye_spelling_bare(dye_buffer_slice(&plain->text)) : bare;
	}
	if (!signs && (bare.len == text.len || bare.len == dye_trim(text).len))
		return DYE_OK;
	DYE_TRY(dye_spelling_count(profile, kind, bare, &all, err));
	*slots += all > shown ? all - shown : 0;
	return DYE_OK;
}
