/*
 * Telephone numbers: China (mobile, landline, service), North America, and E.164 with its plus sign.
 *
 * canonical: '+', country code, national number without trunk prefix, then 'x' and an extension. A number that names no country
 * and has no national form stands as its bare digits. Starred-out digits stay '*': such a number is recognised, and
 * equals no full number.
 * A number with the trunk 0 of another country, in groups (02 40 34 21 33, (0285)37-7111, 020 7946 0101), stands as its digits.
 * A slash may stand once, behind the area code: 0171/2345678, +49 171 / 234 5678. 8 and a group of three is Russia's own form: 8 (916) 123-45-67.
 * A bare 11-digit number that begins with 13 to 19 is Chinese, unless it is grouped 1-3-3-4 as in North America.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/freetail.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/core/trait.h"

#define DIGITS_MAX 20
#define GROUPS_MAX 8

struct phone {
	bool plus;
	size_t dropped;		/* digits of the text before d: an international 00 */
	char d[DIGITS_MAX + 1]; /* digits and stars */
	size_t n;
	size_t stars;
	uint8_t groups[GROUPS_MAX]; /* lengths of the runs between separators */
	size_t group_count;
	size_t slash; /* digits before the only slash; 0: there is none */
	char ext[8];
};

/* What the digits turned out to be. */
struct reading {
	const char * country; /* "86", "1", "" for E.164 as it stands, NULL: bare digits */
	const char * national;
	int sure;
};

static bool
is_star(uint32_t c)
{

	return c == '*' || c == 0x2022 || c == 0x25CF || c == 0xD7;
}

/* The extension from cp[i] on, after "ext", "x", "#" or 转; false where that is not one. */
static bool
read_extension(const struct dye_glyphs * scan, uint32_t i, struct phone * p)
{
	size_t n = 0;

	while (i < scan->n && (dye_is_alpha(scan->cp[i]) || scan->cp[i] == 0x8F6C ||
				  (scan->cp[i] < 0x80 && strchr(".:# ", (int)scan->cp[i]) != NULL)))
		i++;
	for (; i < scan->n; i++) {
		if (!dye_is_digit(scan->cp[i]) || n + 1 == sizeof(p->ext))
			return false;
		p->ext[n++] = (char)scan->cp[i];
	}
	p->ext[n] = '\0';
	return n > 0;
}

/* Take digits, stars and separators; anything else must be an extension. */
static bool
read_digits(const struct dye_glyphs * scan, struct phone * p)
{
	bool open = false; /* inside a run */
	uint32_t i = 0;

	memset(p, 0, sizeof(*p));
	if (scan->n > 0 && scan->cp[0] == '+') {
		p->plus = true;
		i = 1;
	}
	for (; i < scan->n; i++) {
		uint32_t c = scan->cp[i];

		if (dye_is_digit(c) || is_star(c)) {
			if (p->n == DIGITS_MAX || (!open && p->group_count == GROUPS_MAX))
				return false;
			p->stars += is_star(c);
			p->d[p->n++] = dye_is_digit(c) ? (char)c : '*';
			p->group_count += !open;
			p->groups[p->group_count - 1]++;
			open = true;
		} else if (c < 0x80 && c != 0 && strchr(" -.()", (int)c) != NULL) {
			open = false;
		} else if (c == '/' && p->slash == 0 && p->n > 0) {
			p->slash = p->n;
			open = false;
		} else {
			return p->n >= 5 && (c == 'e' || c == 'E' || c == 'x' || c == 'X' || c == '#' || c == 0x8F6C) &&
			       read_extension(scan, i, p);
		}
	}
	return p->n > 0;
}

static bool
grouped(const struct phone * p, uint8_t a, uint8_t b, uint8_t c)
{
	size_t g = p->group_count;

	return g >= 3 && p->groups[g - 3] == a && p->groups[g - 2] == b && p->groups[g - 1] == c;
}

static bool
is_mobile(const char * s, size_t n, size_t stars)
{

	return s[0] == '1' && s[1] >= '3' && s[1] <= '9' && (n == 11 || (stars >= 3 && n >= 8 && n <= 12));
}

static bool
is_nanp(const char * s, size_t n)
{

	if (n != 10 || s[0] < '2' || s[0] == '*')
		return false;
	return s[3] == '*' || (s[3] >= '2' && !(s[1] == '1' && s[2] == '1'));
}

