#include "formats/field/core/casing.h"

#include <string.h>

#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/fold.h"

/* A word of capitals that has as many is no abbreviation, but written so. */
#define SHOUTED 5
/* So many beside fewer small letters are capitals but for these: "McDONALD", "KING's". */
#define SHOUTED_MOST 4
/* So many where no word of the part has a small letter: "12 ELM ST". */
#define SHOUTED_PART 3
/* So many, though all are short: "12 S A ST". */
#define SHOUTED_WORDS 3

struct letters {
	size_t capitals, small;
};

/* How many bytes the letter has that begins at text[i]; 0: none does. Signs beyond ASCII, be they seen or not, are none: "12\xC2\xBD", an en dash. */
static size_t
letter_at(struct dye_slice text, size_t i)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if ((unsigned char)text.data[i] < 0x80)
		return dye_is_alpha((uint8_t)text.data[i]);
	n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.len - i), &c);
	if (n <= 0)
		return 0;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return (size_t)n;
	default:
		return 0;
	}
}

/* Letters of text[from, to). */
static size_t
letter_count(struct dye_slice text, size_t from, size_t to)
{
	size_t n = 0, len;

	while (from < to) {
		len = letter_at(text, from);
		n += len > 0;
		from += len > 0 ? len : 1;
	}
	return n;
}

/* The letter or sign of ASCII that begins at text[i] in full-width form, U+FF01 to U+FF5E (EF BC 81 to EF BD 9E); 0: none does. */
static uint8_t
wide_at(struct dye_slice text, size_t i)
{
	const uint8_t * p = (const uint8_t *)text.data + i;

	if (p[0] != 0xEF || text.len - i < 3 || (p[1] != 0xBC && p[1] != 0xBD))
		return 0;
	return dye_fold_narrow(0xF000u | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F));
}

/* Those of ASCII, in whatever width. */
static struct letters
letters_of(const char * p, size_t len)
{
	const struct dye_slice text = {p, len};
	struct letters n = {0, 0};

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)p[i] == 0xEF ? wide_at(text, i) : (uint8_t)p[i];

		n.capitals += dye_is_upper(c);
		n.small += dye_is_lower(c);
	}
	return n;
}

/* What the words before or after a slot say. */
struct neighbour {
	size_t away; /* from the slot to the nearest one that says something; SIZE_MAX: none does */
	bool shouts; /* that one is all capitals */
};

/* Where the word ends that begins at text[start]; hyphens and apostrophes within it are part of it. */
static size_t
end_of_word(struct dye_slice text, size_t start, size_t to)
{
	const char * p = text.data;
	size_t i = start, len;

	while (i < to) {
		if ((len = letter_at(text, i)) == 0 && (p[i] == '-' || p[i] == '\'') && i + 1 < to)
			len = letter_at(text, i + 1) > 0;
		if (len == 0)
			break;
		i += len;
	}
	return i;
}

/* Take in the word text[start, end), ${away} from the slot. */
static void
hear(struct neighbour * n, struct dye_slice text, size_t start, size_t end, size_t away)
{
	struct letters l = letters_of(text.data + start, end - start);

	/* "5th", "7F" */
	if ((start > 0 && dye_is_digit((uint8_t)text.data[start - 1])) ||
	    (end < text.len && dye_is_digit((uint8_t)text.data[end])))
		return;
	/* "c/o" */
	if (l.small == 1 && end - start == 1)
		return;
	if (away < n->away && (l.small > 0 || l.capitals >= SHOUTED)) {
		n->away = away;
		n->shouts = l.small == 0 || (l.capitals >= SHOUTED_MOST && l.capitals > l.small);
	}
}

/* Listen to the words of text[from, to), on one side of the slot, which is the byte at ${slot}. */
static void
listen(struct neighbour * n, struct dye_slice text, size_t from, size_t to, size_t slot)
{
	size_t i, start;

	for (i = from; i < to; i++) {
		if (letter_at(text, i) == 0)
			continue;
		start = i;
		i = end_of_word(text, start, to);
		hear(n, text, start, i, i <= slot ? slot - i : start - slot - 1);
	}
}

