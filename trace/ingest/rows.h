/*
 * rows.h: every row of bytes in memory, one after another, on one thread.
 */
#ifndef DYE_INGEST_ROWS_H
#define DYE_INGEST_ROWS_H

#include "formats/table/format.h"

/* Return DYE_OK and set *stop to read no further. */
typedef enum dye_code (*dye_row_visit)(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err);

/**
 * dye_rows_each(bytes, name, wish, dialect, visit, cookie, err): Open ${bytes} within ${wish}, copy the dialect to ${dialect} unless
 * that is NULL, and visit every row that is not blank.
 */
enum dye_code dye_rows_each(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    struct dye_dialect * dialect, dye_row_visit visit, void * cookie, struct dye_error * err);

#endif
