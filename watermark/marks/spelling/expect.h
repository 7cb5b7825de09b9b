/*
 * expect.h: what spellings will give in a leak, by what learn measured of the columns.
 */
#ifndef DYE_MARKS_SPELLING_EXPECT_H
#define DYE_MARKS_SPELLING_EXPECT_H

#include "watermark/marks/mark.h"

/* Under this name stands in a profile what a distinct cell of a column carries: mean and standard deviation (docs/FORMAT.md, "How evidence is forecast"). */
#define DYE_SPELLING_FIGURE "spelling"

/* As expect() and advise() of a mark (mark.h). */
enum dye_code dye_spelling_expect(
    const struct dye_prospect * prospect, struct dye_law * law, bool * known, struct dye_error * err);
enum dye_code dye_spelling_advise(
    const struct dye_prospect * prospect, struct dye_advice * advice, struct dye_error * err);

#endif
