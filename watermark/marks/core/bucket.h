/*
 * bucket.h: the 65,536 bucket keys of a dataset, and the tree of hashes that commits to them. A cell belongs to the bucket that its
 * digest names, and its key is derived from the bucket's; so the cells of one leak can be opened to somebody outside, provably as they were
 * committed to before it, and no others. docs/FORMAT.md, section 4, has it byte by byte.
 */
#ifndef DYE_MARKS_BUCKET_H
#define DYE_MARKS_BUCKET_H

#include "watermark/vault/vault.h"

#define DYE_BUCKETS 65536
#define DYE_BUCKET_LEVELS 16

/* The bucket of a digest: its first two bytes, little-endian. */
static inline uint16_t
dye_bucket_of(const uint8_t digest[DYE_PRF_LEN])
{

	return (uint16_t)(digest[0] | digest[1] << 8);
}

/* The key of bucket ${j}. ${slot} is keyed with the dataset's slot key. The caller wipes ${out}. */
enum dye_code dye_bucket_key(struct dye_prf * slot, uint16_t j, uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/* dye_bucket_cell(slot, scratch, digest, out, err): The key of the cell with that digest. out may be digest. */
enum dye_code dye_bucket_cell(struct dye_prf * slot, struct dye_prf * scratch, const uint8_t digest[DYE_PRF_LEN],
    uint8_t out[DYE_PRF_LEN], struct dye_error * err);

/* One bucket's key and its way to the root: the node beside it on every level, leaves first. The key is secret until it is shown. */
struct dye_bucket_opening {
	uint16_t bucket;
	uint8_t key[DYE_PRF_LEN];
	uint8_t beside[DYE_BUCKET_LEVELS][DYE_HASH_LEN];
};

/**
 * dye_bucket_tree(slot, opening, root, err): The root of the tree over all bucket keys. Where ${opening} is not NULL, it is filled in for
 * opening->bucket. It hashes 131,071 times.
 */
enum dye_code dye_bucket_tree(
    struct dye_prf * slot, struct dye_bucket_opening * opening, uint8_t root[DYE_HASH_LEN], struct dye_error * err);

/* dye_bucket_root(vault, salt, root, err): That root for the dataset with that salt. */
enum dye_code dye_bucket_root(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN],
    uint8_t root[DYE_HASH_LEN], struct dye_error * err);

/* *holds: whether the key is the bucket's in the tree of ${root}. It takes no secret. */
enum dye_code dye_bucket_check(
    const struct dye_bucket_opening * opening, const uint8_t root[DYE_HASH_LEN], bool * holds, struct dye_error * err);

#endif
