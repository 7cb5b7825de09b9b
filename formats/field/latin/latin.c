#include "formats/field/latin/latin.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/fold.h"

uint8_t
dye_latin_look_up(const struct dye_lexicon_page * lexicon, const char * folded, size_t len)
{
	const struct dye_lexicon_page * page;
	uint8_t i;

	if (len == 0 || len > DYE_LEXEME_MAX || folded[0] < 'a' || folded[0] > 'z')
		return 0;
	page = &lexicon[folded[0] - 'a'];
	if ((page->seen & dye_lexeme_bit(folded, len)) == 0)
		return 0;
	for (i = page->starts[len]; i < page->starts[len + 1]; i++)
		if (page->lexemes[i].word[len - 1] == folded[len - 1] &&
		    memcmp(page->lexemes[i].word, folded, len) == 0)
			return page->lexemes[i].meaning;
	return 0;
}

bool
dye_latin_says(const struct dye_latin * latin, uint32_t i, const char * literal)
{
	size_t len = strlen(literal);

	return latin->words[i].folded_len == len &&
	       memcmp(dye_latin_folded(latin, &latin->words[i]), literal, len) == 0;
}

bool
dye_latin_gap(const struct dye_latin * latin, uint32_t i, const char * allowed, size_t max)
{
	uint32_t at = latin->words[i - 1].end, end = latin->words[i].offset;

	if (end < at || end - at > max)
		return false;
	for (; at < end; at++)
		if (latin->text.data[at] == '\0' || strchr(allowed, latin->text.data[at]) == NULL)
			return false;
	return true;
}

/* Which flags the folded form of a word has. */
static uint8_t
flags_of(const char * p, uint32_t len)
{
	uint32_t digits = 0, i;
	uint8_t flags, common = 0x40;
	const char * tail;

	/* Every letter of ASCII has this bit, and no digit: most words are asked no more. */
	for (i = 0; i < len; i++)
		common &= (uint8_t)p[i];
	if (common != 0)
		return 0;
	for (i = 0; i < len; i++)
		digits += dye_is_digit((uint8_t)p[i]);
	if (digits == 0)
		return 0;
	flags = DYE_WORD_NUMERIC;
	if (digits == len)
		return flags | DYE_WORD_DIGITS | DYE_WORD_DIGIT;
	if (dye_is_digit((uint8_t)p[0]))
		flags |= DYE_WORD_DIGIT;
	tail = p + len - (len >= 2 ? 2 : len);
	if (digits + 2 == len && !dye_is_digit((uint8_t)tail[0]) && !dye_is_digit((uint8_t)tail[1]) &&
	    (memcmp(tail, "st", 2) == 0 || memcmp(tail, "nd", 2) == 0 || memcmp(tail, "rd", 2) == 0 ||
		memcmp(tail, "th", 2) == 0))
		flags |= DYE_WORD_ORDINAL;
	return flags;
}

static void
look_up_word(struct dye_latin * latin, struct dye_word * word)
{
	const char * p = dye_latin_folded(latin, word);

	word->flags =
	    (uint8_t)((word->flags & (DYE_WORD_GLUED | DYE_WORD_OWN | DYE_WORD_ASCII)) | flags_of(p, word->folded_len));
	word->meaning = 0;
	if ((word->flags & DYE_WORD_OWN) != 0 && !dye_is_digit((uint8_t)p[0]))
		word->meaning = dye_latin_look_up(latin->lexicon, p, word->folded_len);
}

static enum dye_code
make_room(struct dye_latin * latin)
{
	uint32_t size = 4 * latin->size;
	struct dye_word * words;

	if (size > UINT32_MAX / 64)
		return dye_fail(latin->err, DYE_ENOMEM, "a cell has too many words");
	words = realloc(latin->words == latin->local ? NULL : latin->words, size * sizeof(*words));
	if (words == NULL)
		return dye_fail(latin->err, DYE_ENOMEM, "out of memory");
	if (latin->words == latin->local)
		memcpy(words, latin->local, latin->count * sizeof(*words));
	latin->words = words;
	latin->size = size;
	return DYE_OK;
}

