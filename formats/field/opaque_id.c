/*
 * Keys that mean nothing by themselves: customer numbers, order numbers, MAC prefixes (00D0EF), UUIDs, IBAN, ISBN.
 * canonical: folded words, so a sign between parts stays a boundary.
 */
#include <string.h>

#include "formats/field/core/check.h"
#include "formats/field/core/forge.h"
#include "formats/field/core/freetail.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/core/trait.h"

#define LETTERS_ONLY 120
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

/* ASCII without a digit, but with small letters. */
static bool
is_wordy(struct dye_slice text)
{
	bool small = false;
	size_t i;

	for (i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.data[i];

		if (c >= 0x80 || dye_is_digit(c))
			return false;
		small = small || dye_is_lower(c);
	}
	return small;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_shape shape;
	char s[96];
	size_t i, n, hex = 0, signs = 0;

	if (text.len < 3 || text.len > 90 || is_wordy(text))
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
	/* Only the column can tell a code (AAFB) from a word. */
	if (shape.upper == n && n >= 4 && n <= 16)
		return LETTERS_ONLY;
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

/* Whole numbers all of one length and all different are keys; so are capitals all of one length, all different. */
static int
column(const struct dye_column_facts * facts, int score)
{

	if (facts->whole == 0 && facts->one_size && facts->count >= 20 && facts->distinct * 20 >= facts->count * 19 &&
	    score >= LETTERS_ONLY)
		return score < 500 ? 500 : score;
	if (facts->whole * 10 < facts->count * 9 || facts->count < 8 || score == 0)
		return score;
	return facts->one_length && facts->distinct * 20 >= facts->count * 19 ? score + 100 : score;
}

/*
 * ---- forging: another key of the same shape ----
 * Where the column's free tail is known (core/freetail.h) that is drawn, but for check digits, which stay right. Else
 * A run of letters at the beginning and the first third of the digits stay (they say the series and the age), without digits the first
 * third of the letters; other digits and letters are drawn
 * from their sort, hexadecimal digits from all sixteen. Behind four digits that are drawn the tail (dye_forge_tail()) and letters at the end stay: a column
 * may have the same in all cells. A UUID keeps the places that say its version and variant; check digits that are
 * right stay right. Full-width forms stay full-width. One draw, without the parent's own.
 */

struct shape_plan {
	struct dye_glyphs scan;
	char s[DYE_GLYPHS_MAX]; /* the scan; 0 for what is not ASCII */
	size_t keep, end;	/* places before and from there on stay */
	bool hex;
	bool uuid;
	enum dye_check check;
};

/* Letters at the beginning and end alone, and five digits between: a number, and no hexadecimal one; few of those look so, and stay hexadecimal all the same. */
static bool
is_number_between(const char * s, size_t n)
{
	size_t i = 0, digits = 0;

	while (i < n && !dye_is_digit((uint8_t)s[i]))
		i++;
	while (n > i && !dye_is_digit((uint8_t)s[n - 1]))
		n--;
	for (; i < n; i++) {
		if (dye_is_alpha((uint8_t)s[i]))
			return false;
		digits += dye_is_digit((uint8_t)s[i]);
	}
	return digits >= 5;
}

/* Where the drawing ends: the last place but the tail, which is counted in bytes of the text, and letters; all where too little would be left. */
static size_t
find_end(struct dye_slice parent, const struct shape_plan * p)
{
	size_t n = p->scan.n, end = n, digits = 0, tail, i;

	if (p->check != DYE_CHECK_NONE)
		return n;
	tail = dye_text_is_ascii(parent) ? parent.len - dye_forge_tail(parent) : parent.len;
	while (end > 0 && p->scan.at[end - 1] >= tail)
		end--;
	while (end > 0 && dye_is_alpha((uint8_t)p->s[end - 1]))
		end--;
	for (i = p->keep; i < end; i++)
		digits += dye_is_digit((uint8_t)p->s[i]);
	return digits >= 4 ? end : n;
}

static void
plan(struct dye_slice parent, struct shape_plan * p)
{
	size_t i, n, hex = 0, digits = 0, kept = 0, letters = 0, inner = 0;

	memset(p, 0, sizeof(*p));
	dye_glyphs_text(parent, &p->scan);
	n = p->end = p->scan.n;
	for (i = 0; i < n; i++) {
		uint32_t c = p->scan.cp[i] < 0x80 ? p->scan.cp[i] : 0;

		p->s[i] = (char)c;
		hex += is_hex(c);
		digits += dye_is_digit(c);
		letters += dye_is_alpha(c);
		inner += dye_is_alpha(c) && digits > 0;
		if (c == 0 || (!dye_is_alnum(c) && strchr("-_:/ ", (int)c) == NULL))
			hex = SIZE_MAX / 2;
	}
	p->check = dye_check_of(p->s, n);
	/* C0001234 is a series and a number, not hexadecimal. */
	p->hex = p->check == DYE_CHECK_NONE && hex >= 6 && inner > 0 && hex == digits + letters &&
		 !is_number_between(p->s, n);
	p->uuid = p->hex && n == strlen(UUID_PATTERN) && p->s[8] == '-';
	if (p->hex)
		return;
	if (digits == 0) {
		p->keep = letters / 3;
		return;
	}
	for (i = 0; i < n && !dye_is_digit((uint8_t)p->s[i]); i++)
		;
	for (; i < n && kept < digits / 3; i++)
		kept += dye_is_digit((uint8_t)p->s[i]);
	p->keep = i;
	p->end = find_end(parent, p);
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
hex_case(const struct shape_plan * p)
{
	size_t i;

	for (i = 0; i < p->scan.n; i++)
		if (dye_is_alpha((uint8_t)p->s[i]))
			return p->s[i];
	return 'A';
}

/* Draw the places into ${out}, which begins as the parent's. How many were drawn; check digits follow from them. */
static size_t
draw_all(struct dye_forge * forge, uint32_t node, const struct shape_plan * p, char * out)
{
	char letter = hex_case(p);
	size_t i, drawn = 0;

	for (i = p->keep; i < p->end; i++) {
		char old = p->s[i];

		if (!dye_is_alnum((uint8_t)old) || (p->uuid && (i == 14 || i == 19)) ||
		    dye_check_at(p->check, p->s, p->scan.n, i))
			continue;
		out[i] = draw_char(forge, node, p->hex ? letter : old, p->hex);
		drawn++;
	}
	dye_check_set(p->check, out, p->scan.n);
	return drawn;
}

/* The column's free tail, without what follows from check digits. */
static void
draw_tail(struct dye_forge * forge, uint32_t node, const struct shape_plan * p, char * out)
{
	uint32_t place = 0;
	size_t i;

	for (i = 0; i < p->scan.n; i++) {
		if (!dye_is_alnum((uint8_t)p->s[i]) || place++ < forge->tail->from ||
		    (p->uuid && (i == 14 || i == 19)) || dye_check_at(p->check, p->s, p->scan.n, i))
			continue;
		out[i] = dye_free_draw(forge, node, place - 1, p->s[i]);
	}
	dye_check_set(p->check, out, p->scan.n);
}

/* Append the parent's text with the places that ${s} has. */
static enum dye_code
write_all(struct dye_slice parent, const struct shape_plan * p, const char * s, struct dye_buffer * out,
    struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i, done = 0;

	for (i = 0; i < p->scan.n && rc == DYE_OK; i++) {
		size_t at = p->scan.at[i];
		bool wide = (uint8_t)parent.data[at] >= 0x80;

		if (s[i] == p->s[i])
			continue;
		rc = dye_buffer_append(out, parent.data + done, at - done, err);
		if (rc == DYE_OK)
			rc = dye_append_cp(out, (uint32_t)(uint8_t)s[i] + (wide ? 0xFEE0u : 0u), err);
		done = at + (wide ? 3 : 1);
	}
	return rc != DYE_OK ? rc : dye_buffer_append(out, parent.data + done, parent.len - done, err);
}

static enum dye_code
forge_opaque(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	char drawn[DYE_GLYPHS_MAX];
	struct shape_plan p;
	uint32_t node;

	plan(parent, &p);
	if (p.scan.n == 0)
		return dye_buffer_append_slice(out, parent, err);
	node = dye_forge_node(forge);
	if (dye_free_fits(forge)) {
		memcpy(drawn, p.s, p.scan.n);
		draw_tail(forge, node, &p, drawn);
		return write_all(parent, &p, drawn, out, err);
	}
	do {
		dye_forge_again(forge, node);
		memcpy(drawn, p.s, p.scan.n);
		/* Where nothing can be drawn the parent's key stays: no node would be revealed, and the bound is 1. */
		if (draw_all(forge, node, &p, drawn) == 0)
			return dye_buffer_append_slice(out, parent, err);
	} while (memcmp(drawn, p.s, p.scan.n) == 0);
	/* Every draw is uniform: the text that was ruled out is as probable as this one, if it can be drawn at all. */
	if (node != DYE_FORGE_NO_NODE)
		dye_forge_rejected(forge, node, forge->log2_bounds[node]);
	return write_all(parent, &p, drawn, out, err);
}

const struct dye_kind dye_kind_opaque_id = {
    .name = "opaque-id",
    .description = "key without meaning: customer or order number, MAC prefix, UUID",
    .exact = true,
    .recognise = recognise,
    .trait = dye_trait_tail,
    .column = column,
    .parse = dye_parse_words,
    .forge = forge_opaque,
};
