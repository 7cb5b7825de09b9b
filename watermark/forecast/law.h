/*
 * law.h: what evidence may be expected of a leak that has not happened, and the chance that it is enough.
 *
 * Evidence is counted in bits: log2 of the evidence value E of the account that a leak comes from. Of N accounts scored, with alpha the chance of
 * accusing anybody innocent, the first round of the first trace of these cells accuses from
 *
 *     need = log2(N / (9/10 x 9/10 alpha))                                        (docs/EVIDENCE.md, 7 and 7.1)
 *
 * bits on. Symbols give a sum of many small independent terms, which is taken for normal (the central limit theorem, Lindeberg 1922): of n distinct
 * rows with mean m and standard deviation s each
 *
 *     chance to reach `need` = Phi((n m - need) / (s sqrt(n)))                    (docs/FORMAT.md, "How evidence is forecast")
 *
 * Units (records of one account alone) come or do not come: their number is binomial, and what they give depends on it. So a law is a mixture:
 * each outcome has its chance, and given it, a normal sum.
 */
#ifndef DYE_FORECAST_LAW_H
#define DYE_FORECAST_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/base/error.h"

/* Mean and variance of a normal sum, in bits. Variance 0: it is certain. */
struct dye_sum {
	double mean;
	double variance;
};

struct dye_outcome {
	double chance;
	struct dye_sum symbols; /* what spellings and the like give */
	/* What units give under models that count them: those that are seen, less what it costs that other rows are none. Below 0 where none is seen. */
	struct dye_sum hits;
	uint64_t units; /* that are seen, and weigh */
};

/* The chances sum to 1. All zero is the law of no evidence at all: one outcome, which gives nothing. */
struct dye_law {
	struct dye_outcome * list; /* Owned. */
	size_t count, size;
};

enum dye_code dye_law_add(struct dye_law * law, const struct dye_outcome * outcome, struct dye_error * err);
void dye_law_release(struct dye_law * law);

/* The law of the sum of what both say, independent of each other, replaces ${law}. Outcomes rarer than 1e-12 are left out. */
enum dye_code dye_law_join(struct dye_law * law, const struct dye_law * other, struct dye_error * err);

/*
 * Units among ${rows} rows, each of which is one with the chance ${density}, at most 1/2: an outcome for each number that has a chance worth
 * counting. ${each}: what one gives; ${idle}: what a row costs that is none, at most 0.
 */
enum dye_code dye_law_units(
    struct dye_law * law, uint64_t rows, double density, struct dye_sum each, double idle, struct dye_error * err);

/* The weight that models have under which all this holds (docs/EVIDENCE.md, 6): of those that count units, where so many are seen, and of those that do not. */
struct dye_law_weights {
	double (*units)(const void * cookie, uint64_t seen);
	double plain;
	const void * cookie;
};

/* The chance that the evidence, weighed so, reaches ${need} bits. */
double dye_law_reaches(const struct dye_law * law, const struct dye_law_weights * weights, double need);

/* The chance that a normal sum reaches ${need}. */
double dye_sum_reaches(struct dye_sum sum, double need);

/* log2(accounts / (0.81 alpha)). */
double dye_forecast_need(double accounts, double alpha);

/* The evidence to reach where nothing else is said, and what the bank of models costs at most as a rule: a million accounts, alpha 1e-9. */
#define DYE_FORECAST_THRESHOLD 50.133
#define DYE_FORECAST_MARGIN 5.0

/**
 * dye_forecast_rows(mean, spread): How many rows, each with that mean and standard deviation of evidence in bits, reach
 * DYE_FORECAST_THRESHOLD + DYE_FORECAST_MARGIN in 99 %: the same inequality, solved for n. 0 where no number does.
 */
uint64_t dye_forecast_rows(double mean, double spread);

/* ---- rows that are only partly the account's ---- */

/*
 * What one row of n gives under a model of the share a (docs/EVIDENCE.md, 4): log2(1 - a + a 2^x), x the bits that its symbols would give: 0 or one other
 * number, so chosen that mean and variance are those of ${row}. Own rows show the account's symbols; others show them with the chance 2^-x, as
 * anybody's do.
 */
struct dye_sum dye_row_own(struct dye_sum row, double share);
struct dye_sum dye_row_other(struct dye_sum row, double share);

#endif
