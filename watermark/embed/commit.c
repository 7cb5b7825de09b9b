#include "watermark/embed/commit.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/embed/births.h"
#include "watermark/embed/places.h"
#include "watermark/embed/windows.h"

/*
 * When so many bytes of the file were read, what came back is burned and bytes leave, and neither sooner nor later: transactions are few, and when they
 * come hangs on nothing that a row is (docs/EVIDENCE.md, 4.2). Most refusals come before a byte leaves a pipe.
 */
#define ROUND_BYTES ((uint64_t)4 << 20)

struct dye_commit {
	const struct dye_sink * sink; /* Not owned; NULL for a dry run */
	enum dye_code (*judge)(void * cookie, const struct dye_pipeline_result * result, struct dye_error * err);
	void * judge_cookie; /* both as in the options */
	bool registers;	     /* an export in a registry; else nothing can be done again */
	struct dye_births births;
	struct dye_places places;
	struct dye_windows windows;
	bool ranked;		/* rows go through them */
	struct dye_buffer born; /* an invented row with its blank lines */
	bool stop; /* a birth that has left has the key of a row: nothing leaves any more, the rest is only checked */
	struct dye_index * index; /* Not owned; NULL: none */
	uint64_t indexed;	  /* both as in the options */
	bool index_whole;
	struct dye_buffer named; /* of the rows that were read since the last round */
	uint64_t named_rows;
	struct dye_hash * hash; /* Owned. */
	struct dye_buffer held; /* bytes that leave when the registry has all that they tell of */
	uint64_t round;		/* bytes of the file that were read since others left */
	bool refused;		/* amid a round, which is read to its end all the same */
	struct dye_error refusal;
	struct dye_writer * writer; /* Owned: puts the rows together, into emit() */
	struct dye_sink end;	    /* of the writer */
	enum dye_code rc;	    /* of the last emit() */
	struct dye_error * err;	    /* where it tells more; not owned */
	uint64_t data_rows;	    /* of the file */
	uint64_t births_left;
	uint64_t bytes;
};

static enum dye_code
leave(struct dye_commit * c, const void * data, size_t len, struct dye_error * err)
{
	const struct dye_sink * sink = c->sink;
	enum dye_code rc;

	if ((rc = dye_hash_update(c->hash, data, len, err)) != DYE_OK)
		return rc;
	if (sink == NULL || sink->write(sink->cookie, data, len) == 0)
		return DYE_OK;
	rc = dye_fail_errno(err, DYE_EIO, "cannot write");
	dye_at_file(err, sink->name);
	return rc;
}

/* Bytes are next to leave: when what came back before them is burned and the births, and what was tried, are registered. */
static enum dye_code
emit(struct dye_commit * c, const void * data, size_t len, struct dye_error * err)
{

	if (len == 0 || c->stop)
		return DYE_OK;
	c->bytes += len;
	if (c->births.store == NULL)
		return leave(c, data, len, err);
	return dye_buffer_append(&c->held, data, len, err);
}

/* The writer's bytes. */
static int
write_end(void * cookie, const void * data, size_t len)
{
	struct dye_commit * c = cookie;

	c->rc = emit(c, data, len, c->err);
	return c->rc == DYE_OK ? 0 : -1;
}

/* Rows are next to leave; ${born}: an invented one, perhaps with blank lines before it. */
static enum dye_code
emit_rows(void * cookie, struct dye_slice rows, bool born, struct dye_error * err)
{
	struct dye_commit * c = cookie;
	struct dye_error own = {0};
	enum dye_code rc;

	c->rc = DYE_OK;
	c->err = err;
	c->births_left += born;
	rc = dye_writer_rows(c->writer, rows, born, &own);
	if (rc != DYE_OK && c->rc == DYE_OK && err != NULL)
		*err = own;
	return c->rc != DYE_OK ? c->rc : rc;
}

static enum dye_code
pass_rows(void * cookie, struct dye_slice rows, struct dye_error * err)
{
	struct dye_commit * c = cookie;

	return c->ranked ? dye_windows_rows(&c->windows, rows, err) : emit_rows(c, rows, false, err);
}

