/* What a rehearsal takes of the real vault. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "trace/rehearse/rehearse.h"
#include "watermark/profile/profile_store.h"

void
dye_script_release(struct dye_script * s)
{

	dye_buffer_release(&s->profile);
	*s = (struct dye_script){0};
}

static enum dye_code
log_reading(struct dye_store * store, const struct dye_dataset * d, uint32_t version, struct dye_error * err)
{
	struct dye_buffer body = {0};
	enum dye_code rc;

	if ((rc = dye_buffer_printf(
		 &body, err, "{\"dataset\":%u,\"version\":%u}", (unsigned)d->id, (unsigned)version)) == DYE_OK)
		rc = dye_store_log_append(store, DYE_REHEARSE_ENTRY, dye_buffer_slice(&body), NULL, err);
	dye_buffer_release(&body);
	return rc;
}

enum dye_code
dye_script_read(struct dye_store * store, const char * dataset, struct dye_script * s, struct dye_error * err)
{
	const struct dye_outlook_wish wish = {.dataset = dataset, .alpha = 0.5};
	struct dye_outlook o;
	struct dye_profile * again = NULL;
	enum dye_code rc;

	*s = (struct dye_script){0};
	if ((rc = dye_outlook_open(store, &wish, &o, err)) == DYE_OK &&
	    (rc = log_reading(store, &o.dataset, o.profile->version, err)) == DYE_OK &&
	    (rc = dye_profile_load(store, dataset, o.profile->version, &s->profile, &again, err)) == DYE_OK) {
		(void)snprintf(s->dataset, sizeof(s->dataset), "%s", o.dataset.name);
		s->recipients = o.recipients;
	}
	dye_profile_free(again);
	dye_outlook_release(&o);
	return rc;
}
