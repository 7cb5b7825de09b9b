/*
 * csv_render.h: rows of CSV as they must stand in the file: those of the file with their edits, all other bytes of them kept, and new ones, in
 * the form of the file's own (core/csv_form.h).
 */
#ifndef DYE_TABLE_CSV_RENDER_H
#define DYE_TABLE_CSV_RENDER_H

#include "formats/table/core/csv_form.h"
#include "formats/table/core/encoding.h"

struct dye_csv_render {
	struct dye_dialect dialect;
	const struct dye_csv_form * form;     /* Not owned. */
	struct dye_buffer text;		      /* the new cell, UTF-8 */
	struct dye_buffer coded;	      /* the same, GB18030 */
	struct dye_buffer whole, whole_coded; /* the same between its blanks */
	struct dye_converter to;
	struct dye_edit * edits; /* Owned: those of a cell, with the shortest that they could write */
	size_t edits_size;
};

/* ${render} is all zero. ${form} outlives it. */
enum dye_code dye_csv_render_open(struct dye_csv_render * render, const struct dye_dialect * dialect,
    const struct dye_csv_form * form, struct dye_error * err);
void dye_csv_render_release(struct dye_csv_render * render);

/* See dye_format.render. */
enum dye_code dye_csv_render(
    struct dye_csv_render * render, const struct dye_row * row, struct dye_buffer * out, struct dye_error * err);

#endif
