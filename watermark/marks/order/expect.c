#include "watermark/marks/order/expect.h"

#include <math.h>

#include "watermark/embed/windows.h"
#include "watermark/forecast/orderbank.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"

/* Points at which the steps of a chain, and the places where a block may begin, are taken. */
#define POINTS 64

static bool
larger(struct dye_sum a, struct dye_sum b)
{

	return a.mean > b.mean;
}

/* Windows of a copy, each of which is one turn: the last one, which would be short, is joined to the one before. */
static double
turns_of(double table)
{

	return fmax(1, floor(table / DYE_WINDOW_ROWS));
}

/* log2(2^a + 2^b). */
static double
add(double a, double b)
{

	return fmax(a, b) + log2(1 + exp2(-fabs(a - b)));
}

/* ---- chains ---- */

/*
 * One step under one model. Of places that come at the rate ${rate} a circumference, the step forward to the next, whole turns apart, has the density
 * rate e^(-rate g) / (1 - e^-rate) on [0, 1): taken at equally likely points. ${whole}: all steps together make a number of turns that is known, so what
 * hangs on their sum alone does not vary.
 */
static struct dye_sum
step_law(double stray, unsigned slope, double rate, bool whole)
{
	double sum = 0, squares = 0, gaps = 0, gap_squares = 0, products = 0, variance, tied;
	unsigned i;

	for (i = 0; i < POINTS; i++) {
		double gap = -log1p(((i + 0.5) / POINTS) * expm1(-rate)) / rate;
		double bits = dye_order_step(stray, slope, (uint64_t)(gap * 0x1p63) * 2);

		sum += bits / POINTS;
		squares += bits * bits / POINTS;
		gaps += gap / POINTS;
		gap_squares += gap * gap / POINTS;
		products += gap * bits / POINTS;
	}
	variance = squares - sum * sum;
	tied = whole ? (products - gaps * sum) * (products - gaps * sum) / (gap_squares - gaps * gaps) : 0;
	return (struct dye_sum){sum, fmax(0, variance - tied)};
}

/* The sum over the models, which varies as the best of them does. */
static struct dye_sum
chain_law(double rows, double rate, bool whole)
{
	double best = -INFINITY;
	struct dye_sum all = {-INFINITY, 0};
	unsigned slope, c;

	for (slope = 0; slope < DYE_ORDER_SLOPES; slope++)
		for (c = 0; c < DYE_ORDER_STRAYS; c++) {
			struct dye_sum step = step_law(dye_order_strays[c].share, slope, rate, whole);
			double mean =
			    log2(dye_order_strays[c].weight / (1000.0 * DYE_ORDER_SLOPES)) + (rows - 1) * step.mean;

			all.mean = isfinite(all.mean) ? add(all.mean, mean) : mean;
			if (mean > best) {
				best = mean;
				all.variance = (rows - 1) * step.variance;
			}
		}
	return all;
}

/* ---- intervals ---- */

/* The best of the bank's intervals for rows that are spread over [${start}, ${start} + ${span}]. */
static double
best_interval(size_t rows, double start, double span)
{
	double best = -INFINITY;

	for (unsigned width = 1; width <= DYE_ORDER_WIDTHS; width++) {
		double half = exp2(-(double)width - 1), first = floor(start / half) * half;
		/* The one in which it begins, and the next half: where it ends beyond both, the one behind has more of it. */
		double now = fmin(start + span, first + 2 * half) - start;
		double next = fmin(start + span, first + 3 * half) - fmax(start, first + half);
		double part = span > 0 ? fmax(now, next) / span : 1;
		size_t within = part >= 1 ? rows : (size_t)(part * (double)rows + 0.5);

		for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
			best = fmax(best, log2(half / DYE_ORDER_WIDTHS * dye_order_shares[a].weight / 1000) +
					      dye_order_interval(dye_order_shares[a].share, width, within, rows));
	}
	return best;
}

/* A block begins anywhere, and n steps of one mean spread by 1 / sqrt(n) of their sum: half are taken that much shorter, half longer. */
static struct dye_sum
interval_law(double rows, double span)
{
	double sum = 0, squares = 0;
	unsigned i;

	for (i = 0; i < POINTS; i++) {
		double spread = 1 + (i % 2 == 0 ? 1 : -1) / sqrt(rows);
		/* Of the golden ratio's multiples: no grid of powers of two, as the intervals are. */
		double bits = best_interval((size_t)rows, fmod(i * 0.6180339887498949, 1), fmin(1, span * spread));

		sum += bits / POINTS;
		squares += bits * bits / POINTS;
	}
	return (struct dye_sum){sum, fmax(0, squares - sum * sum)};
}

struct dye_sum
dye_order_expect(const struct dye_order_leak * l)
{
	double rows = fmin(l->rows, DYE_PLACES_MAX), window = l->table / turns_of(l->table), weight;
	double rate = fmax(1e-3, window * rows / (l->run ? l->rows : fmax(l->rows, l->table)));
	struct dye_sum best = {-INFINITY, 0}, other;

	if (l->run)
		best = interval_law(rows, fmin(1, l->rows / window));
	if (!l->shuffled && larger(other = chain_law(rows, rate, !l->run), best))
		best = other;
	/* E_order = 1/2 + 1/4 E_int + 1/4 E_chain. */
	best.mean -= 2;
	if (!(best.mean > -40))
		return (struct dye_sum){-1, 0};
	weight = exp2(best.mean) / (0.5 + exp2(best.mean));
	if (best.mean > 40)
		return best;
	return (struct dye_sum){log2(0.5 + exp2(best.mean)), weight * weight * best.variance};
}

bool
dye_order_found(const struct dye_prospect * p)
{
	bool finds = p->paired;

	for (uint32_t i = 0; i < p->profile->column_count; i++)
		finds = finds || (p->shown[i] && dye_names_rows(p->profile, &p->profile->columns[i]) &&
				     !dye_column_replaced(p->profile, &p->profile->columns[i]));
	return p->indexed && finds;
}

struct dye_sum
dye_order_halved(struct dye_sum order)
{
	double weight;

	if (order.mean > 40)
		return (struct dye_sum){order.mean - 1, order.variance};
	weight = exp2(order.mean) / (1 + exp2(order.mean));
	return (struct dye_sum){log2(0.5 + exp2(order.mean) / 2), weight * weight * order.variance};
}
