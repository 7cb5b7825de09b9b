#include "watermark/marks/core/orderkey.h"

#include <string.h>

#include "formats/base/ascii.h"

void
dye_order_key_of(struct dye_slice text, struct dye_order_key * key)
{
	size_t i, len = text.len < sizeof(key->text) ? text.len : sizeof(key->text);

	memset(key, 0, sizeof(*key));
	key->len = (uint8_t)len;
	key->whole = text.len > 0 && text.len <= 19;
	memcpy(key->text, text.data, len);
	for (i = 0; i < len && key->whole; i++) {
		key->whole = dye_is_digit((uint8_t)text.data[i]);
		key->number = key->number * 10 + (uint64_t)(text.data[i] - '0');
	}
}
