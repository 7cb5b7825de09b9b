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

#endif