/* What the words of a part say that have no small letter. */
struct loud {
	size_t words;
	bool sure; /* one of them is no abbreviation, or an ordinal: "5TH" */
};

/* Take in the words of text[from, to) up to the first with a small letter; return where that is, ${to} where there is none. */
static size_t
take_loud(struct loud * loud, struct dye_slice text, size_t from, size_t to)
{
	size_t i, end, letters;

	for (i = from; i < to; i++) {
		if (letter_at(text, i) == 0)
			continue;
		end = end_of_word(text, i, to);
		if (letters_of(text.data + i, end - i).small > 0)
			return i;
		loud->words++;
		letters = letter_count(text, i, end);
		loud->sure = loud->sure || letters >= SHOUTED_PART ||
			     (letters == 2 && i > 0 && dye_is_digit((uint8_t)text.data[i - 1]));
		i = end;
	}
	return to;
}

/* Words without a small letter are so on purpose where there are three, or two, one of them sure. */
static bool
is_on_purpose(struct loud loud)
{

	return loud.words >= SHOUTED_WORDS || (loud.sure && loud.words > 1);
}

/*
 * So are the words before the slot, the byte at ${slot}, in the part between commas that it lies in, or those and what comes after it, up to the end
 * of the part, or further on to a town that is written otherwise. Abbreviations of several letters go with the part before, "N 1ST ST, STE 5".
 */
static bool
in_loud_part(struct dye_slice text, size_t slot, bool abbreviated)
{
	struct loud loud = {0, false}, head = {0, false};
	size_t from = slot, to = slot + 1;

	while (from > 0 && text.data[from - 1] != ',')
		from--;
	while (to < text.len && text.data[to] != ',')
		to++;
	if (take_loud(&loud, text, from, slot) < slot)
		return false;
	if (loud.sure || loud.words >= SHOUTED_WORDS)
		return true;
	if ((take_loud(&loud, text, slot + 1, to) == to && loud.sure) || is_on_purpose(loud))
		return true;
	return abbreviated && take_loud(&head, text, 0, slot) == slot && is_on_purpose(head);
}

/* ---- a cell without its slots ---- */

/* A spelling has a letter; ${small}: a small one. Asked for every slot, and answered by the first letters. */
static bool
has_letter(const char * spelling, bool small)
{

	for (; *spelling != '\0'; spelling++)
		if (small ? dye_is_lower((uint8_t)*spelling) : dye_is_alpha((uint8_t)*spelling))
			return true;
	return false;
}

/* Every spelling of the type does; if a small one, whichever stands there shows how it is written. */
static bool
all_have_letters(const struct dye_slot_type * type, bool small)
{

	for (uint8_t k = 0; k < type->count; k++)
		if (!has_letter(type->alternatives[k].text, small))
			return false;
	return true;
}

static const struct dye_slot_type *
type_of(const struct dye_casing_cell * cell, uint32_t i)
{

	return &cell->kind->slot_types[cell->parse->slots[i].type];
}

static struct letters
letters_in(const struct dye_casing_cell * cell, uint32_t i)
{
	const struct dye_slot * slot = &cell->parse->slots[i];

	return letters_of(cell->text.data + slot->offset, slot->len);
}

/* Which letters a slot has, asked of every one: it is looked at until both sorts are seen. */
static void
look_in(const struct dye_casing_cell * cell, uint32_t i, bool * capital, bool * small)
{
	const struct dye_slot * slot = &cell->parse->slots[i];
	const struct dye_slice span = {cell->text.data + slot->offset, slot->len};

	*capital = *small = false;
	for (size_t k = 0; k < span.len && !(*capital && *small); k++) {
		uint8_t c = (uint8_t)span.data[k] == 0xEF ? wide_at(span, k) : (uint8_t)span.data[k];

		*capital = *capital || dye_is_upper(c);
		*small = *small || dye_is_lower(c);
	}
}

