#include "watermark/embed/pipeline.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/embed/commit.h"

struct pipeline {
	const struct dye_pipeline_options * options; /* Not owned. */
	struct dye_commit * commit;		     /* touched by the thread whose turn it is */

	pthread_mutex_t read_lock; /* guards what follows, up to the next blank line */
	uint64_t next_sequence;
	bool end;

	pthread_mutex_t turn_lock; /* likewise */
	pthread_cond_t turn_over;
	uint64_t turn;
	uint64_t bytes_read;
	enum dye_code rc; /* of the earliest block that failed */
	struct dye_error error;

	pthread_rwlock_t marks_lock; /* marks are read by who runs a chain, written by who renews them */
	uint64_t renewed;	     /* how often they were */
};

struct thread {
	struct pipeline * pipeline;
	pthread_t id;
	struct dye_chain * chain; /* Owned. */
	struct dye_job job;
	uint64_t renewed; /* of the pipeline, when the job was run */
};

/* Take the next block. *got is false at the end of the file. A failed read is a block too: it waits for its turn to be told. */
static enum dye_code
take(struct pipeline * p, struct dye_job * job, bool * got, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	(void)pthread_mutex_lock(&p->read_lock);
	*got = false;
	if (!p->end) {
		job->sequence = p->next_sequence++;
		if (!dye_held_take(p->options->held, &job->block))
			rc = dye_reader_block(p->options->reader, &job->block, err);
		*got = rc != DYE_OK || job->block.bytes.len > 0;
		p->end = rc != DYE_OK || job->block.bytes.len == 0 || job->block.last;
	}
	(void)pthread_mutex_unlock(&p->read_lock);
	return rc;
}

/* Wait until every earlier block is done with; false where one of them failed. */
static bool
await_turn(struct pipeline * p, uint64_t sequence)
{
	bool mine;

	(void)pthread_mutex_lock(&p->turn_lock);
	while (p->turn != sequence && p->rc == DYE_OK)
		(void)pthread_cond_wait(&p->turn_over, &p->turn_lock);
	mine = p->rc == DYE_OK;
	(void)pthread_mutex_unlock(&p->turn_lock);
	return mine;
}

static void
end_turn(struct pipeline * p, uint64_t bytes, enum dye_code rc, const struct dye_error * err)
{

	(void)pthread_mutex_lock(&p->turn_lock);
	p->turn++;
	p->bytes_read += bytes;
	if (rc != DYE_OK) {
		p->rc = rc;
		p->error = *err;
	} else if (p->options->progress != NULL)
		p->options->progress(p->options->progress_cookie, p->bytes_read);
	(void)pthread_cond_broadcast(&p->turn_over);
	(void)pthread_mutex_unlock(&p->turn_lock);
}

static enum dye_code
run(struct thread * t, struct dye_error * err)
{
	struct pipeline * p = t->pipeline;
	enum dye_code rc;

	(void)pthread_rwlock_rdlock(&p->marks_lock);
	t->renewed = p->renewed;
	rc = dye_chain_run(t->chain, &t->job, err);
	(void)pthread_rwlock_unlock(&p->marks_lock);
	return rc;
}

/*
 * What others registered since is looked for in this block too. A record leaves after it was registered, so a block that was read before holds none of
 * what is registered later.
 */
static enum dye_code
catch_up(struct thread * t, struct dye_error * err)
{
	struct pipeline * p = t->pipeline;
	enum dye_code rc;
	bool stale;

	if (p->options->store == NULL)
		return DYE_OK;
	if ((rc = dye_mark_set_stale(p->options->marks, &stale, err)) != DYE_OK)
		return rc;
	if (stale) {
		(void)pthread_rwlock_wrlock(&p->marks_lock);
		rc = dye_mark_set_renew(p->options->marks, err);
		p->renewed++;
		(void)pthread_rwlock_unlock(&p->marks_lock);
	}
	return rc == DYE_OK && t->renewed != p->renewed ? dye_chain_again(t->chain, &t->job, err) : rc;
}

static void *
work(void * cookie)
{
	struct thread * t = cookie;
	struct pipeline * p = t->pipeline;
	struct dye_error err = {0}, other = {0};
	enum dye_code rc, burned;
	bool got;

	for (;;) {
		dye_job_reset(&t->job);
		rc = take(p, &t->job, &got, &err);
		if (!got)
			return NULL;
		if (rc == DYE_OK)
			rc = run(t, &err);
		if (!await_turn(p, t->job.sequence))
			return NULL;
		if (rc == DYE_OK && (rc = catch_up(t, &err)) == DYE_OK)
			rc = dye_commit_job(p->commit, &t->job, &err);
		if (rc != DYE_OK && (burned = dye_commit_failed(p->commit, &t->job, &other)) != DYE_OK) {
			rc = burned;
			err = other;
		}
		end_turn(p, t->job.block.bytes.len, rc, &err);
		if (rc != DYE_OK)
			return NULL;
	}
}

/* Start the other threads, work on this one too, and wait for all. */
static enum dye_code
run_threads(struct pipeline * p, struct thread * threads, unsigned count, struct dye_error * err)
{
	unsigned i, started;

	for (started = 1; started < count; started++)
		if (pthread_create(&threads[started].id, NULL, work, &threads[started]) != 0)
			break; /* Fewer threads do the same work. */
	(void)work(&threads[0]);
	for (i = 1; i < started; i++)
		(void)pthread_join(threads[i].id, NULL);
	if (p->rc != DYE_OK && err != NULL)
		*err = p->error;
	return p->rc;
}

static enum dye_code
open_threads(struct pipeline * p, struct thread * threads, unsigned count, struct dye_error * err)
{
	enum dye_code rc;
	unsigned i;

	for (i = 0; i < count; i++) {
		threads[i].pipeline = p;
		if ((rc = dye_chain_open(p->options->marks, &p->options->input, &threads[i].chain, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}

/* Those that are open still; what they did is counted. */
static void
close_chains(struct thread * threads, unsigned count, struct dye_mark_counts * counts)
{

	for (unsigned i = 0; i < count; i++) {
		dye_chain_close(threads[i].chain, counts);
		threads[i].chain = NULL;
	}
}

enum dye_code
dye_pipeline_run(
    const struct dye_pipeline_options * options, struct dye_pipeline_result * result, struct dye_error * err)
{
	struct pipeline p = {.options = options,
	    .read_lock = PTHREAD_MUTEX_INITIALIZER,
	    .turn_lock = PTHREAD_MUTEX_INITIALIZER,
	    .turn_over = PTHREAD_COND_INITIALIZER,
	    .marks_lock = PTHREAD_RWLOCK_INITIALIZER};
	struct thread * threads;
	enum dye_code rc;
	unsigned i;

	*result = (struct dye_pipeline_result){0};
	if ((threads = calloc(options->threads, sizeof(*threads))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_commit_open(options, &p.commit, err)) != DYE_OK)
		goto err1;
	if ((rc = open_threads(&p, threads, options->threads, err)) != DYE_OK)
		goto err2;
	if ((rc = run_threads(&p, threads, options->threads, err)) != DYE_OK)
		goto err2;
	close_chains(threads, options->threads, &result->counts);
	rc = dye_commit_finish(p.commit, result, err);

err2:
	close_chains(threads, options->threads, &result->counts);
	for (i = 0; i < options->threads; i++)
		dye_job_release(&threads[i].job);
	dye_commit_close(p.commit);
err1:
	free(threads);
	return rc;
}
