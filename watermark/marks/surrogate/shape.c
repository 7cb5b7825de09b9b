#include "watermark/marks/surrogate/shape.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/ascii.h"
#include "watermark/marks/core/escaped.h"

const struct dye_alphabet dye_alphabets[DYE_ALPHABETS] = {
    {"digits", "0123456789", 10},
    {"upper-hex", "0123456789ABCDEF", 16},
    {"lower-hex", "0123456789abcdef", 16},
    {"base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32},
    {"upper", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 36},
    {"lower", "0123456789abcdefghijklmnopqrstuvwxyz", 36},
    {"mixed", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 62},
};

int
dye_alphabet_value(const struct dye_alphabet * alphabet, char letter)
{
	const char * at = letter == '\0' ? NULL : strchr(alphabet->letters, letter);

	return at == NULL ? -1 : (int)(at - alphabet->letters);
}

static const struct dye_alphabet *
find_alphabet(const char * name)
{

	for (size_t i = 0; i < DYE_ALPHABETS; i++)
		if (strcmp(dye_alphabets[i].name, name) == 0)
			return &dye_alphabets[i];
	return NULL;
}

struct dye_surrogate_shape *
dye_surrogate_find(struct dye_surrogates * list, const char * column)
{

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->list[i].column, column) == 0)
			return &list->list[i];
	return NULL;
}

void
dye_surrogates_of(const struct dye_profile * profile, struct dye_surrogates * list)
{
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "surrogate");

	/* Whatever stands in a profile was checked when it was read. */
	if (mark == NULL || !dye_surrogates_read(((const struct dye_surrogate_settings *)mark->values)->columns, list))
		*list = (struct dye_surrogates){0};
}

/* ---- as text ---- */

struct writer {
	char * text; /* DYE_SETTING_TEXT_MAX bytes */
	size_t used;
	bool full;
};

static void
put(struct writer * w, const char * format, const char * part)
{
	int n = snprintf(w->text + w->used, DYE_SETTING_TEXT_MAX - w->used, format, part);

	w->full = w->full || n < 0 || (size_t)n >= DYE_SETTING_TEXT_MAX - w->used;
	w->used += w->full ? 0 : (size_t)n;
}

static void
put_name(struct writer * w, const char * part)
{

	w->full = w->full || !dye_escaped_write(w->text, DYE_SETTING_TEXT_MAX, &w->used, part);
}

bool
dye_surrogates_write(const struct dye_surrogates * list, char text[DYE_SETTING_TEXT_MAX])
{
	struct writer w = {.text = text};
	char length[12];

	text[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct dye_surrogate_shape * s = &list->list[i];

		(void)snprintf(length, sizeof(length), "%u", s->length);
		put(&w, "%s", i > 0 ? " " : "");
		put_name(&w, s->column);
		put(&w, ":%s", s->alphabet == NULL ? "" : s->alphabet->name);
		put(&w, ":%s", length);
		if (!s->learned)
			continue;
		put(&w, ":%s:", s->nonzero ? "nonzero" : "any");
		put_name(&w, s->prefix);
		put(&w, "%s", ":");
		put_name(&w, s->skeleton);
	}
	return !w.full;
}

static bool
skip_sign(const char ** text, char sign)
{

	if (**text != sign)
		return false;
	++*text;
	return true;
}

static bool
read_length(const char * text, uint32_t * length)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long n = digits > 0 && digits < 5 && text[digits] == '\0' ? strtoul(text, NULL, 10) : ULONG_MAX;

	if (n > DYE_FF1_LEN_MOST)
		return false;
	*length = (uint32_t)n;
	return true;
}

static bool
read_entry(const char ** text, struct dye_surrogate_shape * s)
{
	char word[16];

	*s = (struct dye_surrogate_shape){0};
	if (!dye_escaped_read(text, s->column, sizeof(s->column)) || s->column[0] == '\0' || !skip_sign(text, ':') ||
	    !dye_escaped_read(text, word, sizeof(word)) || !skip_sign(text, ':') ||
	    (word[0] != '\0' && (s->alphabet = find_alphabet(word)) == NULL) ||
	    !dye_escaped_read(text, word, sizeof(word)) || !read_length(word, &s->length))
		return false;
	if (!skip_sign(text, ':'))
		return true;
	if (!dye_escaped_read(text, word, sizeof(word)) || !skip_sign(text, ':') ||
	    !dye_escaped_read(text, s->prefix, sizeof(s->prefix)) || !skip_sign(text, ':') ||
	    !dye_escaped_read(text, s->skeleton, sizeof(s->skeleton)))
		return false;
	s->nonzero = strcmp(word, "nonzero") == 0;
	s->learned = true;
	return s->alphabet != NULL && (s->nonzero || strcmp(word, "any") == 0) &&
	       (s->length == 0 || s->length >= dye_ff1_least(s->alphabet->radix)) &&
	       strchr(s->skeleton, DYE_SURROGATE_RUN) != NULL;
}

