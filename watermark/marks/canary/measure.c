/* When a table is learned: what invented cells would prove, imitating some of its rows. */
#include <math.h>
#include <stdlib.h>

#include "formats/base/text.h"
#include "watermark/marks/canary/expect.h"
#include "watermark/marks/canary/forge.h"

/* So many rows are imitated, about, spread over the table. */
#define SAMPLE 256

/* Of one column. */
struct column_sum {
	double sum, squares;
	double row; /* of the record in hand */
};

struct measure {
	struct dye_canary_columns columns;
	struct dye_slice * texts;   /* Owned: of the row in hand */
	struct column_sum * sums;   /* Owned. */
	struct dye_buffer text;	    /* the invented cell */
	uint64_t rows, step, count; /* seen; every so many; imitated */
	uint64_t chance;
};

/* splitmix64 (Steele, Lea and Flood 2014): these draws are measured and thrown away. The bias is below n / 2^32. */
static uint32_t
draw_below(void * cookie, uint32_t n)
{
	uint64_t * state = cookie;
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ z >> 31) >> 32) % n;
}

static void
measure_free(struct measure * m)
{

	dye_canary_columns_release(&m->columns);
	dye_buffer_release_secret(&m->text);
	free(m->texts);
	free(m->sums);
	free(m);
}

enum dye_code
dye_canary_measure_open(const struct dye_mark_context * context, void ** measure, struct dye_error * err)
{
	size_t n = (size_t)context->column_count + 1;
	struct measure * m;
	enum dye_code rc;

	if ((m = calloc(1, sizeof(*m))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	m->texts = calloc(n, sizeof(*m->texts));
	m->sums = calloc(n, sizeof(*m->sums));
	m->step = context->profile->rows / SAMPLE + 1;
	if (m->texts == NULL || m->sums == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_canary_columns_init(&m->columns, context, err);
	if (rc != DYE_OK) {
		measure_free(m);
		return rc;
	}
	*measure = m;
	return DYE_OK;
}

/* One cell: what it adds to what the cells before it show. *fit false: no record would come of this row. */
static enum dye_code
measure_cell(
    struct measure * m, uint32_t cell, struct dye_forge * forge, uint64_t * shown, bool * fit, struct dye_error * err)
{
	const struct dye_canary_column * c = &m->columns.columns[cell];
	struct dye_slice parent = m->texts[cell];
	enum dye_code rc;

	m->sums[cell].row = 0;
	if (c->part != DYE_PART_FORGE || dye_canary_copied(c, parent))
		return DYE_OK;
	dye_buffer_reset(&m->text);
	rc = dye_canary_forge(c, parent, forge, &m->text, err);
	if (rc == DYE_EUSAGE) {
		*fit = false;
		return DYE_OK;
	}
	if (rc == DYE_OK && c->compared) {
		m->sums[cell].row = -dye_forge_log2(forge, forge->revealed & ~*shown);
		*shown |= forge->revealed;
	}
	return rc;
}

enum dye_code
dye_canary_measure(void * measure, const struct dye_row * row, struct dye_error * err)
{
	struct measure * m = measure;
	struct dye_forge forge = {.below = draw_below, .cookie = &m->chance};
	uint64_t shown = 0;
	bool fit = true;
	uint32_t i;

	if (!m->columns.possible || m->rows++ % m->step != 0)
		return DYE_OK;
	for (i = 0; i < m->columns.count; i++)
		m->texts[i] = dye_trim(row->cells[i].text);
	dye_canary_attributes(&m->columns, m->texts, &forge.attributes);
	for (i = 0; i < m->columns.count && fit; i++)
		DYE_TRY(measure_cell(m, m->columns.order[i], &forge, &shown, &fit, err));
	for (i = 0; i < m->columns.count && fit; i++) {
		m->sums[i].sum += m->sums[i].row;
		m->sums[i].squares += m->sums[i].row * m->sums[i].row;
	}
	m->count += fit;
	return DYE_OK;
}

enum dye_code
dye_canary_measure_close(void * measure, struct dye_profile * profile, struct dye_error * err)
{
	struct measure * m = measure;
	double n = (double)m->count;
	enum dye_code rc = DYE_OK;
	uint32_t i;

	for (i = 0; profile != NULL && i < m->columns.count && m->count > 0 && rc == DYE_OK; i++) {
		double mean = m->sums[i].sum / n, variance = m->sums[i].squares / n - mean * mean;

		if (m->columns.columns[i].compared)
			rc = dye_profile_figure_set(
			    &profile->columns[i], DYE_CANARY_FIGURE, mean, variance > 0 ? sqrt(variance) : 0, err);
	}
	measure_free(m);
	return rc;
}
