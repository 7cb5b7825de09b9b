/*
 * normal.h: a cell in a spelling that is nobody's, for what shall not hang on whose copy it came of.
 */
#ifndef DYE_MARKS_NORMAL_H
#define DYE_MARKS_NORMAL_H

#include "watermark/profile/profile.h"

/* Whether an export may respell cells of the column. */
bool dye_normal_may(const struct dye_profile_column * column);

/*
 * dye_normal_put(profile, kind, text, parse, out, err): Append ${text}, of a column for which that is so, with every slot that an export respells in the commonest
 * spelling of its table, of two the first. ${parse} is scratch.
 */
enum dye_code dye_normal_put(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    struct dye_parse * parse, struct dye_buffer * out, struct dye_error * err);

#endif