/* What stands between the slots, and in those that show how they are written, whichever spelling they have. */
static struct letters
letters_shown(const struct dye_casing_cell * cell)
{
	struct letters all = letters_of(cell->text.data, cell->text.len);

	for (uint32_t i = 0; i < cell->parse->slot_count; i++) {
		struct letters n;

		if (all_have_letters(type_of(cell, i), true))
			continue;
		n = letters_in(cell, i);
		all.capitals -= n.capitals;
		all.small -= n.small;
	}
	return all;
}

/* Append ${text} with the letters and signs of its full-width forms narrow; the rest as it is. */
static enum dye_code
narrow(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	const char * p;
	uint8_t c;

	while (text.len > 0 && (p = memchr(text.data, 0xEF, text.len)) != NULL) {
		size_t n = (size_t)(p - text.data);

		DYE_TRY(dye_buffer_append(out, text.data, n, err));
		c = wide_at(text, n);
		DYE_TRY(dye_buffer_append_byte(out, c != 0 ? (char)c : *p, err));
		n += c != 0 ? 3 : 1;
		text.data += n;
		text.len -= n;
	}
	return dye_buffer_append_slice(out, text, err);
}

/* What stands for slot ${k} where no spelling shall be told: a comma for those that are one, a word in its letters for those that show them. */
static const char *
mask_of(const struct dye_casing_cell * cell, uint32_t k)
{
	struct letters n = letters_in(cell, k);

	if (type_of(cell, k)->alternatives[0].text[0] == ',')
		return ",";
	if (n.capitals + n.small == 0 || !all_have_letters(type_of(cell, k), true))
		return " / ";
	if (n.small == 0)
		return " AA ";
	return n.capitals == 0 ? " aa " : " Aa ";
}

/* Put the text with its slots masked; *offset: where that of slot ${i} stands, a byte that says nothing. */
static enum dye_code
put_masked(
    const struct dye_casing_cell * cell, uint32_t i, struct dye_buffer * out, size_t * offset, struct dye_error * err)
{
	size_t at = 0;

	for (uint32_t k = 0; k < cell->parse->slot_count; k++) {
		const struct dye_slot * slot = &cell->parse->slots[k];
		const char * mask = k == i ? "/" : mask_of(cell, k);

		DYE_TRY(narrow((struct dye_slice){cell->text.data + at, slot->offset - at}, out, err));
		if (k == i)
			*offset = out->len;
		DYE_TRY(dye_buffer_append(out, mask, strlen(mask), err));
		at = slot->offset + slot->len;
	}
	return narrow((struct dye_slice){cell->text.data + at, cell->text.len - at}, out, err);
}

/* There is a small letter in the cell: does its text, which is masked, shout around the slot? */
static enum dye_casing
casing_beside(struct dye_slice text, size_t slot, bool abbreviated)
{
	struct neighbour n = {SIZE_MAX, false};

	if (in_loud_part(text, slot, abbreviated))
		return DYE_ALL_CAPITALS;
	listen(&n, text, 0, slot, slot);
	listen(&n, text, slot + 1, text.len, slot);
	return n.shouts ? DYE_ALL_CAPITALS : DYE_AS_LISTED;
}

/* What a glance tells of what stands between the slots. */
struct glance {
	bool letters, small; /* some stand before the slot in its part between commas, small ones among them */
	bool shouts;	     /* a word has as many capitals as one that shouts */
};

/* Look at text[from, to), between two slots; ${before} the one that is asked for. */
static void
glance_at(struct glance * g, const char * p, size_t from, size_t to, bool before)
{
	size_t capitals = 0;

	for (; from < to; from++) {
		uint8_t c = (uint8_t)p[from];

		if (dye_is_upper(c))
			g->shouts = ++capitals >= SHOUTED_MOST || g->shouts;
		else if (!dye_is_lower(c) && c < 0x80 && c != '-' && c != '\'')
			capitals = 0;
		if (before) {
			g->letters = c != ',' && (g->letters || dye_is_alpha(c) || c >= 0x80);
			g->small = c != ',' && (g->small || dye_is_lower(c));
		}
	}
}

