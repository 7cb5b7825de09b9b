/*
 * backup.c: a copy of the vault, made in a folder beside its place and renamed when it is whole.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "watermark/vault/folder.h"
#include "watermark/vault/vault.h"

/* ${to} without slashes at its end. */
static enum dye_code
clean_path(const char * to, struct dye_buffer * path, struct dye_error * err)
{
	size_t len = strlen(to);

	while (len > 1 && to[len - 1] == '/')
		len--;
	if (len == 0)
		return dye_fail(err, DYE_EUSAGE, "a backup needs a name");
	return dye_buffer_printf(path, err, "%.*s", (int)len, to);
}

/* The folder that ${path} is to lie in is the vault's, or lies in it. */
static bool
lies_in(const char * path, const char * vault)
{
	const char * slash = strrchr(path, '/');
	char folder[PATH_MAX], real[PATH_MAX];
	size_t len = strlen(vault);
	int n = slash == NULL ? snprintf(folder, sizeof(folder), ".")
			      : snprintf(folder, sizeof(folder), "%.*s/", (int)(slash - path), path);

	return n > 0 && (size_t)n < sizeof(folder) && realpath(folder, real) != NULL &&
	       strncmp(real, vault, len) == 0 && (real[len] == '\0' || real[len] == '/');
}

static enum dye_code
check_place(const char * path, const char * vault, struct dye_error * err)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return dye_fail(err, DYE_EUSAGE, "exists: a backup takes the place of nothing");
	if (errno != ENOENT)
		return dye_fail_errno(err, DYE_EIO, "cannot be made");
	return lies_in(path, vault) ? dye_fail(err, DYE_EUSAGE, "lies in the vault that it is to be a copy of")
				    : DYE_OK;
}

/* With which key file the copy is made. */
static enum dye_code
log_backup(struct dye_vault * vault, struct dye_slice key, struct dye_error * err)
{
	char hex[2 * DYE_HASH_LEN + 1];
	struct dye_buffer body = {0};
	uint8_t hash[DYE_HASH_LEN];
	enum dye_code rc;

	if ((rc = dye_sha256(key.data, key.len, hash, err)) != DYE_OK)
		return rc;
	dye_hex(hash, sizeof(hash), hex);
	if ((rc = dye_buffer_printf(&body, err, "{\"sha256\":\"%s\"}", hex)) == DYE_OK)
		rc = dye_store_log_append(dye_vault_store(vault), "backup", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* Everything, the key file last. */
static enum dye_code
fill(struct dye_vault * vault, const char * folder, struct dye_backup_result * result, struct dye_error * err)
{
	const char * dir = dye_vault_dir(vault);
	struct dye_buffer key = {0}, place = {0};
	enum dye_code rc;

	if ((rc = dye_folder_read(dir, DYE_FOLDER_KEY, DYE_KEYFILE_LEN, &key, err)) == DYE_OK &&
	    (rc = dye_folder_read(dir, DYE_FOLDER_REGISTRY, DYE_FOLDER_REGISTRY_MAX, &place, err)) == DYE_OK &&
	    (rc = log_backup(vault, dye_buffer_slice(&key), err)) == DYE_OK &&
	    (rc = dye_store_copy(dye_vault_store(vault), folder, &result->entries, result->head, err)) == DYE_OK &&
	    (rc = dye_folder_write(folder, DYE_FOLDER_REGISTRY, dye_buffer_slice(&place), err)) == DYE_OK)
		rc = dye_folder_write(folder, DYE_FOLDER_KEY, dye_buffer_slice(&key), err);
	dye_buffer_release(&key);
	dye_buffer_release(&place);
	return rc;
}

static enum dye_code
make(struct dye_vault * vault, const char * path, struct dye_backup_result * result, struct dye_error * err)
{
	struct dye_folder_making making;
	enum dye_code rc;

	DYE_TRY(dye_folder_make(path, &making, err));
	if ((rc = fill(vault, making.folder.data, result, err)) != DYE_OK ||
	    (rc = dye_folder_place(&making, path, err)) != DYE_OK)
		dye_folder_unmake(making.folder.data);
	else if ((rc = dye_folder_sync(path, err)) != DYE_OK)
		dye_folder_unmake(path);
	dye_buffer_release(&making.folder);
	return rc;
}

enum dye_code
dye_vault_backup(struct dye_vault * vault, const char * to, struct dye_backup_result * result, struct dye_error * err)
{
	struct dye_buffer path = {0};
	enum dye_code rc;

	*result = (struct dye_backup_result){0};
	if ((rc = clean_path(to, &path, err)) == DYE_OK &&
	    (rc = check_place(path.data, dye_vault_dir(vault), err)) == DYE_OK)
		rc = make(vault, path.data, result, err);
	if (rc != DYE_OK)
		dye_at_file(err, rc == DYE_EVAULT ? dye_vault_dir(vault) : to);
	dye_buffer_release(&path);
	return rc;
}
