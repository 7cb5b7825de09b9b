#include "trace/evidence/copy.h"

#include "watermark/marks/core/cellkey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of what a recipient did not supply, the share that the accused are taken to have supplied. */
#define EXPLAINED_SHARE 0.75
/* A likelihood ratio of an accused is not taken for more than 2^900, so that sums stay finite. */
#define LOG2_MAX 900.0

double
dye_log2_add(double a, double b)
{
	double big = a > b ? a : b, small = a > b ? b : a;

	if (isinf(small))
		return big;
	return big + log1p(exp2(small - big)) / M_LN2;
}

enum dye_code
dye_copy_open(const struct dye_plan * plan, struct dye_copy ** copy, struct dye_error * err)
{
	struct dye_copy * c = calloc(1, sizeof(*c));

	if (c == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->plan = plan;
	c->log2_s = calloc((size_t)plan->part_count + 1, plan->models * sizeof(double));
	c->log2_typical = calloc((size_t)plan->part_count + 1, plan->models * sizeof(double));
	c->hits = calloc((size_t)plan->part_count + 1, sizeof(double));
	c->sights = calloc(plan->sight_count + 1, sizeof(*c->sights));
	if (c->log2_s == NULL || c->log2_typical == NULL || c->hits == NULL || c->sights == NULL) {
		dye_copy_close(c);
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	}
	*copy = c;
	return DYE_OK;
}

void
dye_copy_close(struct dye_copy * copy)
{

	if (copy == NULL)
		return;
	free(copy->log2_s);
	free(copy->log2_typical);
	free(copy->hits);
	free(copy->sights);
	free(copy);
}

/* ---- spellings ---- */

static void
read_slot(struct dye_copy * c, const struct dye_plan_slot * ps, const uint8_t block[DYE_PRF_LEN])
{
	const struct dye_leak_slot * slot = &c->plan->leak->slots[ps->slot];
	const struct dye_variant * v = &c->plan->variants[ps->variant];
	uint8_t x = dye_table_draw(slot->table, dye_symbol_bits(block, slot->lane));
	size_t from = (size_t)v->class_of[x] * c->plan->models, to = (size_t)ps->part * c->plan->models;
	unsigned m;

	if (c->mark != DYE_EVERY_MARK && c->mark != slot->mark)
		return;
	for (m = 0; m < c->plan->models; m++) {
		c->log2_s[to + m] += v->log2_s[from + m];
		c->log2_typical[to + m] += v->log2_typical[from + m];
	}
	if (slot->seen >> x & 1)
		c->agree++;
	else
		c->differ++;
}

static enum dye_code
read_spellings(struct dye_copy * c, struct dye_prf * prf, struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN];
	enum dye_code rc;
	uint32_t b, s;

	memset(c->log2_s, 0, ((size_t)c->plan->part_count + 1) * c->plan->models * sizeof(double));
	memset(c->log2_typical, 0, ((size_t)c->plan->part_count + 1) * c->plan->models * sizeof(double));
	c->agree = c->differ = 0;
	for (b = 0; b < c->plan->block_count; b++) {
		const struct dye_plan_block * pb = &c->plan->blocks[b];

		if ((rc = dye_prf_key(prf, pb->key, err)) != DYE_OK)
			return rc;
		dye_symbol_input(c->recipient, pb->lane, block);
		if ((rc = dye_prf_blocks(prf, block, block, 1, err)) != DYE_OK)
			return rc;
		for (s = pb->slots; s != UINT32_MAX; s = c->plan->slots[s].next)
			read_slot(c, &c->plan->slots[s], block);
	}
	return DYE_OK;
}

/* ---- units ---- */

/* The recipient's sights: they stand together, sorted by recipient. Those of other marks than the one that is read are left out. */
static void
find_sights(struct dye_copy * c)
{
	const struct dye_plan * plan = c->plan;
	size_t low = 0, high = plan->sight_count;

	c->sight_count = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (plan->leak->units[plan->sights[mid].unit].recipient < c->recipient)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < plan->sight_count; low++) {
		const struct dye_leak_unit * unit = &plan->leak->units[plan->sights[low].unit];

		if (unit->recipient != c->recipient)
			break;
		if (c->mark == DYE_EVERY_MARK || c->mark == unit->mark)
			c->sights[c->sight_count++] = plan->sights[low];
	}
}

