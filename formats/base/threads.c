#include "formats/base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

/* What all threads of one call share. */
struct pool {
	enum dye_code (*run)(void * cookie, unsigned worker, size_t job, struct dye_error * err);
	void * cookie;
	size_t jobs;
	atomic_size_t next;
	atomic_bool stop;
};

struct worker {
	struct pool * pool;
	unsigned number;
	size_t failed; /* the job that failed */
	enum dye_code rc;
	struct dye_error err;
};

unsigned
dye_threads(unsigned wanted)
{
	long cores = (long)wanted;

	if (wanted == 0)
		cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (cores < 1)
		return 1;
	return cores > DYE_THREADS_MAX ? DYE_THREADS_MAX : (unsigned)cores;
}

static void *
work(void * cookie)
{
	struct worker * w = cookie;
	struct pool * p = w->pool;
	size_t job;

	while (!atomic_load(&p->stop) && (job = atomic_fetch_add(&p->next, 1)) < p->jobs) {
		if ((w->rc = p->run(p->cookie, w->number, job, &w->err)) != DYE_OK) {
			w->failed = job;
			atomic_store(&p->stop, true);
		}
	}
	return NULL;
}

enum dye_code
dye_parallel(unsigned threads, size_t jobs,
    enum dye_code (*run)(void * cookie, unsigned worker, size_t job, struct dye_error * err), void * cookie,
    struct dye_error * err)
{
	struct pool pool = {.run = run, .cookie = cookie, .jobs = jobs};
	struct worker workers[DYE_THREADS_MAX] = {0};
	pthread_t ids[DYE_THREADS_MAX] = {0};
	const struct worker * bad = NULL;
	unsigned started = 0, i;

	if (threads < 1 || threads > DYE_THREADS_MAX)
		threads = dye_threads(threads);
	for (i = 0; i < threads; i++)
		workers[i] = (struct worker){.pool = &pool, .number = i};

	/* The calling thread is worker 0; the others help as far as the system gives them. */
	while (started + 1 < threads && started + 1 < jobs) {
		if (pthread_create(&ids[started], NULL, work, &workers[started + 1]) != 0)
			break;
		started++;
	}
	work(&workers[0]);
	for (i = 0; i < started; i++)
		(void)pthread_join(ids[i], NULL);

	for (i = 0; i <= started; i++)
		if (workers[i].rc != DYE_OK && (bad == NULL || workers[i].failed < bad->failed))
			bad = &workers[i];
	if (bad == NULL)
		return DYE_OK;
	if (err != NULL)
		*err = bad->err;
	return bad->rc;
}