static enum dye_code
add_word(struct dye_latin * latin, uint32_t offset, uint32_t end, uint32_t folded, uint32_t folded_len, uint8_t flags)
{
	struct dye_word * word;
	enum dye_code rc;

	if (latin->count == latin->size && (rc = make_room(latin)) != DYE_OK)
		return rc;
	word = &latin->words[latin->count++];
	*word = (struct dye_word){offset, end, folded, folded_len, 0, flags, DYE_NO_TYPE, 1, 0, 0};
	look_up_word(latin, word);
	return DYE_OK;
}

enum dye_code
dye_latin_cut(struct dye_latin * latin, uint32_t i, uint32_t folded_len, uint32_t len)
{
	struct dye_word *head, *tail;
	enum dye_code rc;

	if (latin->count == latin->size && (rc = make_room(latin)) != DYE_OK)
		return rc;
	head = &latin->words[i];
	tail = head + 1;
	memmove(tail, head, (latin->count - i) * sizeof(*head));
	latin->count++;
	head->end = tail->offset = head->offset + len;
	head->folded_len = folded_len;
	tail->folded += folded_len;
	tail->folded_len -= folded_len;
	tail->flags |= DYE_WORD_GLUED;
	look_up_word(latin, head);
	look_up_word(latin, tail);
	return DYE_OK;
}

static bool
cuts(const struct dye_latin * latin, uint64_t meanings, const char * p, size_t len)
{
	uint8_t meaning = dye_latin_look_up(latin->lexicon, p, len);

	return meaning < 64 && (meanings >> meaning & 1) != 0;
}

/* "no105" and "7f" are two words where the lexicon says so, and "sec7f" three. Looks at the word added last. */
static enum dye_code
cut_at_digits(struct dye_latin * latin)
{
	const struct dye_word * word = &latin->words[latin->count - 1];
	const char * p = dye_latin_folded(latin, word);
	uint32_t n = 0;
	enum dye_code rc;

	if ((word->flags & (DYE_WORD_NUMERIC | DYE_WORD_DIGITS)) != DYE_WORD_NUMERIC)
		return DYE_OK;
	if (!dye_is_digit((uint8_t)p[0])) {
		while (!dye_is_digit((uint8_t)p[n]))
			n++;
		if (!cuts(latin, latin->cuts_before_digits, p, n))
			return DYE_OK;
		if ((rc = dye_latin_cut(latin, latin->count - 1, n, n)) != DYE_OK)
			return rc;
		word = &latin->words[latin->count - 1];
		p = dye_latin_folded(latin, word);
		n = 0;
	}
	while (n < word->folded_len && dye_is_digit((uint8_t)p[n]))
		n++;
	if (n == word->folded_len || (word->flags & DYE_WORD_ORDINAL) != 0 ||
	    !cuts(latin, latin->cuts_after_digits, p + n, word->folded_len - n))
		return DYE_OK;
	return dye_latin_cut(latin, latin->count - 1, n, n);
}

