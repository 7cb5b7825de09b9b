#include "watermark/marks/canary/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/piece_words.h"

/*
 * For a whole row: every seven digits, not only the last of a word; as words letters and digits that meet in one; and the first of several letters beyond
 * ASCII, which may be a surname.
 */
#define CLOSELY 16

static inline void
put(struct dye_piece_reader * r, uint64_t hash, enum dye_piece_sort sort)
{

	if ((r->sorts & sort) == 0 || hash == 0 || r->count == r->room)
		return;
	r->hash = hash;
	r->out[r->count++] = dye_piece_digest(hash, sort);
}

/* ---- reading ---- */

static void
read_sign(struct dye_piece_reader * r, uint8_t c)
{

	if (r->run_words == 0 || dye_piece_joins(c))
		return;
	if (r->run_words > 1)
		put(r, r->run, DYE_PIECE_WORD);
	r->run_words = 0;
}

static inline void
put_pair(struct dye_piece_reader * r, uint64_t one, uint64_t other)
{

	if ((r->sorts & DYE_PIECE_PAIR) == 0 || one == 0 || !dye_piece_pairs(one, other) || r->count == r->room)
		return;
	r->paired[0] = one;
	r->paired[1] = other;
	put(r, one ^ other, DYE_PIECE_PAIR);
}

/* A word has ended, which is known to its neighbours ${as} this. */
static void
end_word(struct dye_piece_reader * r, uint64_t as, bool numeric)
{

	as = dye_piece_neighbour(as, numeric);
	put_pair(r, r->last, as);
	put_pair(r, r->before_last, as);
	r->before_last = r->last;
	r->last = as;
}

/* Of seven digits in a row the last seven. */
static inline void
read_number(struct dye_piece_reader * r, uint64_t value, size_t digits)
{

	r->digits = digits >= DYE_PIECE_WINDOW ? value : r->digits << 4 * digits | value;
	r->digit_count += digits;
	if (r->digit_count >= DYE_PIECE_WINDOW)
		put(r, r->digits & DYE_PIECE_WINDOW_MASK, DYE_PIECE_NUMBER);
}

/* ${digits}, but for zeros in front, have ended, which may be a key with letters beside it, or with those before them. */
static inline void
read_shorts(struct dye_piece_reader * r, size_t digits)
{
	unsigned n;

	for (n = DYE_PIECE_SHORT; n < DYE_PIECE_WINDOW; n++)
		if (digits <= n && r->digit_count >= n)
			put(r, dye_piece_short(r->digits, n), DYE_PIECE_NUMBER);
}

/* The same for all that end before. */
static void
read_windows(struct dye_piece_reader * r, struct dye_slice digits)
{
	uint64_t window = r->digits;
	size_t i;

	for (i = 0; i + 1 < digits.len; i++) {
		window = window << 4 | (digits.data[i] & 15);
		if (r->digit_count + i + 1 >= DYE_PIECE_WINDOW)
			put(r, window & DYE_PIECE_WINDOW_MASK, DYE_PIECE_NUMBER);
	}
}

/* A word, which is a number or is not: those in a row may be a key whose parts lost the zeros in front of them. */
static void
chain_number(struct dye_piece_reader * r, uint64_t word, bool number)
{

	r->heads = r->heads << 1 | !r->begun;
	r->begun = true;
	r->chain[2] = r->chain[1];
	r->chain[1] = r->chain[0];
	r->chain[0] = word;
	r->chained = !number ? 0 : r->chained < 3 ? r->chained + 1 : 3;
}

/* A cell has ended: two or three numbers that fill this one, or this and those before it. */
static void
end_cell(struct dye_piece_reader * r)
{
	uint64_t two = dye_piece_both(r->chain[1], r->chain[0]);

	if (r->begun && r->chained > 1 && (r->heads & 2) != 0)
		put(r, two, DYE_PIECE_ACROSS);
	if (r->begun && r->chained > 2 && (r->heads & 4) != 0)
		put(r, dye_piece_both(r->chain[2], two), DYE_PIECE_ACROSS);
	r->begun = false;
}

/* What is wanted only if all is. */
static void
read_closely(struct dye_piece_reader * r, struct dye_slice part)
{
	uint64_t alone = 0;

	if (dye_is_digit((uint8_t)part.data[0]))
		read_windows(r, part);
	(void)dye_piece_part(part, 0, &alone);
	put(r, alone, DYE_PIECE_WORD);
}

