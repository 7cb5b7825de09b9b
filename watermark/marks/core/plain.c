#include "watermark/marks/core/plain.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/fold.h"
#include "formats/field/core/glyphs.h"

/* *signs: there was one. */
static enum dye_code
decode(struct dye_slice text, struct dye_buffer * out, bool * signs, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i = 0, n;
	uint32_t c = 0;

	while (i < text.len && rc == DYE_OK) {
		for (n = 0; i + n < text.len && !dye_plain_stands((uint8_t)text.data[i + n]); n++)
			;
		if (n > 0)
			rc = dye_buffer_append(out, text.data + i, n, err);
		else if ((n = dye_plain_sign(text, i, &c)) > 0) {
			rc = dye_append_cp(out, c, err);
			*signs = true;
		} else {
			rc = dye_buffer_append_byte(out, text.data[i], err);
			n = 1;
		}
		i += n;
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
		uint8_t c;

		for (n = 0; i + n < text.len && (uint8_t)text.data[i + n] < 0x80; n++)
			;
		if (n > 0) {
			DYE_TRY(dye_buffer_append(out, text.data + i, n, err));
		} else if ((c = narrow(text, i)) != 0 || (c = joining(text, i)) != 0) {
			n = 3;
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

/* A fraction in one sign, of two bytes or three: a number of its own, which folding would add to the digits before it. How long it is; 0: none. */
static size_t
fraction(struct dye_slice text, size_t at)
{
	const uint8_t * p = (const uint8_t *)text.data + at;

	if (p[0] == 0xC2)
		return text.len - at >= 2 && p[1] >= 0xBC && p[1] <= 0xBE ? 2 : 0;
	if (p[0] != 0xE2 || text.len - at < 3)
		return 0;
	return (p[1] == 0x85 && p[2] >= 0x90 && p[2] <= 0x9F) || (p[1] == 0x86 && p[2] == 0x89) ? 3 : 0;
}

/* What stands at ${at} is told apart from what is folded: as which sign of ASCII, and how long it is; 0: it is folded. */
static size_t
apart(struct dye_slice text, size_t at, char * as)
{
	uint8_t sign = joining(text, at);

	*as = sign != 0 ? (char)sign : ' ';
	if (sign != 0)
		return 3;
	if (dye_fold_byte[(uint8_t)text.data[at]] != 0)
		return fraction(text, at);
	*as = text.data[at];
	return 1;
}

static enum dye_code
fold(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t i, n, length = 0;
	char as = 0;
	bool easy;

	DYE_TRY(append_easy(text, out, &easy, err));
	for (i = 0; i < text.len && !easy; i += n + length) {
		for (n = 0, length = 0; i + n < text.len && (length = apart(text, i + n, &as)) == 0; n++)
			;
		if (n > 0)
			DYE_TRY(dye_fold_piece((struct dye_slice){text.data + i, n}, out, err));
		if (length > 0)
			DYE_TRY(dye_buffer_append_byte(out, as, err));
	}
	return DYE_OK;
}

/* Bytes that are looked at at once: the vectors of GCC and Clang, which make the machine's of them. */
typedef uint8_t vector __attribute__((vector_size(16)));

/* None of the bytes at ${p} is one of dye_plain_stands(); false says nothing. */
static bool
is_all_plain(const char * p)
{
	uint64_t any[2];
	vector c, stands;

	memcpy(&c, p, sizeof(c));
	stands = (vector)(c < 0x20) | (vector)(c == '&') | (vector)(c == '%') | (vector)(c == '\\') |
		 (vector)(c == '<') | (vector)(c == '=') | (vector)(c == 0x7F) | (vector)(c >= 0xE2);
	memcpy(any, &stands, sizeof(any));
	return (any[0] | any[1]) == 0;
}

bool
dye_plain_may_stand(struct dye_slice text)
{
	size_t i = 0;

	while (text.len - i >= sizeof(vector) && is_all_plain(text.data + i))
		i += sizeof(vector);
	if (text.len >= sizeof(vector) && text.len - i < sizeof(vector) &&
	    is_all_plain(text.data + text.len - sizeof(vector)))
		return false;
	for (; i < text.len && !dye_plain_stands((uint8_t)text.data[i]); i++)
		;
	return i < text.len;
}

enum dye_code
dye_plain(struct dye_slice text, bool decoded, struct dye_plain * plain, bool * signs, struct dye_error * err)
{

	*signs = false;
	dye_buffer_reset(&plain->text);
	if (decoded && dye_plain_may_stand(text)) {
		dye_buffer_reset(&plain->decoded);
		DYE_TRY(decode(text, &plain->decoded, signs, err));
		text = dye_buffer_slice(&plain->decoded);
	}
	DYE_TRY(fold(text, &plain->text, err));
	plain->marked = plain->marked || dye_plain_marked(dye_buffer_slice(&plain->text));
	return DYE_OK;
}

bool
dye_plain_marked(struct dye_slice text)
{
	size_t i;

	for (i = 0; i + 1 < text.len; i++) {
		uint8_t c = (uint8_t)text.data[i], next = (uint8_t)text.data[i + 1];

		if ((c >= 0xC3 && c <= 0xCD) || c == 0xD2 || (c == 0xE1 && next >= 0xAA) ||
		    (c == 0xE2 && next == 0x83) || (c == 0xEF && next == 0xB8))
			return true;
	}
	return false;
}

/* Marks on or around letters of whatever script (U+0300, U+1AB0, U+1DC0, U+20D0, U+FE20 and on), and those of Cyrillic thousands. */
static bool
is_mark(utf8proc_int32_t c)
{

	return (c >= 0x300 && c < 0x370) || (c >= 0x483 && c <= 0x489) || (c >= 0x1AB0 && c < 0x1B00) ||
	       (c >= 0x1DC0 && c < 0x1E00) || (c >= 0x20D0 && c < 0x2100) || (c >= 0xFE20 && c < 0xFE30);
}

/* The letter under a stroke, or whose dot was left out, which Unicode does not take apart; 0: it is none. */
static char
stroked(utf8proc_int32_t c)
{
	static const struct {
		uint16_t c;
		char letter;
	} letters[] = {{0xD8, 'O'}, {0xF8, 'o'}, {0x110, 'D'}, {0x111, 'd'}, {0x126, 'H'}, {0x127, 'h'}, {0x131, 'i'},
	    {0x141, 'L'}, {0x142, 'l'}, {0x166, 'T'}, {0x167, 't'}, {0x180, 'b'}, {0x197, 'I'}, {0x268, 'i'}};
	size_t i;

	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (c == letters[i].c)
			return letters[i].letter;
	return 0;
}

/* Append what is left of a character of ${n} bytes at ${at}: nothing of a mark, a letter without its own. How many bytes. */
static size_t
put_bare(utf8proc_int32_t c, const char * at, size_t n, char * out)
{
	utf8proc_int32_t parts[8];
	char letter = stroked(c);
	int last = 0;

	if (is_mark(c))
		return 0;
	if (letter != 0) {
		*out = letter;
		return 1;
	}
	if (((c >= 0xC0 && c < 0x370) || (c >= 0x1E00 && c < 0x1F00)) &&
	    utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, &last) == 1)
		return (size_t)utf8proc_encode_char(parts[0], (utf8proc_uint8_t *)out);
	memmove(out, at, n);
	return n;
}

size_t
dye_plain_bare(struct dye_slice text, char * out)
{
	utf8proc_int32_t c;
	size_t i, n, put = 0;

	for (i = 0; i < text.len; i += n) {
		utf8proc_ssize_t read =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.len - i), &c);

		n = read > 0 ? (size_t)read : 1;
		if (read > 0 && c >= 0x80)
			put += put_bare(c, text.data + i, n, out + put);
		else
			out[put++] = text.data[i];
	}
	return put;
}

void
dye_plain_release(struct dye_plain * plain)
{

	dye_buffer_release_secret(&plain->decoded);
	dye_buffer_release_secret(&plain->text);
}
