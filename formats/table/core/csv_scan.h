/*
 * csv_scan.h: where the rows and cells of CSV text begin and end. This is leakdye's own reading of the grammar; csv.c puts
 * it beside libcsv's and stops where they differ.
 *
 * The grammar: cells are separated by a delimiter of one byte. A row ends at LF, CR LF, or CR alone, or where the text ends. A cell
 * whose first byte is a quote (0x22) is quoted: it ends at the next quote that is not doubled, and anything
 * but a delimiter or the end of the row after it is junk. In any other cell a quote is an ordinary character. Spaces
 * belong to the cell. A row without a single byte before its line end is blank and has no cells. Where the dialect says that quotes
 * are letters, no cell is quoted, and every line is a row.
 */
#ifndef DYE_TABLE_CSV_SCAN_H
#define DYE_TABLE_CSV_SCAN_H

#include "formats/table/format.h"

/* One cell, quotes included, as offsets into the scanned bytes. */
struct dye_span {
	size_t start;
	size_t end;
	bool quoted;
	bool doubled; /* there are doubled quotes inside */
};

enum dye_csv_scan_end {
	DYE_CSV_SCAN_ROW,  /* a row with its line end */
	DYE_CSV_SCAN_LAST, /* a row that ends where the bytes end */
	DYE_CSV_SCAN_OPEN, /* the bytes end inside a quoted cell */
	DYE_CSV_SCAN_DONE  /* no bytes are left */
};

struct dye_csv_scan {
	const char * data; /* Not owned. */
	size_t len;
	char delimiter;
	char quote;   /* LF where quotes are letters */
	bool gb18030; /* the delimiter may be the second byte of a character, so walk characters */
	size_t pos;   /* where the next row begins */

	/* The last row. */
	uint32_t count; /* cells, even those for which there was no room */
	bool junk;	/* there was something after a closing quote */
	bool inner;	/* a quote stood inside a cell, doubled or not */

	/* Private: special bytes (delimiter, quote, CR, LF) not yet looked at, as bits for data[base..base+63]. */
	size_t base;
	uint64_t bits;
	size_t at; /* gb18030: the next byte to look at */
};

/* Start reading ${bytes} as ${dialect} says. They must not begin with a byte order mark. */
void dye_csv_scan_init(struct dye_csv_scan * scan, const struct dye_dialect * dialect, struct dye_slice bytes);

/**
 * dye_csv_scan_row(scan, spans, max): Read one row. Its cells go to ${spans}, at most ${max} of them; scan->count says how many there
 * are, scan->pos where the row ends. A row with junk is read on as if its cell were not quoted.
 */
enum dye_csv_scan_end dye_csv_scan_row(struct dye_csv_scan * scan, struct dye_span * spans, uint32_t max);

#endif
