/*
 * folder.h: the vault's folder: who may read it, and files that are written whole or not at all.
 */
#ifndef DYE_VAULT_FOLDER_H
#define DYE_VAULT_FOLDER_H

#include "formats/base/buffer.h"

/* The files of every vault (vault.c). */
#define DYE_FOLDER_KEY "key"
#define DYE_FOLDER_REGISTRY "registry"
#define DYE_FOLDER_REGISTRY_MAX 4096 /* bytes of it */

/* Whether the folder is a vault's: what lies in it is nobody else's to write. */
bool dye_folder_is_vault(const char * dir);

/* A folder of our own, in which is made what is to stand elsewhere when it is whole. */
struct dye_folder_making {
	struct dye_buffer folder; /* Owned. Its name */
	bool into; /* it lies in the folder that is to have its files, and not beside the name that it is to have */
};

/**
 * dye_folder_make(path, &making, err): Make one for ${path}, mode 0700: beside it, its name longer by a full stop and six letters; or in it, where ${path}
 * exists, is ours and is empty (its mode becomes 0700). DYE_EVAULT where it exists and is not. The caller releases making.folder.
 * dye_folder_place(&making, path, err): What is in it is at ${path} now, whole; DYE_EVAULT where anything has come there meanwhile, which stays as it
 * is. After an error all is still in our folder, to be unmade. Not synced.
 */
enum dye_code dye_folder_make(const char * path, struct dye_folder_making * making, struct dye_error * err);
enum dye_code dye_folder_place(const struct dye_folder_making * making, const char * path, struct dye_error * err);

/* Remove a folder that nobody but us has ever used, and every file in it. */
void dye_folder_unmake(const char * dir);

/**
 * dye_folder_check(dir, err): DYE_EVAULT unless the folder and everything in it belong to us and nobody else may touch them.
 */
enum dye_code dye_folder_check(const char * dir, struct dye_error * err);

/* Read a whole small file of the folder; DYE_EVAULT where it is absent or longer than ${max}. */
enum dye_code dye_folder_read(
    const char * dir, const char * name, size_t max, struct dye_buffer * out, struct dye_error * err);

/*
 * Write a file, mode 0600, so that it is there whole, with its name on disk, or not at all; in the place of one of that name. What somebody who was
 * killed at that left beside it goes: so one at a time, which a new folder is, and who holds the lock.
 */
enum dye_code dye_folder_write(const char * dir, const char * name, struct dye_slice bytes, struct dye_error * err);

/* Wait for the folder's lock: a descriptor that holds it until it is closed, or until the process ends. Readers need none. */
enum dye_code dye_folder_lock(const char * dir, int * fd, struct dye_error * err);

/* Bring what was done to names in the folder, and to the folder's own name, to disk. */
enum dye_code dye_folder_sync(const char * dir, struct dye_error * err);

#endif
