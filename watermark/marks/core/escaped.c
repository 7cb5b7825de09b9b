#include "watermark/marks/core/escaped.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "watermark/crypto/crypto.h"

bool
dye_escaped_write(char * text, size_t size, size_t * used, const char * part)
{

	for (; *part != '\0'; part++) {
		uint8_t c = (uint8_t)*part;
		bool plain = c > ' ' && c != ':' && c != '%' && c != 0x7F;
		int n = snprintf(text + *used, size - *used, plain ? "%c" : "%%%02X", c);

		if (n < 0 || (size_t)n >= size - *used)
			return false;
		*used += (size_t)n;
	}
	return true;
}

bool
dye_escaped_read(const char ** text, char * out, size_t size)
{
	const char * p = *text;
	size_t n = 0;

	for (; *p != '\0' && *p != ':' && *p != ' '; p++) {
		char c = *p;
		uint8_t byte;

		if (c == '%') {
			char hex[3] = {p[1], p[1] == '\0' ? '\0' : p[2], '\0'};

			if (strlen(hex) != 2 || !dye_unhex(hex, &byte, 1) || byte == 0)
				return false;
			c = (char)byte;
			p += 2;
		}
		if (n + 1 >= size)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	*text = p;
	return true;
}
