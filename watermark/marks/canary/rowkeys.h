/*
 * rowkeys.h: what a row is called, and the keys that no invented record may have beside it.
 */
#ifndef DYE_MARKS_CANARY_ROWKEYS_H
#define DYE_MARKS_CANARY_ROWKEYS_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/core/cells.h"

/* The digest of the cell that names the row. */
struct dye_canary_name {
	uint8_t digest[DYE_PRF_LEN];
	bool named; /* there is one */
};

/**
 * dye_canary_row_keys(columns, texts, cells, name, visit, cookie, err): ${texts} are the cells of the row in hand, ${cells} what they say. Its keys are
 * shown to ${visit}, one after another.
 */
enum dye_code dye_canary_row_keys(const struct dye_canary_columns * columns, const struct dye_slice * texts,
    struct dye_cells * cells, struct dye_canary_name * name, dye_row_key_visit visit, void * cookie,
    struct dye_error * err);

/* The mark's hook (marks/mark.h). */
enum dye_code dye_canary_keys_open(const struct dye_mark_context * context, void ** keys, struct dye_error * err);
enum dye_code dye_canary_keys(
    void * keys, const struct dye_row * row, dye_row_key_visit visit, void * cookie, struct dye_error * err);
void dye_canary_keys_close(void * keys);

#endif
