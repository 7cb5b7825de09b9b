/*
 * play.h: what leakers do, as data: one line of a rehearsal each, one change at a time.
 */
#ifndef DYE_REHEARSE_PLAY_H
#define DYE_REHEARSE_PLAY_H

#include "trace/rehearse/cut.h"

struct dye_play {
	const char * what;
	struct dye_cut cut;
	size_t sources; /* accounts mixed by row */
	bool passed;	/* the copies went through the leaker's own program */
};

/* NULL as the last one's what. The first is the leak that all others change. */
extern const struct dye_play dye_plays[];

#endif
