/*
 * play.h: what leakers do, as data: one line of a rehearsal each, one change at a time.
 */
#ifndef DYE_REHEARSE_PLAY_H
#define DYE_REHEARSE_PLAY_H

#include "trace/rehearse/cut.h"

/* What is dropped from the copies first (filter.h). */
enum dye_play_filter { DYE_PLAY_ALL, DYE_PLAY_TIDY, DYE_PLAY_KNOWN, DYE_PLAY_SHARED };

struct dye_play {
	const char * what;
	struct dye_cut cut;
	size_t sources; /* accounts whose copies are mixed */
	bool passed;	/* the copies went through the leaker's own program */
	enum dye_play_filter filter;
};

/* Accounts that are mixed, at most. */
#define DYE_PLAY_SOURCES_MOST 5

/* NULL as the last one's what. The first is the leak that all others change. */
extern const struct dye_play dye_plays[];

#endif
