#include "trace/rehearse/listing.h"

#include <stdlib.h>

#include "watermark/marks/mark.h"

/* All rows to one mark. */
static enum dye_code
list_rows(const struct dye_mark * mark, void * state, const struct dye_sheet * sheet, struct dye_true_keys * keys,
    struct dye_error * err)
{
	struct dye_cell * cells = calloc((size_t)sheet->columns + 1, sizeof(*cells));
	struct dye_row row = {.cells = cells, .cell_count = sheet->columns};
	enum dye_code rc = DYE_OK;

	if (cells == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint64_t r = 0; r < sheet->rows && rc == DYE_OK; r++) {
		for (uint32_t i = 0; i < sheet->columns; i++)
			cells[i].text = dye_sheet_text(sheet, r, i);
		rc = mark->true_keys(state, &row, keys, err);
	}
	free(cells);
	return rc;
}

static enum dye_code
list_for(const struct dye_mark * mark, const struct dye_mark_context * context, const struct dye_sheet * sheet,
    struct dye_true_keys * keys, struct dye_error * err)
{
	enum dye_code rc;
	void * state;

	if (mark->true_keys_open == NULL)
		return DYE_OK;
	DYE_TRY(mark->true_keys_open(context, &state, err));
	if (state == NULL)
		return DYE_OK;
	rc = list_rows(mark, state, sheet, keys, err);
	(void)mark->true_keys_close(state, NULL, NULL, NULL);
	return rc;
}

enum dye_code
dye_list_keys(const struct dye_vault * vault, struct dye_store * store, const struct dye_dataset * dataset,
    const struct dye_profile * profile, const struct dye_sheet * sheet, struct dye_error * err)
{
	const struct dye_mark_context context = {
	    .profile = profile, .column_map = sheet->map, .column_count = sheet->columns};
	struct dye_true_keys keys = {0};
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; dye_marks[i] != NULL && rc == DYE_OK; i++)
		rc = list_for(dye_marks[i], &context, sheet, &keys, err);
	if (rc == DYE_OK)
		rc = dye_true_keys_store(vault, store, dataset, profile->version, &keys, err);
	dye_true_keys_release(&keys);
	return rc;
}
