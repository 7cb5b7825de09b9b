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

/* A number that somebody can ring: of a record with a decoy it is the owner's, and proves nothing by itself. */
static bool
is_rung(const struct dye_prospect * p, const struct dye_profile_column * c)
{

	return c->kind->exact && c->kind->shared && dye_canary_part(c, p->profile->rows) == DYE_PART_FORGE;
}

/* What the cells shown prove of one record, ${answering} if it has a decoy, and whether one of them can be looked up. */
static struct dye_sum
record_sum(const struct dye_prospect * p, bool answering, bool * found, double * cells)
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
		    !dye_canary_compared(c, p->profile->rows) || (answering && is_rung(p, c)))
			continue;
		spread = f->spread / 1000.0;
		sum.mean += f->mean / 1000.0;
		sum.variance += spread * spread;
		*cells += 1;
		*found = *found || dye_canary_anchored(c, p->profile->rows);
	}
	return sum;
}

/* The chance that a record, shown so, weighs at all. With decoys every record is one of two texts: a bit less (docs/EVIDENCE.md, 4.2). */
static enum dye_code
weighing(
    const struct dye_prospect * p, bool answering, struct dye_sum * record, double * chance, struct dye_error * err)
{
	double least, cells;
	bool found;

	*record = record_sum(p, answering, &found, &cells);
	record->mean -= answering;
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
	DYE_TRY(weighing(p, false, &record, &chance, err));
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

static bool
has_numbers(const struct dye_prospect * p)
{

	for (uint32_t i = 0; i < p->profile->column_count; i++)
		if (p->shown[i] && is_rung(p, &p->profile->columns[i]))
			return true;
	return false;
}

/* What is forecast has no decoys in it: of how many records there are with one, and who had them, this counts nothing. */
static enum dye_code
take_decoys(const struct dye_prospect * p, uint64_t * left, struct dye_error * err, struct dye_buffer * taken)
{
	uint64_t all, given;

	DYE_TRY(dye_store_decoy_counts(p->store, p->dataset->id, &all, &given, err));
	*left = all - given;
	if (all == 0)
		return DYE_OK;
	return dye_buffer_printf(taken, err,
	    "all invented records are thought to be dropped, also those that have one of the %llu decoys of the "
	    "dataset (%llu given) and answer\n",
	    (unsigned long long)all, (unsigned long long)given);
}

/* A record that answers stays in what a buyer is content with. */
static enum dye_code
advise_decoys(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	double share = share_of_copy(p), chance;
	struct dye_sum record;
	uint64_t left;

	DYE_TRY(take_decoys(p, &left, err, &advice->taken));
	if (!has_numbers(p))
		return dye_buffer_printf(&advice->never, err,
		    "no number is shown that is drawn for invented records, so decoys give them none that answers\n");
	DYE_TRY(weighing(p, true, &record, &chance, err));
	DYE_TRY(dye_buffer_printf(&advice->helps, err,
	    "decoys (leakdye decoys import; %llu left now): a buyer drops the rows whose numbers do not answer, and so "
	    "every invented record without a decoy; with one each they would stay, and %.0f %% of samples of %llu rows "
	    "would have one, whose number tells its account (leakdye decoys who)",
	    (unsigned long long)left, 100 * -expm1((double)p->rows * log1p(-fmin(0.99, share))),
	    (unsigned long long)p->rows));
	if (chance < 0.01)
		return dye_buffer_printf(&advice->helps, err,
		    "; in the evidence it would weigh nothing, since the columns shown beside the number prove too "
		    "little\n");
	return dye_buffer_printf(
	    &advice->helps, err, "; in the evidence it would weigh about %.0f bits, by its other cells\n", record.mean);
}

enum dye_code
dye_canary_advise(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	struct dye_sum record;
	double chance;

	if (density_of(p->profile) <= 0)
		return dye_buffer_printf(
		    &advice->helps, err, "invented records: there are none: %s\n", dye_canary_note(p->profile));
	DYE_TRY(weighing(p, false, &record, &chance, err));
	if (p->called)
		DYE_TRY(advise_decoys(p, advice, err));
	else if (chance < 0.01)
		return dye_buffer_printf(&advice->never, err,
		    "the columns shown tell no invented record from somebody's: too few cells of theirs are drawn\n");
	else
		DYE_TRY(advise_density(p, chance, &advice->helps, err));
	if (p->history->rows <= 0)
		DYE_TRY(dye_buffer_printf(&advice->taken, err,
		    "no export of this version is complete yet, so every invented record is thought to leave\n"));
	return DYE_OK;
}
