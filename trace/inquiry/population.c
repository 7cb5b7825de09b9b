#include "trace/inquiry/population.h"

#include <math.h>
#include <stdlib.h>

void
dye_populations_release(struct dye_populations * p)
{
	size_t i;

	for (i = 0; p->units != NULL && i < p->count; i++)
		free(p->units[i].list);
	for (i = 0; p->log2_weights != NULL && i < p->count; i++)
		free(p->log2_weights[i]);
	free(p->log2_weights);
	free(p->units);
	free(p->list);
	*p = (struct dye_populations){0};
}

static enum dye_code
take_units(void * cookie, uint64_t recipient, uint64_t tried, struct dye_error * err)
{
	struct dye_units * u = cookie;
	struct dye_unit_count * list = dye_grown(u->list, &u->size, u->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	u->list = list;
	u->list[u->count++] = (struct dye_unit_count){recipient, tried};
	return DYE_OK;
}

static int
by_recipient(const void * a, const void * b)
{
	const struct dye_unit_count * x = a;
	const struct dye_unit_count * y = b;

	return (x->recipient > y->recipient) - (x->recipient < y->recipient);
}

/* An account that has units of several marks has them all together. */
static void
add_up(struct dye_units * u)
{
	size_t i, kept = 0;

	if (u->count > 0)
		qsort(u->list, u->count, sizeof(*u->list), by_recipient);
	for (i = 0; i < u->count; i++) {
		if (kept > 0 && u->list[kept - 1].recipient == u->list[i].recipient)
			u->list[kept - 1].tried += u->list[i].tried;
		else
			u->list[kept++] = u->list[i];
	}
	u->count = kept;
}

static enum dye_code
find_units(const struct dye_mark_context * context, struct dye_units * u, struct dye_error * err)
{
	uint32_t m;

	for (m = 0; m < DYE_MARKS_MAX && dye_marks[m] != NULL; m++) {
		double density = 0;

		if (dye_marks[m]->units == NULL)
			continue;
		DYE_TRY(dye_marks[m]->units(context, &density, take_units, u, err));
		u->density += density;
		u->marks |= UINT64_C(1) << m;
	}
	add_up(u);
	return DYE_OK;
}

static uint64_t
units_of(void * cookie, uint64_t recipient)
{
	const struct dye_units * u = cookie;
	struct dye_unit_count key = {.recipient = recipient};
	const struct dye_unit_count * found =
	    u->count == 0 ? NULL : bsearch(&key, u->list, u->count, sizeof(key), by_recipient);

	return found == NULL ? 0 : found->tried;
}

/*
 * What who has units leaves over, for what others' units say: 1 less a tenth of the weight of the models under which units count, 0.702 (docs/EVIDENCE.md,
 * 2.3 and 4.8). Who has none, or a profile by which none count, must leave as much.
 */
#define LEFT_OVER 0.9298

/* Weights where they differ: by whom accounts exported, or since some have units and others none. */
static enum dye_code
find_weights(struct dye_populations * p, const struct dye_crowds * crowds, const struct dye_coverage * coverage,
    struct dye_error * err)
{
	bool units = false;

	for (size_t i = 0; i < p->count; i++)
		units = units || (p->units[i].count > 0 && p->units[i].density > 0);
	for (size_t i = 0; i < p->count; i++) {
		const double * covered = coverage == NULL ? NULL : coverage->of[i].log2_weights;
		const struct dye_population * of = &p->list[i];
		double * w;

		if (covered == NULL && !units)
			continue;
		if ((w = p->log2_weights[i] = calloc(of->count + 1, sizeof(*w))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (size_t k = 0; k < of->count; k++) {
			w[k] = covered != NULL ? covered[k] : -log2((double)crowds->pairs);
			if (units && !(of->density > 0 && units_of(of->cookie, of->numbers[k]) > 0))
				w[k] += log2(LEFT_OVER);
		}
		p->list[i].log2_weights = w;
	}
	return DYE_OK;
}

enum dye_code
dye_populations_find(const struct dye_vault * vault, struct dye_store * store, const struct dye_crowds * crowds,
    const struct dye_observation * observation, const struct dye_coverage * coverage, struct dye_populations * p,
    struct dye_error * err)
{
	size_t i;

	*p = (struct dye_populations){.count = crowds->count};
	p->list = calloc(crowds->count + 1, sizeof(*p->list));
	p->units = calloc(crowds->count + 1, sizeof(*p->units));
	p->log2_weights = calloc(crowds->count + 1, sizeof(*p->log2_weights));
	if (p->list == NULL || p->units == NULL || p->log2_weights == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < crowds->count; i++) {
		const struct dye_crowd * c = &crowds->list[i];
		const struct dye_observed * of = &observation->of[i];
		struct dye_mark_context context = {
		    .vault = vault, .store = store, .dataset = &c->dataset, .profile = c->profile};

		DYE_TRY(find_units(&context, &p->units[i], err));
		p->list[i] = (struct dye_population){.numbers = c->numbers,
		    .count = c->count,
		    .readings = (const struct dye_leak * const *)of->leaks,
		    .weights = of->weights,
		    .reading_count = of->count,
		    .density = p->units[i].density,
		    .units_of = units_of,
		    .cookie = &p->units[i],
		    .unit_marks = p->units[i].marks};
	}
	return find_weights(p, crowds, coverage, err);
}
