/*
 * spread.h: where in the block of its parent an invented record stands that may stand anywhere in it.
 */
#ifndef DYE_EMBED_SPREAD_H
#define DYE_EMBED_SPREAD_H

#include "watermark/embed/job.h"

/* The rows of a block that are the table's. All zero is of none. */
struct dye_spread {
	uint64_t * rows;  /* Owned: their numbers in the job, ascending */
	uint64_t * lines; /* Owned: of each how many lines, blank ones not, are before it */
	size_t count;
};

enum dye_code dye_spread_open(struct dye_spread * spread, const struct dye_job * job, struct dye_error * err);
void dye_spread_close(struct dye_spread * spread);

/*
 * Before which of those rows, or behind them all where there are none: any, but none near its parent where there is room, so that it shows nothing to be read with that.
 */
size_t dye_spread_row(const struct dye_spread * spread, const struct dye_job_birth * birth);

/* The same as lines of the block before it. */
uint64_t dye_spread_line(const struct dye_spread * spread, const struct dye_job_birth * birth);

/* The row of the job that stands behind so many lines, or the last. Where there are rows. */
size_t dye_spread_row_at(const struct dye_spread * spread, uint64_t line);

#endif
