#include "watermark/marks/core/cellkey.h"

#include <string.h>

#include "watermark/marks/core/bucket.h"

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

enum dye_code
dye_cell_keys_open(struct dye_cell_keys * keys, const struct dye_vault * vault,
    const uint8_t dataset_id[DYE_DATASET_ID_LEN], struct dye_error * err)
{
	enum dye_code rc;

	*keys = (struct dye_cell_keys){0};
	if ((rc = dye_vault_prf(vault, dataset_id, DYE_LABEL_ANCHOR, &keys->anchor, err)) != DYE_OK)
		return rc;
	if ((rc = dye_vault_prf(vault, dataset_id, DYE_LABEL_SLOT, &keys->slot, err)) != DYE_OK ||
	    (rc = dye_prf_open(&keys->bucket, err)) != DYE_OK)
		dye_cell_keys_close(keys);
	return rc;
}

void
dye_cell_keys_close(struct dye_cell_keys * keys)
{

	dye_prf_close(keys->anchor);
	dye_prf_close(keys->slot);
	dye_prf_close(keys->bucket);
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
	return dye_digest_anchor(keys, out, out, err);
}

enum dye_code
dye_digest_anchor(
    struct dye_cell_keys * keys, const uint8_t digest[DYE_PRF_LEN], uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{

	return dye_prf_blocks(keys->anchor, digest, out, 1, err);
}

enum dye_code
dye_cell_key(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice canonical,
    const uint8_t * row_anchor, uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	const uint8_t * anchor = kind->distinctive ? NULL : row_anchor;

	DYE_TRY(dye_cell_bare(canonical, &keys->bare, err));
	DYE_TRY(dye_cell_digest(kind->name, dye_buffer_slice(&keys->bare), anchor, &keys->scratch, out, err));
	return dye_bucket_cell(keys->slot, keys->bucket, out, out, err);
}
