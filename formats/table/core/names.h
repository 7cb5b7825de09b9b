/*
 * names.h: what a header calls its columns. One reading of it for all who look columns up by name.
 */
#ifndef DYE_TABLE_NAMES_H
#define DYE_TABLE_NAMES_H

#include "formats/base/row.h"

/* The names of a header's columns. All zero is empty. */
struct dye_names {
	struct dye_slice * list; /* Owned: the name of each column; no two are alike, none is empty */
	uint32_t * first;	 /* Owned: the first column whose cell says the same, be it the column itself */
	bool * given;		 /* Owned: the cell holds a name at all */
	uint32_t count;
	struct dye_buffer text; /* what list points into */
};

/**
 * dye_names_take(names, cells, count, err): Name the columns whose header is ${cells}. A name is what its cell says, trimmed; a column without one is
 * "unnamed". The second that is called the same has " 2" behind its name, and so on; a number that makes another
 * column's name is passed over. Copies all; the caller releases. Fails for want of memory only.
 */
enum dye_code dye_names_take(
    struct dye_names * names, const struct dye_cell * cells, uint32_t count, struct dye_error * err);

/**
 * dye_names_row(list, count, row, err): A row whose cells are ${list}, the names that a format gives: number 0, and nothing raw. The caller frees row->cells;
 * the texts stay where they are.
 */
enum dye_code dye_names_row(
    const struct dye_slice * list, uint32_t count, struct dye_row * row, struct dye_error * err);

/* Fail, because a row has so many cells and the table so many columns; with what to do about it. */
enum dye_code dye_names_refuse_width(uint32_t cells, uint32_t columns, struct dye_error * err);

void dye_names_release(struct dye_names * names);

#endif
