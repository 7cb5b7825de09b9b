/*
 * rivals.h: which of an account's records has a gap between the numbers of the table, where several were drawn into one: two in one gap would show.
 *
 * The first of the file could have it, but then a part of the table, or its rows in another order, would have another, and two copies would show both. So
 * all rows that could have a record in the gap are looked at, wherever they are: those whose numbers the pool knows (donorpool.h). Where numbers are all that
 * names rows, whatever file is exported comes to the same.
 */
#ifndef DYE_MARKS_CANARY_RIVALS_H
#define DYE_MARKS_CANARY_RIVALS_H

#include "watermark/marks/canary/columns.h"

/* One per thread. */
struct dye_rivals;

/* The column whose numbers the pool of ${context} knows, which names rows, and the rules of its records; both outlive it. */
enum dye_code dye_rivals_open(const struct dye_mark_context * context, const struct dye_canary_column * column,
    uint64_t rules, struct dye_rivals ** rivals, struct dye_error * err);
void dye_rivals_close(struct dye_rivals * rivals);

/**
 * dye_rivals_first(rivals, parent, place, text, first, err): *first: of the records of the account that are drawn into the gap in which the number of ${text} is, that of
 * the row with the cell ${parent} has the least place, which is ${place} (docs/FORMAT.md, section 7). Rows are taken to write their numbers as ${parent} does.
 */
enum dye_code dye_rivals_first(struct dye_rivals * rivals, struct dye_slice parent, uint64_t place,
    struct dye_slice text, bool * first, struct dye_error * err);

#endif
