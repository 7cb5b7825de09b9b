/*
 * orderkey.h: where a cell stands in the order of its column.
 */
#ifndef DYE_MARKS_ORDERKEY_H
#define DYE_MARKS_ORDERKEY_H

#include "watermark/marks/mark.h"

/**
 * dye_order_key_of(text, key): The key of a cell; whole is set for 1 to 19 digits, and behind a decimal point up to 9, and nothing else.
 */
void dye_order_key_of(struct dye_slice text, struct dye_order_key * key);

/*
 * How a file is sorted by texts: as bytes, or as databases do in some locale: whatever the case and the accents, or by letters and digits alone; or by what times they say,
 * 03/04/2024 being the 4th of March or the 3rd of April.
 */
enum dye_collation { DYE_BY_BYTES, DYE_BY_SIGNS, DYE_BY_LETTERS, DYE_BY_TIME, DYE_BY_TIME_DAY_FIRST };
#define DYE_COLLATIONS 5

/* The same by another order. ${key}->len is 0 for an empty cell only. By times what is none stands behind them, as bytes. */
void dye_order_key_collated(struct dye_slice text, enum dye_collation collation, struct dye_order_key * key);

#endif
