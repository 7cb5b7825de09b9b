/*
 * glyphs.h: a short cell as code points, full-width forms made narrow: what the kinds that are not about words look at.
 */
#ifndef DYE_FIELD_GLYPHS_H
#define DYE_FIELD_GLYPHS_H

#include "formats/base/ascii.h"
#include "formats/field/kind.h"

/* Cells longer than this are no phone, id, date, ...; the scan says that it was cut. */
#define DYE_GLYPHS_MAX 256

/*
 * cp[i] stands at bytes at[i]..at[i + 1] of the text. Spaces around are left out. Full-width ASCII became ASCII; every sort
 * of space 0x20; every sort of hyphen and dash '-'; characters that show nothing were dropped. A byte that is no UTF-8 is U+FFFD.
 */
struct dye_glyphs {
	uint32_t cp[DYE_GLYPHS_MAX];
	uint32_t at[DYE_GLYPHS_MAX + 1];
	uint32_t n;
	bool cut;
};

void dye_glyphs_text(struct dye_slice text, struct dye_glyphs * scan);

/**
 * dye_glyphs_ascii(scan, out, size): The scan as a terminated string of ${size} bytes at most, if it is all ASCII and fits; false otherwise.
 */
bool dye_glyphs_ascii(const struct dye_glyphs * scan, char * out, size_t size);

/**
 * dye_glyphs_squeeze(scan, drop, out, size): The same without the ASCII characters in the string ${drop}.
 */
bool dye_glyphs_squeeze(const struct dye_glyphs * scan, const char * drop, char * out, size_t size);

/* Counts of what a cell is made of. */
struct dye_shape {
	uint32_t n; /* code points */
	uint32_t digits;
	uint32_t upper; /* ASCII letters */
	uint32_t lower;
	uint32_t han;
	uint32_t letters; /* beyond ASCII, Han not counted */
	uint32_t spaces;
	uint32_t other; /* signs */
	uint32_t words; /* runs without spaces */
};

void dye_shape_of(const struct dye_glyphs * scan, struct dye_shape * shape);

static inline bool
dye_is_han(uint32_t c)
{

	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x323AF) ||
	       c == 0x3007;
}

/* Are all characters of the string digits, and is there one? */
bool dye_all_digits(const char * s);

/* The number that the n digits at s write; n <= 9. */
uint32_t dye_digits_value(const char * s, size_t n);

/* Does the text hold this UTF-8 string? Does it begin or end with it? */
bool dye_holds(struct dye_slice text, const char * part);
bool dye_begins(struct dye_slice text, const char * part);
bool dye_ends(struct dye_slice text, const char * part);

/* Append the code point as UTF-8. */
enum dye_code dye_append_cp(struct dye_buffer * out, uint32_t cp, struct dye_error * err);

/**
 * dye_parse_words(text, parse, err): The parse of whoever has nothing better to say: the folded tokens, no slots, no context.
 */
enum dye_code dye_parse_words(struct dye_slice text, struct dye_parse * parse, struct dye_error * err);

/**
 * dye_parse_string(canonical, parse, err): A parse that is this string, no slots, no context.
 */
enum dye_code dye_parse_string(const char * canonical, struct dye_parse * parse, struct dye_error * err);

#endif
