#include "watermark/embed/commit.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/embed/keyset.h"

/* A birth on its way to its place. */
struct waiting {
	struct dye_job_birth birth;
	uint64_t due; /* after this many rows of the file */
};

struct dye_commit {
	const struct dye_pipeline_options * options; /* Not owned. */
	struct dye_hash * hash;			     /* Owned. */
	struct dye_keyset born;			     /* unique keys of all births so far */
	struct waiting * queue;			     /* Owned; by due */
	size_t waiting, queue_size;
	char last;	/* byte that left */
	uint64_t lines; /* rows of the file that left, header and blank lines included */
	uint64_t rows;
	uint64_t births;
	uint64_t bytes;
};

enum dye_code
dye_commit_open(const struct dye_pipeline_options * options, struct dye_commit ** commit, struct dye_error * err)
{
	struct dye_commit * c;
	enum dye_code rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->options = options;
	if ((rc = dye_hash_open(&c->hash, err)) != DYE_OK) {
		dye_commit_close(c);
		return rc;
	}
	*commit = c;
	return DYE_OK;
}

void
dye_commit_close(struct dye_commit * c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->waiting; i++)
		dye_job_birth_release(&c->queue[i].birth);
	free(c->queue);
	dye_keyset_release(&c->born);
	dye_hash_close(c->hash);
	free(c);
}

