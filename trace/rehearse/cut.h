/*
 * cut.h: one leak, cut out of copies as a leaker would, and pasted: CSV without a header.
 */
#ifndef DYE_REHEARSE_CUT_H
#define DYE_REHEARSE_CUT_H

#include "trace/rehearse/sheet.h"

enum dye_pick { DYE_PICK_RANDOM, DYE_PICK_HEAD, DYE_PICK_BLOCK };

/* What is done to the rows. All zero: random rows, in the order of the file, as they are. */
struct dye_cut {
	enum dye_pick pick;
	bool shuffled;
	bool lower;    /* A to Z become small */
	bool stripped; /* ASCII signs but @ are deleted */
	bool normal;   /* every spelling becomes the first of its sort */
	double own;    /* the share of the rows that comes from copies, 0..1; the others are of ${foreign} */
};

/* Where the rows come from. */
struct dye_cut_from {
	const struct dye_sheet * const * copies; /* of count accounts, mixed by row */
	size_t count;
	const struct dye_sheet * foreign;
};

/* splitmix64 (Steele, Lea and Flood 2014). */
struct dye_dice {
	uint64_t state;
};

/**
 * dye_cut_leak(cut, from, rows, columns, dice, out, err): Append a leak of ${rows} rows to ${out}. ${columns}: which of the sheets' columns it shows. The same dice
 * give the same leak. No sheet may have fewer rows than that.
 */
enum dye_code dye_cut_leak(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t rows,
    const bool * columns, struct dye_dice * dice, struct dye_buffer * out, struct dye_error * err);

#endif
