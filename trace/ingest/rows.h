/*
 * rows.h: every row of bytes in memory, one after another, on one thread.
 */
#ifndef DYE_INGEST_ROWS_H
#define DYE_INGEST_ROWS_H

#include "formats/table/core/walk.h"

/**
 * dye_rows_each(bytes, name, wish, way, mended, visit, cookie, err): Open ${bytes} within ${wish} (in this ${way}; NULL: the likeliest) and visit every row
 * of every table that is not blank. Names of columns that the format knows come as a first row of their table. What was mended is added
 * to ${mended}, unless that is NULL.
 */
enum dye_code dye_rows_each(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_mended * mended, dye_row_visit visit, void * cookie,
    struct dye_error * err);

/* The same without the rows: append to ${beside} what stands beside the tables (dye_reader_beside()). */
enum dye_code dye_rows_beside(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_buffer * beside, struct dye_error * err);

#endif