/* Let bytes leave. */
static enum dye_code
emit(struct dye_commit * c, const void * data, size_t len, struct dye_error * err)
{
	const struct dye_sink * sink = c->options->sink;
	enum dye_code rc;

	if (len == 0)
		return DYE_OK;
	c->bytes += len;
	c->last = ((const char *)data)[len - 1];
	if ((rc = dye_hash_update(c->hash, data, len, err)) != DYE_OK)
		return rc;
	if (sink == NULL || sink->write(sink->cookie, data, len) == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	dye_at_file(err, sink->name);
	return rc;
}

/*
 * No row of the file may have a key of an invented record: neither one that was born before it nor one of its own block.
 */
static enum dye_code
check_keys(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;
	size_t i, k;

	for (i = 0; i < job->birth_count; i++)
		for (k = 0; k < job->births[i].birth.key_count; k++)
			if ((rc = dye_keyset_add(&c->born, job->births[i].birth.keys[k], err)) != DYE_OK)
				return rc;
	for (i = 0; i < job->note_count; i++)
		if (dye_keyset_has(&c->born, job->notes[i]))
			return dye_fail(err, DYE_EREFUSED,
			    "an invented record has the key of a row of this file; the export is stopped (learn the "
			    "dataset again: its keys have grown dense)");
	return DYE_OK;
}

/* Register the births of a block. Those that the export has already are dropped. */
static enum dye_code
register_births(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	struct dye_store * store = c->options->store;
	struct dye_canary * canaries = NULL;
	const struct dye_canary_cell ** cells = NULL;
	uint32_t * counts = NULL;
	bool * fresh = NULL;
	size_t i, n = job->birth_count, kept = 0;
	enum dye_code rc = DYE_OK;

	if (store == NULL || n == 0)
		return DYE_OK;
	canaries = calloc(n, sizeof(*canaries));
	cells = calloc(n, sizeof(*cells));
	counts = calloc(n, sizeof(*counts));
	fresh = calloc(n, sizeof(*fresh));
	if (canaries == NULL || cells == NULL || counts == NULL || fresh == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto done;
	}
	for (i = 0; i < n; i++) {
		canaries[i] = job->births[i].birth.canary;
		cells[i] = job->births[i].birth.cells;
		counts[i] = job->births[i].birth.cell_count;
	}
	rc = store->backend->canary_add(
	    store->state, c->options->dataset, c->options->export_id, canaries, cells, counts, n, fresh, err);
	if (rc != DYE_OK)
		goto done;
	for (i = 0; i < n; i++) {
		if (fresh[i])
			job->births[kept++] = job->births[i];
		else
			dye_job_birth_release(&job->births[i]);
	}
	job->birth_count = kept;

done:
	free(canaries);
	free(cells);
	free(counts);
	free(fresh);
	return rc;
}

static enum dye_code
burn(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	struct dye_store * store = c->options->store;
	enum dye_code rc;
	size_t i;

	for (i = 0; store != NULL && i < job->burn_count; i++)
		if ((rc = store->backend->canary_burn(store->state, c->options->dataset, job->burns[i], err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

/* Take a birth over into the queue, behind those that are due no later. */
static enum dye_code
enqueue(struct dye_commit * c, struct dye_job_birth * birth, struct dye_error * err)
{
	struct waiting w = {*birth, c->lines + birth->after + birth->birth.distance - 1};
	size_t i;

	if (c->waiting == c->queue_size) {
		size_t size = c->queue_size == 0 ? 64 : c->queue_size * 2;
		struct waiting * queue = realloc(c->queue, size * sizeof(*queue));

		if (queue == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		c->queue = queue;
		c->queue_size = size;
	}
	for (i = c->waiting; i > 0 && c->queue[i - 1].due > w.due; i--)
		c->queue[i] = c->queue[i - 1];
	c->queue[i] = w;
	c->waiting++;
	memset(birth, 0, sizeof(*birth));
	return DYE_OK;
}

/*
 * Write an invented row. Behind a last row that has no line end, it brings the line end before itself and leaves its own away,
 * so that taking it out still gives the file back.
 */
static enum dye_code
emit_birth(struct dye_commit * c, const struct dye_buffer * row, struct dye_error * err)
{
	size_t end = row->len;
	enum dye_code rc;

	if (c->bytes == 0 || c->last == '\n' || c->last == '\r')
		return emit(c, row->data, row->len, err);
	while (end > 0 && (row->data[end - 1] == '\n' || row->data[end - 1] == '\r'))
		end--;
	if ((rc = emit(c, row->data + end, row->len - end, err)) != DYE_OK)
		return rc;
	return emit(c, row->data, end, err);
}

/* Let the first ${n} of the queue out. */
static enum dye_code
release(struct dye_commit * c, size_t n, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < n && rc == DYE_OK; i++) {
		rc = emit_birth(c, &c->queue[i].birth.row, err);
		c->rows++;
		c->births++;
	}
	for (i = 0; i < n; i++)
		dye_job_birth_release(&c->queue[i].birth);
	c->waiting -= n;
	memmove(c->queue, c->queue + n, c->waiting * sizeof(*c->queue));
	return rc;
}

/* Write the rows of a block, with the births that fall due among them. */
static enum dye_code
interleave(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	size_t written = 0, row = 0;
	enum dye_code rc;

	while (c->waiting > 0 && c->queue[0].due <= c->lines + job->row_count) {
		uint64_t due = c->queue[0].due;
		size_t n = 1, end;

		while (n < c->waiting && c->queue[n].due <= due)
			n++;
		row = due > c->lines ? (size_t)(due - c->lines) : 0;
		end = row == 0 ? 0 : job->ends[row - 1];
		if ((rc = emit(c, job->out.data + written, end - written, err)) != DYE_OK ||
		    (rc = release(c, n, err)) != DYE_OK)
			return rc;
		written = end;
	}
	if ((rc = emit(c, job->out.data + written, job->out.len - written, err)) != DYE_OK)
		return rc;
	c->lines += job->row_count;
	c->rows += job->data_rows;
	return DYE_OK;
}

enum dye_code
dye_commit_job(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	if ((rc = check_keys(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = register_births(c, job, err)) != DYE_OK)
		return rc;
	if ((rc = burn(c, job, err)) != DYE_OK)
		return rc;
	for (i = 0; i < job->birth_count; i++)
		if ((rc = enqueue(c, &job->births[i], err)) != DYE_OK)
			return rc;
	return interleave(c, job, err);
}

enum dye_code
dye_commit_finish(struct dye_commit * c, struct dye_pipeline_result * result, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = release(c, c->waiting, err)) != DYE_OK)
		return rc;
	result->rows = c->rows;
	result->births = c->births;
	result->bytes = c->bytes;
	return dye_hash_final(c->hash, result->sha256, err);
}
