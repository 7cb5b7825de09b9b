/*
 * text_separator.h: what separates the cells of a line of text, and where it stands. The separators, by the name they have in
 * dye_dialect.delimiter:
 *
 *   "----"  four hyphens; a run of 8 is two with an empty cell between, further hyphens of a run belong to the last
 *   "--"    a run of two or more hyphens
 *   "  "    a run of white space that is more than one space: two spaces, a tab, an ideographic space
 *   " "     a run of any white space
 *   "\n"    none: the line is one cell
 *   "\n;\n#" either of several signs, a line end before each; no spaces, hyphens or quotes are among them unless beside other signs
 *   any other sign, or run of signs: itself
 */
#ifndef DYE_TABLE_TEXT_SEPARATOR_H
#define DYE_TABLE_TEXT_SEPARATOR_H

#include "formats/base/buffer.h"

/* How it is found. */
enum dye_separator_sort {
	DYE_SEPARATOR_LITERAL,
	DYE_SEPARATOR_HYPHENS4,
	DYE_SEPARATOR_HYPHENS,
	DYE_SEPARATOR_SPACES2,
	DYE_SEPARATOR_SPACES,
	DYE_SEPARATOR_ANY,
	DYE_SEPARATOR_NONE
};

struct dye_separator {
	enum dye_separator_sort sort;
	const char * text; /* Not owned: the delimiter that it was made of. */
	size_t len;
};

struct dye_separator dye_separator_of(const char * delimiter);

/* The next separator from ${p} on: where it begins, and in *after where it ends; ${end} both where there is none. */
const char * dye_separator_find(
    const struct dye_separator * separator, const char * p, const char * end, const char ** after);

/* What separates, for people: "|" or "#" in quotes; "none". ${shown} has room for DYE_SEPARATOR_SHOWN bytes. Return it. */
#define DYE_SEPARATOR_SHOWN 128
const char * dye_separator_show(const char * delimiter, char shown[DYE_SEPARATOR_SHOWN]);

/* The first byte from ${p} on, before ${end}, that is no white space; else ${end}. */
const char * dye_spaces_skip(const char * p, const char * end);

#endif
