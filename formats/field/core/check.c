#include "formats/field/core/check.h"

#include <stdint.h>
#include <string.h>

#include "formats/field/core/glyphs.h"

#define PLACES_MAX 34

/* The letters and digits of a text, and where they stand. */
struct places {
	char c[PLACES_MAX];
	size_t at[PLACES_MAX];
	size_t n;
	size_t digits;
};

static bool
read_places(const char * s, size_t n, struct places * p)
{
	size_t i;

	p->n = p->digits = 0;
	for (i = 0; i < n; i++) {
		if (!dye_is_alnum((uint8_t)s[i]))
			continue;
		if (p->n == PLACES_MAX)
			return false;
		p->digits += dye_is_digit((uint8_t)s[i]);
		p->at[p->n] = i;
		p->c[p->n++] = s[i];
	}
	return true;
}

/* The last digit from those before it: the last of them counts ${weight}, the one before 1, and so on; Luhn adds the digits of a product. */
static char
last_digit(const struct places * p, uint32_t weight, bool luhn)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < p->n; i++) {
		uint32_t v = (uint32_t)(p->c[p->n - 2 - i] - '0') * (i % 2 == 0 ? weight : 1);

		sum += luhn && v > 9 ? v - 9 : v;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

/* The remainder of the number that ISO 7064 makes of an IBAN: its first four places last, letters as 10 to 35. */
static uint32_t
iban_rest(const struct places * p)
{
	uint32_t rest = 0;
	size_t i;

	for (i = 0; i < p->n; i++) {
		char c = dye_upper(p->c[(i + 4) % p->n]);

		if (dye_is_digit((uint8_t)c))
			rest = (rest * 10 + (uint32_t)(c - '0')) % 97;
		else
			rest = (rest * 100 + (uint32_t)(c - 'A') + 10) % 97;
	}
	return rest;
}

static bool
is_iban(const struct places * p)
{

	return p->n >= 15 && dye_is_alpha((uint8_t)p->c[0]) && dye_is_alpha((uint8_t)p->c[1]) &&
	       dye_is_digit((uint8_t)p->c[2]) && dye_is_digit((uint8_t)p->c[3]);
}

enum dye_check
dye_check_of(const char * s, size_t n)
{
	struct places p;

	if (!read_places(s, n, &p) || p.n == 0)
		return DYE_CHECK_NONE;
	if (is_iban(&p))
		return iban_rest(&p) == 1 ? DYE_CHECK_IBAN : DYE_CHECK_NONE;
	if (p.digits < p.n)
		return DYE_CHECK_NONE;
	if (p.n == 13 && last_digit(&p, 3, false) == p.c[12])
		return DYE_CHECK_EAN;
	if (p.n >= 14 && p.n <= 19 && last_digit(&p, 2, true) == p.c[p.n - 1])
		return DYE_CHECK_LUHN;
	return DYE_CHECK_NONE;
}

bool
dye_check_at(enum dye_check check, const char * s, size_t n, size_t i)
{
	struct places p;

	if (check == DYE_CHECK_NONE || !read_places(s, n, &p))
		return false;
	return check == DYE_CHECK_IBAN ? i == p.at[2] || i == p.at[3] : i == p.at[p.n - 1];
}

void
dye_check_set(enum dye_check check, char * s, size_t n)
{
	struct places p;
	uint32_t digits;

	if (check == DYE_CHECK_NONE || !read_places(s, n, &p))
		return;
	if (check != DYE_CHECK_IBAN) {
		s[p.at[p.n - 1]] = last_digit(&p, check == DYE_CHECK_EAN ? 3 : 2, check == DYE_CHECK_LUHN);
		return;
	}
	p.c[2] = p.c[3] = '0';
	digits = 98 - iban_rest(&p);
	s[p.at[2]] = (char)('0' + digits / 10);
	s[p.at[3]] = (char)('0' + digits % 10);
}
