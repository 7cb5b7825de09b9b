/*
 * piece_glance.c: what of a row may be a seed of some canary's cell. Every row of every source is read so, and hardly any has one: the state is kept
 * in registers, and only words (whole, or joined by signs), numbers and pairs are put, since nothing else is ever a seed (pieces.c).
 */
#include "watermark/marks/canary/piece_words.h"

static inline void
put(struct dye_piece_reader * r, uint64_t hash, enum dye_piece_sort sort)
{
	uint32_t key = dye_piece_digest(hash, sort);

	if (dye_piece_index_may(r->index, key))
		r->out[r->count++] = key;
}

static inline void
end_run(struct dye_piece_reader * r)
{

	if (r->run_words > 1)
		put(r, r->run, DYE_PIECE_WORD);
	r->run_words = 0;
}

static inline void
end_word(struct dye_piece_reader * r, uint64_t word, bool numeric)
{
	uint64_t as = dye_piece_neighbour(word, numeric);

	if (dye_piece_pairs(r->last, as))
		put(r, r->last ^ as, DYE_PIECE_PAIR);
	if (dye_piece_pairs(r->before_last, as))
		put(r, r->before_last ^ as, DYE_PIECE_PAIR);
	r->before_last = r->last;
	r->last = as;
}

/* Of a number only its last seven digits are a seed. */
static inline void
read_number(struct dye_piece_reader * r, uint64_t value, size_t digits)
{

	r->digits = digits >= DYE_PIECE_WINDOW ? value : r->digits << 4 * digits | value;
	r->digit_count += digits;
	if (r->digit_count >= DYE_PIECE_WINDOW)
		put(r, r->digits & DYE_PIECE_WINDOW_MASK, DYE_PIECE_NUMBER);
}

/* Where the word ends. */
static inline size_t
read_word(struct dye_piece_reader * r, struct dye_slice text, size_t at)
{
	bool numeric = dye_is_digit((uint8_t)text.data[at]), digit = numeric;
	uint64_t word = 0, value;
	size_t i = at, part;

	do {
		part = i;
		if (digit) {
			i = dye_piece_digits(text, part, &word, &value);
			read_number(r, value, i - part);
		} else {
			i = dye_piece_letters(text, part, &word);
			r->digit_count = 0;
		}
		digit = !digit;
	} while (i < text.len && dye_is_alnum((uint8_t)text.data[i]));
	if (i - at >= DYE_PIECE_SEED_LEAST)
		put(r, word, DYE_PIECE_WORD);
	end_word(r, word, numeric);
	r->run = r->run_words++ == 0 ? word : dye_piece_both(r->run, word);
	r->letter = 0;
	return i;
}

/* A run of letters beyond ASCII, known to its neighbours by the last two. Where it ends. */
static inline size_t
read_foreign(struct dye_piece_reader * r, struct dye_slice text, size_t i, bool folded)
{
	struct dye_slice last = {NULL, 0}, before = last;
	size_t n;

	end_run(r);
	r->digit_count = 0;
	for (; i < text.len && (uint8_t)text.data[i] >= 0x80; i += n) {
		if ((n = folded ? dye_plain_character(text, i) : dye_plain_letter(text, i)) == 0)
			break;
		before = last;
		last = (struct dye_slice){text.data + i, n};
	}
	r->letter_before = before.len > 0 ? dye_piece_letter(before.data, before.len) : r->letter;
	r->letter = dye_piece_letter(last.data, last.len);
	end_word(r, dye_piece_both(r->letter_before, r->letter), false);
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
	return (c == '&' || c == '%') && !folded && dye_plain_sign(text, at, &ignored) > 0 ? 0 : 1;
}

static inline bool
read_text(struct dye_piece_reader * r, struct dye_slice text, bool folded)
{
	size_t i = 0, n;

	while (i < text.len) {
		uint8_t c = (uint8_t)text.data[i];

		if (dye_is_alnum(c)) {
			i = read_word(r, text, i);
		} else if (c >= 0x80 && (folded || dye_plain_letter(text, i) > 0)) {
			i = read_foreign(r, text, i, folded);
		} else if ((n = sign_at(text, i, folded)) > 0) {
			if (!dye_piece_joins(c))
				end_run(r);
			i += n;
		} else {
			return false;
		}
	}
	end_run(r);
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
