/* file: what a round is and what it weighs are one story: everybody screened, some weighed, those who reach it accused. */
/*
 * score.c: accuse round by round. docs/EVIDENCE.md, sections 2 and 7.
 *
 * Every round screens all recipients, weighs exactly whoever might reach the threshold, accuses those who do, and takes what they explain
 * into the next round, until a round accuses nobody. The candidates are the best of that last round.
 */
#include "formats/base/threads.h"
#include "trace/evidence/crowd.h"
#include "trace/evidence/share.h"
#include "trace/evidence/shortlist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX 40
#define CANDIDATES 10
/* Parts that the weighing of the shortlist looks at, beside those of the best: in a large leak of which nobody explains anything all are equal. */
#define SHORTLIST_PARTS UINT64_C(1000000)

/* Bytes that all screens together may keep from round to round. */
#define CACHE_MAX ((size_t)208 << 20)

#define LOG2_10 3.3219280948873626

/* A list of scores that grows. */
struct scores {
	struct dye_score * list;
	size_t count;
	size_t size;
};

struct scoring {
	struct dye_crowd * crowds;
	size_t count;
	unsigned threads;
	unsigned round;	     /* 0: candidates are weighed */
	unsigned last_round; /* so far */
	size_t cache;	     /* left */
	bool bounded;	     /* what a screening says is a bound in some crowd, by which nobody can be left out */
	struct dye_prf * prf;
	struct scores accused;
	double log2_size; /* of the population, all crowds together */
};

