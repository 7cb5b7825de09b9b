/*
 * asked.h: what the query of a file asked for, as far as the head of the file shows it: whoever knows the query sees an invented record that it does not ask for.
 *
 * A property that all rows of the head have and rows of the table seldom (those of the pool in the same stretch of the file's order) is one that was asked
 * for: a first sign, a last one, a remainder, a value, a piece of two signs, a range. A record leaves only if it has it. Nothing of it hangs on a key.
 */
#ifndef DYE_MARKS_CANARY_ASKED_H
#define DYE_MARKS_CANARY_ASKED_H

#include "watermark/marks/canary/columns.h"
#include "watermark/marks/core/donorpool.h"

/* Of an export; shared by all threads, read only. */
struct dye_asked;

/**
 * dye_asked_open(context, columns, &asked, err): ${columns} are of the file. NULL where the head, or the pool, is too small to show anything.
 */
enum dye_code dye_asked_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_asked ** asked, struct dye_error * err);
void dye_asked_close(struct dye_asked * asked);

/* Whether the query asks for such a row; ${asked} may be NULL. One cell for each column of the file. */
bool dye_asked_for(const struct dye_asked * asked, const struct dye_cell * cells);

#endif
