/*
 * crowd.h: one population in front of a leak: how each reading of the leak is weighed for it, and what the screening found.
 */
#ifndef DYE_EVIDENCE_CROWD_H
#define DYE_EVIDENCE_CROWD_H

#include "trace/evidence/disguise.h"
#include "trace/evidence/order.h"
#include "trace/evidence/sweep.h"

/* So many are weighed exactly at once: the tables of a sweep cost more than as many recipients as a row has patterns. */
#define DYE_CROWD_FEW 16

/* One reading of the leak for one population. */
struct dye_crowd_reading {
	struct dye_plan * plan;
	struct dye_sweep * screen; /* NULL where the crowd is of few */
	struct dye_copy * copy;
	struct dye_explained explained;
	struct dye_order * order; /* NULL: the leak shows no places */
	float * bounds;		  /* of log2 E_order, from above, of each recipient; NULL where the crowd is of few */
	double * keys;		  /* Owned: log2 E_keys of each recipient; NULL: the leak shows no surrogates */
	double log2_weight;
};

struct dye_crowd {
	const struct dye_population * population; /* Not owned. */
	struct dye_crowd_reading * readings;	  /* Owned, as are the following. */
	uint64_t * tried;			  /* n_R of each recipient, or NULL */
	float *
	    screened; /* log2 w E as far as the screening knows it, bounded from above where there are places; exact where there are hits */
	bool bounded;	/* there are */
	uint64_t * hit; /* recipients with hits, ascending */
	size_t hit_count;
	uint64_t marks; /* bit m: mark m saw something */
	double margin;
};

/**
 * dye_crowd_open(crowd, population, threads, &cache, err): Get ready to weigh the recipients of ${population}, which outlives ${crowd}, all
 * zero. At most ${cache} bytes are taken to keep what later rounds need again, and are subtracted from it. Where this fails, close
 * it all the same.
 */
enum dye_code dye_crowd_open(struct dye_crowd * crowd, const struct dye_population * population, unsigned threads,
    size_t * cache, struct dye_error * err);
void dye_crowd_close(struct dye_crowd * crowd);

/* Where the recipient stands among the numbers, or SIZE_MAX. */
size_t dye_crowd_place(const struct dye_crowd * crowd, uint64_t recipient);

/* n_R of a recipient of the crowd. */
uint64_t dye_crowd_tried(const struct dye_crowd * crowd, uint64_t recipient);

#endif
