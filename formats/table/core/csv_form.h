/*
 * csv_form.h: what stands around the values of a CSV file: quotes, blanks, and the width to which columns are padded. It is learnt from the first
 * rows, and a new or changed cell takes it: nobody shall tell by its form which cell that was.
 *
 * Whether a cell is quoted that need not be is a habit of the program that wrote the file: always, never, in some columns, where there is a
 * blank or an apostrophe or a letter beyond ASCII (sqlite3), or a comma (Excel, with tabs), by type, and what stands for no value otherwise than a
 * text (R). So habits are counted for each column and for each class of text, and a
 * row of the file beside which the new cell will stand decides where the habit is not plain.
 */
#ifndef DYE_TABLE_CSV_FORM_H
#define DYE_TABLE_CSV_FORM_H

#include "formats/table/core/csv_grammar.h"
#include "formats/table/core/gb_width.h"

#define DYE_CSV_CLASSES 1024
#define DYE_CSV_BLANKS 4
#define DYE_CSV_UNITS 3 /* in which widths are counted: characters, columns of a terminal, bytes */

/* How cells that need no quotes stand: [class of text][not quoted, quoted]. */
struct dye_csv_habit {
	uint16_t seen[DYE_CSV_CLASSES][2];
	uint16_t all[2]; /* of every class */
};

enum dye_csv_align { DYE_CSV_FREE, DYE_CSV_LEFT, DYE_CSV_RIGHT, DYE_CSV_CENTRE };

/* The widths of a column in one unit. */
struct dye_csv_width {
	uint32_t least;		    /* of its cells */
	uint32_t at_least;	    /* cells that are so wide */
	uint32_t lead[2], trail[2]; /* blanks before and behind what is not blank: least, most */
};

struct dye_csv_column {
	struct dye_csv_habit habit;
	struct dye_csv_width widths[DYE_CSV_UNITS];
	uint32_t cells, values;		    /* seen; and not blank */
	uint32_t bare;			    /* of the others: without a blank */
	uint32_t blanks[2][DYE_CSV_BLANKS]; /* values with so many blanks before and behind them; the last: with more */
	char fill[2][5];		    /* the blank that begins, and that ends cells: the first that was seen */

	/* Settled. */
	enum dye_csv_align align; /* DYE_CSV_FREE: it has no width */
	unsigned unit;
	const char * pad; /* one of fill */
	bool overflows;	  /* some cells are wider than it */
};

/* All zero: nothing is known. */
struct dye_csv_form {
	struct dye_csv_column * columns; /* Owned. */
	uint8_t * blanks;		 /* Owned: of each column, as row.h has them; NULL: not settled */
	struct dye_gb_width * gb;	 /* Owned: of a file in GB18030; NULL: its bytes are those of UTF-8 */
	uint32_t count;
	struct dye_csv_habit all; /* of all columns */
	uint32_t inner[2]; /* cells that need quotes for a quote behind their beginning alone: not quoted, quoted */
};

/* Count a row of the file, not the header. Rows that have not as many cells as the first are passed over. */
enum dye_code dye_csv_form_see(
    struct dye_csv_form * form, const struct dye_dialect * dialect, const struct dye_row * row, struct dye_error * err);

/* No more rows come: decide which columns have a width. */
enum dye_code dye_csv_form_settle(struct dye_csv_form * form, struct dye_error * err);
void dye_csv_form_release(struct dye_csv_form * form);

/* Cell ${column} of ${like}, a row of the file, gets the text ${text}, which needs no quotes: does it stand in some? */
bool dye_csv_form_quotes(const struct dye_csv_form * form, const struct dye_dialect * dialect,
    const struct dye_row * like, uint32_t column, struct dye_slice text);

/* Whether this file leaves cells without quotes in which a quote stands: then it has no way to write one that begins with it. */
bool dye_csv_form_leaves_quotes(const struct dye_csv_form * form);

/* What stands around a value: ${before}, ${fill} times the blank ${pad}, the value, and likewise behind it. */
struct dye_csv_margins {
	struct dye_slice before, after;
	size_t fill_before, fill_after;
	struct dye_slice pad;
};

/* Whether some column is padded to a width that no cell of the first rows is wider than: a longer value may find no room there. */
bool dye_csv_form_tight(const struct dye_csv_form * form);

/*
 * dye_csv_form_pads(form, column, text): Whether the column is padded to a width, and so is this cell of it, ${text} with what stands around its value: rows that
 * are not may stand below. One that is wider is taken for padded, too, if a shorter value would be.
 * dye_csv_form_wider(form, column, text): Whether it is wider, and so were none of the first rows.
 */
bool dye_csv_form_pads(const struct dye_csv_form * form, uint32_t column, struct dye_slice text);
bool dye_csv_form_wider(const struct dye_csv_form * form, uint32_t column, struct dye_slice text);

/*
 * Whether ${text}, a cell of the column that is not padded to its width, must have other blanks around its value than it has, since these may tell how long that
 * was: as many as most cells have, which are put into ${margins}. One more or less is let be where none has two.
 */
bool dye_csv_form_usual_margins(
    const struct dye_csv_form * form, uint32_t column, struct dye_slice text, struct dye_csv_margins * margins);

/**
 * dye_csv_form_margins(form, column, like, value, margins): What stands around ${value}, which neither begins nor ends with a blank, in that column
 * of a row where ${like} stands. False where it does not fit the width of the column. The slices point into ${like} and ${form}.
 */
bool dye_csv_form_margins(const struct dye_csv_form * form, uint32_t column, struct dye_slice like,
    struct dye_slice value, struct dye_csv_margins * margins);

#endif
