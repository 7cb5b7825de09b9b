/*
 * surrogate.c: the mark that replaces the keys of a column, where the owner says so, by their format-preserving encryption under a key of the account's own
 * (surrogate/cipher.h). Nobody else's copy has the same surrogates, and `leakdye resolve` gives the keys back.
 *
 * In a leak the surrogates tell whose they are: what an account's permutation makes of them is a key of the table, or is not (surrogate/observe.c).
 *
 * A true key must not leave: the mark works on every export, whatever --marks says, and a cell that it cannot encrypt stops the export. It stands behind the
 * canaries, so that invented records have surrogates like all rows; what names a row, in this and in every other mark, is its true key.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/surrogate/cipher.h"
#include "watermark/marks/surrogate/expect.h"
#include "watermark/marks/surrogate/learn.h"
#include "watermark/marks/surrogate/listed.h"

/* Per export. */
struct surrogate {
	const struct dye_mark_context * context; /* Not owned. */
	struct dye_surrogates list;
	uint32_t cells[DYE_SURROGATES_MOST]; /* of the columns that the file has */
	const struct dye_surrogate_shape * shapes[DYE_SURROGATES_MOST];
	size_t count;
};

/* Per thread. */
struct worker {
	const struct surrogate * export; /* Not owned. */
	struct dye_surrogate_cipher cipher;
	struct dye_buffer text;
	struct dye_mark_counts counts;
};

static bool
surrogate_replaces(const struct dye_profile * profile, const struct dye_profile_column * column)
{
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "surrogate");
	struct dye_surrogates list;

	if (mark == NULL || ((const struct dye_surrogate_settings *)mark->values)->columns[0] == '\0')
		return false;
	dye_surrogates_of(profile, &list);
	return dye_surrogate_find(&list, column->name) != NULL;
}

/* A profile may have been written by hand. */
static enum dye_code
check_column(const struct dye_surrogate_shape * s, const struct dye_profile_column * column, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	if (!s->learned)
		rc = dye_fail(err, DYE_EREFUSED,
		    "the profile does not say what shape the keys have that leave as surrogates: learn the table");
	else if (column->mark)
		rc = dye_fail(err, DYE_EREFUSED, "the profile has it respelt and replaced by surrogates");
	if (rc != DYE_OK)
		dye_at_column(err, column->name, strlen(column->name));
	return rc;
}

static enum dye_code
surrogate_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct surrogate * s = calloc(1, sizeof(*s));
	enum dye_code rc = DYE_OK;

	if (s == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->context = context;
	dye_surrogates_of(context->profile, &s->list);
	for (uint32_t i = 0; i < context->column_count && rc == DYE_OK; i++) {
		const struct dye_profile_column * column = context->column_map[i];
		const struct dye_surrogate_shape * shape =
		    column == NULL ? NULL : dye_surrogate_find(&s->list, column->name);

		if (shape == NULL)
			continue;
		s->cells[s->count] = i;
		s->shapes[s->count++] = shape;
		rc = check_column(shape, column, err);
	}
	if (rc != DYE_OK) {
		free(s);
		return rc;
	}
	*state = s;
	return DYE_OK;
}

static void
surrogate_close(void * state)
{

	free(state);
}

static void
surrogate_worker_close(void * cookie, struct dye_mark_counts * counts)
{
	struct worker * w = cookie;

	if (counts != NULL)
		*counts = w->counts;
	dye_surrogate_cipher_close(&w->cipher);
	dye_buffer_release_secret(&w->text);
	free(w);
}

static enum dye_code
surrogate_worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct surrogate * s = state;
	const struct dye_mark_context * c = s->context;
	struct worker * w = calloc(1, sizeof(*w));
	enum dye_code rc;

	if (w == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->export = s;
	if (s->count > 0 &&
	    (rc = dye_surrogate_cipher_open(&w->cipher, c->vault, c->dataset->salt, c->recipient, err)) != DYE_OK) {
		surrogate_worker_close(w, NULL);
		return rc;
	}
	*worker = w;
	return DYE_OK;
}

