/* The fifth pass, of tables with columns that leave as surrogates alone: which keys there are. Only now it is known which letters of them are encrypted. */
#include <stdlib.h>

#include "watermark/learn/learner.h"
#include "watermark/marks/mark.h"

struct listing {
	struct dye_true_keys * keys;		    /* Not owned. */
	const struct dye_profile_column ** columns; /* Owned: those of the profile, in their places */
	struct dye_mark_context context;
	const struct dye_mark * mark; /* that has such columns */
	void * state;
};

/* Notes its figures in ${profile}, unless that is NULL. */
static enum dye_code
listing_close(struct listing * l, struct dye_profile * profile, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (l->state != NULL)
		rc = l->mark->true_keys_close(l->state, profile == NULL ? NULL : l->keys, profile, err);
	free(l->columns);
	return rc;
}

/* The first mark that has something to list. */
static enum dye_code
listing_open(struct listing * l, const struct dye_profile * p, struct dye_error * err)
{

	if ((l->columns = calloc((size_t)p->column_count + 1, sizeof(*l->columns))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < p->column_count; i++)
		l->columns[i] = &p->columns[i];
	l->context = (struct dye_mark_context){.profile = p, .column_map = l->columns, .column_count = p->column_count};
	for (size_t i = 0; dye_marks[i] != NULL && l->state == NULL; i++) {
		if (dye_marks[i]->true_keys_open == NULL)
			continue;
		l->mark = dye_marks[i];
		DYE_TRY(l->mark->true_keys_open(&l->context, &l->state, err));
	}
	return DYE_OK;
}

static enum dye_code
list_row(void * cookie, const struct dye_row * row, struct dye_error * err)
{
	struct listing * l = cookie;

	return l->mark->true_keys(l->state, row, l->keys, err);
}

enum dye_code
dye_learner_true_keys(struct dye_learner * learner, struct dye_error * err)
{
	struct listing l = {.keys = &learner->learned->table.true_keys};
	enum dye_code rc = listing_open(&l, learner->profile, err);

	if (rc == DYE_OK && l.state != NULL && (rc = dye_learn_pass(&learner->input, list_row, &l, err)) == DYE_OK)
		dye_true_keys_settle(l.keys);
	if (rc == DYE_OK)
		return listing_close(&l, learner->profile, err);
	(void)listing_close(&l, NULL, NULL);
	return rc;
}
