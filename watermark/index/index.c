#include "watermark/index/index.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/index/names.h"
#include "watermark/index/seal.h"

#define PLACE_LEN (DYE_DATASET_ID_LEN + 1 + 16)
#define PLACE_MOST (PLACE_LEN + DYE_RUN_SALT_LEN)

enum dye_code
dye_index_open(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    struct dye_index * index, struct dye_error * err)
{

	*index = (struct dye_index){.vault = vault, .store = store, .dataset = *dataset};
	return dye_vault_key(vault, dataset->salt, DYE_LABEL_INDEX_SEAL, index->key, sizeof(index->key), err);
}

void
dye_index_close(struct dye_index * index)
{

	dye_buffer_release(&index->sealed);
	dye_buffer_release_secret(&index->clear);
	dye_wipe(index->key, sizeof(index->key));
}

enum dye_code
dye_index_damaged(const struct dye_index * index, struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT,
	    "the index of dataset %s is not what was written: something was changed, taken away or put in",
	    index->dataset.name);
}

enum dye_code
dye_run_damaged(const struct dye_index * index, enum dye_family family, struct dye_error * err)
{

	if (!dye_family_filtered(family))
		return dye_index_damaged(index, err);
	return dye_fail(err, DYE_EVAULT,
	    "what the invented records of dataset %s are found by is not what was written: something was changed, "
	    "taken "
	    "away or put in (" DYE_SEEDS_REMEDY ")",
	    index->dataset.name);
}

/* The dataset's salt, the letter, both numbers (u64), the run's salt where it has one. */
static struct dye_slice
associated(const struct dye_index * index, struct dye_index_place place, uint8_t out[PLACE_MOST])
{

	memcpy(out, index->dataset.salt, DYE_DATASET_ID_LEN);
	out[DYE_DATASET_ID_LEN] = (uint8_t)place.what;
	dye_put_u64(out + DYE_DATASET_ID_LEN + 1, place.of);
	dye_put_u64(out + DYE_DATASET_ID_LEN + 9, place.at);
	if (place.salt != NULL)
		memcpy(out + PLACE_LEN, place.salt, DYE_RUN_SALT_LEN);
	return (struct dye_slice){(const char *)out, place.salt == NULL ? PLACE_LEN : PLACE_MOST};
}

enum dye_code
dye_index_seal(struct dye_index * index, struct dye_index_place place, struct dye_slice clear, struct dye_error * err)
{
	uint8_t ad[PLACE_MOST];

	dye_buffer_reset(&index->sealed);
	return dye_seal(index->key, associated(index, place, ad), clear, &index->sealed, err);
}

enum dye_code
dye_index_unseal(
    struct dye_index * index, struct dye_index_place place, struct dye_buffer * clear, struct dye_error * err)
{
	uint8_t ad[PLACE_MOST];
	enum dye_code rc;

	dye_buffer_reset(clear);
	rc = dye_unseal(index->key, associated(index, place, ad), dye_buffer_slice(&index->sealed), clear, err);
	if (rc != DYE_EAUTH)
		return rc;
	/* A run is sealed at its family. */
	return dye_run_damaged(index,
	    place.salt != NULL || (place.what == 'R' && place.at == DYE_OF_SEEDS) ? DYE_OF_SEEDS : DYE_OF_CELLS, err);
}

uint64_t
dye_index_rows(struct dye_slice rows)
{
	uint64_t count = 0;

	for (size_t at = 0; at < rows.len; at += dye_names_row_len((uint8_t)rows.data[at]))
		count++;
	return count;
}

enum dye_code
dye_index_log(struct dye_index * index, uint64_t export_id, uint64_t rows, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(&body, err, "{\"export\":%" PRIu64 ",\"rows\":%" PRIu64 "}", export_id, rows)) ==
	    DYE_OK)
		rc = dye_store_log_append(index->store, DYE_INDEX_LOG_TYPE, dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

/* The next settled sheet behind ${*id}: how many rows were read (u32), then their numbers. */
static enum dye_code
next_sheet(struct dye_index * index, uint64_t * id, struct dye_index_sheet * sheet, struct dye_numbers * numbers,
    bool * got, struct dye_error * err)
{
	struct dye_slice bytes;

	dye_buffer_reset(&index->sealed);
	DYE_TRY(dye_store_index_sheet_get(
	    index->store, index->dataset.id, true, id, &sheet->export_id, &index->sealed, got, err));
	if (!*got)
		return DYE_OK;
	DYE_TRY(
	    dye_index_unseal(index, (struct dye_index_place){.what = 's', .of = sheet->export_id}, &index->clear, err));
	bytes = dye_buffer_slice(&index->clear);
	if (bytes.len < 4)
		return dye_index_damaged(index, err);
	sheet->rows = dye_get_u32((const uint8_t *)bytes.data);
	return dye_rice_read((struct dye_slice){bytes.data + 4, bytes.len - 4}, numbers, err);
}

enum dye_code
dye_index_each(struct dye_index * index, dye_index_visit visit, void * cookie, struct dye_error * err)
{
	struct dye_numbers numbers = {0};
	struct dye_index_sheet sheet = {.numbers = &numbers};
	uint64_t id = 0;
	enum dye_code rc;
	bool got;

	do
		rc = next_sheet(index, &id, &sheet, &numbers, &got, err);
	while (rc == DYE_OK && got && (rc = visit(cookie, &sheet, err)) == DYE_OK);
	free(numbers.list);
	return rc;
}
