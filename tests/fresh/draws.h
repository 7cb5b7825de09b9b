/*
 * draws.h: draws keys, makes the leaks of each stage, traces them, and judges what happened to the innocent.
 *
 * A stage makes a vault with a dataset, accounts and exports, and any number of leaks. Each leak is traced at alpha 0.5 and 0.1 (or by
 * turns, to save time), and once so that nobody is accused by chance, which gives everybody's E of one round. Of everyone who is not a source of the leak it is tested:
 *
 *	the share of draws in which anyone is accused is at most alpha, at 0.5 and at 0.1;
 *	P(E >= t) is at most 1/t for t = 2, 10, 100;
 *	the mean of min(E, 100) is at most 1.
 *
 * Each test fails a right program with a chance of at most FRESH_FALSE, all of them together with less than 1e-4.
 */
#ifndef DYE_TESTS_FRESH_DRAWS_H
#define DYE_TESTS_FRESH_DRAWS_H

#include "tests/fresh/chance.h"
#include "tests/fresh/world.h"

#define FRESH_LEAKS 24 /* of a stage, at most */
#define FRESH_FALSE 1e-7
#define FRESH_TESTS 6
#define FRESH_TAILS 3
#define FRESH_ALPHAS 2

static const double fresh_tails[FRESH_TAILS] = {2, 10, 100};
static const double fresh_alphas[FRESH_ALPHAS] = {0.5, 0.1};

struct fresh_leak {
	const char * name;
	struct dye_buffer text, second; /* files; the second may be empty */
	uint64_t sources;		/* bit i: account i; the others are innocent... */
	uint64_t untested;		/* ... and looked at, but for these */
};

/* What a stage makes for one draw. */
struct fresh_scene {
	struct fresh w;
	struct fresh_random random;
	unsigned accounts; /* enrolled, all with an export */
	bool guessed;	   /* leaks are traced without the threshold below which a hit weighs nothing */
	bool crowd;	   /* more accounts than a report lists: everybody is weighed alone as well; one dataset */
	bool answered;	   /* leaks hang on what was answered of canaries: only then is the price of that charged */
	struct fresh_leak leaks[FRESH_LEAKS];
	size_t count;
};

struct fresh_stage {
	const char * name;
	void (*make)(struct fresh_scene *);
	bool bench; /* left to the benchmark, since another stage is much like it */
};

struct fresh_tally {
	const char * name;
	uint64_t draws, innocents;
	uint64_t sources, named;	/* at the last alpha that was tried */
	uint64_t traced[FRESH_ALPHAS];	/* draws at this alpha */
	uint64_t accused[FRESH_ALPHAS]; /* of them, those in which an innocent was */
	uint64_t above[FRESH_TAILS];
	uint64_t missed; /* by the sweep over a crowd */
	double highest;
	struct fresh_gambler mean;
};

/* A further leak, empty; ${sources}: bit i for account i. Leaks of one name are counted together. Not valid after the next one. */
static inline struct fresh_leak *
fresh_leak(struct fresh_scene * s, const char * name, uint64_t sources)
{

	if (s->count == FRESH_LEAKS)
		fresh_die("too many leaks", NULL);
	s->leaks[s->count] = (struct fresh_leak){.name = name, .sources = sources};
	return &s->leaks[s->count++];
}

static inline void
fresh_count_evidence(struct fresh_tally * t, const struct fresh_scene * s, uint64_t spared, const double * evidence)
{
	unsigned i, k;

	for (i = 1; i <= s->accounts; i++) {
		double e = evidence[i];

		if (spared >> i & 1)
			continue;
		t->innocents++;
		for (k = 0; k < FRESH_TAILS; k++)
			t->above[k] += e >= fresh_tails[k];
		t->highest = e > t->highest ? e : t->highest;
		fresh_bet(&t->mean, e < 100 ? e : 100);
	}
}

/* Whether an innocent is among the accused. */
static inline bool
fresh_innocent_accused(const struct fresh_scene * s, const struct fresh_leak * leak, const struct fresh_verdict * v)
{
	uint64_t spared = leak->sources | leak->untested;
	unsigned i;

	for (i = 1; i <= s->accounts; i++)
		if (v->accused[i] && (spared >> i & 1) == 0)
			return true;
	return false;
}

static inline void
fresh_count_sources(struct fresh_tally * t, const struct fresh_scene * s, const struct fresh_leak * leak,
    const struct fresh_verdict * v)
{
	unsigned i;

	for (i = 1; i <= s->accounts; i++) {
		t->sources += leak->sources >> i & 1;
		t->named += v->accused[i] && (leak->sources >> i & 1);
	}
}

