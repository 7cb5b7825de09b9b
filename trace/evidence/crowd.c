#include "trace/evidence/crowd.h"

#include <math.h>
#include <stdlib.h>

/* Rows whose slots are used: never fewer than the first, never more than the second, between them as time allows. */
#define ROWS_LEAST 2000
#define ROWS_MOST 20000
#define WORK_MOST UINT64_C(4000000000)

void
dye_crowd_close(struct dye_crowd * c)
{
	size_t i;

	for (i = 0; c->readings != NULL && i < c->population->reading_count; i++) {
		dye_sweep_close(c->readings[i].screen);
		dye_copy_close(c->readings[i].copy);
		dye_explained_release(&c->readings[i].explained);
		dye_order_free(c->readings[i].order);
		free(c->readings[i].bounds);
		free(c->readings[i].keys);
		dye_plan_free(c->readings[i].plan);
	}
	free(c->readings);
	free(c->tried);
	free(c->screened);
	free(c->hit);
}

static uint64_t
rows_allowed(size_t recipients)
{
	uint64_t rows = recipients > 0 ? WORK_MOST / recipients : ROWS_MOST;

	if (rows < ROWS_LEAST)
		return ROWS_LEAST;
	return rows > ROWS_MOST ? ROWS_MOST : rows;
}

static int
compare_u64(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

size_t
dye_crowd_place(const struct dye_crowd * c, uint64_t recipient)
{
	const struct dye_population * p = c->population;
	const uint64_t * found =
	    p->count == 0 ? NULL : bsearch(&recipient, p->numbers, p->count, sizeof(*p->numbers), compare_u64);

	return found == NULL ? SIZE_MAX : (size_t)(found - p->numbers);
}

/* List the recipients of the population that some reading has hits of. */
static enum dye_code
find_hit(struct dye_crowd * c, struct dye_error * err)
{
	size_t i, k, n = 0, all = 0;

	for (i = 0; i < c->population->reading_count; i++)
		all += c->population->readings[i]->unit_map.count;
	if ((c->hit = calloc(all + 1, sizeof(*c->hit))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < c->population->reading_count; i++) {
		const struct dye_leak * leak = c->population->readings[i];

		for (k = 0; k < leak->unit_map.count; k++)
			if (dye_crowd_place(c, leak->units[k].recipient) != SIZE_MAX)
				c->hit[n++] = leak->units[k].recipient;
	}
	qsort(c->hit, n, sizeof(*c->hit), compare_u64);
	for (i = 0; i < n; i++)
		if (c->hit_count == 0 || c->hit[c->hit_count - 1] != c->hit[i])
			c->hit[c->hit_count++] = c->hit[i];
	return DYE_OK;
}

/* Which marks saw something in some reading. */
static void
find_marks(struct dye_crowd * c)
{
	size_t i;
	uint32_t k;

	for (i = 0; i < c->population->reading_count; i++) {
		const struct dye_leak * leak = c->population->readings[i];

		for (k = 0; k < leak->slot_map.count; k++)
			c->marks |= UINT64_C(1) << leak->slots[k].mark;
		for (k = 0; k < leak->unit_map.count; k++)
			c->marks |= UINT64_C(1) << leak->units[k].mark;
		if (leak->places.count > 0)
			c->marks |= UINT64_C(1) << leak->place_mark;
		if (leak->texts.count > 0)
			c->marks |= UINT64_C(1) << leak->disguise_mark;
	}
}

static enum dye_code
ask_tried(struct dye_crowd * c, struct dye_error * err)
{
	const struct dye_population * p = c->population;
	size_t i;

	if (p->units_of == NULL || !(p->density > 0))
		return DYE_OK;
	if ((c->tried = calloc(p->count + 1, sizeof(*c->tried))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < p->count; i++)
		c->tried[i] = p->units_of(p->cookie, p->numbers[i]);
	return DYE_OK;
}

/* What the order of the leak says: it is the same in every round. */
static enum dye_code
order_open(struct dye_crowd * c, size_t number, unsigned threads, struct dye_error * err)
{
	const struct dye_population * p = c->population;
	struct dye_crowd_reading * r = &c->readings[number];

	DYE_TRY(dye_order_make(p->readings[number], &r->order, err));
	if (r->order == NULL || p->count <= DYE_CROWD_FEW)
		return DYE_OK;
	c->bounded = true;
	if ((r->bounds = calloc(p->count, sizeof(*r->bounds))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return dye_order_screen(r->order, p->numbers, p->count, threads, r->bounds, err);
}

/* What surrogates say: likewise. */
static enum dye_code
keys_open(struct dye_crowd * c, size_t number, unsigned threads, struct dye_error * err)
{
	const struct dye_population * p = c->population;
	struct dye_crowd_reading * r = &c->readings[number];
	struct dye_disguises * d;
	enum dye_code rc;

	DYE_TRY(dye_disguises_make(p->readings[number], p->count, &d, err));
	if (d == NULL)
		return DYE_OK;
	if ((r->keys = calloc(p->count + 1, sizeof(*r->keys))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_disguises_weigh(d, p->numbers, p->count, threads, r->keys, err);
	dye_disguises_free(d);
	return rc;
}

static enum dye_code
reading_open(struct dye_crowd * c, size_t number, unsigned threads, size_t * cache, struct dye_error * err)
{
	const struct dye_population * p = c->population;
	struct dye_crowd_reading * r = &c->readings[number];
	enum dye_code rc;

	r->log2_weight = log2(p->weights[number]);
	DYE_TRY(order_open(c, number, threads, err));
	DYE_TRY(keys_open(c, number, threads, err));
	if ((rc = dye_plan_make(p->readings[number], rows_allowed(p->count), &r->plan, err)) != DYE_OK)
		return rc;
	if ((rc = dye_copy_open(r->plan, &r->copy, err)) != DYE_OK || p->count <= DYE_CROWD_FEW)
		return rc;
	return dye_sweep_open(r->plan, p->numbers, c->tried, p->count, threads, cache, &r->screen, err);
}

enum dye_code
dye_crowd_open(
    struct dye_crowd * c, const struct dye_population * p, unsigned threads, size_t * cache, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	c->population = p;
	c->readings = calloc(p->reading_count + 1, sizeof(*c->readings));
	c->screened = calloc(p->count + 1, sizeof(*c->screened));
	if (c->readings == NULL || c->screened == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = ask_tried(c, err)) != DYE_OK)
		return rc;
	if ((rc = find_hit(c, err)) != DYE_OK)
		return rc;
	find_marks(c);
	for (i = 0; i < p->reading_count; i++)
		if ((rc = reading_open(c, i, threads, cache, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

uint64_t
dye_crowd_tried(const struct dye_crowd * c, uint64_t recipient)
{

	return c->tried != NULL ? c->tried[dye_crowd_place(c, recipient)] : 0;
}
