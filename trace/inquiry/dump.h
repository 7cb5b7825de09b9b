/*
 * dump.h: a trace as JSON (docs/FORMAT.md, section 9): all that a second implementation needs to come to the verdict by itself.
 */
#ifndef DYE_INQUIRY_DUMP_H
#define DYE_INQUIRY_DUMP_H

#include <leakdye/embed.h>

#include "trace/evidence/evidence.h"
#include "trace/inquiry/crowd.h"

/* What was scored, and what came of it. Nothing is owned. */
struct dye_dump {
	const struct dye_population * populations;
	size_t count;
	const struct dye_crowds * crowds;   /* the populations', for their names; NULL: they have none */
	const struct dye_verdict * verdict; /* for comparison */
	double alpha;			    /* that was asked for */
	uint64_t series;		    /* the trace's number in its series, from 1 */
};

/**
 * dye_dump_print(dump, out, err): Append one line of JSON. It holds cell keys: whoever has it can read the spellings of every recipient in
 * these cells, so it is as secret as the vault.
 * dye_dump_write(sink, dump, err): Write it to ${sink} and commit.
 */
enum dye_code dye_dump_print(const struct dye_dump * dump, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_dump_write(const struct dye_sink * sink, const struct dye_dump * dump, struct dye_error * err);

#endif