/* Area code without its 0 and number: 10 or 2x and eight, or three digits and seven or eight. */
static bool
is_landline(const char * s, size_t n)
{

	if (s[0] == '1' && s[1] == '0')
		return n == 10 && s[2] >= '2';
	if (s[0] == '2')
		return n == 10 && s[2] >= '2';
	return s[0] >= '3' && s[0] <= '9' && (n == 10 || n == 11) && s[3] >= '2';
}

/* A number that follows a country code of 86. */
static bool
read_china(const char * s, size_t stars, int sure, struct reading * r)
{
	size_t n = strlen(s);

	if (*s == '0') {
		s++;
		n--;
	}
	if (!is_mobile(s, n, stars) && !is_landline(s, n))
		return false;
	*r = (struct reading){"86", s, sure};
	return true;
}

/* A leading 0 and an area code; a third group is an extension: 010-12345678-801. */
static bool
read_landline(struct phone * p, struct reading * r)
{
	size_t last = p->group_count > 0 ? p->groups[p->group_count - 1] : 0;

	if (p->d[0] != '0')
		return false;
	if (p->group_count == 3 && p->groups[0] <= 4 && p->groups[1] >= 7 && last <= 6 && p->ext[0] == '\0') {
		p->n -= last;
		memcpy(p->ext, p->d + p->n, last);
		p->ext[last] = '\0';
		p->d[p->n] = '\0';
	}
	if (!is_landline(p->d + 1, p->n - 1))
		return false;
	*r = (struct reading){"86", p->d + 1, p->group_count >= 2 ? 920 : 720};
	return true;
}

static bool
read_america(const struct phone * p, struct reading * r)
{
	const char * s = p->d + (p->n == 11 && p->d[0] == '1' ? 1 : 0);

	if (!is_nanp(s, strlen(s)))
		return false;
	*r = (struct reading){"1", s, 300};
	if (grouped(p, 3, 3, 4))
		r->sure = 950;
	else if (p->group_count == 2 && p->groups[0] == 3 && p->groups[1] == 7)
		r->sure = 850;
	else if (p->group_count <= 2)
		r->sure = 700;
	return true;
}

/* A trunk 0 and groups, none of one digit: not the place to say whose country's. 123-45-6789 is an American's social security number. */
static bool
read_trunk(const struct phone * p, struct reading * r)
{
	bool pairs = p->n == 10;
	size_t i;

	if (p->d[0] != '0' || p->d[1] == '0' || p->stars > 0 || p->n < 9 || p->n > 12 || p->group_count < 2 ||
	    (p->n == 9 && grouped(p, 3, 2, 4)))
		return false;
	for (i = 0; i < p->group_count; i++) {
		if (p->groups[i] < 2)
			return false;
		pairs = pairs && p->groups[i] == 2;
	}
	*r = (struct reading){NULL, p->d, pairs ? 900 : 760};
	return true;
}

/* 8 is what Russia dials in front: 8 (916) 123-45-67. */
static bool
read_russia(const struct phone * p, struct reading * r)
{

	if (p->n != 11 || p->d[0] != '8' || p->stars > 0 || p->group_count < 3 || p->groups[0] != 1 ||
	    p->groups[1] != 3 || strchr("3489", p->d[1]) == NULL)
		return false;
	*r = (struct reading){"7", p->d + 1, 930};
	return true;
}

/* What stands on both sides of a slash is a telephone number: 0171/2345678, and not the number of an order in its year, 001234/2026. */
static bool
slash_parts(const struct phone * p)
{

	return p->plus || (p->d[0] == '0' && p->d[1] != '0' && p->slash >= 3 && p->slash <= 6 && p->n - p->slash >= 5);
}

