/*
 * plain_signs.c: what stands for another character in the texts that programs make: references of HTML and XML, tags, percent signs of links, escapes of
 * text in quotes, quoted-printable of mail; and characters of which nothing is seen, or a digit.
 */
#include <string.h>

#include <utf8proc.h>

#include "formats/field/core/glyphs.h"
#include "watermark/marks/core/plain.h"

#define NOTHING 0xAD  /* U+00AD, which folding leaves out */
#define LAST 0x10FFFF /* of Unicode */
#define NAME_MOST 24  /* letters of a reference's name */
#define LEGACY_MOST 7 /* of one that needs no semicolon */
#define TAG_MOST 256  /* bytes of a tag */
#define AMP "&amp;"   /* the sign of a reference */
#define LT "&lt;"     /* what opens a tag, and what closes one */
#define GT "&gt;"
#define CDATA "<![CDATA[" /* XML 1.0, 2.7: what follows is text */

/* ---- numbers ---- */

/* The value of digits to this base, and how many they are. */
static size_t
read_value(struct dye_slice text, size_t at, size_t most, unsigned base, uint32_t * value)
{
	size_t n = 0;

	for (*value = 0; n < most && at + n < text.len; n++) {
		uint32_t c = (uint8_t)text.data[at + n], low = c | 32;

		if (dye_is_digit(c))
			*value = *value * base + (c - '0');
		else if (base == 16 && low >= 'a' && low <= 'f')
			*value = *value * base + (low - 'a' + 10);
		else
			break;
	}
	return n;
}

/* How the byte at ${at} is written there: a sign of ${sign} bytes and two digits to base 16. */
static bool
read_byte(struct dye_slice text, size_t at, size_t sign, uint32_t * byte)
{

	return read_value(text, at + sign, 2, 16, byte) == 2;
}

/*
 * Bytes that are written so, one behind another, as a character of UTF-8; or the first of them as one of Latin-1, if they are none. How many bytes of the
 * text; 0: none stands there.
 */
static size_t
read_bytes(struct dye_slice text, size_t at, size_t sign, uint32_t * character)
{
	size_t each = sign + 2, n, k;
	uint32_t first, next, c;

	if (!read_byte(text, at, sign, &first))
		return 0;
	*character = first;
	n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
	c = n == 1 ? first : first & (0x7Fu >> n);
	for (k = 1; k < n; k++) {
		size_t i = at + k * each;

		if (i >= text.len || memcmp(text.data + i, text.data + at, sign) != 0 ||
		    !read_byte(text, i, sign, &next) || (next & 0xC0) != 0x80)
			return each;
		c = c << 6 | (next & 0x3F);
	}
	if (c > LAST)
		return each;
	*character = c;
	return n * each;
}

/* ---- references ---- */

static bool
is(struct dye_slice text, const char * other)
{

	return dye_slice_equal(text, (struct dye_slice){other, strlen(other)});
}

/* A letter and an accent by name; 0: it is none. */
static uint32_t
accented(struct dye_slice name)
{
	static const char * const accents[] = {"acute", "grave", "circ", "uml", "tilde", "ring", "cedil", "caron",
	    "macr", "ogon", "breve", "dblac", "strok", "midot", "dot", "slash"};
	size_t i;

	for (i = 0; i < sizeof(accents) / sizeof(accents[0]); i++)
		if (name.len > 1 && is((struct dye_slice){name.data + 1, name.len - 1}, accents[i]))
			return (uint8_t)name.data[0];
	return 0;
}

/* What a name stands for: a sign that joins words (piece_words.h) or parts mailboxes, a letter, or nothing that shows. 0: something else. */
static uint32_t
known(struct dye_slice name)
{
	static const struct {
		const char * name;
		uint32_t c;
	} names[] = {{"period", '.'}, {"lowbar", '_'}, {"UnderBar", '_'}, {"hyphen", '-'}, {"dash", '-'}, {"plus", '+'},
	    {"commat", '@'}, {"nbsp", ' '}, {"shy", NOTHING}, {"zwj", NOTHING}, {"zwnj", NOTHING}, {"lrm", NOTHING},
	    {"rlm", NOTHING}, {"NoBreak", NOTHING}, {"ZeroWidthSpace", NOTHING}, {"ic", NOTHING}, {"it", NOTHING},
	    {"af", NOTHING}, {"szlig", 0xDF}, {"AElig", 0xC6}, {"aelig", 0xE6}, {"OElig", 0x152}, {"oelig", 0x153},
	    {"IJlig", 0x132}, {"ijlig", 0x133}, {"ETH", 0xD0}, {"eth", 0xF0}, {"THORN", 0xDE}, {"thorn", 0xFE},
	    {"imath", 'i'}, {"inodot", 'i'}, {"ordf", 0xAA}, {"ordm", 0xBA}, {"fflig", 0xFB00}, {"filig", 0xFB01},
	    {"fllig", 0xFB02}, {"ffilig", 0xFB03}, {"ffllig", 0xFB04}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(name, names[i].name))
			return names[i].c;
	return accented(name);
}

