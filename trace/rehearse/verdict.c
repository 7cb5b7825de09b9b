/* What the trials of a line say of the chance. */
#include <math.h>

#include "trace/rehearse/rehearse.h"

/* The standard normal's 0.975 quantile. */
#define Z 1.959964

/* So far a forecast may lie beside the interval. */
#define TOLERANCE 0.05

void
dye_rehearsal_interval(const struct dye_rehearsal_line * l, double * low, double * high)
{
	double n = (double)l->trials, share, middle, reach;

	*low = 0;
	*high = 1;
	if (l->trials == 0)
		return;
	share = (double)l->named / n;
	middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
	reach = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
	*low = fmax(0, middle - reach);
	*high = fmin(1, middle + reach);
}

bool
dye_rehearsal_strays(const struct dye_rehearsal_line * l)
{
	double low, high;

	dye_rehearsal_interval(l, &low, &high);
	return l->trials > 0 && l->forecast.known &&
	       (l->forecast.value < low - TOLERANCE || l->forecast.value > high + TOLERANCE);
}
