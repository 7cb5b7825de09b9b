#include "formats/field/core/pieces.h"

#include "formats/base/ascii.h"

void
dye_pieces_add(struct dye_pieces * pieces, const char * data, size_t len, const char * list, size_t least)
{

	if (len > 0 && pieces->count < DYE_PIECES_MAX)
		pieces->of[pieces->count++] = (struct dye_piece){{data, len}, list, least};
}

bool
dye_pieces_whole(const struct dye_pieces * pieces, struct dye_slice text)
{
	size_t i, len = 0;

	for (i = 0; i < pieces->count; i++)
		len += pieces->of[i].text.len;
	return len == text.len;
}

static bool
all_digits(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!dye_is_digit((uint8_t)text.data[i]))
			return false;
	return text.len > 0;
}

/* Does its first atom or its last begin with a digit, of whatever width? */
static bool
digit_at_end(struct dye_slice atoms)
{
	size_t last = atoms.len;

	if (atoms.len == 0)
		return false;
	for (last--; last > 0 && atoms.data[last - 1] != DYE_ATOM_END; last--)
		;
	return dye_is_digit((uint8_t)atoms.data[0]) || dye_is_digit((uint8_t)atoms.data[last]);
}

enum dye_code
dye_pieces_put(const struct dye_pieces * pieces, dye_part_put put, void * cookie, struct dye_error * err)
{
	struct dye_atoms atoms = {0};
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < pieces->count && rc == DYE_OK; i++) {
		const struct dye_piece * piece = &pieces->of[i];

		if (piece->list == NULL || (rc = dye_atoms_of(piece->text, NULL, &atoms, err)) != DYE_OK)
			continue;
		if (all_digits(piece->text) || !digit_at_end(dye_buffer_slice(&atoms.bytes)))
			rc = put(cookie, piece->list, piece->text, err);
	}
	dye_atoms_release(&atoms);
	return rc;
}

static bool
find_bag(const struct dye_forge * forge, const struct dye_piece * piece, struct dye_bag * bag)
{

	return piece->list != NULL && dye_bag_find(forge, piece->list, NULL, piece->least, bag);
}

bool
dye_pieces_listed(const struct dye_forge * forge, const struct dye_pieces * pieces)
{
	struct dye_bag bag;
	size_t i;

	for (i = 0; i < pieces->count; i++)
		if (find_bag(forge, &pieces->of[i], &bag))
			return true;
	return false;
}

/* Letters of ASCII: how many capital, how many small. */
static void
count_case(const struct dye_pieces * pieces, size_t * upper, size_t * lower)
{
	size_t i, k;

	*upper = *lower = 0;
	for (i = 0; i < pieces->count; i++)
		for (k = 0; k < pieces->of[i].text.len; k++) {
			*upper += dye_is_upper((uint8_t)pieces->of[i].text.data[k]);
			*lower += dye_is_lower((uint8_t)pieces->of[i].text.data[k]);
		}
}

/* ---- writing ---- */

static enum dye_code
write_piece(struct dye_forge * forge, const struct dye_piece * piece, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_bag_text word;
	struct dye_bag bag;

	if (find_bag(forge, piece, &bag)) {
		dye_bag_draw(forge, &bag, &word);
		return dye_buffer_append(out, word.data, word.len, err);
	}
	if (piece->list == NULL || !all_digits(piece->text))
		return dye_buffer_append_slice(out, piece->text, err);
	return dye_forge_number(forge, DYE_FORGE_NO_NODE, piece->text.data, piece->text.len, out, err);
}

/* As write_piece() writes it. */
static void
weigh_piece(const struct dye_forge * forge, const struct dye_piece * piece, struct dye_ways * ways)
{
	struct dye_bag bag;

	if (find_bag(forge, piece, &bag))
		dye_ways_bag(ways, &bag);
	else if (piece->list == NULL || !all_digits(piece->text))
		dye_ways_text(ways, piece->text);
	else
		dye_ways_number(ways, piece->text);
}

/* What stands for any word, or number, that may be drawn for the piece. */
static struct dye_slice
stand_in(const struct dye_forge * forge, const struct dye_piece * piece)
{
	struct dye_bag bag;

	if (piece->list != NULL && all_digits(piece->text))
		return DYE_SLICE("7");
	return find_bag(forge, piece, &bag) ? DYE_SLICE("xqz") : piece->text;
}

/* Whether no atom reaches across from a piece into the next, whatever is drawn: words begin and end in no digit, so a letter and a digit stand for all. */
static bool
stand_apart(const struct dye_forge * forge, const struct dye_pieces * pieces)
{
	struct dye_buffer text = {0};
	struct dye_ways ways;
	bool apart = true;
	size_t i;

	for (i = 0; i < pieces->count && apart; i++)
		apart = dye_buffer_append_slice(&text, stand_in(forge, &pieces->of[i]), NULL) == DYE_OK;
	dye_ways_open(dye_buffer_slice(&text), NULL, &ways);
	for (i = 0; i < pieces->count; i++)
		dye_ways_text(&ways, stand_in(forge, &pieces->of[i]));
	apart = dye_ways_reached(&ways) && apart;
	(void)dye_ways_close(&ways);
	dye_buffer_release_secret(&text);
	return apart;
}

static double
probability(
    const struct dye_forge * forge, const struct dye_pieces * pieces, dye_kind_loose loose, struct dye_slice written)
{
	struct dye_ways ways;
	size_t i;

	if (!stand_apart(forge, pieces))
		return 1;
	dye_ways_open(written, loose, &ways);
	for (i = 0; i < pieces->count; i++)
		weigh_piece(forge, &pieces->of[i], &ways);
	return dye_ways_close(&ways);
}

enum dye_code
dye_pieces_write(struct dye_forge * forge, const struct dye_pieces * pieces, dye_kind_loose loose,
    struct dye_buffer * out, struct dye_error * err)
{
	uint32_t node = dye_forge_node(forge);
	size_t i, at, start = out->len, upper, lower;

	for (i = 0; i < pieces->count; i++)
		DYE_TRY(write_piece(forge, &pieces->of[i], out, err));
	count_case(pieces, &upper, &lower);
	for (at = start; at < out->len; at++) {
		if (upper > 1 && lower == 0)
			out->data[at] = dye_upper(out->data[at]);
		else if (upper == 0 && lower > 0)
			out->data[at] = dye_lower(out->data[at]);
	}
	dye_forge_weigh(forge, node,
	    probability(forge, pieces, loose, (struct dye_slice){dye_buffer_at(out, start), out->len - start}));
	return DYE_OK;
}
