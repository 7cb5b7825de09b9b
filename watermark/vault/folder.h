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

/**
 * dye_folder_make(dir, &made, err): Make ${dir}, mode 0700, or take it as it is where it exists, is ours and is empty (its mode becomes 0700).
 * ${made}: it did not exist.
 */
enum dye_code dye_folder_make(const char * dir, bool * made, struct dye_error * err);

/* Remove every file in the folder, and the folder too if ${made}. For a vault that could not be finished. */
void dye_folder_unmake(const char * dir, bool made);

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