/* Where the word ends. */
static size_t
read_word(struct dye_piece_reader * r, struct dye_slice text, size_t at)
{
	bool numeric = dye_is_digit((uint8_t)text.data[at]), digit = numeric;
	size_t i = at, part;
	uint64_t word = 0, as = 0, value;

	for (;; digit = !digit) {
		part = i;
		i = digit ? dye_piece_digits(text, part, &word, &value) : dye_piece_letters(text, part, &word);
		as = numeric && part > at ? as : word;
		if ((r->sorts & CLOSELY) != 0)
			read_closely(r, (struct dye_slice){text.data + part, i - part});
		if (digit) {
			read_number(r, value, i - part);
			read_shorts(r, dye_piece_significant(value, i - part));
		} else
			r->digit_count = 0;
		if (i == text.len || !dye_is_alnum((uint8_t)text.data[i]))
			break;
	}
	put(r, word, DYE_PIECE_WORD);
	chain_number(r, word, numeric && part == at);
	end_word(r, as, numeric);
	r->run = r->run_words++ == 0 ? word : dye_piece_both(r->run, word);
	r->letter = 0;
	return i;
}

/* The same of a word that has been read before, where only what goes on from cell to cell is wanted: its digits. */
static size_t
read_across(struct dye_piece_reader * r, struct dye_slice text, size_t i)
{

	size_t digits = 0;
	bool number = false;

	for (; i < text.len && dye_is_alnum((uint8_t)text.data[i]); i++)
		if (dye_is_digit((uint8_t)text.data[i])) {
			read_number(r, text.data[i] & 15, 1);
			digits += digits > 0 || text.data[i] != '0';
			number = true;
		} else {
			r->digit_count = digits = 0;
			number = false;
		}
	if (number)
		read_shorts(r, digits);
	r->letter = 0;
	return i;
}

/* A run of letters beyond ASCII. How long it is. */
static size_t
read_foreign(struct dye_piece_reader * r, struct dye_slice text, size_t at, bool folded)
{
	size_t i = at, letters = 0, n;
	uint64_t first = 0;

	read_sign(r, ' ');
	r->digit_count = r->chained = 0;
	r->begun = true;
	for (; i < text.len && (uint8_t)text.data[i] >= 0x80; i += n, letters++) {
		if ((n = folded ? dye_plain_character(text, i) : dye_plain_letter(text, i)) == 0)
			break;
		r->letter_before = r->letter;
		r->letter = dye_piece_letter(text.data + i, n);
		first = letters == 0 ? r->letter : first;
		if (r->letter_before != 0)
			put(r, dye_piece_both(r->letter_before, r->letter), DYE_PIECE_LETTERS);
	}
	if (letters == 1 || (r->sorts & CLOSELY) != 0)
		put(r, first, DYE_PIECE_WORD);
	end_word(r, dye_piece_both(r->letter_before, r->letter), false);
	return i - at;
}

/* ---- a row ---- */

/* Text that is folded, or needs not be: false where that is not so, then nothing is certain of what was put. */
static bool
read_all(struct dye_piece_reader * r, struct dye_slice text, bool folded)
{
	bool across = r->sorts == (DYE_PIECE_NUMBER | DYE_PIECE_LETTERS);
	uint32_t ignored;
	size_t i = 0, n;

	while (i < text.len) {
		uint8_t c = (uint8_t)text.data[i];

		if (dye_is_alnum(c)) {
			i = across ? read_across(r, text, i) : read_word(r, text, i);
			continue;
		}
		if (c >= 0x80 && (folded || dye_plain_letter(text, i) > 0)) {
			i += read_foreign(r, text, i, folded);
			continue;
		}
		if ((n = c >= 0x80 ? dye_plain_space(text, i) : 1) == 0 ||
		    (dye_plain_stands(c) && !folded && dye_plain_sign(text, i, &ignored) > 0))
			return false;
		read_sign(r, c);
		i += n;
	}
	read_sign(r, ' ');
	end_cell(r);
	return true;
}

void
dye_piece_read_folded(struct dye_piece_reader * reader, struct dye_slice text)
{

	(void)read_all(reader, text, true);
}

static inline bool
read_text(struct dye_piece_reader * r, struct dye_slice text, bool folded)
{

	return r->index != NULL ? dye_piece_glance(r, &text, 1, folded) : read_all(r, text, folded);
}