/* &#225 and &#xE1, whose semicolon may be left out. */
static size_t
numbered(struct dye_slice text, size_t at, uint32_t * character)
{
	bool hex = at + 2 < text.len && (text.data[at + 2] | 32) == 'x';
	size_t start = at + (hex ? 3 : 2), n = read_value(text, start, 8, hex ? 16 : 10, character);

	if (n == 0 || *character == 0 || *character > LAST)
		return 0;
	return start + n - at + (start + n < text.len && text.data[start + n] == ';');
}

/* &eacute; or any other name, which is a space; without a semicolon the shortest that is known. */
static size_t
by_name(struct dye_slice text, size_t at, uint32_t * character)
{
	const char * name = text.data + at + 1;
	size_t n, k;

	for (n = 0; n < NAME_MOST && at + 1 + n < text.len && dye_is_alpha((uint8_t)name[n]); n++)
		;
	if (n > 0 && at + 1 + n < text.len && name[n] == ';') {
		*character = known((struct dye_slice){name, n});
		*character = *character == 0 ? ' ' : *character;
		return n + 2;
	}
	for (k = 3; k <= n && k <= LEGACY_MOST; k++)
		if ((*character = known((struct dye_slice){name, k})) != 0)
			return k + 1;
	return 0;
}

/* Behind "&amp;" stands what a reference consists of: "&amp;quot;" was escaped twice, and is one. */
static size_t
escaped_twice(struct dye_slice text, size_t at, uint32_t * character)
{
	char once[NAME_MOST + 3] = "&";
	size_t left = text.len - at - strlen(AMP), n = left < sizeof(once) - 1 ? left : sizeof(once) - 1;
	struct dye_slice reference = {once, n + 1};

	memcpy(once + 1, text.data + at + strlen(AMP), n);
	n = n > 0 && once[1] == '#' ? numbered(reference, 0, character) : by_name(reference, 0, character);
	return n == 0 ? 0 : n - 1 + strlen(AMP);
}

/* ---- tags ---- */