/* In a window the row finds its place by itself; the blank lines stay where they are. */
static enum dye_code
pass_born(void * cookie, struct dye_slice gap, const struct dye_job_birth * birth, struct dye_error * err)
{
	static const struct dye_rank none = {0};
	struct dye_slice row = dye_buffer_slice(&birth->row);
	struct dye_commit * c = cookie;

	if (c->ranked) {
		if (gap.len > 0)
			DYE_TRY(dye_windows_row(&c->windows, gap, &none, false, err));
		return dye_windows_row(&c->windows, row, &birth->rank, true, err);
	}
	dye_buffer_reset(&c->born);
	DYE_TRY(dye_buffer_append_slice(&c->born, gap, err));
	DYE_TRY(dye_buffer_append_slice(&c->born, row, err));
	return emit_rows(c, dye_buffer_slice(&c->born), true, err);
}

/* What comes after the last row. */
static enum dye_code
emit_end(struct dye_commit * c, struct dye_error * err)
{
	struct dye_error own = {0};
	enum dye_code rc;

	c->rc = DYE_OK;
	c->err = err;
	rc = dye_writer_end(c->writer, &own);
	if (rc != DYE_OK && c->rc == DYE_OK && err != NULL)
		*err = own;
	return c->rc != DYE_OK ? c->rc : rc;
}

enum dye_code
dye_commit_open(const struct dye_pipeline_options * o, struct dye_commit ** commit, struct dye_error * err)
{
	struct dye_commit * c;
	enum dye_code rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	c->sink = o->sink;
	c->judge = o->judge;
	c->judge_cookie = o->judge_cookie;
	c->index = o->index;
	c->indexed = o->indexed;
	c->index_whole = o->index_whole;
	c->registers = o->store != NULL && o->export_id != 0;
	c->end = (struct dye_sink){.write = write_end, .cookie = c, .name = o->sink != NULL ? o->sink->name : "-"};
	c->ranked = o->ranked;
	c->windows.out = (struct dye_windows_out){emit_rows, c};
	dye_places_init(&c->places, &(struct dye_places_out){pass_rows, pass_born, c}, o->hold);
	if ((rc = dye_births_init(&c->births, o->store, o->dataset, o->export_id, o->recipient, o->learned, err)) !=
		DYE_OK ||
	    (rc = dye_hash_open(&c->hash, err)) != DYE_OK ||
	    (rc = dye_writer_open(o->reader, &c->end, &c->writer, err)) != DYE_OK) {
		dye_commit_close(c);
		return rc;
	}
	c->births.repeats = o->repeats;
	*commit = c;
	return DYE_OK;
}

void
dye_commit_close(struct dye_commit * c)
{

	if (c == NULL)
		return;
	dye_births_release(&c->births);
	dye_places_release(&c->places);
	dye_windows_release(&c->windows);
	dye_buffer_release_secret(&c->born);
	dye_buffer_release(&c->held);
	dye_buffer_release(&c->named);
	dye_hash_close(c->hash);
	dye_writer_close(c->writer);
	free(c);
}

/* Let the bytes leave that are held, once the births among them are registered. What came back is burned. */
static enum dye_code
flush(struct dye_commit * c, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	DYE_TRY(dye_births_register(&c->births, err));
	if (c->held.len > 0 && !c->stop)
		rc = leave(c, c->held.data, c->held.len, err);
	dye_buffer_reset(&c->held);
	return rc;
}

/* Before a byte of them leaves: who was exported, whatever becomes of their rows. */
static enum dye_code
note_named(struct dye_commit * c, struct dye_error * err)
{

	if (c->index == NULL)
		return DYE_OK;
	c->named_rows += dye_index_rows(dye_buffer_slice(&c->named));
	DYE_TRY(dye_index_add(c->index, c->indexed, dye_buffer_slice(&c->named), err));
	dye_buffer_reset(&c->named);
	return DYE_OK;
}

