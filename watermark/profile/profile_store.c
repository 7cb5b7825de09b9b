#include "watermark/profile/profile_store.h"

#include "watermark/marks/core/bucket.h"

enum dye_code
dye_profile_load(struct dye_store * store, const char * dataset, uint32_t version, struct dye_buffer * text,
    struct dye_profile ** profile, struct dye_error * err)
{
	struct dye_profile_version stored = {0};
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, dataset, &d, err)) != DYE_OK)
		return rc;
	if ((rc = dye_store_profile_get(store, d.id, version, &stored, err)) != DYE_OK)
		goto err0;
	if (text != NULL && (rc = dye_buffer_append_slice(text, dye_buffer_slice(&stored.text), err)) != DYE_OK)
		goto err0;
	if ((rc = dye_profile_parse(dye_buffer_slice(&stored.text), profile, err)) != DYE_OK)
		goto err0;
	(*profile)->version = stored.version;

err0:
	dye_buffer_release(&stored.text);
	return rc;
}

/* The dataset of that name; made where there is none. */
static enum dye_code
dataset_of(struct dye_store * store, const struct dye_vault * vault, const char * name, struct dye_dataset * d,
    struct dye_error * err)
{
	uint8_t salt[DYE_DATASET_ID_LEN], root[DYE_HASH_LEN];
	struct dye_error unheard, ignored;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, name, d, &unheard)) == DYE_EMISSING) {
		/* The root goes into the log with the dataset: before there can be a leak. */
		DYE_TRY(dye_random_bytes(salt, sizeof(salt), err));
		DYE_TRY(dye_bucket_root(vault, salt, root, err));
		rc = dye_store_dataset_create(store, name, salt, root, d, &unheard);
		/* Somebody has made it meanwhile: then whoever stores the first version has it. */
		if (rc == DYE_EUSAGE && dye_store_dataset_find(store, name, d, &ignored) == DYE_OK)
			return DYE_OK;
	}
	if (rc != DYE_OK && err != NULL)
		*err = unheard;
	return rc;
}

enum dye_code
dye_profile_store(struct dye_store * store, const struct dye_vault * vault, struct dye_profile * profile, int64_t read,
    uint32_t after, struct dye_error * err)
{
	struct dye_buffer text = {0};
	struct dye_profile * check;
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_profile_print(profile, &text, err)) != DYE_OK)
		goto err0;
	/* What cannot be read again must not be stored. */
	if ((rc = dye_profile_parse(dye_buffer_slice(&text), &check, err)) != DYE_OK)
		goto err0;
	dye_profile_free(check);
	if ((rc = dataset_of(store, vault, profile->dataset, &d, err)) != DYE_OK)
		goto err0;
	rc = dye_store_profile_add(store, d.id, dye_buffer_slice(&text), read, after, &profile->version, err);

err0:
	dye_buffer_release(&text);
	return rc;
}
