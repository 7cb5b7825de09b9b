#include "formats/field/core/atoms.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/fold.h"
#include "formats/field/core/glyphs.h"

/* The bytes of the Chinese character that ${text} begins with, 0 where it begins with another. */
static size_t
han_length(struct dye_slice text)
{
	const uint8_t * p = (const uint8_t *)text.data;
	uint32_t c;

	if (text.len >= 3 && (p[0] & 0xF0) == 0xE0) {
		c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		return dye_is_han(c) ? 3 : 0;
	}
	if (text.len >= 4 && (p[0] & 0xF8) == 0xF0) {
		c = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
		return dye_is_han(c) ? 4 : 0;
	}
	return 0;
}

/* The bytes of the first atom of folded text that begins with none but a token. */
static size_t
atom_length(struct dye_slice text)
{
	size_t n = han_length(text);
	bool digits = dye_is_digit((uint8_t)text.data[0]);

	if (n > 0)
		return n;
	for (n = 1; n < text.len && text.data[n] != ' ' && dye_is_digit((uint8_t)text.data[n]) == digits; n++)
		if (!digits && han_length((struct dye_slice){text.data + n, text.len - n}) > 0)
			break;
	return n;
}

static enum dye_code
put_atom(struct dye_buffer * bytes, struct dye_slice atom, struct dye_error * err)
{

	if (atom.len == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_append_slice(bytes, atom, err));
	return dye_buffer_append_byte(bytes, DYE_ATOM_END, err);
}

/* What is loose stands at the end of the word. */
static enum dye_code
put_word(struct dye_buffer * bytes, struct dye_slice word, dye_kind_loose loose, struct dye_error * err)
{
	static const char sign[] = {DYE_ATOM_LOOSE};
	size_t end = loose == NULL ? 0 : loose(word);

	DYE_TRY(put_atom(bytes, (struct dye_slice){word.data, word.len - end}, err));
	if (end == 0 || dye_atoms_loose_before(dye_buffer_slice(bytes), bytes->len))
		return DYE_OK;
	return put_atom(bytes, (struct dye_slice){sign, 1}, err);
}

enum dye_code
dye_atoms_of(struct dye_slice text, dye_kind_loose loose, struct dye_atoms * atoms, struct dye_error * err)
{
	struct dye_slice rest;
	size_t i = 0, n;

	dye_buffer_reset(&atoms->bytes);
	dye_buffer_reset(&atoms->folded);
	DYE_TRY(dye_fold_tokens(text, &atoms->folded, err));
	for (; i < atoms->folded.len; i += n) {
		rest = (struct dye_slice){atoms->folded.data + i, atoms->folded.len - i};
		n = 1;
		if (rest.data[0] == ' ')
			continue;
		n = atom_length(rest);
		DYE_TRY(put_word(&atoms->bytes, (struct dye_slice){rest.data, n}, loose, err));
	}
	return DYE_OK;
}

void
dye_atoms_release(struct dye_atoms * atoms)
{

	dye_buffer_release_secret(&atoms->bytes);
	dye_buffer_release_secret(&atoms->folded);
}

bool
dye_atoms_follow(struct dye_slice atoms, size_t from, struct dye_slice next, size_t * to)
{
	size_t at = 0;

	/* Only the first of them can be one with what stands before: of two in a row one was made already. */
	if (next.len >= 2 && next.data[0] == DYE_ATOM_LOOSE && dye_atoms_loose_before(atoms, from))
		at = 2;
	*to = from + next.len - at;
	return *to <= atoms.len && (at == next.len || memcmp(atoms.data + from, next.data + at, next.len - at) == 0);
}

bool
dye_atoms_same(struct dye_slice a, struct dye_slice b)
{
	struct dye_atoms x = {0}, y = {0};
	bool same = dye_atoms_of(a, NULL, &x, NULL) == DYE_OK && dye_atoms_of(b, NULL, &y, NULL) == DYE_OK &&
		    dye_slice_equal(dye_buffer_slice(&x.bytes), dye_buffer_slice(&y.bytes));

	dye_atoms_release(&x);
	dye_atoms_release(&y);
	return same;
}
