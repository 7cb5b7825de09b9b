#include "watermark/marks/canary/burn.h"

#include "watermark/profile/profile.h"

struct readings {
	uint64_t rows; /* of a full one, at least */
	int64_t last;
};

static enum dye_code
take_export(void * cookie, const struct dye_export * e, struct dye_error * err)
{
	struct readings * r = cookie;

	(void)err;
	if (e->finished != 0 && e->rows >= r->rows + e->canaries && e->started > r->last)
		r->last = e->started;
	return DYE_OK;
}

enum dye_code
dye_canary_burn_from(struct dye_store * store, uint32_t dataset, int64_t * from, struct dye_error * err)
{
	struct dye_profile_version version = {0};
	struct dye_profile * profile;
	struct readings r;
	enum dye_code rc;

	*from = 0;
	if ((rc = dye_store_profile_get(store, dataset, 0, &version, err)) != DYE_OK)
		return rc == DYE_EMISSING ? DYE_OK : rc;
	if ((rc = dye_profile_parse(dye_buffer_slice(&version.text), &profile, err)) != DYE_OK)
		goto err0;
	r = (struct readings){.rows = profile->rows, .last = version.when};
	dye_profile_free(profile);
	rc = dye_store_export_each(store, dataset, 0, take_export, &r, err);
	*from = r.last;

err0:
	dye_buffer_release(&version.text);
	return rc;
}
