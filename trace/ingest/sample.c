#include "trace/ingest/sample.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "trace/ingest/rows.h"

void
dye_sample_release(struct dye_sample * s)
{

	dye_buffer_release_secret(&s->text);
	free(s->cells);
	free(s->ends);
	free(s->starts);
	*s = (struct dye_sample){0};
}

static enum dye_code
sample_cell(struct dye_sample * s, struct dye_slice text, struct dye_error * err)
{
	size_t * ends = dye_grown(s->ends, &s->end_size, s->cell_count, sizeof(*ends));

	if (ends == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->ends = ends;
	DYE_TRY(dye_buffer_append_slice(&s->text, text, err));
	s->ends[s->cell_count++] = s->text.len;
	return DYE_OK;
}

static enum dye_code
sample_row(void * cookie, const struct dye_row * row, bool * stop, struct dye_error * err)
{
	struct dye_sample * s = cookie;
	uint32_t i;

	s->starts[s->rows++] = s->cell_count;
	for (i = 0; i < row->cell_count; i++)
		DYE_TRY(sample_cell(s, dye_trim(row->cells[i].text), err));
	s->starts[s->rows] = s->cell_count;
	*stop = s->rows == DYE_SAMPLE_ROWS;
	return DYE_OK;
}

/* The text stands still: where its cells are. */
static enum dye_code
list_cells(struct dye_sample * s, struct dye_error * err)
{
	size_t i, at = 0;

	if ((s->cells = calloc(s->cell_count + 1, sizeof(*s->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < s->cell_count; i++) {
		s->cells[i] = (struct dye_slice){dye_buffer_at(&s->text, at), s->ends[i] - at};
		at = s->ends[i];
	}
	return DYE_OK;
}

enum dye_code
dye_sample_open(struct dye_sample * s, struct dye_error * err)
{

	*s = (struct dye_sample){0};
	if ((s->starts = calloc(DYE_SAMPLE_ROWS + 1, sizeof(*s->starts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_sample_add(struct dye_sample * s, const struct dye_slice * texts, uint32_t count, struct dye_error * err)
{

	s->starts[s->rows++] = s->cell_count;
	for (uint32_t i = 0; i < count; i++)
		DYE_TRY(sample_cell(s, texts[i], err));
	s->starts[s->rows] = s->cell_count;
	return DYE_OK;
}

enum dye_code
dye_sample_close(struct dye_sample * s, struct dye_error * err)
{

	return list_cells(s, err);
}

enum dye_code
dye_sample_take(struct dye_sample * s, struct dye_slice bytes, const char * name, const struct dye_dialect_wish * wish,
    const struct dye_dialect * way, struct dye_error * err)
{

	DYE_TRY(dye_sample_open(s, err));
	DYE_TRY(dye_rows_each(bytes, name, wish, way, NULL, sample_row, s, err));
	return list_cells(s, err);
}

/* A row that was copied, with ${before} empty cells before it and ${behind} behind. */
static enum dye_code
widen_row(struct dye_sample * wide, const struct dye_sample * s, size_t row, uint32_t before, uint32_t behind,
    struct dye_error * err)
{
	uint32_t width = dye_sample_width(s, row);

	wide->starts[wide->rows++] = wide->cell_count;
	for (uint32_t i = 0; i < before + width + behind; i++) {
		struct dye_slice cell = {0};

		if (i >= before && i < before + width)
			cell = dye_sample_cell(s, row, i - before);
		DYE_TRY(sample_cell(wide, cell, err));
	}
	wide->starts[wide->rows] = wide->cell_count;
	return DYE_OK;
}

enum dye_code
dye_sample_widen(struct dye_sample * s, uint32_t width, const uint32_t * firsts, struct dye_error * err)
{
	struct dye_sample wide = {0};
	enum dye_code rc = DYE_OK;

	if ((wide.starts = calloc(DYE_SAMPLE_ROWS + 1, sizeof(*wide.starts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t row = 0; row < s->rows && rc == DYE_OK; row++) {
		uint32_t has = dye_sample_width(s, row);

		rc = has > width ? widen_row(&wide, s, row, 0, 0, err)
				 : widen_row(&wide, s, row, firsts[row], width - has - firsts[row], err);
	}
	if (rc == DYE_OK)
		rc = list_cells(&wide, err);
	if (rc != DYE_OK) {
		dye_sample_release(&wide);
		return rc;
	}
	dye_sample_release(s);
	*s = wide;
	return DYE_OK;
}

bool
dye_sample_equal(const struct dye_sample * a, const struct dye_sample * b)
{

	return a->rows == b->rows && a->cell_count == b->cell_count &&
	       memcmp(a->starts, b->starts, (a->rows + 1) * sizeof(*a->starts)) == 0 &&
	       (a->cell_count == 0 || memcmp(a->ends, b->ends, a->cell_count * sizeof(*a->ends)) == 0) &&
	       dye_slice_equal(dye_buffer_slice(&a->text), dye_buffer_slice(&b->text));
}

uint32_t
dye_sample_width(const struct dye_sample * s, size_t row)
{

	return (uint32_t)(s->starts[row + 1] - s->starts[row]);
}

struct dye_slice
dye_sample_cell(const struct dye_sample * s, size_t row, uint32_t column)
{

	return s->cells[s->starts[row] + column];
}

uint32_t
dye_sample_usual_width(const struct dye_sample * s, int * share)
{
	uint32_t best = 0;
	size_t best_rows = 0, i, j;

	for (i = 0; i < s->rows; i++) {
		size_t same = 0;

		if (dye_sample_width(s, i) == best)
			continue;
		for (j = 0; j < s->rows; j++)
			same += dye_sample_width(s, j) == dye_sample_width(s, i);
		if (same > best_rows) {
			best_rows = same;
			best = dye_sample_width(s, i);
		}
	}
	*share = s->rows == 0 ? 0 : (int)(1000 * best_rows / s->rows);
	return best;
}