/* Tags of HTML that part no words. */
static bool
is_inline(struct dye_slice name)
{
	static const char * const names[] = {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data",
	    "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
	    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (name.len == strlen(names[i]) && strncasecmp(name.data, names[i], name.len) == 0)
			return true;
	return false;
}

/* How long the text is up to the first of these signs and with it; 0: it is not there. */
static size_t
up_to(struct dye_slice text, size_t at, const char * end)
{
	size_t most = text.len - at < TAG_MOST ? text.len - at : TAG_MOST, n = strlen(end);
	const char * found = memmem(text.data + at, most, end, n);

	return found == NULL ? 0 : (size_t)(found - text.data) + n - at;
}

/* A tag's name goes on so: <h1>, <o:p>, <company_name>. */
static bool
is_of_name(uint8_t c)
{

	return dye_is_alnum(c) || c == ':' || c == '-' || c == '_';
}

/* A tag behind what opens it, ${open} bytes, up to ${close}. */
static size_t
named_tag(struct dye_slice text, size_t at, size_t open, const char * close, uint32_t * character)
{
	size_t start = at + open, n = 0;
	bool ended;

	if (start < text.len && text.data[start] == '/')
		start++;
	while (start + n < text.len && is_of_name((uint8_t)text.data[start + n]))
		n++;
	ended = n > 0 && start + n < text.len && text.data[start + n - 1] != ':' &&
		(memchr(" /\t\r\n", text.data[start + n], 5) != NULL || text.data[start + n] == close[0]);
	if (!ended || !dye_is_alpha((uint8_t)text.data[start]))
		return 0;
	*character = is_inline((struct dye_slice){text.data + start, n}) ? NOTHING : ' ';
	return up_to(text, at, close);
}

/* <b>, </span> and <!-- --> show nothing, other tags part words; <j.smith@example.org> and <http://example.org> are none. */
static size_t
tag(struct dye_slice text, size_t at, uint32_t * character)
{

	*character = NOTHING;
	if (text.len - at >= 4 && memcmp(text.data + at, "<!--", 4) == 0)
		return up_to(text, at, "-->");
	if (text.len - at >= strlen(CDATA) && memcmp(text.data + at, CDATA, strlen(CDATA)) == 0)
		return strlen(CDATA);
	return named_tag(text, at, 1, ">", character);
}

/* What begins with the sign of a reference: a tag whose signs are such, "&lt;b&gt;", a number, or a name. */
static size_t
reference(struct dye_slice text, size_t at, uint32_t * character)
{
	size_t n = 0;

	if (at + 1 < text.len && text.data[at + 1] == '#')
		return numbered(text, at, character);
	if (text.len - at > strlen(LT) && memcmp(text.data + at, LT, strlen(LT)) == 0)
		n = named_tag(text, at, strlen(LT), GT, character);
	if (text.len - at > strlen(AMP) && memcmp(text.data + at, AMP, strlen(AMP)) == 0)
		n = escaped_twice(text, at, character);
	return n > 0 ? n : by_name(text, at, character);
}

/* ---- escapes ---- */

/*
 * Behind a backslash: n, r, t, b, f for what parts lines and words (JSON, iCalendar, dumps of databases), u and four digits for a character (JSON), x and
 * two for a byte.
 */
static size_t
escaped(struct dye_slice text, size_t at, uint32_t * character)
{
	size_t start = at + 1;

	if (start >= text.len)
		return 0;
	if (text.data[start] == 'u') {
		if (read_value(text, start + 1, 4, 16, character) < 4)
			return 0;
		*character = *character < ' ' ? ' ' : *character;
		return 6;
	}
	if (text.data[start] == 'x')
		return read_bytes(text, at, 2, character);
	*character = ' ';
	return memchr("nrtbf", text.data[start], 5) != NULL ? 2 : 0;
}

static bool
is_capital_hex(char c)
{

	return dye_is_digit((uint8_t)c) || (c >= 'A' && c <= 'F');
}

/* =C3=A1, in capitals, and the end of a line that goes on; where percent signs are too, the text is a link, and parts values from names so. */
static size_t
quoted_printable(struct dye_slice text, size_t at, uint32_t * character)
{
	size_t left = text.len - at;

	*character = NOTHING;
	if (left >= 2 && text.data[at + 1] == '\n')
		return 2;
	if (left < 3)
		return 0;
	if (text.data[at + 1] == '\r' && text.data[at + 2] == '\n')
		return 3;
	if (!is_capital_hex(text.data[at + 1]) || !is_capital_hex(text.data[at + 2]) ||
	    memchr(text.data, '%', text.len) != NULL)
		return 0;
	return read_bytes(text, at, 1, character);
}

/* ---- single characters ---- */

/* Circles and black circles that folding leaves as they are, a row of digits each from 1 on; those of 0. */
static bool
circled(uint32_t c, uint32_t * digit)
{
	static const uint32_t ones[] = {0x2776, 0x2780, 0x278A, 0x24F5};
	size_t i;

	*digit = '0';
	if (c == 0x24FF || c == 0x1F10B || c == 0x1F10C)
		return true;
	for (i = 0; i < sizeof(ones) / sizeof(ones[0]); i++)
		if (c >= ones[i] && c < ones[i] + 9) {
			*digit = '1' + (c - ones[i]);
			return true;
		}
	return false;
}

/* Nothing is seen of it, and folding takes it for a sign: U+2065, U+FFF0 to U+FFFB, signs that join hieroglyphs, and all of U+E0000 to U+E0FFF. */
static bool
is_unseen(uint32_t c)
{

	return c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0x13430 && c <= 0x13455) ||
	       (c >= 0xE0000 && c <= 0xE0FFF);
}

/* One of control, or beyond ASCII. */
static size_t
single(struct dye_slice text, size_t at, uint32_t * character)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*character = NOTHING;
	if (dye_plain_control((uint8_t)text.data[at]))
		return 1;
	n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), &c);
	return n > 0 && (is_unseen((uint32_t)c) || circled((uint32_t)c, character)) ? (size_t)n : 0;
}

size_t
dye_plain_sign(struct dye_slice text, size_t at, uint32_t * character)
{

	switch (text.data[at]) {
	case '%':
		if (at + 1 < text.len && text.data[at + 1] == 'u' && read_value(text, at + 2, 4, 16, character) == 4)
			return 6;
		return read_bytes(text, at, 1, character);
	case '\\':
		return escaped(text, at, character);
	case '<':
		return tag(text, at, character);
	case '=':
		return quoted_printable(text, at, character);
	case '&':
		return reference(text, at, character);
	default:
		return dye_plain_stands((uint8_t)text.data[at]) ? single(text, at, character) : 0;
	}
}
