/*
 * chi2.h: Pearson's chi-square test of a histogram against expected shares.
 */
#ifndef DYE_TESTS_BENCH_CHI2_H
#define DYE_TESTS_BENCH_CHI2_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Bins that are expected to hold fewer are merged: below it the distribution of the statistic is not that of chi-square. */
#define BENCH_CHI2_LEAST 5.0
#define BENCH_CHI2_BINS 64

/* The upper regularised incomplete gamma function Q(a, x), by the series of P below a + 1 and by the continued fraction (Lentz's
 * method) above (Abramowitz and Stegun 6.5.29, 6.5.31). */
static inline double
bench_gamma_upper(double a, double x)
{
	double front = exp(a * log(x) - x - lgamma(a)), term, sum, b, c, d, f, an;
	int i;

	if (!(x > 0))
		return 1;
	if (x < a + 1) {
		for (term = sum = 1 / a, i = 1; i < 10000 && term > sum * 1e-16; i++) {
			term *= x / (a + i);
			sum += term;
		}
		return 1 - front * sum;
	}
	b = x + 1 - a;
	c = 1e300;
	d = f = 1 / b;
	for (i = 1; i < 10000; i++) {
		an = -i * (i - a);
		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		f *= c * d;
		if (fabs(c * d - 1) < 1e-15)
			break;
	}
	return front * f;
}

/* The chance that chi-square with ${degrees} is ${x} or more. */
static inline double
bench_chi2_tail(double x, unsigned degrees)
{

	return bench_gamma_upper(degrees / 2.0, x / 2.0);
}

/* Merge the bins with the least expectation into one another until none is below the least. Returns how many are left. */
static inline size_t
bench_chi2_merge(double * seen, double * expected, size_t n)
{
	size_t i, least, next;

	for (; n > 1; n--) {
		for (least = 0, i = 1; i < n; i++)
			if (expected[i] < expected[least])
				least = i;
		if (expected[least] >= BENCH_CHI2_LEAST)
			break;
		for (next = least == 0, i = 0; i < n; i++)
			if (i != least && expected[i] < expected[next])
				next = i;
		expected[next] += expected[least];
		seen[next] += seen[least];
		expected[least] = expected[n - 1];
		seen[least] = seen[n - 1];
	}
	return n;
}

/* p of ${counts} against the shares of ${source}; -1 where too little is left to test. */
static inline double
bench_chi2_fit(const uint64_t * counts, const uint64_t * source, size_t n)
{
	double seen[BENCH_CHI2_BINS], expected[BENCH_CHI2_BINS], total = 0, whole = 0, x = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		total += (double)counts[i];
		whole += (double)source[i];
	}
	if (n > BENCH_CHI2_BINS || whole <= 0)
		return -1;
	for (i = 0; i < n; i++) {
		seen[i] = (double)counts[i];
		expected[i] = total * (double)source[i] / whole;
	}
	n = bench_chi2_merge(seen, expected, n);
	if (n < 2)
		return -1;
	for (i = 0; i < n; i++)
		x += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
	return bench_chi2_tail(x, (unsigned)(n - 1));
}

/* p that both histograms come from the same shares, neither of which is known; -1 where too little is left to test. */
static inline double
bench_chi2_same(const uint64_t * counts, const uint64_t * source, size_t n)
{
	double seen[BENCH_CHI2_BINS], expected[BENCH_CHI2_BINS], total = 0, whole = 0, x = 0, share;
	size_t i;

	for (i = 0; i < n; i++) {
		total += (double)counts[i];
		whole += (double)source[i];
	}
	if (n > BENCH_CHI2_BINS || whole <= 0 || total <= 0)
		return -1;
	/* Merge by what is expected in the source, the smaller of the two. */
	share = whole / (whole + total);
	for (i = 0; i < n; i++) {
		seen[i] = (double)source[i];
		expected[i] = share * ((double)counts[i] + (double)source[i]);
	}
	n = bench_chi2_merge(seen, expected, n);
	if (n < 2)
		return -1;
	/* (o - e)^2 / e in the source and, with the same difference, in the marked. */
	for (i = 0; i < n; i++)
		x += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i] * (1 + share / (1 - share));
	return bench_chi2_tail(x, (unsigned)(n - 1));
}

#endif
