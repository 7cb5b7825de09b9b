/*
 * observe.h: what all files of a leak show of one dataset under one profile version.
 */
#ifndef DYE_EVIDENCE_OBSERVE_H
#define DYE_EVIDENCE_OBSERVE_H

#include "trace/evidence/evidence.h"
#include "trace/inquiry/sketch.h"
#include "trace/ingest/reading.h"

/* A file of the leak, whole in memory. */
struct dye_seized {
	const char * name;
	struct dye_slice bytes;
};

/* The readings of all files, and what each shows. */
struct dye_observed {
	struct dye_leak * leaks[DYE_READINGS_MAX]; /* Owned: reading i of every file that has so many, else its last */
	double weights[DYE_READINGS_MAX];
	size_t count;
	struct dye_sketch sketch; /* of the cells of the likeliest reading */
	uint64_t rows_read;
	uint64_t rows_matched;	  /* that showed a slot or a canary, repeats included; of the likeliest reading */
	struct dye_losses losses; /* of the likeliest reading */
	/* Of each file: the likeliest reading in words, how many there are, rows. Owned arrays, one member a file. */
	struct dye_buffer * descriptions;
	unsigned * readings;
	uint64_t * rows;
	size_t files;
};

/**
 * dye_observe(vault, dataset, profile, files, count, wish, observed, err): Read every file in every plausible way and let every mark
 * that can be read back report what it sees. The caller releases with dye_observed_release().
 */
enum dye_code dye_observe(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    const struct dye_profile * profile, const struct dye_seized * files, size_t count,
    const struct dye_dialect_wish * wish, struct dye_observed * observed, struct dye_error * err);
void dye_observed_release(struct dye_observed * observed);

#endif
