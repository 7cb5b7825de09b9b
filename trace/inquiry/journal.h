/*
 * journal.h: what the log says of traces. The entry stands there before anything is scored or written out, with all that shapes the verdict; a
 * second one says whom the trace named.
 */
#ifndef DYE_INQUIRY_JOURNAL_H
#define DYE_INQUIRY_JOURNAL_H

#include <leakdye/trace.h>

#include "trace/evidence/evidence.h"
#include "trace/inquiry/event.h"
#include "trace/inquiry/seize.h"
#include "trace/inquiry/sketch.h"
#include "watermark/registry/store.h"

/* What shapes the verdict of a trace, and which cells and rows it looked up. */
struct dye_journal_entry {
	const struct dye_trace_options * options; /* Not owned, nor the following. */
	const struct dye_seizure * seizure;
	const struct dye_sketch * sketch; /* settled */
	const uint8_t * event;		  /* DYE_EVENT_LEN bytes */
	const char * datasets;
	uint64_t population;
	double alpha;
};

/* What the log knew. */
struct dye_journal {
	uint64_t number;		    /* of the entry */
	struct dye_trace_earlier * earlier; /* Owned: traces that looked up some of the same cells or rows */
	size_t earlier_count, earlier_size;
	uint64_t series; /* the trace's number among those: what was traced before keeps the number it had then */
};

/**
 * dye_journal_begin(store, entry, journal, err): Append the entry and read what stands before it. The caller frees journal->earlier, after an
 * error too.
 * dye_journal_end(store, journal, verdict, err): Append whom the trace named.
 */
enum dye_code dye_journal_begin(struct dye_store * store, const struct dye_journal_entry * entry,
    struct dye_journal * journal, struct dye_error * err);
enum dye_code dye_journal_end(struct dye_store * store, const struct dye_journal * journal,
    const struct dye_verdict * verdict, struct dye_error * err);

#endif
