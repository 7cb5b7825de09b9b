/*
 * invent.h: whether the cells of a column can be invented, by trying it on a sample.
 */
#ifndef DYE_LEARN_INVENT_H
#define DYE_LEARN_INVENT_H

#include "formats/field/kind.h"

#include <stdbool.h>

/**
 * dye_learn_foreign(kind, cells, count, foreign, err): *foreign is true where most of the ${count} cells that are not empty come back from the kind's
 * forge() with the value they had, or not at all: the kind does not understand them. The same cells give the same answer each time.
 */
enum dye_code dye_learn_foreign(
    const struct dye_kind * kind, const struct dye_slice * cells, size_t count, bool * foreign, struct dye_error * err);

#endif
