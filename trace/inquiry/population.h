/*
 * population.h: what is scored: every crowd with what the leak shows of it and how many units its accounts have.
 */
#ifndef DYE_INQUIRY_POPULATION_H
#define DYE_INQUIRY_POPULATION_H

#include "trace/inquiry/coverage.h"

/* How many units each account has that has any. */
struct dye_units {
	struct dye_unit_count {
		uint64_t recipient;
		uint64_t tried;
	} * list; /* Owned; ascending */
	size_t count, size;
	double density;
	uint64_t marks; /* bit m: mark m has units */
};

/* All zero is empty. */
struct dye_populations {
	struct dye_population * list; /* Owned; one a crowd, in their order */
	struct dye_units * units;     /* Owned; likewise */
	double ** log2_weights;	      /* Owned, each and all; likewise: NULL where all accounts have 1 / N */
	size_t count;
};

/**
 * dye_populations_find(vault, store, crowds, observation, coverage, populations, err): They read the crowds, the observation and the coverage, which may be NULL. The caller releases with
 * dye_populations_release(), after an error too.
 */
enum dye_code dye_populations_find(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_crowds * crowds, const struct dye_observation * observation, const struct dye_coverage * coverage,
    struct dye_populations * populations, struct dye_error * err);
void dye_populations_release(struct dye_populations * populations);

#endif
