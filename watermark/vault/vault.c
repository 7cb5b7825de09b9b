/*
 * vault.c: keys at rest. A vault is a folder with the files `key` (keyfile.h) and `registry` (one line: the backend's name, a space, and
 * what it needs to find the registry), and the registry itself unless it lies elsewhere. The key file is written last: a folder
 * with a key file is a whole vault.
 */
#include "watermark/vault/vault.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "watermark/registry/core/sql.h"
#include "watermark/vault/folder.h"
#include "watermark/vault/keyfile.h"

/* Lies in pages of its own that are neither swapped out nor dumped, where the system allows. */
struct dye_vault {
	uint8_t master[DYE_KEY_LEN];
	uint8_t key_file[DYE_KEYFILE_LEN]; /* as it was opened, or as we changed it */
	struct dye_store * store;	   /* Owned. */
	char dir[PATH_MAX];		   /* The folder, by a path that holds wherever the program goes */
};

static enum dye_code
vault_new(struct dye_vault ** vault, struct dye_error * err)
{
	/* cppcheck-suppress invalidFunctionArg; -1 is what an anonymous mapping takes */
	void * p = mmap(NULL, sizeof(**vault), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	/* Courtesies: a system that refuses them still gets a vault. */
	(void)mlock(p, sizeof(**vault));
	(void)madvise(p, sizeof(**vault), MADV_DONTDUMP);
	*vault = p;
	return DYE_OK;
}

void
dye_vault_close(struct dye_vault * vault)
{

	if (vault == NULL)
		return;
	dye_store_close(vault->store);
	dye_wipe(vault, sizeof(*vault));
	(void)munmap(vault, sizeof(*vault));
}

/* The body of the log's first entry: the registry belongs to this key and no other. */
static enum dye_code
init_body(const uint8_t master[DYE_KEY_LEN], struct dye_buffer * body, struct dye_error * err)
{
	uint8_t commitment[DYE_KEY_LEN];
	char hex[2 * DYE_KEY_LEN + 1];
	enum dye_code rc;

	if ((rc = dye_keyfile_commitment(master, commitment, err)) != DYE_OK)
		return rc;
	dye_hex(commitment, sizeof(commitment), hex);
	return dye_buffer_printf(body, err, "{\"version\":1,\"key\":\"%s\"}", hex);
}

/* Say which registry it is. */
static enum dye_code
write_place(const char * dir, const struct dye_sql_backend * backend, struct dye_error * err)
{
	struct dye_buffer line = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&line, err, "%s %s\n", backend->name, backend->where)) == DYE_OK)
		rc = dye_folder_write(dir, DYE_FOLDER_REGISTRY, dye_buffer_slice(&line), err);
	dye_buffer_release(&line);
	return rc;
}

/* The key under which entries of the log are known as ours. */
static enum dye_code
log_key(const uint8_t master[DYE_KEY_LEN], uint8_t key[DYE_KEY_LEN], struct dye_error * err)
{
	static const uint8_t no_dataset[DYE_DATASET_ID_LEN];

	return dye_hkdf(master, no_dataset, DYE_LABEL_LOG, key, DYE_KEY_LEN, err);
}

/* Open the registry that the file names. */
static enum dye_code
open_registry(const char * dir, const uint8_t master[DYE_KEY_LEN], struct dye_store ** store, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN] = {0};
	const struct dye_sql_backend * backend;
	struct dye_buffer line = {0};
	enum dye_code rc;
	char * where;

	if ((rc = dye_folder_read(dir, DYE_FOLDER_REGISTRY, DYE_FOLDER_REGISTRY_MAX, &line, err)) != DYE_OK ||
	    (rc = dye_buffer_append_byte(&line, '\0', err)) != DYE_OK)
		goto done;
	line.data[strcspn(line.data, "\n")] = '\0';
	if ((where = strchr(line.data, ' ')) == NULL) {
		rc = dye_fail(err, DYE_EVAULT, "the file that names the registry is damaged");
		goto done;
	}
	*where++ = '\0';
	if ((backend = dye_store_backend(line.data)) == NULL)
		rc = dye_fail(err, DYE_EVAULT, "this program knows no registry of the sort \"%s\"", line.data);
	else if ((rc = log_key(master, key, err)) == DYE_OK)
		rc = dye_store_open(backend, dir, where, key, store, err);
done:
	dye_wipe(key, sizeof(key));
	dye_buffer_release(&line);
	return rc;
}

/* The registry, with its first entry. */
static enum dye_code
create_registry(const char * dir, const uint8_t master[DYE_KEY_LEN], struct dye_error * err)
{
	const struct dye_sql_backend * backend = dye_store_backend(NULL);
	struct dye_buffer body = {0};
	uint8_t key[DYE_KEY_LEN];
	struct dye_store * store;
	enum dye_code rc;

	if (backend == NULL)
		return dye_fail(err, DYE_EUSAGE, "this program was built without a registry");
	if ((rc = write_place(dir, backend, err)) != DYE_OK || (rc = log_key(master, key, err)) != DYE_OK)
		return rc;
	rc = dye_store_create(backend, dir, backend->where, key, &store, err);
	dye_wipe(key, sizeof(key));
	if (rc != DYE_OK)
		return rc;
	if ((rc = init_body(master, &body, err)) == DYE_OK)
		rc = dye_store_log_append(store, "init", dye_buffer_slice(&body), NULL, err);
	dye_store_close(store);
	dye_buffer_release(&body);
	return rc;
}

