/*
 * Numbers: whole and decimal, with signs, thousands separators, a currency before or behind, per cent, an exponent.
 *
 * canonical: minus, digits without thousands separators and leading zeros, '.', decimals, exponent; then the currency or % as it is
 * written, folded. 1,234 has a thousands separator; 1,23 and 1.234,5 have a decimal comma.
 * The last decimal digit is a tolerant slot: the canonical value holds the slot, not the digit (so 1.5 and 1.50 differ). No slot with
 * an exponent, none in whole numbers, and none where that digit alone says whether it is nothing at all (0.00, 0.01).
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/glyphs.h"

static const struct dye_alternative digits[10] = {{"0", "0"}, {"1", "1"}, {"2", "2"}, {"3", "3"}, {"4", "4"},
    {"5", "5"}, {"6", "6"}, {"7", "7"}, {"8", "8"}, {"9", "9"}};

static const struct dye_slot_type slot_types[] = {
    {"last-decimal", DYE_TOLERANT, digits, 10},
};

struct numeral {
	char whole[40];
	size_t whole_n;
	char decimals[24];
	size_t decimals_n;
	uint32_t last; /* index in the scan of the last decimal */
	char exponent[8];
	char unit[16]; /* currency or %, UTF-8 */
	bool minus;
	bool separated; /* thousands */
};

/* Currencies and per cent at cp[i]: how many code points, and their text in ${unit}. */
static uint32_t
read_unit(const struct dye_glyphs * scan, uint32_t i, char unit[16])
{
	static const char * const units[] = {
	    "$", "€", "£", "¥", "元", "%", "CNY", "RMB", "USD", "EUR", "GBP", "JPY", "US$", "HK$"};
	size_t u;

	for (u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
		struct dye_glyphs s;
		uint32_t j;

		dye_glyphs_text((struct dye_slice){units[u], strlen(units[u])}, &s);
		for (j = 0; j < s.n && i + j < scan->n; j++)
			if (s.cp[j] != (dye_is_lower(scan->cp[i + j]) ? scan->cp[i + j] - 32 : scan->cp[i + j]))
				break;
		if (j == s.n) {
			memcpy(unit, units[u], strlen(units[u]) + 1);
			return s.n;
		}
	}
	return 0;
}

static bool
is_mark(uint32_t c)
{

	return c == '.' || c == ',';
}

/* Where the decimals begin in scan[i..end), or end: the last sign if it is a point, or a comma that separates no thousands. */
static uint32_t
find_decimal(const struct dye_glyphs * scan, uint32_t i, uint32_t end)
{
	uint32_t j, last = end, commas = 0, points = 0;

	for (j = i; j < end; j++) {
		if (is_mark(scan->cp[j]))
			last = j;
		commas += scan->cp[j] == ',';
		points += scan->cp[j] == '.';
	}
	if (last == end)
		return end;
	if (scan->cp[last] == '.')
		return points == 1 ? last : end;
	return commas == 1 && (points > 0 || end - last != 4 || last == i || last - i > 3) ? last : end;
}

/* The whole part: digits, or groups of three after one to three. */
static bool
read_whole(const struct dye_glyphs * scan, uint32_t i, uint32_t end, struct numeral * n)
{
	uint32_t group = 0, mark = 0;

	for (; i < end; i++) {
		uint32_t c = scan->cp[i];

		if (dye_is_digit(c)) {
			if (n->whole_n + 1 == sizeof(n->whole))
				return false;
			n->whole[n->whole_n++] = (char)c;
			group++;
			continue;
		}
		if ((mark != 0 && c != mark) || group == 0 || group > 3 || (n->separated && group != 3))
			return false;
		mark = c;
		n->separated = true;
		group = 0;
	}
	n->whole[n->whole_n] = '\0';
	return !n->separated || group == 3;
}

static bool
read_decimals(const struct dye_glyphs * scan, uint32_t i, uint32_t end, struct numeral * n)
{

	for (; i < end; i++) {
		if (!dye_is_digit(scan->cp[i]) || n->decimals_n + 1 == sizeof(n->decimals))
			return false;
		n->decimals[n->decimals_n++] = (char)scan->cp[i];
		n->last = i;
	}
	return true;
}

