/*
 * latin_slots.c: which words are slots, how far each reaches, and what is made of all: the canonical value and the list of slots.
 */
#include "formats/field/latin/latin.h"

#include <stdlib.h>
#include <string.h>

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

	/* Two are one that was written where one stood: nobody shall tell by them whose. Three say that something is left out. */
	if (end < latin->text.len && p[end] == '.')
		end += end + 1 < latin->text.len && p[end + 1] == '.' ? 2 : 1;
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
	if (tied || (word->offset > 0 && p[word->offset - 1] == '/'))
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

/* Whether each sign of the span is a full stop, a comma, a space, or one that ${listed} has. */
static bool
signs_are_plain(const char * span, size_t len, const char * listed)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((uint8_t)span[i] < 0x80 && !dye_is_alnum((uint8_t)span[i]) &&
		    (span[i] == '\0' || (strchr("., ", span[i]) == NULL && strchr(listed, span[i]) == NULL)))
			return false;
	return true;
}

/* The alternative that the span is but for stops, commas and spaces, "Street.": a leak that lost them shows it. */
static uint8_t
nearly_of(const struct dye_slot_type * type, const char * span, size_t len)
{
	uint8_t i;

	for (i = 0; i < type->count; i++) {
		const char * p = type->alternatives[i].text;

		if (dye_same_letters((struct dye_slice){span, len}, (struct dye_slice){p, strlen(p)}) &&
		    signs_are_plain(span, len, p))
			return i;
	}
	return DYE_OTHER;
}

/* What stands in a slot that no sign ties, text[offset, end). */
static void
show(const struct dye_latin * latin, struct dye_slot * slot, uint32_t offset, uint32_t end)
{
	const struct dye_slot_type * type = &latin->kind->slot_types[slot->type];
	const char * span = latin->text.data + offset;

	if ((slot->current = current_of(type, span, end - offset)) != DYE_OTHER)
		return;
	if ((slot->current = nearly_of(type, span, end - offset)) != DYE_OTHER)
		slot->folded = DYE_NEARLY;
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
	slot->folded = 0;
	slot->current = DYE_OTHER;
	if (!tied)
		show(latin, slot, offset, end);
	if (latin->clean.text != NULL && !dye_clean_span(&latin->clean, &offset, &end) && slot->current != DYE_OTHER)
		slot->folded |= (uint8_t)(DYE_FOLDED | (dye_clean_wide(&latin->clean, offset, end) ? DYE_WIDE : 0) |
					  (dye_clean_unspaced(&latin->clean, offset, end) ? DYE_UNSPACED : 0));
	slot->offset = offset;
	slot->len = end - offset;
}

/* One comma in text[from, to), tied to what stands before it, with one space after it or none. */
static void
find_comma(struct dye_latin * latin, uint32_t from, uint32_t to)
{
	const char *p = latin->text.data, *comma;
	uint32_t at, end;

	/* A space is all that stands between most words. */
	if (to <= from || (to - from == 1 && p[from] != ',') || (comma = memchr(p + from, ',', to - from)) == NULL)
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
	char last = dye_latin_folded(latin, before)[before->folded_len - 1];

	if (after->meaning < 64 && (latin->after_comma >> after->meaning & 1) != 0)
		return;
	if (before->type == DYE_NO_TYPE && after->type == DYE_NO_TYPE && last >= '0' && last <= '9' &&
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
