/* The chance of one leak. */
#include <math.h>
#include <stdlib.h>

#include "trace/evidence/bank.h"
#include "trace/forecast/outlook.h"

/* Models under which spellings are changed more often than this fit no leak that nobody has tampered with. */
#define CHANGE_MOST 0.01

size_t
dye_outlook_marks(const struct dye_mark * marks[DYE_OUTLOOK_MARKS])
{
	size_t i, n = 0;

	for (i = 0; dye_marks[i] != NULL && n < DYE_OUTLOOK_MARKS; i++)
		if (dye_marks[i]->expect != NULL)
			marks[n++] = dye_marks[i];
	return n;
}

/* What the models of one share weigh. */
struct weights {
	double units, plain; /* of models that count units, and that do not */
	bool priced;	     /* units cost something */
};

static double
units_weight(const void * cookie, uint64_t seen)
{
	const struct weights * w = cookie;

	return w->priced ? w->units * dye_units_share(seen) : w->units;
}

/* Whether a model is of such a leak: spellings were kept; or say nothing, ${silent}; or are one of several accounts' in every cell. */
static bool
fits(const struct dye_model * m, bool silent, unsigned mixers)
{

	if (mixers > 1)
		return m->units <= 0 && !m->rules && fabs(m->change - (1 - 0.99 / mixers)) < 1e-6;
	return silent ? m->change >= 1 : m->change <= CHANGE_MOST;
}

/* The models of this share that fit. */
static struct weights
weights_of(double share, bool silent, unsigned mixers)
{
	struct weights w = {0};
	unsigned i;

	for (i = 0; i < DYE_MODELS; i++) {
		const struct dye_model * m = &dye_bank[i];

		if (m->share != share || !fits(m, silent, mixers))
			continue;
		*(m->units > 0 ? &w.units : &w.plain) += m->weight / (double)DYE_WEIGHT_UNITS;
	}
	return w;
}

/* The column shows symbols of some mark. */
static bool
shows_symbols(const struct dye_prospect * p, uint32_t column)
{
	const struct dye_figure * f;
	size_t m;

	for (m = 0; p->shown[column] && dye_marks[m] != NULL; m++)
		if (dye_marks[m]->units == NULL &&
		    (f = dye_profile_figure(&p->profile->columns[column], dye_marks[m]->name)) != NULL && f->mean > 0)
			return true;
	return false;
}

/* Kinds of the leak that show symbols: from two on, the models in which all columns speak have half of the weight (docs/EVIDENCE.md, 6.1). */
static unsigned
speaking_kinds(const struct dye_prospect * p)
{
	const struct dye_kind * first = NULL;
	uint32_t i;

	for (i = 0; i < p->profile->column_count; i++) {
		const struct dye_kind * kind = p->profile->columns[i].kind;

		if (!shows_symbols(p, i) || kind == first)
			continue;
		if (first != NULL)
			return 2;
		first = kind;
	}
	return first != NULL ? 1 : 0;
}

/* What the mark, or all, will give under a model of that share. */
static enum dye_code
expect(const struct dye_prospect * p, const struct dye_mark * mark, struct dye_law * law, bool * known, bool * units,
    struct dye_error * err)
{
	const struct dye_mark * marks[DYE_OUTLOOK_MARKS];
	size_t i, n = dye_outlook_marks(marks);
	enum dye_code rc = DYE_OK;
	bool tells;

	*known = true;
	*units = false;
	for (i = 0; i < n && rc == DYE_OK; i++) {
		struct dye_law one = {0};

		if (mark != NULL && mark != marks[i])
			continue;
		if ((rc = marks[i]->expect(p, &one, &tells, err)) == DYE_OK)
			rc = dye_law_join(law, &one, err);
		*known = *known && tells;
		*units = *units || (marks[i]->units != NULL && one.count > 0);
		dye_law_release(&one);
	}
	return rc;
}

