/*
 * births.h: the invented rows of an export: which of them may come, and what the registry is told of them.
 *
 * A birth has keys that no row of the file may have. A row of an earlier block, or of the table as it was learned, that has one keeps the birth away; a row
 * of a later block takes it back, or, where it has left, stops the export, and its key is noted among the learned ones.
 */
#ifndef DYE_EMBED_BIRTHS_H
#define DYE_EMBED_BIRTHS_H

#include "formats/base/bloom.h"
#include "formats/base/map.h"
#include "watermark/embed/places.h"
#include "watermark/marks/canary/returns.h"
#include "watermark/registry/store.h"

struct dye_claim;

struct dye_births {
	struct dye_store * store; /* Not owned; NULL: there is no registry */
	bool registers;		  /* false for a dry run: what came back is burned, and nothing else is stored */
	bool repeats;		  /* the export was begun before, and has some of its births */
	uint32_t dataset;
	uint64_t export_id;
	uint64_t recipient;
	struct dye_bloom * rows_seen; /* Owned: keys of the rows so far that are not learned */
	struct dye_bloom * learned;   /* Not owned: keys of the table as it was learned; may be NULL */
	struct dye_map keys;	      /* of all births so far */
	struct dye_map parents;	      /* of all births so far: 64 bits of their anchors */
	struct dye_claim * claims;    /* Owned: of every key in keys, the birth that it belongs to */
	size_t claim_count, claim_size;
	struct dye_job_birth * unregistered; /* Owned: births to be registered; without rows */
	size_t unregistered_count, unregistered_size;
	struct dye_map tried; /* by the account, in this export and in all before it */
	uint64_t * trials;    /* Owned: those that are to be registered */
	size_t trial_count, trial_size;
	uint64_t drawn;		 /* records, left or not */
	uint64_t late, repeated; /* of those that do not come: their place has gone by; their row stood there before */
	int64_t burn_from;	 /* the time of what comes back */
	struct dye_returns returned; /* what came back */
	uint64_t rows;		     /* looked at, of all blocks before */
	size_t burned;		     /* so many of what came back were */
};

/* Begin for an export to ${recipient}; export 0 is a dry run. ${births} is all zero; where this fails, release it all the same. */
enum dye_code dye_births_init(struct dye_births * births, struct dye_store * store, uint32_t dataset,
    uint64_t export_id, uint64_t recipient, struct dye_bloom * learned, struct dye_error * err);
void dye_births_release(struct dye_births * births);

/**
 * dye_births_check(births, job, places, &stop, err): The next block of the file: take note of what was tried and of the keys of its rows, take
 * back from ${places} the earlier births that have one of these, leave out of ${job} its own births that may not come, and note what came
 * back. ${stop} becomes true where a birth that has one of the keys has left already; otherwise it stays as it is.
 */
enum dye_code dye_births_check(
    struct dye_births * births, struct dye_job * job, struct dye_places * places, bool * stop, struct dye_error * err);

/* Note what came back in a block, whatever becomes of it. DYE_EREFUSED, once: no more of the source is looked at (returns.h). */
enum dye_code dye_births_met(struct dye_births * births, const struct dye_job * job, struct dye_error * err);

/*
 * Burn what was noted since the last time: before a byte leaves and before anything is said of the rows, of a dry run too, and where they failed
 * (docs/EVIDENCE.md, 4.2). It writes whether there is something to burn or not: nobody tells by its failing what was met.
 */
enum dye_code dye_births_burn(struct dye_births * births, struct dye_error * err);

/* Whether there is something to be registered before further bytes may leave. */
bool dye_births_pending(const struct dye_births * births);

/* Register the births that are not yet, and what was tried since the last time. */
enum dye_code dye_births_register(struct dye_births * births, struct dye_error * err);

#endif
