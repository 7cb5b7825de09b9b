#include "watermark/marks/canary/expect.h"

#include <math.h>

#include "watermark/marks/canary/agree.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/replaced.h"

/* What a cell that agrees costs, since only afterwards it is known which do (docs/EVIDENCE.md, 4.2). */
#define CELL_COST 0.0932

static double
density_of(const struct dye_profile * profile)
{
	const struct dye_canary_settings * s = dye_canary_settings(profile);

	return s->on ? s->density / (double)DYE_TABLE_UNITS : 0;
}

/* The share of a copy's rows that are invented: as exports had it, or, where there was none, as if every record could leave. */
static double
share_of_copy(const struct dye_prospect * p)
{
	double d = density_of(p->profile);

	return p->history->rows > 0 ? p->history->units / p->history->rows : d / (1 + d);
}

/* What the cells shown prove of one record, and whether one of them can be looked up. */
static struct dye_sum
record_sum(const struct dye_prospect * p, bool * found, double * cells)
{
	struct dye_sum sum = {0};
	uint32_t i;

	*found = false;
	*cells = 0;
	for (i = 0; i < p->profile->column_count; i++) {
		const struct dye_profile_column * c = &p->profile->columns[i];
		const struct dye_figure * f = dye_profile_figure(c, DYE_CANARY_FIGURE);
		double spread;

		if (!p->shown[i] || f == NULL || dye_column_replaced(p->profile, c) ||
		    !dye_canary_compared(c, p->profile->rows))
			continue;
		spread = f->spread / 1000.0;
		sum.mean += f->mean / 1000.0;
		sum.variance += spread * spread;
		*cells += 1;
		*found = *found || dye_canary_anchored(c, p->profile->rows);
	}
	return sum;
}

/* The chance that a record, shown so, weighs at all. */
static enum dye_code
weighing(const struct dye_prospect * p, struct dye_sum * record, double * chance, struct dye_error * err)
{
	double least, cells;
	bool found;

	*record = record_sum(p, &found, &cells);
	DYE_TRY(dye_canary_threshold(p->store, p->dataset->id, p->profile->rows, &least, err));
	*chance = found ? dye_sum_reaches(*record, least) : 0;
	record->mean -= CELL_COST * cells;
	return DYE_OK;
}

enum dye_code
dye_canary_expect(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	double d = density_of(p->profile), chance, tried;
	struct dye_sum record;

	*known = true;
	if (d <= 0)
		return DYE_OK;
	DYE_TRY(weighing(p, &record, &chance, err));
	/* Who looks whether people exist, or whether another copy has them, leaves none; that rows are none then costs what it does. */
	if (p->called || p->mixers > 1)
		chance = 0;
	tried = fmax(1, p->history->tried > 0 ? p->history->tried : d * (double)p->profile->rows);
	/* A row that is one: log2(a d / n q); one that is none: log2(1 - a d), where it shows no spelling. */
	record.mean += log2(p->share * d / tried);
	return dye_law_units(
	    law, p->rows, fmin(0.5, p->own * share_of_copy(p) * chance), record, log2(1 - p->share * d), err);
}

/* The density at which a sample of so many rows has an invented record in 99 of 100, as a share of what there is now. */
static double
density_wanted(double share, double rows)
{

	return share > 0 && rows > 0 ? -expm1(log(0.01) / rows) / share : 0;
}

static enum dye_code
advise_density(const struct dye_prospect * p, double chance, struct dye_buffer * helps, struct dye_error * err)
{
	double d = density_of(p->profile), share = share_of_copy(p) * chance;
	double wanted = d * density_wanted(share, (double)p->rows);

	if (wanted <= d)
		return DYE_OK;
	if (wanted > 0.5)
		return dye_buffer_printf(helps, err,
		    "more invented records: at a density of 50 %% a sample of %llu rows has one in %.0f %% (learn "
		    "--density 50); now in %.0f %%\n",
		    (unsigned long long)p->rows, 100 * -expm1((double)p->rows * log1p(-fmin(0.99, share * 0.5 / d))),
		    100 * -expm1((double)p->rows * log1p(-share)));
	return dye_buffer_printf(helps, err,
	    "more invented records: at a density of %.2g %% a sample of %llu rows has one in 99 %% (learn --density "
	    "%.2g); now, at %.2g %%, in %.0f %%\n",
	    100 * wanted, (unsigned long long)p->rows, 100 * wanted, 100 * d,
	    100 * -expm1((double)p->rows * log1p(-share)));
}

enum dye_code
dye_canary_advise(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	struct dye_sum record;
	double chance;

	if (density_of(p->profile) <= 0)
		return dye_buffer_printf(
		    &advice->helps, err, "invented records: there are none: %s\n", dye_canary_note(p->profile));
	DYE_TRY(weighing(p, &record, &chance, err));
	if (chance < 0.01)
		return dye_buffer_printf(&advice->never, err,
		    "the columns shown tell no invented record from somebody's: too few cells of theirs are drawn\n");
	DYE_TRY(advise_density(p, chance, &advice->helps, err));
	if (p->history->rows <= 0)
		DYE_TRY(dye_buffer_printf(&advice->taken, err,
		    "no export of this version is complete yet, so every invented record is thought to leave\n"));
	return DYE_OK;
}
