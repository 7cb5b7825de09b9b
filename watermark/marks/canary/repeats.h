/*
 * repeats.h: cells that say again what other cells of their row say: a name that is made of two others, a mailbox of a key, a second telephone, the day of a time.
 * In an invented record they say again what its own cells say.
 */
#ifndef DYE_MARKS_CANARY_REPEATS_H
#define DYE_MARKS_CANARY_REPEATS_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/core/donorpool.h"

/* So many cells one is made of at most. */
#define DYE_REPEATS_PARTS 4

/* What one cell is made of: pieces of its own, and whole cells or a stretch of one. */
struct dye_repeat_part {
	uint32_t column;   /* of the profile */
	size_t start, len; /* where it stands in the cell that is made */
	size_t from;	   /* a stretch: where it begins in the other cell, as long as here */
	bool stretch;	   /* else the whole cell */
};
struct dye_repeat {
	struct dye_repeat_part parts[DYE_REPEATS_PARTS]; /* in order */
	uint32_t count;					 /* 0: it repeats nothing */
};

/* What is known of a pool; shared by all threads, read only. */
struct dye_repeats;

/**
 * dye_repeats_open(pool, columns, profile, &repeats, err): ${least} rows must bear what a cell has besides.
 */
enum dye_code dye_repeats_open(const struct dye_donor_pool * pool, const struct dye_profile * profile, uint32_t least,
    struct dye_repeats ** repeats, struct dye_error * err);
void dye_repeats_close(struct dye_repeats * repeats);

/* The column may repeat others; none of those may itself. ${repeats} may be NULL. */
bool dye_repeats_may(const struct dye_repeats * repeats, uint32_t column);

/* What the cell of this column repeats in a row with these cells, one a column of the profile. */
void dye_repeats_find(
    const struct dye_repeats * repeats, uint32_t column, const struct dye_slice * row, struct dye_repeat * repeat);

/**
 * dye_repeats_write(cell, repeat, made, out, done, err): Append ${cell} with the cells ${made} in the places of those that it repeats; *done is false where one of
 * these is too short.
 */
enum dye_code dye_repeats_write(struct dye_slice cell, const struct dye_repeat * repeat, const struct dye_slice * made,
    struct dye_buffer * out, bool * done, struct dye_error * err);

#endif
