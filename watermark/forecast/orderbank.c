#include "watermark/forecast/orderbank.h"

#include <math.h>

const struct dye_order_part dye_order_shares[DYE_ORDER_SHARES] = {
    {1, 250}, {0.95, 250}, {0.8, 150}, {0.5, 200}, {0.2, 150}};
const struct dye_order_part dye_order_strays[DYE_ORDER_STRAYS] = {
    {0.02, 300}, {0.1, 250}, {0.3, 200}, {0.6, 150}, {0.9, 100}};

double
dye_order_interval(double share, unsigned width, size_t within, size_t count)
{
	double log2_value = (double)within * log2((1 - share) + share * exp2(width));

	return within == count ? log2_value : log2_value + (double)(count - within) * log2(1 - share);
}

double
dye_order_step(double stray, unsigned slope, uint64_t gap)
{
	double l = exp2(slope), g = ((double)gap + 0.5) * 0x1p-64;

	return log2(stray + (1 - stray) * l * exp(-l * g) / -expm1(-l));
}
