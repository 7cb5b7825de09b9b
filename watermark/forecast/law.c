#include "watermark/forecast/law.h"

#include <math.h>
#include <stdlib.h>

#include "formats/base/buffer.h"

/* The standard normal's 0.99 quantile. */
#define Z99 2.3263

/* Rarer outcomes are left out. */
#define RAREST 1e-12

/* What a spelling that differs leaves of a row's factor, at about the rate at which spellings change on the way (docs/EVIDENCE.md, 6). */
#define DIFFERS 0.01

enum dye_code
dye_law_add(struct dye_law * law, const struct dye_outcome * outcome, struct dye_error * err)
{
	struct dye_outcome * list = dye_grown(law->list, &law->size, law->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	law->list = list;
	law->list[law->count++] = *outcome;
	return DYE_OK;
}

void
dye_law_release(struct dye_law * law)
{

	free(law->list);
	*law = (struct dye_law){0};
}

static struct dye_sum
both(struct dye_sum a, struct dye_sum b)
{

	return (struct dye_sum){a.mean + b.mean, a.variance + b.variance};
}

static struct dye_outcome
join(const struct dye_outcome * a, const struct dye_outcome * b)
{

	return (struct dye_outcome){.chance = a->chance * b->chance,
	    .symbols = both(a->symbols, b->symbols),
	    .hits = both(a->hits, b->hits),
	    .units = a->units + b->units};
}

enum dye_code
dye_law_join(struct dye_law * law, const struct dye_law * other, struct dye_error * err)
{
	static const struct dye_outcome nothing = {.chance = 1};
	struct dye_law joined = {0};
	enum dye_code rc = DYE_OK;
	size_t i, j;

	for (i = 0; i < law->count || i == 0; i++)
		for (j = 0; (j < other->count || j == 0) && rc == DYE_OK; j++) {
			struct dye_outcome o = join(
			    law->count > 0 ? &law->list[i] : &nothing, other->count > 0 ? &other->list[j] : &nothing);

			if (o.chance >= RAREST)
				rc = dye_law_add(&joined, &o, err);
		}
	if (rc != DYE_OK) {
		dye_law_release(&joined);
		return rc;
	}
	dye_law_release(law);
	*law = joined;
	return DYE_OK;
}

/* log of n! without the state that lgamma() keeps. */
static double
log_factorial(double n)
{
	int sign;

	return lgamma_r(n + 1, &sign);
}

static double
binomial(double n, double k, double p)
{

	if (p <= 0)
		return k > 0 ? 0 : 1;
	return exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) + k * log(p) + (n - k) * log1p(-p));
}

enum dye_code
dye_law_units(
    struct dye_law * law, uint64_t rows, double density, struct dye_sum each, double idle, struct dye_error * err)
{
	double n = (double)rows, middle = n * density, reach = 8 * sqrt(middle + 1) + 8;
	uint64_t k = middle > reach ? (uint64_t)(middle - reach) : 0;

	for (; k <= rows && (double)k <= middle + reach; k++) {
		double hit = (double)k;
		struct dye_outcome o = {.chance = binomial(n, hit, density),
		    .hits = {hit * each.mean + (n - hit) * idle, hit * each.variance},
		    .units = k};

		if (o.chance >= RAREST)
			DYE_TRY(dye_law_add(law, &o, err));
	}
	return DYE_OK;
}

double
dye_sum_reaches(struct dye_sum sum, double need)
{

	if (sum.variance <= 0)
		return sum.mean >= need ? 1 : 0;
	return 0.5 * erfc((need - sum.mean) / sqrt(2 * sum.variance));
}

/* Models that count units and models that do not add up: log2(w_u 2^h + w_p), h what units give. Its spread is that of h, by the part that it has. */
static double
reaches(const struct dye_outcome * o, const struct dye_law_weights * w, double need)
{
	double u = w->units(w->cookie, o->units), counted, most, part;
	struct dye_sum sum = o->symbols;

	counted = u > 0 ? log2(u) + o->hits.mean : -HUGE_VAL;
	most = fmax(counted, w->plain > 0 ? log2(w->plain) : -HUGE_VAL);
	if (!isfinite(most))
		return 0;
	part = exp2(counted - most) / (exp2(counted - most) + w->plain * exp2(-most));
	sum.mean += most + log2(exp2(counted - most) + w->plain * exp2(-most));
	sum.variance += part * part * o->hits.variance;
	return dye_sum_reaches(sum, need);
}

double
dye_law_reaches(const struct dye_law * law, const struct dye_law_weights * weights, double need)
{
	static const struct dye_outcome nothing = {.chance = 1};
	double sum = 0;
	size_t i;

	for (i = 0; i < law->count; i++)
		sum += law->list[i].chance * reaches(&law->list[i], weights, need);
	return law->count > 0 ? fmin(sum, 1) : reaches(&nothing, weights, need);
}

double
dye_forecast_need(double accounts, double alpha)
{

	return log2(accounts / (0.81 * alpha));
}

uint64_t
dye_forecast_rows(double mean, double spread)
{
	double need = DYE_FORECAST_THRESHOLD + DYE_FORECAST_MARGIN, root;

	/* n mean - z spread sqrt(n) >= need, solved for sqrt(n). */
	if (mean <= 1e-9)
		return 0;
	root = (Z99 * spread + sqrt(Z99 * spread * Z99 * spread + 4 * mean * need)) / (2 * mean);
	return (uint64_t)ceil(root * root);
}

/* ---- rows ---- */

/* log2(1 - a + a 2^x), also for large x. */
static double
row_bits(double x, double share)
{

	return x > 500 ? x + log2(share) : log2(1 - share + share * exp2(x));
}

/*
 * Rows without any symbol are common, so the row's bits are 0 or c, with the chances that give them their mean and variance; a normal sum would go
 * below 0, and gain by it. ${other}: where symbols are not the account's they agree with the chance 2^-c.
 */
static struct dye_sum
row_law(struct dye_sum row, double share, bool other)
{
	double c, speaks, agrees, same, differs = log2(1 - share + share * DIFFERS), mean, squares;

	if (row.mean <= 0)
		return (struct dye_sum){0, 0};
	c = row.mean + row.variance / row.mean;
	speaks = row.mean / c;
	agrees = other ? exp2(-c) : 1;
	same = row_bits(c, share);
	mean = speaks * (agrees * same + (1 - agrees) * differs);
	squares = speaks * (agrees * same * same + (1 - agrees) * differs * differs);
	return (struct dye_sum){mean, fmax(0, squares - mean * mean)};
}

struct dye_sum
dye_row_own(struct dye_sum row, double share)
{

	/* Where all rows are the account's nothing is lost, and nothing need be summed. */
	return share >= 1 ? row : row_law(row, share, false);
}

struct dye_sum
dye_row_other(struct dye_sum row, double share)
{

	return row_law(row, share, true);
}
