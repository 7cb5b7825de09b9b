/*
 * bench_stats.h: what the benchmark programs share: clocks, peak memory, medians, Wilson's interval, and the form of a line.
 * All of it stands in the header, since every tests/bench/bench_NAME.c is a program by itself.
 *
 * A line reads
 *
 *     bench: WHAT: 993 of 1000 (99.30 %; 95 % 98.57..99.66); yardstick: at least 99 %; met
 *
 * and the interval is Wilson's score interval (Wilson 1927): it keeps its promise near 0 and 1, where most of our shares are.
 */
#ifndef DYE_TESTS_BENCH_STATS_H
#define DYE_TESTS_BENCH_STATS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

struct bench_interval {
	double low, high; /* shares, 0..1 */
};

/* The 97.5th percentile of the normal distribution. */
#define BENCH_Z 1.959963984540054

static inline struct bench_interval
bench_wilson(uint64_t hits, uint64_t trials)
{
	const double z2 = BENCH_Z * BENCH_Z;
	double n = (double)trials, p, middle, half;
	struct bench_interval i = {0, 1};

	if (trials == 0)
		return i;
	p = (double)hits / n;
	middle = (p + z2 / (2 * n)) / (1 + z2 / n);
	half = BENCH_Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
	/* At the ends the bound is 0 or 1 exactly; rounding must not say otherwise. */
	i.low = hits == 0 ? 0 : middle - half;
	i.high = hits == trials ? 1 : middle + half;
	return i;
}

static inline int
bench_compare(const void * a, const void * b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The median; sorts ${values}. NAN of nothing. */
static inline double
bench_median(double * values, size_t n)
{

	if (n == 0)
		return (double)NAN;
	qsort(values, n, sizeof(*values), bench_compare);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* The value below which the share q of ${values} lies, which must be sorted (bench_median sorts). NAN of nothing. */
static inline double
bench_quantile(const double * sorted, size_t n, double q)
{
	size_t i;

	if (n == 0)
		return (double)NAN;
	i = (size_t)(q * (double)(n - 1) + 0.5);
	return sorted[i < n ? i : n - 1];
}

/* Seconds of a clock that only goes forward. */
static inline double
bench_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds that the processor spent on this process, all threads. */
static inline double
bench_cpu(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Peak resident memory of this process so far, in MiB. */
static inline double
bench_peak_mib(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) == 0 ? (double)u.ru_maxrss / 1024 : 0;
}

/* A share that must be at least (or, ${most}, at most) ${bound}. Returns whether it is. */
static inline bool
bench_share(const char * what, uint64_t hits, uint64_t trials, bool most, double bound)
{
	struct bench_interval i = bench_wilson(hits, trials);
	double p = trials == 0 ? 0 : (double)hits / (double)trials;
	bool met = trials > 0 && (most ? p <= bound : p >= bound);

	(void)printf("bench: %s: %llu of %llu (%.4g %%; 95 %% %.4g..%.4g); yardstick: at %s %.4g %%; %s\n", what,
	    (unsigned long long)hits, (unsigned long long)trials, 100 * p, 100 * i.low, 100 * i.high,
	    most ? "most" : "least", 100 * bound, met ? "met" : "MISSED");
	(void)fflush(stdout);
	return met;
}

/* A share without a demand. */
static inline void
bench_share_only(const char * what, uint64_t hits, uint64_t trials)
{
	struct bench_interval i = bench_wilson(hits, trials);

	(void)printf("bench: %s: %llu of %llu (%.4g %%; 95 %% %.4g..%.4g); yardstick: none, printed only\n", what,
	    (unsigned long long)hits, (unsigned long long)trials, trials == 0 ? 0 : 100 * (double)hits / (double)trials,
	    100 * i.low, 100 * i.high);
	(void)fflush(stdout);
}

/* Measurements that must be at most ${bound}: median, range, and in how many trials they were. Sorts ${values}. */
static inline bool
bench_measured(const char * what, const char * unit, double * values, size_t n, double bound)
{
	double middle = bench_median(values, n);
	struct bench_interval i;
	size_t within = 0;

	while (within < n && values[within] <= bound)
		within++;
	i = bench_wilson(within, n);
	(void)printf("bench: %s: median %.4g %s (%.4g..%.4g); %zu of %zu trials within (95 %% %.4g..%.4g %%); "
		     "yardstick: at most "
		     "%.4g %s; %s\n",
	    what, middle, unit, n == 0 ? 0 : values[0], n == 0 ? 0 : values[n - 1], within, n, 100 * i.low,
	    100 * i.high, bound, unit, n > 0 && middle <= bound ? "met" : "MISSED");
	(void)fflush(stdout);
	return n > 0 && middle <= bound;
}

#endif
