/*
 * orderbank.h: the models by which the order of a leak is weighed (docs/EVIDENCE.md, 6.2): what one of them gives, and what it weighs.
 */
#ifndef DYE_FORECAST_ORDERBANK_H
#define DYE_FORECAST_ORDERBANK_H

#include <stddef.h>
#include <stdint.h>

/* So many places are used at most: those whose index has the least scramble. */
#define DYE_PLACES_MAX 1024

/* Intervals: widths 2^-1 to 2^-DYE_ORDER_WIDTHS. Chains: 2^0 to 2^(DYE_ORDER_SLOPES - 1). */
#define DYE_ORDER_WIDTHS 10
#define DYE_ORDER_SLOPES 14
#define DYE_ORDER_SHARES 5
#define DYE_ORDER_STRAYS 5

/* The parts of an interval's model, and of a chain's: weights in thousandths, which sum to 1000. */
struct dye_order_part {
	double share; /* of the rows, what lies in the interval by intent; of the steps, what is one by chance */
	unsigned weight;
};

extern const struct dye_order_part dye_order_shares[DYE_ORDER_SHARES];
extern const struct dye_order_part dye_order_strays[DYE_ORDER_STRAYS];

/**
 * dye_order_interval(share, width, within, count): log2 of the product over ${count} rows, of which ${within} lie in an interval of width 2^-${width}, of
 * (1 - a) + a [in it] 2^${width}, a the share.
 * dye_order_step(stray, slope, gap): log2 of c + (1 - c) l e^(-l g) / (1 - e^-l), l = 2^${slope}, g = (${gap} + 1/2) / 2^64, c the stray.
 */
double dye_order_interval(double share, unsigned width, size_t within, size_t count);
double dye_order_step(double stray, unsigned slope, uint64_t gap);

#endif
