/*
 * threads.h: do many independent jobs on a few threads.
 */
#ifndef DYE_BASE_THREADS_H
#define DYE_BASE_THREADS_H

#include "formats/base/error.h"

#define DYE_THREADS_MAX 64

/* How many threads to use where the caller says ${wanted}: that many, or the cores of the machine for 0; 1..DYE_THREADS_MAX. */
unsigned dye_threads(unsigned wanted);

/**
 * dye_parallel(threads, jobs, run, cookie, err): Call ${run}(${cookie}, worker, job, err) once for every job 0..${jobs}-1, on
 * ${threads} threads, worker 0..${threads}-1 being the thread that does it. Jobs are taken in order. After a failure no new job is
 * begun; the code and error of the failed job that was taken first are returned. Where threads cannot be had, fewer are used.
 */
enum dye_code dye_parallel(unsigned threads, size_t jobs,
    enum dye_code (*run)(void * cookie, unsigned worker, size_t job, struct dye_error * err), void * cookie,
    struct dye_error * err);

#endif
