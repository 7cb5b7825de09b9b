/*
 * replaced.h: columns in which something else leaves than stands there. What a mark reads back must not hang on their values, which no leak shows.
 */
#ifndef DYE_MARKS_REPLACED_H
#define DYE_MARKS_REPLACED_H

#include "watermark/profile/profile.h"

/* Whether some mark replaces what the column says, in every export of the profile. */
bool dye_column_replaced(const struct dye_profile * profile, const struct dye_profile_column * column);

/**
 * dye_cell_replaced(profile, column, kind): Whether a leaked cell shows what was put in the place of another value: of ${column}, or, where that is NULL, of any column
 * of ${kind} (NULL: not understood), of which all are replaced.
 */
bool dye_cell_replaced(
    const struct dye_profile * profile, const struct dye_profile_column * column, const struct dye_kind * kind);

#endif
