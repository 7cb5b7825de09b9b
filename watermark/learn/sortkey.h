/*
 * sortkey.h: where a cell stands in its column, by what it says: times by when, numbers by how much, all else by the letters of its canonical value. So 9.5 stands
 * before 10.25, 31/01/2024 before 01/02/2024, and a name in capitals beside the same in small letters.
 */
#ifndef DYE_LEARN_SORTKEY_H
#define DYE_LEARN_SORTKEY_H

#include "watermark/marks/mark.h"

/**
 * dye_learn_sort_key(kind, days, text, parse, key, err): The key of a cell; days that could be two are read as ${days} says; key->len 0: it says nothing. Keys are compared by their texts, which begin with
 * 0x01 where the cell is a time or a number: those stand before all others. ${parse} is scratch.
 */
enum dye_code dye_learn_sort_key(const struct dye_kind * kind, enum dye_days days, struct dye_slice text,
    struct dye_parse * parse, struct dye_order_key * key, struct dye_error * err);

#endif
