/* The third pass, over marked columns where cells repeat: do spellings tell records apart? And which cells of columns where all differ do so by spelling alone? */
#include "watermark/learn/learner.h"
#include "watermark/learn/version.h"

#include <stdio.h>
#include <stdlib.h>

/* Parse a cell for a test, if it is worth it: it has slots and its canonical value repeats. */
static enum dye_code
test_cell(struct dye_learner * l, struct dye_conflict_test * test, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_profile_column * columns = l->profile->columns;
	struct dye_slice text = row->cells[test->column].text;
	uint64_t entity = 0, cell;
	const uint64_t * times;
	enum dye_code rc;

	if (text.len == 0)
		return DYE_OK;
	if (test->entity != DYE_EVERY_ROW) {
		struct dye_slice who = row->cells[test->entity].text;

		if (who.len == 0)
			return DYE_OK;
		if ((rc = dye_learner_parse(l, columns[test->entity].kind, who, &entity, err)) != DYE_OK)
			return rc;
	}
	if ((rc = dye_learner_parse(l, columns[test->column].kind, text, &cell, err)) != DYE_OK)
		return rc;
	if (l->parse.slot_count == 0 || (times = dye_map_get(&l->cells, cell)) == NULL || *times < 2)
		return DYE_OK;
	return dye_conflict_add(test, cell, &l->parse, entity, err);
}

static enum dye_code
twin_cell(struct dye_learner * l, struct dye_twins * twins, const struct dye_row * row, struct dye_error * err)
{
	struct dye_slice text = row->cells[twins->column].text;
	const uint64_t * times;
	uint64_t cell;

	if (text.len == 0 || twins->equal > twins->most)
		return DYE_OK;
	DYE_TRY(dye_learner_parse(l, l->profile->columns[twins->column].kind, text, &cell, err));
	if (l->parse.slot_count == 0 || (times = dye_map_get(&l->cells, cell)) == NULL || *times < 2)
		return DYE_OK;
	return dye_twins_add(twins, cell, text, err);
}

static enum dye_code
test_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct dye_learner * l = cookie;
	enum dye_code rc;
	size_t i;

	for (i = 0; i < l->test_count; i++)
		if ((rc = test_cell(l, &l->tests[i], row, err)) != DYE_OK)
			return rc;
	for (i = 0; i < l->twin_count; i++)
		if ((rc = twin_cell(l, &l->twins[i], row, err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

/* Switch every table of (kind, type) off, for people to read; but those that the version before had on. */
static enum dye_code
switch_off(struct dye_learner * l, const struct dye_kind * kind, uint8_t type, struct dye_error * err)
{
	struct dye_profile * p = l->profile;
	enum dye_code rc;
	size_t i;
	uint32_t k;

	for (k = 0; k < p->table_count; k++)
		if (p->tables[k].kind == kind && p->tables[k].type == type &&
		    !dye_version_marks(l->options->previous, kind, type, p->tables[k].context))
			p->tables[k].enabled = false;
	for (i = 0; i < l->counts.count; i++) {
		const struct dye_count * c = &l->counts.list[i];

		if (c->kind != kind || c->type != type)
			continue;
		if ((rc = dye_learn_note_off(l->learned, c, DYE_OFF_CONFLICT, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

static enum dye_code
judge_conflicts(struct dye_learner * l, struct dye_error * err)
{
	bool found[DYE_SLOT_TYPES_MAX];
	enum dye_code rc;
	size_t k, i, j;
	uint8_t type;

	for (k = 0; dye_kinds[k] != NULL; k++) {
		const struct dye_kind * kind = dye_kinds[k];

		for (type = 0; type < kind->slot_type_count; type++) {
			double chance = dye_agreement_chance(&l->counts, kind, type);

			found[type] = false;
			for (i = 0; i < l->test_count; i++)
				if (l->profile->columns[l->tests[i].column].kind == kind)
					found[type] =
					    found[type] || dye_conflict_found(&l->tests[i].tallies[type], chance);
		}
		for (j = 0; j < kind->slot_type_count; j++)
			if (found[j] && (rc = switch_off(l, kind, (uint8_t)j, err)) != DYE_OK)
				return rc;
	}
	return DYE_OK;
}

static enum dye_code
plan_twins(struct dye_learner * l, struct dye_error * err)
{
	const struct dye_profile * p = l->profile;
	uint32_t i;

	if ((l->twins = calloc((size_t)p->column_count + 1, sizeof(*l->twins))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].mark)
			l->twins[l->twin_count++] = (struct dye_twins){.column = i, .most = p->rows / 100};
	return DYE_OK;
}

/* How many of a column's twins were not there when the dataset was learned for the first time. */
static enum dye_code
count_new(const struct dye_map * kept, const struct dye_map * found, size_t * fresh, struct dye_error * err)
{
	struct dye_map all = {0};
	enum dye_code rc;

	if ((rc = dye_set_merge(&all, kept, err)) == DYE_OK && (rc = dye_set_merge(&all, found, err)) == DYE_OK)
		*fresh = all.count - kept->count;
	dye_map_release(&all);
	return rc;
}

/* Keep what was found in one column, the first time, and say it. */
static enum dye_code
take_column(struct dye_learner * l, const struct dye_twins * t, struct dye_error * err)
{
	struct dye_profile_column * c = &l->profile->columns[t->column];
	const struct dye_map * kept = l->options->twins;
	size_t fresh = 0;

	if (t->found.count == 0)
		return DYE_OK;
	if (kept == NULL)
		DYE_TRY(dye_set_merge(&l->learned->table.twins, &t->found, err));
	else
		DYE_TRY(count_new(kept, &t->found, &fresh, err));
	/* What is graver stands there already. */
	if (c->note[0] != '\0')
		return DYE_OK;
	(void)snprintf(c->note, sizeof(c->note),
	    fresh == 0 ? "hardly two cells are the same; values in several spellings, left as they are: %zu"
		       : "hardly two cells are the same; values that came in a second spelling, and will be equal in "
			 "copies: %zu (--no-mark leaves all)",
	    fresh == 0 ? t->found.count : fresh);
	return DYE_OK;
}

/* The twins for exports: what was found, or what was kept before. */
static enum dye_code
take_twins(struct dye_learner * l, struct dye_error * err)
{
	size_t i;

	if (l->options->twins != NULL)
		DYE_TRY(dye_set_merge(&l->learned->table.twins, l->options->twins, err));
	for (i = 0; i < l->twin_count; i++)
		DYE_TRY(take_column(l, &l->twins[i], err));
	return DYE_OK;
}

enum dye_code
dye_learner_conflicts(struct dye_learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_conflict_plan(l->profile, &l->tests, &l->test_count, err)) != DYE_OK ||
	    (rc = plan_twins(l, err)) != DYE_OK || l->twin_count == 0)
		return rc;
	if ((rc = dye_learn_pass(&l->input, test_row, l, err)) != DYE_OK || (rc = take_twins(l, err)) != DYE_OK)
		return rc;
	return judge_conflicts(l, err);
}
