/*
 * check.h: check digits of numbers whose issuers agree on one: an invented number without a right one would show at once.
 */
#ifndef DYE_FIELD_CHECK_H
#define DYE_FIELD_CHECK_H

#include <stdbool.h>
#include <stddef.h>

enum dye_check {
	DYE_CHECK_NONE,
	DYE_CHECK_EAN,	/* the last of 13 digits: EAN, ISBN, ISSN in GS1's form (ISO 15420) */
	DYE_CHECK_LUHN, /* the last of 14 to 19 digits: cards (ISO/IEC 7812-1), IMEI */
	DYE_CHECK_IBAN, /* the two digits behind the country (ISO 13616, ISO 7064 MOD 97-10) */
};

/**
 * dye_check_of(s, n): Which check digits of the ${n} characters are there and right. Signs and spaces between do not count. A number that
 * satisfies one by chance is taken for one that has it.
 */
enum dye_check dye_check_of(const char * s, size_t n);

/* Is character ${i} a check digit of that sort? */
bool dye_check_at(enum dye_check check, const char * s, size_t n, size_t i);

/* Make the check digits right. ${s} is of that sort but for them. */
void dye_check_set(enum dye_check check, char * s, size_t n);

#endif