/* The words of a piece that is not ASCII throughout. */
static enum dye_code
add_piece(struct dye_latin * latin, uint32_t offset, uint32_t end)
{
	struct dye_buffer * out = &latin->parse->canonical;
	struct dye_slice piece = {latin->text.data + offset, end - offset};
	uint32_t from = (uint32_t)out->len, stop;
	enum dye_code rc;
	uint8_t flags;

	if ((rc = dye_fold_piece(piece, out, latin->err)) != DYE_OK)
		return rc;
	/* Where a piece begins and ends with an ASCII letter and makes one word, its span is the word's. */
	flags = (uint8_t)piece.data[0] < 0x80 && (uint8_t)piece.data[piece.len - 1] < 0x80 &&
			memchr(out->data + from, ' ', out->len - from) == NULL
		    ? DYE_WORD_OWN
		    : 0;
	for (; from < out->len; from = stop + 1) {
		for (stop = from; stop < out->len && out->data[stop] != ' '; stop++)
			;
		if ((rc = add_word(latin, offset, end, from, stop - from, flags)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* text[offset, end) is a word of ASCII, which stands folded behind what the canonical buffer has. */
static enum dye_code
add_ascii(struct dye_latin * latin, uint32_t offset, uint32_t end)
{
	struct dye_buffer * out = &latin->parse->canonical;
	uint32_t from = (uint32_t)out->len;
	enum dye_code rc;

	out->len += end - offset;
	if ((rc = add_word(latin, offset, end, from, end - offset, DYE_WORD_OWN | DYE_WORD_ASCII)) != DYE_OK)
		return rc;
	return cut_at_digits(latin);
}

/* At the first character beyond ASCII: clean the text, once, and say in *again whether it is another one now. */
static enum dye_code
clean_once(struct dye_latin * latin, bool * again)
{
	enum dye_code rc;

	*again = false;
	if (latin->clean.original.data != NULL)
		return DYE_OK;
	if ((rc = dye_clean_open(&latin->clean, latin->text, latin->err)) != DYE_OK || latin->clean.text == NULL)
		return rc;
	latin->text = (struct dye_slice){latin->clean.text, latin->clean.len};
	latin->count = 0;
	dye_buffer_reset(&latin->parse->canonical);
	*again = true;
	return DYE_OK;
}

/*
 * The end of the piece that begins at text[i], up to the next separator of ASCII. Its bytes are folded on the way to behind what the canonical buffer
 * has, where there is room; *beyond tells that they are not ASCII throughout, so that those are of no use.
 */
static uint32_t
fold_ascii(const struct dye_latin * latin, uint32_t i, bool * beyond)
{
	const char * p = latin->text.data;
	char * to = latin->parse->canonical.data + latin->parse->canonical.len;
	uint32_t len = (uint32_t)latin->text.len;
	uint8_t folded, seen = 0;

	for (; i < len && (folded = dye_fold_byte[(uint8_t)p[i]]) != 0; i++) {
		seen |= folded;
		*to++ = (char)folded;
	}
	*beyond = (seen & 0x80) != 0;
	return i;
}

/* See to it that what comes from text[i] on fits if it is ASCII. */
static enum dye_code
make_room_for(struct dye_latin * latin, uint32_t i)
{

	return dye_buffer_reserve(&latin->parse->canonical, latin->text.len - i, latin->err);
}

/* The piece text[start, end) that is not ASCII throughout. */
static enum dye_code
add_beyond(struct dye_latin * latin, uint32_t start, uint32_t end, bool * again)
{

	DYE_TRY(clean_once(latin, again));
	if (*again)
		return make_room_for(latin, 0);
	DYE_TRY(add_piece(latin, start, end));
	return make_room_for(latin, end);
}

static enum dye_code
cut_words(struct dye_latin * latin)
{
	bool beyond, again = false;
	uint32_t i = 0, start;

	DYE_TRY(make_room_for(latin, 0));
	while (i < latin->text.len) {
		if (dye_fold_byte[(uint8_t)latin->text.data[i]] == 0) {
			i++;
			continue;
		}
		start = i;
		i = fold_ascii(latin, start, &beyond);
		DYE_TRY(beyond ? add_beyond(latin, start, i, &again) : add_ascii(latin, start, i));
		if (again)
			i = 0;
		again = false;
	}
	return DYE_OK;
}

enum dye_code
dye_latin_start(struct dye_latin * latin)
{

	latin->words = latin->local;
	latin->clean = (struct dye_clean){0};
	latin->size = DYE_WORDS_LOCAL;
	latin->count = 0;
	memset(latin->ordinals, 0, sizeof(latin->ordinals));
	latin->parse->slot_count = 0;
	latin->parse->context[0] = '\0';
	dye_buffer_reset(&latin->parse->canonical);
	if (latin->text.len > UINT32_MAX / 64)
		return dye_fail(latin->err, DYE_ENOMEM, "a cell is too long");
	return cut_words(latin);
}
