/*
 * exactly.h: E of everybody in a crowd, of whom a report lists ten at most, and whether the sweep over the crowd missed anybody. The linker puts this in the
 * place of dye_evidence_score() (--wrap, in the Makefile): after it has judged a crowd, everyone is weighed alone, which is done exactly.
 */
#ifndef DYE_TESTS_FRESH_EXACTLY_H
#define DYE_TESTS_FRESH_EXACTLY_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "trace/evidence/evidence.h"

#define FRESH_EXACTLY_MOST 64

/* What was found of recipient number i in the last trace of one population. */
static struct {
	bool wanted;
	unsigned missed; /* who should have been accused in the first round and was not */
	double evidence[FRESH_EXACTLY_MOST];
} fresh_exactly;

enum dye_code __real_dye_evidence_score(const struct dye_population * populations, size_t count, uint64_t pairs,
    double alpha, unsigned threads, struct dye_verdict * verdict, struct dye_error * err);
enum dye_code __wrap_dye_evidence_score(const struct dye_population * populations, size_t count, uint64_t pairs,
    double alpha, unsigned threads, struct dye_verdict * verdict, struct dye_error * err);

/* log10 E of one recipient in the first round: so small an alpha accuses nobody. */
static inline double
fresh_weigh_alone(const struct dye_population * crowd, uint64_t recipient)
{
	struct dye_population alone = *crowd;
	struct dye_verdict v;
	double e;

	alone.numbers = &recipient;
	alone.count = 1;
	alone.log2_weights = NULL;
	if (__real_dye_evidence_score(&alone, 1, 0, 1e-300, 1, &v, NULL) != DYE_OK)
		abort();
	e = v.accused_count > 0 ? v.accused[0].log10_evidence : v.candidates[0].log10_evidence;
	dye_verdict_release(&v);
	return e;
}

/*
 * Whether the recipient, whose log10 E is ${e}, is accused in the first round where he just reaches what is needed there: then the sweep that looked for him
 * is off by no more than it allows for. True where no alpha would do.
 */
static inline bool
fresh_is_found(const struct dye_population * crowd, const struct dye_verdict * of, uint64_t recipient, double e)
{
	double log10_alpha = of->threshold_log10 + log10(of->alpha) - e + 1e-6;
	struct dye_population alike = *crowd;
	struct dye_verdict v;
	bool found = false;
	size_t i;

	if (log10_alpha > -1e-6)
		return true;
	alike.log2_weights = NULL;
	if (__real_dye_evidence_score(&alike, 1, 0, pow(10, log10_alpha), 1, &v, NULL) != DYE_OK)
		abort();
	for (i = 0; i < v.accused_count; i++)
		found = found || (v.accused[i].recipient == recipient && v.accused[i].round == 1);
	dye_verdict_release(&v);
	return found;
}

static inline void
fresh_weigh_crowd(const struct dye_population * crowd, const struct dye_verdict * v)
{
	size_t i;

	for (i = 0; i < crowd->count; i++) {
		double e = fresh_weigh_alone(crowd, crowd->numbers[i]);

		fresh_exactly.missed += !fresh_is_found(crowd, v, crowd->numbers[i], e);
		if (crowd->numbers[i] < FRESH_EXACTLY_MOST)
			fresh_exactly.evidence[crowd->numbers[i]] = e > 300 ? 1e300 : pow(10, e);
	}
}

enum dye_code
__wrap_dye_evidence_score(const struct dye_population * populations, size_t count, uint64_t pairs, double alpha,
    unsigned threads, struct dye_verdict * verdict, struct dye_error * err)
{
	enum dye_code rc = __real_dye_evidence_score(populations, count, pairs, alpha, threads, verdict, err);

	if (rc == DYE_OK && fresh_exactly.wanted && count == 1)
		fresh_weigh_crowd(populations, verdict);
	return rc;
}

#endif
