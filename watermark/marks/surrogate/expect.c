#include "watermark/marks/surrogate/expect.h"

#include <math.h>

#include "watermark/forecast/orderbank.h"
#include "watermark/marks/core/replaced.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/marks/core/truekeys.h"

/* So many texts are looked at (docs/EVIDENCE.md, 6.4). */
#define LOOKS_MOST 1024
/* A column gives so little that it says nothing by itself. */
#define BITS_FEW 1.0

/* log2(1 - a + a 2^x); with nothing left where the bank has no room for an error. */
static double
bits_of(double share, double x)
{

	return x > 500 ? x + log2(share) : log2(1 - share + share * exp2(x));
}

/*
 * Under one share of the bank. A text of the account's gives x bits; any other is a key by chance in 2^-part, and is not the very key of its row: half of the bank's
 * model of known keys is left then.
 */
static struct dye_sum
under(double share, double looks, double own, bool known, double part, double whole)
{
	double x = known ? log2(exp2(whole - 1) + exp2(part - 1)) : part, hit = known ? part - 1 : part;
	double chance = exp2(-part), yes = bits_of(share, hit), no = log2(fmax(1 - share, 1e-300)), other, squares;

	other = chance * yes + (1 - chance) * no;
	squares = chance * yes * yes + (1 - chance) * no * no;
	return (struct dye_sum){looks * (own * bits_of(share, x) + (own < 1 ? (1 - own) * other : 0)),
	    own < 1 ? looks * (1 - own) * fmax(0, squares - other * other) : 0};
}

struct dye_sum
dye_surrogate_bits(double looks, double own, bool known, double part, double whole)
{
	struct dye_sum best = {-1, 0};

	for (unsigned a = 0; a < DYE_ORDER_SHARES; a++)
		for (unsigned trusting = 0; trusting < (known ? 2u : 1u); trusting++) {
			struct dye_sum s = under(dye_order_shares[a].share, looks, own, trusting != 0, part, whole);

			s.mean += log2(dye_order_shares[a].weight / 1000.0) - (known ? 2 : 1);
			if (s.mean > best.mean)
				best = s;
		}
	return best;
}

/* ---- a prospect ---- */

/* Another column by which the row's key is found; only the best are listed with it, and a leak that has one mostly has one of those. */
static bool
shows_name(const struct dye_prospect * p)
{

	for (uint32_t i = 0; i < p->profile->column_count; i++)
		if (p->shown[i] && dye_names_rows(p->profile, &p->profile->columns[i]) &&
		    !dye_column_replaced(p->profile, &p->profile->columns[i]))
			return true;
	return false;
}

/* A column that is shown and leaves as surrogates, the one that gives most; NULL: none. */
static const struct dye_profile_column *
best_column(const struct dye_prospect * p, double * bits)
{
	const struct dye_profile_column * best = NULL;

	for (uint32_t i = 0; i < p->profile->column_count; i++) {
		const struct dye_profile_column * c = &p->profile->columns[i];
		const struct dye_figure * f = dye_profile_figure(c, DYE_SURROGATE_FIGURE);

		if (!p->shown[i] || f == NULL || !dye_column_replaced(p->profile, c) ||
		    (best != NULL && f->mean / 1000.0 <= *bits))
			continue;
		best = c;
		*bits = f->mean / 1000.0;
	}
	return best;
}

enum dye_code
dye_surrogate_expect(const struct dye_prospect * p, struct dye_law * law, bool * known, struct dye_error * err)
{
	double bits = 0, looks = fmin((double)p->rows, LOOKS_MOST), own = p->own / (p->mixers > 1 ? p->mixers : 1);
	const struct dye_profile_column * c = best_column(p, &bits);
	struct dye_outcome o = {.chance = 1};

	*known = true;
	if (c == NULL || p->rows == 0)
		return DYE_OK;
	/* Where rows repeat keys there are fewer texts. */
	if (p->profile->rows > 0 && c->distinct > 0)
		looks = fmin(looks, (double)c->distinct);
	o.symbols = dye_surrogate_bits(
	    looks, own, shows_name(p), bits, bits + log2((double)(c->distinct > 0 ? c->distinct : 1)));
	return dye_law_add(law, &o, err);
}

/* A column that could leave so: it names rows, and is nobody's number but the owner's. */
static const struct dye_profile_column *
could_leave(const struct dye_profile * p)
{

	for (uint32_t i = 0; i < p->column_count; i++)
		if (dye_names_rows(p, &p->columns[i]) && p->columns[i].kind->exact && !p->columns[i].kind->personal)
			return &p->columns[i];
	return NULL;
}

enum dye_code
dye_surrogate_advise(const struct dye_prospect * p, struct dye_advice * advice, struct dye_error * err)
{
	const struct dye_profile_column *columns = p->profile->columns, *c;
	double bits = 0;
	bool any = false;

	for (uint32_t i = 0; i < p->profile->column_count; i++)
		any = any || dye_column_replaced(p->profile, &columns[i]);
	if (!any && (c = could_leave(p->profile)) != NULL)
		return dye_buffer_printf(&advice->helps, err,
		    "column %u as surrogates, if what reads the copies does without the keys: then they name the "
		    "account "
		    "(learn --surrogate)\n",
		    (unsigned)(c - columns) + 1);
	if ((c = best_column(p, &bits)) == NULL || bits >= BITS_FEW)
		return DYE_OK;
	return dye_buffer_printf(&advice->helps, err,
	    "the surrogates of column %u give next to nothing by themselves, since keys fill the numbers that they can "
	    "be "
	    "(%.1f bits each): longer ones give more (learn --surrogate COLUMN:LENGTH)\n",
	    (unsigned)(c - columns) + 1, bits);
}
