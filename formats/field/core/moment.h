/*
 * moment.h: a date, with a time or without, as one number that grows with it, and written again as another cell of its column is.
 */
#ifndef DYE_FIELD_MOMENT_H
#define DYE_FIELD_MOMENT_H

#include "formats/base/buffer.h"

/**
 * dye_moment_read(text, moment, form): *moment counts from year 1 in the least unit that is written, days, minutes, seconds or parts of these, which *form is
 * the same for. False where it is no date, or which day is not certain, or months or halves of a day are words.
 */
bool dye_moment_read(struct dye_slice text, uint64_t * moment, uint32_t * form);

/**
 * dye_moment_write(model, form, moment, out, done, err): Append what ${model}, of that form, would be at another moment; *done is false where it is not of that form.
 */
enum dye_code dye_moment_write(struct dye_slice model, uint32_t form, uint64_t moment, struct dye_buffer * out,
    bool * done, struct dye_error * err);

#endif
