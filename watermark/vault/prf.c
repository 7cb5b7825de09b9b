/*
 * prf.c: a key of the vault, ready to be applied to blocks.
 */
#include "watermark/vault/vault.h"

enum dye_code
dye_vault_prf(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN], const char * label,
    struct dye_prf ** prf, struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_vault_key(vault, dataset_id, label, key, sizeof(key), err)) != DYE_OK)
		goto done;
	if ((rc = dye_prf_open(prf, err)) != DYE_OK)
		goto done;
	if ((rc = dye_prf_key(*prf, key, err)) != DYE_OK) {
		dye_prf_close(*prf);
		*prf = NULL;
	}

done:
	dye_wipe(key, sizeof(key));
	return rc;
}
