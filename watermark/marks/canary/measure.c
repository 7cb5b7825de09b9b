/* When a table is learned: the rows of which others will be made, which of its columns hang together, and what invented cells would prove. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/moment.h"
#include "watermark/marks/canary/donors.h"
#include "watermark/marks/canary/expect.h"
#include "watermark/marks/canary/forge.h"
#include "watermark/marks/canary/groups.h"

/* So many rows are imitated, about, spread over the pool. */
#define SAMPLE 256

/* A table that has grown more than so many times since its donors were taken gets others: they were few. */
#define GROWN 4

/* Of one column. */
struct column_sum {
	double sum, squares;
	double row; /* of the record in hand */
};

struct measure {
	struct dye_canary_columns columns;
	struct dye_donor_pool * pool;	  /* Not owned. */
	bool collects;			  /* else the pool is that of an earlier time */
	bool keeps;			  /* else it is for measuring alone, and none is kept */
	struct dye_prf * prf;		  /* Owned: which rows are donors, under a key that is then forgotten */
	uint64_t limit;			  /* those whose number comes out below it */
	uint32_t near;			  /* the column whose numbers are taken, or DYE_NO_CELL */
	bool timed[DYE_DONOR_POOL_ALONG]; /* a time of that column was read */
	struct dye_donors * donors;	  /* Owned: of the pool, once it is whole; NULL before */
	struct dye_slice * texts;	  /* Owned: of the row in hand */
	struct column_sum * sums;	  /* Owned. */
	struct dye_buffer text;		  /* the invented cell */
	struct dye_parse parse, own;	  /* of that, and of the row's */
	uint64_t rows, count;		  /* seen; imitated */
	uint64_t chance;
	/* Owned: which numbers are taken; NULL: nothing is reserved. */
	struct dye_reserved_rows * reserved;
};

static void
measure_free(struct measure * m)
{

	dye_donors_close(m->donors);
	dye_reserved_rows_close(m->reserved);
	dye_canary_columns_release(&m->columns);
	dye_buffer_release_secret(&m->text);
	dye_parse_release(&m->parse);
	dye_parse_release(&m->own);
	dye_prf_close(m->prf);
	free(m->texts);
	free(m->sums);
	free(m);
}

/* ---- donors ---- */

/* A pool with the columns of the profile, and no rows yet. */
static enum dye_code
name_columns(const struct dye_profile * p, struct dye_donor_pool * pool, struct dye_error * err)
{

	dye_donor_pool_begin(pool, p->rows);
	for (uint32_t i = 0; i < p->column_count; i++)
		DYE_TRY(
		    dye_donor_pool_name(pool, (struct dye_slice){p->columns[i].name, strlen(p->columns[i].name)}, err));
	return DYE_OK;
}

static enum dye_code
open_prf(struct measure * m, struct dye_error * err)
{
	uint8_t key[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = dye_random_bytes(key, sizeof(key), err)) == DYE_OK && (rc = dye_prf_open(&m->prf, err)) == DYE_OK)
		rc = dye_prf_key(m->prf, key, err);
	dye_wipe(key, sizeof(key));
	return rc;
}

/* Whether those of an earlier time stay: records of then are made of them. */
static enum dye_code
choose_pool(struct measure * m, const struct dye_profile * p, struct dye_error * err)
{
	struct dye_donor_pool fresh = {0};
	enum dye_code rc = name_columns(p, &fresh, err);

	m->collects = !m->keeps || m->pool->rows == 0 || !dye_donor_pool_same_columns(m->pool, &fresh) ||
		      (m->pool->source < DYE_DONOR_POOL_ROWS && p->rows / GROWN > m->pool->source);
	if (rc != DYE_OK || !m->collects) {
		dye_donor_pool_release(&fresh);
		dye_donor_pool_drop_numbers(m->pool);
		return rc;
	}
	dye_donor_pool_release(m->pool);
	*m->pool = fresh;
	m->limit = p->rows <= DYE_DONOR_POOL_ROWS ? UINT64_MAX : UINT64_MAX / p->rows * DYE_DONOR_POOL_ROWS;
	return open_prf(m, err);
}

