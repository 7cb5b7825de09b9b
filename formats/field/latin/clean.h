/*
 * clean.h: a text with the signs of Unicode brought to those of ASCII, so that what cuts words and measures spans needs to know ASCII only.
 *
 * Spaces of every sort become 0x20, quotes ' or ", dashes -, ideographic commas and full stops those of ASCII, full-width forms
 * narrow, every other character that separates (docs/FORMAT.md, section 3) a semicolon, which no spelling has; characters that show
 * nothing vanish. Letters stay.
 */
#ifndef DYE_FIELD_LATIN_CLEAN_H
#define DYE_FIELD_LATIN_CLEAN_H

#include "formats/base/buffer.h"

struct dye_clean {
	struct dye_slice original; /* must outlive this */
	char * text;		   /* Owned; NULL where the original is clean as it is. */
	uint32_t * from;	   /* Owned: text[i] was made of the character at original[from[i]]. */
	size_t len;
};

/**
 * dye_clean_open(clean, original, err): Clean ${original}, of less than 2^26 bytes. Fails for want of memory only.
 */
enum dye_code dye_clean_open(struct dye_clean * clean, struct dye_slice original, struct dye_error * err);
void dye_clean_close(struct dye_clean * clean);

/**
 * dye_clean_span(clean, offset, end): Where there is a clean text: turn text[*offset, *end) into the span of the original. True if nothing but spaces and what shows
 * nothing had to be cleaned in it.
 */
bool dye_clean_span(const struct dye_clean * clean, uint32_t * offset, uint32_t * end);

/**
 * dye_clean_unspaced(clean, offset, end): Whether a full-width or ideographic sign in original[offset, end) may have swallowed a space: a word comes right
 * after it, and "，" is written for ", ". Not so a full-width form beside a full-width letter, figure or space: that text was widened
 * character by character.
 */
bool dye_clean_unspaced(const struct dye_clean * clean, uint32_t offset, uint32_t end);

/**
 * dye_clean_wide(clean, offset, end): Whether all of original[offset, end) is written in full-width forms, U+FF01 to U+FF5E, spaces aside;
 * where it has no letter, also what stands on either side.
 */
bool dye_clean_wide(const struct dye_clean * clean, uint32_t offset, uint32_t end);

#endif
