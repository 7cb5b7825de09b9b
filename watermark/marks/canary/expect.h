/*
 * expect.h: what invented records will give in a leak: by what learn measured of the columns, and by how many exports tried and let out.
 */
#ifndef DYE_MARKS_CANARY_EXPECT_H
#define DYE_MARKS_CANARY_EXPECT_H

#include "watermark/marks/mark.h"

/* Under this name stands in a profile what an invented cell of a column proves: minus log2 of the bound on its draws. */
#define DYE_CANARY_FIGURE "canary"

/* As measure_open(), measure() and measure_close() of a mark (mark.h). Some hundreds of rows are imitated, with draws that hang on no key. */
enum dye_code dye_canary_measure_open(const struct dye_mark_context * context, void ** measure, struct dye_error * err);
enum dye_code dye_canary_measure(void * measure, const struct dye_row * row, struct dye_error * err);
enum dye_code dye_canary_measure_close(void * measure, struct dye_profile * profile, struct dye_error * err);

/* As expect() and advise(). */
enum dye_code dye_canary_expect(
    const struct dye_prospect * prospect, struct dye_law * law, bool * known, struct dye_error * err);
enum dye_code dye_canary_advise(
    const struct dye_prospect * prospect, struct dye_advice * advice, struct dye_error * err);

#endif
