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

/* Not the one that is in force: whoever believes that he has changed it would go on with one that others may know. */
static enum dye_code
check_other(const char * dir, struct dye_slice passphrase, struct dye_error * err)
{
	struct dye_buffer file = {0};
	uint8_t master[DYE_KEY_LEN];
	struct dye_error ignored;
	enum dye_code rc;

	if ((rc = dye_folder_read(dir, DYE_FOLDER_KEY, DYE_KEYFILE_LEN, &file, err)) == DYE_OK &&
	    dye_keyfile_open(dye_buffer_slice(&file), passphrase, master, &ignored) == DYE_OK) {
		dye_wipe(master, sizeof(master));
		rc = dye_fail(err, DYE_EUSAGE, "the new passphrase is the one that the vault has");
	}
	dye_buffer_release(&file);
	return rc;
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
	const char * dir = dye_vault_dir(vault);
	uint8_t file[DYE_KEYFILE_LEN];
	enum dye_code rc;

	if ((rc = check_other(dir, passphrase, err)) != DYE_OK ||
	    (rc = dye_vault_seal(vault, passphrase, file, err)) != DYE_OK ||
	    (rc = log_change(vault, file, err)) != DYE_OK)
		return rc;
	return write_key(dir, file, err);
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
