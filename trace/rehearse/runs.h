/*
 * runs.h: what the rows of a table's head, or of a block of it, carry: other rows than at random, which a rehearsal knows.
 */
#ifndef DYE_REHEARSE_RUNS_H
#define DYE_REHEARSE_RUNS_H

#include "trace/rehearse/cut.h"

/**
 * dye_run_profile(text, of, sheet, rows, pick, profile, err): The profile ${of}, which the sheet has its columns from and whose text that is, with the figures of the first ${rows} rows of the sheet, or of blocks of
 * as many all over it. The sheet has that many. The caller frees.
 */
enum dye_code dye_run_profile(struct dye_slice text, const struct dye_profile * of, const struct dye_sheet * sheet,
    uint64_t rows, enum dye_pick pick, struct dye_profile ** profile, struct dye_error * err);

#endif