static enum dye_code
refuse_cell(const struct dye_surrogate_shape * shape, enum dye_surrogate_fit fit, struct dye_error * err)
{
	static const char * const why[] = {
	    [DYE_SURROGATE_SHAPE] = "this key has not the shape of those that were learned, and would leave as it is",
	    [DYE_SURROGATE_SMALL] = "this key has too few letters for a surrogate, and would leave as it is",
	    [DYE_SURROGATE_LONG] = "this key has too many letters for a surrogate, and would leave as it is",
	};

	(void)dye_fail(err, DYE_EREFUSED, "%s (learn the table with such keys, and say --surrogate again)", why[fit]);
	dye_at_column(err, shape->column, strlen(shape->column));
	return DYE_EREFUSED;
}

/* One cell; *fit says whether it has a surrogate. */
static enum dye_code
replace(struct worker * w, const struct dye_row * row, size_t i, struct dye_stage * stage, enum dye_surrogate_fit * fit,
    struct dye_error * err)
{
	const struct surrogate * s = w->export;
	struct dye_slice text = row->cells[s->cells[i]].text, key = dye_manner_value(text);
	struct dye_edit edit = {.column = s->cells[i], .needed = true};

	*fit = DYE_SURROGATE_FITS;
	if (key.len == 0)
		return DYE_OK;
	dye_buffer_reset(&w->text);
	DYE_TRY(dye_surrogate_make(&w->cipher, s->shapes[i], key, false, &w->text, fit, err));
	if (*fit != DYE_SURROGATE_FITS)
		return DYE_OK;
	edit.offset = (uint32_t)(key.data - text.data);
	edit.len = (uint32_t)key.len;
	edit.with = dye_buffer_slice(&w->text);
	w->counts.replaced++;
	return dye_stage_edit(stage, &edit, err);
}

static enum dye_code
surrogate_apply(
    void * cookie, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct worker * w = cookie;

	for (size_t i = 0; i < w->export->count; i++) {
		enum dye_surrogate_fit fit;

		DYE_TRY(replace(w, row, i, stage, &fit, err));
		if (fit == DYE_SURROGATE_FITS)
			continue;
		/* An invented key that has none stays here; it was counted as tried (docs/EVIDENCE.md, 4.2). */
		return birth != NULL ? DYE_OK : refuse_cell(w->export->shapes[i], fit, err);
	}
	return dye_stage_push(stage, row, birth, err);
}

static bool
add_column(char * text, const char * option)
{
	struct dye_surrogates list;

	return dye_surrogates_read(text, &list) && dye_surrogates_wish(&list, option) &&
	       dye_surrogates_write(&list, text);
}

static bool
check_columns(const char * text)
{
	struct dye_surrogates list;

	return dye_surrogates_read(text, &list);
}

static const struct dye_setting settings[] = {
    {.key = "columns",
	.type = DYE_SETTING_TEXT,
	.offset = offsetof(struct dye_surrogate_settings, columns),
	.add = add_column,
	.check = check_columns,
	.example = "Assignment",
	.option = "surrogate",
	.argument = "COLUMN[:ALPHABET][:LENGTH]",
	.help = "keys of this column leave encrypted, each account's in its own way; none: no column's do"},
};

const struct dye_mark dye_mark_surrogate = {
    .name = "surrogate",
    .description = "replaces keys by surrogates of the account's own, in columns that the owner names",
    .settings = settings,
    .setting_count = sizeof(settings) / sizeof(settings[0]),
    .settings_size = sizeof(struct dye_surrogate_settings),
    .plan = dye_surrogate_plan,
    .order = 30,
    .guards = true,
    .replaces = surrogate_replaces,
    .open = surrogate_open,
    .close = surrogate_close,
    .worker_open = surrogate_worker_open,
    .apply = surrogate_apply,
    .worker_close = surrogate_worker_close,
    .keys_open = dye_surrogate_keys_open,
    .keys = dye_surrogate_keys,
    .keys_close = dye_surrogate_keys_close,
    .true_keys_open = dye_surrogate_true_keys_open,
    .true_keys = dye_surrogate_true_keys,
    .true_keys_close = dye_surrogate_true_keys_close,
    .measure_open = dye_surrogate_measure_open,
    .measure = dye_surrogate_measure,
    .measure_close = dye_surrogate_measure_close,
    .expect = dye_surrogate_expect,
    .advise = dye_surrogate_advise,
    .observer_open = dye_surrogate_observer_open,
    .observe = dye_surrogate_observe,
    .observer_close = dye_surrogate_observer_close,
};
