/*
 * sweep.h: a first, fast look at every recipient, right to within a proven margin: in whole numbers, a million recipients at a time.
 */
#ifndef DYE_EVIDENCE_SWEEP_H
#define DYE_EVIDENCE_SWEEP_H

#include "trace/evidence/copy.h"

struct dye_sweep;

/**
 * dye_sweep_open(plan, numbers, tried, count, threads, &cache, &screen, err): Get ready to look at the ${count} recipients ${numbers};
 * ${tried} holds their n_R, or is NULL for 0. All three are read until dye_sweep_close(). At most
 * ${cache} bytes are taken to keep what later rounds need again, and are subtracted from it.
 */
enum dye_code dye_sweep_open(const struct dye_plan * plan, const uint64_t * numbers, const uint64_t * tried,
    size_t count, unsigned threads, size_t * cache, struct dye_sweep ** screen, struct dye_error * err);
void dye_sweep_close(struct dye_sweep * screen);

/**
 * dye_sweep_run(screen, density, explained, values, margin, err): Put log2 of the evidence value of every recipient, as if none of them
 * had a hit, into ${values}; each is right to within ${margin}.
 */
enum dye_code dye_sweep_run(struct dye_sweep * screen, double density, const struct dye_explained * explained,
    float * values, double * margin, struct dye_error * err);

#endif
