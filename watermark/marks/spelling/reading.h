/*
 * reading.h: which of a leaked cell's two readings is weighed (hidden.h).
 */
#ifndef DYE_MARKS_SPELLING_READING_H
#define DYE_MARKS_SPELLING_READING_H

#include "watermark/marks/mark.h"
#include "watermark/marks/spelling/slots.h"

/* Cell ${i} of the row, or what stands within it, whichever an export would have drawn; valid as long as the row's cells. ${squeezes}: see dye_leak_cell(). */
enum dye_code dye_spelling_reading(struct dye_slot_memo * slots, const struct dye_leak_row * row, uint32_t i,
    bool squeezes, struct dye_leak_cell ** cell, struct dye_error * err);

#endif