static inline void
fresh_one_leak(struct fresh_scene * s, const struct fresh_leak * leak, bool all, struct fresh_tally * t)
{
	struct dye_slice files[FRESH_FILES] = {dye_buffer_slice(&leak->text), dye_buffer_slice(&leak->second)};
	size_t count = leak->second.len > 0 ? 2 : 1;
	struct fresh_verdict v;
	unsigned i;

	fresh_no_threshold = s->guessed;
	fresh_unpriced = !s->answered;
	fresh_exactly.wanted = s->crowd;
	fresh_exactly.missed = 0;
	v = fresh_trace(&s->w, files, count, FRESH_NEVER);
	for (i = 1; s->crowd && i <= s->accounts; i++)
		v.evidence[i] = fresh_exactly.evidence[i];
	t->name = leak->name;
	t->draws++;
	fresh_count_evidence(t, s, leak->sources | leak->untested, v.evidence);
	for (i = 0; i < FRESH_ALPHAS; i++) {
		if (!all && t->draws % FRESH_ALPHAS != i)
			continue;
		v = fresh_trace(&s->w, files, count, fresh_alphas[i]);
		t->traced[i]++;
		t->accused[i] += fresh_innocent_accused(s, leak, &v);
	}
	fresh_count_sources(t, s, leak, &v);
	t->missed += fresh_exactly.missed;
	fresh_no_threshold = fresh_unpriced = fresh_exactly.wanted = false;
}

/* The tally of that name, or the first that is free. */
static inline struct fresh_tally *
fresh_tally(struct fresh_tally * tallies, const char * name)
{

	while (tallies->name != NULL && strcmp(tallies->name, name) != 0)
		tallies++;
	return tallies;
}

static inline void
fresh_one_draw(const struct fresh_stage * stage, uint64_t seed, bool all, struct fresh_tally * tallies)
{
	struct fresh_scene s = {.random = {fresh_mix(seed)}, .accounts = FRESH_ACCOUNTS};
	size_t i;

	fresh_open(&s.w, seed);
	stage->make(&s);
	for (i = 0; i < s.count; i++) {
		fresh_one_leak(&s, &s.leaks[i], all, fresh_tally(tallies, s.leaks[i].name));
		dye_buffer_release(&s.leaks[i].text);
		dye_buffer_release(&s.leaks[i].second);
	}
	fresh_close(&s.w);
}

/* ---- the verdict ---- */

/* Whether the leak's figures can be those of innocents; says why not. */
static inline bool
fresh_judge(const struct fresh_tally * t, char * why, size_t size)
{
	size_t used = 0;
	unsigned i;

	why[0] = '\0';
	for (i = 0; i < FRESH_ALPHAS; i++)
		if (fresh_tail(t->accused[i], t->traced[i], fresh_alphas[i]) < FRESH_FALSE)
			used += (size_t)snprintf(why + used, size - used, " [accused at alpha %g]", fresh_alphas[i]);
	for (i = 0; i < FRESH_TAILS; i++)
		if (fresh_tail(t->above[i], t->innocents, 1 / fresh_tails[i]) < FRESH_FALSE)
			used += (size_t)snprintf(why + used, size - used, " [P(E >= %g)]", fresh_tails[i]);
	if (t->mean.most >= 1 / FRESH_FALSE)
		used += (size_t)snprintf(why + used, size - used, " [mean]");
	if (t->missed > 0)
		used += (size_t)snprintf(why + used, size - used, " [the sweep]");
	return used == 0;
}

static inline void
fresh_print(const struct fresh_tally * t, const char * stage, char * out, size_t size)
{

	(void)snprintf(out, size,
	    "%s: %s: %llu keys; an innocent accused at alpha 0.5: %llu of %llu, 0.1: %llu of %llu; of %llu innocents E "
	    ">= 2: %llu, 10: "
	    "%llu, 100: %llu; highest %.3g; mean of min(E, 100) %.3f +- %.3f; sources named %llu of %llu",
	    stage, t->name, (unsigned long long)t->draws, (unsigned long long)t->accused[0],
	    (unsigned long long)t->traced[0], (unsigned long long)t->accused[1], (unsigned long long)t->traced[1],
	    (unsigned long long)t->innocents, (unsigned long long)t->above[0], (unsigned long long)t->above[1],
	    (unsigned long long)t->above[2], t->highest, fresh_mean(&t->mean), fresh_mean_error(&t->mean),
	    (unsigned long long)t->named, (unsigned long long)t->sources);
}

#endif
