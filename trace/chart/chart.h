/*
 * chart.h: charts of chances as SVG 1.1 (W3C), to be read by people: the same input gives the same bytes. Every number that is drawn stands in a <title> at
 * its place, which browsers show and programs can read.
 */
#ifndef DYE_CHART_CHART_H
#define DYE_CHART_CHART_H

#include <stdint.h>

#include "formats/base/buffer.h"

/* A chance, 0..1; below 0: not known, and not drawn. */

/* Chances by a number, on a scale of powers. */
struct dye_chart_lines {
	const char * title;
	const char * axis;	  /* what the number is */
	const uint64_t * numbers; /* count of them, at least 1 each, in any order */
	size_t count;
	const char * const * names; /* line_count of them */
	const double * chances;	    /* line_count times count, line by line */
	size_t line_count;
};

/* A bar: how often something happened, and what had been expected. */
struct dye_chart_bar {
	const char * name;
	double share, low, high; /* and the interval that it is known to */
	double wrong;		 /* the share of what must not happen */
	double expected;
	const char * remark; /* instead of a bar; NULL: there is one */
};

/* Texts may hold anything. */
enum dye_code dye_chart_lines(const struct dye_chart_lines * chart, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_chart_bars(const char * title, const struct dye_chart_bar * bars, size_t count,
    struct dye_buffer * out, struct dye_error * err);

#endif
