#include "watermark/marks/core/bucket.h"

#include <string.h>

enum dye_code
dye_bucket_key(struct dye_prf * slot, uint16_t j, uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{

	memset(out, 0, DYE_PRF_LEN);
	out[0] = (uint8_t)j;
	out[1] = (uint8_t)(j >> 8);
	return dye_prf_blocks(slot, out, out, 1, err);
}

enum dye_code
dye_bucket_cell(struct dye_prf * slot, struct dye_prf * scratch, const uint8_t digest[DYE_PRF_LEN],
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_bucket_key(slot, dye_bucket_of(digest), key, err)) == DYE_OK)
		rc = dye_prf_once(scratch, key, digest, out, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

/* ---- the tree: the first byte tells leaves from nodes, so that neither passes for the other (as in RFC 6962, 2.1) ---- */

static enum dye_code
leaf(uint16_t j, const uint8_t key[DYE_PRF_LEN], uint8_t out[DYE_HASH_LEN], struct dye_error * err)
{
	uint8_t bytes[3 + DYE_PRF_LEN] = {0, (uint8_t)j, (uint8_t)(j >> 8)};
	enum dye_code rc;

	memcpy(bytes + 3, key, DYE_PRF_LEN);
	rc = dye_sha256(bytes, sizeof(bytes), out, err);
	dye_wipe(bytes, sizeof(bytes));
	return rc;
}

/* out may be one of the two below it. */
static enum dye_code
node(const uint8_t left[DYE_HASH_LEN], const uint8_t right[DYE_HASH_LEN], uint8_t out[DYE_HASH_LEN],
    struct dye_error * err)
{
	uint8_t bytes[1 + 2 * DYE_HASH_LEN] = {1};

	memcpy(bytes + 1, left, DYE_HASH_LEN);
	memcpy(bytes + 1 + DYE_HASH_LEN, right, DYE_HASH_LEN);
	return dye_sha256(bytes, sizeof(bytes), out, err);
}

/* The walk over the tree, leaves from left to right: of every level, the left node that still waits for its right one. */
struct walk {
	struct dye_prf * slot;
	uint8_t waiting[DYE_BUCKET_LEVELS + 1][DYE_HASH_LEN]; /* the last one is the root */
	struct dye_bucket_opening * opening;		      /* NULL: only the root is wanted */
};

/* Node ${index} of ${level} is known. */
static void
note(struct walk * w, unsigned level, uint32_t index, const uint8_t hash[DYE_HASH_LEN])
{

	if (w->opening != NULL && level < DYE_BUCKET_LEVELS && index == ((uint32_t)w->opening->bucket >> level ^ 1))
		memcpy(w->opening->beside[level], hash, DYE_HASH_LEN);
}

/* Leaf j, and every node that it completes. */
static enum dye_code
take_leaf(struct walk * w, uint32_t j, struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN], hash[DYE_HASH_LEN];
	unsigned level = 0;
	enum dye_code rc;

	if ((rc = dye_bucket_key(w->slot, (uint16_t)j, key, err)) != DYE_OK ||
	    (rc = leaf((uint16_t)j, key, hash, err)) != DYE_OK)
		goto done;
	if (w->opening != NULL && j == w->opening->bucket)
		memcpy(w->opening->key, key, sizeof(key));
	note(w, 0, j, hash);
	for (; (j >> level & 1) != 0; level++) {
		if ((rc = node(w->waiting[level], hash, hash, err)) != DYE_OK)
			goto done;
		note(w, level + 1, j >> (level + 1), hash);
	}
	memcpy(w->waiting[level], hash, sizeof(hash));

done:
	dye_wipe(key, sizeof(key));
	return rc;
}

enum dye_code
dye_bucket_tree(
    struct dye_prf * slot, struct dye_bucket_opening * opening, uint8_t root[DYE_HASH_LEN], struct dye_error * err)
{
	struct walk w = {.slot = slot, .opening = opening};
	uint32_t j;

	for (j = 0; j < DYE_BUCKETS; j++)
		DYE_TRY(take_leaf(&w, j, err));
	memcpy(root, w.waiting[DYE_BUCKET_LEVELS], DYE_HASH_LEN);
	return DYE_OK;
}

enum dye_code
dye_bucket_root(const struct dye_vault * vault, const uint8_t salt[DYE_DATASET_ID_LEN], uint8_t root[DYE_HASH_LEN],
    struct dye_error * err)
{
	struct dye_prf * slot;
	enum dye_code rc;

	DYE_TRY(dye_vault_prf(vault, salt, DYE_LABEL_SLOT, &slot, err));
	rc = dye_bucket_tree(slot, NULL, root, err);
	dye_prf_close(slot);
	return rc;
}

enum dye_code
dye_bucket_check(
    const struct dye_bucket_opening * opening, const uint8_t root[DYE_HASH_LEN], bool * holds, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	unsigned level;

	DYE_TRY(leaf(opening->bucket, opening->key, hash, err));
	for (level = 0; level < DYE_BUCKET_LEVELS; level++) {
		bool right = (opening->bucket >> level & 1) != 0;
		const uint8_t * beside = opening->beside[level];

		DYE_TRY(node(right ? beside : hash, right ? hash : beside, hash, err));
	}
	*holds = memcmp(hash, root, DYE_HASH_LEN) == 0;
	return DYE_OK;
}
