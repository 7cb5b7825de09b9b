/*
 * csv_printed.h: tables as programs print them, with cells of fixed width that are padded with blanks.
 */
#ifndef DYE_TABLE_CSV_PRINTED_H
#define DYE_TABLE_CSV_PRINTED_H

#include "formats/base/buffer.h"
#include "formats/base/error.h"

/* Whether nearly all lines have two blanks or more together, and several cells beside them (csv_columns.c says how that shows). */
bool dye_csv_is_padded(struct dye_slice text);

/* Whether nearly all lines have the sign between double quotes equally often: then it separates cells, however they are padded. */
bool dye_csv_is_between_quotes(struct dye_slice text, char sign);

/**
 * dye_csv_is_ruled(text, &count): Whether borders stand at the same place in nearly all lines, and cells between them are longer in one line than in another, so
 * that blanks pad them. ${count}: how many fields there are between such borders; 0: none.
 */
bool dye_csv_is_ruled(struct dye_slice text, size_t * count);

/**
 * dye_csv_refuse_widths(text, though, unless, err): Fail with DYE_EDATA and the command that makes CSV of columns of fixed width. Where a few lines stand
 * across the columns (a line end within a cell moved what follows to the left) no cut is right, and none is offered. ${though}: how the message begins;
 * ${unless}: the delimiter that overrules it, and when.
 */
enum dye_code dye_csv_refuse_widths(
    struct dye_slice text, const char * though, const char * unless, struct dye_error * err);

/* Refuse a text of several columns at ${sign}, if its lines are a printed table in whose cells the sign stands. */
enum dye_code dye_csv_doubt_printed(struct dye_slice text, char sign, struct dye_error * err);

#endif
