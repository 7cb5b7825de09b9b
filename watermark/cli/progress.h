/*
 * progress.h: how far long work has come: one line on standard error, where that is a terminal.
 */
#ifndef DYE_CLI_PROGRESS_H
#define DYE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct dye_progress {
	bool on;
	const char * what; /* "names", "MB" */
	uint64_t unit;	   /* how many make one of what */
	uint64_t total;	   /* 0: not known */
	struct timespec start;
	struct timespec shown;
};

/**
 * dye_progress_start(p, on, what, unit, total), dye_progress_at(p, done), dye_progress_end(p): Show every quarter of a second how much
 * is done, how fast it goes and, where the total is known, the time left. The line is wiped at the end.
 */
void dye_progress_start(struct dye_progress * p, bool on, const char * what, uint64_t unit, uint64_t total);
void dye_progress_at(struct dye_progress * p, uint64_t done);
void dye_progress_end(struct dye_progress * p);

#endif
