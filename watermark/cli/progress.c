#include "watermark/cli/progress.h"

#include <stdio.h>

static double
seconds_since(const struct timespec * then)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (double)(now.tv_sec - then->tv_sec) + 1e-9 * (double)(now.tv_nsec - then->tv_nsec);
}

void
dye_progress_start(struct dye_progress * p, bool on, const char * what, uint64_t unit, uint64_t total)
{

	*p = (struct dye_progress){.on = on, .what = what, .unit = unit, .total = total};
	if (clock_gettime(CLOCK_MONOTONIC, &p->start) != 0)
		p->on = false;
	p->shown = p->start;
}

void
dye_progress_at(struct dye_progress * p, uint64_t done)
{
	double elapsed, rate, unit = (double)p->unit;

	if (!p->on || seconds_since(&p->shown) < 0.25)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &p->shown);
	elapsed = seconds_since(&p->start);
	rate = elapsed > 0 ? (double)done / elapsed : 0;
	(void)fprintf(stderr, "\r\033[K%.0f %s, %.0f %s/s", (double)done / unit, p->what, rate / unit, p->what);
	if (p->total > done && rate > 0)
		(void)fprintf(stderr, ", %.0f s left", (double)(p->total - done) / rate);
	(void)fflush(stderr);
}

void
dye_progress_end(struct dye_progress * p)
{

	if (p->on)
		(void)fputs("\r\033[K", stderr);
	p->on = false;
}
