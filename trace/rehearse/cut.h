/*
 * cut.h: one leak, cut out of copies as a leaker would, and pasted: CSV without a header.
 */
#ifndef DYE_REHEARSE_CUT_H
#define DYE_REHEARSE_CUT_H

#include "trace/rehearse/filter.h"

enum dye_pick { DYE_PICK_RANDOM, DYE_PICK_HEAD, DYE_PICK_BLOCK };

/* What is done to the rows. All zero: random rows, in the order of the file, as they are. */
struct dye_cut {
	enum dye_pick pick;
	bool shuffled;
	bool lower;    /* A to Z become small */
	bool stripped; /* ASCII signs but @ are deleted */
	bool normal;   /* every spelling becomes the first of its sort */
	bool
	    starred; /* of numbers that are called, what stands between the first three and the last four digits becomes stars */
	bool powers; /* whole numbers of 12 digits or more are written as spreadsheets show them: 4.40E+17 */
	bool
	    by_cell; /* the copies are mixed cell by cell, not row by row; their lists of rows must be those of dye_filter_shared() */
	double own; /* the share of the rows that comes from copies, 0..1; the others are of ${foreign} */
};

/* A copy, and which of its rows are left. Not owned. */
struct dye_pool {
	const struct dye_sheet * sheet;
	const struct dye_row_list * list; /* NULL: all of them */
};

/* How many rows it has. */
uint64_t dye_pool_rows(const struct dye_pool * pool);

/* Where the rows come from. */
struct dye_cut_from {
	const struct dye_pool * copies; /* of count accounts */
	size_t count;
	const struct dye_sheet * foreign;
};

/* splitmix64 (Steele, Lea and Flood 2014). */
struct dye_dice {
	uint64_t state;
};

/**
 * dye_cut_leak(cut, from, rows, columns, dice, out, err): Append a leak of ${rows} rows to ${out}. ${columns}: which of the sheets' columns it shows. The same dice
 * give the same leak. No pool may have fewer rows than that.
 * dye_cut_changes(cut, kind, text): Whether stars or powers make something else of a cell.
 */
enum dye_code dye_cut_leak(const struct dye_cut * cut, const struct dye_cut_from * from, uint64_t rows,
    const bool * columns, struct dye_dice * dice, struct dye_buffer * out, struct dye_error * err);
bool dye_cut_changes(const struct dye_cut * cut, const struct dye_kind * kind, struct dye_slice text);

#endif
