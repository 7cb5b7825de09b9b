#include "watermark/embed/forms.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "formats/table/core/render.h"
#include "watermark/embed/spread.h"
#include "watermark/embed/ties.h"

/* In a file that is in order it stands where its parent does, or near. */
static bool
is_anywhere(const struct dye_birth * birth)
{

	return birth->spread != 0 && (birth->order.first.len == 0 || birth->order.clustered);
}

/* Each as its length, of 32 bits, and its text. */
enum dye_code
dye_forms_keep(struct dye_job_birth * birth, const struct dye_row * row, struct dye_error * err)
{
	const struct dye_edit * edits = row->edits;
	uint32_t left = row->edit_count, n;

	for (uint32_t i = 0; i < row->cell_count && is_anywhere(&birth->birth); i++) {
		size_t start = birth->cells.len;
		uint8_t len[4];

		for (n = 0; n < left && edits[n].column == i; n++)
			;
		DYE_TRY(dye_buffer_append_u32(&birth->cells, 0, err));
		DYE_TRY(dye_row_splice(row->cells[i].text, edits, n, &birth->cells, err));
		dye_put_u32(len, (uint32_t)(birth->cells.len - start - sizeof(len)));
		memcpy(birth->cells.data + start, len, sizeof(len));
		edits += n;
		left -= n;
	}
	return DYE_OK;
}

/* Those of a record, in ${cells}, which has room for them; how many there are. */
static uint32_t
read_cells(const struct dye_job_birth * birth, struct dye_cell * cells)
{
	const char *at = birth->cells.data, *end = at + birth->cells.len;
	uint32_t n = 0;

	while (at < end) {
		uint32_t len = dye_get_u32((const uint8_t *)at);

		cells[n++] = (struct dye_cell){.text = {at + 4, len}};
		at += 4 + len;
	}
	return n;
}

/* Decode one row of the block again. *got is false where it lies elsewhere. */
static enum dye_code
read_row(struct dye_decoder * decoder, const struct dye_job * job, size_t number, struct dye_row * row, bool * got,
    struct dye_error * err)
{
	const struct dye_job_row * r = &job->rows[number];
	const struct dye_block one = {
	    .bytes = {.data = job->block.bytes.data + r->start, .len = r->len, .size = r->len}, .first_row = 1};

	*got = r->len > 0;
	if (!*got)
		return DYE_OK;
	DYE_TRY(dye_decoder_start(decoder, &one, err));
	return dye_decoder_next(decoder, row, got, err);
}

/* Before which row of the job the record stands. */
static size_t
place_of(const struct dye_spread * spread, const struct dye_job * job, const struct dye_job_birth * birth)
{
	uint64_t line;

	if (birth->birth.order.clustered && dye_alike(job, &birth->birth, &line))
		return dye_spread_row_at(spread, line);
	return spread->rows[dye_spread_row(spread, birth)];
}

/* Give the record the form of the row at its place; an empty one where it does not fit. */
static enum dye_code
take_form(struct dye_decoder * decoder, const struct dye_job * job, const struct dye_spread * spread,
    struct dye_cell * cells, struct dye_job_birth * birth, struct dye_error * err)
{
	struct dye_row row = {.cells = cells}, like;
	bool got;

	DYE_TRY(read_row(decoder, job, place_of(spread, job, birth), &like, &got, err));
	if (!got)
		return DYE_OK;
	row.cell_count = read_cells(birth, cells);
	row.like = &like;
	dye_buffer_reset(&birth->row);
	return dye_decoder_render(decoder, &row, &birth->row, err);
}

static enum dye_code
take_forms(struct dye_decoder * decoder, struct dye_job * job, const struct dye_spread * spread,
    struct dye_cell * cells, uint64_t * wide, struct dye_error * err)
{

	for (size_t i = 0; i < job->birth_count;) {
		if (job->births[i].cells.len > 0)
			DYE_TRY(take_form(decoder, job, spread, cells, &job->births[i], err));
		dye_buffer_release_secret(&job->births[i].cells);
		if (job->births[i].row.len > 0)
			i++;
		else {
			dye_job_birth_forget(job, i);
			++*wide;
		}
	}
	return DYE_OK;
}

enum dye_code
dye_forms_take(struct dye_decoder * decoder, struct dye_job * job, uint64_t * wide, struct dye_error * err)
{
	struct dye_cell * cells;
	struct dye_spread spread;
	enum dye_code rc;
	size_t i = 0;

	while (i < job->birth_count && job->births[i].cells.len == 0)
		i++;
	if (i == job->birth_count)
		return DYE_OK;
	if ((cells = calloc(DYE_COLUMNS_MAX, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_spread_open(&spread, job, err)) == DYE_OK) {
		rc = spread.count > 0 ? take_forms(decoder, job, &spread, cells, wide, err) : DYE_OK;
		dye_spread_close(&spread);
	}
	free(cells);
	return rc;
}
