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
