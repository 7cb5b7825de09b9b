/*
 * vault.h: the folder with the keys and the registry.
 */
#ifndef DYE_VAULT_VAULT_H
#define DYE_VAULT_VAULT_H

#include <leakdye/vault.h>

#include "watermark/crypto/crypto.h"
#include "watermark/registry/store.h"
#include "watermark/vault/keyfile.h"

/* The registry; owned by the vault. */
struct dye_store * dye_vault_store(struct dye_vault * vault);

/* The folder; owned by the vault. */
const char * dye_vault_dir(const struct dye_vault * vault);

/* The key file that it was opened with, or that we put in its place; the vault's. Another may stand there by now. */
struct dye_slice dye_vault_key_file(const struct dye_vault * vault);
void dye_vault_key_file_is(struct dye_vault * vault, const uint8_t file[DYE_KEYFILE_LEN]);

/* dye_vault_seal(vault, passphrase, file, err): A key file with the master key under ${passphrase}. */
enum dye_code dye_vault_seal(
    const struct dye_vault * vault, struct dye_slice passphrase, uint8_t file[DYE_KEYFILE_LEN], struct dye_error * err);

/**
 * dye_vault_key(vault, dataset_id, label, out, len, err): Derive a key of the dataset (docs/FORMAT.md). The caller wipes ${out}.
 */
enum dye_code dye_vault_key(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN],
    const char * label, uint8_t * out, size_t len, struct dye_error * err);

/* dye_vault_prf(vault, dataset_id, label, &prf, err): A PRF under such a key. The caller closes it. */
enum dye_code dye_vault_prf(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN],
    const char * label, struct dye_prf ** prf, struct dye_error * err);

#endif
