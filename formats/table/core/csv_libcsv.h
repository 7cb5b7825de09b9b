/*
 * csv_libcsv.h: the second reading of CSV: libcsv decodes a row on its own, in strict mode, and each cell that it reports is compared
 * with ours: number, length and content. It reads the first rows of a file, every row in which a quote stands inside a cell, where readers of CSV
 * differ, and a sample of the others, since it costs more than all else that copying a row does. It has these ways that had to be met:
 *
 *   - It trims spaces around cells: csv_set_space_func() with a function that knows none.
 *   - It drops blank lines and would count CR LF as two: CSV_REPALL_NL reports all, and it is fed one byte of each line end.
 *   - It takes a byte order mark for part of the first cell: the mark is not fed.
 *   - Strict mode objects to a quote inside an unquoted cell, which is an ordinary character here. libcsv stops in front of
 *     that byte with its state kept; if our scanner also finds it inside an unquoted cell, that one byte is fed with strict mode off.
 *   - Without strict mode, junk after a closing quote swallows the rest of the file. The scanner finds junk before libcsv is asked.
 */
#ifndef DYE_TABLE_CSV_LIBCSV_H
#define DYE_TABLE_CSV_LIBCSV_H

#include <csv.h>

#include "formats/base/row.h"

#define DYE_CSV_LIBCSV_FIRST 1000 /* rows, all of which are read twice; */
#define DYE_CSV_LIBCSV_STRIDE \
	17 /* and of the others one in so many, which is no number by which tables repeat themselves */

struct dye_csv_libcsv {
	struct csv_parser parser;
	bool ready;
	bool dirty; /* a row was broken off: it must be opened again before the next */

	/* What the row in hand is held against. */
	const struct dye_cell * cells; /* Not owned. */
	uint32_t count;
	uint32_t seen;
	uint32_t rows;
	bool differs;
};

/* Begin, or begin again. ${libcsv} is all zero at first. ${quotes}: cells may stand in quotes; otherwise a quote is a letter. */
enum dye_code dye_csv_libcsv_open(struct dye_csv_libcsv * libcsv, char delimiter, bool quotes, struct dye_error * err);
void dye_csv_libcsv_release(struct dye_csv_libcsv * libcsv);

/* Whether it reads row number ${number} of a file, with a quote inside a cell or without. */
static inline bool
dye_csv_libcsv_reads(uint64_t number, bool inner)
{

	return inner || number <= DYE_CSV_LIBCSV_FIRST || number % DYE_CSV_LIBCSV_STRIDE == 0;
}

/**
 * dye_csv_libcsv_check(libcsv, row, ended, cells, count, err): Let libcsv read ${row}, which has one byte of its line end if it has one
 * (${ended}), and hold it against the ${count} ${cells}, whose texts lie in ${row} where they are not quoted. DYE_EDATA where they differ.
 */
enum dye_code dye_csv_libcsv_check(struct dye_csv_libcsv * libcsv, struct dye_slice row, bool ended,
    const struct dye_cell * cells, uint32_t count, struct dye_error * err);

#endif
