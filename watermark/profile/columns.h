/*
 * columns.h: which column of a file is which column of the profile.
 */
#ifndef DYE_EMBED_COLUMNS_H
#define DYE_EMBED_COLUMNS_H

#include "formats/base/row.h"
#include "watermark/profile/profile.h"

struct dye_columns {
	const struct dye_profile_column ** map; /* Owned array: profile column of cell i, or NULL. */
	bool *
	    blank; /* Owned array: column i has no name, the profile does not know it, and so it must be empty throughout */
	bool any_blank; /* there is such a column */
	uint32_t count;
};

/**
 * dye_columns_from_header(profile, header, pass_unknown, columns, err): Match by name, as dye_names_take() reads them. A column the
 * profile does not know is an error unless ${pass_unknown}; one without a name is none until it turns out to hold something. A name that
 * stands twice is always an error, unless the profile was learned with numbers behind such names.
 */
enum dye_code dye_columns_from_header(const struct dye_profile * profile, const struct dye_row * header,
    bool pass_unknown, struct dye_columns * columns, struct dye_error * err);

/* Whether every one of these cells, several of them, is the name of a column of the profile. */
bool dye_columns_all_known(const struct dye_profile * profile, const struct dye_cell * cells, uint32_t count);

/**
 * dye_columns_by_place(profile, count, columns, err): For a file without a header: column i is the profile's column i, and
 * there must be as many.
 */
enum dye_code dye_columns_by_place(
    const struct dye_profile * profile, uint32_t count, struct dye_columns * columns, struct dye_error * err);

/* Whether ${row} has as many cells as there are columns, and none where there must be none; else an error without its place. */
enum dye_code dye_columns_check(const struct dye_columns * columns, const struct dye_row * row, struct dye_error * err);

void dye_columns_release(struct dye_columns * columns);

#endif
