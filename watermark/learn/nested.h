/*
 * nested.h: a column whose cells are lines of cells themselves, as a log of changes keeps the old row in one cell.
 */
#ifndef DYE_LEARN_NESTED_H
#define DYE_LEARN_NESTED_H

#include "formats/base/buffer.h"

/**
 * dye_learn_nested(cells, count, &nested, err): Whether nearly all filled ones of ${cells} begin with a number and a comma, semicolon or bar without
 * a blank behind it, have another such sign, and hardly two begin with the same number: house numbers come again. An address among other cells
 * has commas that separate these, so nothing in such a cell may be respelt. Not told from fewer than 40 cells.
 */
enum dye_code dye_learn_nested(const struct dye_slice * cells, size_t count, bool * nested, struct dye_error * err);

#endif
