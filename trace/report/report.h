/*
 * report.h: how the result of a trace is shown. One file in this folder is one way: it exports one
 * `const struct dye_report dye_report_NAME`, and the build makes the table of all reports from those definitions.
 */
#ifndef DYE_REPORT_REPORT_H
#define DYE_REPORT_REPORT_H

#include <leakdye/trace.h>

#include "formats/base/buffer.h"

/* How who holds a file sees that it is the one of a salted hash. */
#define DYE_REPORT_HASH_COMMAND "{ printf %s SALT; sha256sum <FILE | cut -c 1-64; } | xxd -r -p | sha256sum"

/* What the bound presumes, a sentence each, NULL at the end (docs/EVIDENCE.md, 4.2, 7.1 and 11). */
extern const char * const dye_report_presumptions[];

/*
 * What speaks against naming an account, a sentence each, called after the member of struct dye_trace_account that wants it. A report says them of
 * that account, in these words or, for programs, as "units_only":true, "rests_on_order":true, "sources":2.
 */
extern const char dye_report_units_only[];
extern const char dye_report_rests_on_order[];
extern const char dye_report_sources[]; /* where they are not 0 */

/* What must be said of decoys, where the leak shows some (dye_trace_report.decoys). */
extern const char dye_report_decoys[];

struct dye_report {
	const char * name; /* as in --format */
	const char * description;

	/* render(report, out, err): Append the whole report to ${out}, UTF-8. */
	enum dye_code (*render)(
	    const struct dye_trace_report * report, struct dye_buffer * out, struct dye_error * err);
};

extern const struct dye_report * const dye_reports[];

/* The report of that name, or NULL. */
const struct dye_report * dye_report_find(const char * name);

#endif
