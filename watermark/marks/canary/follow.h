/*
 * follow.h: dates that come after another date of their row, or before: paid after ordered, last seen after joined. Where the other is drawn for an invented record, these
 * move along with it.
 */
#ifndef DYE_MARKS_CANARY_FOLLOW_H
#define DYE_MARKS_CANARY_FOLLOW_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/core/donorpool.h"

/* What a column follows. */
struct dye_follow {
	uint32_t leader;	       /* column of the profile; DYE_NO_CELL: it follows none */
	enum dye_forge_days days, led; /* how it writes days that could be two, and the other */
	bool before;		       /* it comes before the other, or with it; else after, or with it */
	uint64_t first, last;	       /* of its cells in the pool, in microseconds from year 1 on */
};

/**
 * dye_follow_find(pool, columns, follows, err): Of each column of the profile, which ${columns} are, what it follows; one member for each. Nothing hangs on a key. A column
 * follows another if no row in a hundred has them in the other order, and rows that are paired at random do. None follows one that follows.
 */
enum dye_code dye_follow_find(const struct dye_donor_pool * pool, const struct dye_canary_columns * columns,
    struct dye_follow * follows, struct dye_error * err);

/* Whether the dates of the two columns are in their order, as far as they are dates. */
bool dye_follow_agrees(const struct dye_follow * follow, struct dye_slice cell, struct dye_slice leader);

/**
 * dye_follow_write(follow, cell, leader, made, out, done, err): Append ${cell}, whose row has ${leader} there, as it is in a record that has ${made}: as much time further, or
 * where one of the two columns has days alone as many days; where no cell of the pool is so late, or so early, in proportion. *done is false where one of them is
 * no date that can be written anew, or one that stands for none (9999-12-31): then nothing is appended.
 */
enum dye_code dye_follow_write(const struct dye_follow * follow, struct dye_slice cell, struct dye_slice leader,
    struct dye_slice made, struct dye_buffer * out, bool * done, struct dye_error * err);

#endif