/* Without a plus sign or 00. */
static bool
read_national(struct phone * p, struct reading * r)
{

	if (is_mobile(p->d, p->n, p->stars) && !(p->n == 11 && grouped(p, 3, 3, 4) && p->group_count == 4)) {
		*r = (struct reading){"86", p->d, p->stars > 0 ? 930 : 960};
		return true;
	}
	if (p->n == 13 && memcmp(p->d, "86", 2) == 0 && is_mobile(p->d + 2, 11, p->stars)) {
		*r = (struct reading){"86", p->d + 2, 960};
		return true;
	}
	if (read_landline(p, r) || read_america(p, r) || read_trunk(p, r) || read_russia(p, r))
		return true;
	if (p->n == 10 && (memcmp(p->d, "400", 3) == 0 || memcmp(p->d, "800", 3) == 0)) {
		*r = (struct reading){"86", p->d, p->group_count >= 2 ? 850 : 600};
		return true;
	}
	if (p->n != 7 && p->n != 8)
		return false;
	*r = (struct reading){NULL, p->d, p->group_count == 2 && p->groups[1] == 4 ? 350 : 100};
	return p->d[0] >= '2' && p->stars == 0;
}

/* Without country code and trunk prefix, and how sure. */
static bool
read_phone(struct dye_slice text, struct phone * p, struct reading * r)
{
	struct dye_glyphs scan;

	if (text.len < 7 || text.len > 96)
		return false;
	dye_glyphs_text(text, &scan);
	if (scan.cut || !read_digits(&scan, p) || (p->stars > 0 && (p->stars < 3 || p->n - p->stars < 3)) ||
	    (p->slash > 0 && !slash_parts(p)))
		return false;
	if (!p->plus && p->n > 9 && p->d[0] == '0' && p->d[1] == '0') {
		memmove(p->d, p->d + 2, p->n - 1);
		p->n -= 2;
		p->dropped = 2;
		p->plus = true;
	}
	if (!p->plus)
		return read_national(p, r);
	if (p->d[0] == '8' && p->d[1] == '6' && read_china(p->d + 2, p->stars, 990, r))
		return true;
	if (p->d[0] == '1' && p->n == 11 && is_nanp(p->d + 1, 10)) {
		*r = (struct reading){"1", p->d + 1, 980};
		return true;
	}
	*r = (struct reading){"", p->d, 930};
	return p->d[0] != '0' && p->n >= 7 && p->n <= 15;
}

static int
recognise(struct dye_slice text)
{
	struct phone p;
	struct reading r;

	return read_phone(text, &p, &r) ? r.sure : 0;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct phone p;
	struct reading r;
	enum dye_code rc;

	if (!read_phone(text, &p, &r))
		return dye_parse_words(text, out, err);
	if ((rc = dye_parse_string("", out, err)) != DYE_OK)
		return rc;
	if (r.country != NULL) {
		DYE_TRY(dye_buffer_append_byte(&out->canonical, '+', err));
		DYE_TRY(dye_buffer_append(&out->canonical, r.country, strlen(r.country), err));
	}
	DYE_TRY(dye_buffer_append(&out->canonical, r.national, strlen(r.national), err));
	if (p.ext[0] != '\0')
		DYE_TRY(dye_buffer_append_byte(&out->canonical, 'x', err));
	return dye_buffer_append(&out->canonical, p.ext, strlen(p.ext), err);
}

/* 138****5678, (415) ***-2671: three digits behind the country's, and the last four before an extension. */
static bool
ends(struct dye_slice canonical, char out[DYE_ENDS_LEN])
{
	const char * extension = memchr(canonical.data, 'x', canonical.len);
	const char * s = canonical.data;
	size_t n = extension == NULL ? canonical.len : (size_t)(extension - s), country = 0;

	if (n > 0 && s[0] == '+')
		country = n > 2 && s[1] == '8' && s[2] == '6' ? 3 : n > 1 && s[1] == '1' ? 2 : 1;
	if (n < country + DYE_ENDS_LEN + 1)
		return false;
	memcpy(out, s + country, 3);
	memcpy(out + 3, s + n - 4, 4);
	for (size_t i = 0; i < DYE_ENDS_LEN; i++)
		if (!dye_is_digit((uint8_t)out[i]))
			return false;
	return true;
}

/*
 * ---- forging: the parent's text with other last digits ----
 * Of a column whose free tail is known, that tail (core/freetail.h). Else the last four:
 * What comes before the last four digits says country, network and place, so the number stays plausible beside the parent's city.
 * Stars stay. An extension stays, and what dye_forge_tail() says. Digits that are of no country's form, in a column of phones, are one all the same.
 */

