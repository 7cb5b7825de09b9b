/*
 * rehearse.h: play a leak before it happens. Copies of a table are marked for accounts that do not exist, in a vault of its own with the profile of the real
 * dataset; leaks are cut out of them in the ways of leakers, one change at a time, and traced.
 *
 * Of the real vault one thing is touched: its log says that the profile was read. No key of it is used. Tables, copies and leaks stay in memory;
 * in the folder that the caller gives lie vaults alone.
 */
#ifndef DYE_REHEARSE_REHEARSE_H
#define DYE_REHEARSE_REHEARSE_H

#include <leakdye/trace.h>

#include "trace/forecast/outlook.h"

/* A larger table is refused: its copies have to fit into memory. */
#define DYE_REHEARSE_BYTES_MAX ((size_t)64 << 20)
#define DYE_REHEARSE_TRIALS_MAX 10000
/* The name in the log of the entry that says that a profile was read. */
#define DYE_REHEARSE_ENTRY "rehearse"

/* What is taken of the real vault. */
struct dye_script {
	char dataset[DYE_NAME_MAX + 1];
	struct dye_buffer profile; /* Owned: its text */
	uint64_t recipients;	   /* that are enrolled, one at least */
};

/**
 * dye_script_read(store, dataset, script, err): Read the newest profile, after an entry of the log that says so. The caller releases, whatever happens. The
 * vault may be closed then.
 */
enum dye_code dye_script_read(
    struct dye_store * store, const char * dataset, struct dye_script * script, struct dye_error * err);
void dye_script_release(struct dye_script * script);

struct dye_rehearse_options {
	const char * folder; /* empty, mode 0700 */
	const char * file;   /* the table; NULL or "-": standard input */
	struct dye_dialect_wish wish;
	uint64_t rows;	     /* of every leak, at least 1 */
	uint64_t trials;     /* of every line, 1 to DYE_REHEARSE_TRIALS_MAX */
	uint64_t recipients; /* N, by which evidence is judged; 0: as many as are enrolled in the dataset */
	double alpha;
	unsigned threads; /* 0: as many as there are cores */
	/* May be NULL. ${done} of ${total} steps. */
	void (*progress)(void * cookie, uint64_t done, uint64_t total);
	void * progress_cookie;
};

struct dye_rehearsal_line {
	char what[256];	   /* "random rows"; or the columns alone that the leak shows */
	uint64_t trials;   /* 0: it could not be played: */
	char why_not[256]; /* */
	uint64_t named;	   /* an account that was a source, and nobody else */
	uint64_t wrong;	   /* somebody who was none */
	uint64_t nobody;
	struct dye_chance forecast; /* of being named */
};

/**
 * dye_rehearsal_interval(line, low, high): Where the chance of being named lies, at 95 %, after the trials of the line: the score interval (Wilson 1927).
 * 0 and 1 where there was none.
 * dye_rehearsal_strays(line): The forecast lies more than 0.05 beside that.
 */
void dye_rehearsal_interval(const struct dye_rehearsal_line * line, double * low, double * high);
bool dye_rehearsal_strays(const struct dye_rehearsal_line * line);

struct dye_rehearsal {
	char dataset[DYE_NAME_MAX + 1];
	uint64_t rows, recipients, scored, copies;
	double alpha;
	struct dye_rehearsal_line * lines; /* Owned. */
	size_t count, size;
};

/* The caller releases, whatever happens. */
enum dye_code dye_rehearse(const struct dye_script * script, const struct dye_rehearse_options * options,
    struct dye_rehearsal * rehearsal, struct dye_error * err);
void dye_rehearsal_release(struct dye_rehearsal * rehearsal);

/* Remove from the folder what dye_rehearse() has made there, and the folder; true where it is gone. A rehearsal that still runs fails from then on. */
bool dye_rehearse_clean(const char * folder);

#endif
