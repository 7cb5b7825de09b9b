/*
 * align.h: rows that were cut off at either end: which columns of the table a row still has. Rows of one width are no columns then; the cells say where a
 * row belongs. Nothing here knows a profile or a key.
 */
#ifndef DYE_INGEST_ALIGN_H
#define DYE_INGEST_ALIGN_H

#include "formats/field/core/recognise.h"
#include "trace/ingest/sample.h"

/* Columns that are more than text, of different kinds, without which no rows are aligned. */
#define DYE_ALIGN_KINDS 4

/* The columns, as many as any row may have had; all zero: rows are not aligned. */
struct dye_align {
	const struct dye_kind ** kinds; /* Owned. NULL: text */
	uint32_t width;
};

/**
 * dye_align_find(align, sample, err): Whether the rows of ${sample} are such, and what their columns are. A kind of which most rows have one cell alone
 * says where they stand beside each other; what then stands in a column must be of its kind in 85 cells of 100. The caller releases.
 */
enum dye_code dye_align_find(struct dye_align * align, const struct dye_sample * sample, struct dye_error * err);
void dye_align_release(struct dye_align * align);

/* The first of a row's columns, where its cells agree with them best; ${count} is at most the width. */
uint32_t dye_align_at(const struct dye_align * align, const struct dye_slice * texts, uint32_t count);

#endif
