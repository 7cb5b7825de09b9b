/*
 * ascii.h: letters and digits of ASCII, whatever the locale. A byte is asked for as uint8_t: as char it may be negative.
 */
#ifndef DYE_BASE_ASCII_H
#define DYE_BASE_ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline bool
dye_is_digit(uint32_t c)
{

	return c >= '0' && c <= '9';
}

static inline bool
dye_is_upper(uint32_t c)
{

	return c >= 'A' && c <= 'Z';
}

static inline bool
dye_is_lower(uint32_t c)
{

	return c >= 'a' && c <= 'z';
}

static inline bool
dye_is_alpha(uint32_t c)
{

	return dye_is_upper(c) || dye_is_lower(c);
}

static inline bool
dye_is_alnum(uint32_t c)
{

	return dye_is_alpha(c) || dye_is_digit(c);
}

static inline char
dye_lower(char c)
{

	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline char
dye_upper(char c)
{

	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* What a digit to base 16 stands for, or -1. */
static inline int
dye_hex_value(char c)
{

	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
