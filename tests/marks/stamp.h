/*
 * stamp.h: a mark for tests, whole in one file, and a model of one that edits: it puts "!" behind every cell of a column that may be marked (so
 * that the spelling mark edits the same cells, after it), or, as its setting says, behind those of the first such column alone. What a cell
 * says stays, and so do keys: no cell of an exact kind is touched. It is the same for every recipient, and so cannot be read back.
 */
#ifndef DYE_TESTS_MARKS_STAMP_H
#define DYE_TESTS_MARKS_STAMP_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/mark.h"

struct stamp_settings {
	bool loud;
};

static const struct dye_setting stamp_settings[] = {
    {.key = "loud",
	.type = DYE_SETTING_TRUTH,
	.offset = offsetof(struct stamp_settings, loud),
	.otherwise = 1,
	.option = "whisper",
	.help = "put the sign behind cells of the first column alone"},
};

/* Shared by all threads, which read it only. */
struct stamp_state {
	const struct dye_mark_context * context; /* Not owned; outlives the mark */
	const struct stamp_settings * settings;	 /* Not owned; the profile's */
};

static enum dye_code
stamp_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{
	struct stamp_state * s = calloc(1, sizeof(*s));

	if (s == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->context = context;
	s->settings = dye_profile_mark(context->profile, "stamp")->values;
	*state = s;
	return DYE_OK;
}

static void
stamp_close(void * state)
{

	free(state);
}

/* What one thread has: it counts for itself, and adds what it counted when it is closed. */
struct stamp_worker {
	const struct stamp_state * state;
	uint64_t cells;
};

static enum dye_code
stamp_worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct stamp_worker * w = calloc(1, sizeof(*w));

	if (w == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->state = state;
	*worker = w;
	return DYE_OK;
}

/* A sign is a choice that was made, one in each cell: an export without any choice is refused as unmarked. */
static void
stamp_worker_close(void * worker, struct dye_mark_counts * counts)
{
	const struct stamp_worker * w = worker;

	counts->cells += w->cells;
	counts->slots += w->cells;
	free(worker);
}

/* Whether the owner lets cells of the column be written otherwise, and they can be. The profile may not know a column of the file: NULL. */
static bool
stamp_may(const struct dye_profile_column * column)
{

	return column != NULL && column->mark && column->kind->slot_type_count > 0;
}

/* A row may have fewer cells than the file has columns. From the last cell to the first: the chain puts edits in order. */
static enum dye_code
stamp_apply(
    void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct stamp_worker * w = worker;
	const struct dye_mark_context * context = w->state->context;
	uint32_t first = 0, i = row->cell_count < context->column_count ? row->cell_count : context->column_count;

	while (first < i && !stamp_may(context->column_map[first]))
		first++;
	while (i-- > first) {
		char sign[1] = {'!'};
		struct dye_edit edit = {.column = i, .offset = (uint32_t)row->cells[i].text.len, .with = {sign, 1}};

		if (edit.offset == 0 || !stamp_may(context->column_map[i]) || (i > first && !w->state->settings->loud))
			continue;
		DYE_TRY(dye_stage_edit(stage, &edit, err));
		sign[0] = '?'; /* The chain has its own copy. */
		w->cells++;
	}
	return dye_stage_push(stage, row, birth, err);
}

const struct dye_mark dye_mark_stamp = {
    .name = "stamp",
    .description = "for tests: puts a sign behind cells, which are respelt too",
    .settings = stamp_settings,
    .setting_count = 1,
    .settings_size = sizeof(struct stamp_settings),
    .order = 30,
    .open = stamp_open,
    .close = stamp_close,
    .worker_open = stamp_worker_open,
    .apply = stamp_apply,
    .worker_close = stamp_worker_close,
};

#endif
