#include "trace/evidence/order.h"

#include "trace/evidence/copy.h"
#include "trace/evidence/scramble.h"
#include "watermark/marks/core/cellkey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Half-intervals of the narrowest width. */
#define BINS (UINT32_C(2) << DYE_ORDER_WIDTHS)

struct dye_order {
	uint32_t mark;
	const uint8_t * keys[DYE_PLACES_MAX]; /* Of the leak. */
	size_t count;
};

/* ---- the bank ---- */

/* The intervals of one width: ${bins}[j] of the places lie in half-interval j of it. Equal numbers of places are weighed once. */
static double
weigh_width(const uint16_t * bins, unsigned width, size_t count)
{
	size_t intervals = (size_t)2 << width, j, m;
	uint32_t having[DYE_PLACES_MAX + 1] = {0};
	double all = -INFINITY;

	for (j = 0; j < intervals; j++)
		having[bins[j] + bins[(j + 1) % intervals]]++;
	for (m = 0; m <= count; m++)
		for (unsigned a = 0; a < DYE_ORDER_SHARES && having[m] > 0; a++)
			all =
			    dye_log2_add(all, log2(having[m] / (double)intervals * dye_order_shares[a].weight / 1000) +
						  dye_order_interval(dye_order_shares[a].share, width, m, count));
	return all - log2(DYE_ORDER_WIDTHS);
}

static double
weigh_intervals(const uint64_t * u, size_t count)
{
	uint16_t bins[BINS] = {0};
	double all = -INFINITY;
	unsigned width;
	size_t i;

	for (i = 0; i < count; i++)
		bins[u[i] >> (63 - DYE_ORDER_WIDTHS)]++;
	for (width = DYE_ORDER_WIDTHS; width > 0; width--) {
		all = dye_log2_add(all, weigh_width(bins, width, count));
		for (i = 0; i < (size_t)1 << width; i++)
			bins[i] = (uint16_t)(bins[2 * i] + bins[2 * i + 1]);
	}
	return all;
}

static double
weigh_chains(const uint64_t * u, size_t count)
{
	double all = -INFINITY;

	for (unsigned slope = 0; slope < DYE_ORDER_SLOPES; slope++)
		for (unsigned c = 0; c < DYE_ORDER_STRAYS; c++) {
			double sum = log2(dye_order_strays[c].weight / (1000.0 * DYE_ORDER_SLOPES));

			for (size_t i = 1; i < count; i++)
				sum += dye_order_step(dye_order_strays[c].share, slope, u[i] - u[i - 1]);
			all = dye_log2_add(all, sum);
		}
	return all;
}

double
dye_order_bank(const uint64_t * u, size_t count)
{

	return dye_log2_add(weigh_intervals(u, count), weigh_chains(u, count)) - 1;
}

/* ---- a leak ---- */

static int
ascending(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The largest scramble of a place that is used. */
static enum dye_code
last_scramble(uint32_t count, uint64_t * last, struct dye_error * err)
{
	uint64_t * all;
	uint32_t i;

	*last = UINT64_MAX;
	if (count <= DYE_PLACES_MAX)
		return DYE_OK;
	if ((all = calloc(count, sizeof(*all))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < count; i++)
		all[i] = dye_scramble(i);
	qsort(all, count, sizeof(*all), ascending);
	*last = all[DYE_PLACES_MAX - 1];
	free(all);
	return DYE_OK;
}

enum dye_code
dye_order_make(const struct dye_leak * leak, struct dye_order ** order, struct dye_error * err)
{
	struct dye_order * o;
	uint64_t last;
	uint32_t i;

	*order = NULL;
	if (leak->places.count == 0)
		return DYE_OK;
	DYE_TRY(last_scramble(leak->places.count, &last, err));
	if ((o = calloc(1, sizeof(*o))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	o->mark = leak->place_mark;
	for (i = 0; i < leak->places.count; i++)
		if (dye_scramble(i) <= last)
			o->keys[o->count++] = dye_leak_place_key(leak, i);
	*order = o;
	return DYE_OK;
}

void
dye_order_free(struct dye_order * order)
{

	free(order);
}

uint32_t
dye_order_mark(const struct dye_order * order)
{

	return order->mark;
}

const uint8_t * const *
dye_order_keys(const struct dye_order * order, size_t * count)
{

	*count = order->count;
	return order->keys;
}

enum dye_code
dye_order_weigh(const struct dye_order * order, struct dye_prf * prf, uint64_t recipient, double * log2_evidence,
    struct dye_error * err)
{
	uint64_t u[DYE_PLACES_MAX];
	size_t i;

	for (i = 0; i < order->count; i++) {
		uint8_t block[DYE_PRF_LEN];

		dye_symbol_input(recipient, 0, block);
		DYE_TRY(dye_prf_once(prf, order->keys[i], block, block, err));
		u[i] = dye_get_u64(block);
	}
	*log2_evidence = dye_log2_add(0, dye_order_bank(u, order->count)) - 1;
	return DYE_OK;
}
