/*
 * cells.h: what the cells of a row say, read once for all who ask: every mark of a chain, and whoever looks for canaries.
 */
#ifndef DYE_MARKS_CELLS_H
#define DYE_MARKS_CELLS_H

#include "formats/field/kind.h"
#include "watermark/crypto/crypto.h"

struct dye_cell_read;

/* Of the row in hand. All zero is valid; one per thread. */
struct dye_cells {
	struct dye_cell_read ** reads; /* Owned: by the number of the cell; NULL: never read */
	size_t size;
	uint64_t row; /* counts rows: what was read of others is no longer true */
	struct dye_buffer scratch;
};

/* Another row is in hand. */
void dye_cells_next(struct dye_cells * cells);

/**
 * dye_cells_read(cells, cell, kind, text, parse, err): Number ${cell} of the row, ${text}, as one of ${kind}. *parse is valid until the next row,
 * and until the same cell is read as another kind or with another text. Fails for want of memory only.
 */
enum dye_code dye_cells_read(struct dye_cells * cells, uint32_t cell, const struct dye_kind * kind,
    struct dye_slice text, const struct dye_parse ** parse, struct dye_error * err);

/* Its digest (dye_cell_digest() without a row's anchor), valid as long. The parse is beside it, in the same call. */
enum dye_code dye_cells_digest(struct dye_cells * cells, uint32_t cell, const struct dye_kind * kind,
    struct dye_slice text, const struct dye_parse ** parse, const uint8_t ** digest, struct dye_error * err);

void dye_cells_release(struct dye_cells * cells);

#endif
