/*
 * Addresses written in Chinese. canonical: folded words; the spellings (号楼, 栋, 幢, ...) are still to come.
 * context: the GB/T 2260 code of the province that the address begins with, or nothing.
 */
#include <string.h>

#include "formats/field/core/pieces.h"
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
 * ---- taking apart ----
 * Digits and what is none take turns. What stands before the last word of a place (省, 市, 区, ...) stays; behind it a road or a compound stands; digits are what
 * the word behind them says: a house, a building, an entrance, a floor, a door; behind that word a compound again, or a note.
 */

static const struct unit {
	const char * word;
	const char * list; /* of the digits before it */
} units[] = {{"号楼", "building-cn"}, {"号院", "number-cn"}, {"号", "number-cn"}, {"栋", "building-cn"},
    {"幢", "building-cn"}, {"座", "building-cn"}, {"单元", "entrance-cn"}, {"室", "door-cn"}, {"房", "door-cn"},
    {"层", "floor-cn"}, {"楼", "floor-cn"}, {"弄", "number-cn"}, {"组", "group-cn"}};

static const struct unit *
unit_at(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (dye_begins(text, units[i].word))
			return &units[i];
	return NULL;
}

/* The bytes up to the last word of a place, in a text without digits; a road may have one in its name at its end, which is none then. */
static size_t
place_length(struct dye_slice text)
{
	static const char * const places[] = {"省", "市", "区", "县", "镇", "乡", "旗", "州", "村"};
	size_t found = 0, i, k;

	for (i = 3; i < text.len; i++)
		for (k = 0; k < sizeof(places) / sizeof(places[0]); k++)
			if (dye_begins((struct dye_slice){text.data + i, text.len - i}, places[k]) && i + 3 < text.len)
				found = i + 3;
	return found;
}

static bool
is_road(struct dye_slice text)
{

	return dye_ends(text, "路") || dye_ends(text, "街") || dye_ends(text, "巷") || dye_ends(text, "道") ||
	       dye_ends(text, "弄") || dye_ends(text, "里");
}

/* Signs and spaces around a word stay. */
static void
add_word(struct dye_pieces * pieces, struct dye_slice text, bool first)
{
	size_t from = 0, to = text.len;

	while (from < to && (uint8_t)text.data[from] < 0x80 && !dye_is_alpha((uint8_t)text.data[from]))
		from++;
	while (to > from && (uint8_t)text.data[to - 1] < 0x80 && !dye_is_alpha((uint8_t)text.data[to - 1]))
		to--;
	dye_pieces_add(pieces, text.data, from, NULL, 0);
	dye_pieces_add(pieces, text.data + from, to - from,
	    is_road((struct dye_slice){text.data + from, to - from}) ? "road-cn"
	    : first						     ? "estate-cn"
								     : "note-cn",
	    5);
	dye_pieces_add(pieces, text.data + to, text.len - to, NULL, 0);
}

/* What stands between digits: the word that they belong to, and what follows it. */
static void
add_between(struct dye_pieces * pieces, struct dye_slice text, bool begins)
{
	const struct unit * unit = begins ? NULL : unit_at(text);
	size_t stays = begins ? place_length(text) : unit != NULL ? strlen(unit->word) : 0;
	bool first = begins || (unit != NULL && strcmp(unit->list, "number-cn") == 0);

	dye_pieces_add(pieces, text.data, stays, NULL, 0);
	add_word(pieces, (struct dye_slice){text.data + stays, text.len - stays}, first);
}

static void
cut(struct dye_slice text, struct dye_pieces * pieces)
{
	size_t i = 0, n;

	pieces->count = 0;
	while (i < text.len) {
		struct dye_slice rest;

		for (n = 0; i + n < text.len && !dye_is_digit((uint8_t)text.data[i + n]); n++)
			;
		add_between(pieces, (struct dye_slice){text.data + i, n}, i == 0);
		i += n;
		for (n = 0; i + n < text.len && dye_is_digit((uint8_t)text.data[i + n]); n++)
			;
		rest = (struct dye_slice){text.data + i + n, text.len - i - n};
		dye_pieces_add(pieces, text.data + i, n,
		    unit_at(rest) != NULL   ? unit_at(rest)->list
		    : dye_begins(rest, "-") ? "building-cn"
					    : "door-cn",
		    1);
		i += n;
	}
}

static enum dye_code
parts(struct dye_slice text, const struct dye_attributes * attributes, dye_part_put put, void * cookie,
    struct dye_error * err)
{
	struct dye_pieces pieces;

	(void)attributes;
	cut(text, &pieces);
	return dye_pieces_whole(&pieces, text) ? dye_pieces_put(&pieces, put, cookie, err) : DYE_OK;
}

/*
 * Forging with lists of the profile: other words and numbers in the place of the parent's. Without: the same street or compound, other numbers, each with as many digits. The room of a three- or four-digit number keeps a
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
	struct dye_pieces pieces;
	uint32_t node;
	enum dye_code rc;

	cut(p, &pieces);
	if (dye_pieces_whole(&pieces, p) && dye_pieces_listed(forge, &pieces))
		return dye_pieces_write(forge, &pieces, NULL, out, err);
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
    .parts = parts,
    .attributes = dye_attributes_of_words,
};
