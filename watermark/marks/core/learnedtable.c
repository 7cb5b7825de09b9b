#include "watermark/marks/core/learnedtable.h"

#include <string.h>

#define ASSOCIATED_LEN (DYE_DATASET_ID_LEN + 4)

/* What the seal is bound to: the dataset's salt, version (u32). */
static struct dye_slice
associated(const struct dye_dataset * dataset, uint32_t version, uint8_t out[ASSOCIATED_LEN])
{

	memcpy(out, dataset->salt, DYE_DATASET_ID_LEN);
	dye_put_u32(out + DYE_DATASET_ID_LEN, version);
	return (struct dye_slice){(const char *)out, ASSOCIATED_LEN};
}

static enum dye_code
seal(const struct dye_vault * vault, const struct dye_dataset * dataset, uint32_t version, struct dye_slice clear,
    struct dye_buffer * sealed, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_LEARNED_TABLE, key, sizeof(key), err));
	rc = dye_seal(key, associated(dataset, version, ad), clear, sealed, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

static enum dye_code
unseal(const struct dye_vault * vault, const struct dye_dataset * dataset, uint32_t version, struct dye_slice sealed,
    struct dye_buffer * clear, struct dye_error * err)
{
	uint8_t key[DYE_KEY_LEN], ad[ASSOCIATED_LEN];
	enum dye_code rc;

	DYE_TRY(dye_vault_key(vault, dataset->salt, DYE_LABEL_LEARNED_TABLE, key, sizeof(key), err));
	rc = dye_unseal(key, associated(dataset, version, ad), sealed, clear, err);
	dye_wipe(key, sizeof(key));
	if (rc != DYE_EAUTH)
		return rc;
	return dye_fail(err, DYE_EVAULT,
	    "what the registry keeps of the table of dataset %s is not ours: it was changed (leakdye learn makes it "
	    "anew)",
	    dataset->name);
}

void
dye_learned_table_release(struct dye_learned_table * table)
{

	dye_bloom_close(table->keys);
	dye_row_tags_release(&table->rows);
	dye_map_release(&table->twins);
	dye_donor_pool_release(&table->pool);
	dye_true_keys_release(&table->true_keys);
	table->keys = NULL;
}

/* u64 how many, and u64 each. */
static enum dye_code
write_twins(const struct dye_map * twins, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_append_u64(out, twins->count, err));
	for (i = 0; i < twins->size; i++)
		if (twins->keys[i] != 0)
			DYE_TRY(dye_buffer_append_u64(out, twins->keys[i], err));
	return DYE_OK;
}

/* In front of a pool, with its length: tables that were learned before there were any begin with another length, far below. */
#define POOL_MARK (UINT64_C(1) << 63)

static enum dye_code
write_pool(const struct dye_donor_pool * pool, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_buffer bytes = {0};
	enum dye_code rc;

	if (pool->rows == 0)
		return DYE_OK;
	if ((rc = dye_donor_pool_write(pool, &bytes, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(out, POOL_MARK | bytes.len, err)) == DYE_OK)
		rc = dye_buffer_append_slice(out, dye_buffer_slice(&bytes), err);
	dye_buffer_release_secret(&bytes);
	return rc;
}

/* The pool, if there is one; u64 length of the filter, the filter, the twins, the tags. */
static enum dye_code
write_table(const struct dye_learned_table * table, struct dye_buffer * out, struct dye_error * err)
{
	struct dye_buffer keys = {0};
	enum dye_code rc;

	if ((rc = write_pool(&table->pool, out, err)) == DYE_OK &&
	    (rc = dye_bloom_write(table->keys, &keys, err)) == DYE_OK &&
	    (rc = dye_buffer_append_u64(out, keys.len, err)) == DYE_OK &&
	    (rc = dye_buffer_append_slice(out, dye_buffer_slice(&keys), err)) == DYE_OK &&
	    (rc = write_twins(&table->twins, out, err)) == DYE_OK)
		rc = dye_row_tags_write(&table->rows, out, err);
	dye_buffer_release_secret(&keys);
	return rc;
}

/* Take a number, of bytes or of u64, and what it counts off the front. */
static enum dye_code
take(struct dye_slice * bytes, size_t width, struct dye_slice * part, struct dye_error * err)
{
	uint64_t count = bytes->len < 8 ? 0 : dye_get_u64((const uint8_t *)bytes->data) & ~POOL_MARK;

	if (bytes->len < 8 || count > (bytes->len - 8) / width)
		return dye_fail(err, DYE_EDATA, "what is kept of a learned table is cut off");
	*part = (struct dye_slice){bytes->data + 8, (size_t)count * width};
	*bytes = (struct dye_slice){part->data + part->len, bytes->len - 8 - part->len};
	return DYE_OK;
}

static enum dye_code
read_pool(struct dye_slice * bytes, struct dye_donor_pool * pool, struct dye_error * err)
{
	struct dye_slice part;

	if (bytes->len < 8 || (dye_get_u64((const uint8_t *)bytes->data) & POOL_MARK) == 0)
		return DYE_OK;
	DYE_TRY(take(bytes, 1, &part, err));
	return dye_donor_pool_read(part, pool, err);
}

static enum dye_code
read_table(struct dye_slice bytes, struct dye_learned_table * table, struct dye_error * err)
{
	struct dye_slice part;
	size_t i;

	DYE_TRY(read_pool(&bytes, &table->pool, err));
	DYE_TRY(take(&bytes, 1, &part, err));
	DYE_TRY(dye_bloom_read(part, &table->keys, err));
	DYE_TRY(take(&bytes, 8, &part, err));
	for (i = 0; i < part.len; i += 8)
		DYE_TRY(dye_set_add(&table->twins, dye_get_u64((const uint8_t *)part.data + i), NULL, err));
	return dye_row_tags_read(bytes, &table->rows, err);
}

enum dye_code
dye_learned_table_store(
    struct dye_vault * vault, const char * dataset, struct dye_learned_table * table, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct dye_buffer clear = {0}, sealed = {0};
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, dataset, &d, err)) == DYE_OK &&
	    (rc = write_table(table, &clear, err)) == DYE_OK &&
	    (rc = seal(vault, &d, table->version, dye_buffer_slice(&clear), &sealed, err)) == DYE_OK)
		rc = dye_store_learned_table_put(store, d.id, table->version, dye_buffer_slice(&sealed), err);
	if (rc == DYE_OK)
		rc = dye_true_keys_store(vault, store, &d, table->version, &table->true_keys, err);
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}

enum dye_code
dye_learned_table_load(struct dye_vault * vault, const struct dye_dataset * dataset, struct dye_learned_table * table,
    struct dye_error * err)
{
	struct dye_buffer clear = {0}, sealed = {0};
	enum dye_code rc;
	bool got;

	if ((rc = dye_store_learned_table_get(
		 dye_vault_store(vault), dataset->id, &table->version, &sealed, &got, err)) == DYE_OK &&
	    got && (rc = unseal(vault, dataset, table->version, dye_buffer_slice(&sealed), &clear, err)) == DYE_OK)
		rc = read_table(dye_buffer_slice(&clear), table, err);
	dye_buffer_release_secret(&clear);
	dye_buffer_release(&sealed);
	return rc;
}
