/*
 * screen.c: a source that already carries somebody's marks must not be marked again.
 */
#include <leakdye/trace.h>

#include "formats/base/error.h"
#include "trace/ingest/memory.h"

/*
 * Whether the rows are somebody's copy. A few invented records among many rows are none: they came back with data that was entered again, and are
 * dropped and burned when the rows are marked or learned.
 */
static bool
is_copy(const struct dye_trace_report * r)
{
	size_t i;

	for (i = 0; i < r->accused_count; i++)
		if (!r->accused[i].units_only || 200 * r->accused[i].units >= r->rows_read)
			return true;
	return false;
}

enum dye_code
dye_trace_screen(struct dye_vault * vault, const char * dataset, struct dye_slice first_bytes, bool whole,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	struct dye_trace_options options = {
	    .dataset = dataset, .leaked_on = INT64_MAX, .wish = *wish, .unlogged = true};
	struct dye_memory memory = {first_bytes};
	struct dye_source source = dye_memory_source(&memory, "-");
	struct dye_trace_report report;
	enum dye_code rc;

	(void)whole;
	rc = dye_trace(vault, &options, &source, 1, &report, err);

	/* A dataset that is not there yet has no marks; what cannot be read is the reader's to complain of, at its row. */
	if (rc == DYE_EMISSING || rc == DYE_EDATA)
		return DYE_OK;
	if (rc != DYE_OK)
		return rc;
	if (is_copy(&report))
		rc = dye_fail(err, DYE_EREFUSED,
		    "this file carries the marks of an export already (leakdye trace says whose); use the original "
		    "data");
	dye_trace_report_release(&report);
	return rc;
}
