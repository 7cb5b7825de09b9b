#include "watermark/marks/spelling/hidden.h"

#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "formats/base/ascii.h"
#include "formats/base/fold.h"
#include "formats/base/text.h"

#define BRACKET_MOST 12 /* bytes of a tag in brackets */
#define MARKUP_MOST 80	/* of markup behind a cell */
#define LABEL_MOST 32
#define LABELS_MOST 2
#define ESCAPE_MOST 6 /* bytes of one: \u000A */

/* How long the character at the end is. */
static size_t
last_of(struct dye_slice text)
{
	size_t n = 1;

	while (n < text.len && ((uint8_t)text.data[text.len - n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* The sign of ASCII that ${c} is when it is folded: in full width, and of full stops the ideographic ones; itself where it is none. */
static uint32_t
folded_sign(utf8proc_int32_t c)
{
	uint8_t narrow = c > 0xFF00 && c < 0xFF5F ? dye_fold_narrow((uint32_t)c) : 0;

	if (dye_fold_is_stop((uint32_t)c))
		return '.';
	return narrow != 0 ? narrow : (uint32_t)c;
}

/* A sign that may stand around a whole cell and be taken off, or ${n} bytes of one; full stops, brackets and the sign of a number are the cell's own. */
static bool
wraps(const char * at, size_t n)
{
	utf8proc_category_t of;
	utf8proc_int32_t c;
	uint32_t sign;

	if (utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)n, &c) < 0)
		return true;
	if ((sign = folded_sign(c)) < 0x80)
		return sign != 0 && !dye_is_alnum(sign) && strchr(".()[]#", (int)sign) == NULL;
	of = utf8proc_category(c);
	return of < UTF8PROC_CATEGORY_LU || (of > UTF8PROC_CATEGORY_LO && of < UTF8PROC_CATEGORY_ND) ||
	       of > UTF8PROC_CATEGORY_NO;
}

/* A bracket at an end that has no other in the text, or opens behind it or closes before it. */
static bool
is_stray(struct dye_slice text, bool last)
{
	char c = text.data[last ? text.len - 1 : 0];

	if (c == '(' || c == '[')
		return last || memchr(text.data, c == '(' ? ')' : ']', text.len) == NULL;
	if (c == ')' || c == ']')
		return !last || memchr(text.data, c == ')' ? '(' : '[', text.len) == NULL;
	return false;
}

/* How many bytes the full stop at the end has, in whatever width; 0: none stands there. */
static size_t
stop_of(struct dye_slice text)
{
	utf8proc_int32_t c;
	size_t n;

	if (text.len == 0)
		return 0;
	n = last_of(text);
	return utf8proc_iterate((const utf8proc_uint8_t *)text.data + text.len - n, (utf8proc_ssize_t)n, &c) > 0 &&
		       folded_sign(c) == '.'
		   ? n
		   : 0;
}

/* The last two bytes are an escape: "\\0", "^M". */
static bool
ends_in_escape(struct dye_slice text)
{

	return text.len > 1 && strchr("\\^", text.data[text.len - 2]) != NULL;
}

/* So that a full stop behind it is no word's. */
static bool
ends_in_sign(struct dye_slice text)
{
	size_t n = text.len == 0 ? 0 : last_of(text);

	return n > 0 && (ends_in_escape(text) || is_stray(text, true) || wraps(text.data + text.len - n, n));
}

/*
 * How many bytes of full stops go off the end. Behind a sign all do. Of three and more, which say that something is left out, one stays, a word's; two are
 * read as one where they stand.
 */
static size_t
stops_off(struct dye_slice text)
{
	struct dye_slice before = text;
	size_t n, count = 0, first = 0;

	for (; (n = stop_of(before)) > 0; count++) {
		before.len -= n;
		first = n;
	}
	n = text.len - before.len;
	return n > 0 && ends_in_sign(before) ? n : count >= 3 ? n - first : 0;
}

/* How many bytes at the end are an escape, such a sign, or full stops that are no word's. */
static size_t
tail_of(struct dye_slice text)
{
	size_t n;

	if (ends_in_escape(text))
		return 2;
	n = text.len == 0 ? 0 : last_of(text);
	if (n > 0 && stop_of(text) > 0)
		return stops_off(text);
	return n > 0 && (wraps(text.data + text.len - n, n) || is_stray(text, true)) ? n : 0;
}

/* And at the beginning: an escape, a sign, or of what ended in a quote the letter of SQL's and Python's strings ("N'...'"). */
static size_t
head_of(struct dye_slice text, bool quoted)
{
	size_t n;

	if (text.len > 1 && strchr("\\^", text.data[0]) != NULL)
		return 2;
	if (quoted && text.len > 1 && dye_is_alpha((uint8_t)text.data[0]) && strchr("'\"", text.data[1]) != NULL)
		return 2;
	n = text.len == 0 ? 0 : dye_plain_character(text, 0);
	/* No cell begins with a full stop of its own but a name that is no slot. */
	return n > 0 && (wraps(text.data, n) || is_stray(text, false) || stop_of((struct dye_slice){text.data, n}) > 0)
		   ? n
		   : 0;
}

/* Nothing is taken off: nearly every cell begins with a letter or digit, and ends with two. Asked of every cell. */
static bool
is_bare(struct dye_slice text)
{

	return text.len > 2 && dye_is_alnum((uint8_t)text.data[0]) && dye_is_alnum((uint8_t)text.data[text.len - 1]) &&
	       dye_is_alnum((uint8_t)text.data[text.len - 2]);
}

/* Words in angle brackets, "<Acme Inc>", are no tag, though they begin like one: behind a blank it has values, or what has none in HTML. */
static bool
is_words(struct dye_slice tag)
{
	static const char * const alone[] = {
	    "checked", "compact", "disabled", "hidden", "noshade", "nowrap", "readonly"};
	const char * blank = memchr(tag.data, ' ', tag.len);
	struct dye_slice rest;

	if (tag.data[0] != '<' || tag.len < 3 || blank == NULL || memchr(tag.data, '=', tag.len) != NULL ||
	    strchr("!/", tag.data[1]) != NULL || tag.data[tag.len - 2] == '/')
		return false;
	rest = dye_trim((struct dye_slice){blank, (size_t)(tag.data + tag.len - 1 - blank)});
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		if (rest.len == strlen(alone[i]) && strncasecmp(rest.data, alone[i], rest.len) == 0)
			return false;
	return true;
}

/* How many bytes at ${at} stand for a blank, for nothing, or for an end of a line; 0: none do. */
static size_t
markup_at(struct dye_slice text, size_t at)
{
	uint32_t c = 0;
	size_t n = dye_plain_stands((uint8_t)text.data[at]) ? dye_plain_sign(text, at, &c) : 0;

	if (n == 0 || (c > ' ' && c != 0xA0 && c != 0xAD))
		return 0;
	return is_words((struct dye_slice){text.data + at, n}) ? 0 : n;
}

/* How many bytes at ${at} are markup of other sorts: [b] and [/b] of BB code, _x000D_ of spreadsheets, the end of CDATA. */
static size_t
bracket_at(struct dye_slice text, size_t at)
{
	struct dye_slice rest = {text.data + at, text.len - at};
	size_t n = 1;

	if (rest.len >= 3 && memcmp(rest.data, "]]>", 3) == 0)
		return 3;
	if (rest.len >= 7 && memcmp(rest.data, "_x00", 4) == 0 && rest.data[6] == '_')
		return 7;
	if (rest.data[0] != '[')
		return 0;
	while (n < rest.len && n < BRACKET_MOST && (dye_is_alpha((uint8_t)rest.data[n]) || rest.data[n] == '/'))
		n++;
	return n > 1 && n < rest.len && rest.data[n] == ']' ? n + 1 : 0;
}

static size_t
either_at(struct dye_slice text, size_t at)
{
	size_t n = markup_at(text, at);

	return n > 0 ? n : bracket_at(text, at);
}

/* "](http://example.org)" and "][1]", behind the words of a link in Markdown. */
static size_t
link_behind(struct dye_slice text)
{
	size_t at = text.len;

	while (at > 2 && text.len - at < MARKUP_MOST && (uint8_t)text.data[at - 1] > ' ') {
		at--;
		if (text.data[at - 1] == ']' && (text.data[at] == '(' || text.data[at] == '['))
			return text.len - at + 1;
	}
	return 0;
}

/* Markup may end here; asked of every cell that ends in a full stop. */
static bool
may_end_markup(struct dye_slice text)
{
	size_t n = text.len < ESCAPE_MOST ? text.len : ESCAPE_MOST;
	const char * end = text.data + text.len;

	return strchr(">;]_", end[-1]) != NULL || memchr(end - n, '\\', n) != NULL || memchr(end - n, '%', n) != NULL;
}

/* How many bytes of markup the text ends in: of the last that there is, the longest reading, "&lt;/b&gt;" and not its end alone. */
static size_t
markup_behind(struct dye_slice text)
{
	size_t found = text.data[0] == '[' && strchr(")]", text.data[text.len - 1]) != NULL ? link_behind(text) : 0;

	if (found > 0 || !may_end_markup(text))
		return found;
	for (size_t n = 1; n <= text.len && n <= MARKUP_MOST; n++)
		if (either_at(text, text.len - n) == n)
			found = n;
	return found;
}

/* "Foo: a Texas Corporation" has no label; "Foo: A, Inc." has, and "Foo: A Inc", for a comma may be part of what is respelt. */
static bool
begins_with_article(struct dye_slice text)
{
	size_t n;

	text = dye_trim(text);
	n = text.len > 2 && strncasecmp(text.data, "an", 2) == 0 ? 2 : 1;
	if (text.len < n + 2 || (text.data[0] | 0x20) != 'a' || strchr(" ,", text.data[n]) == NULL)
		return false;
	while (n < text.len && strchr(" ,", text.data[n]) != NULL)
		n++;
	return memchr(text.data + n, ' ', text.len - n) != NULL || memchr(text.data + n, ',', text.len - n) != NULL;
}

/* A label is made of such. */
static bool
may_be_label(uint8_t c)
{

	return dye_is_alpha(c) || c == ' ' || c >= 0x80;
}

/* The last word of it is of what has a number, and so is part of an address: "Shop: 3F" has no label. In any spelling. */
static bool
ends_in_part(struct dye_slice text)
{
	static const char * const parts[] = {"apartment", "apt", "bldg", "block", "box", "building", "fl", "flat",
	    "floor", "gate", "highway", "house", "hwy", "lot", "no", "office", "rm", "room", "route", "rte", "seat",
	    "shop", "ste", "store", "suite", "tower", "unit"};
	size_t at = text.len;

	while (at > 0 && dye_is_alpha((uint8_t)text.data[at - 1]))
		at--;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (text.len - at == strlen(parts[i]) && strncasecmp(text.data + at, parts[i], text.len - at) == 0)
			return true;
	return false;
}

/* A label's sign in whatever width stands there: it ends so. Of "【Company】" the first bracket is off. 0: none. */
static size_t
wide_sign(struct dye_slice text, size_t at)
{
	const char * sign = text.data + at;

	return text.len - at >= 3 && (memcmp(sign, "\xEF\xBC\x9A", 3) == 0 || memcmp(sign, "\xE3\x80\x91", 3) == 0) ? 3
														    : 0;
}

/* Nearly no cell has a label. */
static bool
may_have_label(struct dye_slice text)
{
	size_t n = text.len < LABEL_MOST + 4 ? text.len : LABEL_MOST + 4;

	return n > 0 && may_be_label((uint8_t)text.data[0]) &&
	       (memchr(text.data, ':', n) != NULL || memchr(text.data, '=', n) != NULL ||
		   memchr(text.data, 0x9A, n) != NULL || memchr(text.data, 0x91, n) != NULL);
}

/* How long a label in front is, with its sign: "Address: ", in any letters; of JSON what is left of "\"name\": ". 0: there is none. */
static size_t
label_of(struct dye_slice text)
{
	size_t n = 0, quote;

	if (!may_have_label(text))
		return 0;
	while (n < text.len && n < LABEL_MOST && may_be_label((uint8_t)text.data[n])) {
		if (n > 0 && wide_sign(text, n) > 0)
			return n + wide_sign(text, n);
		n++;
	}
	quote = n > 0 && n + 1 < text.len && strchr("'\"", text.data[n]) != NULL;
	if (n == 0 || n + quote >= text.len || strchr(":=", text.data[n + quote]) == NULL ||
	    ends_in_part((struct dye_slice){text.data, n}))
		return 0;
	n += quote + 1;
	return begins_with_article((struct dye_slice){text.data + n, text.len - n}) ? 0 : n;
}

/* Take one thing off the beginning, markup before signs; false where there is none. */
static bool
unwrap_front(struct dye_slice * text)
{
	bool quoted;
	size_t n;

	*text = dye_trim(*text);
	if (text->len == 0)
		return false;
	quoted = strchr("'\"", text->data[text->len - 1]) != NULL;
	/* Markup that is all there is is none: "<Acme>". */
	n = either_at(*text, 0);
	n = n > 0 && n < text->len ? n : head_of(*text, quoted);
	text->data += n;
	text->len -= n;
	return n > 0;
}

/* And one off the end. */
static bool
unwrap_back(struct dye_slice * text)
{
	size_t n;

	*text = dye_trim(*text);
	if (text->len == 0)
		return false;
	n = markup_behind(*text);
	n = n > 0 && n < text->len ? n : tail_of(*text);
	text->len -= n;
	return n > 0;
}

/* Brackets, which are the cell's own, are not around what is wrapped itself: "['x']", "(x-)". */
static bool
unwrap_pair(struct dye_slice * text)
{
	struct dye_slice inner;
	char open, close;

	if (text->len < 3)
		return false;
	open = text->data[0];
	close = open == '(' ? ')' : ']';
	if ((open != '(' && open != '[') || text->data[text->len - 1] != close)
		return false;
	inner = dye_trim((struct dye_slice){text->data + 1, text->len - 2});
	if (inner.len == 0 || memchr(inner.data, open, inner.len) != NULL ||
	    memchr(inner.data, close, inner.len) != NULL ||
	    (head_of(inner, false) == 0 && either_at(inner, 0) == 0 && markup_behind(inner) == 0 &&
		tail_of(inner) == stop_of(inner)))
		return false;
	*text = inner;
	return true;
}

static struct dye_slice
without_signs(struct dye_slice text)
{
	size_t n;

	if (is_bare(text) && label_of(text) == 0)
		return text;
	/* A label, or one in another, goes before the end is looked at: of "Name: <Acme>" no tag is left that is all there is. */
	for (unsigned labels = 0; labels < LABELS_MOST; labels++) {
		while (unwrap_front(&text))
			;
		if ((n = label_of(text)) == 0)
			break;
		text = (struct dye_slice){text.data + n, text.len - n};
	}
	while (unwrap_front(&text) || unwrap_back(&text) || unwrap_pair(&text))
		;
	return text;
}

struct dye_slice
dye_spelling_bare(const struct dye_kind * kind, struct dye_slice text)
{
	static const char own[] = "()[]#.";
	size_t before;

	text = without_signs(text);
	if (kind->distinctive)
		return text;
	do {
		before = text.len;
		while (text.len > 1 && memchr(own, text.data[0], sizeof(own) - 1) != NULL) {
			text.data++;
			text.len--;
		}
		while (text.len > 1 && memchr(own, text.data[text.len - 1], sizeof(own) - 1) != NULL)
			text.len--;
		text = without_signs(text);
	} while (text.len < before);
	return text;
}

/* "A & B" stands for itself. */
static bool
may_stand_for_other(struct dye_slice text)
{

	if (!dye_plain_may_stand(text))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (dye_plain_stands((uint8_t)text.data[i]) &&
		    (text.data[i] != '&' || (i + 1 < text.len && text.data[i + 1] != ' ')))
			return true;
	return false;
}

enum dye_code
dye_spelling_hidden(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    struct dye_slice bare, uint32_t shown, struct dye_plain * plain, uint32_t * slots, struct dye_error * err)
{
	bool signs = false;
	uint32_t all = 0;

	if (may_stand_for_other(text)) {
		DYE_TRY(dye_plain(text, true, plain, &signs, err));
		/* Not folded: in small letters more would show than an export respells. */
		bare = signs ? dye_spelling_bare(kind, dye_buffer_slice(&plain->decoded)) : bare;
	}
	if (!signs && (bare.len == text.len || bare.len == dye_trim(text).len))
		return DYE_OK;
	DYE_TRY(dye_spelling_count(profile, kind, bare, &all, err));
	*slots += all > shown ? all - shown : 0;
	return DYE_OK;
}
