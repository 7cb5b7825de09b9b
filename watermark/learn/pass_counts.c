/* The second pass: every cell: distinct values, order, counts of spellings over distinct canonical cells. */
#include "watermark/learn/learner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/learn/keys.h"
#include "watermark/learn/pairs.h"
#include "watermark/learn/version.h"
#include "watermark/marks/canary/plan.h"
#include "watermark/marks/mark.h"

/* Whether the column's spellings count: decided as far as it can be before its cells were seen. */
static bool
may_count(const struct dye_learner * l, uint32_t i)
{
	const struct dye_profile_column * c = &l->profile->columns[i];
	const struct dye_learn_wish * wish = dye_learn_wish_find(l->options->wishes, l->options->wish_count, c->name);

	return c->kind->slot_type_count > 0 && !c->kind->exact && (wish == NULL || !wish->no_mark);
}

enum dye_code
dye_learner_count(struct dye_learner * l, const struct dye_kind * kind, uint64_t digest, struct dye_error * err)
{
	enum dye_code rc;
	bool fresh;
	size_t at;

	if (l->parse.slot_count == 0)
		return DYE_OK;
	if ((rc = dye_map_put(&l->cells, digest, true, &at, &fresh, err)) != DYE_OK)
		return rc;
	l->cells.values[at] = fresh ? 1 : 2;
	return fresh ? dye_counts_add(&l->counts, kind, &l->parse, err) : DYE_OK;
}

static enum dye_code
stats_cell(struct dye_learner * l, uint32_t i, struct dye_slice text, struct dye_error * err)
{
	const struct dye_kind * kind = l->profile->columns[i].kind;
	uint64_t digest = 0;
	enum dye_code rc;
	bool fresh;

	if (text.len > 0 && (rc = dye_learner_parse(l, kind, text, &digest, err)) != DYE_OK)
		return rc;
	if ((rc = dye_column_stats_add(&l->stats[i], text, digest, &fresh, err)) != DYE_OK)
		return rc;
	if (text.len == 0 || !l->profile->columns[i].mark)
		return DYE_OK;
	if (fresh && (rc = dye_counts_add(&l->own[i], kind, &l->parse, err)) != DYE_OK)
		return rc;
	return dye_learner_count(l, kind, digest, err);
}

static enum dye_code
stats_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learner * l = cookie;
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i < row->cell_count; i++)
		if ((rc = stats_cell(l, i, row->cells[i].text, err)) != DYE_OK)
			return rc;
	dye_home_row(&l->home, l->profile, row);
	return DYE_OK;
}

void
dye_learner_restart(void * cookie)
{
	struct dye_learner * l = cookie;
	uint32_t i;

	if (l->stats == NULL)
		return;
	for (i = 0; i < l->profile->column_count; i++)
		dye_column_stats_restart(&l->stats[i]);
}

/* The least tolerance stated for a column of that kind. */
static int
tolerance_of(const void * cookie, const struct dye_kind * kind)
{
	const struct dye_profile * p = cookie;
	int least = 0;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		if (c->mark && c->kind == kind && c->tolerance > 0 && (least == 0 || c->tolerance < least))
			least = c->tolerance;
	}
	return least;
}

/* Ask every mark whether it can work here, and keep its reason where it cannot. */
static enum dye_code
plan_marks(struct dye_profile * p, struct dye_error * err)
{
	struct dye_buffer why_not = {0};
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; i < p->mark_count && rc == DYE_OK; i++) {
		struct dye_mark_settings * m = &p->marks[i];

		if (m->mark->plan == NULL)
			continue;
		dye_buffer_reset(&why_not);
		if ((rc = m->mark->plan(p, m->values, &why_not, err)) == DYE_OK)
			(void)snprintf(m->note, sizeof(m->note), "%.*s", (int)why_not.len, why_not.data);
	}
	dye_buffer_release(&why_not);
	return rc;
}

/* Only of a key is it worth knowing how many of its numbers are taken. The last that is asked of the cells. */
static void
count_taken(struct dye_learner * l)
{
	struct dye_profile * p = l->profile;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		if (p->columns[i].unique || dye_canary_key(p, &p->columns[i]))
			l->learned->taken[i] = dye_column_stats_taken(&l->stats[i]);
		dye_column_stats_release(&l->stats[i]);
	}
}

/* A column that is a key has got the kind of one: what was found of the kind that it had does not hold. */
static void
take_kinds(struct dye_learner * l)
{
	uint32_t i;

	for (i = 0; i < l->profile->column_count; i++)
		l->foreign[i] = l->foreign[i] && l->profile->columns[i].kind == l->stats[i].kind;
}

static enum dye_code
count_all(struct dye_learner * l, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		dye_column_stats_release(&l->stats[i]);
		dye_counts_release(&l->own[i]);
		dye_column_stats_init(&l->stats[i], p->columns[i].kind);
		p->columns[i].mark = may_count(l, i);
	}
	dye_counts_release(&l->counts);
	dye_map_release(&l->cells);
	DYE_TRY(dye_home_start(&l->home, p->column_count, err));
	DYE_TRY(dye_learn_pass(&l->input, stats_row, l, err));
	for (i = 0; i < p->column_count; i++)
		dye_column_stats_finish(&l->stats[i], &p->columns[i]);
	return DYE_OK;
}

static enum dye_code
pair_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{

	return dye_learn_pairs_row(cookie, row, err);
}

/* Find two columns that name rows together; *changed becomes true where cells must be counted anew. */
static enum dye_code
find_pair(struct dye_learner * l, bool * changed, struct dye_error * err)
{
	const struct dye_learn_options * o = l->options;
	struct dye_learn_pairs pairs;
	enum dye_code rc = DYE_OK;

	dye_learn_pairs_plan(&pairs, l->profile, o->wishes, o->wish_count);
	if (pairs.count > 0 && (rc = dye_learn_pass(&l->input, pair_row, &pairs, err)) == DYE_OK &&
	    dye_learn_pairs_take(&pairs, l->profile, l->stats, o->wishes, o->wish_count, l->learned))
		*changed = true;
	dye_learn_pairs_release(&pairs);
	return rc;
}

enum dye_code
dye_learner_counts(struct dye_learner * l, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	const struct dye_learn_options * o = l->options;
	bool changed;

	if ((l->stats = calloc(p->column_count, sizeof(*l->stats))) == NULL ||
	    (l->own = calloc(p->column_count, sizeof(*l->own))) == NULL ||
	    (l->learned->taken = calloc((size_t)p->column_count + 1, sizeof(*l->learned->taken))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	DYE_TRY(count_all(l, err));
	changed = dye_learn_keys(p, l->stats, o->wishes, o->wish_count);
	DYE_TRY(find_pair(l, &changed, err));
	if (changed) {
		take_kinds(l);
		DYE_TRY(count_all(l, err));
	}
	dye_learn_identity(p, o->wishes, o->wish_count);
	if (o->previous != NULL && !dye_learn_identity_wished(o->wishes, o->wish_count))
		dye_version_identity(o->previous, p);
	dye_learn_gapless(p);
	count_taken(l);
	dye_learn_kept(p);
	DYE_TRY(plan_marks(p, err));
	dye_learn_uninventable(p, l->foreign);
	dye_learn_marking(p, o->wishes, o->wish_count);
	DYE_TRY(dye_learner_habits(l, err));
	dye_learner_sample_release(l);
	l->american = dye_home_proven(&l->home, p);
	if (!l->american)
		DYE_TRY(dye_home_drop(&l->counts, l->options->previous, l->learned, err));
	return dye_learn_tables(&l->counts, tolerance_of, p, l->learned, err);
}
