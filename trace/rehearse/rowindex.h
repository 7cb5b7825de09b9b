/*
 * rowindex.h: which rows of several tables say the same, however they are spelt.
 */
#ifndef DYE_REHEARSE_ROWINDEX_H
#define DYE_REHEARSE_ROWINDEX_H

#include "formats/base/map.h"
#include "trace/rehearse/sheet.h"

/* All zero is empty. */
struct dye_row_index {
	uint64_t * keys;	/* Owned; one for each row: a digest of the canonical values of its cells */
	uint64_t rows;		/* how many */
	struct dye_map rows_of; /* Owned; of each key, the first such row, from 1 */
};

/* Of cells in whose place something else leaves, in every copy another, nothing is known; ${profile} NULL: there are none. The caller releases, after an error too. */
enum dye_code dye_row_index_make(const struct dye_sheet * sheet, const struct dye_profile * profile,
    struct dye_row_index * index, struct dye_error * err);
void dye_row_index_release(struct dye_row_index * index);

/* The first row of that key; false: there is none. */
bool dye_row_index_find(const struct dye_row_index * index, uint64_t key, uint64_t * row);

#endif
