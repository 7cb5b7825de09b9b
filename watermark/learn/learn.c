/*
 * The learner. It reads the files several times, so that it never has to keep them:
 *   1. the header, the shape of every row, a random sample of 2,000 rows: each column's kind;
 *   2. every cell: distinct values, order, counts of spellings over distinct canonical cells: columns, identity, tables; once more where that shows
 *      that a column is a key and has to be counted as one (keys.h); before that, where no column is, whether two name rows together (pairs.h);
 *   3. marked columns, where cells repeat: do spellings tell records apart?
 *   4. marked columns again: what rows carry; the keys of rows, and which rows there are.
 */
#include "watermark/learn/learn.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/learn/learner.h"
#include "watermark/learn/version.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/mark.h"
#include "watermark/profile/exchange.h"

/* Parse a cell and digest its kind and canonical value. */
enum dye_code
dye_learner_parse(struct dye_learner * l, const struct dye_kind * kind, struct dye_slice text, uint64_t * digest,
    struct dye_error * err)
{
	uint8_t full[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = kind->parse(text, &l->parse, err)) != DYE_OK)
		return rc;
	rc = dye_cell_digest(kind->name, dye_buffer_slice(&l->parse.canonical), NULL, &l->scratch, full, err);
	if (rc == DYE_OK)
		*digest = dye_get_u64(full);
	return rc;
}

/* A column whose kind has no table that marks is not marked, and says so. */
static void
settle_marks(struct dye_profile * p)
{
	static const char why[] = "no spelling may be chosen: see what is switched off";
	uint32_t i, k;

	for (i = 0; i < p->column_count; i++) {
		struct dye_profile_column * c = &p->columns[i];

		for (k = 0; k < p->table_count; k++)
			if (p->tables[k].enabled && p->tables[k].kind == c->kind)
				break;
		if (!c->mark || k < p->table_count)
			continue;
		c->mark = false;
		memcpy(c->note, why, sizeof(why));
	}
}

/* The version before has the names of two columns the other way round. */
static enum dye_code
check_exchange(const struct dye_learner * l, struct dye_error * err)
{
	const struct dye_profile *before = l->options->previous, *now = l->profile;
	struct dye_exchange_look * looks = calloc((size_t)now->column_count + 1, sizeof(*looks));
	enum dye_code rc = DYE_OK;
	uint32_t pair[2];

	if (looks == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < now->column_count; i++) {
		const struct dye_profile_column * c = &now->columns[i];
		struct dye_slice name = {c->name, strlen(c->name)};

		looks[i] =
		    (struct dye_exchange_look){dye_profile_column_find(before, name), dye_exchange_learned(c), true};
	}
	if (dye_exchange_find(looks, now->column_count, pair)) {
		rc = dye_exchange_refuse(looks, pair, err);
		dye_at_file(err, l->input.files[0]);
	}
	free(looks);
	return rc;
}

static enum dye_code
learn(struct dye_learner * l, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_learner_kinds(l, err)) != DYE_OK)
		return rc;
	if (l->options->previous != NULL && (rc = check_exchange(l, err)) != DYE_OK)
		return rc;
	if ((rc = dye_learner_counts(l, err)) != DYE_OK)
		return rc;
	if (l->options->previous != NULL && (rc = dye_version_keep(l->options->previous, l->learned, err)) != DYE_OK)
		return rc;
	if (l->options->previous != NULL)
		DYE_TRY(dye_version_gone(l->options->previous, l->learned, err));
	if (!l->american && (rc = dye_home_close(l->profile, l->options->previous, err)) != DYE_OK)
		return rc;
	if ((rc = dye_learner_conflicts(l, err)) != DYE_OK)
		return rc;
	dye_version_settle(l->learned);
	settle_marks(l->profile);
	DYE_TRY(dye_version_check(l->given, l->profile, err));
	DYE_TRY(dye_learner_last(l, err));
	return dye_learner_true_keys(l, err);
}

