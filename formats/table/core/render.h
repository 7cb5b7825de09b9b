/*
 * render.h: rows of text as they must stand in the file (see dye_format.render): where the edited cells of a row lie in it, what stays around
 * them, new rows and their line ends. A format gives how one of its cells is written.
 */
#ifndef DYE_TABLE_RENDER_H
#define DYE_TABLE_RENDER_H

#include "formats/table/format.h"

/**
 * cell(cookie, row, column, edits, count, fits, out, err): Append cell ${column} of ${row}, new where the row is, its text changed by
 * ${count} ${edits}, all of this column: with all that is the cell's own, a label and quotes, too. Where the changed text cannot stand in the
 * file *fits, which is true, becomes false, and what was appended is taken back: then a new row is left out, and a row of the file keeps the
 * cell as it came.
 */
typedef enum dye_code (*dye_render_cell)(void * cookie, const struct dye_row * row, uint32_t column,
    const struct dye_edit * edits, uint32_t count, bool * fits, struct dye_buffer * out, struct dye_error * err);

/* Nothing is owned. */
struct dye_rendering {
	const struct dye_dialect * way;
	char separator; /* the byte between two cells */
	dye_render_cell cell;
	void * cookie;
};

/* What dye_format.render does. A row that is not edited, and all that is no edited cell, leaves byte for byte as it came. */
enum dye_code dye_row_render(const struct dye_rendering * rendering, const struct dye_row * row,
    struct dye_buffer * out, struct dye_error * err);

/**
 * dye_row_splice(text, edits, count, out, err): Append the text of a cell as its ${edits} change it. DYE_EUSAGE where they overlap or lie outside it,
 * and where what comes of it is no UTF-8.
 */
enum dye_code dye_row_splice(struct dye_slice text, const struct dye_edit * edits, uint32_t count,
    struct dye_buffer * out, struct dye_error * err);

/* The row of the file whose form a new one takes; NULL where there is none that has as many cells. */
const struct dye_row * dye_row_like(const struct dye_row * row);

#endif