/* Under all models of one share. */
static enum dye_code
chance_of(const struct dye_outlook_leak * leak, const struct dye_mark * mark, double share, struct dye_chance * chance,
    struct dye_error * err)
{
	unsigned kinds = speaking_kinds(&leak->prospect);
	struct dye_prospect p = leak->prospect;
	struct weights w = weights_of(share, p.respelt && kinds > 0, p.mixers);
	struct dye_law_weights weights = {.units = units_weight, .cookie = &w};
	struct dye_law law = {0};
	enum dye_code rc;

	p.share = share;
	rc = expect(&p, mark, &law, &chance->known, &w.priced, err);
	/* Where nothing hangs on a model all of them say the same. */
	if (kinds == 0 && !w.priced)
		w.plain = 1;
	if (kinds > 1) {
		w.units /= 2;
		w.plain /= 2;
	}
	weights.plain = w.plain;
	chance->value = rc == DYE_OK ? dye_law_reaches(&law, &weights, leak->need) : 0;
	dye_law_release(&law);
	return rc;
}

/* The best of all shares: E is at least what the models of one give, and hardly more than the best of them. */
static enum dye_code
best_share(const struct dye_outlook_leak * leak, const struct dye_mark * mark, struct dye_chance * chance,
    struct dye_error * err)
{
	struct dye_chance one = {0};
	unsigned i, j;

	*chance = (struct dye_chance){0, true};
	for (i = 0; i < DYE_MODELS; i++) {
		for (j = 0; j < i && dye_bank[j].share != dye_bank[i].share; j++)
			;
		if (j < i)
			continue;
		DYE_TRY(chance_of(leak, mark, dye_bank[i].share, &one, err));
		chance->value = fmax(chance->value, one.value);
		chance->known = chance->known && one.known;
	}
	return DYE_OK;
}

/* Whether of all columns of its kind this one alone shows symbols. */
static bool
speaks_alone(const struct dye_prospect * p, uint32_t column)
{
	uint32_t i;

	for (i = 0; i < p->profile->column_count; i++)
		if (i != column && p->profile->columns[i].kind == p->profile->columns[column].kind &&
		    shows_symbols(p, i))
			return false;
	return shows_symbols(p, column);
}

/*
 * Copies that were mixed cell by cell were mixed row by row, for one who looks at one column: the models of shares fit, where it is the only one of its kind.
 * ${shown}: room for a column's own. What it costs that other kinds speak too is half of the weight, shared by the kinds.
 */
static enum dye_code
by_columns(const struct dye_outlook_leak * leak, const struct dye_mark * mark, bool * shown, struct dye_chance * chance,
    struct dye_error * err)
{
	const struct dye_prospect * p = &leak->prospect;
	struct dye_outlook_leak alone = *leak;
	struct dye_chance one;
	uint32_t i;

	alone.prospect.shown = shown;
	alone.prospect.own = p->own / p->mixers;
	alone.prospect.mixers = 1;
	alone.prospect.called = true;
	alone.need += speaking_kinds(p) > 1 ? 2 : 0;
	for (i = 0; i < p->profile->column_count; i++) {
		if (!speaks_alone(p, i))
			continue;
		shown[i] = true;
		DYE_TRY(best_share(&alone, mark, &one, err));
		shown[i] = false;
		chance->value = fmax(chance->value, one.value);
	}
	return DYE_OK;
}

enum dye_code
dye_outlook_chance(const struct dye_outlook_leak * leak, const struct dye_mark * mark, struct dye_chance * chance,
    struct dye_error * err)
{
	enum dye_code rc;
	bool * shown;

	DYE_TRY(best_share(leak, mark, chance, err));
	if (leak->prospect.mixers > 1) {
		if ((shown = calloc((size_t)leak->prospect.profile->column_count + 1, sizeof(*shown))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		rc = by_columns(leak, mark, shown, chance, err);
		free(shown);
		if (rc != DYE_OK)
			return rc;
	}
	/* Of several sources, each of which supplies as much, one is enough. */
	if (leak->sources > 1)
		chance->value = 1 - pow(1 - chance->value, leak->sources);
	return DYE_OK;
}
