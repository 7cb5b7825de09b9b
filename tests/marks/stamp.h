/*
 * stamp.h: a mark for tests, whole in one file: it edits before the spelling mark does. The second cell of a row leaves backwards (a key that
 * becomes another), the fourth with "!" behind it (in the cell that the spelling mark edits too), unless its setting says otherwise. It is
 * the same for every recipient, and so cannot be read back.
 */
#ifndef DYE_TESTS_MARKS_STAMP_H
#define DYE_TESTS_MARKS_STAMP_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/mark.h"

#define STAMP_KEY 1
#define STAMP_ADDRESS 3

struct stamp_settings {
	bool loud;
};

static const struct dye_setting stamp_settings[] = {
    {.key = "loud",
	.type = DYE_SETTING_TRUTH,
	.offset = offsetof(struct stamp_settings, loud),
	.otherwise = 1,
	.option = "whisper",
	.help = "put no sign behind an address"},
};

/* What the mark makes of a cell; at most 63 bytes of it. */
static inline struct dye_slice
stamp_backwards(struct dye_slice text, char out[64])
{
	size_t i, n = text.len < 64 ? text.len : 63;

	for (i = 0; i < n; i++)
		out[i] = text.data[n - 1 - i];
	return (struct dye_slice){out, n};
}

static enum dye_code
stamp_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{

	(void)err;
	*state = dye_profile_mark(context->profile, "stamp")->values;
	return DYE_OK;
}

static void
stamp_close(void * state)
{

	(void)state;
}

/* What one thread has: it counts for itself, and adds what it counted when it is closed. */
struct stamp_worker {
	const struct stamp_settings * settings;
	uint64_t keys;
};

static enum dye_code
stamp_worker_open(void * state, void ** worker, struct dye_error * err)
{
	struct stamp_worker * w = calloc(1, sizeof(*w));

	if (w == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	w->settings = state;
	*worker = w;
	return DYE_OK;
}

/* A key that became another is a choice that was made: an export without any is refused as unmarked. */
static void
stamp_worker_close(void * worker, struct dye_mark_counts * counts)
{
	const struct stamp_worker * w = worker;

	counts->slots += w->keys;
	free(worker);
}

/* The address first: the chain puts edits in order. */
static enum dye_code
stamp_apply(
    void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	const struct dye_cell * cells = row->cells;
	struct dye_edit edit = {.column = STAMP_ADDRESS, .offset = (uint32_t)cells[STAMP_ADDRESS].text.len};
	char text[64];
	struct stamp_worker * w = worker;
	enum dye_code rc;

	edit.with = DYE_SLICE("!");
	if (w->settings->loud && (rc = dye_stage_edit(stage, &edit, err)) != DYE_OK)
		return rc;
	edit = (struct dye_edit){.column = STAMP_KEY, .with = stamp_backwards(cells[STAMP_KEY].text, text)};
	edit.len = (uint32_t)edit.with.len;
	if ((rc = dye_stage_edit(stage, &edit, err)) != DYE_OK)
		return rc;
	w->keys++;
	memset(text, '?', sizeof(text)); /* The chain has its own copy. */
	return dye_stage_push(stage, row, birth, err);
}

const struct dye_mark dye_mark_stamp = {
    .name = "stamp",
    .description = "for tests: changes a key, and an address, before it is respelt",
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

/* Overwrites the whole address: no room for anybody else's edit there. */
static enum dye_code
smear_apply(
    void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct dye_edit edit = {
	    .column = STAMP_ADDRESS, .len = (uint32_t)row->cells[STAMP_ADDRESS].text.len, .with = DYE_SLICE("nowhere")};
	enum dye_code rc;

	(void)worker;
	if ((rc = dye_stage_edit(stage, &edit, err)) != DYE_OK)
		return rc;
	return dye_stage_push(stage, row, birth, err);
}

const struct dye_mark dye_mark_smear = {
    .name = "smear",
    .description = "for tests: overwrites an address",
    .order = 50,
    .open = stamp_open,
    .close = stamp_close,
    .worker_open = stamp_worker_open,
    .apply = smear_apply,
    .worker_close = stamp_worker_close,
};

#endif
