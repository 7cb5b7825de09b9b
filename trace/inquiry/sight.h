/*
 * sight.h: which cells of a leaked row may name it, whatever marks make of them.
 */
#ifndef DYE_INQUIRY_SIGHT_H
#define DYE_INQUIRY_SIGHT_H

#include "trace/inquiry/observe.h"

/**
 * dye_sight_row(of, cells, profile, row, err): Add the row's sightings to those of ${of}, if it has any: cells that can be looked up, and names with what is shown of a
 * number. Not those that something else was put in the place of.
 */
enum dye_code dye_sight_row(struct dye_observed * of, struct dye_leak_cells * cells, const struct dye_profile * profile,
    const struct dye_leak_row * row, struct dye_error * err);

#endif
