/*
 * columns.h: which column of a file is which column of the profile.
 */
#ifndef DYE_EMBED_COLUMNS_H
#define DYE_EMBED_COLUMNS_H

#include "formats/base/row.h"
#include "watermark/profile/profile.h"

struct dye_columns {
	const struct dye_profile_column ** map; /* Owned array: profile column of cell i, or NULL. */
	uint32_t count;
};

/**
 * dye_columns_from_header(profile, header, pass_unknown, columns, err): Match by name; spaces around a name do not count. A column the
 * profile does not know is an error unless ${pass_unknown}; a name that stands twice is always one.
 */
enum dye_code dye_columns_from_header(const struct dye_profile * profile, const struct dye_row * header,
    bool pass_unknown, struct dye_columns * columns, struct dye_error * err);

/**
 * dye_columns_by_place(profile, count, columns, err): For a file without a header: column i is the profile's column i, and
 * there must be as many.
 */
enum dye_code dye_columns_by_place(
    const struct dye_profile * profile, uint32_t count, struct dye_columns * columns, struct dye_error * err);

void dye_columns_release(struct dye_columns * columns);

#endif
