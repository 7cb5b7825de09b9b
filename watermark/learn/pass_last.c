/* The fourth pass: what rows carry and marks can show, and the keys that no invented record may have. */
#include "watermark/learn/hidden.h"
#include "watermark/learn/learner.h"

#include <stdlib.h>

#include "watermark/marks/core/replaced.h"
#include "watermark/marks/mark.h"

/* What the marks ask of the rows: their keys, and what there is to show. */
struct asked {
	const struct dye_profile_column ** columns; /* Owned: those of the profile, in their places */
	struct dye_mark_context context;
	void ** states;	  /* Owned: of every mark in dye_marks; NULL: it has none */
	void ** measures; /* Owned, likewise */
	size_t count;	  /* of marks */
};

struct last {
	struct dye_learner * learner; /* Not owned. */
	struct asked asked;
	struct dye_row_tagger tagger;
	struct dye_learn_hidden hidden;
};

/* Let the marks note what they measured; ${profile} NULL: nothing is noted. */
static enum dye_code
asked_settle(struct asked * a, struct dye_profile * profile, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; a->measures != NULL && i < a->count; i++) {
		void * measure = a->measures[i];

		a->measures[i] = NULL;
		if (measure == NULL)
			continue;
		if (rc == DYE_OK)
			rc = dye_marks[i]->measure_close(measure, profile, err);
		else
			(void)dye_marks[i]->measure_close(measure, NULL, NULL);
	}
	return rc;
}

static void
asked_release(struct asked * a)
{
	size_t i;

	(void)asked_settle(a, NULL, NULL);
	for (i = 0; a->states != NULL && i < a->count; i++)
		if (a->states[i] != NULL)
			dye_marks[i]->keys_close(a->states[i]);
	free(a->measures);
	free(a->states);
	free(a->columns);
}

static enum dye_code
asked_open(struct asked * a, const struct dye_profile * p, struct dye_donor_pool * pool, struct dye_error * err)
{
	size_t i;

	while (dye_marks[a->count] != NULL)
		a->count++;
	a->columns = calloc((size_t)p->column_count + 1, sizeof(*a->columns));
	a->states = calloc(a->count + 1, sizeof(*a->states));
	a->measures = calloc(a->count + 1, sizeof(*a->measures));
	if (a->columns == NULL || a->states == NULL || a->measures == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < p->column_count; i++)
		a->columns[i] = &p->columns[i];
	a->context = (struct dye_mark_context){
	    .profile = p, .column_map = a->columns, .column_count = p->column_count, .pool = pool};
	for (i = 0; i < a->count; i++) {
		if (dye_marks[i]->keys_open != NULL)
			DYE_TRY(dye_marks[i]->keys_open(&a->context, &a->states[i], err));
		if (dye_marks[i]->measure_open != NULL)
			DYE_TRY(dye_marks[i]->measure_open(&a->context, &a->measures[i], err));
	}
	return DYE_OK;
}

/* The visitor of a key. */
static enum dye_code
add_key(void * cookie, uint64_t key, struct dye_error * err)
{

	(void)err;
	dye_bloom_add(cookie, key);
	return DYE_OK;
}

static enum dye_code
add_tag(struct last * last, const struct dye_row * row, bool beside, struct dye_error * err)
{
	uint64_t tag;

	DYE_TRY(dye_row_tag(&last->tagger, row, beside, &tag, err));
	return dye_row_tags_add(&last->learner->learned->table.rows, tag, err);
}

static enum dye_code
last_beside(void * cookie, const struct dye_row * row, struct dye_error * err)
{

	return add_tag(cookie, row, true, err);
}

static enum dye_code
last_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct last * last = cookie;
	struct dye_learned_table * table = &last->learner->learned->table;
	const struct asked * a = &last->asked;
	size_t i;

	DYE_TRY(dye_learner_forecast_row(last->learner, row, err));
	DYE_TRY(add_tag(last, row, false, err));
	DYE_TRY(dye_learn_hidden_row(&last->hidden, row, err));
	for (i = 0; i < a->count; i++) {
		if (a->states[i] != NULL)
			DYE_TRY(dye_marks[i]->keys(a->states[i], row, add_key, table->keys, err));
		if (a->measures[i] != NULL)
			DYE_TRY(dye_marks[i]->measure(a->measures[i], row, err));
	}
	return DYE_OK;
}

/* How many keys there may be: whatever names rows, in each of them. */
static uint64_t
key_estimate(const struct dye_profile * p)
{
	uint64_t columns = 1;
	uint32_t i;

	for (i = 0; i < p->column_count; i++) {
		const struct dye_profile_column * c = &p->columns[i];

		columns += c->identity || c->unique || c->key;
		columns += dye_column_replaced(p, c);
	}
	return p->rows > DYE_BLOOM_LARGEST / columns ? DYE_BLOOM_LARGEST : p->rows * columns;
}

static enum dye_code
last_open(struct last * last, struct dye_error * err)
{
	const struct dye_profile * p = last->learner->profile;
	struct dye_learned_table * table = &last->learner->learned->table;

	DYE_TRY(dye_bloom_open(key_estimate(p), &table->keys, err));
	DYE_TRY(dye_row_tags_begin(&table->rows, err));
	DYE_TRY(dye_row_tagger_open(&table->rows, &last->tagger, err));
	DYE_TRY(asked_open(&last->asked, p, &table->pool, err));
	DYE_TRY(dye_learn_hidden_open(&last->hidden, p, last->learner->days, err));
	return dye_learner_forecast_open(last->learner, err);
}

static void
last_release(struct last * last)
{

	asked_release(&last->asked);
	dye_row_tagger_close(&last->tagger);
	dye_learn_hidden_release(&last->hidden);
}

enum dye_code
dye_learner_last(struct dye_learner * l, struct dye_error * err)
{
	struct last last = {.learner = l};
	enum dye_code rc;

	l->input.beside = last_beside;
	if ((rc = last_open(&last, err)) == DYE_OK &&
	    (rc = dye_learn_pass(&l->input, last_row, &last, err)) == DYE_OK &&
	    (rc = dye_row_tags_sort(&l->learned->table.rows, err)) == DYE_OK &&
	    (rc = dye_learn_hidden_end(&last.hidden, l->learned, err)) == DYE_OK &&
	    (rc = asked_settle(&last.asked, l->profile, err)) == DYE_OK)
		rc = dye_learner_forecast_end(l, err);
	l->input.beside = NULL;
	last_release(&last);
	return rc;
}
