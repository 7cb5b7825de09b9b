/*
 * replay.h: walking the log and the tables beside it.
 */
#ifndef DYE_REGISTRY_REPLAY_H
#define DYE_REGISTRY_REPLAY_H

#include "watermark/registry/core/query.h"

/* Tables, in the order in which a point of the log counts them (docs/FORMAT.md, section 8). */
enum dye_table {
	DYE_DATASETS,
	DYE_PROFILES,
	DYE_RECIPIENTS,
	DYE_ENROLMENTS,
	DYE_ROLLS,
	DYE_EXPORTS,
	DYE_ENDS,
	DYE_TRIED,
	DYE_BURNS,
	DYE_CANARIES,
	DYE_PLACES,
	DYE_CELLS,
	DYE_RETIREMENTS,
	DYE_DECOYS,
	DYE_GIVEN_DECOYS,
	DYE_TABLES
};

/* How far log and tables have been replayed. Zero but for the store: from the beginning. */
struct dye_replay {
	struct dye_store * store;
	uint64_t entries;	    /* of the log */
	uint8_t head[DYE_HASH_LEN]; /* hash of the last of them */
	uint64_t rows[DYE_TABLES];  /* that they committed to */
	struct dye_buffer body;	    /* as the tables would have it */
};

/**
 * dye_replay(replay, err): Go on to the end of the log. Every entry must follow the one before it, hash to what it says and bear our HMAC, and its
 * rows must be the next ones of their tables. DYE_EVAULT with the first that fails.
 */
enum dye_code dye_replay(struct dye_replay * replay, struct dye_error * err);
void dye_replay_release(struct dye_replay * replay);

#endif
