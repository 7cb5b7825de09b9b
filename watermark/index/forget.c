/* forget.c: people who are to be known no more. */
#include <inttypes.h>
#include <stdlib.h>

#include <leakdye/vault.h>

#include "watermark/index/names.h"
#include "watermark/index/runs.h"
#include "watermark/marks/core/rowanchor.h"
#include "watermark/profile/profile_store.h"

/* The rows that an anchor finds alone. */
static enum dye_code
find_numbers(struct dye_index * index, const uint64_t * anchors, size_t count, struct dye_numbers * numbers,
    struct dye_error * err)
{
	struct dye_index_hits hits = {0};
	enum dye_code rc = dye_index_find(index, anchors, count, &hits, err);

	for (size_t i = 0; i < hits.count && rc == DYE_OK; i++) {
		bool before = i > 0 && hits.list[i - 1].at == hits.list[i].at;
		bool behind = i + 1 < hits.count && hits.list[i + 1].at == hits.list[i].at;

		if (!before && !behind)
			rc = dye_numbers_add(numbers, hits.list[i].number, err);
	}
	free(hits.list);
	dye_numbers_settle(numbers);
	return rc;
}

enum dye_code
dye_index_forget(
    struct dye_index * index, const uint64_t * anchors, size_t count, uint64_t * rows, struct dye_error * err)
{
	struct dye_numbers numbers = {0};
	enum dye_code rc;

	*rows = 0;
	DYE_TRY(dye_index_settle(index, err));
	DYE_TRY(dye_store_index_begin(index->store, err));
	if ((rc = find_numbers(index, anchors, count, &numbers, err)) == DYE_OK && numbers.count > 0)
		rc = dye_runs_drop(index, &numbers, err);
	rc = dye_store_index_end(index->store, rc, err);
	*rows = rc == DYE_OK ? numbers.count : 0;
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

static int
by_anchor(const void * a, const void * b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static enum dye_code
forget_value(
    struct forgetting * f, struct dye_index * index, struct dye_slice value, uint64_t * rows, struct dye_error * err)
{
	uint64_t anchors[DYE_COLUMNS_MAX];
	size_t count, distinct = 0;

	*rows = 0;
	dye_buffer_reset(&f->digests);
	DYE_TRY(add_value(f, value, err));
	if ((count = f->digests.len / DYE_PRF_LEN) == 0)
		return dye_fail(err, DYE_EDATA, "no column of dataset %s names its rows", index->dataset.name);
	DYE_TRY(dye_namer_anchors(&f->namer, (uint8_t *)f->digests.data, count, anchors, err));
	qsort(anchors, count, sizeof(*anchors), by_anchor);
	for (size_t i = 0; i < count; i++)
		if (distinct == 0 || anchors[distinct - 1] != anchors[i])
			anchors[distinct++] = anchors[i];
	return dye_index_forget(index, anchors, distinct, rows, err);
}

/* Before it is done: whoever takes people out of the index takes evidence away. */
static enum dye_code
log_forget(struct dye_store * store, uint32_t dataset, size_t values, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&body, err, "{\"dataset\":%" PRIu32 ",\"values\":%zu}", dataset, values)) == DYE_OK)
		rc = dye_store_log_append(store, DYE_INDEX_FORGET_TYPE, dye_buffer_slice(&body), NULL, err);
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
