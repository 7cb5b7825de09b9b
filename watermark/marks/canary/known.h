/*
 * known.h: the canaries of all datasets, held so that one that comes back with re-imported data is recognised: in the table that it was
 * made for or in another.
 */
#ifndef DYE_MARKS_CANARY_KNOWN_H
#define DYE_MARKS_CANARY_KNOWN_H

#include "watermark/marks/mark.h"

/* Read only once open; shared by all threads. About 200 bytes for each canary of the vault. */
struct dye_canary_known;

/**
 * dye_canary_known_open(context, &known, err): Load the canaries, whoever has them. dataset, profile, column_map and recipient may be unset.
 */
enum dye_code dye_canary_known_open(
    const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err);
void dye_canary_known_close(struct dye_canary_known * known);

/* Whether there is any canary, burned ones among them. */
bool dye_canary_known_any(const struct dye_canary_known * known);

/* Whether a canary of the context's dataset and recipient that was born of this parent has been burned: it must not be born again. */
bool dye_canary_known_banned(const struct dye_canary_known * known, const uint8_t parent[DYE_PRF_LEN]);

/* What one thread needs to look at rows. All zero is valid. */
struct dye_canary_scratch {
	struct dye_parse parse;
	struct dye_buffer bytes;
	struct dye_canary_seen * seen; /* Owned: the cells of the row in hand */
	size_t seen_count, seen_size;
	uint32_t * suspects; /* Owned: who may be in it */
	size_t suspect_count, suspect_size;
	uint32_t * tails; /* Owned: the last digits of its cells */
	size_t tail_size;
};

void dye_canary_scratch_release(struct dye_canary_scratch * scratch);

typedef enum dye_code (*dye_returned_visit)(
    void * cookie, const struct dye_canary_ref * canary, struct dye_error * err);

/**
 * dye_canary_known_row(known, columns, texts, count, scratch, visit, cookie, drop, err): Look for canaries in a row of ${count} cells: cell i is of
 * ${columns}[i], NULL where nobody knows it. ${visit} is called for every canary of which the row shows as much as
 * dye_canary_threshold() asks for, whatever else it shows: it came back, and must be burned. *drop: the row is nothing else than one of them, since all
 * that it shows of it agrees. (A real row that shares one number with a canary is neither.)
 */
enum dye_code dye_canary_known_row(const struct dye_canary_known * known,
    const struct dye_profile_column * const * columns, const struct dye_slice * texts, uint32_t count,
    struct dye_canary_scratch * scratch, dye_returned_visit visit, void * cookie, bool * drop, struct dye_error * err);

#endif
