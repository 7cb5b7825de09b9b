/*
 * chain.h: the marks of an export, one behind the other, on one thread.
 */
#ifndef DYE_EMBED_CHAIN_H
#define DYE_EMBED_CHAIN_H

#include <stdatomic.h>

#include "watermark/embed/job.h"
#include "watermark/marks/mark.h"
#include "watermark/profile/columns.h"

#define DYE_CHAIN_MAX 16

/*
 * So many edits may stay undone: those of cells that have no room for the shortest spelling either, which hangs on the file alone. What stands there may be of
 * somebody's copy: more would name him in whatever leaks of this one (EVIDENCE.md, 8.1). As many as beside a table (spelling/beside.h).
 */
#define DYE_CHAIN_UNDONE 10

/* The marks of an export and their states, shared by all threads. */
struct dye_mark_set {
	const struct dye_mark * marks[DYE_CHAIN_MAX];
	void * states[DYE_CHAIN_MAX];
	size_t count;
	size_t asked;			/* of them: the others only look */
	bool quiet[DYE_CHAIN_MAX];	/* those */
	struct dye_mark_context looker; /* the context of those; the set stays where it is while it is open */
};

/**
 * dye_mark_set_choose(names, set, err): Fill ${set} with the marks that the comma-separated ${names} names; NULL: those that are on by
 * default; "none": no mark. In the order of the chain, not opened. Marks that guard are in every set.
 */
enum dye_code dye_mark_set_choose(const char * names, struct dye_mark_set * set, struct dye_error * err);

/* The names of those that were asked for, and of those that replace a column of the file all the same; comma-separated, "none" where there are none. */
enum dye_code dye_mark_set_names(const struct dye_mark_set * set, const struct dye_mark_context * context, char * out,
    size_t size, struct dye_error * err);

/* Why a mark that was asked for cannot work on this file, or "". */
void dye_mark_set_why_not(
    const struct dye_mark_set * set, const struct dye_mark_context * context, char * note, size_t size);

/* Whether one that was asked for would give rows a rank (mark.h). */
bool dye_mark_set_ranks(const struct dye_mark_set * set, const struct dye_mark_context * context);

enum dye_code dye_mark_set_open(
    struct dye_mark_set * set, const struct dye_mark_context * context, struct dye_error * err);
void dye_mark_set_close(struct dye_mark_set * set);

/**
 * dye_mark_set_stale(set, stale, err): On the thread that commits: whether others have done meanwhile what a mark must take note of.
 * dye_mark_set_renew(set, err): It does; no chain runs meanwhile. What was run before must be looked at by dye_chain_again().
 */
enum dye_code dye_mark_set_stale(const struct dye_mark_set * set, bool * stale, struct dye_error * err);
enum dye_code dye_mark_set_renew(const struct dye_mark_set * set, struct dye_error * err);

struct dye_chain;

/* How the rows of an export are read. All of it outlives the chain. */
struct dye_chain_input {
	const struct dye_reader * reader; /* rows are decoded from and rendered for what it reads */
	const struct dye_columns * columns;
	uint64_t header_row;	       /* its number: it passes untouched; 0: none */
	atomic_uint_fast64_t * undone; /* edits that the file could not take (row.h), of all chains of the export */
	const struct dye_mark_context * indexed; /* whose rows are indexed as they are read; NULL: they are not */
};

/* A chain for one thread. */
enum dye_code dye_chain_open(const struct dye_mark_set * set, const struct dye_chain_input * input,
    struct dye_chain ** chain, struct dye_error * err);

/**
 * dye_chain_run(chain, job, err): Decode the block of ${job}, push every row through the marks and leave in the job what came out. The
 * header passes untouched, and so do rows without cells; marks that guard look at them, too.
 */
enum dye_code dye_chain_run(struct dye_chain * chain, struct dye_job * job, struct dye_error * err);

/* Look at the rows of the block of ${job} again, which was run before the marks were renewed: what came back is burned. */
enum dye_code dye_chain_again(struct dye_chain * chain, struct dye_job * job, struct dye_error * err);

/* Add to ${counts} what this chain's marks counted, and free it. */
void dye_chain_close(struct dye_chain * chain, struct dye_mark_counts * counts);

#endif
