/*
 * Postcodes: China (6 digits), United States (ZIP, ZIP+4), United Kingdom, Canada, and other short forms.
 * canonical: 5 or 6 digits; 12345-6789; UK and Canada: the two parts with one boundary.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"

/* Does the string follow the pattern? 9: digit, A: letter, else itself. */
static bool
follows(const char * s, const char * pattern)
{

	for (; *pattern != '\0'; s++, pattern++) {
		uint32_t c = (uint8_t)*s;

		if (*pattern == '9' ? !dye_is_digit(c) : *pattern == 'A' ? !dye_is_alpha(c) : *s != *pattern)
			return false;
	}
	return *s == '\0';
}

/* UK and Canada, without the space: where the second part begins, or 0. */
static size_t
split_letters(const char * s)
{
	static const char * const british[] = {"A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"};
	size_t i;

	for (i = 0; i < sizeof(british) / sizeof(british[0]); i++)
		if (follows(s, british[i]))
			return strlen(s) - 3;
	return follows(s, "A9A9A9") ? 3 : 0;
}

/* First two digits of China's postcodes: 01..86, 99 left out. */
static int
score_chinese(const char * s)
{
	uint32_t head = dye_digits_value(s, 2);

	if (head < 1 || head > 86)
		return 0;
	/* Towns' and districts' codes end in 0 more often than not; other numbers of six digits in one of ten. */
	return s[5] == '0' ? 800 : 400;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	char s[16], t[16];

	if (text.len < 4 || text.len > 40)
		return 0;
	dye_glyphs_text(text, &scan);
	if (!dye_glyphs_ascii(&scan, s, sizeof(s)))
		return 0;
	if (follows(s, "999999"))
		return score_chinese(s);
	if (follows(s, "99999"))
		return memcmp(s, "00", 2) == 0 && s[2] < '5' ? 0 : 700;
	if (follows(s, "99999-9999"))
		return 970;
	if (!dye_glyphs_squeeze(&scan, " ", t, sizeof(t)))
		return 0;
	if (split_letters(t) != 0)
		return strchr(s, ' ') != NULL ? 900 : 600;
	return follows(s, "9999") ? 250 : 0;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	char s[16], t[20];
	size_t at, i;

	dye_glyphs_text(text, &scan);
	if (!dye_glyphs_squeeze(&scan, " ", s, sizeof(s)))
		return dye_parse_words(text, out, err);
	for (i = 0; s[i] != '\0'; i++)
		s[i] = dye_lower(s[i]);
	if (follows(s, "99999") || follows(s, "999999") || follows(s, "99999-9999"))
		return dye_parse_string(s, out, err);
	if ((at = split_letters(s)) == 0)
		return dye_parse_words(text, out, err);
	memcpy(t, s, at);
	t[at] = ' ';
	memcpy(t + at + 1, s + at, strlen(s + at) + 1);
	return dye_parse_string(t, out, err);
}

/* Another of two digits than ${text} begins with. */
static enum dye_code
append_two(struct dye_forge * forge, uint32_t node, const char * text, struct dye_buffer * out, struct dye_error * err)
{

	return dye_buffer_printf(
	    out, err, "%02u", dye_forge_uniform_except(forge, node, 100, dye_digits_value(text, 2)));
}

/*
 * Where hardly two rows share a postcode (forge->anew) a neighbour's: another delivery area of the same region, the last two digits of a ZIP, the fourth and fifth
 * of China's six (which end in 0 more often than not). Others stay.
 */
static enum dye_code
forge_anew(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	char s[8] = "";

	if (parent.len == 5 || parent.len == 6)
		memcpy(s, parent.data, parent.len);
	if (!follows(s, "99999") && !follows(s, "999999"))
		return dye_buffer_append_slice(out, parent, err);
	DYE_TRY(dye_buffer_append(out, s, 3, err));
	DYE_TRY(append_two(forge, dye_forge_node(forge), s + 3, out, err));
	return dye_buffer_append(out, s + 5, parent.len - 5, err);
}

/*
 * Forging: the place stays the parent's, and a postcode with it; only the add-on of a ZIP+4 is drawn.
 */
static enum dye_code
forge_postcode(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	enum dye_code rc;

	if (forge->anew && parent.len < 10)
		return forge_anew(forge, out, err);
	if (parent.len != 10 || recognise(parent) != 970)
		return dye_buffer_append_slice(out, parent, err);
	if ((rc = dye_buffer_append(out, parent.data, 6, err)) != DYE_OK)
		return rc;
	return dye_buffer_printf(out, err, "%04u",
	    dye_forge_uniform_except(forge, dye_forge_node(forge), 10000, dye_digits_value(parent.data + 6, 4)));
}

const struct dye_kind dye_kind_postcode = {
    .name = "postcode",
    .description = "postcode: China, ZIP and ZIP+4, United Kingdom, Canada",
    .exact = true,
    .low_entropy = true,
    .recognise = recognise,
    .parse = parse,
    .forge = forge_postcode,
};
