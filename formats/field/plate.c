/*
 * Number plates of motor vehicles in China (GA 36-2018): a character for the province, a letter for the city, then five places (six
 * for new-energy vehicles) of digits and letters without I and O; the last may be a character of use (学, 警, 挂, 港, 澳, 使, 领).
 * canonical: the plate without separators, letters small.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/core/freetail.h"
#include "formats/field/core/glyphs.h"
#include "formats/field/core/trait.h"

#define PLACES_MAX 8

struct plate {
	uint32_t cp[PLACES_MAX]; /* letters capital */
	uint32_t n;
};

static bool
among(uint32_t c, struct dye_slice set)
{
	struct dye_buffer b = {0};
	bool found;

	if (dye_append_cp(&b, c, NULL) != DYE_OK)
		return false;
	found = memmem(set.data, set.len, b.data, b.len) != NULL;
	dye_buffer_release(&b);
	return found;
}

static bool
is_province(uint32_t c)
{

	return dye_is_han(c) && among(c, DYE_SLICE("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"));
}

static bool
is_place(uint32_t c)
{

	return dye_is_digit(c) || (dye_is_upper(c) && c != 'I' && c != 'O');
}

static bool
read_plate(struct dye_slice text, struct plate * p)
{
	struct dye_glyphs scan;
	uint32_t i;

	p->n = 0;
	if (text.len < 9 || text.len > 64)
		return false;
	dye_glyphs_text(text, &scan);
	for (i = 0; i < scan.n; i++) {
		uint32_t c = scan.cp[i];

		if (c == ' ' || c == '-' || c == '.' || c == 0xB7 || c == 0x2022 || c == 0x30FB)
			continue;
		if (p->n == PLACES_MAX)
			return false;
		p->cp[p->n++] = dye_is_lower(c) ? c - 32 : c;
	}
	if (p->n < 7 || !is_province(p->cp[0]) || !dye_is_upper(p->cp[1]) || p->cp[1] == 'I')
		return false;
	for (i = 2; i + 1 < p->n; i++)
		if (!is_place(p->cp[i]))
			return false;
	return is_place(p->cp[i]) ||
	       (p->n == 7 && dye_is_han(p->cp[i]) && among(p->cp[i], DYE_SLICE("学警挂港澳使领")));
}

static int
recognise(struct dye_slice text)
{
	struct plate p;

	return read_plate(text, &p) ? 990 : 0;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	struct plate p;
	enum dye_code rc;
	uint32_t i;

	if (!read_plate(text, &p))
		return dye_parse_words(text, out, err);
	rc = dye_parse_string("", out, err);
	for (i = 0; i < p.n && rc == DYE_OK; i++)
		rc = dye_append_cp(&out->canonical, dye_is_upper(p.cp[i]) ? p.cp[i] + 32 : p.cp[i], err);
	return rc;
}

/*
 * Forging: the free tail (core/freetail.h) of a column of which it is known. Else province, city, separators and the places' sorts (digit or letter) stay; the letter of a new-energy plate stays. One draw, without
 * the parent's own.
 */
static uint32_t
draw_place(struct dye_forge * forge, uint32_t node, uint32_t old)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";

	if (dye_is_digit(old))
		return '0' + dye_forge_uniform(forge, node, 10);
	return (uint8_t)letters[dye_forge_uniform(forge, node, 24)];
}

static enum dye_code
forge_plate(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice parent = forge->parent;
	size_t i, place = 0, start = out->len;
	uint32_t node;
	struct plate p;
	enum dye_code rc;

	if (read_plate(parent, &p) && dye_free_fits(forge))
		return dye_free_write(forge, out, err);
	/* What is no plate stays as it is: nothing was drawn. */
	if ((rc = dye_buffer_append_slice(out, parent, err)) != DYE_OK || !read_plate(parent, &p))
		return rc;
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		for (i = 0, place = 0; i < parent.len; i++) {
			uint32_t c = (uint8_t)dye_upper(parent.data[i]);

			if (!is_place(c) || place++ == 0 || (place == 2 && p.n == 8 && dye_is_upper(c)))
				continue;
			out->data[start + i] = (char)draw_place(forge, node, c);
		}
	} while (place > 2 && memcmp(out->data + start, parent.data, parent.len) == 0);
	/* Four places of ten or more values: one text has a probability of at most 1e-4. */
	dye_forge_rejected(forge, node, -13);
	return DYE_OK;
}

const struct dye_kind dye_kind_plate = {
    .name = "plate",
    .description = "number plate of a motor vehicle in China (GA 36)",
    .exact = true,
    .personal = true,
    .recognise = recognise,
    .trait = dye_trait_tail,
    .parse = parse,
    .forge = forge_plate,
};