/* The sights of one unit, from ${first}: how many there are. */
static size_t
sights_of_one(const struct dye_copy * c, size_t first)
{
	size_t n = 1;

	while (first + n < c->sight_count && c->sights[first + n].unit == c->sights[first].unit)
		n++;
	return n;
}

static double
sight_bound(const struct dye_copy * c, const struct dye_plan_sight * sight)
{

	return dye_leak_bound(&c->plan->leak->units[sight->unit], sight->draws) + sight->log2_cost;
}

/* Each unit is at home in one row: of those that show it the one that shows most, the first of equals. */
static void
read_units(struct dye_copy * c)
{
	size_t i, n, k, home;

	find_sights(c);
	memset(c->hits, 0, ((size_t)c->plan->part_count + 1) * sizeof(double));
	c->units = 0;
	for (i = 0; i < c->sight_count; i++) {
		const struct dye_leak_unit * unit = &c->plan->leak->units[c->sights[i].unit];

		if (unit->units > c->tried)
			c->tried = unit->units;
	}
	for (i = 0; i < c->sight_count; i += n) {
		n = sights_of_one(c, i);
		for (home = i, k = i + 1; k < i + n; k++)
			if (sight_bound(c, &c->sights[k]) < sight_bound(c, &c->sights[home]))
				home = k;
		c->hits[c->sights[home].part] += exp2(-sight_bound(c, &c->sights[home])) / (double)c->tried;
		c->units++;
	}
}

enum dye_code
dye_copy_read(struct dye_copy * copy, struct dye_prf * prf, uint64_t recipient, uint64_t tried, double density,
    uint32_t mark, struct dye_error * err)
{
	enum dye_code rc;

	copy->recipient = recipient;
	copy->tried = tried;
	copy->mark = mark;
	if ((rc = read_spellings(copy, prf, err)) != DYE_OK)
		return rc;
	read_units(copy);
	copy->density = copy->tried > 0 ? density : 0;
	return DYE_OK;
}

/* ---- weighing ---- */

double
dye_explained_at(const struct dye_plan * plan, const struct dye_explained * explained, uint32_t part, unsigned m)
{

	if (explained->values == NULL)
		return 1 - plan->bank[m].share;
	return explained->values[(size_t)part * plan->models + m];
}

struct dye_part_weights
dye_part_weights(const struct dye_model * model, double explained, double d, double hits)
{
	double a = model->share;

	return (struct dye_part_weights){log2(explained), log2(a), log2((1 - d) + d * hits), log2(explained + a)};
}

double
dye_part_weigh(const struct dye_part_weights * w, double log2_s, double * log2_top)
{
	double top = dye_log2_add(w->explained, w->share + log2_s + w->unit);

	if (log2_top != NULL)
		*log2_top = top;
	return top - w->all;
}

double
dye_part_log2(const struct dye_model * model, double explained, double log2_s, double d, double hits, double * log2_top)
{
	struct dye_part_weights w = dye_part_weights(model, explained, d, hits);

	return dye_part_weigh(&w, log2_s, log2_top);
}

/* A copy being weighed under one model. */
struct weighing {
	const struct dye_copy * copy;
	const struct dye_explained * explained;
	unsigned m;
	double d; /* density under this model */
};

static double
log2_s_of(const struct weighing * w, uint32_t part)
{

	return w->copy->log2_s[(size_t)part * w->copy->plan->models + w->m];
}

static double
part_value(const struct weighing * w, uint32_t part, double * top)
{
	bool leads = part == w->copy->plan->part_count || w->copy->plan->parts[part].leads;

	return dye_part_log2(&w->copy->plan->bank[w->m], dye_explained_at(w->copy->plan, w->explained, part, w->m),
	    log2_s_of(w, part), leads ? w->d : 0, w->copy->hits[part], top);
}

