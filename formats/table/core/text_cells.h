/*
 * text_cells.h: lines of text, and their cells: what stands between separators, trimmed of spaces, tabs and ideographic spaces. What people
 * and programs put around cells is taken off where it is whole, and left where it is not:
 *
 *   "..."        quotes, and separators between them; doubled quotes inside are one
 *   ="..."       the same as a spreadsheet has it
 *   name: ...    a name and a colon (or full-width colon, or equals sign) that three in ten lines have
 */
#ifndef DYE_TABLE_TEXT_CELLS_H
#define DYE_TABLE_TEXT_CELLS_H

#include "formats/table/core/text_separator.h"
#include "formats/table/format.h"

/* So many lines of a file, and cells of a line, are looked at to find out how it is made. */
#define DYE_TEXT_LOOK_LINES 1000
#define DYE_TEXT_LOOK_CELLS 64

/* Lines, one after the other. Begin with ${bytes}, all else zero. */
struct dye_text_lines {
	struct dye_slice bytes; /* Not owned. */
	size_t pos;		/* where the next line begins */
	size_t lf;		/* private: the next LF at or after pos, or bytes.len; valid where >= pos and known */
	bool lf_known;
};

/* The next line, its end included in *line and *ended telling whether there was one. False if there are no more. */
bool dye_text_line(struct dye_text_lines * lines, struct dye_slice * line, size_t * text_len, bool * ended);

/* For core/lines.h: every line is a row. */
enum dye_code dye_text_split(const struct dye_dialect * dialect, struct dye_slice bytes, bool last, size_t * used,
    uint64_t * rows, struct dye_error * err);

/* The lines of a block as rows, for decoders. */
struct dye_text_rows {
	struct dye_text_lines lines;
	size_t base;	 /* the byte order mark before the lines */
	size_t bad;	 /* the first byte that is no text; not looked for in GB18030 */
	uint64_t number; /* of the next row */
};

void dye_text_rows_start(struct dye_text_rows * rows, const struct dye_dialect * way, const struct dye_block * block);

/**
 * dye_text_rows_next(rows, row, text, got, err): The next line as a row without cells, the byte order mark part of the first; ${text} is what the line
 * says, its end left out. *got is false at the end of the block. Fails where the line is no text, with its row.
 */
enum dye_code dye_text_rows_next(
    struct dye_text_rows * rows, struct dye_row * row, struct dye_slice * text, bool * got, struct dye_error * err);

#define DYE_TEXT_LABELS_MAX 64

/* The names that stand before values. */
struct dye_text_labels {
	struct dye_slice list[DYE_TEXT_LABELS_MAX]; /* Not owned. */
	uint32_t times[DYE_TEXT_LABELS_MAX];	    /* how often, while they are looked for */
	uint32_t count;
};

/* Find those of the first lines of ${text}, into which they point. ${labels} is all zero. */
void dye_text_labels_find(
    struct dye_text_labels * labels, const struct dye_separator * separator, struct dye_slice text);

/* What cutting lines needs beside them. Nothing is owned. */
struct dye_text_cut {
	const struct dye_separator * separator;
	const struct dye_text_labels * labels; /* NULL: none */
	bool no_quotes;			       /* leave quotes where they stand */
	struct dye_buffer * scratch; /* for cells with doubled quotes, with room for a line; NULL: leave them doubled */
	struct dye_mended mended;    /* quotes and labels, so far */
	uint32_t quoted;	     /* cells in quotes, so far */
};

/* Cut a line into cells, at most ${max}: the last takes what is left. Return how many; 0 for a blank line, and for one of noise. */
uint32_t dye_text_cells(struct dye_text_cut * cut, struct dye_slice line, struct dye_cell * cells, uint32_t max);

#endif
