/*
 * csv_manner.h: CSV as other programs write it, which is not the grammar of csv_scan.h: cells in single quotes, signs behind a backslash
 * (mysql's OUTFILE, Python's QUOTE_NONE), spaces between a delimiter and a quote, cells as ="...". In the house's grammar such a
 * file falls into too many cells, or into one.
 *
 * Which manner a file is in is found out by trying: one in which the rows agree better on the number of their cells than in
 * the house's grammar with any usual delimiter. So a text whose cells hold commas, a column of addresses, is of no other manner: none makes
 * its rows agree. Where rows agree in both, single quotes around half of the cells that are no numbers, and ="..." in half of the
 * cells of a column, are such a manner too.
 */
#ifndef DYE_TABLE_CSV_MANNER_H
#define DYE_TABLE_CSV_MANNER_H

#include "formats/table/core/csv_scan.h"

enum dye_csv_habit {
	DYE_CSV_HOUSE,	/* double quotes, doubled inside; as csv_scan.h has it */
	DYE_CSV_SINGLE, /* single quotes */
	DYE_CSV_ESCAPE, /* a backslash before what is meant as it stands; double quotes too */
	DYE_CSV_SPACED, /* spaces before a double quote */
	DYE_CSV_EQUALS, /* ="..." */
	DYE_CSV_HABITS,
	DYE_CSV_WRAPPED = DYE_CSV_HABITS /* lines in quotes as a whole: csv_wrapped.h */
};

struct dye_csv_manner {
	enum dye_csv_habit habit;
	char delimiter;
	uint64_t row; /* the first row that shows it, from 1 */
	bool plain;   /* the rows agree in the house's grammar as well */
};

/* A row that was scanned. */
struct dye_csv_manner_row {
	uint32_t count;	   /* cells; 0: the row is blank */
	uint32_t peculiar; /* cells that are written as only this manner has it */
	bool junk;	   /* something stands after a closing quote, or a quote is not closed */
};

/**
 * dye_csv_manner_row(manner, rest, last, spans, max, row): Take the first row off ${rest}, its line end included; its cells go to ${spans}, at most
 * ${max} of them. ${last}: the text ends with ${rest}. False where no whole row is left. A quote that is not closed within sixteen lines is an
 * ordinary sign.
 */
bool dye_csv_manner_row(const struct dye_csv_manner * manner, struct dye_slice * rest, bool last,
    struct dye_span * spans, uint32_t max, struct dye_csv_manner_row * row);

/* Append what a cell of ${text} means, without the signs that only stand for it. */
enum dye_code dye_csv_manner_cell(const struct dye_csv_manner * manner, struct dye_slice text,
    const struct dye_span * span, struct dye_buffer * out, struct dye_error * err);

/**
 * dye_csv_manner_find(text, whole, delimiter, &manner): Whether ${text}, the beginning of a file, is in another manner than the house's. ${delimiter}: the only
 * one that is tried; 0: those that are usual.
 */
bool dye_csv_manner_find(struct dye_slice text, bool whole, char delimiter, struct dye_csv_manner * manner);

#endif
