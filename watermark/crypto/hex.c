#include "watermark/crypto/crypto.h"

#include "formats/base/ascii.h"

void
dye_hex(const uint8_t * in, size_t len, char * out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * len] = '\0';
}

bool
dye_unhex(const char * in, uint8_t * out, size_t len)
{

	for (size_t i = 0; i < len; i++) {
		int high = dye_hex_value(in[2 * i]);
		/* After a bad digit there may be nothing more to read. */
		int low = high < 0 ? -1 : dye_hex_value(in[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return in[2 * len] == '\0';
}
