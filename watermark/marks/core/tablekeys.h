/*
 * tablekeys.h: the keys that the rows of a table had when it was learned, kept in the registry, sealed: an invented record must not have
 * one, and an export that is written while it is read cannot know those of later rows.
 */
#ifndef DYE_MARKS_TABLEKEYS_H
#define DYE_MARKS_TABLEKEYS_H

#include "formats/base/bloom.h"
#include "watermark/vault/vault.h"

/**
 * dye_table_keys_store(vault, dataset, version, keys, err): Keep them for the dataset of that name, with the version of its profile that was learned
 * with them, in place of those of an earlier version.
 * dye_table_keys_load(vault, dataset, &keys, err): The latest; NULL where there are none. The caller closes. What is not ours is DYE_EVAULT.
 */
enum dye_code dye_table_keys_store(struct dye_vault * vault, const char * dataset, uint32_t version,
    const struct dye_bloom * keys, struct dye_error * err);
enum dye_code dye_table_keys_load(
    struct dye_vault * vault, const struct dye_dataset * dataset, struct dye_bloom ** keys, struct dye_error * err);

#endif
