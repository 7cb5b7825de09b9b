#include "watermark/embed/job.h"

#include <stdlib.h>
#include <string.h>

/* The last row has the place that was said of the row in hand. Few tables say anything, and then there is no array: it would be larger than that of rows. */
static enum dye_code
keep_place(struct dye_job * job, struct dye_error * err)
{
	struct dye_job_place * places;

	if (job->place.order.first.len == 0 && !job->place.rank.ranked)
		return DYE_OK;
	while (job->place_count < job->row_count) {
		if ((places = dye_grown(job->places, &job->place_size, job->place_count, sizeof(*places))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		job->places = places;
		places[job->place_count++] = (struct dye_job_place){0};
	}
	job->places[job->row_count - 1] = job->place;
	job->place.order.first.len = 0;
	job->place.rank.ranked = false;
	return DYE_OK;
}

/* Where a row begins in the block. False: readers mend some apart from it. */
static bool
lies_in(const struct dye_buffer * block, struct dye_slice raw, size_t * start)
{
	uintptr_t first = (uintptr_t)block->data, at = (uintptr_t)raw.data;

	*start = (size_t)(at - first);
	return at >= first && *start <= block->len && raw.len <= block->len - *start;
}

enum dye_code
dye_job_row_done(struct dye_job * job, struct dye_slice raw, bool blank, struct dye_error * err)
{
	struct dye_job_row * rows = dye_grown(job->rows, &job->row_size, job->row_count, sizeof(*rows));

	if (rows == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	job->rows = rows;
	rows[job->row_count] = (struct dye_job_row){.end = job->out.len, .blank = blank, .beside = job->beside};
	if (lies_in(&job->block.bytes, raw, &rows[job->row_count].start))
		rows[job->row_count].len = raw.len;
	job->row_count++;
	return keep_place(job, err);
}

const struct dye_job_place *
dye_job_place(const struct dye_job * job, size_t row)
{
	static const struct dye_job_place none = {0};

	return row < job->place_count ? &job->places[row] : &none;
}

void
dye_job_order(struct dye_job * job, const struct dye_order_keys * keys)
{

	job->place.order = *keys;
}

void
dye_job_rank(struct dye_job * job, const struct dye_rank * rank)
{

	job->place.rank = *rank;
}

enum dye_code
dye_job_note(struct dye_job * job, uint64_t key, struct dye_error * err)
{
	uint64_t * notes = dye_grown(job->notes, &job->note_size, job->note_count, sizeof(*notes));

	if (notes == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	job->notes = notes;
	job->notes[job->note_count++] = key;
	return DYE_OK;
}

enum dye_code
dye_job_tried(struct dye_job * job, uint64_t trial, struct dye_error * err)
{
	uint64_t * trials = dye_grown(job->trials, &job->trial_size, job->trial_count, sizeof(*trials));

	if (trials == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	job->trials = trials;
	job->trials[job->trial_count++] = trial;
	return DYE_OK;
}

enum dye_code
dye_job_return(struct dye_job * job, const struct dye_canary_unit * unit, struct dye_error * err)
{
	struct dye_job_return * returns =
	    dye_grown(job->returns, &job->return_size, job->return_count, sizeof(*returns));

	if (returns == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	job->returns = returns;
	returns[job->return_count++] = (struct dye_job_return){*unit, job->begun, job->number, job->beside};
	return DYE_OK;
}

void
dye_job_whole(struct dye_job * job)
{
	size_t i = job->return_count;

	while (i > 0 && job->returns[i - 1].index == job->begun)
		job->returns[--i].whole = true;
}

/* Sealed text, keys and cells of a birth, one after another in one piece of memory; aligned, since keys come first. */
static enum dye_code
copy_birth(struct dye_job_birth * to, const struct dye_birth * from, struct dye_error * err)
{
	size_t keys = from->key_count * sizeof(*from->keys);
	size_t cells = from->cell_count * sizeof(*from->cells);
	enum dye_code rc;

	to->birth = *from;
	if ((rc = dye_buffer_reserve(&to->memory, keys + cells + from->canary.sealed.len + 1, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append(&to->memory, from->keys, keys, err)) != DYE_OK ||
	    (rc = dye_buffer_append(&to->memory, from->cells, cells, err)) != DYE_OK ||
	    (rc = dye_buffer_append_slice(&to->memory, from->canary.sealed, err)) != DYE_OK)
		return rc;
	to->birth.keys = (const uint64_t *)(const void *)to->memory.data;
	to->birth.cells = (const struct dye_canary_cell *)(const void *)(to->memory.data + keys);
	to->birth.canary.sealed.data = to->memory.data + keys + cells;
	return DYE_OK;
}

enum dye_code
dye_job_birth(
    struct dye_job * job, const struct dye_birth * birth, struct dye_job_birth ** copy, struct dye_error * err)
{
	struct dye_job_birth * births = dye_grown(job->births, &job->birth_size, job->birth_count, sizeof(*births));
	struct dye_job_birth * b;
	enum dye_code rc;

	if (births == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	job->births = births;
	b = &births[job->birth_count];
	memset(b, 0, sizeof(*b));
	if ((rc = copy_birth(b, birth, err)) != DYE_OK) {
		dye_job_birth_release(b);
		return rc;
	}
	b->after = job->row_count;
	b->rank = job->place.rank;
	job->place.rank.ranked = false;
	job->birth_count++;
	*copy = b;
	return DYE_OK;
}

void
dye_job_birth_release(struct dye_job_birth * birth)
{

	dye_buffer_release_secret(&birth->memory);
	dye_buffer_release_secret(&birth->row);
	dye_buffer_release_secret(&birth->cells);
}

void
dye_job_birth_forget(struct dye_job * job, size_t i)
{

	dye_job_birth_release(&job->births[i]);
	job->birth_count--;
	memmove(&job->births[i], &job->births[i + 1], (job->birth_count - i) * sizeof(*job->births));
}

void
dye_job_reset(struct dye_job * job)
{
	size_t i;

	for (i = 0; i < job->birth_count; i++)
		dye_job_birth_release(&job->births[i]);
	dye_buffer_reset(&job->out);
	dye_buffer_reset(&job->named);
	job->row_count = job->place_count = job->birth_count = job->note_count = job->trial_count = 0;
	job->return_count = 0;
	job->data_rows = 0;
	job->place.order.first.len = 0;
	job->place.rank.ranked = false;
}

void
dye_job_release(struct dye_job * job)
{

	dye_job_reset(job);
	dye_buffer_release(&job->block.bytes);
	dye_buffer_release(&job->out);
	dye_buffer_release(&job->named);
	free(job->rows);
	free(job->places);
	free(job->births);
	free(job->notes);
	free(job->trials);
	free(job->returns);
	*job = (struct dye_job){0};
}
