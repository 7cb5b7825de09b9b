/*
 * filter.h: which rows of a copy a leaker keeps, who looks at the whole of it first.
 */
#ifndef DYE_REHEARSE_FILTER_H
#define DYE_REHEARSE_FILTER_H

#include "trace/rehearse/rowindex.h"

/* Rows of a sheet, ascending unless somebody says otherwise. All zero is empty. */
struct dye_row_list {
	uint64_t * rows; /* Owned. */
	uint64_t count;
};

void dye_row_list_release(struct dye_row_list * list);

/**
 * dye_filter_tidy(sheet, list, err): Without rows that have a value of a unique column which comes twice, and rows that break the order of a column by which
 * nearly all the others are sorted.
 * dye_filter_known(index, source, list, err): Only those that the source has too: the others are nobody.
 * dye_filter_shared(indexes, count, lists, err): Only those that all ${count} copies have, in the order of the first: row i of each list is the same record.
 *
 * The caller releases, after an error too.
 */
enum dye_code dye_filter_tidy(const struct dye_sheet * sheet, struct dye_row_list * list, struct dye_error * err);
enum dye_code dye_filter_known(const struct dye_row_index * index, const struct dye_row_index * source,
    struct dye_row_list * list, struct dye_error * err);
enum dye_code dye_filter_shared(
    const struct dye_row_index * const * indexes, size_t count, struct dye_row_list * lists, struct dye_error * err);

#endif
