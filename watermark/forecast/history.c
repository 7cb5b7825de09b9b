#include "watermark/forecast/history.h"

struct reading {
	struct dye_history * history; /* Not owned. */
	uint32_t version;
	double accounts;
};

static enum dye_code
add_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct reading * r = cookie;

	(void)err;
	if (e->finished == 0 || e->profile_version != r->version)
		return DYE_OK;
	r->history->rows += (double)e->rows;
	r->history->units += (double)e->canaries;
	return DYE_OK;
}

static enum dye_code
add_tried(void * cookie, uint64_t recipient, uint64_t tried, struct dye_error * err)
{
	struct reading * r = cookie;

	(void)recipient, (void)err;
	r->history->tried += (double)tried;
	r->accounts++;
	return DYE_OK;
}

enum dye_code
dye_history_read(
    struct dye_store * store, uint32_t dataset, uint32_t version, struct dye_history * history, struct dye_error * err)
{
	struct reading r = {.history = history, .version = version};

	*history = (struct dye_history){0};
	DYE_TRY(dye_store_export_each(store, dataset, 0, add_export, &r, err));
	DYE_TRY(dye_store_canary_counts(store, dataset, add_tried, &r, err));
	if (r.accounts > 0)
		history->tried /= r.accounts;
	return DYE_OK;
}
