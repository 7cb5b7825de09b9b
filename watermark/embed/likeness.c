#include "watermark/embed/likeness.h"

#include <stdlib.h>

#include "watermark/profile/exchange.h"

/* So many cells of a column are judged at first, taken evenly: each costs a look of every kind. */
#define GLANCED 64

/* At most so many of the column's cells that are not empty, at least one. */
static uint32_t
pick_cells(const struct dye_head * head, uint32_t column, struct dye_slice * cells, uint32_t most)
{
	uint32_t filled = 0, seen = 0, n = 0;

	for (uint32_t i = 0; i < head->rows; i++)
		filled += dye_head_cell(head, i, column).len > 0;
	for (uint32_t i = 0; i < head->rows; i++) {
		struct dye_slice cell = dye_head_cell(head, i, column);

		if (cell.len == 0)
			continue;
		if (n < most && seen * (uint64_t)most >= n * (uint64_t)filled)
			cells[n++] = cell;
		seen++;
	}
	return n;
}

static void
judge(const struct dye_head * head, uint32_t column, uint32_t most, struct dye_exchange_look * look)
{
	const struct dye_kind * learned = dye_exchange_learned(look->column);
	struct dye_slice cells[DYE_HEAD_ROWS];
	uint32_t n = pick_cells(head, column, cells, most);

	look->kind = dye_exchange_looks(cells, n, learned, &look->clear);
}

/* One of two exchanged columns was learned as a telling kind and does not look like it: as a rule there is none, and nothing more is looked at. */
static bool
any_belied(const struct dye_head * head, struct dye_exchange_look * looks)
{
	bool any = false;

	for (uint32_t i = 0; i < head->columns; i++) {
		const struct dye_profile_column * c = looks[i].column;

		if (c == NULL || !dye_exchange_telling(dye_exchange_learned(c)))
			continue;
		judge(head, i, GLANCED, &looks[i]);
		any |= looks[i].kind != NULL && looks[i].kind != dye_exchange_learned(c);
	}
	return any;
}

static enum dye_code
look_at(const struct dye_head * head, const struct dye_columns * columns, struct dye_error * err)
{
	struct dye_exchange_look * looks = calloc((size_t)head->columns + 1, sizeof(*looks));
	enum dye_code rc = DYE_OK;
	uint32_t pair[2];

	if (looks == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < head->columns; i++)
		looks[i].column = columns->map[i];
	if (any_belied(head, looks)) {
		for (uint32_t i = 0; i < head->columns; i++)
			if (looks[i].column != NULL)
				judge(head, i, DYE_HEAD_ROWS, &looks[i]);
		if (dye_exchange_find(looks, head->columns, pair))
			rc = dye_exchange_refuse(looks, pair, err);
	}
	free(looks);
	return rc;
}

/* Rows until one cannot be read. */
static enum dye_code
take_rows(struct dye_head * head, struct dye_decoder * decoder, uint64_t header_row, struct dye_error * err)
{
	struct dye_row row;
	bool got = true;

	while (head->rows < DYE_HEAD_ROWS && dye_decoder_next(decoder, &row, &got, NULL) == DYE_OK && got)
		if (row.cell_count == head->columns && row.number != header_row)
			DYE_TRY(dye_head_add(head, &row, err));
	return DYE_OK;
}

enum dye_code
dye_likeness_head(const struct dye_reader * reader, const struct dye_block * block, uint32_t columns,
    uint64_t header_row, struct dye_head * head, struct dye_error * err)
{
	struct dye_decoder * decoder;
	enum dye_code rc;

	DYE_TRY(dye_head_init(head, columns, err));
	DYE_TRY(dye_decoder_open(reader, &decoder, err));
	if ((rc = dye_decoder_start(decoder, block, err)) == DYE_OK)
		rc = take_rows(head, decoder, header_row, err);
	dye_decoder_close(decoder);
	return rc;
}

enum dye_code
dye_likeness_check(
    const struct dye_head * head, const struct dye_columns * columns, uint64_t header_row, struct dye_error * err)
{
	enum dye_code rc;

	if (columns->count < 2 || head->text.len == 0)
		return DYE_OK;
	rc = look_at(head, columns, err);
	if (rc == DYE_EREFUSED && header_row > 0)
		dye_at_row(err, header_row);
	return rc;
}
