/*
 * Addresses written in Chinese. canonical: folded words; the spellings (号楼, 栋, 幢, ...) are still to come.
 * context: the GB/T 2260 code of the province that the address begins with, or nothing.
 */
#include <string.h>

#include "formats/field/core/forge.h"
#include "formats/field/words/region.h"
#include "formats/field/core/glyphs.h"

/* How many different words of addresses the text holds, most telling first; ${numbered}: one that a house number comes with. */
static int
count_words(struct dye_slice text, bool * numbered)
{
	static const char * const words[] = {"号", "室", "栋", "幢", "单元", "楼", "路", "街", "巷", "弄", "道", "镇",
	    "乡", "村", "区", "县", "市", "省", "小区", "花园", "公寓", "大厦", "组", "苑"};
	size_t i;
	int n = 0;

	*numbered = false;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (dye_holds(text, words[i])) {
			n++;
			*numbered |= i < 6;
		}
	return n;
}

static int
recognise(struct dye_slice text)
{
	struct dye_glyphs scan;
	struct dye_shape shape;
	char region[7];
	bool numbered, placed;
	int words, score;

	if (text.len < 9)
		return 0;
	dye_glyphs_text(text, &scan);
	dye_shape_of(&scan, &shape);
	if (shape.han < 3 || shape.n < 5 || scan.cut)
		return 0;
	placed = dye_region_of(text, region);
	words = count_words(text, &numbered);
	numbered = numbered && shape.digits > 0;
	score = 100 * (words < 5 ? words : 5) + (placed ? 200 : 0) + (numbered ? 250 : 0);
	return score > 980 ? 980 : words == 0 ? 50 : score;
}

static enum dye_code
parse(struct dye_slice text, struct dye_parse * out, struct dye_error * err)
{
	char region[7];
	enum dye_code rc;

	if ((rc = dye_parse_words(text, out, err)) != DYE_OK)
		return rc;
	if (dye_region_of(dye_buffer_slice(&out->canonical), region))
		memcpy(out->context, region, 2);
	return DYE_OK;
}

/*
 * Forging: the same street or compound, other numbers, each with as many digits. The room of a three- or four-digit number keeps a
 * plausible door (01 to 04 on a floor). One draw, without the parent's own.
 */
static enum dye_code
draw_run(struct dye_forge * forge, uint32_t node, const char * old, size_t n, struct dye_slice rest,
    struct dye_buffer * out, struct dye_error * err)
{
	bool room = (n == 3 || n == 4) && (rest.len == 0 || dye_begins(rest, "室"));
	uint32_t floor, door;

	if (!room)
		return dye_forge_number(forge, node, old, n, out, err);
	floor = n == 3 ? 1 + dye_forge_uniform(forge, node, 9) : 10 + dye_forge_uniform(forge, node, 20);
	door = 1 + dye_forge_uniform(forge, node, 4);
	return dye_buffer_printf(out, err, "%u%02u", floor, door);
}

static enum dye_code
draw_numbers(struct dye_forge * forge, uint32_t node, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	enum dye_code rc = DYE_OK;
	size_t i = 0;

	while (i < p.len && rc == DYE_OK) {
		size_t n = 0;

		while (i + n < p.len && dye_is_digit((uint8_t)p.data[i + n]))
			n++;
		if (n > 0)
			rc = draw_run(
			    forge, node, p.data + i, n, (struct dye_slice){p.data + i + n, p.len - i - n}, out, err);
		else
			rc = dye_buffer_append_byte(out, p.data[i++], err);
		i += n;
	}
	return rc;
}

static enum dye_code
forge_address(struct dye_forge * forge, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_slice p = forge->parent;
	size_t i, start = out->len;
	uint32_t node;
	enum dye_code rc;

	for (i = 0; i < p.len && !dye_is_digit((uint8_t)p.data[i]); i++)
		;
	/* An address without a number stays as it is: nothing was drawn. */
	if (i == p.len)
		return dye_buffer_append_slice(out, p, err);
	node = dye_forge_node(forge);
	do {
		dye_forge_again(forge, node);
		out->len = start;
		if ((rc = draw_numbers(forge, node, out, err)) != DYE_OK)
			return rc;
	} while (out->len - start == p.len && memcmp(out->data + start, p.data, p.len) == 0);
	/* Uniform draws: the parent's text, if it can be drawn, is as probable as this one. */
	if (node != DYE_FORGE_NO_NODE)
		dye_forge_rejected(forge, node, forge->log2_bounds[node]);
	return DYE_OK;
}

const struct dye_kind dye_kind_address_cn = {
    .name = "address-cn",
    .description = "address in Chinese",
    .distinctive = true,
    .recognise = recognise,
    .parse = parse,
    .forge = forge_address,
    .attributes = dye_attributes_of_words,
};