static enum dye_code
scores_add(struct scores * s, const struct dye_score * score, struct dye_error * err)
{
	struct dye_score * list = dye_grown(s->list, &s->size, s->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->list = list;
	s->list[s->count++] = *score;
	return DYE_OK;
}

/* By round, then by evidence, then in order of enrolment. */
static int
compare_scores(const void * a, const void * b)
{
	const struct dye_score *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	if (x->log10_weighted != y->log10_weighted)
		return x->log10_weighted > y->log10_weighted ? -1 : 1;
	if (x->population != y->population)
		return x->population < y->population ? -1 : 1;
	return (x->recipient > y->recipient) - (x->recipient < y->recipient);
}

/* ---- exactly ---- */

/* log2 of the recipient's weight. */
static double
weight_of(const struct scoring * s, const struct dye_crowd * c, uint64_t recipient)
{
	const double * weights = c->population->log2_weights;

	return weights == NULL ? -s->log2_size : weights[dye_crowd_place(c, recipient)];
}

/* log2 of what one mark, or every one, says of a recipient, averaged over the readings. */
static enum dye_code
weigh_mark(struct scoring * s, struct dye_crowd * c, uint64_t recipient, uint32_t mark, struct dye_weighed * all,
    struct dye_score * score, struct dye_error * err)
{
	const struct dye_population * p = c->population;
	uint64_t tried = dye_crowd_tried(c, recipient);
	double density = mark == DYE_EVERY_MARK || (p->unit_marks >> mark & 1) != 0 ? p->density : 0;
	double best = -INFINITY, weight, one, order;
	struct dye_weighed w;
	size_t i;

	*all = (struct dye_weighed){-INFINITY, -INFINITY};
	for (i = 0; i < p->reading_count; i++) {
		struct dye_crowd_reading * r = &c->readings[i];
		struct dye_copy * copy = r->copy;

		DYE_TRY(dye_copy_read(copy, s->prf, recipient, tried, density, mark, err));
		w = dye_copy_weigh_apart(copy, &r->explained);
		weight = r->log2_weight;
		if (r->order != NULL && (mark == DYE_EVERY_MARK || mark == dye_order_mark(r->order))) {
			DYE_TRY(dye_order_weigh(r->order, s->prf, recipient, &order, err));
			weight += order;
		}
		if (r->keys != NULL && (mark == DYE_EVERY_MARK || mark == p->readings[i]->disguise_mark))
			weight += r->keys[dye_crowd_place(c, recipient)];
		all->plain = dye_log2_add(all->plain, weight + w.plain);
		all->units = dye_log2_add(all->units, weight + w.units);
		one = weight + dye_log2_add(w.plain, w.units);
		/* What is counted is counted in the reading on which the evidence stands. */
		if (score != NULL && (i == 0 || one > best)) {
			best = one;
			score->reading = i;
			score->slots_agree = copy->agree;
			score->slots_differ = copy->differ;
			score->units = copy->units;
		}
	}
	return DYE_OK;
}

/* What each mark gives by itself: those that saw something in some reading, or have units. */
static enum dye_code
weigh_routes(struct scoring * s, struct dye_crowd * c, struct dye_score * score, struct dye_error * err)
{
	uint64_t marks = c->marks;
	struct dye_weighed all;
	uint32_t m;

	if (dye_crowd_tried(c, score->recipient) > 0)
		marks |= c->population->unit_marks;
	for (m = 0; m < DYE_MARKS_MAX && score->route_count < DYE_ROUTES_MAX; m++) {
		if ((marks >> m & 1) == 0)
			continue;
		DYE_TRY(weigh_mark(s, c, score->recipient, m, &all, NULL, err));
		score->routes[score->route_count++] =
		    (struct dye_score_route){m, dye_log2_add(all.plain, all.units) / LOG2_10};
	}
	return DYE_OK;
}

/* The evidence of one recipient. */
static enum dye_code
weigh(
    struct scoring * s, size_t crowd, uint64_t recipient, bool routes, struct dye_score * score, struct dye_error * err)
{
	struct dye_crowd * c = &s->crowds[crowd];
	double weight = weight_of(s, c, recipient);
	struct dye_weighed all;

	*score = (struct dye_score){.population = (uint32_t)crowd, .recipient = recipient, .round = s->round};
	DYE_TRY(weigh_mark(s, c, recipient, DYE_EVERY_MARK, &all, score, err));
	score->log10_evidence = dye_log2_add(all.plain, all.units) / LOG2_10;
	score->log10_weight = weight / LOG2_10;
	score->log10_weighted = dye_log2_add(weight + all.plain, all.units - s->log2_size) / LOG2_10;
	score->log10_bound = -log10(dye_alpha_share(s->last_round)) - score->log10_weighted;
	return routes ? weigh_routes(s, c, score, err) : DYE_OK;
}

/* ---- screening ---- */

/* log2 w E of some recipients into screened. */
static enum dye_code
screen_exactly(struct scoring * s, size_t crowd, const uint64_t * recipients, size_t count, struct dye_error * err)
{
	struct dye_crowd * c = &s->crowds[crowd];
	struct dye_score score;
	size_t i;

	for (i = 0; i < count; i++) {
		DYE_TRY(weigh(s, crowd, recipients[i], false, &score, err));
		c->screened[dye_crowd_place(c, recipients[i])] = (float)(score.log10_weighted * LOG2_10);
	}
	return DYE_OK;
}

/* What was screened is weighted: who has no hits has no units. */
static void
weight_all(struct scoring * s, struct dye_crowd * c)
{
	const struct dye_population * p = c->population;

	for (size_t i = 0; i < p->count; i++)
		c->screened[i] += (float)(p->log2_weights == NULL ? -s->log2_size : p->log2_weights[i]);
	/* What the float costs of a sum that is near any threshold: below 2^9. */
	c->margin += 0.001;
}

/* log2 w E of every recipient into screened, the readings averaged; exactly where there are hits. */
static enum dye_code
screen_crowd(struct scoring * s, size_t crowd, struct dye_error * err)
{
	struct dye_crowd * c = &s->crowds[crowd];
	const struct dye_population * p = c->population;
	float * one = c->screened;
	enum dye_code rc = DYE_OK;
	double margin;
	size_t i, k;

	/* What the float costs. */
	c->margin = 0.01;
	if (p->count <= DYE_CROWD_FEW)
		return screen_exactly(s, crowd, p->numbers, p->count, err);
	if (p->reading_count > 1 && (one = calloc(p->count + 1, sizeof(*one))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < p->reading_count; i++) {
		struct dye_crowd_reading * r = &c->readings[i];

		if ((rc = dye_sweep_run(r->screen, p->density, &r->explained, one, &margin, err)) != DYE_OK)
			goto err1;
		/* Adding weighted terms, each within its margin, leaves the sum within the largest; the float costs a little more. */
		if (margin + 0.001 > c->margin)
			c->margin = margin + 0.001;
		for (k = 0; k < p->count && r->bounds != NULL; k++)
			one[k] += r->bounds[k];
		for (k = 0; k < p->count && r->keys != NULL; k++)
			one[k] += (float)r->keys[k];
		for (k = 0; k < p->count && one != c->screened; k++) {
			double v = one[k] + r->log2_weight;

			c->screened[k] = (float)(i == 0 ? v : dye_log2_add(c->screened[k], v));
		}
	}
	weight_all(s, c);
	rc = screen_exactly(s, crowd, c->hit, c->hit_count, err);
err1:
	if (one != c->screened)
		free(one);
	return rc;
}

static bool
is_accused(const struct scoring * s, size_t crowd, uint64_t recipient, size_t before)
{
	size_t i;

	for (i = 0; i < before; i++)
		if (s->accused.list[i].population == crowd && s->accused.list[i].recipient == recipient)
			return true;
	return false;
}

/* ---- a round ---- */

/* What the accused of earlier rounds explain in every reading of their crowd. */
static enum dye_code
explain(struct scoring * s, size_t crowd, struct dye_error * err)
{
	struct dye_crowd * c = &s->crowds[crowd];
	const struct dye_population * p = c->population;
	size_t i, k, accused = 0;
	enum dye_code rc;

	for (k = 0; k < s->accused.count; k++)
		accused += s->accused.list[k].population == crowd;
	for (i = 0; i < p->reading_count && accused > 0; i++) {
		struct dye_crowd_reading * r = &c->readings[i];

		dye_explained_release(&r->explained);
		if ((rc = dye_explained_begin(&r->explained, r->plan, err)) != DYE_OK)
			return rc;
		for (k = 0; k < s->accused.count; k++) {
			uint64_t recipient = s->accused.list[k].recipient;

			if (s->accused.list[k].population != crowd)
				continue;
			rc = dye_copy_read(
			    r->copy, s->prf, recipient, dye_crowd_tried(c, recipient), p->density, DYE_EVERY_MARK, err);
			if (rc != DYE_OK)
				return rc;
			dye_explained_add(&r->explained, r->copy, accused);
		}
	}
	return DYE_OK;
}

/* Accuse whoever of the crowd reaches ${threshold} (log10 of w E), weighing exactly everyone who might. */
static enum dye_code
accuse(struct scoring * s, size_t crowd, double threshold, size_t before, struct dye_error * err)
{
	struct dye_crowd * c = &s->crowds[crowd];
	double needed = threshold * LOG2_10 - c->margin;
	struct dye_score score;
	enum dye_code rc;
	size_t i;

	for (i = 0; i < c->population->count; i++) {
		uint64_t recipient = c->population->numbers[i];

		if ((double)c->screened[i] < needed || is_accused(s, crowd, recipient, before))
			continue;
		if ((rc = weigh(s, crowd, recipient, true, &score, err)) != DYE_OK)
			return rc;
		if (score.log10_weighted < threshold)
			continue;
		if ((rc = scores_add(&s->accused, &score, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* log10 of what w E must reach in a round, which has its share of alpha. */
static double
round_threshold(double alpha, unsigned round)
{

	return -log10(dye_alpha_share(round)) - log10(alpha);
}

/* Somebody of the crowd has been accused since: what is left to explain has changed, and with it every E. Else all is as it was. */
static bool
has_changed(const struct scoring * s, size_t crowd, size_t since)
{
	size_t i;

	for (i = since; i < s->accused.count; i++)
		if (s->accused.list[i].population == crowd)
			return true;
	return s->round == 1;
}

static enum dye_code
run_rounds(struct scoring * s, double alpha, struct dye_error * err)
{
	enum dye_code rc;
	size_t i, before = 0;

	for (s->round = 1;; s->round++) {
		s->last_round = s->round;
		for (i = 0; i < s->count; i++) {
			if (!has_changed(s, i, before))
				continue;
			if ((rc = explain(s, i, err)) != DYE_OK)
				return rc;
			if ((rc = screen_crowd(s, i, err)) != DYE_OK)
				return rc;
		}
		before = s->accused.count;
		for (i = 0; i < s->count; i++)
			if ((rc = accuse(s, i, round_threshold(alpha, s->round), before, err)) != DYE_OK)
				return rc;
		if (s->accused.count == before || s->round == ROUNDS_MAX)
			return DYE_OK;
	}
}

/* ---- candidates ---- */

/* What it takes to weigh one recipient of the crowd. */
static uint64_t
parts_of(const struct dye_crowd * c)
{
	uint64_t parts = 0;
	size_t i;

	for (i = 0; i < c->population->reading_count; i++)
		parts += c->readings[i].plan->part_count;
	return parts;
}

/* By evidence alone, which is what the ten are chosen by; what each route gives is asked for those ten only. */
static enum dye_code
weigh_ten(struct scoring * s, struct scores * out, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	for (i = 0; i < out->count; i++) {
		struct dye_score * o = &out->list[i];

		if ((rc = weigh(s, o->population, o->recipient, true, o, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Weigh the shortlist as far as it may belong to the ten, and sort. */
static enum dye_code
weigh_shortlist(struct scoring * s, const struct dye_shortlist * l, struct scores * out, struct dye_error * err)
{
	struct dye_score score;
	uint64_t parts = 0;
	enum dye_code rc;
	size_t i;

	s->round = 0;
	for (i = 0; i < l->count; i++) {
		const struct dye_crowd * c = &s->crowds[l->best[i].crowd];

		parts += i >= CANDIDATES ? parts_of(c) : 0;
		if (parts > SHORTLIST_PARTS)
			break;
		if (!s->bounded && i >= CANDIDATES &&
		    (double)l->best[i].value + 2 * c->margin < (double)l->best[CANDIDATES - 1].value)
			break;
		rc = weigh(s, l->best[i].crowd, c->population->numbers[l->best[i].place], false, &score, err);
		if (rc != DYE_OK)
			return rc;
		if ((rc = scores_add(out, &score, err)) != DYE_OK)
			return rc;
	}
	if (out->count > 0)
		qsort(out->list, out->count, sizeof(*out->list), compare_scores);
	if (out->count > CANDIDATES)
		out->count = CANDIDATES;
	return weigh_ten(s, out, err);
}

static enum dye_code
find_candidates(struct scoring * s, struct scores * out, struct dye_error * err)
{
	struct dye_shortlist * l = calloc(1, sizeof(*l));
	enum dye_code rc;
	size_t i, k;

	if (l == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->count; i++) {
		const struct dye_crowd * c = &s->crowds[i];

		for (k = 0; k < c->population->count; k++) {
			if (dye_shortlist_takes(l, c->screened[k]) &&
			    !is_accused(s, i, c->population->numbers[k], s->accused.count))
				dye_shortlist_add(l, i, k, c->screened[k]);
		}
	}
	rc = weigh_shortlist(s, l, out, err);
	free(l);
	return rc;
}

/* ---- the call ---- */

/* The weights that are given, those that are not, and together no more than 1. */
static enum dye_code
check_weights(const struct dye_population * populations, size_t count, double log2_size, struct dye_error * err)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		const double * weights = populations[i].log2_weights;

		if (weights == NULL)
			sum += (double)populations[i].count * exp2(-log2_size);
		for (size_t k = 0; k < populations[i].count && weights != NULL; k++) {
			if (!(weights[k] >= -log2_size - 1.12))
				return dye_fail(err, DYE_EUSAGE, "a weight is below 0.46 of what all have alike");
			sum += exp2(weights[k]);
		}
	}
	return sum <= 1 + 1e-6 ? DYE_OK : dye_fail(err, DYE_EUSAGE, "the weights of the accounts do not sum to 1");
}

static enum dye_code
check(const struct dye_population * populations, size_t count, double alpha, struct dye_error * err)
{
	size_t i, k;

	if (!(alpha > 0 && alpha < 1))
		return dye_fail(err, DYE_EUSAGE, "alpha must lie between 0 and 1");
	for (i = 0; i < count; i++) {
		double sum = 0;

		for (k = 0; k < populations[i].reading_count; k++)
			sum += populations[i].weights[k];
		if (populations[i].reading_count == 0 || !(fabs(sum - 1) < 1e-9))
			return dye_fail(err, DYE_EUSAGE, "the weights of the readings do not sum to 1");
		if (!(populations[i].density >= 0 && populations[i].density < 1))
			return dye_fail(err, DYE_EUSAGE, "the density of units must be at least 0 and below 1");
		for (k = 1; k < populations[i].count; k++)
			if (populations[i].numbers[k] <= populations[i].numbers[k - 1])
				return dye_fail(err, DYE_EUSAGE, "the recipients are not in ascending order");
	}
	return DYE_OK;
}

static enum dye_code
score_all(struct scoring * s, const struct dye_population * populations, double alpha, struct scores * candidates,
    struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	if ((rc = dye_prf_open(&s->prf, err)) != DYE_OK)
		return rc;
	if ((s->crowds = calloc(s->count + 1, sizeof(*s->crowds))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->count; i++) {
		DYE_TRY(dye_crowd_open(&s->crowds[i], &populations[i], s->threads, &s->cache, err));
		s->bounded = s->bounded || s->crowds[i].bounded;
	}
	if ((rc = run_rounds(s, alpha, err)) != DYE_OK)
		return rc;
	if (s->accused.count > 0)
		qsort(s->accused.list, s->accused.count, sizeof(*s->accused.list), compare_scores);
	return find_candidates(s, candidates, err);
}

enum dye_code
dye_evidence_score(const struct dye_population * populations, size_t count, uint64_t pairs, double alpha,
    unsigned threads, struct dye_verdict * verdict, struct dye_error * err)
{
	struct scoring s = {.count = count, .threads = dye_threads(threads), .cache = CACHE_MAX};
	struct scores candidates = {0};
	enum dye_code rc;
	size_t i;

	memset(verdict, 0, sizeof(*verdict));
	if ((rc = check(populations, count, alpha, err)) != DYE_OK)
		return rc;
	verdict->alpha = alpha;
	for (i = 0; i < count; i++)
		verdict->population_size += populations[i].count;
	if (verdict->population_size < pairs)
		verdict->population_size = pairs;
	s.log2_size = verdict->population_size > 0 ? log2((double)verdict->population_size) : 0;
	verdict->threshold_log10 = s.log2_size / LOG2_10 + round_threshold(alpha, 1);
	if ((rc = check_weights(populations, count, s.log2_size, err)) != DYE_OK)
		return rc;

	rc = score_all(&s, populations, alpha, &candidates, err);
	for (i = 0; s.crowds != NULL && i < count; i++)
		if (s.crowds[i].population != NULL)
			dye_crowd_close(&s.crowds[i]);
	free(s.crowds);
	dye_prf_close(s.prf);
	verdict->accused = s.accused.list;
	verdict->accused_count = s.accused.count;
	verdict->candidates = candidates.list;
	verdict->candidate_count = candidates.count;
	if (rc != DYE_OK)
		dye_verdict_release(verdict);
	return rc;
}

void
dye_verdict_release(struct dye_verdict * verdict)
{

	free(verdict->accused);
	free(verdict->candidates);
	memset(verdict, 0, sizeof(*verdict));
}
