#include "watermark/learn/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What becomes of one context. */
enum fate { POOLED, OWN, UNIFORM, EXPELLED };

static uint8_t
alternatives_of(const struct dye_count * c)
{

	return c->kind->slot_types[c->type].count;
}

static uint64_t
total_of(const struct dye_count * c)
{
	uint64_t total = 0;
	uint8_t k;

	for (k = 0; k < alternatives_of(c); k++)
		total += c->seen[k];
	return total;
}

static uint8_t
commonest_of(const struct dye_count * c)
{
	uint8_t k, best = 0;

	for (k = 1; k < alternatives_of(c); k++)
		if (c->seen[k] > c->seen[best])
			best = k;
	return best;
}

/* Rule 2: leave in *c what may stand in a table; return how many alternatives. The rarest goes first, since its going raises the others' shares. */
static unsigned
qualify(struct dye_count * c)
{
	unsigned left;
	uint8_t k, rarest;
	uint64_t total;

	for (;;) {
		rarest = 0;
		left = 0;
		for (k = 0; k < alternatives_of(c); k++) {
			if (c->seen[k] == 0)
				continue;
			if (left++ == 0 || c->seen[k] < c->seen[rarest])
				rarest = k;
		}
		total = total_of(c);
		if (left == 0 || (c->seen[rarest] >= DYE_LEARN_LEAST_COUNT &&
				     c->seen[rarest] * 100 >= total * DYE_LEARN_LEAST_PERCENT))
			return left;
		c->seen[rarest] = 0;
	}
}

static void
add_seen(struct dye_count * sum, const struct dye_count * c)
{
	uint8_t k;

	for (k = 0; k < alternatives_of(c); k++)
		sum->seen[k] += c->seen[k];
}

bool
dye_counts_vary(const struct dye_counts * counts)
{
	struct dye_count one, all = {0};
	size_t i;

	for (i = 0; i < counts->count; i++) {
		one = counts->list[i];
		if (i == 0 || one.type != all.type)
			all = one;
		else
			add_seen(&all, &one);
		if (qualify(&one) > 1)
			return true;
		one = all;
		if ((i + 1 == counts->count || counts->list[i + 1].type != all.type) && qualify(&one) > 1)
			return true;
	}
	return false;
}

/* Rule 5: units by the largest remainder. Every alternative of *c that was seen gets at least one: it has 3 % or more. */
static void
make_units(const struct dye_count * c, uint32_t * units)
{
	uint64_t total = total_of(c), remainder[DYE_ALTERNATIVES_MAX];
	uint32_t left = DYE_TABLE_UNITS;
	uint8_t k, best;

	for (k = 0; k < alternatives_of(c); k++) {
		/* Counts are below 2^48, or this would take centuries. */
		units[k] = (uint32_t)(c->seen[k] * DYE_TABLE_UNITS / total);
		remainder[k] = c->seen[k] * DYE_TABLE_UNITS % total;
		left -= units[k];
	}
	for (; left > 0; left--) {
		best = 0;
		for (k = 1; k < alternatives_of(c); k++)
			if (remainder[k] > remainder[best])
				best = k;
		units[best]++;
		remainder[best] = 0;
	}
}

static struct dye_table
make_table(const struct dye_count * c, const char * context, bool enabled)
{
	struct dye_table t = {.kind = c->kind, .type = c->type, .enabled = enabled};
	uint32_t units[DYE_ALTERNATIVES_MAX];
	uint8_t k;

	memcpy(t.context, context, strlen(context) + 1);
	make_units(c, units);
	for (k = 0; k < alternatives_of(c); k++) {
		if (units[k] == 0)
			continue;
		t.alternatives[t.count] = k;
		t.cumulative[t.count + 1] = t.cumulative[t.count] + units[k];
		t.count++;
	}
	return t;
}

/* The table that says "one style, and nothing is to be marked": 65536 units of the commonest spelling. */
static struct dye_table
make_plain_table(const struct dye_count * c)
{
	struct dye_count only = {.kind = c->kind, .type = c->type};

	only.seen[commonest_of(c)] = 1;
	return make_table(&only, c->context, false);
}