/* Behind the slot stands a word with a small letter that is no slot's. */
static bool
precedes_small(const struct dye_casing_cell * cell, uint32_t i)
{
	const struct dye_slot * slot = &cell->parse->slots[i];
	size_t at = slot->offset + slot->len, end = i + 1 < cell->parse->slot_count ? slot[1].offset : cell->text.len;

	while (at < end && cell->text.data[at] == ' ')
		at++;
	while (at < end && dye_is_upper((uint8_t)cell->text.data[at]))
		at++;
	return at < end && dye_is_lower((uint8_t)cell->text.data[at]);
}

/*
 * Slot ${i} is surely written as listed: no word shouts, and its part between commas does not, for a small letter stands before the slot there, or nothing does and
 * the word behind it has one. So is nearly every cell that is not in capitals; false says nothing.
 */
static bool
is_plainly_listed(const struct dye_casing_cell * cell, uint32_t i)
{
	struct glance g = {false, false, false};
	size_t at = 0;

	for (uint32_t k = 0; k < cell->parse->slot_count; k++) {
		const struct dye_slot * slot = &cell->parse->slots[k];

		if (slot->folded != 0)
			return false;
		glance_at(&g, cell->text.data, at, slot->offset, k <= i);
		if (k < i && type_of(cell, k)->alternatives[0].text[0] == ',')
			g.letters = g.small = false;
		else if (k < i)
			g.letters = true;
		at = slot->offset + slot->len;
	}
	glance_at(&g, cell->text.data, at, cell->text.len, false);
	return !g.shouts &&
	       (g.small || (!g.letters && precedes_small(cell, i) && !all_have_letters(type_of(cell, i), true)));
}

/* The rest of the cell decides. */
static enum dye_code
casing_around(const struct dye_casing_cell * cell, uint32_t i, enum dye_casing * casing, struct dye_error * err)
{
	struct dye_buffer masked = {0};
	struct letters shown;
	size_t offset = 0;
	enum dye_code rc;

	*casing = DYE_AS_LISTED;
	if (is_plainly_listed(cell, i))
		return DYE_OK;
	shown = letters_shown(cell);
	if (shown.small == 0) {
		*casing = shown.capitals > 0 ? DYE_ALL_CAPITALS : DYE_AS_LISTED;
		return DYE_OK;
	}
	rc = put_masked(cell, i, &masked, &offset, err);
	if (rc == DYE_OK)
		*casing = casing_beside(dye_buffer_slice(&masked), offset, all_have_letters(type_of(cell, i), true));
	dye_buffer_release_secret(&masked);
	return rc;
}

enum dye_type_case
dye_casing_type(const struct dye_slot_type * type)
{
	bool letters = false;

	for (uint8_t k = 0; k < type->count; k++)
		letters = letters || has_letter(type->alternatives[k].text, false);
	if (!letters)
		return DYE_CASE_NONE;
	return all_have_letters(type, true) ? DYE_CASE_SHOWN : DYE_CASE_HIDDEN;
}

enum dye_code
dye_casing_of(const struct dye_casing_cell * cell, uint32_t i, uint8_t alternative, enum dye_casing * casing,
    struct dye_error * err)
{
	const struct dye_slot_type * type = type_of(cell, i);
	bool capital, small;

	*casing = DYE_AS_LISTED;
	if (!has_letter(type->alternatives[alternative].text, false))
		return DYE_OK;
	look_in(cell, i, &capital, &small);
	if (small && !capital && all_have_letters(type, false)) {
		*casing = DYE_ALL_SMALL;
		return DYE_OK;
	}
	return small && all_have_letters(type, true) ? DYE_OK : casing_around(cell, i, casing, err);
}
