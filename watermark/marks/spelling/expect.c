#include "watermark/marks/spelling/expect.h"

#include <math.h>

/* How many different values n random cells show, of which two are the same with the chance p. */
static double
distinct_of(double n, const struct dye_profile_column * c)
{
	double p = c->repeats / (double)DYE_REPEATS_UNITS;

	return p > 0 ? (p < 1 ? -expm1(n * log1p(-p)) / p : 1) : n;
}

/* What a row of the leak carries in all columns that it shows. A value counts once, in whatever rows it stands. */
static struct dye_sum
row_sum(const struct dye_prospect * p)
{
	double n = (double)p->rows;
	struct dye_sum row = {0};
	uint32_t i;

	for (i = 0; i < p->profile->column_count; i++) {
		const struct dye_profile_column * c = &p->profile->columns[i];
		const struct dye_figure * f = dye_profile_figure(c, DYE_SPELLING_FIGURE);
		double part, spread;

		if (!p->shown[i] || !c->mark || f == NULL)
			continue;
		part = distinct_of(n, c) / n;
		spread = f->spread / 1000.0;
		row.mean += part * f->mean / 1000.0;
		row.variance += part * spread * spread;
	}
	return row;
}

/* ---- copies that were mixed cell by cell ---- */

/* One slot of a column's kind: what it gives where it shows what one account in n has. */
struct slot_law {
	double entropy, surprise; /* mean and variance of log2 1/p of what was drawn */
	struct dye_sum own, other;
};

/* Add the slots of one table: by 1/p they are weighed as (1 - g)/p + g where they agree, g where not (docs/EVIDENCE.md, 4). */
static void
add_table(struct slot_law * law, const struct dye_table * t, double g)
{
	double entropy = 0, squares = 0;
	uint8_t k;

	for (k = 0; k < t->count; k++) {
		double p = dye_table_units(t, k) / (double)DYE_TABLE_UNITS, agrees = log2((1 - g) / p + g);

		entropy -= p * log2(p);
		squares += p * log2(p) * log2(p);
		law->own.mean += p * agrees;
		law->own.variance += p * agrees * agrees;
		law->other.mean += p * (p * agrees + (1 - p) * log2(g));
		law->other.variance += p * (p * agrees * agrees + (1 - p) * log2(g) * log2(g));
	}
	law->entropy += entropy;
	law->surprise += squares - entropy * entropy;
}

static void
divide(struct dye_sum * s, double n)
{

	s->mean /= n;
	s->variance = fmax(0, s->variance / n - s->mean * s->mean);
}

/* The mean over the tables that mark the kind; false: none does. */
static bool
slot_of(const struct dye_profile * p, const struct dye_kind * kind, double g, struct slot_law * law)
{
	double n = 0;
	uint32_t i;

	*law = (struct slot_law){0};
	for (i = 0; i < p->table_count; i++)
		if (p->tables[i].kind == kind && p->tables[i].enabled && p->tables[i].count > 1) {
			add_table(law, &p->tables[i], g);
			n++;
		}
	if (n <= 0)
		return false;
	law->entropy /= n;
	law->surprise /= n;
	divide(&law->own, n);
	divide(&law->other, n);
	return true;
}

/* What a cell of mean m and variance v gives, all of whose slots are one account's of n: it has m / H of them, H the entropy of one. */
static struct dye_sum
mixed_cell(const struct slot_law * slot, struct dye_sum cell, double n)
{
	double count = cell.mean / slot->entropy, step = slot->own.mean - slot->other.mean;
	double spread = fmax(0, cell.variance - count * slot->surprise) / (slot->entropy * slot->entropy);
	struct dye_sum s;
	double each;

	each = (slot->own.mean + (n - 1) * slot->other.mean) / n;
	s.mean = count * each;
	s.variance = count * (slot->own.variance + (n - 1) * slot->other.variance) / n + spread * each * each +
		     (spread + count * count) * step * step * (n - 1) / (n * n);
	return s;
}

/* As row_sum(), of a leak whose cells are each one of several accounts'. */
static struct dye_sum
mixed_sum(const struct dye_prospect * p)
{
	double n = (double)p->rows, mixers = p->mixers;
	struct dye_sum row = {0}, cell;
	struct slot_law slot;
	uint32_t i;

	for (i = 0; i < p->profile->column_count; i++) {
		const struct dye_profile_column * c = &p->profile->columns[i];
		const struct dye_figure * f = dye_profile_figure(c, DYE_SPELLING_FIGURE);
		double part;

		if (!p->shown[i] || !c->mark || f == NULL || !slot_of(p->profile, c->kind, 1 - 0.99 / mixers, &slot))
			continue;
		part = distinct_of(n, c) / n;
		cell = (struct dye_sum){f->mean / 1000.0, f->spread / 1000.0 * (f->spread / 1000.0)};
		cell = mixed_cell(&slot, cell, mixers);
		row.mean += part * cell.mean;
		row.variance += part * cell.variance;
	}
	return row;
}

static enum dye_code
expect_mixed(const struct dye_prospect * p, struct dye_law * law, struct dye_error * err)
{
	struct dye_sum row = mixed_sum(p);
	struct dye_outcome o = {.chance = 1};

	o.symbols.mean = (double)p->rows * row.mean;
	o.symbols.variance = (double)p->rows * row.variance;
	return dye_law_add(law, &o, err);
}

static bool
is_empty(struct dye_sum s)
{

	return s.mean <= 0 && s.variance <= 0;
}

enum dye_code
dye_spelling_expect(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	struct dye_outcome o = {.chance = 1};
	struct dye_sum row, own, other;
	double n = (double)p->rows;

	*known = true;
	if (p->rows == 0 || is_empty(row = row_sum(p)) || p->respelt)
		return DYE_OK;
	/* Alternatives that differ in a sign or a space alone are one then: which they are, the figures do not say. */
	*known = !p->stripped;
	if (p->mixers > 1)
		return expect_mixed(p, law, err);
	own = dye_row_own(row, p->share);
	other = dye_row_other(row, p->share);
	o.symbols.mean = n * (p->own * own.mean + (1 - p->own) * other.mean);
	o.symbols.variance = n * (p->own * own.variance + (1 - p->own) * other.variance);
	return dye_law_add(law, &o, err);
}

/* Values of this kind may move, if the owner says by how much. */
static bool
needs_tolerance(const struct dye_profile_column * c)
{
	uint8_t t;

	for (t = 0; t < c->kind->slot_type_count; t++)
		if (c->kind->slot_types[t].class == DYE_TOLERANT)
			return !c->mark && c->tolerance == 0;
	return false;
}

enum dye_code
dye_spelling_advise(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	uint32_t i, silent = 0;

	if (p->respelt)
		return dye_buffer_printf(&advice->never, err,
		    "spellings, tolerances among them, say nothing in rows that were all respelt: what else is carried "
		    "must do\n");
	for (i = 0; i < p->profile->column_count; i++) {
		const struct dye_profile_column * c = &p->profile->columns[i];

		if (!p->shown[i] || c->mark)
			continue;
		if (needs_tolerance(c))
			DYE_TRY(dye_buffer_printf(&advice->helps, err,
			    "column %u (%s): a tolerance, if its values may move, lets it carry something (learn "
			    "--tolerate)\n",
			    i + 1u, c->kind->name));
		else
			silent++;
	}
	if (silent > 0)
		DYE_TRY(dye_buffer_printf(&advice->never, err,
		    "%u of the columns shown %s no spellings: no cell there is ever written in another way\n", silent,
		    silent == 1 ? "has" : "have"));
	return DYE_OK;
}