/* Everything in the folder, the key file last. */
static enum dye_code
create_files(const char * dir, struct dye_slice passphrase, struct dye_error * err)
{
	uint8_t file[DYE_KEYFILE_LEN];
	struct dye_vault * vault;
	enum dye_code rc;

	DYE_TRY(vault_new(&vault, err));
	if ((rc = dye_random_bytes(vault->master, DYE_KEY_LEN, err)) == DYE_OK &&
	    (rc = dye_keyfile_make(vault->master, passphrase, file, err)) == DYE_OK &&
	    (rc = create_registry(dir, vault->master, err)) == DYE_OK)
		rc = dye_folder_write(dir, DYE_FOLDER_KEY, (struct dye_slice){(const char *)file, sizeof(file)}, err);
	dye_vault_close(vault);
	return rc;
}

enum dye_code
dye_vault_create(const char * dir, struct dye_slice passphrase, struct dye_error * err)
{
	struct dye_folder_making making;
	enum dye_code rc;

	if (passphrase.len == 0)
		return dye_fail(err, DYE_EUSAGE, "the passphrase is empty");
	DYE_TRY(dye_folder_make(dir, &making, err));
	if ((rc = create_files(making.folder.data, passphrase, err)) != DYE_OK ||
	    (rc = dye_folder_place(&making, dir, err)) != DYE_OK) {
		dye_folder_unmake(making.folder.data);
	} else {
		/* Others may use it by now: it stays, whatever becomes of this. */
		rc = dye_folder_sync(dir, err);
	}
	if (rc != DYE_OK)
		dye_at_file(err, dir);
	dye_buffer_release(&making.folder);
	return rc;
}

/* Compare the log's first entry with what it must be; then stop. */
struct first_entry {
	struct dye_slice want;
	bool seen;
	bool same;
};

static enum dye_code
visit_first(void * cookie, const struct dye_log_entry * e, struct dye_error * err)
{
	struct first_entry * first = cookie;

	(void)err;
	first->seen = true;
	first->same = e->seq == 1 && strcmp(e->type, "init") == 0 && dye_slice_equal(e->body, first->want);
	/* Any code but DYE_OK ends the walk. */
	return DYE_EMISSING;
}

/* A registry that was exchanged for another vault's would let its owner blame anyone. */
static enum dye_code
check_registry(const struct dye_vault * vault, struct dye_error * err)
{
	struct dye_buffer body = {0};
	struct first_entry first = {0};
	enum dye_code rc;

	if ((rc = init_body(vault->master, &body, err)) == DYE_OK) {
		first.want = dye_buffer_slice(&body);
		rc = dye_store_log_each(vault->store, visit_first, &first, err);
		if (first.seen)
			rc = DYE_OK;
		if (rc == DYE_OK && !first.same)
			rc = dye_fail(err, DYE_EVAULT, "the registry belongs to another key");
	}
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_vault_open(const char * dir, struct dye_slice passphrase, struct dye_vault ** vault, struct dye_error * err)
{
	struct dye_buffer file = {0};
	struct dye_vault * v;
	enum dye_code rc;

	if ((rc = dye_folder_check(dir, err)) != DYE_OK)
		return rc;
	if ((rc = dye_folder_read(dir, DYE_FOLDER_KEY, DYE_KEYFILE_LEN, &file, err)) != DYE_OK)
		goto err0;
	if ((rc = vault_new(&v, err)) != DYE_OK)
		goto err0;
	if (realpath(dir, v->dir) == NULL) {
		rc = dye_fail_errno(err, DYE_EVAULT, "the vault cannot be examined");
		goto err1;
	}
	/* The registry is not touched before the passphrase has proved right. */
	if ((rc = dye_keyfile_open(dye_buffer_slice(&file), passphrase, v->master, err)) != DYE_OK ||
	    (rc = open_registry(v->dir, v->master, &v->store, err)) != DYE_OK ||
	    (rc = check_registry(v, err)) != DYE_OK)
		goto err1;
	/* No other length opens. */
	memcpy(v->key_file, file.data, sizeof(v->key_file));
	dye_buffer_release(&file);
	*vault = v;
	return DYE_OK;

err1:
	dye_vault_close(v);
err0:
	dye_buffer_release(&file);
	dye_at_file(err, dir);
	return rc;
}

struct dye_store *
dye_vault_store(struct dye_vault * vault)
{

	return vault->store;
}

const char *
dye_vault_dir(const struct dye_vault * vault)
{

	return vault->dir;
}

struct dye_slice
dye_vault_key_file(const struct dye_vault * vault)
{

	return (struct dye_slice){(const char *)vault->key_file, sizeof(vault->key_file)};
}

void
dye_vault_key_file_is(struct dye_vault * vault, const uint8_t file[DYE_KEYFILE_LEN])
{

	memcpy(vault->key_file, file, DYE_KEYFILE_LEN);
}

enum dye_code
dye_vault_seal(
    const struct dye_vault * vault, struct dye_slice passphrase, uint8_t file[DYE_KEYFILE_LEN], struct dye_error * err)
{

	return dye_keyfile_make(vault->master, passphrase, file, err);
}

enum dye_code
dye_vault_key(const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN], const char * label,
    uint8_t * out, size_t len, struct dye_error * err)
{

	return dye_hkdf(vault->master, dataset_id, label, out, len, err);
}
