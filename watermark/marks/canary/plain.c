#include "watermark/marks/canary/plain.h"

#include <string.h>

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

size_t
dye_plain_sign(struct dye_slice text, size_t at, uint32_t * character)
{
	size_t n, start = at + 1;
	bool hex;

	if (text.data[at] == '%')
		return read_value(text, start, 2, 16, character) == 2 ? 3 : 0;
	if (text.data[at] != '&' || start >= text.len)
		return 0;
	if (text.data[start] == '#') {
		hex = start + 1 < text.len && (text.data[start + 1] | 32) == 'x';
		start += hex ? 2 : 1;
		n = read_value(text, start, 6, hex ? 16 : 10, character);
	} else {
		for (n = 0; n < 8 && start + n < text.len && dye_is_alpha((uint8_t)text.data[start + n]); n++)
			;
		*character = ' ';
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

		if (c < 0x80 || (c = narrow(text, i)) != 0) {
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
		for (n = 0; i + n < text.len && dye_fold_byte[(uint8_t)text.data[i + n]] != 0; n++)
			;
		if (n == 0)
			DYE_TRY(dye_buffer_append_byte(out, text.data[i++], err));
		else
			DYE_TRY(dye_fold_piece((struct dye_slice){text.data + i, n}, out, err));
		i += n;
	}
	return DYE_OK;
}

enum dye_code
dye_plain(struct dye_slice text, bool decoded, struct dye_plain * plain, bool * signs, struct dye_error * err)
{

	*signs = false;
	dye_buffer_reset(&plain->text);
	if (!decoded || (memchr(text.data, '&', text.len) == NULL && memchr(text.data, '%', text.len) == NULL))
		return fold(text, &plain->text, err);
	dye_buffer_reset(&plain->decoded);
	DYE_TRY(decode(text, &plain->decoded, signs, err));
	return fold(dye_buffer_slice(&plain->decoded), &plain->text, err);
}

void
dye_plain_release(struct dye_plain * plain)
{

	dye_buffer_release_secret(&plain->decoded);
	dye_buffer_release_secret(&plain->text);
}
