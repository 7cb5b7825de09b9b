/*
 * header.h: does the first row hold the names of the columns? Judged from the first rows alone.
 */
#ifndef DYE_TABLE_HEADER_H
#define DYE_TABLE_HEADER_H

#include "formats/table/format.h"

#define DYE_HEADER_COLUMNS 64
/* Rows after the first whose cells are compared with one another. */
#define DYE_HEADER_ROWS 200

/* What was seen. All zero is a valid beginning. */
struct dye_header {
	struct dye_slice names[DYE_HEADER_COLUMNS]; /* the cells of the first row, UTF-8. Not owned. */
	uint32_t count;				    /* cells of the first row, even beyond DYE_HEADER_COLUMNS */
	uint32_t rows;				    /* rows after the first */
	uint32_t filled[DYE_HEADER_COLUMNS];	    /* cells of later rows that are not empty */
	uint32_t digits[DYE_HEADER_COLUMNS];	    /* those with a digit */
	uint32_t longer[DYE_HEADER_COLUMNS];	    /* those that are longer than the first row's */
	uint32_t hashes[DYE_HEADER_COLUMNS]
		       [DYE_HEADER_ROWS + 1]; /* of the first cells of a column, the first row's included */
};

/* Show one row, the first one first. The cells of the first must outlive ${header}. Blank rows are not shown. */
void dye_header_see(struct dye_header * header, const struct dye_slice * cells, uint32_t count);

/* Most cells of the first row are words that name columns (name, phone, 地址, ...). */
bool dye_header_known(const struct dye_header * header);

/*
 * The same, or the first row looks like names and the rows below look different: in any language. Were the first row one like the others, chance would make it so
 * different once in a thousand tables at most.
 */
bool dye_header_likely(const struct dye_header * header);

#endif
