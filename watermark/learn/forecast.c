#include "watermark/learn/forecast.h"

#include <math.h>

/* The evidence of one symbol is log2 1/p of what was drawn: its mean is the entropy. */
static struct dye_bits
table_bits(const struct dye_table * t)
{
	struct dye_bits bits = {0};
	double squares = 0;
	uint8_t k;

	for (k = 0; k < t->count; k++) {
		double p = dye_table_units(t, k) / (double)DYE_TABLE_UNITS;

		bits.mean -= p * log2(p);
		squares += p * log2(p) * log2(p);
	}
	bits.variance = squares - bits.mean * bits.mean;
	return bits;
}

struct dye_bits
dye_cell_bits(const struct dye_profile * profile, const struct dye_kind * kind, const struct dye_parse * parse)
{
	struct dye_bits sum = {0}, one;
	const struct dye_table * t;
	uint32_t i;

	for (i = 0; i < parse->slot_count; i++) {
		t = dye_profile_table(profile, kind, parse->slots[i].type, parse->context);
		if (t == NULL || !dye_table_rules(t, parse->slots[i].current))
			continue;
		one = table_bits(t);
		sum.mean += one.mean;
		sum.variance += one.variance;
	}
	return sum;
}

enum dye_code
dye_forecast_add(struct dye_forecast_sum * sum, uint64_t digest, struct dye_bits bits, struct dye_error * err)
{
	enum dye_code rc;
	bool fresh;

	if ((rc = dye_set_add(&sum->rows_seen, digest, &fresh, err)) != DYE_OK)
		return rc;
	if (sum->step > 0 && sum->rows % sum->step == 0 && sum->sampled < DYE_FORECAST_SAMPLE)
		sum->sample[sum->sampled++] = digest;
	sum->rows++;
	sum->sum += bits.mean;
	if (!fresh)
		return DYE_OK;
	sum->distinct++;
	sum->sum_distinct += bits.mean;
	sum->squares += bits.mean * bits.mean;
	sum->variances += bits.variance;
	return DYE_OK;
}

/* The chance that two rows are equal: of all pairs of the sample, how many are; but never below that of values that are equally common. */
static double
repeat_chance(const struct dye_forecast_sum * sum)
{
	double pairs = (double)sum->sampled * ((double)sum->sampled - 1) / 2, equal = 0;
	uint32_t i, j;

	for (i = 0; i < sum->sampled; i++)
		for (j = 0; j < i; j++)
			equal += sum->sample[i] == sum->sample[j];
	return fmax(pairs > 0 ? equal / pairs : 0, 1 / (double)sum->distinct);
}

void
dye_forecast_finish(const struct dye_forecast_sum * sum, struct dye_forecast * f)
{
	double n = (double)sum->distinct, variance;

	*f = (struct dye_forecast){.rows = sum->rows, .distinct = sum->distinct};
	if (sum->distinct == 0)
		return;
	f->bits_row = sum->sum / (double)sum->rows;
	f->bits_distinct = sum->sum_distinct / n;
	/* Which rows are in the sample, and which symbols the recipient drew, both vary. */
	variance = sum->squares / n - f->bits_distinct * f->bits_distinct + sum->variances / n;
	f->spread = variance > 0 ? sqrt(variance) : 0;
	f->repeat = repeat_chance(sum);
	f->rows_needed = dye_forecast_rows(f->bits_distinct, f->spread);
}

void
dye_forecast_release(struct dye_forecast_sum * sum)
{

	dye_map_release(&sum->rows_seen);
}
