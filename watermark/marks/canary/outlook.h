/*
 * outlook.h: how many decoys of a dataset are left, for who says so before they have run out.
 */
#ifndef DYE_MARKS_CANARY_OUTLOOK_H
#define DYE_MARKS_CANARY_OUTLOOK_H

#include <leakdye/vault.h>

#include "watermark/registry/store.h"

/* All but its columns. ${dataset} outlives it. */
enum dye_code dye_decoys_outlook(struct dye_store * store, const struct dye_dataset * dataset,
    struct dye_decoys_outlook * outlook, struct dye_error * err);

#endif
