/*
 * nested.h: a column whose cells are lines of cells themselves, as a log of changes keeps the old row in one cell.
 */
#ifndef DYE_LEARN_NESTED_H
#define DYE_LEARN_NESTED_H

#include "formats/base/buffer.h"

/**
 * dye_learn_nested(cells, count, &nested, err): Whether nearly all filled ones of ${cells} are of one of these forms, 40 of them at least:
 *   - JSON: braces or brackets around the whole cell;
 *   - a comma, semicolon or bar without a blank behind it, and another such sign, behind a day (YYYY-MM-DD) or a number. Hardly two
 *     numbers may be the same: house numbers come again;
 *   - the same behind a word with a digit in it ("C-100"), from 300 cells on: flats are written so, and come again as well.
 * An address among other cells has commas that separate these, so nothing in such a cell may be respelt. Rows that begin with a name, or with a key that
 * comes again, are not told from addresses.
 */
enum dye_code dye_learn_nested(const struct dye_slice * cells, size_t count, bool * nested, struct dye_error * err);

#endif
