/*
 * chance.h: whether what was counted can be true of innocents, by tests whose chance of a false alarm is exact whatever the distribution.
 *
 * shares: of n events, each with a chance of at most p given those before, k or more happen with at most the binomial's upper tail.
 * means: a gambler with 1 bets on X above 1, a fixed part of what he has each time: his capital is the product of 1 + l (X - 1), X >= 0. If each
 * X has a mean of at most 1 given those before, the chance that the capital ever reaches c is at most 1/c (Ville 1939); the mean over several l
 * likewise (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", 2024).
 *
 * The innocents of one draw of the keys are such a sequence: given the leak and the keys of its sources their marks are independent.
 */
#ifndef DYE_TESTS_FRESH_CHANCE_H
#define DYE_TESTS_FRESH_CHANCE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define FRESH_BETS 7

/* P(k or more of n), each with chance ${p}. */
static inline double
fresh_tail(uint64_t k, uint64_t n, double p)
{
	double sum = 0, term;
	uint64_t i;

	if (k == 0)
		return 1;
	for (i = k; i <= n; i++) {
		double a = (double)i, b = (double)(n - i);

		term = lgamma((double)n + 1) - lgamma(a + 1) - lgamma(b + 1) + a * log(p) + b * log1p(-p);
		sum += exp(term);
		if (a > p * (double)n && term < -750)
			break;
	}
	return sum < 1 ? sum : 1;
}

struct fresh_gambler {
	double log_capital[FRESH_BETS];
	double most; /* that the mean of the capitals ever was */
	double sum, squares, count;
};

static inline void
fresh_bet(struct fresh_gambler * g, double x)
{
	static const double parts[FRESH_BETS] = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.7};
	double mean = 0;
	int i;

	for (i = 0; i < FRESH_BETS; i++) {
		g->log_capital[i] += log1p(parts[i] * (x - 1));
		mean += exp(g->log_capital[i]) / FRESH_BETS;
	}
	if (mean > g->most)
		g->most = mean;
	g->sum += x;
	g->squares += x * x;
	g->count++;
}

static inline double
fresh_mean(const struct fresh_gambler * g)
{

	return g->count > 0 ? g->sum / g->count : 0;
}

/* Standard error of the mean. */
static inline double
fresh_mean_error(const struct fresh_gambler * g)
{
	double mean = fresh_mean(g);

	return g->count > 0 ? sqrt(fmax(0, g->squares / g->count - mean * mean) / g->count) : 0;
}

#endif