/* Room for ${bytes} more, of ${cells}: no byte, with the sign behind it, puts more than twelve pieces. */
static enum dye_code
make_room(struct dye_piece_reader * r, struct dye_pieces * p, size_t bytes, size_t cells, struct dye_error * err)
{
	size_t want = r->count + 6 * (bytes + cells);
	uint32_t * keys;

	if (want > p->size) {
		want += want / 2;
		if ((keys = realloc(p->keys, want * sizeof(*keys))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		p->keys = keys;
		p->size = want;
	}
	r->out = p->keys;
	r->room = p->size;
	return DYE_OK;
}

/* The cells as one line. */
static enum dye_code
lay(struct dye_buffer * line, const struct dye_slice * texts, size_t count, size_t bytes, struct dye_error * err)
{
	char * at;
	size_t i;

	dye_buffer_reset(line);
	DYE_TRY(dye_buffer_reserve(line, bytes + count + DYE_PIECE_LINE_PADDING, err));
	for (i = 0, at = line->data; i < count; i++) {
		memcpy(at, texts[i].data, texts[i].len);
		at += texts[i].len;
		*at++ = '\n';
	}
	memset(at, '\n', DYE_PIECE_LINE_PADDING);
	line->len = bytes + count;
	return DYE_OK;
}

/* The cells in their order, or the opposite one. False where they must be decoded and folded first. */
static bool
read_cells(struct dye_piece_reader * r, const struct dye_slice * texts, size_t count, bool back)
{
	size_t i;

	if (r->index != NULL)
		return dye_piece_glance(r, texts, count, false);
	for (i = 0; i < count; i++)
		if (!read_all(r, texts[back ? count - 1 - i : i], false))
			return false;
	return true;
}

/* *decoded: also what stands for other signs; told whether there was any. */
static enum dye_code
read_plain(struct dye_piece_reader * r, const struct dye_slice * texts, size_t count, bool back, bool * decoded,
    struct dye_pieces * p, struct dye_error * err)
{
	bool any = false, signs;
	size_t i;

	for (i = 0; i < count; i++) {
		struct dye_slice text = texts[back ? count - 1 - i : i];
		struct dye_piece_reader before;

		DYE_TRY(make_room(r, p, text.len, 1, err));
		before = *r;
		if (!r->bare && read_text(r, text, false))
			continue;
		*r = before;
		DYE_TRY(dye_plain(text, *decoded, &p->plain, &signs, err));
		if (r->bare)
			p->plain.text.len = dye_plain_bare(dye_buffer_slice(&p->plain.text), p->plain.text.data);
		DYE_TRY(make_room(r, p, p->plain.text.len, 1, err));
		(void)read_text(r, dye_buffer_slice(&p->plain.text), true);
		any = any || signs;
	}
	*decoded = any;
	return DYE_OK;
}

/* What seems to stand for another sign may be itself after all: both are read. */
static enum dye_code
read_row(const struct dye_piece_reader * start, const struct dye_slice * texts, size_t count, bool back,
    struct dye_pieces * p, struct dye_error * err)
{
	struct dye_piece_reader r = *start;
	bool decoded = true;
	size_t i, bytes = 0;

	for (i = 0; i < count; i++)
		bytes += texts[i].len;
	r.count = p->count;
	DYE_TRY(make_room(&r, p, bytes, count, err));
	if (r.index != NULL && !r.bare)
		DYE_TRY(lay(&p->line, texts, count, bytes, err));
	p->literal = r.index != NULL && !r.bare && dye_piece_glance_line(&r, p->line.data, p->line.len);
	if (p->literal) {
		p->count = r.count;
		return DYE_OK;
	}
	if (r.bare || !read_cells(&r, texts, count, back)) {
		r = *start;
		r.count = p->count;
		DYE_TRY(read_plain(&r, texts, count, back, &decoded, p, err));
		p->count = r.count;
		if (!decoded)
			return DYE_OK;
		r = *start;
		r.count = p->count;
		decoded = false;
		DYE_TRY(read_plain(&r, texts, count, back, &decoded, p, err));
	}
	p->count = r.count;
	return DYE_OK;
}

/* Some letter may have an accent, as it stands or as what was written for it. */
static bool
is_marked(const struct dye_slice * texts, size_t count, const struct dye_pieces * p)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dye_plain_marked(texts[i]))
			return true;
	return p->plain.marked;
}

enum dye_code
dye_pieces_read(const struct dye_slice * texts, size_t count, const struct dye_piece_index * seeds,
    struct dye_pieces * p, struct dye_error * err)
{
	struct dye_piece_reader start = {.index = seeds,
	    .sorts =
		seeds != NULL ? 0 : DYE_PIECE_WORD | DYE_PIECE_NUMBER | DYE_PIECE_LETTERS | DYE_PIECE_ACROSS | CLOSELY};

	p->count = 0;
	p->plain.marked = false;
	DYE_TRY(read_row(&start, texts, count, false, p, err));
	if (seeds != NULL && p->literal)
		return DYE_OK;
	if (seeds == NULL) {
		/* No word goes on from cell to cell: those are the same. */
		start.sorts = DYE_PIECE_NUMBER | DYE_PIECE_LETTERS;
		DYE_TRY(read_row(&start, texts, count, true, p, err));
	}
	start.sorts = DYE_PIECE_WORD | DYE_PIECE_NUMBER | DYE_PIECE_ACROSS | CLOSELY;
	start.bare = true;
	if (is_marked(texts, count, p))
		DYE_TRY(read_row(&start, texts, count, false, p, err));
	return seeds == NULL ? dye_pieces_ready(p, err) : DYE_OK;
}

void
dye_pieces_release(struct dye_pieces * p)
{

	if (p->keys != NULL)
		explicit_bzero(p->keys, p->size * sizeof(*p->keys));
	if (p->filter != NULL)
		explicit_bzero(p->filter, DYE_PIECES_FILTER_BITS / 8);
	free(p->keys);
	free(p->filter);
	dye_plain_release(&p->plain);
	dye_buffer_release_secret(&p->line);
}
