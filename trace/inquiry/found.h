/*
 * found.h: the places of rows whose best name the leak no longer shows, by the rows that the index finds.
 *
 * A row leaves in a place by its telephone number, say; a leak of mailboxes alone does not tell it, and the index does. Nothing here looks at a key of an account, or at a
 * canary beyond what the places of docs/EVIDENCE.md, 6.2, leave out.
 */
#ifndef DYE_INQUIRY_FOUND_H
#define DYE_INQUIRY_FOUND_H

#include "trace/inquiry/observe.h"

/**
 * dye_found_places(vault, store, crowds, observation, err): Between dye_store_trust_open() and _close(): give each crowd of which rows are found so its likeliest
 * reading once more, with these places; each has half of its weight then.
 */
enum dye_code dye_found_places(const struct dye_vault * vault, struct dye_store * store,
    const struct dye_crowds * crowds, struct dye_observation * observation, struct dye_error * err);

#endif
