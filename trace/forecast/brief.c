#include "trace/forecast/brief.h"

#include <inttypes.h>

#include "formats/base/text.h"
#include "trace/forecast/outlook.h"

static enum dye_code
put(const struct dye_outlook * o, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err, "\nForecast: a leak names its source in "));
	for (i = 0; i < o->line_count; i++) {
		double percent = 100 * o->lines[i].together.value;
		bool nearly = percent > 99 && percent < 100;

		/* What is not certain is not called so. */
		DYE_TRY(dye_buffer_printf(out, err, "%s%s%.0f %% (%" PRIu64 " rows)", i > 0 ? ", " : "",
		    nearly ? "> " : "", nearly ? 99 : percent, o->lines[i].rows));
	}
	return dye_buffer_printf(out, err,
	    ",\namong %" PRIu64 " account%s at alpha %g. leakdye forecast %s says more; leakdye rehearse plays it.\n",
	    o->recipients, dye_plural(o->recipients), o->alpha, o->profile->dataset);
}

enum dye_code
dye_outlook_brief(struct dye_store * store, const char * dataset, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_outlook_wish wish = {.dataset = dataset, .rows = {10, 50, 200}, .row_count = 3, .alpha = 1e-6};
	struct dye_outlook o = {0};
	enum dye_code rc;

	if ((rc = dye_outlook_make(store, &wish, &o, err)) == DYE_OK)
		rc = put(&o, out, err);
	dye_outlook_release(&o);
	return rc;
}
