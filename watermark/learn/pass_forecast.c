/* Of the fourth pass, over marked columns: what rows carry. */
#include "watermark/learn/learner.h"

#include <stdlib.h>

#include "watermark/marks/spelling/expect.h"

struct row_sum {
	uint64_t digest;
	struct dye_bits bits;
	bool filled;
};

static void
row_sum_add(struct row_sum * sum, uint64_t digest, struct dye_bits bits)
{

	sum->digest = dye_digest_mix(sum->digest, digest);
	sum->bits.mean += bits.mean;
	sum->bits.variance += bits.variance;
	sum->filled = true;
}

/* Columns that are not marked carry nothing, but make rows distinct only in their own forecast, which is not made. */
enum dye_code
dye_learner_forecast_row(struct dye_learner * l, const struct dye_row * row, struct dye_error * err)
{
	struct row_sum all = {0}, anonymous = {0};
	uint32_t i, n = l->profile->column_count;
	struct dye_bits bits;
	uint64_t digest;
	enum dye_code rc;

	for (i = 0; i < n; i++) {
		const struct dye_profile_column * c = &l->profile->columns[i];

		if (!c->mark || row->cells[i].text.len == 0)
			continue;
		if ((rc = dye_learner_parse(l, c->kind, row->cells[i].text, &digest, err)) != DYE_OK)
			return rc;
		bits = dye_cell_bits(l->profile, c->kind, &l->parse);
		if ((rc = dye_forecast_add(&l->sums[i], digest, bits, err)) != DYE_OK)
			return rc;
		row_sum_add(&all, dye_digest_mix(digest, i), bits);
		if (!c->identity)
			row_sum_add(&anonymous, dye_digest_mix(digest, i), bits);
	}
	if (all.filled && (rc = dye_forecast_add(&l->sums[n], all.digest, all.bits, err)) != DYE_OK)
		return rc;
	if (!anonymous.filled)
		return DYE_OK;
	return dye_forecast_add(&l->sums[n + 1], anonymous.digest, anonymous.bits, err);
}

enum dye_code
dye_learner_forecast_open(struct dye_learner * l, struct dye_error * err)
{
	uint32_t n = l->profile->column_count;

	l->sums = calloc((size_t)n + 2, sizeof(*l->sums));
	l->learned->columns = calloc(n, sizeof(*l->learned->columns));
	if (l->sums == NULL || l->learned->columns == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < n; i++)
		l->sums[i].step = l->profile->rows / DYE_FORECAST_SAMPLE + 1;
	return DYE_OK;
}

/* What is forecast here are spellings; of marks that measure themselves see watermark/marks/mark.h. */
static enum dye_code
note_figures(struct dye_learner * l, struct dye_error * err)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++) {
		const struct dye_forecast * f = &l->learned->columns[i];

		if (!l->profile->columns[i].mark)
			continue;
		DYE_TRY(
		    dye_profile_figure_set(&l->profile->columns[i], DYE_SPELLING_FIGURE, f->bits_row, f->spread, err));
		l->profile->columns[i].repeats = (uint32_t)(f->repeat * DYE_REPEATS_UNITS + 0.5);
	}
	return DYE_OK;
}

enum dye_code
dye_learner_forecast_end(struct dye_learner * l, struct dye_error * err)
{
	uint32_t i, n = l->profile->column_count;

	for (i = 0; i < n; i++)
		dye_forecast_finish(&l->sums[i], &l->learned->columns[i]);
	dye_forecast_finish(&l->sums[n], &l->learned->all);
	dye_forecast_finish(&l->sums[n + 1], &l->learned->anonymous);
	return note_figures(l, err);
}
