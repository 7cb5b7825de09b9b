/*
 * index.h: who was exported: which rows each export read, whatever left of them, and by which cells they are found again.
 *
 * Every row of a dataset that something names has a number, given when it is first read. A sheet says which rows a part of an export read: first as they
 * were read, by their anchors, before a byte of them leaves; once it is settled by their numbers. Runs are sorted lists of anchors with the numbers of the rows
 * that have them. Nothing here looks at a canary or at a key of a mark: an invented record is in no index (docs/EVIDENCE.md, 2.3).
 */
#ifndef DYE_INDEX_INDEX_H
#define DYE_INDEX_INDEX_H

#include "watermark/index/rice.h"
#include "watermark/vault/vault.h"

/* An anchor that more rows have names nobody: further rows are not noted, and it finds none. */
#define DYE_INDEX_ROWS_MOST 16

/* Of one dataset. All zero may be closed. */
struct dye_index {
	const struct dye_vault * vault;
	struct dye_store * store;
	struct dye_dataset dataset;
	uint8_t key[DYE_KEY_LEN];
	bool alone;			 /* an export is noted only where nothing is noted of it yet */
	struct dye_buffer sealed, clear; /* scratch */
};

enum dye_code dye_index_open(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_dataset * dataset, struct dye_index * index, struct dye_error * err);
void dye_index_close(struct dye_index * index);

/**
 * dye_index_begin(index, export_id, err): Note durably that from now on it is noted what the export reads: whom it has is known, be it nobody.
 * dye_index_add(index, export_id, rows, err): Note durably that the export, or the source (0), read ${rows}, as dye_namer_take() gives them: a transaction
 * of its own, and none where there are no rows.
 * dye_index_settle(index, err): Give numbers to the rows of all sheets that have none yet, whosever they are. A part that is done stays done where it fails.
 */
enum dye_code dye_index_begin(struct dye_index * index, uint64_t export_id, struct dye_error * err);
enum dye_code dye_index_add(
    struct dye_index * index, uint64_t export_id, struct dye_slice rows, struct dye_error * err);
enum dye_code dye_index_settle(struct dye_index * index, struct dye_error * err);

/* How many rows such a text has; whole ones. */
uint64_t dye_index_rows(struct dye_slice rows);

/* Of an export that is complete: say in the log how many rows it noted. Fewer are a damaged index (trace/inquiry/coverage.h). */
#define DYE_INDEX_LOG_TYPE "indexed"
enum dye_code dye_index_log(struct dye_index * index, uint64_t export_id, uint64_t rows, struct dye_error * err);

/**
 * dye_index_forget(index, anchors, count, &rows, err): Take out all by which the rows are found that one of ${anchors} finds; how many
 * rows they were goes to ${rows}. Only what finds one row alone finds it for this. In one transaction. What exports had read them
 * is known still, by numbers that nothing leads to.
 */
enum dye_code dye_index_forget(
    struct dye_index * index, const uint64_t * anchors, size_t count, uint64_t * rows, struct dye_error * err);

/* Which rows a part of an export read. */
struct dye_index_sheet {
	uint64_t export_id; /* 0: rows of the source, that nobody need have exported */
	uint32_t rows;	    /* as they were read */
	const struct dye_numbers * numbers;
};

typedef enum dye_code (*dye_index_visit)(void * cookie, const struct dye_index_sheet * sheet, struct dye_error * err);

/* Every settled sheet of the dataset, in the order in which they were read. */
enum dye_code dye_index_each(struct dye_index * index, dye_index_visit visit, void * cookie, struct dye_error * err);

#endif
