#include "formats/base/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define ROW16(x) x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x

/* clang-format off */
const uint8_t dye_fold_byte[256] = {
	ROW16(0), ROW16(0), ROW16(0),
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 0, 0, 0, 0, 0, 0,
	0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0, 0, 0, 0, 0,
	0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0, 0, 0, 0, 0,
	ROW16(0xFF), ROW16(0xFF), ROW16(0xFF), ROW16(0xFF), ROW16(0xFF), ROW16(0xFF), ROW16(0xFF), ROW16(0xFF)
};
/* clang-format on */

/* Letters, marks and numbers make tokens. */
static bool
is_token_char(int32_t c)
{

	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

enum dye_fold_class
dye_fold_class(int32_t codepoint)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT;
	const utf8proc_property_t * property = utf8proc_get_property(codepoint);
	utf8proc_int32_t parts[32];
	utf8proc_ssize_t n, i;
	int last = 0;

	if (property->ignorable)
		return DYE_FOLD_VANISHES;
	if (is_token_char(codepoint))
		return DYE_FOLD_TOKEN;
	if (property->category == UTF8PROC_CATEGORY_ZS || property->category == UTF8PROC_CATEGORY_ZL ||
	    property->category == UTF8PROC_CATEGORY_ZP)
		return DYE_FOLD_SPACE;
	n = utf8proc_decompose_char(codepoint, parts, 32, options, &last);
	for (i = 0; i < n && i < 32; i++)
		if (is_token_char(parts[i]))
			return DYE_FOLD_TOKEN;
	return DYE_FOLD_SEPARATES;
}

bool
dye_fold_spaced(struct dye_slice text)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;
	size_t at;

	for (at = 0; at<text.len; at += n> 0 ? (size_t)n : 1) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.len - at), &c);
		if (n > 0 && dye_fold_class(c) == DYE_FOLD_SPACE)
			return true;
	}
	return false;
}

bool
dye_fold_punctuated(struct dye_slice text)
{
	/* Ideographic, full-width, half-width and small forms. */
	static const char * const signs[] = {",", ".", "\xE3\x80\x81", "\xE3\x80\x82", "\xEF\xBC\x8C", "\xEF\xBC\x8E",
	    "\xEF\xBD\xA1", "\xEF\xBD\xA4", "\xEF\xB9\x90", "\xEF\xB9\x91", "\xEF\xB9\x92"};
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (memmem(text.data, text.len, signs[i], strlen(signs[i])) != NULL)
			return true;
	return false;
}

/* Where tokens are put one after another: a boundary is owed once a separator follows a token. */
struct piece {
	struct dye_buffer * out;
	bool any;  /* a token character was written */
	bool owed; /* a separator was seen since */
	struct dye_error * err;
};

static enum dye_code
piece_boundary(struct piece * p)
{
	enum dye_code rc;

	if (p->any && p->owed && (rc = dye_buffer_append_byte(p->out, ' ', p->err)) != DYE_OK)
		return rc;
	p->any = true;
	p->owed = false;
	return DYE_OK;
}

static enum dye_code
piece_codepoint(struct piece * p, int32_t c)
{
	utf8proc_uint8_t utf8[4];
	utf8proc_ssize_t n;
	enum dye_code rc;

	if (!is_token_char(c)) {
		p->owed = true;
		return DYE_OK;
	}
	if ((rc = piece_boundary(p)) != DYE_OK)
		return rc;
	if ((n = utf8proc_encode_char(c, utf8)) <= 0)
		return DYE_OK;
	return dye_buffer_append(p->out, utf8, (size_t)n, p->err);
}

/* Fold a run of valid UTF-8: decompose, fold case, compose again, then look at each code point. */
static enum dye_code
piece_valid(struct piece * p, const char * data, size_t len)
{
	const utf8proc_option_t options =
	    UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_int32_t local[256], *codes = local;
	utf8proc_ssize_t n, i;
	enum dye_code rc = DYE_OK;

	n = utf8proc_decompose((const utf8proc_uint8_t *)data, (utf8proc_ssize_t)len, codes, 256, options);
	if (n > 256) {
		if ((codes = malloc((size_t)n * sizeof(*codes) + sizeof(*codes))) == NULL)
			return dye_fail(p->err, DYE_ENOMEM, "out of memory");
		n = utf8proc_decompose((const utf8proc_uint8_t *)data, (utf8proc_ssize_t)len, codes, n, options);
	}
	if (n > 0)
		n = utf8proc_normalize_utf32(codes, n, options);
	for (i = 0; i < n && rc == DYE_OK; i++)
		rc = piece_codepoint(p, codes[i]);
	if (codes != local)
		free(codes);
	return rc;
}