enum dye_code
dye_learn_add_table(struct dye_profile * profile, struct dye_table table, struct dye_error * err)
{
	struct dye_table * tables;

	if ((tables = reallocarray(profile->tables, (size_t)profile->table_count + 1, sizeof(*tables))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	profile->tables = tables;
	tables[profile->table_count++] = table;
	return DYE_OK;
}

enum dye_code
dye_learn_note_off(
    struct dye_learned * learned, const struct dye_count * count, enum dye_learn_reason reason, struct dye_error * err)
{
	struct dye_learn_off * off;

	if ((off = reallocarray(learned->off, learned->off_count + 1, sizeof(*off))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	learned->off = off;
	off += learned->off_count++;
	*off = (struct dye_learn_off){
	    .kind = count->kind, .type = count->type, .slots = total_of(count) + count->other, .reason = reason};
	memcpy(off->context, count->context, sizeof(off->context));
	return DYE_OK;
}

/* The 0.999 quantile of chi-square, by Wilson and Hilferty's approximation (1931). */
static double
chi_square_limit(unsigned degrees)
{
	double v = 2.0 / (9.0 * degrees);
	double root = 1 - v + DYE_LEARN_Z * sqrt(v);

	return degrees * root * root * root;
}

/*
 * Rule 4: the G statistic of a context's counts against the pool's shares, over the alternatives that the pool kept, as a
 * multiple of its limit. More than 1: it differs.
 */
static double
differs(const struct dye_count * c, const struct dye_count * pool, unsigned alternatives)
{
	double g = 0, total = 0, pool_total = (double)total_of(pool);
	uint8_t k;

	if (alternatives < 2)
		return 0;
	for (k = 0; k < alternatives_of(c); k++)
		if (pool->seen[k] > 0)
			total += (double)c->seen[k];
	for (k = 0; k < alternatives_of(c); k++)
		if (pool->seen[k] > 0 && c->seen[k] > 0)
			g += 2 * (double)c->seen[k] *
			     log((double)c->seen[k] * pool_total / (total * (double)pool->seen[k]));
	return g / chi_square_limit(alternatives - 1);
}

static enum fate
first_fate(const struct dye_count * c)
{
	struct dye_count kept = *c;
	uint64_t total = total_of(c);

	if (qualify(&kept) >= 2)
		return OWN;
	if (total >= DYE_LEARN_UNIFORM_SLOTS && c->seen[commonest_of(c)] * 100 >= total * DYE_LEARN_UNIFORM_PERCENT)
		return UNIFORM;
	return POOLED;
}

/* Sum the contexts that are pooled; leave what qualifies; return how many alternatives do. */
static unsigned
make_pool(const struct dye_count * list, const enum fate * fates, size_t n, struct dye_count * pool)
{
	size_t i;
	uint8_t k;

	*pool = (struct dye_count){.kind = list->kind, .type = list->type, .context = "*"};
	for (i = 0; i < n; i++) {
		if (fates[i] != POOLED)
			continue;
		for (k = 0; k < alternatives_of(list); k++)
			pool->seen[k] += list[i].seen[k];
	}
	return qualify(pool);
}

/* Rule 4: pool, and expel who differs, the worst first. Return how many alternatives the pool ends with. */
static unsigned
settle_pool(const struct dye_count * list, enum fate * fates, size_t n, struct dye_count * pool)
{
	unsigned alternatives;
	double worst, d;
	size_t i, who;

	for (;;) {
		alternatives = make_pool(list, fates, n, pool);
		worst = 0;
		who = n;
		for (i = 0; i < n; i++) {
			if (fates[i] != POOLED || (d = differs(&list[i], pool, alternatives)) <= 1 || d <= worst)
				continue;
			worst = d;
			who = i;
		}
		if (who == n)
			return alternatives;
		fates[who] = EXPELLED;
	}
}

static enum dye_code
neutral_context(
    const struct dye_count * c, enum fate fate, bool pool, struct dye_learned * learned, struct dye_error * err)
{
	struct dye_count kept = *c;
	enum dye_code rc;

	switch (fate) {
	case OWN:
		(void)qualify(&kept);
		return dye_learn_add_table(learned->profile, make_table(&kept, c->context, true), err);
	case UNIFORM:
	case EXPELLED:
		if ((rc = dye_learn_add_table(learned->profile, make_plain_table(c), err)) != DYE_OK)
			return rc;
		return dye_learn_note_off(learned, c, fate == UNIFORM ? DYE_OFF_UNIFORM : DYE_OFF_DIFFERS, err);
	case POOLED:
	default:
		return pool ? DYE_OK : dye_learn_note_off(learned, c, DYE_OFF_FEW, err);
	}
}

/* Tables of a neutral type: ${n} contexts, sorted. */
static enum dye_code
neutral_tables(const struct dye_count * list, size_t n, struct dye_learned * learned, struct dye_error * err)
{
	struct dye_count pool;
	enum fate * fates;
	enum dye_code rc = DYE_OK;
	bool pooled;
	size_t i;

	if ((fates = calloc(n, sizeof(*fates))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < n; i++)
		fates[i] = first_fate(&list[i]);
	pooled = settle_pool(list, fates, n, &pool) >= 2;
	if (pooled)
		rc = dye_learn_add_table(learned->profile, make_table(&pool, "*", true), err);
	for (i = 0; i < n && rc == DYE_OK; i++)
		rc = neutral_context(&list[i], fates[i], pooled, learned, err);
	free(fates);
	return rc;
}

/* Rule 6. */
static enum dye_code
tolerant_table(const struct dye_count * c, int tolerance, struct dye_learned * learned, struct dye_error * err)
{
	struct dye_count kept = *c, even = {.kind = c->kind, .type = c->type};
	uint8_t k;

	if (tolerance < alternatives_of(c) - 1)
		return dye_learn_note_off(learned, c, DYE_OFF_TOLERANT, err);
	for (k = 0; k < alternatives_of(c); k++)
		even.seen[k] = 1;
	for (k = 0; k < alternatives_of(c); k++)
		if (kept.seen[k] < DYE_LEARN_LEAST_COUNT)
			return dye_learn_note_off(learned, c, DYE_OFF_FEW, err);
	if (differs(c, &even, alternatives_of(c)) > 1)
		return dye_learn_note_off(learned, c, DYE_OFF_UNEVEN, err);
	return dye_learn_add_table(learned->profile, make_table(&even, c->context, true), err);
}

static enum dye_code
type_tables(
    const struct dye_count * list, size_t n, int tolerance, struct dye_learned * learned, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	switch (list->kind->slot_types[list->type].class) {
	case DYE_NEUTRAL:
		return neutral_tables(list, n, learned, err);
	case DYE_TOLERANT:
		for (i = 0; i < n && rc == DYE_OK; i++)
			rc = tolerant_table(&list[i], tolerance, learned, err);
		return rc;
	case DYE_FRAGILE:
	default:
		for (i = 0; i < n && rc == DYE_OK; i++)
			rc = dye_learn_note_off(learned, &list[i], DYE_OFF_FRAGILE, err);
		return rc;
	}
}

static int
table_compare(const void * a, const void * b)
{

	return dye_table_order(a, b);
}

void
dye_learn_sort_tables(struct dye_profile * profile)
{

	if (profile->table_count > 0)
		qsort(profile->tables, profile->table_count, sizeof(*profile->tables), table_compare);
}

enum dye_code
dye_learn_tables(const struct dye_counts * counts, dye_tolerance_of tolerance_of, const void * cookie,
    struct dye_learned * learned, struct dye_error * err)
{
	struct dye_profile * profile = learned->profile;
	enum dye_code rc;
	size_t i, j;

	for (i = 0; i < counts->count; i = j) {
		const struct dye_count * c = &counts->list[i];

		for (j = i + 1; j < counts->count; j++)
			if (counts->list[j].kind != c->kind || counts->list[j].type != c->type)
				break;
		if ((rc = type_tables(c, j - i, tolerance_of(cookie, c->kind), learned, err)) != DYE_OK)
			return rc;
	}
	/* "*" was put before its contexts; "" stands before "*". */
	dye_learn_sort_tables(profile);
	return DYE_OK;
}
