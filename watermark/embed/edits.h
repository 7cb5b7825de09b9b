/*
 * edits.h: what one stage of a chain changes in a row.
 */
#ifndef DYE_EMBED_EDITS_H
#define DYE_EMBED_EDITS_H

#include "formats/base/row.h"

/* All zero: nothing. Released with dye_edits_release(). */
struct dye_edits {
	struct dye_edit * list; /* Owned: as they were added; of their texts only the length stands */
	size_t * at;		/* Owned: where the text of each begins in texts */
	size_t count, list_size, at_size;
	struct dye_buffer texts;
	struct dye_edit * all; /* Owned: what dye_edits_attach() gave out */
	size_t all_size;
};

/* dye_edits_add(edits, edit, err): Add a copy of ${edit} and its text. */
enum dye_code dye_edits_add(struct dye_edits * edits, const struct dye_edit * edit, struct dye_error * err);

/**
 * dye_edits_attach(edits, row, err): Give ${row} the edits that were added beside those that it has, in the order that row.h wants, and
 * begin anew. What is attached is valid until the next call on ${edits}. DYE_EUSAGE where an edit lies outside its cell, and
 * where two of them overlap or begin at the same place: which of them held would be chance.
 */
enum dye_code dye_edits_attach(struct dye_edits * edits, struct dye_row * row, struct dye_error * err);

/* Forget what was added and not attached. */
void dye_edits_reset(struct dye_edits * edits);

void dye_edits_release(struct dye_edits * edits);

#endif
