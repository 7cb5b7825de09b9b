#include "watermark/marks/canary/plain.h"

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

static enum dye_code
decode(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
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
		i += n == 0 ? 1 : n;
	}
	return rc;
}

static enum dye_code
fold(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i = 0, n;

	while (i < text.len && rc == DYE_OK) {
		for (n = 0; i + n < text.len && dye_fold_byte[(uint8_t)text.data[i + n]] != 0; n++)
			;
		if (n == 0)
			rc = dye_buffer_append_byte(out, text.data[i++], err);
		else
			rc = dye_fold_piece((struct dye_slice){text.data + i, n}, out, err);
		i += n;
	}
	return rc;
}

enum dye_code
dye_plain(struct dye_slice text, bool decoded, struct dye_plain * plain, struct dye_error * err)
{

	dye_buffer_reset(&plain->text);
	if (!decoded)
		return fold(text, &plain->text, err);
	dye_buffer_reset(&plain->decoded);
	DYE_TRY(decode(text, &plain->decoded, err));
	return fold(dye_buffer_slice(&plain->decoded), &plain->text, err);
}

void
dye_plain_release(struct dye_plain * plain)
{

	dye_buffer_release_secret(&plain->decoded);
	dye_buffer_release_secret(&plain->text);
}