/* No other unit of the recipient is seen in a row that shows this one. */
static bool private(const struct dye_copy * c, size_t first, size_t n)
{
	size_t i, k;

	for (i = first; i < first + n; i++)
		for (k = 0; k < c->sight_count; k++)
			if (c->sights[k].part == c->sights[i].part && c->sights[k].unit != c->sights[i].unit)
				return false;
	return true;
}

/* What it adds that all ${n} rows are one unit, on the union of what they show. */
static double
united_value(const struct weighing * w, size_t first, size_t n)
{
	const struct dye_copy * c = w->copy;
	double apart = 0, united = 0, top;
	uint64_t draws = 0;
	size_t i;

	for (i = first; i < first + n; i++) {
		uint32_t part = c->sights[i].part;

		(void)part_value(w, part, &top);
		apart += top;
		united += log2(c->plan->bank[w->m].share) + log2_s_of(w, part) + log2(w->d / (double)c->tried);
		draws |= c->sights[i].draws;
		united -= c->sights[i].log2_cost;
	}
	united -= dye_leak_bound(&c->plan->leak->units[c->sights[first].unit], draws);
	return dye_log2_add(apart, united) - apart;
}

static double
model_value(const struct weighing * w)
{
	const struct dye_copy * c = w->copy;
	double sum = 0;
	uint32_t part;
	size_t i, n;

	for (part = 0; part < c->plan->part_count; part++)
		sum += part_value(w, part, NULL);
	if (w->d > 0) {
		sum += (double)c->plan->silent_rows * part_value(w, c->plan->part_count, NULL);
		for (i = 0; i < c->sight_count; i += n) {
			n = sights_of_one(c, i);
			if (n > 1 && private(c, i, n))
				sum += united_value(w, i, n);
		}
	}
	return sum;
}

struct dye_weighed
dye_copy_weigh_apart(const struct dye_copy * copy, const struct dye_explained * explained)
{
	struct dye_weighed all = {-INFINITY, -INFINITY};
	unsigned m;

	for (m = 0; m < copy->plan->models; m++) {
		const struct dye_model * model = &copy->plan->bank[m];
		struct weighing w = {.copy = copy, .explained = explained, .m = m, .d = copy->density * model->units};
		double share = w.d > 0 ? dye_units_share(copy->units) : 1;
		double * to = w.d > 0 && copy->units > 0 ? &all.units : &all.plain;

		*to = dye_log2_add(*to, copy->plan->log2_weights[m] + log2(share) + model_value(&w));
	}
	return all;
}

double
dye_copy_weigh(const struct dye_copy * copy, const struct dye_explained * explained)
{
	struct dye_weighed all = dye_copy_weigh_apart(copy, explained);

	return dye_log2_add(all.plain, all.units);
}

/* ---- what the accused explain ---- */

enum dye_code
dye_explained_begin(struct dye_explained * explained, const struct dye_plan * plan, struct dye_error * err)
{
	size_t parts = (size_t)plan->part_count + 1, i;

	if ((explained->values = calloc(parts, plan->models * sizeof(double))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < parts * plan->models; i++)
		explained->values[i] = (1 - EXPLAINED_SHARE) * (1 - plan->bank[i % plan->models].share);
	return DYE_OK;
}

void
dye_explained_add(struct dye_explained * explained, const struct dye_copy * copy, size_t accused)
{
	const struct dye_plan * plan = copy->plan;
	uint32_t part, parts = plan->part_count;
	unsigned m;

	for (part = 0; part <= parts; part++) {
		bool leads = part == parts || plan->parts[part].leads;

		for (m = 0; m < plan->models; m++) {
			double d = leads ? copy->density * plan->bank[m].units : 0;
			double ratio =
			    copy->log2_typical[(size_t)part * plan->models + m] + log2((1 - d) + d * copy->hits[part]);

			explained->values[(size_t)part * plan->models + m] +=
			    EXPLAINED_SHARE * (1 - plan->bank[m].share) / (double)accused *
			    exp2(ratio < LOG2_MAX ? ratio : LOG2_MAX);
		}
	}
}

void
dye_explained_release(struct dye_explained * explained)
{

	free(explained->values);
	explained->values = NULL;
}
