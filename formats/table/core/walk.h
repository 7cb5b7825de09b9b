/*
 * walk.h: every row of a table, one after another, on one thread.
 */
#ifndef DYE_TABLE_WALK_H
#define DYE_TABLE_WALK_H

#include "formats/table/format.h"

/* Return DYE_OK and set *stop to read no further. */
typedef enum dye_code (*dye_row_visit)(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err);

/**
 * dye_table_names(reader, visit, cookie, &stop, err): Visit the names of columns that the format knows, as a row of number 0; nothing where it knows none.
 * dye_table_rows(reader, mended, visit, cookie, &stop, err): Visit every row of the table at which the reader stands, from its beginning; those without cells
 * too. What was mended is added to ${mended}, unless that is NULL. An error has the row at which it was.
 * Nothing is visited where ${stop} is set already.
 */
enum dye_code dye_table_names(
    struct dye_reader * reader, dye_row_visit visit, void * cookie, bool * stop, struct dye_error * err);
enum dye_code dye_table_rows(struct dye_reader * reader, struct dye_mended * mended, dye_row_visit visit, void * cookie,
    bool * stop, struct dye_error * err);

#endif
