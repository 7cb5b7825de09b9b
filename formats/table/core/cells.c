#include "formats/table/core/cells.h"

#include <stdlib.h>

#include "formats/table/core/encoding.h"

struct cells_state {
	struct dye_slice rest; /* of the block */
	uint64_t number;       /* of the next row */
	struct dye_cell * cells;
};

enum dye_code
dye_cells_row(struct dye_block * block, const struct dye_slice * cells, uint32_t count, struct dye_error * err)
{
	enum dye_code rc;

	if (count > DYE_COLUMNS_MAX)
		return dye_fail(err, DYE_EDATA, "more than %d cells", DYE_COLUMNS_MAX);
	if ((rc = dye_buffer_append_u32(&block->bytes, count, err)) != DYE_OK)
		return rc;
	for (uint32_t i = 0; i < count; i++)
		if ((rc = dye_buffer_append_frame(&block->bytes, cells[i], err)) != DYE_OK)
			return rc;
	return DYE_OK;
}

static enum dye_code
cells_open(void * state, const void * reader, struct dye_error * err)
{
	struct cells_state * s = state;

	(void)reader;
	if ((s->cells = calloc(DYE_COLUMNS_MAX, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

static enum dye_code
cells_start(void * state, const struct dye_block * block, struct dye_error * err)
{
	struct cells_state * s = state;

	(void)err;
	s->rest = dye_slice_of(block->bytes.data, block->bytes.len);
	s->number = block->first_row;
	return DYE_OK;
}

static bool
take_u32(struct dye_slice * rest, uint32_t * v)
{

	if (rest->len < 4)
		return false;
	*v = dye_get_u32((const uint8_t *)rest->data);
	rest->data += 4;
	rest->len -= 4;
	return true;
}

static bool
take_cell(struct dye_slice * rest, struct dye_cell * cell)
{
	uint32_t len;

	if (!take_u32(rest, &len) || len > rest->len)
		return false;
	*cell = (struct dye_cell){.text = {rest->data, len}, .raw = {rest->data, len}};
	rest->data += len;
	rest->len -= len;
	return dye_utf8_bad(cell->text) == len;
}

static enum dye_code
cells_next(void * state, struct dye_row * row, bool * got, struct dye_error * err)
{
	struct cells_state * s = state;
	const char * start = s->rest.data;
	uint32_t count;
	bool whole;

	*row = (struct dye_row){.number = s->number, .cells = s->cells};
	if (s->rest.len == 0)
		return DYE_OK;
	whole = take_u32(&s->rest, &count) && count <= DYE_COLUMNS_MAX;
	for (; whole && row->cell_count < count; row->cell_count++)
		whole = take_cell(&s->rest, &s->cells[row->cell_count]);
	if (!whole) {
		(void)dye_fail(err, DYE_EDATA, "a cell of this row is no text");
		dye_at_row(err, s->number);
		return DYE_EDATA;
	}
	row->raw = (struct dye_slice){start, (size_t)(s->rest.data - start)};
	s->number++;
	*got = true;
	return DYE_OK;
}

static void
cells_close(void * state)
{
	struct cells_state * s = state;

	free(s->cells);
	*s = (struct cells_state){0};
}

const struct dye_format dye_cells_decoding = {
    .decoder_size = sizeof(struct cells_state),
    .decoder_open = cells_open,
    .start = cells_start,
    .next = cells_next,
    .decoder_close = cells_close,
};
