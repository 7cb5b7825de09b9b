/*
 * rowanchor.h: which cell names a row: the first identity column, in the profile's order, that the row has and that is
 * not empty. And which columns may name one where that is gone.
 */
#ifndef DYE_MARKS_ROWANCHOR_H
#define DYE_MARKS_ROWANCHOR_H

#include "formats/base/row.h"
#include "watermark/profile/profile.h"
#include "watermark/marks/core/cellkey.h"

/**
 * dye_identity_order(column_map, count, order): Write to ${order}, which has room for ${count}, the cells that may name
 * a row, the best first; return how many. ${column_map}[i] is the profile's column of cell i, or NULL.
 */
uint32_t dye_identity_order(const struct dye_profile_column * const * column_map, uint32_t count, uint32_t * order);

/**
 * dye_row_anchor(keys, kind, text, parse, out, err): The anchor of the row that ${text}, of ${kind}, names: the anchor
 * of that cell. ${parse} is scratch.
 */
enum dye_code dye_row_anchor(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice text,
    struct dye_parse * parse, uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/* Whether the column, which may be NULL, names rows, or nearly all that have it, and rows can be looked up by it. */
bool dye_names_rows(const struct dye_profile * profile, const struct dye_profile_column * column);

/*
 * Of two columns of one profile that name rows: whether ${a} comes first where a leak may have kept either (docs/FORMAT.md, section 5). Of equals the earlier: a profile's
 * columns lie in one array.
 */
bool dye_names_sooner(const struct dye_profile_column * a, const struct dye_profile_column * b);

#endif
