/*
 * weigh.h: E of any account for a leak, exactly, by the functions that dye_evidence_score() reports from; and what the leak's rows carry.
 * Used beside dye_trace(), never instead: dye_trace() alone says who is named.
 */
#ifndef DYE_TESTS_BENCH_WEIGH_H
#define DYE_TESTS_BENCH_WEIGH_H

#include "tests/bench/world.h"
#include "trace/evidence/copy.h"
#include "trace/evidence/leak.h"
#include "trace/inquiry/observe.h"
#include "trace/evidence/sweep.h"

#define BENCH_ROWS_MAX 20000

struct bench_weigh {
	struct dye_observation observation;
	const struct dye_observed * observed; /* of the only crowd */
	struct dye_plan * plans[DYE_READINGS_MAX];
	struct dye_copy * copies[DYE_READINGS_MAX];
	struct dye_prf * prf;
};

static inline void
bench_weigh_open(
    struct bench_world * w, const struct bench_dataset * d, struct dye_slice leak, struct bench_weigh * weigh)
{
	struct dye_dialect_wish wish = {.header = DYE_DETECT};
	struct dye_memory memory = {leak};
	struct dye_source source = dye_memory_source(&memory, "leak.txt");
	struct dye_crowd crowd = {.dataset = d->dataset, .profile = d->profile};
	struct dye_crowds crowds = {.list = &crowd, .count = 1};
	struct dye_seizure seizure;
	struct dye_error err = {0};
	size_t i;

	*weigh = (struct bench_weigh){0};
	bench_must(dye_seize(w->store, &source, 1, &seizure, &err), "seize", &err);
	bench_must(dye_observe(w->vault, w->store, &crowds, &seizure, &wish, 0, false, &weigh->observation, &err),
	    "observe", &err);
	dye_seizure_release(&seizure);
	weigh->observed = &weigh->observation.of[0];
	bench_must(dye_prf_open(&weigh->prf, &err), "prf", &err);
	for (i = 0; i < weigh->observed->count; i++) {
		bench_must(
		    dye_plan_make(weigh->observed->leaks[i], BENCH_ROWS_MAX, &weigh->plans[i], &err), "plan", &err);
		bench_must(dye_copy_open(weigh->plans[i], &weigh->copies[i], &err), "copy", &err);
	}
}

static inline void
bench_weigh_close(struct bench_weigh * weigh)
{
	size_t i;

	for (i = 0; i < weigh->observed->count; i++) {
		dye_copy_close(weigh->copies[i]);
		dye_plan_free(weigh->plans[i]);
	}
	dye_prf_close(weigh->prf);
	dye_observation_release(&weigh->observation);
}

/* log2 E of a recipient without canaries. */
static inline double
bench_weigh_one(struct bench_weigh * weigh, uint64_t recipient)
{
	const struct dye_explained nothing = {0};
	struct dye_error err = {0};
	double sum = -INFINITY;
	size_t i;

	for (i = 0; i < weigh->observed->count; i++) {
		bench_must(
		    dye_copy_read(weigh->copies[i], weigh->prf, recipient, 0, 0, DYE_EVERY_MARK, &err), "read", &err);
		sum = dye_log2_add(sum, log2(weigh->observed->weights[i]) + dye_copy_weigh(weigh->copies[i], &nothing));
	}
	return sum;
}

/* Shannon bits of the slots that the likeliest reading shows, each distinct slot once: the sum of -sum p log2 p of their tables. */
static inline double
bench_weigh_bits(const struct bench_weigh * weigh)
{
	const struct dye_leak * leak = weigh->observed->leaks[0];
	uint64_t i, n = dye_leak_slots(leak);
	double bits = 0;

	for (i = 0; i < n; i++)
		bits += dye_table_bits(leak->slots[i].table);
	return bits;
}

/* Bits that the spellings seen were worth: the sum of -log2 p of what stands there. */
static inline double
bench_weigh_surprise(const struct bench_weigh * weigh)
{
	const struct dye_leak * leak = weigh->observed->leaks[0];
	uint64_t i, n = dye_leak_slots(leak);
	double bits = 0;
	uint8_t k;

	for (i = 0; i < n; i++) {
		const struct dye_leak_slot * s = &leak->slots[i];
		uint32_t units = 0;

		for (k = 0; k < s->table->count; k++)
			units += (s->seen >> k & 1) != 0 ? dye_table_units(s->table, k) : 0;
		if (units > 0)
			bits -= log2((double)units / DYE_TABLE_UNITS);
	}
	return bits;
}

#endif
