/*
 * sheet.h: a table in memory, from which leaks are cut.
 */
#ifndef DYE_REHEARSE_SHEET_H
#define DYE_REHEARSE_SHEET_H

#include <leakdye/io.h>

#include "watermark/profile/profile.h"

struct dye_sheet_cell;

/* Rows of one width, the header apart. All zero is empty. People's data: wiped when it is released. */
struct dye_sheet {
	struct dye_buffer bytes;       /* Owned: the texts of all cells, one after another */
	struct dye_sheet_cell * cells; /* Owned: rows * columns */
	size_t size;
	uint64_t rows;
	uint32_t columns;
	const struct dye_profile_column ** map; /* Owned; which column of the profile each is */
};

/**
 * dye_sheet_read(bytes, name, wish, profile, sheet, err): Read a table as learn and embed do. Its first row is its header where every cell there is a column of the
 * profile; else its columns are those of the profile in their order. DYE_EDATA where there are not as many. Lines beside the table are left
 * out. The caller releases, after an error too.
 */
enum dye_code dye_sheet_read(struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_profile * profile, struct dye_sheet * sheet, struct dye_error * err);
void dye_sheet_release(struct dye_sheet * sheet);

/* The text of a cell; both count from 0. */
struct dye_slice dye_sheet_text(const struct dye_sheet * sheet, uint64_t row, uint32_t column);

#endif