static bool
read_exponent(const struct dye_glyphs * scan, uint32_t * i, struct numeral * n)
{
	size_t k = 0;

	if (*i >= scan->n || (scan->cp[*i] | 32) != 'e')
		return true;
	if (++*i < scan->n && (scan->cp[*i] == '+' || scan->cp[*i] == '-')) {
		if (scan->cp[*i] == '-')
			n->exponent[k++] = '-';
		++*i;
	}
	for (; *i < scan->n && dye_is_digit(scan->cp[*i]); ++*i) {
		if (k + 1 == sizeof(n->exponent))
			return false;
		n->exponent[k++] = (char)scan->cp[*i];
	}
	return k > 0 && dye_is_digit((uint8_t)n->exponent[k - 1]);
}

static void
skip_spaces(const struct dye_glyphs * scan, uint32_t * i)
{

	while (*i < scan->n && scan->cp[*i] == ' ')
		++*i;
}

static bool
read_number(const struct dye_glyphs * scan, struct numeral * n)
{
	uint32_t i = 0, start, end, point;
	bool bracket = false;

	*n = (struct numeral){0};
	if (scan->n == 0 || scan->n > 48 || scan->cut)
		return false;
	if (scan->cp[0] == '(' && scan->cp[scan->n - 1] == ')') {
		bracket = n->minus = true;
		i = 1;
	}
	if (i < scan->n && (scan->cp[i] == '-' || scan->cp[i] == '+'))
		n->minus |= scan->cp[i++] == '-';
	i += read_unit(scan, i, n->unit);
	skip_spaces(scan, &i);
	if (i < scan->n && scan->cp[i] == '-' && !n->minus) {
		n->minus = true;
		i++;
	}
	start = end = i;
	while (end < scan->n && (dye_is_digit(scan->cp[end]) || is_mark(scan->cp[end])))
		end++;
	point = find_decimal(scan, start, end);
	if (!read_whole(scan, start, point, n) || (point < end && !read_decimals(scan, point + 1, end, n)))
		return false;
	if (n->whole_n + n->decimals_n == 0 || !read_exponent(scan, &end, n))
		return false;
	skip_spaces(scan, &end);
	if (end < scan->n && n->unit[0] == '\0')
		end += read_unit(scan, end, n->unit);
	return end + (bracket ? 1 : 0) == scan->n;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct numeral n;

	if (text.len == 0 || text.len > 160)
		return 0;
	dye_glyphs_text(text, &scan);
	if (!read_number(&scan, &n))
		return 0;
	if (n.unit[0] != '\0')
		return 960;
	if (n.decimals_n > 0 || n.separated)
		return n.exponent[0] != '\0' ? 800 : 900;
	if (n.minus)
		return 700;
	if (n.whole[0] == '0' && n.whole_n > 1)
		return 150;
	return n.whole_n <= 4 ? 500 : n.whole_n <= 9 ? 400 : 200;
}

/* Whole numbers of several lengths count something. */
static int
column(const struct dye_column_facts * facts, int score)
{

	return facts->whole * 10 >= facts->count * 9 && !facts->one_length && score > 0 ? score + 100 : score;
}

/* Whether all digits but the last decimal are 0. */
static bool
may_be_nothing(const struct numeral * n)
{

	return strspn(n->whole, "0") == n->whole_n && strspn(n->decimals, "0") + 1 >= n->decimals_n;
}

static enum dye_code
append_decimals(struct dye_slice text, const struct dye_glyphs * scan, const struct numeral * n, struct dye_parse * out,
    struct dye_error * err)
{
	bool ascii = (uint8_t)text.data[scan->at[n->last]] < 0x80;
	enum dye_code rc;

