#include "formats/field/latin/clean.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats/base/fold.h"

#define AS_IT_IS (-1)
#define NOTHING 0

/* What becomes of a code point beyond ASCII: an ASCII character, NOTHING or AS_IT_IS. Most are letters: those are known at once. */
static int
cleaned(int32_t c)
{

	if ((c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x4E00 && c <= 0x9FFF))
		return AS_IT_IS;
	if (dye_fold_narrow((uint32_t)c) != 0)
		return dye_fold_narrow((uint32_t)c);
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x3001 || c == 0xFF64 || c == 0xFE50 || c == 0xFE51)
		return ',';
	if (dye_fold_is_stop((uint32_t)c))
		return '.';
	if (c >= 0x2018 && c <= 0x201B)
		return '\'';
	if ((c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB)
		return '"';
	switch (dye_fold_class(c)) {
	case DYE_FOLD_VANISHES:
		return NOTHING;
	case DYE_FOLD_SPACE:
		return ' ';
	case DYE_FOLD_SEPARATES:
		return ';';
	default:
		return AS_IT_IS;
	}
}

/* The character at text[at], and its length; bytes that are no UTF-8 stay as they are. */
static int
cleaned_at(struct dye_slice text, size_t at, size_t * len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*len = 1;
	if ((uint8_t)text.data[at] < 0x80)
		return AS_IT_IS;
	n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), &c);
	if (n <= 0)
		return AS_IT_IS;
	*len = (size_t)n;
	return cleaned(c);
}

static bool
is_clean(struct dye_slice text)
{
	size_t at, len;

	for (at = 0; at < text.len; at += len)
		if (cleaned_at(text, at, &len) != AS_IT_IS)
			return false;
	return true;
}

static void
copy_clean(struct dye_clean * clean)
{
	struct dye_slice text = clean->original;
	size_t at, len, k;
	int c;

	for (at = 0; at < text.len; at += len) {
		if ((c = cleaned_at(text, at, &len)) == NOTHING)
			continue;
		for (k = 0; k < (c == AS_IT_IS ? len : 1); k++) {
			clean->text[clean->len] = c == AS_IT_IS ? text.data[at + k] : (char)c;
			clean->from[clean->len++] = (uint32_t)(c == AS_IT_IS ? at + k : at);
		}
	}
}

enum dye_code
dye_clean_open(struct dye_clean * clean, struct dye_slice original, struct dye_error * err)
{

	*clean = (struct dye_clean){original, NULL, NULL, 0};
	if (is_clean(original))
		return DYE_OK;
	clean->text = malloc(original.len);
	clean->from = malloc(original.len * sizeof(*clean->from));
	if (clean->text == NULL || clean->from == NULL) {
		dye_clean_close(clean);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	copy_clean(clean);
	return DYE_OK;
}

void
dye_clean_close(struct dye_clean * clean)
{

	free(clean->text);
	free(clean->from);
	clean->text = NULL;
	clean->from = NULL;
}

bool
dye_clean_span(const struct dye_clean * clean, uint32_t * offset, uint32_t * end)
{
	struct dye_slice text = clean->original;
	bool plain = true;
	size_t at, len, stop;
	int c;

	if (*end <= *offset)
		return true;
	at = clean->from[*offset];
	stop = clean->from[*end - 1];
	*offset = (uint32_t)at;
	for (; at <= stop; at += len) {
		c = cleaned_at(text, at, &len);
		plain = plain && (c == AS_IT_IS || c == NOTHING || c == ' ');
	}
	*end = (uint32_t)at;
	return plain;
}

/* Full-width letters, figures and the space that goes with them. */
static bool
is_wide(int32_t c)
{

	return c == 0x3000 || (c >= 0xFF10 && c <= 0xFF5A && dye_fold_class(c) == DYE_FOLD_TOKEN);
}

/* A sign as wide as a letter of Chinese, which brings its own space. */
static bool
is_wide_sign(int32_t c)
{

	return ((c >= 0x3001 && c <= 0x3003) || (c >= 0xFE50 && c <= 0xFF64)) &&
	       dye_fold_class(c) == DYE_FOLD_SEPARATES;
}

/* The character at text[at], 0 at the end and for what is no UTF-8; *len: its bytes, 1 at least. */
static int32_t
codepoint_at(struct dye_slice text, size_t at, size_t * len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = at >= text.len ? 0
					    : utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
						  (utf8proc_ssize_t)(text.len - at), &c);

	*len = n > 0 ? (size_t)n : 1;
	return n > 0 ? c : 0;
}

bool
dye_clean_unspaced(const struct dye_clean * clean, uint32_t offset, uint32_t end)
{
	struct dye_slice text = clean->original;
	int32_t before = 0, sign, next;
	size_t at = offset, len, skip;

	while (at > 0 && offset - at < 4 && ((uint8_t)text.data[--at] & 0xC0) == 0x80)
		;
	for (; at < end; at += len, before = sign) {
		sign = codepoint_at(text, at, &len);
		if (at < offset || !is_wide_sign(sign))
			continue;
		next = codepoint_at(text, at + len, &skip);
		if (next == 0 || dye_fold_class(next) != DYE_FOLD_TOKEN)
			continue;
		if (dye_fold_narrow((uint32_t)sign) == 0 || (!is_wide(before) && !is_wide(next)))
			return true;
	}
	return false;
}

/* A full-width form, or the space that goes with it. */
static bool
is_form(int32_t c)
{

	return c == 0x3000 || dye_fold_narrow((uint32_t)c) != 0;
}

/* Where the character begins that ends at text[at], at > 0. */
static size_t
before(struct dye_slice text, size_t at)
{

	while (at > 0 && ((uint8_t)text.data[--at] & 0xC0) == 0x80)
		;
	return at;
}

bool
dye_clean_wide(const struct dye_clean * clean, uint32_t offset, uint32_t end)
{
	struct dye_slice text = clean->original;
	bool letters = false;
	size_t at, len;
	int32_t c;

	for (at = offset; at < end; at += len) {
		c = codepoint_at(text, at, &len);
		if (c != ' ' && !is_form(c))
			return false;
		letters = letters || (c != 0x3000 && is_wide(c));
	}
	return letters || ((offset == 0 || is_form(codepoint_at(text, before(text, offset), &len))) &&
			      (end == text.len || is_form(codepoint_at(text, end, &len))));
}
