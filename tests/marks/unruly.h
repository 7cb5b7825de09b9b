/*
 * unruly.h: marks for the tests of the chain alone, which do what no mark may (tests/conform/conform_marks.c): one changes the key of a row, one
 * overwrites a cell. No model: that is stamp.h.
 */
#ifndef DYE_TESTS_MARKS_UNRULY_H
#define DYE_TESTS_MARKS_UNRULY_H

#include "watermark/marks/mark.h"

#define UNRULY_KEY 1
#define UNRULY_ADDRESS 3

/* They have no state, and count nothing: others do. */
static enum dye_code
unruly_open(const struct dye_mark_context * context, void ** state, struct dye_error * err)
{

	(void)context, (void)err;
	*state = NULL;
	return DYE_OK;
}

static void
unruly_close(void * state)
{

	(void)state;
}

static enum dye_code
unruly_worker_open(void * state, void ** worker, struct dye_error * err)
{

	(void)err;
	*worker = state;
	return DYE_OK;
}

static void
unruly_worker_close(void * worker, struct dye_mark_counts * counts)
{

	(void)worker, (void)counts;
}

/* What becomes of a key; at most 64 bytes of it. */
static inline struct dye_slice
unruly_backwards(struct dye_slice text, char out[64])
{
	size_t i, n = text.len < 64 ? text.len : 64;

	for (i = 0; i < n; i++)
		out[i] = text.data[n - 1 - i];
	return (struct dye_slice){out, n};
}

/* The key leaves backwards. Marks behind this one see it as it stands in the file. */
static enum dye_code
turn_apply(
    void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct dye_edit edit = {.column = UNRULY_KEY};
	char text[64];

	(void)worker;
	if (row->cell_count > UNRULY_KEY) {
		edit.with = unruly_backwards(row->cells[UNRULY_KEY].text, text);
		edit.len = (uint32_t)edit.with.len;
		DYE_TRY(dye_stage_edit(stage, &edit, err));
	}
	return dye_stage_push(stage, row, birth, err);
}

const struct dye_mark dye_mark_turn = {
    .name = "turn",
    .description = "for tests: changes a key",
    .order = 28,
    .open = unruly_open,
    .close = unruly_close,
    .worker_open = unruly_worker_open,
    .apply = turn_apply,
    .worker_close = unruly_worker_close,
};

/* The whole address goes: no room for anybody else's edit there. */
static enum dye_code
smear_apply(
    void * worker, struct dye_row * row, struct dye_birth * birth, struct dye_stage * stage, struct dye_error * err)
{
	struct dye_edit edit = {.column = UNRULY_ADDRESS, .with = DYE_SLICE("nowhere")};

	(void)worker;
	if (row->cell_count > UNRULY_ADDRESS) {
		edit.len = (uint32_t)row->cells[UNRULY_ADDRESS].text.len;
		DYE_TRY(dye_stage_edit(stage, &edit, err));
	}
	return dye_stage_push(stage, row, birth, err);
}

const struct dye_mark dye_mark_smear = {
    .name = "smear",
    .description = "for tests: overwrites an address",
    .order = 50,
    .open = unruly_open,
    .close = unruly_close,
    .worker_open = unruly_worker_open,
    .apply = smear_apply,
    .worker_close = unruly_worker_close,
};

#endif