	if (n->exponent[0] != '\0' || may_be_nothing(n))
		return dye_buffer_printf(&out->canonical, err, ".%s", n->decimals);
	out->slots[out->slot_count++] = (struct dye_slot){
	    .offset = scan->at[n->last],
	    .len = ascii ? 1 : 3,
	    .current = ascii ? (uint8_t)(scan->cp[n->last] - '0') : DYE_OTHER,
	};
	if ((rc = dye_buffer_append_byte(&out->canonical, '.', err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append(&out->canonical, n->decimals, n->decimals_n - 1, err)) != DYE_OK)
		return rc;
	return dye_buffer_append(&out->canonical, "\x01\x20", 2, err);
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct dye_glyphs scan;
	struct numeral n;
	size_t zeros;
	enum dye_code rc;

	dye_glyphs_text(text, &scan);
	if (!read_number(&scan, &n))
		return dye_parse_words(text, out, err);
	zeros = strspn(n.whole, "0");
	if ((rc = dye_parse_string(n.minus ? "-" : "", out, err)) != DYE_OK)
		return rc;
	rc = dye_buffer_printf(&out->canonical, err, "%s", zeros == n.whole_n ? "0" : n.whole + zeros);
	if (rc == DYE_OK && n.decimals_n > 0)
		rc = append_decimals(text, &scan, &n, out, err);
	if (rc == DYE_OK && n.exponent[0] != '\0')
		rc = dye_buffer_printf(&out->canonical, err, "e%s", n.exponent);
	for (zeros = 0; n.unit[zeros] != '\0'; zeros++)
		n.unit[zeros] = dye_lower(n.unit[zeros]);
	if (rc == DYE_OK && n.unit[0] != '\0')
		rc = dye_buffer_append(&out->canonical, n.unit, zeros, err);
	return rc;
}

/*
 * Forging: other last digits, at most four, and never the first: the size stays. Of one digit nothing can be drawn. Signs, unit, exponent and
 * decimals that are all zeros stay. The last decimal is drawn too, and weighs nothing: numbers that differ in it alone are one value.
 */
#define DIGITS_DRAWN 4

/* Where the last decimal stands if it may be a slot; else beyond the text. */
static size_t
last_decimal(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct numeral n;

	dye_glyphs_text(text, &scan);
	return read_number(&scan, &n) && n.decimals_n > 0 && n.exponent[0] == '\0' ? scan.at[n.last] : text.len;
}

/*
 * Where the column's values are nearly unique (forge->anew): the first digit stays, of five digits and more the first two, zeros at the end stay zeros and no
 * others come there; the rest is drawn, up to nine digits.
 */
static enum dye_code
forge_anew(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	size_t end = parent.len - dye_forge_tail(parent), at[48], count = 0, zeros = 0, first = 0, start = out->len, i;
	size_t slot = last_decimal(parent);
	uint32_t node = dye_forge_node(forge);

	DYE_TRY(dye_buffer_append_slice(out, parent, err));
	for (i = 0; i < end && count < 48 && (count == 0 || !dye_is_alpha((uint8_t)parent.data[i])); i++)
		if (dye_is_digit((uint8_t)parent.data[i]))
			at[count++] = i;
	while (first < count && parent.data[at[first]] == '0')
		first++;
	while (zeros < count && parent.data[at[count - 1 - zeros]] == '0')
		zeros++;
	first += count - first >= 5 ? 2 : 1;
	for (i = count > first + 9 ? count - 9 : first; i + zeros < count; i++) {
		uint32_t floor = i + zeros + 1 == count ? 1 : 0;

		out->data[start + at[i]] =
		    (char)('0' + floor +
			   dye_forge_uniform(forge, at[i] == slot ? DYE_FORGE_NO_NODE : node, 10 - floor));
	}
	return DYE_OK;
}

static enum dye_code
forge_number(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	size_t end = parent.len - dye_forge_tail(parent), at[DIGITS_DRAWN], count = 0, start = out->len, i, drawn;
	size_t slot = last_decimal(parent);
	uint32_t n = 1, old = 0, value;
	enum dye_code rc;

	if (forge->anew)
		return forge_anew(forge, out, err);
	if ((rc = dye_buffer_append_slice(out, parent, err)) != DYE_OK)
		return rc;
	for (i = 0; i < end && (count == 0 || !dye_is_alpha((uint8_t)parent.data[i])); i++)
		if (dye_is_digit((uint8_t)parent.data[i]) && i != slot)
			at[count++ % DIGITS_DRAWN] = i;
	if (count < 2)
		return DYE_OK;
	if (slot < end)
		out->data[start + slot] = (char)('0' + dye_forge_uniform(forge, DYE_FORGE_NO_NODE, 10));
	drawn = count - 1 < DIGITS_DRAWN ? count - 1 : DIGITS_DRAWN;
	for (i = count - drawn; i < count; i++) {
		n *= 10;
		old = old * 10 + (uint32_t)(parent.data[at[i % DIGITS_DRAWN]] - '0');
	}
	value = dye_forge_uniform_except(forge, dye_forge_node(forge), n, old);
	for (i = count; i-- > count - drawn; value /= 10)
		out->data[start + at[i % DIGITS_DRAWN]] = (char)('0' + value % 10);
	return DYE_OK;
}

const struct dye_kind dye_kind_number = {
    .name = "number",
    .description = "whole or decimal number, amount of money, per cent",
    .slot_types = slot_types,
    .slot_type_count = sizeof(slot_types) / sizeof(slot_types[0]),
    .low_entropy = true,
    .recognise = recognise,
    .column = column,
    .parse = parse,
    .forge = forge_number,
};
