/*
 * pools.h: the rows that are left of each copy for one leak, after what the play drops.
 */
#ifndef DYE_REHEARSE_POOLS_H
#define DYE_REHEARSE_POOLS_H

#include "trace/rehearse/play.h"
#include "trace/rehearse/stage.h"

/* What was found of the copies so far, each when it is first asked for. All zero is empty. */
struct dye_filtered {
	struct dye_row_index source, copies[DYE_STAGE_COPIES];		     /* Owned. */
	struct dye_row_list tidy[DYE_STAGE_COPIES], known[DYE_STAGE_COPIES]; /* Owned. */
};

void dye_filtered_release(struct dye_filtered * filtered);

/* Of one leak. */
struct dye_pools {
	struct dye_pool list[DYE_PLAY_SOURCES_MOST];
	struct dye_row_list shared[DYE_PLAY_SOURCES_MOST]; /* Owned. */
	size_t count;
};

/**
 * dye_pools_make(filtered, set, play, copies, pools, err): The rows of the copies whose numbers are ${copies}, play->sources of them. They point into
 * ${filtered} and ${set}. The caller releases, after an error too.
 */
enum dye_code dye_pools_make(struct dye_filtered * filtered, const struct dye_stage_set * set,
    const struct dye_play * play, const size_t * copies, struct dye_pools * pools, struct dye_error * err);
void dye_pools_release(struct dye_pools * pools);

/* How many rows a leak of at most ${wanted} can have: each account supplies its part. */
uint64_t dye_pools_rows(const struct dye_pools * pools, uint64_t wanted);

#endif
