#include "watermark/marks/core/orderkey.h"

#include <string.h>

#include "formats/base/ascii.h"

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
