/*
 * Keys that mean nothing by themselves: customer numbers, order numbers, MAC prefixes (00D0EF), UUIDs, IBAN, ISBN.
 * canonical: folded words, so a sign between parts stays a boundary.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"

#define UUID_PATTERN "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"

static bool
is_hex(uint32_t c)
{

	return dye_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static bool
is_uuid(const char * s)
{
	size_t i;

	for (i = 0; UUID_PATTERN[i] != '\0'; i++)
		if (UUID_PATTERN[i] == 'h' ? !is_hex((uint8_t)s[i]) : s[i] != '-')
			return false;
	return s[i] == '\0';
}

/* Digits only: any number could be a key. A leading zero says that it is not counted with. */
static int
score_digits(const char * s, size_t n)
{

	if (n < 4)
		return n == 3 && s[0] == '0' ? 300 : 100;
	return (n == 4 ? 200 : n <= 7 ? 420 : 450) + (s[0] == '0' ? 100 : 0);
}

/*
 * Card numbers, IBAN: at least three groups of capitals and digits with one space between, a digit in each; but the second of an IBAN may
 * be the four letters of a bank.
 */
static bool
is_grouped(const char * s, size_t n)
{
	size_t i, start = 0, digits = 0, groups = 0;

	for (i = 0; i <= n; i++) {
		if (i < n && s[i] != ' ') {
			if (!dye_is_digit((uint8_t)s[i]) && !dye_is_upper((uint8_t)s[i]))
				return false;
			digits += dye_is_digit((uint8_t)s[i]);
			continue;
		}
		if (i == start ||
		    (digits == 0 && (groups != 1 || i - start != 4 || start != 5 || !dye_is_upper((uint8_t)s[0]))))
			return false;
		groups++;
		start = i + 1;
		digits = 0;
	}
	return groups >= 3 && n - (groups - 1) >= 12;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_shape shape;
	char s[96];
	size_t i, n, hex = 0, signs = 0;

	if (text.len < 3 || text.len > 90)
		return 0;
	dye_glyphs_text(text, &scan);
	if (!dye_glyphs_ascii(&scan, s, sizeof(s)))
		return 0;
	dye_shape_of(&scan, &shape);
	n = shape.n;
	if (dye_all_digits(s))
		return score_digits(s, n);
	if (is_grouped(s, n))
		return 650;
	if (n < 4 || shape.spaces > 0 || shape.digits == 0)
		return 0;
	for (i = 0; i < n; i++) {
		hex += is_hex((uint8_t)s[i]);
		signs += s[i] == '-' || s[i] == '_' || s[i] == '/' || s[i] == ':' || s[i] == '#';
	}
	if (is_uuid(s))
		return 980;
	if (shape.other > signs || signs > n / 3)
		return 0;
	if (hex == n)
		return 800;
	return signs > 0 ? (shape.upper + shape.lower > 0 ? 700 : 350) : 750;
}

/* Whole numbers all of one length and all different are keys. */
static int
column(const struct dye_column_facts * facts, int score)
{

	if (facts->whole * 10 < facts->count * 9 || facts->count < 8 || score == 0)
		return score;
	return facts->one_length && facts->distinct * 20 >= facts->count * 19 ? score + 100 : score;
}

/*
 * ---- forging: another key of the same shape ----
 * A run of letters at the beginning and the first third of the digits stay (they say the series and the age); other digits and letters are drawn
 * from their sort, hexadecimal digits from all sixteen. A UUID keeps the places that say its version and variant. One draw,
 * without the parent's own.
 */

struct shape_plan {
	size_t keep; /* leading bytes that stay */
	bool hex;
	bool uuid;
};

static void
plan(struct dye_slice parent, struct shape_plan * p)
{
	size_t i = 0, hex = 0, digits = 0, kept = 0, letters = 0, inner = 0;

	*p = (struct shape_plan){0};
	for (i = 0; i < parent.len; i++) {
		uint32_t c = (uint8_t)parent.data[i];

		hex += is_hex(c);
		digits += dye_is_digit(c);
		letters += dye_is_alpha(c);
		inner += dye_is_alpha(c) && digits > 0;
		if (c >= 0x80 || (!dye_is_alnum(c) && c != '-' && c != '_' && c != ':' && c != '/' && c != ' '))
			hex = SIZE_MAX / 2;
	}
	/* C0001234 is a series and a number, not hexadecimal. */
	p->hex = hex >= 6 && inner > 0 && hex == digits + letters;
	p->uuid = p->hex && parent.len == strlen(UUID_PATTERN) && parent.data[8] == '-';
	if (p->hex)
		return;
	for (i = 0; i < parent.len && !dye_is_digit((uint8_t)parent.data[i]); i++)
		;
	for (; i < parent.len && kept < digits / 3; i++)
		kept += dye_is_digit((uint8_t)parent.data[i]);
	p->keep = i;
}

static char
draw_char(struct dye_forge * forge, uint32_t node, char old, bool hex)
{
	uint32_t v;

	if (hex) {
		v = dye_forge_uniform(forge, node, 16);
		return v < 10 ? (char)('0' + v) : (char)((dye_is_lower((uint8_t)old) ? 'a' : 'A') + (int)v - 10);
	}
	if (dye_is_digit((uint8_t)old))
		return (char)('0' + dye_forge_uniform(forge, node, 10));
	return (char)((dye_is_lower((uint8_t)old) ? 'a' : 'A') + (int)dye_forge_uniform(forge, node, 26));
}

/* The case of a hexadecimal key is that of its first letter, for digits too. */
static char
hex_case(struct dye_slice parent)
{
	size_t i;

	for (i = 0; i < parent.len; i++)
		if (dye_is_alpha((uint8_t)parent.data[i]))
			return parent.data[i];
	return 'A';
}

static size_t
draw_all(struct dye_forge * forge, uint32_t node, const struct shape_plan * p, char * out)
{
	struct dye_slice parent = forge->parent;
	char letter = hex_case(parent);
	size_t i, drawn = 0;

	for (i = p->keep; i < parent.len; i++) {
		char old = parent.data[i];

		if (!dye_is_alnum((uint8_t)old) || (p->uuid && (i == 14 || i == 19)))
			continue;
		out[i] = draw_char(forge, node, p->hex ? letter : old, p->hex);
		drawn++;
	}
	return drawn;
}

static enum dye_code
forge_opaque(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	size_t start = out->len;
	struct shape_plan p;
	uint32_t node;
	enum dye_code rc;

	if ((rc = dye_buffer_append_slice(out, parent, err)) != DYE_OK || parent.len == 0)
		return rc;
	plan(parent, &p);
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		/* Where nothing can be drawn the parent's key stays: no node would be revealed, and the bound is 1. */
		if (draw_all(forge, node, &p, out->data + start) == 0)
			return DYE_OK;
	} while (memcmp(out->data + start, parent.data, parent.len) == 0);
	/* Every draw is uniform: the text that was ruled out is as probable as this one, if it can be drawn at all. */
	if (node != DYE_FORGE_NO_NODE)
		dye_forge_rejected(forge, node, forge->log2_bounds[node]);
	return DYE_OK;
}

const struct dye_kind dye_kind_opaque_id = {
    .name = "opaque-id",
    .description = "key without meaning: customer or order number, MAC prefix, UUID",
    .exact = true,
    .recognise = recognise,
    .column = column,
    .parse = dye_parse_words,
    .forge = forge_opaque,
};
