/*
 * moment.h: a date, with a time or without, as one number that grows with it, and written again as another cell of its column is.
 */
#ifndef DYE_FIELD_MOMENT_H
#define DYE_FIELD_MOMENT_H

#include "formats/field/core/forge.h"

/**
 * dye_moment_read(text, days, moment, form): ${days}: how the column writes those that could be two. *moment counts from year 1 in the least unit that is written, days, minutes, seconds or parts of these, which *form is
 * the same for. False where it is no date, or which day is not certain, or months or halves of a day are words.
 */
bool dye_moment_read(struct dye_slice text, enum dye_forge_days days, uint64_t * moment, uint32_t * form);

/* Nothing, a word for it, or a year that systems write for "never" and "not known" (before 1902, after 2036): no time that others are near to. */
bool dye_moment_never(struct dye_slice text);

/**
 * dye_moment_write(model, days, form, moment, out, done, err): Append what ${model}, of that form, would be at another moment; *done is false where it is not of that form.
 */
enum dye_code dye_moment_write(struct dye_slice model, enum dye_forge_days days, uint32_t form, uint64_t moment,
    struct dye_buffer * out, bool * done, struct dye_error * err);

#endif
