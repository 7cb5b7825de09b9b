/*
 * csv_render.h: rows of CSV as they must stand in the file: those of the file with their edits, all other bytes of them kept, and new ones, quoted
 * like the file's own.
 */
#ifndef DYE_TABLE_CSV_RENDER_H
#define DYE_TABLE_CSV_RENDER_H

#include "formats/table/core/encoding.h"

struct dye_csv_render {
	struct dye_dialect dialect;
	struct dye_buffer text;	 /* the new cell, UTF-8 */
	struct dye_buffer coded; /* the same, GB18030 */
	struct dye_converter to;
};

/* ${render} is all zero. */
enum dye_code dye_csv_render_open(
    struct dye_csv_render * render, const struct dye_dialect * dialect, struct dye_error * err);
void dye_csv_render_release(struct dye_csv_render * render);

/* See dye_format.render. */
enum dye_code dye_csv_render(
    struct dye_csv_render * render, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err);

#endif
