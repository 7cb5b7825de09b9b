/*
 * screen.c: whose spellings a source carries: for the owner's log, and for nobody else.
 */
#include <leakdye/trace.h>

#include "formats/base/error.h"
#include "trace/ingest/memory.h"
#include "trace/inquiry/carried.h"
#include "watermark/vault/vault.h"

enum dye_code
dye_trace_screen(struct dye_vault * vault, const char * dataset, struct dye_slice first_bytes, bool whole,
    const struct dye_dialect_wish * wish, struct dye_error * err)
{
	struct dye_trace_options options = {.dataset = dataset,
	    .leaked_on = INT64_MAX,
	    .wish = *wish,
	    .unlogged = true,
	    .uncovered = true,
	    .brief = true};
	struct dye_memory memory = {first_bytes};
	struct dye_source source = dye_memory_source(&memory, "-");
	struct dye_trace_report report = {0};
	uint64_t account = 0;
	enum dye_code rc;

	(void)whole;
	rc = dye_trace(vault, &options, &source, 1, &report, err);

	/* A dataset that is not there yet has no marks; what cannot be read is the reader's to complain of, at its row. */
	if (rc != DYE_OK && rc != DYE_EMISSING && rc != DYE_EDATA)
		return rc;
	if (rc == DYE_OK && report.accused_count > 0)
		account = report.accused[0].number;
	if (rc == DYE_OK)
		dye_trace_report_release(&report);
	return dye_carried_note(dye_vault_store(vault), dataset, account, err);
}
