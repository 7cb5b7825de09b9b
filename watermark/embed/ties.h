/*
 * ties.h: where invented records come out among rows of which the order of the file says nothing: rows that are equal in it, or have no value there.
 */
#ifndef DYE_EMBED_TIES_H
#define DYE_EMBED_TIES_H

#include "watermark/embed/job.h"
#include "watermark/profile/order.h"

/* Rows of a block that have not left. */
struct dye_held_rows {
	struct dye_buffer out; /* Owned, as are the next two: of the job */
	struct dye_job_row * rows;
	struct dye_job_place * places;
	size_t row_count, row_size, place_count, place_size;
	uint64_t lines; /* of them, blank ones not */
};

/* What is to come, from row number ${row} of the first of ${count} blocks on. */
struct dye_coming {
	const struct dye_held_rows * blocks;
	size_t count, row;
};

/**
 * dye_ties(coming, order, keys, rows, whole): Whether the place of a record with ${keys} has come: no row is before it in the order. It may stand before any of
 * the next *rows, and behind the last of them. *whole is false where more may follow that it is as equal to.
 */
bool dye_ties(const struct dye_coming * coming, const struct dye_file_orders * order,
    const struct dye_order_keys * keys, uint64_t * rows, bool * whole);

/**
 * dye_alike(job, birth, line): Where a record of the block comes out among rows that have what it has where the file is ordered, or nothing as it has: *line is how many
 * rows that are not blank are before it in the block. False where there are none such.
 */
bool dye_alike(const struct dye_job * job, const struct dye_birth * birth, uint64_t * line);

#endif
