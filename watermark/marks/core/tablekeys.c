#include "watermark/marks/core/tablekeys.h"

#include <string.h>

#define ASSOCIATED_LEN (DYE_DATASET_ID_LEN + 4)

/* What the seal is bound to: the dataset's salt, version (u32). */
static struct dye_slice
associated(const struct dye_dataset * dataset, uint32_t version, uint8_t out[ASSOCIATED_LEN])
{

	memcpy(out, dataset->salt, DYE_DATASET_ID_LEN);
	dye_put_u32(out + DYE_DATASET_ID_LEN, version);
	return (struct dye_slice){(const char *)out, ASSOCIATED_LEN};
}

static enum dye_code
seal(const struct dye_vault * vault, const struct dye_dataset * dataset, uint32_t version, struct dye_slice clear,
    struct dye_buffer * sealed, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_TABLE_KEYS, key, sizeof(key), err));
	rc = dye_seal(key, associated(dataset, version, ad), clear, sealed, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

static enum dye_code
unseal(const struct dye_vault * vault, const struct dye_dataset * dataset, uint32_t version, struct dye_slice sealed,
    struct dye_buffer * clear, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_TABLE_KEYS, key, sizeof(key), err));
	rc = dye_unseal(key, associated(dataset, version, ad), sealed, clear, err);
	dye_wipe(key, sizeof(key));
	if (rc != DYE_EAUTH)
		return rc;
	return dye_fail(err, DYE_EVAULT,
	    "what the registry keeps of the keys of dataset %s is not ours: it was changed (leakdye learn makes it "
	    "anew)",
	    dataset->name);
}

enum dye_code
dye_table_keys_store(struct dye_vault * vault, const char * dataset, uint32_t version, const struct dye_bloom * keys,
    struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct dye_buffer clear = {0}, sealed = {0};
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, dataset, &d, err)) == DYE_OK &&
	    (rc = dye_bloom_write(keys, &clear, err)) == DYE_OK &&
	    (rc = seal(vault, &d, version, dye_buffer_slice(&clear), &sealed, err)) == DYE_OK)
		rc = dye_store_table_keys_put(store, d.id, version, dye_buffer_slice(&sealed), err);
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}

enum dye_code
dye_table_keys_load(
    struct dye_vault * vault, const struct dye_dataset * dataset, struct dye_bloom ** keys, struct dye_error * err)
{
	struct dye_buffer clear = {0}, sealed = {0};
	uint32_t version;
	enum dye_code rc;
	bool got;

	*keys = NULL;
	if ((rc = dye_store_table_keys_get(dye_vault_store(vault), dataset->id, &version, &sealed, &got, err)) ==
		DYE_OK &&
	    got && (rc = unseal(vault, dataset, version, dye_buffer_slice(&sealed), &clear, err)) == DYE_OK)
		rc = dye_bloom_read(dye_buffer_slice(&clear), keys, err);
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}
