/*
 * forecast.h: what rows carry: sums over rows and over distinct rows of a set of columns.
 */
#ifndef DYE_EMBED_LEARN_FORECAST_H
#define DYE_EMBED_LEARN_FORECAST_H

#include "watermark/learn/learn.h"
#include "formats/base/map.h"

/* Bits of one cell or row: the mean of the evidence it gives, and its variance over the recipient's symbols. */
struct dye_bits {
	double mean;
	double variance;
};

/* Rows of which it is counted how many pairs are equal. */
#define DYE_FORECAST_SAMPLE 256

/* All zero is empty. */
struct dye_forecast_sum {
	struct dye_map rows_seen;	      /* distinct rows */
	uint64_t step;			      /* every so many rows is one of the sample; 0: none is */
	uint64_t sample[DYE_FORECAST_SAMPLE]; /* digests */
	uint32_t sampled;
	uint64_t rows;
	uint64_t distinct;
	double sum;	     /* of means, over rows */
	double sum_distinct; /* the same, over distinct rows */
	double squares;	     /* of means, over distinct rows */
	double variances;    /* over distinct rows */
};

/* The bits of a cell's slots: those whose present spelling stands in the table that marks them. */
struct dye_bits dye_cell_bits(
    const struct dye_profile * profile, const struct dye_kind * kind, const struct dye_parse * parse);

/* Add a row with that digest over the set's filled cells. */
enum dye_code dye_forecast_add(
    struct dye_forecast_sum * sum, uint64_t digest, struct dye_bits bits, struct dye_error * err);

void dye_forecast_finish(const struct dye_forecast_sum * sum, struct dye_forecast * forecast);
void dye_forecast_release(struct dye_forecast_sum * sum);

#endif
