/*
 * passphrase.c: another passphrase for the same master key.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watermark/vault/folder.h"
#include "watermark/vault/vault.h"

/* Whoever changed it since we opened the vault has taken its passphrase from those who knew that one, us among them. */
static enum dye_code
check_unchanged(struct dye_vault * vault, struct dye_error * err)
{
	struct dye_buffer file = {0};
	enum dye_code rc;

	rc = dye_folder_read(dye_vault_dir(vault), DYE_FOLDER_KEY, DYE_KEYFILE_LEN, &file, err);
	if (rc == DYE_OK && !dye_slice_equal(dye_buffer_slice(&file), dye_vault_key_file(vault)))
		rc = dye_fail(err, DYE_EREFUSED,
		    "somebody else has changed the passphrase meanwhile: theirs holds, and nothing was changed now");
	dye_buffer_release(&file);
	return rc;
}

/* Not the one that is in force: whoever believes that he has changed it would go on with one that others may know. */
static enum dye_code
check_other(const struct dye_vault * vault, struct dye_slice passphrase, struct dye_error * err)
{
	uint8_t master[DYE_KEY_LEN];
	struct dye_error ignored;

	if (dye_keyfile_open(dye_vault_key_file(vault), passphrase, master, &ignored) != DYE_OK)
		return DYE_OK;
	dye_wipe(master, sizeof(master));
	return dye_fail(err, DYE_EUSAGE, "the new passphrase is the one that the vault has");
}

/* Before it is done: which key file will stand there. */
static enum dye_code
log_change(struct dye_vault * vault, const uint8_t file[DYE_KEYFILE_LEN], struct dye_error * err)
{
	char hex[2 * DYE_HASH_LEN + 1];
	struct dye_buffer body = {0};
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_sha256(file, DYE_KEYFILE_LEN, hash, err)) != DYE_OK)
		return rc;
	dye_hex(hash, sizeof(hash), hex);
	if ((rc = dye_buffer_printf(&body, err, "{\"sha256\":\"%s\"}", hex)) == DYE_OK)
		rc = dye_store_log_append(dye_vault_store(vault), "passphrase", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* Where it lies: the file in the vault's folder may be a link to one that is kept apart from the registry. */
static enum dye_code
write_key(const char * dir, const uint8_t file[DYE_KEYFILE_LEN], struct dye_error * err)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;
	int len = snprintf(path, sizeof(path), "%s/%s", dir, DYE_FOLDER_KEY);

	if (len < 0 || (size_t)len >= sizeof(path) || realpath(path, real) == NULL)
		return dye_fail_errno(err, DYE_EVAULT, "the key file cannot be found");
	slash = strrchr(real, '/');
	*slash = '\0';
	return dye_folder_write(
	    slash == real ? "/" : real, slash + 1, (struct dye_slice){(const char *)file, DYE_KEYFILE_LEN}, err);
}

static enum dye_code
replace_key(struct dye_vault * vault, struct dye_slice passphrase, struct dye_error * err)
{
	uint8_t file[DYE_KEYFILE_LEN];

	DYE_TRY(check_unchanged(vault, err));
	DYE_TRY(check_other(vault, passphrase, err));
	DYE_TRY(dye_vault_seal(vault, passphrase, file, err));
	DYE_TRY(log_change(vault, file, err));
	DYE_TRY(write_key(dye_vault_dir(vault), file, err));
	dye_vault_key_file_is(vault, file);
	return DYE_OK;
}

enum dye_code
dye_vault_passphrase(struct dye_vault * vault, struct dye_slice passphrase, struct dye_error * err)
{
	enum dye_code rc;
	int lock;

	if (passphrase.len == 0)
		return dye_fail(err, DYE_EUSAGE, "the new passphrase is empty");
	if ((rc = dye_folder_lock(dye_vault_dir(vault), &lock, err)) == DYE_OK) {
		rc = replace_key(vault, passphrase, err);
		(void)close(lock);
	}
	if (rc != DYE_OK)
		dye_at_file(err, dye_vault_dir(vault));
	return rc;
}
