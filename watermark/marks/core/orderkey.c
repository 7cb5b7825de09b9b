#include "watermark/marks/core/orderkey.h"

#include <string.h>
#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"
#include "formats/field/core/when.h"

/* Bytes of a time at most: hardly a longer cell is one, and all that the head of a file has are read. */
#define TIME_MOST 48

static void
read_number(struct dye_slice text, struct dye_order_key * key)
{
	uint32_t unit = 1000000000;
	size_t i = 0;

	for (; i < text.len && dye_is_digit((uint8_t)text.data[i]) && i < 19; i++)
		key->number = key->number * 10 + (uint64_t)(text.data[i] - '0');
	key->whole = i > 0 && (i == text.len || (text.data[i] == '.' && i + 1 < text.len && text.len - i <= 10));
	for (i++; i < text.len && key->whole; i++) {
		key->whole = dye_is_digit((uint8_t)text.data[i]);
		key->fraction += (unit /= 10) * (uint32_t)(text.data[i] - '0');
	}
}

void
dye_order_key_of(struct dye_slice text, struct dye_order_key * key)
{
	size_t len = text.len < sizeof(key->text) ? text.len : sizeof(key->text);

	memset(key, 0, sizeof(*key));
	key->len = (uint8_t)len;
	memcpy(key->text, text.data, len);
	read_number(text, key);
}

/* A character as it is sorted by: without case and accents. Nothing of a sign, by letters. */
static void
put_char(utf8proc_int32_t c, enum dye_collation collation, struct dye_order_key * key)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
					  UTF8PROC_IGNORE | UTF8PROC_STRIPMARK |
					  (collation == DYE_BY_LETTERS ? UTF8PROC_LUMP : 0);
	utf8proc_int32_t parts[32];
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n, len;
	int last = 0;

	n = utf8proc_decompose_char(c, parts, 32, options, &last);
	for (utf8proc_ssize_t i = 0; i < n && i < 32; i++) {
		utf8proc_category_t category = utf8proc_category(parts[i]);

		if (collation == DYE_BY_LETTERS && (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO))
			continue;
		len = utf8proc_encode_char(parts[i], bytes);
		if (len <= 0 || (size_t)len + key->len > sizeof(key->text))
			return;
		memcpy(key->text + key->len, bytes, (size_t)len);
		key->len = (uint8_t)(key->len + len);
	}
}

/* Parts of a time, each below its range, as one number; before all texts. */
static void
put_time(
    const struct dye_glyphs * scan, const struct dye_when * w, uint32_t month, uint32_t day, struct dye_order_key * key)
{
	uint64_t time = ((uint64_t)w->date.year * 16 + month) * 32 + (w->has_day ? day : 0);

	time = (time * 32 + (w->has_time ? w->hour : 0)) * 64 + (w->has_time ? w->minute : 0);
	time = time * 64 + (w->has_seconds ? dye_when_value(scan, w->second) : 0);
	key->len = 9;
	key->text[0] = 0x01;
	for (unsigned i = 0; i < 8; i++)
		key->text[1 + i] = (char)(uint8_t)(time >> (56 - 8 * i));
}

/* By the date that it says; what says none is its bytes behind all those. */
static void
key_of_time(struct dye_slice text, bool day_first, struct dye_order_key * key)
{
	struct dye_glyphs scan;
	struct dye_when w;

	dye_order_key_of(text, key);
	text = dye_trim(text);
	if (text.len > TIME_MOST)
		return;
	dye_glyphs_text(text, &scan);
	if (!dye_when_read(&scan, &w) || !w.has_date)
		return;
	memset(key, 0, sizeof(*key));
	if (w.ambiguous && day_first)
		put_time(&scan, &w, w.date.day, w.date.month, key);
	else
		put_time(&scan, &w, w.date.month, w.date.day, key);
}

void
dye_order_key_collated(struct dye_slice text, enum dye_collation collation, struct dye_order_key * key)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (collation == DYE_BY_BYTES) {
		dye_order_key_of(text, key);
		return;
	}
	if (collation == DYE_BY_TIME || collation == DYE_BY_TIME_DAY_FIRST) {
		key_of_time(text, collation == DYE_BY_TIME_DAY_FIRST, key);
		return;
	}
	memset(key, 0, sizeof(*key));
	text = dye_trim(text);
	for (size_t at = 0; at < text.len && key->len < sizeof(key->text) - 4; at += (size_t)n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), &c);
		/* What is no character is skipped. */
		if (n > 0)
			put_char(c, collation, key);
		else
			n = 1;
	}
	/* Signs alone come before all that has letters. */
	if (text.len > 0 && key->len == 0)
		key->len = 1;
}
