/*
 * row.h: a row of a table, its cells, and the edits that stages make to it.
 *
 * Readers make rows, stages edit, drop or add them, writers write them. A row never owns anything: raw bytes,
 * texts and cells are slices into the reader's buffers and are valid until the next row is read. A stage that
 * keeps a row copies it.
 */
#ifndef DYE_BASE_ROW_H
#define DYE_BASE_ROW_H

#include "formats/base/buffer.h"

/* One field of one row. */
struct dye_cell {
	struct dye_slice text; /* decoded: UTF-8, unquoted, doubled quotes made single */
	struct dye_slice raw;  /* as it stood in the file, the quotes included, the delimiter not */
	bool quoted;
};

/* One change: in the text of cell number column, the len bytes at offset become with. */
struct dye_edit {
	uint32_t column;
	uint32_t offset;
	uint32_t len;
	struct dye_slice with;
	/* The shortest that it could become, whatever ${with} is; data NULL: nothing else. Where a cell has no room for its edits, it gets this of all of them. */
	struct dye_slice shortest;
	bool needed; /* what stands there must not leave: where the cell has no room, the row is refused */
};

/* The most cells a row may have; more is an error of the input. */
#define DYE_COLUMNS_MAX 4096

/* Of blanks (below): any number up to one. */
#define DYE_BLANKS_FREE 0xFF

struct dye_row {
	uint64_t number;      /* counted from 1, the header included */
	struct dye_slice raw; /* the whole row as it stood, its line end included */
	const struct dye_cell * cells;
	uint32_t cell_count;	 /* 0: a blank line, or one beside the table: written as it came */
	uint32_t beside_count;	 /* of one beside the table: so many cells have what it says (dye_row_texts()) */
	struct dye_edit * edits; /* by column, then by offset; spans do not overlap */
	uint32_t edit_count;
	/* Of each of its cells two: how many blanks it should have before and behind its value, if it has any and is edited; DYE_BLANKS_FREE: at most one. NULL: as it has. */
	const uint8_t * blanks;
	bool tight; /* some cell may have no room for what becomes of it: edits say the shortest that it could */
	const struct dye_row * like; /* of a new row: one of the file, whose form it takes; NULL: that of the dialect */
	uint32_t *
	    undone; /* rendering adds the edits of cells that stay as they came, for want of room; NULL: not asked */
};

/*
 * How many of the row's cells have a text: of a line beside the table (a remark, a title) the first is all of it, and behind that stands what the table's
 * separators make of it.
 */
static inline uint32_t
dye_row_texts(const struct dye_row * row)
{

	return row->cell_count > 0 ? row->cell_count : row->beside_count;
}

/* How many blanks must stand on a side of an edited cell where ${count} do, and ${usual} should (dye_row.blanks). None stays none, as in cells that are not edited. */
static inline size_t
dye_row_blanks(size_t count, uint8_t usual)
{

	if (usual == DYE_BLANKS_FREE)
		return count <= 1 ? count : 0;
	return count == 0 ? 0 : usual;
}

#endif
