#include "watermark/marks/core/orderkey.h"

#include <string.h>
#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/text.h"

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

void
dye_order_key_collated(struct dye_slice text, enum dye_collation collation, struct dye_order_key * key)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (collation == DYE_BY_BYTES) {
		dye_order_key_of(text, key);
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