static void
learner_release(struct dye_learner * l)
{
	uint32_t i, n = l->profile == NULL ? 0 : l->profile->column_count;
	size_t k;

	dye_learner_sample_release(l);
	for (i = 0; l->stats != NULL && i < n; i++)
		dye_column_stats_release(&l->stats[i]);
	for (i = 0; l->sums != NULL && i < n + 2; i++)
		dye_forecast_release(&l->sums[i]);
	for (k = 0; k < l->test_count; k++)
		dye_conflict_release(&l->tests[k]);
	for (k = 0; k < l->twin_count; k++)
		dye_twins_release(&l->twins[k]);
	for (i = 0; l->own != NULL && i < n; i++)
		dye_counts_release(&l->own[i]);
	free(l->own);
	free(l->stats);
	free(l->sums);
	free(l->foreign);
	free(l->days);
	free(l->tests);
	free(l->wishes);
	free(l->twins);
	dye_map_release(&l->cells);
	dye_counts_release(&l->counts);
	dye_home_release(&l->home);
	dye_buffer_release_secret(&l->parse.canonical);
	dye_buffer_release_secret(&l->scratch);
	dye_learn_input_release(&l->input);
}

/* The marks' settings: as the owner wishes, else as in the version before, else as they are where nothing is said. */
static enum dye_code
take_settings(struct dye_profile * p, const struct dye_learn_options * o, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_profile_marks(p, err));
	if (o->previous != NULL)
		dye_version_settings(o->previous, p);
	for (i = 0; i < o->setting_count; i++) {
		const struct dye_setting_wish * s = &o->settings[i];

		void * values = dye_profile_mark(p, s->mark->name)->values;

		if (s->setting->type != DYE_SETTING_TEXT)
			dye_setting_put(s->setting, values, s->value);
		else if (!s->setting->add(dye_setting_text(s->setting, values), s->text))
			return dye_fail(err, DYE_EUSAGE, "--%s does not allow all that was said", s->setting->option);
	}
	return DYE_OK;
}

enum dye_code
dye_learn(const struct dye_learn_options * options, const char * const * files, size_t count,
    struct dye_learned * learned, struct dye_error * err)
{
	struct dye_learner l = {.given = options, .options = options, .held = *options, .learned = learned};
	enum dye_code rc = DYE_ENOMEM;

	*learned = (struct dye_learned){0};
	if (options->pool != NULL) {
		learned->table.pool = *options->pool;
		*options->pool = (struct dye_donor_pool){0};
	}
	l.input = (struct dye_learn_input){.files = files,
	    .count = count,
	    .dialect = options->dialect,
	    .number_names = options->number_names,
	    .intake = options->intake,
	    .file_begins = dye_learner_restart,
	    .file_cookie = &l};
	if ((l.profile = learned->profile = calloc(1, sizeof(*l.profile))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((l.profile->dataset = strdup(options->dataset)) == NULL)
		(void)dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = take_settings(l.profile, options, err)) == DYE_OK)
		rc = learn(&l, err);
	learner_release(&l);
	if (rc != DYE_OK)
		dye_learned_release(learned);
	return rc;
}

void
dye_learned_release(struct dye_learned * learned)
{

	dye_profile_free(learned->profile);
	free(learned->columns);
	free(learned->taken);
	free(learned->neighbours);
	dye_learned_table_release(&learned->table);
	free(learned->off);
	while (learned->gone_count > 0)
		free(learned->gone[--learned->gone_count].name);
	free(learned->gone);
	*learned = (struct dye_learned){0};
}

const char *
dye_learn_reason_text(enum dye_learn_reason reason)
{
	static const char * const texts[] = {
	    [DYE_OFF_UNIFORM] = "one style throughout",
	    [DYE_OFF_FEW] = "no two spellings occur 30 times and in 3 %",
	    [DYE_OFF_DIFFERS] = "too few for a table, and unlike the others",
	    [DYE_OFF_CONFLICT] = "spellings tell records apart",
	    [DYE_OFF_TOLERANT] = "needs a tolerance that covers all its values",
	    [DYE_OFF_UNEVEN] = "its values are not evenly spread",
	    [DYE_OFF_FRAGILE] = "may break what reads it",
	    [DYE_OFF_PLACE] = "no column of states or countries proves North America",
	};

	return texts[reason];
}
