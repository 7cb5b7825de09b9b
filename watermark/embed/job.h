/*
 * job.h: one block of rows on its way through an export: what a worker thread made of it, for the thread that commits.
 */
#ifndef DYE_EMBED_JOB_H
#define DYE_EMBED_JOB_H

#include "formats/table/format.h"
#include "watermark/marks/mark.h"

/* A record that a mark made, copied out of the worker. */
struct dye_job_birth {
	struct dye_birth birth; /* its pointers point into memory */
	struct dye_buffer memory;
	struct dye_buffer row;	 /* as it will stand in the file */
	struct dye_buffer cells; /* until it has the form of a row near its place (forms.h) */
	struct dye_rank rank;
	uint64_t after; /* rows of this job that come before its parent, itself included */
};

/* A rendered row of the file. */
struct dye_job_row {
	size_t end;	   /* in out */
	size_t start, len; /* in the block's bytes; 0, 0: it lies elsewhere */
	bool blank;	   /* a line end and nothing else */
	bool beside;	   /* it is no row of the table: a header, a title, a line that is passed over */
};

/* Where a row stands in the file's order, and where it is to leave. */
struct dye_job_place {
	struct dye_order_keys order;
	struct dye_rank rank;
};

/* A canary that stands in a row. */
struct dye_job_return {
	struct dye_canary_unit unit;
	uint64_t index;	 /* of the row in the block, from 1 */
	uint64_t number; /* of the row in the file */
	bool whole;	 /* the row is nothing else, or no row of the table */
};

struct dye_job {
	uint64_t sequence;
	struct dye_block block;
	struct dye_buffer out;	   /* rendered rows of the file, one after another */
	struct dye_job_row * rows; /* Owned: those in out */
	size_t row_count, row_size;
	struct dye_job_place * places; /* Owned: of rows, up to the last that has one */
	size_t place_count, place_size;
	struct dye_job_place place;    /* of the row in hand */
	uint64_t data_rows;	       /* rows that are neither header nor blank */
	struct dye_job_birth * births; /* Owned. */
	size_t birth_count, birth_size;
	uint64_t * notes; /* Owned: keys of the rows */
	size_t note_count, note_size;
	uint64_t * trials; /* Owned: records that were drawn, left or not */
	size_t trial_count, trial_size;
	struct dye_job_return * returns; /* Owned: canaries that came back, in every row that shows them */
	size_t return_count, return_size;
	struct dye_buffer named; /* Owned: by what its rows are found again (index/names.h) */
	uint64_t begun;		 /* rows that were looked at, the one in hand too */
	/* The row in hand. */
	uint64_t number; /* in the file */
	bool beside;	 /* it is no row of the table */
};

/* The row in hand, as it came ${raw}, has been rendered into out. */
enum dye_code dye_job_row_done(struct dye_job * job, struct dye_slice raw, bool blank, struct dye_error * err);

/* The place of row number ${row}, from 0; neither in order nor ranked where it has none. */
const struct dye_job_place * dye_job_place(const struct dye_job * job, size_t row);

enum dye_code dye_job_note(struct dye_job * job, uint64_t key, struct dye_error * err);
void dye_job_order(struct dye_job * job, const struct dye_order_keys * keys);
void dye_job_rank(struct dye_job * job, const struct dye_rank * rank);
enum dye_code dye_job_tried(struct dye_job * job, uint64_t trial, struct dye_error * err);

/* The row in hand shows a canary. */
enum dye_code dye_job_return(struct dye_job * job, const struct dye_canary_unit * unit, struct dye_error * err);

/* The row in hand is nothing else than what it returned. */
void dye_job_whole(struct dye_job * job);

/* Copy ${birth}; *copy is where, for its row to be rendered into. */
enum dye_code dye_job_birth(
    struct dye_job * job, const struct dye_birth * birth, struct dye_job_birth ** copy, struct dye_error * err);

/* Forget birth number ${i}, from 0. */
void dye_job_birth_forget(struct dye_job * job, size_t i);

void dye_job_reset(struct dye_job * job);
void dye_job_release(struct dye_job * job);
void dye_job_birth_release(struct dye_job_birth * birth);

#endif