enum dye_code
dye_fold_piece(struct dye_slice piece, struct dye_buffer * out, struct dye_error * err)
{
	struct piece p = {out, false, false, err};
	size_t start = 0, i = 0;
	enum dye_code rc;

	while (i < piece.len) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)piece.data + i, (utf8proc_ssize_t)(piece.len - i), &c);

		if (n > 0) {
			i += (size_t)n;
			continue;
		}
		/* An invalid byte: fold what came before it, then carry it as it is. */
		if (i > start && (rc = piece_valid(&p, piece.data + start, i - start)) != DYE_OK)
			return rc;
		if ((rc = piece_boundary(&p)) != DYE_OK)
			return rc;
		if ((rc = dye_buffer_append_byte(out, piece.data[i], err)) != DYE_OK)
			return rc;
		start = ++i;
	}
	return i > start ? piece_valid(&p, piece.data + start, i - start) : DYE_OK;
}

/* The end of the piece that begins at i: the next ASCII separator. *ascii: it is ASCII throughout. */
static size_t
piece_end(struct dye_slice text, size_t i, bool * ascii)
{
	uint8_t seen = 0, c;

	while (i < text.len && (c = dye_fold_byte[(uint8_t)text.data[i]]) != 0) {
		seen |= c;
		i++;
	}
	*ascii = (seen & 0x80) == 0;
	return i;
}

static size_t
skip_separators(struct dye_slice text, size_t i)
{

	while (i < text.len && dye_fold_byte[(uint8_t)text.data[i]] == 0)
		i++;
	return i;
}

enum dye_code
dye_fold_tokens(struct dye_slice text, struct dye_buffer * out, struct dye_error * err)
{
	size_t base = out->len, i, end, k, before;
	enum dye_code rc;
	bool ascii;

	for (i = skip_separators(text, 0); i < text.len; i = skip_separators(text, end)) {
		end = piece_end(text, i, &ascii);
		if ((rc = dye_buffer_reserve(out, end - i + 1, err)) != DYE_OK)
			return rc;
		before = out->len;
		if (before > base)
			out->data[out->len++] = ' ';
		if (ascii) {
			for (k = i; k < end; k++)
				out->data[out->len++] = (char)dye_fold_byte[(uint8_t)text.data[k]];
			continue;
		}
		k = out->len;
		if ((rc = dye_fold_piece((struct dye_slice){text.data + i, end - i}, out, err)) != DYE_OK)
			return rc;
		if (out->len == k)
			out->len = before;
	}
	return DYE_OK;
}

static enum dye_code
tokens_add(struct dye_tokens * tokens, struct dye_token token, struct dye_error * err)
{
	struct dye_token * items;

	if (tokens->count == tokens->size) {
		if (tokens->count > UINT32_MAX / 4)
			return dye_fail(err, DYE_ENOMEM, "a cell has too many words");
		if ((items = dye_grown(tokens->items, &tokens->size, tokens->count, sizeof(*items))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		tokens->items = items;
	}
	tokens->items[tokens->count++] = token;
	return DYE_OK;
}

/* The tokens that a piece of the text (offset, len) folded to: the folded bytes from ${from}. */
static enum dye_code
tokens_of_piece(struct dye_tokens * tokens, size_t offset, size_t len, size_t from, bool ascii, struct dye_error * err)
{
	const char * folded = tokens->folded.data;
	size_t end = tokens->folded.len;
	enum dye_code rc;

	while (from < end) {
		const char * space = memchr(folded + from, ' ', end - from);
		size_t stop = space == NULL ? end : (size_t)(space - folded);
		struct dye_token token = {
		    (uint32_t)offset, (uint32_t)len, (uint32_t)from, (uint32_t)(stop - from), ascii};

		if ((rc = tokens_add(tokens, token, err)) != DYE_OK)
			return rc;
		from = stop + 1;
	}
	return DYE_OK;
}

enum dye_code
dye_tokens_split(struct dye_slice text, struct dye_tokens * tokens, struct dye_error * err)
{
	struct dye_buffer * out = &tokens->folded;
	size_t i, end, k, before, start;
	enum dye_code rc;
	bool ascii;

	dye_buffer_reset(out);
	tokens->count = 0;
	/* Folding can make a text longer, by a factor that is far below 16. */
	if (text.len > UINT32_MAX / 16)
		return dye_fail(err, DYE_ENOMEM, "a cell is too long");
	for (i = skip_separators(text, 0); i < text.len; i = skip_separators(text, end)) {
		end = piece_end(text, i, &ascii);
		before = out->len;
		if ((rc = dye_buffer_reserve(out, end - i + 1, err)) != DYE_OK)
			return rc;
		if (before > 0)
			out->data[out->len++] = ' ';
		start = out->len;
		for (k = i; ascii && k < end; k++)
			out->data[out->len++] = (char)dye_fold_byte[(uint8_t)text.data[k]];
		if (!ascii && (rc = dye_fold_piece((struct dye_slice){text.data + i, end - i}, out, err)) != DYE_OK)
			return rc;
		if (out->len == start)
			out->len = before;
		else if ((rc = tokens_of_piece(tokens, i, end - i, start, ascii, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

void
dye_tokens_release(struct dye_tokens * tokens)
{

	dye_buffer_release(&tokens->folded);
	free(tokens->items);
	*tokens = (struct dye_tokens){0};
}