static bool
read_any(struct dye_slice text, struct phone * p, struct reading * r)
{
	struct dye_glyphs scan;

	if (read_phone(text, p, r))
		return true;
	dye_glyphs_text(text, &scan);
	if (scan.cut || !read_digits(&scan, p) || p->n < 6 || p->stars > 0)
		return false;
	*r = (struct reading){NULL, p->d, 0};
	return true;
}

/* Bytes before a number that is none with them: an apostrophe, a word (Tel. 202 555 0101). */
static size_t
head_length(struct dye_slice text)
{
	struct phone p;
	struct reading r;
	size_t i = 0;

	if (read_any(text, &p, &r))
		return 0;
	while (i < text.len && (uint8_t)text.data[i] < 0x80 && !dye_is_digit((uint8_t)text.data[i]) &&
	       strchr("+(*", text.data[i]) == NULL)
		i++;
	return i;
}

/* How many digits stand before an extension. */
static size_t
main_digits(struct dye_slice parent)
{
	struct phone p;
	struct reading r;

	if (!read_any(parent, &p, &r))
		return 0;
	return strlen(r.national) < 4 ? 0 : p.n + p.dropped;
}

/* Append the parent's text with the digits of ${tail} in the place of the four that end at digit number ${end}. */
static enum dye_code
write_tail(struct dye_slice parent, size_t end, const char tail[4], struct dye_buffer * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	size_t seen = 0;
	uint32_t i, at = 0;
	enum dye_code rc = DYE_OK;

	dye_glyphs_text(parent, &scan);
	for (i = 0; i < scan.n && rc == DYE_OK; i++) {
		uint32_t c = scan.cp[i];

		if (!dye_is_digit(c) && !is_star(c))
			continue;
		seen++;
		if (!dye_is_digit(c) || seen + 4 <= end || seen > end)
			continue;
		rc = dye_buffer_append(out, parent.data + at, scan.at[i] - at, err);
		if (rc == DYE_OK) /* a full-width digit stays full-width */
			rc = dye_append_cp(out,
			    (uint32_t)(uint8_t)tail[seen + 3 - end] +
				((uint8_t)parent.data[scan.at[i]] >= 0x80 ? 0xFEE0u : 0u),
			    err);
		at = scan.at[i + 1];
	}
	if (rc != DYE_OK)
		return rc;
	return dye_buffer_append(out, parent.data + at, parent.len - at, err);
}

static enum dye_code
forge_phone(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct phone p;
	struct reading r;
	size_t tail = dye_forge_tail(forge->parent), i, end;
	size_t head = head_length(forge->parent);
	struct dye_slice parent = {forge->parent.data + head, forge->parent.len - tail - head};
	uint32_t value, n = 1, old = 0;
	char last[4];
	enum dye_code rc;

	end = main_digits(parent);
	if (end >= 4 && dye_free_fits(forge) && read_any(parent, &p, &r) && p.stars == 0 && p.ext[0] == '\0')
		return dye_free_write(forge, out, err);
	/* What is no phone number stays as it is: nothing was drawn. */
	if (end < 4 || !read_any(parent, &p, &r))
		return dye_buffer_append_slice(out, forge->parent, err);
	for (i = 0; i < 4; i++) {
		char c = r.national[strlen(r.national) - 4 + i];

		n *= c == '*' ? 1 : 10;
		old = c == '*' ? old : old * 10 + (uint32_t)(c - '0');
	}
	if (n == 1)
		return dye_buffer_append_slice(out, forge->parent, err);
	value = dye_forge_uniform_except(forge, dye_forge_node(forge), n, old);
	for (i = 4; i-- > 0;) {
		char c = r.national[strlen(r.national) - 4 + i];

		last[i] = c == '*' ? '*' : (char)('0' + value % 10);
		value = c == '*' ? value : value / 10;
	}
	if ((rc = dye_buffer_append(out, forge->parent.data, head, err)) != DYE_OK ||
	    (rc = write_tail(parent, end, last, out, err)) != DYE_OK)
		return rc;
	return dye_buffer_append(out, parent.data + parent.len, tail, err);
}

const struct dye_kind dye_kind_phone = {
    .name = "phone",
    .description = "telephone number: China, North America, a trunk 0, E.164; starred-out digits stay stars",
    .exact = true,
    .personal = true,
    .shared = true,
    .sought = 2,
    .recognise = recognise,
    .trait = dye_trait_tail,
    .parse = parse,
    .ends = ends,
    .forge = forge_phone,
};
