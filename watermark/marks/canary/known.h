/*
 * known.h: the canaries of a dataset, held so that one that comes back with re-imported data is recognised.
 */
#ifndef DYE_MARKS_CANARY_KNOWN_H
#define DYE_MARKS_CANARY_KNOWN_H

#include "watermark/marks/canary/forge.h"

/* Read only once open; shared by all threads. About 100 bytes for each canary of the dataset. */
struct dye_canary_known;

/**
 * dye_canary_known_open(context, &known, err): Load the canaries of ${context}'s dataset, whoever has them. profile, column_map and recipient
 * may be unset.
 */
enum dye_code dye_canary_known_open(
    const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err);
void dye_canary_known_close(struct dye_canary_known * known);

/* Whether there is any canary, burned ones among them. */
bool dye_canary_known_any(const struct dye_canary_known * known);

/* Whether some canary has a cell of this digest: if not, a row with it is none of them as far as this cell tells. */
bool dye_canary_known_has(const struct dye_canary_known * known, const uint8_t digest[DYE_PRF_LEN]);

/* Whether a canary of the context's recipient that was born of this parent has been burned: it must not be born again. */
bool dye_canary_known_banned(const struct dye_canary_known * known, const uint8_t parent[DYE_PRF_LEN]);

/* What one thread needs to look at rows. All zero is valid. */
struct dye_canary_scratch {
	struct dye_parse parse;
	struct dye_buffer bytes;
};

void dye_canary_scratch_release(struct dye_canary_scratch * scratch);

/**
 * dye_canary_known_row(known, columns, texts, scratch, returned, canary, err): Whether the row with ${texts} is a canary that came back, and which: no
 * invented cell that both have differs, and those that agree would agree by chance once in 2^24 at most. (So a real row is not dropped
 * because it has got a number that was once a canary's.)
 */
enum dye_code dye_canary_known_row(const struct dye_canary_known * known, const struct dye_canary_columns * columns,
    const struct dye_slice * texts, struct dye_canary_scratch * scratch, bool * returned, uint64_t * canary,
    struct dye_error * err);

#endif
