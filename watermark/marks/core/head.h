/*
 * head.h: the first rows of a source, which are looked at before anything leaves.
 */
#ifndef DYE_MARKS_HEAD_H
#define DYE_MARKS_HEAD_H

#include "formats/base/row.h"

#define DYE_HEAD_ROWS 1000

/* Copies of their cells, without the blanks around them. All zero is none. */
struct dye_head {
	struct dye_buffer text; /* Owned; people's data. */
	size_t * ends;		/* Owned; DYE_HEAD_ROWS times the columns */
	uint32_t rows, columns;
};

enum dye_code dye_head_init(struct dye_head * head, uint32_t columns, struct dye_error * err);

/* Take ${row}, which has as many cells as there are columns; one after DYE_HEAD_ROWS is not taken. */
enum dye_code dye_head_add(struct dye_head * head, const struct dye_row * row, struct dye_error * err);

/* Valid until the next row is taken. */
struct dye_slice dye_head_cell(const struct dye_head * head, uint32_t row, uint32_t column);

void dye_head_release(struct dye_head * head);

#endif
