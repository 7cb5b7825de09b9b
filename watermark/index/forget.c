/* forget.c: people who are to be known no more. */
#include <inttypes.h>
#include <stdlib.h>

#include <leakdye/vault.h>

#include "watermark/index/keys.h"
#include "watermark/index/names.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/profile/profile_store.h"

/* The rows that an anchor finds alone. */
static enum dye_code
find_numbers(struct dye_index * index, struct dye_keys * keys, struct dye_numbers * numbers, struct dye_error * err)
{

	DYE_TRY(dye_keys_look_up(keys, index, DYE_OF_CELLS, err));
	for (uint32_t i = 0; i < keys->distinct_count; i++) {
		size_t count;
		const struct dye_index_hit * hit = dye_keys_hits(keys, i, &count);

		if (count == 1)
			DYE_TRY(dye_numbers_add(numbers, hit->number, err));
	}
	dye_numbers_settle(numbers);
	return DYE_OK;
}

static enum dye_code
forget(struct dye_index * index, const uint64_t * anchors, size_t count, struct dye_keys * keys,
    struct dye_numbers * numbers, struct dye_error * err)
{

	for (size_t i = 0; i < count; i++)
		DYE_TRY(dye_keys_put(keys, anchors[i], err));
	DYE_TRY(find_numbers(index, keys, numbers, err));
	return numbers->count > 0 ? dye_runs_drop(index, numbers, err) : DYE_OK;
}

enum dye_code
dye_index_forget(
    struct dye_index * index, const uint64_t * anchors, size_t count, uint64_t * rows, struct dye_error * err)
{
	struct dye_numbers numbers = {0};
	struct dye_keys keys = {0};
	enum dye_code rc;

	*rows = 0;
	DYE_TRY(dye_index_settle(index, err));
	DYE_TRY(dye_store_index_begin(index->store, err));
	rc = dye_store_index_end(index->store, forget(index, anchors, count, &keys, &numbers, err), err);
	*rows = rc == DYE_OK ? numbers.count : 0;
	dye_keys_release(&keys);
	free(numbers.list);
	return rc;
}

/* ---- by what a person is called ---- */

struct forgetting {
	const struct dye_profile * profile; /* Not owned. */
	struct dye_namer namer;
	struct dye_parse parse;
	struct dye_buffer scratch, digests;
};

/* The value as a cell of each column that names rows. */
static enum dye_code
add_value(struct forgetting * f, struct dye_slice value, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];

	for (uint32_t i = 0; i < f->profile->column_count; i++) {
		const struct dye_profile_column * c = &f->profile->columns[i];

		if (!dye_names_rows(f->profile, c))
			continue;
		DYE_TRY(c->kind->parse(value, &f->parse, err));
		DYE_TRY(dye_cell_digest(
		    c->kind->name, dye_buffer_slice(&f->parse.canonical), NULL, &f->scratch, digest, err));
		DYE_TRY(dye_buffer_append(&f->digests, digest, sizeof(digest), err));
	}
	return DYE_OK;
}

static enum dye_code
forget_value(
    struct forgetting * f, struct dye_index * index, struct dye_slice value, uint64_t * rows, struct dye_error * err)
{
	uint64_t anchors[DYE_COLUMNS_MAX];
	size_t count;

	*rows = 0;
	dye_buffer_reset(&f->digests);
	DYE_TRY(add_value(f, value, err));
	if ((count = f->digests.len / DYE_PRF_LEN) == 0)
		return dye_fail(err, DYE_EDATA, "no column of dataset %s names its rows", index->dataset.name);
	DYE_TRY(dye_namer_anchors(&f->namer, (uint8_t *)f->digests.data, count, anchors, err));
	return dye_index_forget(index, anchors, count, rows, err);
}

/* Before it is done: whoever takes people out of the index takes evidence away. */
static enum dye_code
log_forget(struct dye_store * store, uint32_t dataset, size_t values, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&body, err, "{\"dataset\":%" PRIu32 ",\"values\":%zu}", dataset, values)) == DYE_OK)
		rc = dye_store_log_append(store, "forget", dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

static enum dye_code
forget_all(struct dye_vault * vault, const struct dye_dataset * dataset, struct forgetting * f,
    const struct dye_slice * values, size_t count, uint64_t * rows, struct dye_error * err)
{
	struct dye_mark_context context = {.vault = vault, .dataset = dataset, .profile = f->profile};
	struct dye_store * store = dye_vault_store(vault);
	struct dye_index index = {0};
	enum dye_code rc;

	if ((rc = dye_namer_open(&context, &f->namer, err)) == DYE_OK &&
	    (rc = dye_index_open(vault, store, dataset, &index, err)) == DYE_OK)
		rc = log_forget(store, dataset->id, count, err);
	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = forget_value(f, &index, values[i], &rows[i], err);
	dye_index_close(&index);
	return rc;
}

enum dye_code
dye_vault_forget(struct dye_vault * vault, const char * dataset, const struct dye_slice * values, size_t count,
    uint64_t * rows, struct dye_error * err)
{
	struct dye_store * store = dye_vault_store(vault);
	struct dye_profile * profile = NULL;
	struct forgetting f = {0};
	struct dye_dataset d;
	enum dye_code rc;

	if ((rc = dye_store_dataset_find(store, dataset, &d, err)) != DYE_OK)
		return rc == DYE_EMISSING ? dye_fail(err, rc, "there is no dataset \"%s\"", dataset) : rc;
	if ((rc = dye_profile_load(store, dataset, 0, NULL, &profile, err)) == DYE_OK) {
		f.profile = profile;
		rc = forget_all(vault, &d, &f, values, count, rows, err);
	}
	dye_namer_close(&f.namer);
	dye_parse_release(&f.parse);
	dye_buffer_release_secret(&f.scratch);
	dye_buffer_release_secret(&f.digests);
	dye_profile_free(profile);
	return rc;
}
