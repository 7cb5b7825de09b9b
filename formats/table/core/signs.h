/*
 * signs.h: which signs recur evenly in the lines of a text, and so may separate its cells.
 */
#ifndef DYE_TABLE_SIGNS_H
#define DYE_TABLE_SIGNS_H

#include "formats/base/buffer.h"

/* A sign, or a run of signs. */
struct dye_sign {
	char text[8];	/* UTF-8, 1 to 7 bytes */
	uint32_t times; /* in a line, as most lines have it */
	uint32_t share; /* of the lines that are not blank with so many, in thousandths */
	uint32_t lines; /* that were looked at */
	bool
	    rare; /* stands for nothing in ordinary text: control characters, ~ ^ | and the like, runs of several signs */
	bool spaced;  /* a space stands on either side of it, and belongs to text */
	bool telling; /* what it separates is of several sorts: there are parts of digits and parts of letters */
};

/* There are no more than these. */
#define DYE_SIGNS_MAX 40

/**
 * dye_signs_find(text, signs, max): Look at the first lines of ${text} and write to ${signs} those signs that stand in at least nine of ten lines
 * that are not blank equally often; the most telling first: rare ones, then those that make more parts. Letters, digits,
 * spaces and quotes are no signs, but a space on either side makes another sign of one. Return how many, at most ${max}.
 */
size_t dye_signs_find(struct dye_slice text, struct dye_sign * signs, size_t max);

/* A sign for a message: control characters as \x01, a tab as "tab". ${shown} has room for DYE_SIGN_SHOWN bytes. */
#define DYE_SIGN_SHOWN 64
const char * dye_sign_show(const char * sign, char shown[DYE_SIGN_SHOWN]);

/* The length of the character at ${s} if it is a sign, else 0. */
size_t dye_sign_len(struct dye_slice s);

/* The next line of ${rest} that is not blank, without its end; false where there is none. */
bool dye_sign_line(struct dye_slice * rest, struct dye_slice * line);

#endif