bool
dye_surrogates_read(const char * text, struct dye_surrogates * list)
{

	*list = (struct dye_surrogates){0};
	while (*text != '\0') {
		struct dye_surrogate_shape s;

		if (list->count == DYE_SURROGATES_MOST || (list->count > 0 && !skip_sign(&text, ' ')) ||
		    !read_entry(&text, &s) || dye_surrogate_find(list, s.column) != NULL)
			return false;
		list->list[list->count++] = s;
	}
	return true;
}

/* The last part of an option, behind its last ':', as what it says: an alphabet or a length. */
static bool
take_word(char * option, struct dye_surrogate_shape * s)
{
	char * sign = strrchr(option, ':');
	const struct dye_alphabet * alphabet;

	if (sign == NULL || sign == option)
		return false;
	if (s->length == 0 && read_length(sign + 1, &s->length) && s->length > 0) {
		*sign = '\0';
		return true;
	}
	if (s->alphabet != NULL || (alphabet = find_alphabet(sign + 1)) == NULL)
		return false;
	s->alphabet = alphabet;
	*sign = '\0';
	return true;
}

bool
dye_surrogates_wish(struct dye_surrogates * list, const char * option)
{
	struct dye_surrogate_shape s = {0}, *old;

	if (strcmp(option, "none") == 0) {
		list->count = 0;
		return true;
	}
	if (option[0] == '\0' || strlen(option) >= sizeof(s.column))
		return false;
	memcpy(s.column, option, strlen(option) + 1);
	while (take_word(s.column, &s))
		;
	if ((old = dye_surrogate_find(list, s.column)) != NULL) {
		*old = s;
		return true;
	}
	if (list->count == DYE_SURROGATES_MOST)
		return false;
	list->list[list->count++] = s;
	return true;
}

/* ---- cells ---- */

bool
dye_surrogate_skeleton(const struct dye_alphabet * alphabet, struct dye_slice text, size_t skip,
    char skeleton[DYE_SURROGATE_FIXED_MAX], struct dye_surrogate_letters * letters)
{
	size_t used = 0;

	letters->count = 0;
	for (size_t i = skip; i < text.len; i++) {
		int value = dye_alphabet_value(alphabet, text.data[i]);
		char c = value >= 0 ? DYE_SURROGATE_RUN : text.data[i];

		if (value < 0 && (c == DYE_SURROGATE_RUN || c == '\0'))
			return false;
		if (value >= 0) {
			if (letters->count == DYE_FF1_LEN_MOST)
				return false;
			letters->at[letters->count] = (uint32_t)i;
			letters->value[letters->count++] = (uint16_t)value;
		}
		if (value >= 0 && used > 0 && skeleton[used - 1] == DYE_SURROGATE_RUN)
			continue;
		if (used + 1 == DYE_SURROGATE_FIXED_MAX)
			return false;
		skeleton[used++] = c;
	}
	skeleton[used] = '\0';
	return letters->count > 0;
}

/* Of a canonical value: letters of either case, whatever stands between them. */
static bool
match_folded(const struct dye_surrogate_shape * s, struct dye_slice text, struct dye_surrogate_letters * letters)
{
	size_t prefix = strlen(s->prefix);

	letters->count = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		int value = dye_alphabet_value(s->alphabet, c);

		if (i < prefix) {
			if (dye_lower(c) != dye_lower(s->prefix[i]))
				return false;
			continue;
		}
		if (value < 0 && (value = dye_alphabet_value(s->alphabet, dye_upper(c))) < 0)
			continue;
		if (letters->count == DYE_FF1_LEN_MOST)
			return false;
		letters->at[letters->count] = (uint32_t)i;
		letters->value[letters->count++] = (uint16_t)value;
	}
	return letters->count > 0;
}

bool
dye_surrogate_match(
    const struct dye_surrogate_shape * s, struct dye_slice text, bool folded, struct dye_surrogate_letters * letters)
{
	char skeleton[DYE_SURROGATE_FIXED_MAX];
	size_t prefix = strlen(s->prefix);

	if (folded)
		return match_folded(s, text, letters);
	return text.len > prefix && memcmp(text.data, s->prefix, prefix) == 0 &&
	       dye_surrogate_skeleton(s->alphabet, text, prefix, skeleton, letters) &&
	       strcmp(skeleton, s->skeleton) == 0;
}
