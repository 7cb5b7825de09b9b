/*
 * csv_grammar.h: what the files of the CSV format share.
 */
#ifndef DYE_TABLE_CSV_GRAMMAR_H
#define DYE_TABLE_CSV_GRAMMAR_H

#include "formats/table/format.h"

/* dye_dialect.columns of CSV: where most rows have so many cells or more, it is this. */
#define DYE_CSV_PROBE_COLUMNS 256

/* See dye_format.probe. */
size_t dye_csv_probe(
    const struct dye_input * input, const struct dye_dialect * start, struct dye_dialect * ways, size_t max);

/*
 * Refuse a text that would be one column, but in whose lines a sign recurs as a separator does (csv_doubt.c says how it is told from one in
 * cells). The owner has the last word: a delimiter that stands nowhere in the file makes one column of it, and nobody asks then.
 */
enum dye_code dye_csv_doubt(struct dye_slice text, struct dye_error * err);

/* Whether the lines show that ${sign}, which may stand in their text as well, separates cells (csv_doubt.c says how). */
bool dye_csv_separates(struct dye_slice text, char sign);

/*
 * Refuse lines that are CSV and stand in quotes as a whole, all of them or some, with empty cells behind them or none (csv_lone.c). ${columns}: of the table, as
 * it would be read at ${delimiter}.
 */
enum dye_code dye_csv_doubt_lone(struct dye_slice text, char delimiter, uint32_t columns, struct dye_error * err);

/* The same where the sign is none of the usual ones, or blanks pad the columns (csv_columns.c). */
enum dye_code dye_csv_doubt_columns(struct dye_slice text, struct dye_error * err);

#define DYE_CSV_SIGN_QUOTED 64

/* The sign in single quotes for a shell; ${regular}: as sed has it between slashes, control characters as \xHH, which GNU sed and --delimiter know. */
void dye_csv_quote_sign(const char * sign, bool regular, char out[DYE_CSV_SIGN_QUOTED]);

/* A sign of one byte that stands nowhere in the text yet. */
const char * dye_csv_free_sign(struct dye_slice text);

/* Refuse a text of several columns above whose names, or rows, something else stands (csv_title.c says how it is told). */
enum dye_code dye_csv_doubt_title(const struct dye_dialect * way, struct dye_slice text, struct dye_error * err);

/* ${dialect} for text that has been converted to UTF-8, with ${delimiter}. */
struct dye_dialect dye_csv_utf8(const struct dye_dialect * dialect, char delimiter);

/* One of the ${count} ${bytes} stands in ${s}. */
bool dye_csv_has_any(struct dye_slice s, const char * bytes, size_t count);

/* Digits, signs and points only, and at least one of them. */
bool dye_csv_is_number(struct dye_slice s);

/*
 * Must this text be quoted? ${quotes}: quotes inside it are no reason, except at its beginning. Where quotes are letters, such a text can stand in no
 * cell.
 */
bool dye_csv_needs_quotes(const struct dye_dialect * dialect, struct dye_slice text, bool quotes);

#endif
