#include "watermark/embed/likeness.h"

#include <stdlib.h>

#include "formats/base/text.h"
#include "formats/field/core/recognise.h"
#include "watermark/profile/exchange.h"

#define LOOK_ROWS 1000
/* So many cells of a column are judged at first, taken evenly: each costs a look of every kind. */
#define GLANCED 64
#define KINDS 64

/* Copies of the first cells: rows of as many cells as there are columns. */
struct sample {
	struct dye_buffer text; /* Owned; people's data. */
	size_t * ends;		/* Owned; LOOK_ROWS times the columns */
	uint32_t rows, columns;
};

static enum dye_code
sample_row(struct sample * s, const struct dye_row * row, struct dye_error * err)
{

	for (uint32_t i = 0; i < s->columns; i++) {
		DYE_TRY(dye_buffer_append_slice(&s->text, dye_trim(row->cells[i].text), err));
		s->ends[(size_t)s->rows * s->columns + i] = s->text.len;
	}
	s->rows++;
	return DYE_OK;
}

/* Rows until one cannot be read. */
static enum dye_code
take_sample(struct sample * s, struct dye_decoder * decoder, uint64_t header_row, struct dye_error * err)
{
	struct dye_row row;
	bool got = true;

	while (s->rows < LOOK_ROWS && dye_decoder_next(decoder, &row, &got, NULL) == DYE_OK && got)
		if (row.cell_count == s->columns && row.number != header_row)
			DYE_TRY(sample_row(s, &row, err));
	return DYE_OK;
}

static struct dye_slice
cell_at(const struct sample * s, uint32_t row, uint32_t column)
{
	size_t i = (size_t)row * s->columns + column, start = i == 0 ? 0 : s->ends[i - 1];

	return (struct dye_slice){dye_buffer_at(&s->text, start), s->ends[i] - start};
}

/* At most so many of the column's cells that are not empty, at least one. */
static uint32_t
pick_cells(const struct sample * s, uint32_t column, struct dye_slice * cells, uint32_t most)
{
	uint32_t filled = 0, seen = 0, n = 0;

	for (uint32_t i = 0; i < s->rows; i++)
		filled += cell_at(s, i, column).len > 0;
	for (uint32_t i = 0; i < s->rows; i++) {
		struct dye_slice cell = cell_at(s, i, column);

		if (cell.len == 0)
			continue;
		if (n < most && seen * (uint64_t)most >= n * (uint64_t)filled)
			cells[n++] = cell;
		seen++;
	}
	return n;
}

static void
judge(const struct sample * s, uint32_t column, uint32_t most, struct dye_exchange_look * look)
{
	const struct dye_kind * learned = dye_exchange_learned(look->column);
	struct dye_kind_rank ranks[KINDS];
	struct dye_slice cells[LOOK_ROWS];
	uint32_t n = pick_cells(s, column, cells, most);
	size_t found = n < DYE_EXCHANGE_ENOUGH ? 0 : dye_recognise_column(cells, n, ranks, KINDS), i = 0;

	if (found == 0)
		return;
	while (i < found && ranks[i].kind != learned)
		i++;
	look->kind = ranks[0].kind;
	look->clear = ranks[0].score - (i < found ? ranks[i].score : 0) >= DYE_EXCHANGE_CLEAR;
}

/* One of two exchanged columns was learned as a telling kind and does not look like it: as a rule there is none, and nothing more is looked at. */
static bool
any_belied(const struct sample * s, struct dye_exchange_look * looks)
{
	bool any = false;

	for (uint32_t i = 0; i < s->columns; i++) {
		const struct dye_profile_column * c = looks[i].column;

		if (c == NULL || !dye_exchange_telling(dye_exchange_learned(c)))
			continue;
		judge(s, i, GLANCED, &looks[i]);
		any |= looks[i].kind != NULL && looks[i].kind != dye_exchange_learned(c);
	}
	return any;
}

static enum dye_code
look_at(const struct sample * s, const struct dye_columns * columns, struct dye_error * err)
{
	struct dye_exchange_look * looks = calloc((size_t)s->columns + 1, sizeof(*looks));
	enum dye_code rc = DYE_OK;
	uint32_t pair[2];

	if (looks == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < s->columns; i++)
		looks[i].column = columns->map[i];
	if (any_belied(s, looks)) {
		for (uint32_t i = 0; i < s->columns; i++)
			if (looks[i].column != NULL)
				judge(s, i, LOOK_ROWS, &looks[i]);
		if (dye_exchange_find(looks, s->columns, pair))
			rc = dye_exchange_refuse(looks, pair, err);
	}
	free(looks);
	return rc;
}

enum dye_code
dye_likeness_check(const struct dye_reader * reader, const struct dye_block * block, const struct dye_columns * columns,
    uint64_t header_row, struct dye_error * err)
{
	struct sample s = {.columns = columns->count};
	struct dye_decoder * decoder;
	enum dye_code rc;

	if (columns->count < 2)
		return DYE_OK;
	DYE_TRY(dye_decoder_open(reader, &decoder, err));
	if ((s.ends = calloc((size_t)LOOK_ROWS * columns->count, sizeof(*s.ends))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = dye_decoder_start(decoder, block, err)) == DYE_OK &&
		 (rc = take_sample(&s, decoder, header_row, err)) == DYE_OK && s.text.len > 0)
		rc = look_at(&s, columns, err);
	if (rc == DYE_EREFUSED && header_row > 0)
		dye_at_row(err, header_row);
	dye_buffer_release_secret(&s.text);
	free(s.ends);
	dye_decoder_close(decoder);
	return rc;
}
