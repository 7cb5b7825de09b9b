/*
 * entries.h: what is new of a batch of rows, for a run.
 */
#ifndef DYE_INDEX_ENTRIES_H
#define DYE_INDEX_ENTRIES_H

#include "watermark/index/runs.h"

/* All zero is empty; the caller frees list. */
struct dye_entries {
	struct dye_index_entry * list; /* Owned. */
	size_t count, size;
};

enum dye_code dye_entries_add(struct dye_entries * entries, uint64_t key, uint32_t number, struct dye_error * err);

/* Ascending, and each once. */
void dye_entries_settle(struct dye_entries * entries);

/**
 * dye_entries_drop_placed(entries, index, before, err): Of entries of DYE_OF_PLACES leave those that are new: of a row and a rank what was noted first stays. Rows from
 * number ${before} on were never there. They are settled then.
 */
enum dye_code dye_entries_drop_placed(
    struct dye_entries * entries, struct dye_index * index, uint32_t before, struct dye_error * err);

#endif