/* What was refused; or go on. */
static enum dye_code
refuse(const struct dye_commit * c, struct dye_error * err)
{

	if (c->refused && err != NULL)
		*err = c->refusal;
	return c->refused ? DYE_EREFUSED : DYE_OK;
}

/* By their absence, too, bytes that leave show which rows were left out, and whoever waits for them may end it then. */
static enum dye_code
end_round(struct dye_commit * c, struct dye_error * err)
{

	c->round = 0;
	DYE_TRY(dye_births_burn(&c->births, err));
	DYE_TRY(refuse(c, err));
	if (!c->index_whole)
		DYE_TRY(note_named(c, err));
	return flush(c, err);
}

/* The rows of a block go on, and what they answer waits for the end of the round. */
static enum dye_code
pass_job(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc;

	dye_places_expect(&c->places, job);
	rc = dye_births_check(&c->births, job, &c->places, &c->stop, &c->refusal);
	c->refused = rc == DYE_EREFUSED;
	if (rc != DYE_OK) {
		if (err != NULL)
			*err = c->refusal;
		return c->refused ? DYE_OK : rc;
	}
	if (c->ranked)
		DYE_TRY(dye_windows_expect(&c->windows, job, err));
	DYE_TRY(dye_places_rows(&c->places, job, err));
	DYE_TRY(dye_buffer_append_slice(&c->named, dye_buffer_slice(&job->named), err));
	c->data_rows += job->data_rows;
	return DYE_OK;
}

enum dye_code
dye_commit_job(struct dye_commit * c, struct dye_job * job, struct dye_error * err)
{

	if (!c->refused)
		DYE_TRY(pass_job(c, job, err));
	c->round += job->block.bytes.len;
	return c->round < ROUND_BYTES ? DYE_OK : end_round(c, err);
}

enum dye_code
dye_commit_failed(struct dye_commit * c, const struct dye_job * job, struct dye_error * err)
{
	enum dye_code rc = c->refused ? DYE_OK : dye_births_met(&c->births, job, err);

	DYE_TRY(dye_births_burn(&c->births, err));
	return rc == DYE_OK ? refuse(c, err) : rc;
}

enum dye_code
dye_commit_finish(struct dye_commit * c, struct dye_pipeline_result * result, struct dye_error * err)
{
	enum dye_code rc;

	DYE_TRY(dye_births_burn(&c->births, err));
	DYE_TRY(refuse(c, err));
	/* A dry run, which makes no record, only counts. What was tried counts although the export stops. */
	if (c->stop && c->registers) {
		if ((rc = dye_births_register(&c->births, err)) != DYE_OK)
			return rc;
		return dye_fail(err, DYE_ERETRY,
		    "an invented record that has left has the key of a row of this file; the export is stopped, and "
		    "the next one goes without it: run the export again (from file to file that is done by itself, and "
		    "a table in the "
		    "order of its key, or learned as it is today, hardly ever needs it)");
	}
	DYE_TRY(dye_returns_end(&c->births.returned, c->data_rows + c->births.returned.all, err));
	DYE_TRY(dye_places_finish(&c->places, err));
	DYE_TRY(dye_windows_finish(&c->windows, err));
	DYE_TRY(emit_end(c, err));
	result->rows = c->data_rows + c->births_left;
	result->births = c->births_left;
	result->tried = c->births.drawn - result->counts.seconds;
	result->late = c->births.late;
	result->repeated = c->births.repeated;
	result->bytes = c->bytes;
	/* What was tried counts although it may be kept back. */
	DYE_TRY(dye_births_register(&c->births, err));
	if (!c->index_whole)
		DYE_TRY(note_named(c, err));
	if (c->judge != NULL)
		DYE_TRY(c->judge(c->judge_cookie, result, err));
	DYE_TRY(note_named(c, err));
	result->named = c->named_rows;
	DYE_TRY(flush(c, err));
	return dye_hash_final(c->hash, result->sha256, err);
}
