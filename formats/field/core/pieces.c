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

enum dye_code
dye_pieces_put(const struct dye_pieces * pieces, dye_part_put put, void * cookie, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < pieces->count; i++)
		if (pieces->of[i].list != NULL)
			DYE_TRY(put(cookie, pieces->of[i].list, pieces->of[i].text, err));
	return DYE_OK;
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

static bool
all_digits(struct dye_slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (!dye_is_digit((uint8_t)text.data[i]))
			return false;
	return text.len > 0;
}

static enum dye_code
write_piece(struct dye_forge * forge, uint32_t node, const struct dye_piece * piece, struct dye_buffer * out,
    struct dye_error * err)
{
	struct dye_bag bag;

	if (find_bag(forge, piece, &bag))
		return dye_bag_append(forge, node, &bag, out, err);
	if (piece->list == NULL || !all_digits(piece->text))
		return dye_buffer_append_slice(out, piece->text, err);
	return dye_forge_number(forge, node, piece->text.data, piece->text.len, out, err);
}

enum dye_code
dye_pieces_write(
    struct dye_forge * forge, const struct dye_pieces * pieces, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t node = dye_forge_node(forge);
	size_t i, at, upper, lower;

	count_case(pieces, &upper, &lower);
	for (i = 0; i < pieces->count; i++) {
		at = out->len;
		DYE_TRY(write_piece(forge, node, &pieces->of[i], out, err));
		for (; at < out->len; at++) {
			if (upper > 1 && lower == 0)
				out->data[at] = dye_upper(out->data[at]);
			else if (upper == 0 && lower > 0)
				out->data[at] = dye_lower(out->data[at]);
		}
	}
	return DYE_OK;
}
