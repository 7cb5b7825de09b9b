/*
 * text_probe.h: what separates the cells of pasted lines, judged from the lines: hyphens, white space, a tab, | ; , the full-width
 * comma, semicolon, bar and enumeration comma, and any other sign, or run of signs, that nearly all lines have equally often.
 */
#ifndef DYE_TABLE_TEXT_PROBE_H
#define DYE_TABLE_TEXT_PROBE_H

#include "formats/table/format.h"

/* One way to read lines. */
struct dye_text_separator {
	char delimiter[DYE_DELIMITER_MAX]; /* for dye_dialect.delimiter and dye_dialect_wish.delimiter */
	int score;			   /* 1..1000, from the lines alone */
	uint32_t columns;		   /* the commonest number of cells */
	uint32_t share;			   /* of lines with that many, in thousandths */
	uint32_t quoted;		   /* of cells that stand in quotes, in thousandths */
	uint32_t held;			   /* of lines with three cells or more, in thousandths */
};

/* There are no more ways than this. */
#define DYE_TEXT_SEPARATORS_MAX 24

/**
 * dye_text_separators(bytes, out, max): All plausible ways to read the lines of ${bytes} (UTF-8, no byte order mark), the most
 * plausible first: at most ${max} to ${out}. Return how many. A separator is plausible if at least three in ten lines
 * that are not blank agree on a number of cells, two or more, or if nine in ten have three cells or more (not of single spaces, which all text
 * has): rows may be cut off anywhere. Whole lines ("\n", one cell each) are always among them, unless there
 * are no lines. The scores depend on no key and no registry, so they may be used as weights.
 */
size_t dye_text_separators(struct dye_slice bytes, struct dye_text_separator * out, size_t max);

/* See dye_format.probe. */
size_t dye_text_probe(
    const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max);

#endif
