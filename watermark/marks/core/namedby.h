/*
 * namedby.h: by which cell a row is placed: the one call for whoever places it, and for whoever notes what it was placed by.
 */
#ifndef DYE_MARKS_NAMEDBY_H
#define DYE_MARKS_NAMEDBY_H

#include "watermark/marks/mark.h"

/* The first of ${list}, ${count} cells of the row, that is not empty. NULL: all are. */
static inline const struct dye_named_by *
dye_named_by(const struct dye_named_by * list, uint32_t count, const struct dye_row * row)
{

	for (uint32_t i = 0; i < count; i++)
		if (row->cells[list[i].cell].text.len > 0)
			return &list[i];
	return NULL;
}

#endif
