/*
 * fold.h: what is left of a text when form, case and punctuation are taken away: NFKC, case folded, tokens with one boundary between.
 *
 * A token is a run of letters, marks and numbers (Unicode general categories L, M and N). Everything else separates:
 * a run of separators is one boundary, never dropped inside a text and always dropped at its ends. Characters that
 * show nothing (zero-width ones, soft hyphens) vanish. A byte that is no valid UTF-8 counts as a letter and is
 * carried as it is, so that any bytes whatever fold, always in the same way.
 */
#ifndef DYE_BASE_FOLD_H
#define DYE_BASE_FOLD_H

#include "formats/base/buffer.h"

/**
 * dye_fold_tokens(text, out, err): Append to ${out} the folded tokens of ${text}, exactly one 0x20 between two. Fails for
 * want of memory only.
 */
enum dye_code dye_fold_tokens(struct dye_slice text, struct dye_buffer * out, struct dye_error * err);

/* One token: where it stands in the text, and its folded form. */
struct dye_token {
	uint32_t
	    offset; /* in the text; for a token that is not ASCII, of the piece between ASCII separators it came from */
	uint32_t len;
	uint32_t folded; /* offset into the folded bytes */
	uint32_t folded_len;
	bool ascii; /* the piece was ASCII: offset and len are this token's own, and len equals folded_len */
};

/* The tokens of one text. All zero is valid and empty; memory is kept from one text to the next. */
struct dye_tokens {
	struct dye_buffer folded; /* the same bytes as dye_fold_tokens() makes */
	struct dye_token * items; /* Owned. */
	uint32_t count;
	size_t size;
};

/**
 * dye_tokens_split(text, tokens, err): Replace the content of ${tokens} by the tokens of ${text}, in order. A text of 4 GiB or more is an error.
 */
enum dye_code dye_tokens_split(struct dye_slice text, struct dye_tokens * tokens, struct dye_error * err);
void dye_tokens_release(struct dye_tokens * tokens);

/* The folded form of token i. */
static inline struct dye_slice
dye_token_folded(const struct dye_tokens * tokens, uint32_t i)
{

	return (struct dye_slice){tokens->folded.data + tokens->items[i].folded, tokens->items[i].folded_len};
}

/* An ASCII letter or digit folded; 0 for ASCII separators; 0xFF for bytes that are not ASCII. */
extern const uint8_t dye_fold_byte[256];

/**
 * dye_fold_piece(piece, out, err): Append the folded tokens of ${piece}, the bytes between two ASCII separators, of which some are not
 * ASCII: one 0x20 between two tokens, none at the ends; nothing where it holds separators only.
 */
enum dye_code dye_fold_piece(struct dye_slice piece, struct dye_buffer * out, struct dye_error * err);

/* The character of ASCII whose full-width form (U+FF01 to U+FF5E) ${c} is; 0: it is none. */
static inline uint8_t
dye_fold_narrow(uint32_t c)
{

	return c >= 0xFF01 && c <= 0xFF5E ? (uint8_t)(c - 0xFEE0) : 0;
}

/* An ideographic full stop: U+3002, its half-width form, the small one. */
static inline bool
dye_fold_is_stop(uint32_t c)
{

	return c == 0x3002 || c == 0xFF61 || c == 0xFE52;
}

/* What a character is to folding. */
enum dye_fold_class {
	DYE_FOLD_TOKEN,	    /* it makes tokens, itself or what NFKC makes of it */
	DYE_FOLD_SEPARATES, /* nothing of it is a letter, mark or number */
	DYE_FOLD_SPACE,	    /* likewise, and it is a space or the end of a line or paragraph */
	DYE_FOLD_VANISHES   /* it shows nothing (Default_Ignorable_Code_Point) */
};

enum dye_fold_class dye_fold_class(int32_t codepoint);

/* The text has a space, of whatever sort. */
bool dye_fold_spaced(struct dye_slice text);

/* The text has a comma or a full stop, of whatever width. */
bool dye_fold_punctuated(struct dye_slice text);

#endif
