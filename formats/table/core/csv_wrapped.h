/*
 * csv_wrapped.h: lines that are CSV and stand in quotes as a whole, the quotes in them doubled: two grammars, one in the other. A spreadsheet writes
 * and copies so what it had not cut into cells. It puts every line in quotes, or only those that hold its own separator or a quote, and writes empty cells
 * behind them (",,,") where other rows are wider.
 *
 * They may be the cells of one column as well, and nothing in them says which.
 */
#ifndef DYE_TABLE_CSV_WRAPPED_H
#define DYE_TABLE_CSV_WRAPPED_H

#include "formats/table/core/csv_manner.h"

/* A line, which may go over several: what stands in the quotes, or the line as it is, its end included. */
struct dye_csv_wrapped_row {
	struct dye_slice line;
	struct dye_span inner; /* in the line: quoted where the line is */
	bool blank;
};

/* Take the first line off ${rest}. ${last}: the text ends there. False where no whole line is left. */
bool dye_csv_wrapped_row(struct dye_slice * rest, bool last, struct dye_csv_wrapped_row * row);

/* Append to ${out} the lines of ${text} without the quotes around them, those that have none as they are. ${last}: the text ends there. */
enum dye_code dye_csv_wrapped_peel(struct dye_slice text, bool last, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_csv_wrapped_find(text, whole, delimiter, manner, found, err): Whether lines of ${text}, the beginning of a file, stand in quotes as a whole: two at
 * least and one in twenty, and in more than half of all lines and more than half of those in quotes are as many cells, two or more, at the ${delimiter}
 * or, where it is 0, a usual one. Lines that were cut off anywhere have no number of cells: nine in ten must be in quotes then and hold four cells,
 * or two in every second line where the delimiter was named.
 */
enum dye_code dye_csv_wrapped_find(struct dye_slice text, bool whole, char delimiter, struct dye_csv_manner * manner,
    bool * found, struct dye_error * err);

#endif
