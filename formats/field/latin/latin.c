#include "formats/field/latin/latin.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/fold.h"

uint8_t
dye_latin_look_up(const struct dye_lexicon_page * lexicon, const char * folded, size_t len)
{
	const struct dye_lexicon_page * page;
	uint8_t i;

	if (len == 0 || folded[0] < 'a' || folded[0] > 'z')
		return 0;
	page = &lexicon[folded[0] - 'a'];
	if ((page->seen & dye_lexeme_bit(folded, len)) == 0)
		return 0;
	for (i = 0; i < page->count; i++)
		if (page->lexemes[i].len == len && memcmp(page->lexemes[i].word, folded, len) == 0)
			return page->lexemes[i].meaning;
	return 0;
}

static const char *
folded_of(const struct dye_latin * latin, const struct dye_word * word)
{

	return latin->parse->canonical.data + word->folded;
}

bool
dye_latin_is(const struct dye_latin * latin, uint32_t i, const char * literal)
{
	size_t len = strlen(literal);

	return i < latin->count && latin->words[i].folded_len == len &&
	       memcmp(folded_of(latin, &latin->words[i]), literal, len) == 0;
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

static bool
is_digit(char c)
{

	return c >= '0' && c <= '9';
}

/* Which flags the folded form of a word has. */
static uint8_t
flags_of(const char * p, uint32_t len)
{
	uint32_t digits = 0, i;
	uint8_t flags = 0;
	const char * tail;

	if (len == 0)
		return 0;
	for (i = 0; i < len; i++)
		digits += is_digit(p[i]);
	if (digits == 0)
		return 0;
	flags = DYE_WORD_NUMERIC;
	if (digits == len)
		return flags | DYE_WORD_DIGITS | DYE_WORD_DIGIT;
	if (is_digit(p[0]))
		flags |= DYE_WORD_DIGIT;
	tail = p + len - (len >= 2 ? 2 : len);
	if (digits + 2 == len && !is_digit(tail[0]) && !is_digit(tail[1]) &&
	    (memcmp(tail, "st", 2) == 0 || memcmp(tail, "nd", 2) == 0 || memcmp(tail, "rd", 2) == 0 ||
		memcmp(tail, "th", 2) == 0))
		flags |= DYE_WORD_ORDINAL;
	return flags;
}

static void
look_up_word(struct dye_latin * latin, struct dye_word * word)
{
	const char * p = folded_of(latin, word);

	word->flags =
	    (uint8_t)((word->flags & (DYE_WORD_GLUED | DYE_WORD_OWN | DYE_WORD_ASCII)) | flags_of(p, word->folded_len));
	word->meaning = 0;
	if ((word->flags & DYE_WORD_OWN) != 0 && !is_digit(p[0]))
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
	const char * p = folded_of(latin, word);
	uint32_t n = 0;
	enum dye_code rc;

	if ((word->flags & (DYE_WORD_NUMERIC | DYE_WORD_DIGITS)) != DYE_WORD_NUMERIC)
		return DYE_OK;
	if (!is_digit(p[0])) {
		while (!is_digit(p[n]))
			n++;
		if (!cuts(latin, latin->cuts_before_digits, p, n))
			return DYE_OK;
		if ((rc = dye_latin_cut(latin, latin->count - 1, n, n)) != DYE_OK)
			return rc;
		word = &latin->words[latin->count - 1];
		p = folded_of(latin, word);
		n = 0;
	}
	while (n < word->folded_len && is_digit(p[n]))
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

static enum dye_code
add_ascii(struct dye_latin * latin, uint32_t offset, uint32_t end)
{
	struct dye_buffer * out = &latin->parse->canonical;
	uint32_t from = (uint32_t)out->len, i;
	enum dye_code rc;

	for (i = offset; i < end; i++)
		out->data[out->len++] = (char)dye_fold_byte[(uint8_t)latin->text.data[i]];
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

/* The piece between two ASCII separators, text[start, end). */
static enum dye_code
add_any(struct dye_latin * latin, uint32_t start, uint32_t end, bool ascii)
{
	enum dye_code rc;

	if ((rc = dye_buffer_reserve(&latin->parse->canonical, end - start, latin->err)) != DYE_OK)
		return rc;
	return ascii ? add_ascii(latin, start, end) : add_piece(latin, start, end);
}

static enum dye_code
cut_words(struct dye_latin * latin)
{
	const char * p = latin->text.data;
	uint32_t i = 0, len = (uint32_t)latin->text.len, start;
	enum dye_code rc;
	bool again;
	uint8_t seen;

	while (i < len) {
		if (dye_fold_byte[(uint8_t)p[i]] == 0) {
			i++;
			continue;
		}
		for (start = i, seen = 0; i < len && dye_fold_byte[(uint8_t)p[i]] != 0; i++)
			seen |= (uint8_t)p[i];
		if ((seen & 0x80) != 0) {
			if ((rc = clean_once(latin, &again)) != DYE_OK)
				return rc;
			if (again) {
				p = latin->text.data;
				len = (uint32_t)latin->text.len;
				i = 0;
				continue;
			}
		}
		if ((rc = add_any(latin, start, i, (seen & 0x80) == 0)) != DYE_OK)
			return rc;
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

void
dye_latin_mark(struct dye_latin * latin, uint32_t i, uint8_t words, uint8_t type, uint32_t offset, uint32_t end)
{
	struct dye_word * word = &latin->words[i];

	word->type = type;
	word->words = words;
	word->span_offset = offset;
	word->span_end = end;
}

void
dye_latin_mark_run(
    struct dye_latin * latin, uint32_t i, uint8_t words, uint8_t type, uint32_t offset, const char * ties)
{
	const char * p = latin->text.data;
	uint32_t word_end = latin->words[i + words - 1].end, end = word_end;
	bool tied = ties == NULL;

	if (end < latin->text.len && p[end] == '.')
		end++;
	if (dye_latin_inside(latin, end) ||
	    (!tied && end < latin->text.len && (p[end] == '\0' || strchr(ties, p[end]) != NULL)))
		tied = true;
	if (tied)
		latin->words[i].flags |= DYE_WORD_TIED;
	dye_latin_mark(latin, i, words, type, offset, tied ? word_end : end);
}

/* A sign before word i makes one word of it and the one before: "sub-street". */
static bool
tied_before(const struct dye_latin * latin, uint32_t i)
{
	uint32_t at = latin->words[i].offset;

	return at > 0 && strchr("-'&@_", latin->text.data[at - 1]) != NULL;
}

void
dye_latin_mark_word(struct dye_latin * latin, uint32_t i, uint8_t type)
{

	dye_latin_mark_run(latin, i, 1, type, latin->words[i].offset, tied_before(latin, i) ? NULL : "-'.&@_");
}

bool
dye_latin_mark_prefix(struct dye_latin * latin, uint32_t i, uint8_t type, const char * signs)
{
	struct dye_word * word = &latin->words[i];
	const char * p = latin->text.data;
	bool tied;
	uint32_t at, k;

	if (i + 1 >= latin->count || (word[1].flags & DYE_WORD_ASCII) == 0 || (word->flags & DYE_WORD_GLUED) != 0)
		return false;
	tied = tied_before(latin, i) || !dye_latin_gap(latin, i + 1, signs, strlen(signs));
	/* Each sign once: a doubled space or full stop would not survive. */
	for (at = word->end; at < word[1].offset; at++)
		for (k = word->end; k < at; k++)
			tied = tied || p[k] == p[at];
	if (tied)
		word->flags |= DYE_WORD_TIED;
	dye_latin_mark(latin, i, 1, type, word->offset, word[1].offset);
	return true;
}

/* The alternative that stands in the span, case ignored. */
static uint8_t
current_of(const struct dye_slot_type * type, const char * span, size_t len)
{
	uint8_t i;

	for (i = 0; i < type->count; i++) {
		const char * p = type->alternatives[i].text;
		size_t k;

		for (k = 0; k < len && p[k] != '\0'; k++)
			if (p[k] != span[k] && ((p[k] ^ span[k]) != 0x20 || (p[k] | 0x20) < 'a' || (p[k] | 0x20) > 'z'))
				break;
		if (k == len && p[k] == '\0')
			return i;
	}
	return DYE_OTHER;
}

/* Slots beyond what a cell may have are in the canonical value all the same, but carry nothing. */
static void
add_slot(struct dye_latin * latin, uint8_t type, uint32_t offset, uint32_t end, bool tied)
{
	struct dye_parse * parse = latin->parse;
	struct dye_slot * slot;

	if (parse->slot_count == DYE_SLOTS_MAX || latin->ordinals[type] == DYE_ORDINALS_MAX)
		return;
	slot = &parse->slots[parse->slot_count++];
	slot->type = type;
	slot->ordinal = latin->ordinals[type]++;
	slot->current =
	    tied ? DYE_OTHER : current_of(&latin->kind->slot_types[type], latin->text.data + offset, end - offset);
	/* Full-width letters and typographic signs are in no list. */
	if (latin->clean.text != NULL && !dye_clean_span(&latin->clean, &offset, &end))
		slot->current = DYE_OTHER;
	slot->offset = offset;
	slot->len = end - offset;
}

/* One comma in text[from, to), tied to what stands before it, with one space after it or none. */
static void
find_comma(struct dye_latin * latin, uint32_t from, uint32_t to)
{
	const char *p = latin->text.data, *comma;
	uint32_t at, end;

	if (to <= from || (comma = memchr(p + from, ',', to - from)) == NULL)
		return;
	at = (uint32_t)(comma - p);
	end = at + 1;
	if (memchr(p + end, ',', to - end) != NULL || (at > 0 && strchr(" \t\r\n", p[at - 1]) != NULL))
		return;
	if (end < to && p[end] == ' ')
		end++;
	if (end == to || p[end] == '#' || p[end] == '(')
		add_slot(latin, latin->comma_type, at, end, false);
}

/* The comma between the item that ends with ${before} and the one that begins with ${after}, unless a number lies on both sides. */
static void
comma_between(struct dye_latin * latin, const struct dye_word * before, const struct dye_word * after)
{
	uint32_t from = before->type == DYE_NO_TYPE ? before->end : before->span_end;
	uint32_t to = after->type == DYE_NO_TYPE ? after->offset : after->span_offset;
	char last = folded_of(latin, before)[before->folded_len - 1];

	if (before->type == DYE_NO_TYPE && after->type == DYE_NO_TYPE && is_digit(last) &&
	    (after->flags & DYE_WORD_DIGIT) != 0)
		return;
	if (after->type == DYE_NO_TYPE && (after->flags & DYE_WORD_OWN) == 0 && !dye_latin_inside(latin, to))
		return;
	find_comma(latin, from, to);
}

/* Write one item to the end of the canonical buffer, which has room. */
static void
put_item(struct dye_latin * latin, const struct dye_word * word, bool boundary)
{
	struct dye_buffer * out = &latin->parse->canonical;

	if (boundary)
		out->data[out->len++] = ' ';
	if (word->type != DYE_NO_TYPE) {
		out->data[out->len++] = 0x01;
		out->data[out->len++] = (char)(0x20 + word->type);
		return;
	}
	memcpy(out->data + out->len, out->data + word->folded, word->folded_len);
	out->len += word->folded_len;
}

/* Whether something stands between an item and the one before it. */
static bool
has_boundary(const struct dye_latin * latin, const struct dye_word * before, const struct dye_word * word)
{

	if (before == NULL)
		return false;
	if (word->type != DYE_NO_TYPE)
		return (latin->joined_types >> word->type & 1) == 0;
	return (word->flags & DYE_WORD_GLUED) == 0 || before->type != DYE_NO_TYPE;
}

static enum dye_code
put_all(struct dye_latin * latin)
{
	struct dye_buffer * out = &latin->parse->canonical;
	const struct dye_word *before = NULL, *word;
	size_t start = out->len;
	enum dye_code rc;
	uint32_t i;

	if ((rc = dye_buffer_reserve(out, out->len + 3 * (size_t)latin->count, latin->err)) != DYE_OK)
		return rc;
	for (i = 0; i < latin->count; i += word->words) {
		word = &latin->words[i];
		if (before != NULL && latin->comma_type != DYE_NO_TYPE)
			comma_between(latin, before, word);
		put_item(latin, word, has_boundary(latin, before, word));
		if (word->type != DYE_NO_TYPE)
			add_slot(
			    latin, word->type, word->span_offset, word->span_end, (word->flags & DYE_WORD_TIED) != 0);
		before = word;
	}
	/* The words' own bytes stood before; they have served. */
	if (out->len > start)
		memmove(out->data, out->data + start, out->len - start);
	out->len -= start;
	return DYE_OK;
}

enum dye_code
dye_latin_finish(struct dye_latin * latin, enum dye_code rc)
{

	if (rc == DYE_OK)
		rc = put_all(latin);
	if (latin->words != latin->local)
		free(latin->words);
	latin->words = NULL;
	dye_clean_close(&latin->clean);
	return rc;
}
