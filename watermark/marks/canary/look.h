/*
 * look.h: looking for canaries in the rows of a source: those that come back with re-imported data.
 */
#ifndef DYE_MARKS_CANARY_LOOK_H
#define DYE_MARKS_CANARY_LOOK_H

#include "watermark/marks/canary/known.h"
#include "watermark/marks/canary/shortcells.h"
#include "watermark/marks/core/cells.h"

struct dye_canary_attempt;
struct dye_canary_group;
struct dye_canary_suspect;

/* What one thread needs to look at the rows of one file. All zero may be closed. */
struct dye_canary_look {
	struct dye_canary_known * known; /* Not owned, nor are the columns. */
	const struct dye_profile_column * const * columns;
	uint32_t count;
	struct dye_slice * texts; /* Owned: of a line beside the table */
	size_t text_size;
	struct dye_canary_attempt * attempts; /* Owned: which cells are looked up as what, a cell's one after another */
	size_t attempt_count, attempt_size;
	struct dye_canary_group * groups; /* Owned: of attempts */
	size_t group_count, group_size;
	size_t live;	/* those of kinds that some canary is looked up by come first, so many */
	uint64_t kinds; /* by which kinds that was; they may become more */
	struct dye_parse parse;
	struct dye_buffer bytes;
	struct dye_canary_seen * seen; /* Owned: the cells of the row in hand */
	size_t seen_count, seen_size;
	struct dye_canary_suspect * suspects; /* Owned: who may be in it */
	size_t suspect_count, suspect_size;
	uint32_t * digests; /* Owned: of the row in hand, by which cells of some canary may be found */
	size_t digest_count, digest_size;
	struct dye_short_cells shorts;
	bool bare;		  /* those are being looked at */
	struct dye_pieces pieces; /* what stands in it, whatever its cells */
};

/**
 * dye_canary_look_open(known, columns, count, look, err): For rows of ${count} cells: cell i is of ${columns}[i], NULL where nobody knows it. Both
 * outlive ${look}, which is all zero; where this fails, close it all the same. With ${columns} NULL and ${count} 1: for dye_canary_look_beside().
 */
enum dye_code dye_canary_look_open(struct dye_canary_known * known, const struct dye_profile_column * const * columns,
    uint32_t count, struct dye_canary_look * look, struct dye_error * err);
void dye_canary_look_close(struct dye_canary_look * look);

/**
 * dye_canary_look_at(look, texts, cells, visit, cookie, drop, err): Look for canaries in a row; ${cells} is what is read of it for others, too. ${visit}
 * is called for every canary of which the row shows as much as dye_canary_threshold() asks for, whatever else it shows: it came back, and
 * must be burned. *drop: the row is nothing else than one of them, cell for cell, since all that it shows of it agrees. (A real row that
 * shares one number with a canary is neither.)
 */
enum dye_code dye_canary_look_at(struct dye_canary_look * look, const struct dye_slice * texts,
    struct dye_cells * cells, dye_returned_visit visit, void * cookie, bool * drop, struct dye_error * err);

/**
 * dye_canary_look_beside(look, row, visit, cookie, err): The same for what stands in a file and is no row of its table: a header, a line that is passed
 * over (dye_row_texts()). Of its cells nobody knows the columns, and it is never dropped.
 */
enum dye_code dye_canary_look_beside(struct dye_canary_look * look, const struct dye_row * row,
    dye_returned_visit visit, void * cookie, struct dye_error * err);

#endif
