/*
 * coverage.h: who exported the people that a leak shows, as the index knows it, and what weight every account has for that.
 *
 * Nothing here looks at a mark or a canary: a row is found by its cells that name it. docs/EVIDENCE.md, 2.3, has the weights and why they may be these.
 */
#ifndef DYE_INQUIRY_COVERAGE_H
#define DYE_INQUIRY_COVERAGE_H

#include "formats/base/map.h"
#include "trace/inquiry/crowd.h"
#include "trace/inquiry/observe.h"

/* So many accounts are reported. */
#define DYE_EXPORTERS_MOST 10

/* An account, and how many of the leak's rows it had read. */
struct dye_exporter {
	size_t crowd; /* the first of its dataset */
	uint64_t recipient;
	uint64_t rows;	     /* in all its exports together */
	uint64_t exports;    /* that had any */
	uint64_t best, most; /* the export that had most, and how many */
	int64_t started;     /* that export, */
	bool complete;	     /* and whether it went to its end */
	bool unknown;	     /* of one of its exports nothing was noted */
};

/* Rows of the leak that an account had in its best export, and in all. */
struct dye_coverage_share {
	double best, all;
};

/* Of one crowd. */
struct dye_coverage_of {
	uint64_t asked;			    /* distinct rows of the leak that show what could name them */
	uint64_t known;			    /* those that some export or the source had */
	struct dye_coverage_share * shares; /* Owned: one an account of the crowd */
	double * log2_weights;		    /* Owned: likewise; NULL: 1 / N for all */
};

/* All zero is empty. */
struct dye_coverage {
	struct dye_map logged;	     /* of exports, how many rows they noted, as the log says */
	struct dye_coverage_of * of; /* Owned; one a crowd */
	size_t count;
	struct dye_exporter
	    exporters[DYE_EXPORTERS_MOST]; /* the first are those that had most; of equals the earlier */
	size_t exporter_count;
	uint64_t unindexed; /* exports of which nobody knows whom they had */
};

/**
 * dye_coverage_begin(vault, store, coverage, err): Give numbers to what exports noted since, so that nothing of it is overlooked, and read in the log how much
 * that is: before the registry is verified and read, since it writes.
 * dye_coverage_find(coverage, vault, store, crowds, observation, leaked_on, err): Between dye_store_trust_open() and _close(). Exports that were begun later
 * than ${leaked_on} count for nobody. DYE_EVAULT where the log says that there was more.
 * The caller releases with dye_coverage_release(), after an error too.
 */
enum dye_code dye_coverage_begin(
    const struct dye_vault * vault, struct dye_store * store, struct dye_coverage * coverage, struct dye_error * err);
enum dye_code dye_coverage_find(struct dye_coverage * coverage, const struct dye_vault * vault,
    struct dye_store * store, const struct dye_crowds * crowds, const struct dye_observation * observation,
    int64_t leaked_on, struct dye_error * err);
void dye_coverage_release(struct dye_coverage * coverage);

#endif
