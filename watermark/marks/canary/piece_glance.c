/*
 * piece_glance.c: what of a row may be a seed of some canary's cell. Every row of every source is read so, and hardly any has one: only words (whole,
 * joined by signs or across them), numbers and pairs are put, since nothing else is ever a seed (piece_cell.c). Rows of plain ASCII go by piece_runs.c.
 */
#include "watermark/marks/canary/piece_words.h"

/* A run of letters beyond ASCII, known to its neighbours by the last two. Where it ends. */
static inline size_t
read_foreign(struct dye_piece_reader * r, struct dye_slice text, size_t i, bool folded)
{
	struct dye_slice last = {NULL, 0}, before = last;
	uint64_t word;
	size_t n;

	dye_piece_seed_run(r);
	r->digit_count = 0;
	r->chained = 0;
	for (; i < text.len && (uint8_t)text.data[i] >= 0x80; i += n) {
		if ((n = folded ? dye_plain_character(text, i) : dye_plain_letter(text, i)) == 0)
			break;
		before = last;
		last = (struct dye_slice){text.data + i, n};
	}
	r->letter_before = before.len > 0 ? dye_piece_letter(before.data, before.len) : r->letter;
	r->letter = dye_piece_letter(last.data, last.len);
	word = dye_piece_both(r->letter_before, r->letter);
	dye_piece_seed_pairs(r, dye_piece_seed_neighbour(r, word, false), 0);
	return i;
}

/* How long the sign is; 0: the text must be folded. */
static inline size_t
sign_at(struct dye_slice text, size_t at, bool folded)
{
	uint8_t c = (uint8_t)text.data[at];
	uint32_t ignored;

	if (c >= 0x80)
		return dye_plain_space(text, at);
	return dye_plain_stands(c) && !folded && dye_plain_sign(text, at, &ignored) > 0 ? 0 : 1;
}

static inline bool
read_text(struct dye_piece_reader * r, struct dye_slice text, bool folded)
{
	size_t i = 0, n;

	while (i < text.len) {
		uint8_t c = (uint8_t)text.data[i];

		if (dye_is_alnum(c)) {
			i = dye_piece_seed_parts(r, text, i);
		} else if (c >= 0x80 && (folded || dye_plain_letter(text, i) > 0)) {
			i = read_foreign(r, text, i, folded);
		} else if ((n = sign_at(text, i, folded)) > 0) {
			if (!dye_piece_joins(c))
				dye_piece_seed_run(r);
			i += n;
		} else {
			return false;
		}
	}
	dye_piece_seed_run(r);
	return true;
}

bool
dye_piece_glance(struct dye_piece_reader * reader, const struct dye_slice * texts, size_t count, bool folded)
{
	struct dye_piece_reader r = *reader;
	size_t i;

	for (i = 0; i < count; i++)
		if (!read_text(&r, texts[i], folded))
			return false;
	*reader = r;
	return true;
}
