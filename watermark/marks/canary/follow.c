#include "watermark/marks/canary/follow.h"

#include <stdlib.h>
#include <string.h>

#include "formats/field/core/moment.h"
#include "watermark/marks/canary/plan.h"

/* So many rows of the pool are looked at, about; so many must have both dates. */
#define ROWS_LOOKED 512
#define ROWS_LEAST 32
/* One row in so many may have them in the other order; of rows that are paired at random one in so many must. */
#define EXCEPTION 100
#define BY_CHANCE 20

#define MICROSECOND UINT64_C(1)
#define DAY (UINT64_C(86400000000) * MICROSECOND)

/* A date, and what its least unit is; in microseconds. */
struct instant {
	uint64_t at, unit;
	uint32_t form;
};

/* The unit of a form of core/moment.h. */
static uint64_t
unit_of(uint32_t form)
{
	uint64_t unit = 1000000 * MICROSECOND;

	if (form < 2)
		return form == 0 ? DAY : 60 * unit;
	for (; form > 2; form--)
		unit /= 10;
	return unit;
}

static bool
read_instant(struct dye_slice text, enum dye_forge_days days, struct instant * t)
{

	if (dye_moment_never(text) || !dye_moment_read(text, days, &t->at, &t->form))
		return false;
	t->unit = unit_of(t->form);
	t->at *= t->unit;
	return true;
}

/* Whether ${a} is before ${b}, as far as both say. */
static bool
precedes(const struct instant * a, const struct instant * b)
{
	uint64_t unit = a->unit > b->unit ? a->unit : b->unit;

	return a->at / unit < b->at / unit;
}

/* ---- finding ---- */

/* The dates of a column in the rows that are looked at. */
struct dates {
	struct instant * at; /* Owned. */
	bool * any;	     /* Owned: there is one */
	uint32_t count;
};

static void
release_dates(struct dates * d)
{

	free(d->at);
	free(d->any);
}

static enum dye_code
read_dates(const struct dye_donor_pool * pool, uint32_t column, enum dye_forge_days days, struct dates * d,
    struct dye_error * err)
{
	uint32_t step = pool->rows / ROWS_LOOKED + 1;

	*d = (struct dates){.count = (pool->rows + step - 1) / step};
	d->at = calloc((size_t)d->count + 1, sizeof(*d->at));
	d->any = calloc((size_t)d->count + 1, sizeof(*d->any));
	if (d->at == NULL || d->any == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < d->count; i++)
		d->any[i] = read_instant(dye_donor_pool_cell(pool, i * step, column), days, &d->at[i]);
	return DYE_OK;
}

/* Of the rows whose ${b} is that of a row ${shift} further: how many have both, and in how many ${a} comes first, and ${b}. */
static uint32_t
count_orders(const struct dates * a, const struct dates * b, uint32_t shift, uint32_t * a_first, uint32_t * b_first)
{
	uint32_t n = 0;

	*a_first = *b_first = 0;
	for (uint32_t i = 0; i < a->count && a->count == b->count; i++) {
		uint32_t k = (i + shift) % a->count;

		if (!a->any[i] || !b->any[k])
			continue;
		n++;
		*a_first += precedes(&a->at[i], &b->at[k]);
		*b_first += precedes(&b->at[k], &a->at[i]);
	}
	return n;
}

/* Whether ${b} follows ${a}, and how. */
static bool
follows(const struct dates * a, const struct dates * b, bool * before)
{
	uint32_t a_first, b_first, others_a, others_b, n, others;

	n = count_orders(a, b, 0, &a_first, &b_first);
	others = count_orders(a, b, a->count / 2, &others_a, &others_b);
	if (n < ROWS_LEAST || others < ROWS_LEAST)
		return false;
	*before = a_first < b_first;
	return (*before ? a_first : b_first) <= n / EXCEPTION && (*before ? others_a : others_b) >= others / BY_CHANCE;
}

/* A date that is one of the row's, and not of a person. */
static bool
is_plain(const struct dye_canary_column * c)
{

	return dye_kind_is_time(c->column->kind) && c->role == DYE_ROLE_PLAIN && !c->fixed && !c->column->aged &&
	       !c->numbers;
}

static uint32_t
pool_column(const struct dye_donor_pool * pool, const struct dye_canary_column * c)
{

	return dye_donor_pool_column(pool, (struct dye_slice){c->column->name, strlen(c->column->name)});
}

/* The times of the column are between those of the rows around in a record. */
static bool
is_placed(const struct dye_donor_pool * pool, const struct dye_canary_column * c)
{

	for (uint32_t i = 0; i < pool->along_count && dye_canary_along(c); i++)
		if (pool->along[i].column == pool_column(pool, c))
			return true;
	return false;
}

/* The first and the last of a column. */
static void
find_ends(const struct dye_donor_pool * pool, uint32_t column, struct dye_follow * follow)
{
	struct instant t;

	follow->first = UINT64_MAX;
	follow->last = 0;
	for (uint32_t i = 0; i < pool->rows; i++) {
		if (!read_instant(dye_donor_pool_cell(pool, i, column), follow->days, &t))
			continue;
		follow->first = t.at < follow->first ? t.at : follow->first;
		follow->last = t.at > follow->last ? t.at : follow->last;
	}
}

