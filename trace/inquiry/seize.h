/*
 * seize.h: what was seized: every file whole in memory, with its name and its salted hash: a short leak could be guessed from a plain one.
 */
#ifndef DYE_INQUIRY_SEIZE_H
#define DYE_INQUIRY_SEIZE_H

#include "formats/base/buffer.h"
#include "watermark/registry/store.h"

struct dye_seized {
	char * name;			   /* Owned. */
	struct dye_buffer bytes;	   /* Owned. */
	char salt[2 * DYE_HASH_LEN + 1];   /* in hexadecimal, as the next */
	char sha256[2 * DYE_HASH_LEN + 1]; /* of the salt and the SHA-256 of the bytes */
	bool part; /* no file, but what stands beside the tables of one: salt and hash are that file's */
};

/* All zero is empty. */
struct dye_seizure {
	struct dye_seized * files; /* Owned. */
	size_t count;
	uint32_t number; /* random: by it and its place the salt of a file is found again (docs/FORMAT.md, section 8) */
};

/**
 * dye_seize(store, sources, count, seizure, err): Read every source to its end; the salts are those of the vault in ${store}. More than 2 GiB in one is DYE_EDATA. The caller releases with
 * dye_seizure_release(), after an error too.
 */
enum dye_code dye_seize(struct dye_store * store, const struct dye_source * sources, size_t count,
    struct dye_seizure * seizure, struct dye_error * err);

/**
 * dye_seizure_part(seizure, file, text, err): Add what stands beside the tables of the ${file}-th as if it were a file of its own. ${text} is taken over; it becomes empty.
 */
enum dye_code dye_seizure_part(
    struct dye_seizure * seizure, size_t file, struct dye_buffer * text, struct dye_error * err);
void dye_seizure_release(struct dye_seizure * seizure);

#endif
