/*
 * profile_store.h: profiles in the registry: stored as the text of the profile file, a version for each.
 */
#ifndef DYE_EMBED_PROFILE_STORE_H
#define DYE_EMBED_PROFILE_STORE_H

#include "watermark/profile/profile.h"
#include "watermark/registry/store.h"

struct dye_vault;

/**
 * dye_profile_load(store, dataset, version, text, &profile, err): The profile of that version (0: the newest) of the dataset of that name.
 * ${text}, if not NULL, has the file appended. DYE_EMISSING where there is none. The caller frees with dye_profile_free().
 */
enum dye_code dye_profile_load(struct dye_store * store, const char * dataset, uint32_t version,
    struct dye_buffer * text, struct dye_profile ** profile, struct dye_error * err);

/**
 * dye_profile_store(store, vault, profile, read, after, err): Store it as a new version of its dataset, which is made if this is its first; the
 * registry logs it with its hash. profile->version is set. ${read}: when the reading of the source began by which it was learned (seconds since
 * 1970, before anything of it was looked at); 0: it comes from elsewhere. ${after}: the newest version, from which it goes on, or DYE_PROFILE_ANY;
 * DYE_ERETRY where it is another by now, and nothing is stored (store.h).
 */
enum dye_code dye_profile_store(struct dye_store * store, const struct dye_vault * vault, struct dye_profile * profile,
    int64_t read, uint32_t after, struct dye_error * err);

#endif