/* Columns of times by which the table is sorted, or is not. */
static void
find_along(struct measure * m, bool sorted)
{
	struct dye_donor_pool * pool = m->pool;

	for (uint32_t k = 0; k < m->columns.count && pool->along_count < DYE_DONOR_POOL_ALONG; k++) {
		uint32_t i = m->columns.order[k];

		if (dye_canary_along(&m->columns.columns[i]) && m->columns.columns[i].sorted == sorted)
			pool->along[pool->along_count++].column = i;
	}
}

static enum dye_code
open_pool(struct measure * m, const struct dye_mark_context * context, struct dye_error * err)
{

	m->near = DYE_NO_CELL;
	if (context->pool == NULL)
		return DYE_OK;
	if (!m->columns.possible) {
		dye_donor_pool_release(context->pool);
		return DYE_OK;
	}
	m->pool = context->pool;
	m->keeps = dye_canary_settings(context->profile)->pool;
	for (uint32_t i = 0; i < m->columns.count && m->near == DYE_NO_CELL; i++)
		if (dye_canary_near(&m->columns.columns[m->columns.order[i]]))
			m->near = m->columns.order[i];
	DYE_TRY(choose_pool(m, context->profile, err));
	if (m->near != DYE_NO_CELL) {
		find_along(m, true);
		find_along(m, false);
	}
	return DYE_OK;
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
	if (m->texts == NULL || m->sums == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else if ((rc = dye_reserved_rows_open(
		      context->profile, context->column_map, context->column_count, &m->reserved, err)) == DYE_OK &&
		 (rc = dye_canary_columns_init(&m->columns, context, err)) == DYE_OK)
		rc = open_pool(m, context, err);
	if (rc != DYE_OK) {
		measure_free(m);
		return rc;
	}
	*measure = m;
	return DYE_OK;
}

/* Invent a cell like the one in hand; *fit false: its kind cannot. */
static enum dye_code
imitate(struct measure * m, uint32_t cell, struct dye_forge * forge, bool * fit, struct dye_error * err)
{
	enum dye_code rc;

	dye_buffer_reset(&m->text);
	forge->tail = m->donors == NULL ? NULL : dye_donors_tail(m->donors, cell);
	rc = dye_canary_forge(&m->columns.columns[cell], m->texts[cell], DYE_NEAR_UNKNOWN, NULL, forge, &m->text, err);
	*fit = rc == DYE_OK;
	return rc == DYE_EUSAGE ? DYE_OK : rc;
}

static bool
is_invented(const struct measure * m, uint32_t cell)
{
	const struct dye_canary_column * c = &m->columns.columns[cell];

	return c->part == DYE_PART_FORGE && !dye_canary_copied(c, m->texts[cell]);
}

/* Whether what was invented says the same as the cell that it imitates: nothing in it is drawn, or it was chance. */
static enum dye_code
says_same(struct measure * m, uint32_t cell, bool * same, struct dye_error * err)
{
	const struct dye_kind * kind = m->columns.columns[cell].column->kind;

	DYE_TRY(kind->parse(dye_buffer_slice(&m->text), &m->parse, err));
	DYE_TRY(kind->parse(m->texts[cell], &m->own, err));
	*same = dye_slice_equal(dye_buffer_slice(&m->parse.canonical), dye_buffer_slice(&m->own.canonical));
	return DYE_OK;
}

/* Whether something else can be made of the cell: of some addresses all that is known is what no record draws. Twice the same is no chance. */
static enum dye_code
can_imitate(struct measure * m, uint32_t cell, struct dye_forge * forge, bool * can, struct dye_error * err)
{
	bool same = true;

	*can = true;
	for (int i = 0; i < 2 && same && *can; i++) {
		DYE_TRY(imitate(m, cell, forge, can, err));
		if (*can)
			DYE_TRY(says_same(m, cell, &same, err));
	}
	*can = *can && !same;
	return DYE_OK;
}

/* Whether something can be made of all its cells. */
static enum dye_code
can_give(struct measure * m, bool * can, struct dye_error * err)
{
	struct dye_forge forge = {.below = dye_draws_try, .cookie = &m->chance};

	*can = true;
	dye_canary_attributes(&m->columns, m->texts, &forge.attributes);
	for (uint32_t i = 0; i < m->columns.count && *can; i++)
		if (is_invented(m, m->columns.order[i]))
			DYE_TRY(can_imitate(m, m->columns.order[i], &forge, can, err));
	return DYE_OK;
}

static enum dye_code
is_donor(struct measure * m, bool * donor, struct dye_error * err)
{
	uint8_t block[DYE_PRF_LEN] = {0};

	*donor = m->limit == UINT64_MAX;
	if (*donor)
		return DYE_OK;
	dye_put_u64(block, m->rows);
	DYE_TRY(dye_prf_blocks(m->prf, block, block, 1, err));
	*donor = dye_get_u64(block) < m->limit;
	return DYE_OK;
}

/* The time beside the last number; where there is none, that before. One of another form ends it: no more will fit. */
static enum dye_code
take_moment(struct measure * m, uint32_t i, struct dye_error * err)
{
	struct dye_donor_along * a = &m->pool->along[i];
	uint64_t moment;
	uint32_t form;

	if (a->count > 0 && dye_moment_never(m->texts[a->column]))
		return dye_donor_pool_moment(m->pool, i, a->moments[a->count - 1], err);
	if (!dye_moment_read(
		m->texts[a->column], dye_canary_days(m->columns.columns[a->column].column), &moment, &form) ||
	    (m->timed[i] && form != a->form))
		return DYE_OK;
	a->form = form;
	m->timed[i] = true;
	return dye_donor_pool_moment(m->pool, i, moment, err);
}

static enum dye_code
take_number(struct measure * m, struct dye_error * err)
{
	struct dye_near_number n;

	if (m->near == DYE_NO_CELL || !dye_near_read(m->texts[m->near], &n))
		return DYE_OK;
	DYE_TRY(dye_donor_pool_number(m->pool, m->near, n.number, err));
	for (uint32_t i = 0; i < m->pool->along_count; i++)
		DYE_TRY(take_moment(m, i, err));
	return DYE_OK;
}

enum dye_code
dye_canary_measure(void * measure, const struct dye_row * row, struct dye_error * err)
{
	struct measure * m = measure;
	bool donor, can;

	DYE_TRY(dye_reserved_row(m->reserved, row, err));
	if (m->pool == NULL)
		return DYE_OK;
	for (uint32_t i = 0; i < m->columns.count; i++)
		m->texts[i] = dye_trim(row->cells[i].text);
	DYE_TRY(take_number(m, err));
	if (!m->collects)
		return DYE_OK;
	DYE_TRY(is_donor(m, &donor, err));
	m->rows++;
	if (!donor)
		return DYE_OK;
	DYE_TRY(can_give(m, &can, err));
	return can ? dye_donor_pool_add(m->pool, m->texts, err) : DYE_OK;
}

/* ---- what would be proved ---- */

/* One cell: what it adds to what the cells before it show. *fit false: no record would come of this row. */
static enum dye_code
measure_cell(
    struct measure * m, uint32_t cell, struct dye_forge * forge, uint64_t * shown, bool * fit, struct dye_error * err)
{

	m->sums[cell].row = 0;
	if (!is_invented(m, cell))
		return DYE_OK;
	DYE_TRY(imitate(m, cell, forge, fit, err));
	if (*fit && m->columns.columns[cell].compared) {
		m->sums[cell].row = -dye_forge_log2(forge, forge->revealed & ~*shown);
		*shown |= forge->revealed;
	}
	return DYE_OK;
}

static enum dye_code
measure_row(struct measure * m, uint32_t row, struct dye_error * err)
{
	struct dye_forge forge = {.below = dye_draws_try, .cookie = &m->chance};
	uint64_t shown = 0;
	bool fit = true;
	uint32_t i;

	if (m->donors != NULL)
		forge.vocabularies = dye_donors_words(m->donors, &forge.vocabulary_count);
	for (i = 0; i < m->columns.count; i++)
		m->texts[i] = dye_donor_pool_cell(m->pool, row, i);
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

static enum dye_code
note_figures(struct measure * m, struct dye_profile * profile, struct dye_error * err)
{
	double n = (double)m->count;

	for (uint32_t i = 0; i < m->columns.count && m->count > 0; i++) {
		double mean = m->sums[i].sum / n, variance = m->sums[i].squares / n - mean * mean;

		if (m->columns.columns[i].compared)
			DYE_TRY(dye_profile_figure_set(
			    &profile->columns[i], DYE_CANARY_FIGURE, mean, variance > 0 ? sqrt(variance) : 0, err));
	}
	return DYE_OK;
}

/* People are told where invented numbers can be told. */
static void
note_gaps(const struct dye_donor_pool * pool, struct dye_profile * profile)
{
	struct dye_profile_column * c;

	if (pool->key >= profile->column_count ||
	    dye_near_measure(pool->numbers, pool->number_count).manner != DYE_NEAR_RIGID)
		return;
	c = &profile->columns[pool->key];
	if (c->note[0] == '\0')
		(void)snprintf(c->note, sizeof(c->note), "%s",
		    "its numbers keep their distances: an invented one between them shows (learn --surrogate)");
}

/* Of fewer rows nobody is made: no canaries, and people are told what helps. */
static void
note_few(const struct dye_donor_pool * pool, struct dye_profile * profile)
{
	struct dye_mark_settings * mark = dye_profile_mark(profile, "canary");
	struct dye_canary_settings * settings = mark->values;

	settings->on = false;
	(void)snprintf(mark->note, sizeof(mark->note),
	    "records are made of the parts of %d rows and more, and the table has %u that can be taken apart "
	    "(--no-pool: each imitates one row)",
	    DYE_DONOR_POOL_LEAST, pool->rows);
}

/* Of the table's own words records are made, which are fewer than the program's. */
static enum dye_code
find_donors(struct measure * m, struct dye_profile * profile, struct dye_error * err)
{

	DYE_TRY(dye_groups_find(m->pool, profile, err));
	return dye_donors_open(m->pool, profile, &m->donors, err);
}

static enum dye_code
settle(struct measure * m, struct dye_profile * profile, struct dye_error * err)
{
	uint32_t step = m->pool->rows / SAMPLE + 1;
	bool few = m->keeps && m->pool->rows < DYE_DONOR_POOL_LEAST;

	DYE_TRY(dye_donor_pool_end(m->pool, err));
	note_gaps(m->pool, profile);
	if (few)
		note_few(m->pool, profile);
	else if (m->keeps)
		DYE_TRY(find_donors(m, profile, err));
	m->chance = 0;
	for (uint32_t i = 0; i < m->pool->rows && !few; i += step)
		DYE_TRY(measure_row(m, i, err));
	DYE_TRY(note_figures(m, profile, err));
	if (few || !m->keeps)
		dye_donor_pool_release(m->pool);
	return DYE_OK;
}

enum dye_code
dye_canary_measure_close(void * measure, struct dye_profile * profile, struct dye_error * err)
{
	struct measure * m = measure;
	enum dye_code rc = DYE_OK;

	if (profile != NULL)
		rc = dye_reserved_rows_end(m->reserved, dye_canary_settings(profile)->density, err);
	if (profile != NULL && m->pool != NULL && rc == DYE_OK)
		rc = settle(m, profile, err);
	measure_free(m);
	return rc;
}
