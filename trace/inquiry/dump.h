/*
 * dump.h: the observations as JSON (docs/FORMAT.md, section 9), for a second implementation to score.
 */
#ifndef DYE_EVIDENCE_DUMP_H
#define DYE_EVIDENCE_DUMP_H

#include "trace/evidence/evidence.h"

/**
 * dye_dump_observations(leak, density, recipients, tried, count, out, err): Append one line of JSON: the leak, and the ${count}
 * recipients to score with their n_R (${tried}; NULL: 0). It holds cell keys: whoever has it can read the spellings of every recipient
 * in these cells, so it is as secret as the vault.
 */
enum dye_code dye_dump_observations(const struct dye_leak * leak, double density, const uint64_t * recipients,
    const uint64_t * tried, size_t count, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_dump_write(path, populations, count, verdict, err): Write the file ${path}: a line for every population and reading, with the accounts
 * that the verdict reports.
 */
enum dye_code dye_dump_write(const char * path, const struct dye_population * populations, size_t count,
    const struct dye_verdict * verdict, struct dye_error * err);

#endif
