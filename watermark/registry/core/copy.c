/*
 * copy.c: the registry once more, for a backup: one state of it, verified as for a verdict, while others go on writing.
 */
#include <string.h>

#include "watermark/registry/core/query.h"

/* It opens, and ends where the one that was copied did. */
static enum dye_code
check_copy(const struct dye_store * store, const char * dir, const struct dye_log_end * end, struct dye_error * err)
{
	struct dye_store * copy;
	struct dye_log_end own;
	enum dye_code rc;

	if ((rc = dye_store_open(store->backend, dir, store->where, store->key, &copy, err)) != DYE_OK)
		return rc;
	if ((rc = dye_log_end_read(copy, &own, err)) == DYE_OK && memcmp(&own, end, sizeof(own)) != 0)
		rc = dye_fail(err, DYE_EVAULT, "the copy of the registry is not what was copied");
	dye_store_close(copy);
	return rc;
}

enum dye_code
dye_store_copy(
    struct dye_store * store, const char * dir, uint64_t * entries, uint8_t head[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_log_end end;
	enum dye_code rc;

	if (store->backend->copy == NULL)
		return dye_fail(err, DYE_EUSAGE, "a registry of the sort \"%s\" is copied by its own programs",
		    store->backend->name);
	if ((rc = dye_store_trust_open(store, err)) != DYE_OK)
		return rc;
	if ((rc = dye_log_end_read(store, &end, err)) == DYE_OK)
		rc = store->backend->copy(store->db, dir, store->where, err);
	if ((rc = dye_store_trust_close(store, rc, err)) != DYE_OK ||
	    (rc = check_copy(store, dir, &end, err)) != DYE_OK)
		return rc;
	*entries = dye_get_u64(end.seq);
	memcpy(head, end.hash, DYE_HASH_LEN);
	return DYE_OK;
}
