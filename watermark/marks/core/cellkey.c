#include "watermark/marks/core/cellkey.h"

#include <string.h>

enum dye_code
dye_cell_digest(const char * kind, struct dye_slice canonical, const uint8_t * row_anchor, struct dye_buffer * scratch,
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(scratch);
	if ((rc = dye_buffer_append_frame(scratch, (struct dye_slice){kind, strlen(kind)}, err)) != DYE_OK)
		return rc;
	if ((rc = dye_buffer_append_frame(scratch, canonical, err)) != DYE_OK)
		return rc;
	if (row_anchor != NULL) {
		struct dye_slice anchor = {(const char *)row_anchor, DYE_PRF_LEN};

		if ((rc = dye_buffer_append_frame(scratch, anchor, err)) != DYE_OK)
			return rc;
	}
	dye_digest(scratch->data, scratch->len, out);
	return DYE_OK;
}

enum dye_code
dye_cell_bare(struct dye_slice canonical, struct dye_buffer * out, struct dye_error * err)
{
	const char *p = canonical.data, *end;
	char * to;

	dye_buffer_reset(out);
	if (canonical.len == 0)
		return DYE_OK;
	DYE_TRY(dye_buffer_reserve(out, canonical.len, err));
	to = out->data;
	for (end = p + canonical.len; p < end; p++) {
		if (*p == ' ')
			continue;
		*to++ = *p;
		if (*p == '\x01' && p + 1 < end)
			*to++ = *++p;
	}
	out->len = (size_t)(to - out->data);
	return DYE_OK;
}

/* A PRF under the key that the vault derives for this purpose. */
static enum dye_code
open_prf(struct dye_prf ** prf, const struct dye_vault * vault, const uint8_t dataset_id[DYE_DATASET_ID_LEN],
    const char * label, struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_vault_key(vault, dataset_id, label, key, sizeof(key), err)) != DYE_OK)
		goto done;
	if ((rc = dye_prf_open(prf, err)) != DYE_OK)
		goto done;
	if ((rc = dye_prf_key(*prf, key, err)) != DYE_OK) {
		dye_prf_close(*prf);
		*prf = NULL;
	}
done:
	dye_wipe(key, sizeof(key));
	return rc;
}

enum dye_code
dye_cell_keys_open(struct dye_cell_keys * keys, const struct dye_vault * vault,
    const uint8_t dataset_id[DYE_DATASET_ID_LEN], struct dye_error * err)
{
	enum dye_code rc;

	*keys = (struct dye_cell_keys){0};
	if ((rc = open_prf(&keys->anchor, vault, dataset_id, DYE_LABEL_ANCHOR, err)) != DYE_OK)
		return rc;
	if ((rc = open_prf(&keys->slot, vault, dataset_id, DYE_LABEL_SLOT, err)) != DYE_OK)
		dye_cell_keys_close(keys);
	return rc;
}

void
dye_cell_keys_close(struct dye_cell_keys * keys)
{

	dye_prf_close(keys->anchor);
	dye_prf_close(keys->slot);
	dye_buffer_release_secret(&keys->scratch);
	dye_buffer_release_secret(&keys->bare);
	*keys = (struct dye_cell_keys){0};
}

enum dye_code
dye_cell_anchor(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice canonical,
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = dye_cell_digest(kind->name, canonical, NULL, &keys->scratch, out, err)) != DYE_OK)
		return rc;
	return dye_prf_blocks(keys->anchor, out, out, 1, err);
}

enum dye_code
dye_cell_key(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice canonical,
    const uint8_t * row_anchor, uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	const uint8_t * anchor = kind->distinctive ? NULL : row_anchor;
	enum dye_code rc;

	if ((rc = dye_cell_bare(canonical, &keys->bare, err)) != DYE_OK)
		return rc;
	if ((rc = dye_cell_digest(kind->name, dye_buffer_slice(&keys->bare), anchor, &keys->scratch, out, err)) !=
	    DYE_OK)
		return rc;
	return dye_prf_blocks(keys->slot, out, out, 1, err);
}