/* Whether ${column} may follow ${leader}: what grows with numbers leads, and where both do, or neither, the first of them. */
static bool
may_follow(const struct dye_donor_pool * pool, const struct dye_canary_columns * cs, const struct dye_follow * f,
    uint32_t column, uint32_t leader)
{
	const struct dye_canary_column *c = &cs->columns[column], *l = &cs->columns[leader];

	bool placed = is_placed(pool, l);

	return column != leader && is_plain(l) && f[leader].leader == DYE_NO_CELL &&
	       (c->part == DYE_PART_KEEP || c->part == DYE_PART_FORGE) && !c->compared &&
	       (is_placed(pool, c) ? placed && leader < column : placed || leader < column);
}

/* What each column follows whose leader grows with numbers, if ${placed}, or does not. */
static void
find_leaders(const struct dye_donor_pool * pool, const struct dye_canary_columns * cs, const struct dates * dates,
    bool placed, struct dye_follow * f)
{

	for (uint32_t i = 0; i < cs->count; i++)
		for (uint32_t k = 0; k < cs->count && f[i].leader == DYE_NO_CELL; k++)
			if (is_plain(&cs->columns[i]) && is_placed(pool, &cs->columns[k]) == placed &&
			    may_follow(pool, cs, f, i, k) && follows(&dates[k], &dates[i], &f[i].before))
				f[i].leader = k;
}

enum dye_code
dye_follow_find(const struct dye_donor_pool * pool, const struct dye_canary_columns * cs, struct dye_follow * f,
    struct dye_error * err)
{
	struct dates * dates = calloc((size_t)cs->count + 1, sizeof(*dates));
	enum dye_code rc = dates == NULL ? dye_fail(err, DYE_ENOMEM, "out of memory") : DYE_OK;
	uint32_t i, column;

	for (i = 0; i < cs->count && rc == DYE_OK; i++) {
		f[i] = (struct dye_follow){.leader = DYE_NO_CELL};
		column = pool_column(pool, &cs->columns[i]);
		if (is_plain(&cs->columns[i]) && column != DYE_DONOR_POOL_NO_COLUMN)
			rc = read_dates(pool, column, dye_canary_days(cs->columns[i].column), &dates[i], err);
	}
	if (rc == DYE_OK) {
		find_leaders(pool, cs, dates, true, f);
		find_leaders(pool, cs, dates, false, f);
	}
	for (i = 0; i < cs->count && rc == DYE_OK; i++) {
		if (f[i].leader == DYE_NO_CELL)
			continue;
		f[i].days = dye_canary_days(cs->columns[i].column);
		f[i].led = dye_canary_days(cs->columns[f[i].leader].column);
		find_ends(pool, pool_column(pool, &cs->columns[i]), &f[i]);
	}
	for (i = 0; dates != NULL && i < cs->count; i++)
		release_dates(&dates[i]);
	free(dates);
	return rc;
}

/* ---- writing ---- */

/* ${at} moved as ${from} was to ${to}. */
static uint64_t
moved(uint64_t at, uint64_t from, uint64_t to)
{

	return to < from && from - to > at ? 0 : at - from + to;
}

/* Where there is so far to go from ${to} to the ${end}, as the cell stands between ${from} and there. */
static uint64_t
scaled(uint64_t at, uint64_t from, uint64_t to, uint64_t end)
{
	double share = end == from ? 1 : ((double)at - (double)from) / ((double)end - (double)from);

	return (uint64_t)((double)to + ((double)end - (double)to) * share);
}

static bool
wrong_order(const struct dye_follow * f, const struct instant * cell, const struct instant * leader)
{

	return f->before ? precedes(leader, cell) : precedes(cell, leader);
}

/* Further than any cell of the column. */
static bool
beyond(const struct dye_follow * f, uint64_t at)
{

	return f->before ? at < f->first : at > f->last;
}

bool
dye_follow_agrees(const struct dye_follow * f, struct dye_slice cell, struct dye_slice leader)
{
	struct instant c, l;

	return !read_instant(cell, f->days, &c) || !read_instant(leader, f->led, &l) || !wrong_order(f, &c, &l);
}

enum dye_code
dye_follow_write(const struct dye_follow * f, struct dye_slice cell, struct dye_slice leader, struct dye_slice made,
    struct dye_buffer * out, bool * done, struct dye_error * err)
{
	struct instant c, l, m, moves;

	*done = read_instant(cell, f->days, &c) && read_instant(leader, f->led, &l) && read_instant(made, f->led, &m);
	if (!*done)
		return DYE_OK;
	moves = c;
	/* Days that are counted stay as many, and minutes as many minutes. */
	if (c.unit == DAY || l.unit == DAY)
		moves.at = moved(c.at, l.at / DAY * DAY, m.at / DAY * DAY);
	else
		moves.at = moved(c.at, l.at, m.at);
	if (beyond(f, moves.at))
		moves.at = scaled(c.at, l.at, m.at, f->before ? f->first : f->last);
	if (wrong_order(f, &moves, &m) && !wrong_order(f, &c, &l))
		moves.at = m.at;
	return dye_moment_write(cell, f->days, c.form, moves.at / c.unit, out, done, err);
}
