/*
 * csv_quotes.h: whether quotes stand around cells, or are letters in them. mysql --batch, psql -A, awk and COPY's text know no quotes: a company
 * may be called "ALFA" Sp. z o.o. there, and a note may be one quote that means "as above". Read by the grammar of csv_scan.h, such a quote is
 * an error at best; two of them in one column, far apart, make one cell of all rows between.
 */
#ifndef DYE_TABLE_CSV_QUOTES_H
#define DYE_TABLE_CSV_QUOTES_H

#include "formats/table/core/csv_scan.h"

/* What a refusal because of quotes says in the end. */
#define DYE_CSV_QUOTE_HINT "--quote none says that quotes are letters, as mysql --batch, psql -A and awk write them"

/**
 * dye_csv_quotes_are_letters(text, whole, delimiter): Whether ${text}, the beginning of a file in UTF-8, is certainly one in which quotes are letters: all of its lines, three or
 * more, have as many cells at ${delimiter}, three or more; one of them begins with a quote and ends in none; and nothing looks like quotes around a cell: no cell or
 * line has them at both of its ends, and none stands beside another separator; and the text cannot be read as cells in quotes, of several lines even. Never at a comma or a semicolon, since what has those is CSV.
 */
bool dye_csv_quotes_are_letters(struct dye_slice text, bool whole, char delimiter);

/**
 * dye_csv_holds_rows(way, text, cell, column, count): Whether the quoted ${cell} of ${text}, number ${column} from 0 of ${count} in its row, holds whole rows of
 * the table, which has three columns or more: lines with as many separators as a row has, or two lines that, with the cells beside it, are two rows. Commas and
 * semicolons stand in prose too, with a blank behind; of lines at those, the first and the last must be rows as well.
 */
bool dye_csv_holds_rows(
    const struct dye_dialect * way, const char * text, const struct dye_span * cell, uint32_t column, uint32_t count);

#endif
