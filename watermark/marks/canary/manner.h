/*
 * manner.h: how the owner of a table writes, where it is the same for all rows: an invented cell follows it.
 */
#ifndef DYE_MARKS_CANARY_MANNER_H
#define DYE_MARKS_CANARY_MANNER_H

#include "formats/base/buffer.h"

/* Whether a cell of ${text}, without blanks around it, is one of the usual ways to write that there is no value: NULL, \N, N/A, 无. */
bool dye_manner_nothing(struct dye_slice text);

/* What a cell says: without the blanks around it; empty where that is nothing. */
struct dye_slice dye_manner_value(struct dye_slice text);

/**
 * dye_manner_follow(like, text, out, err): Append ${text} to ${out}, in capitals where ${like} has two letters at least and no small one, in small
 * letters where it has two and no capital, and as it is otherwise; and a single blank of it as often as stands in the same place, counted in
 * runs of blanks, of ${like}.
 */
enum dye_code dye_manner_follow(
    struct dye_slice like, struct dye_slice text, struct dye_buffer * out, struct dye_error * err);

#endif
