#include "watermark/marks/core/leakcell.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/marks/core/bucket.h"

void
dye_leak_cells_reset(struct dye_leak_cells * cells)
{

	cells->count = 0;
}

void
dye_leak_cells_release(struct dye_leak_cells * cells)
{
	size_t i;

	for (i = 0; i < cells->size; i++) {
		dye_parse_release(&cells->list[i]->parse);
		dye_buffer_release_secret(&cells->list[i]->squeezed);
		dye_wipe(cells->list[i], sizeof(*cells->list[i]));
		free(cells->list[i]);
	}
	free(cells->list);
	dye_buffer_release_secret(&cells->scratch);
	dye_buffer_release_secret(&cells->bare);
	*cells = (struct dye_leak_cells){0};
}

/* One more, of an earlier row or new. */
static enum dye_code
next_cell(struct dye_leak_cells * cells, struct dye_leak_cell ** cell, struct dye_error * err)
{
	struct dye_leak_cell ** list;

	if (cells->count == cells->size) {
		if ((list = dye_grown(cells->list, &cells->room, cells->size, sizeof(*list))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		cells->list = list;
		if ((list[cells->size] = calloc(1, sizeof(**list))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		cells->size++;
	}
	*cell = cells->list[cells->count];
	return DYE_OK;
}

/* What lost punctuation leaves behind hides slots ("co   ltd"). */
static enum dye_code
squeeze(struct dye_leak_cell * c, struct dye_slice text, struct dye_error * err)
{
	size_t i;

	dye_buffer_reset(&c->squeezed);
	for (i = 0; i < text.len; i++)
		if (text.data[i] != ' ' || i == 0 || text.data[i - 1] != ' ')
			DYE_TRY(dye_buffer_append_byte(&c->squeezed, text.data[i], err));
	c->text = dye_buffer_slice(&c->squeezed);
	return DYE_OK;
}

static enum dye_code
read_cell(struct dye_leak_cells * cells, struct dye_leak_cell * c, struct dye_slice text, struct dye_error * err)
{
	const char * kind = c->kind->name;
	struct dye_slice canonical;

	c->text = text;
	c->key_of = c->anchor_of = c->barren_of = 0;
	if (c->squeezes)
		DYE_TRY(squeeze(c, text, err));
	DYE_TRY(c->kind->parse(c->text, &c->parse, err));
	canonical = dye_buffer_slice(&c->parse.canonical);
	DYE_TRY(dye_cell_digest(kind, canonical, NULL, &cells->scratch, c->digest, err));
	DYE_TRY(dye_cell_bare(canonical, &cells->bare, err));
	if (cells->bare.len != canonical.len)
		return dye_cell_digest(kind, dye_buffer_slice(&cells->bare), NULL, &cells->scratch, c->bare, err);
	memcpy(c->bare, c->digest, DYE_PRF_LEN);
	return DYE_OK;
}

enum dye_code
dye_leak_cell(struct dye_leak_cells * cells, uint32_t index, const struct dye_kind * kind, struct dye_slice text,
    bool squeezes, struct dye_leak_cell ** cell, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < cells->count; i++) {
		*cell = cells->list[i];
		if ((*cell)->index == index && (*cell)->kind == kind && (*cell)->squeezes == squeezes)
			return DYE_OK;
	}
	DYE_TRY(next_cell(cells, cell, err));
	(*cell)->index = index;
	(*cell)->kind = kind;
	(*cell)->squeezes = squeezes;
	DYE_TRY(read_cell(cells, *cell, text, err));
	cells->count++;
	return DYE_OK;
}

enum dye_code
dye_leak_cell_key(struct dye_leak_cell * c, struct dye_cell_keys * keys, uint32_t dataset, const uint8_t * row_anchor,
    uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{

	if (!c->kind->distinctive)
		return dye_cell_key(keys, c->kind, dye_buffer_slice(&c->parse.canonical), row_anchor, out, err);
	if (c->key_of != dataset) {
		DYE_TRY(dye_bucket_cell(keys->slot, keys->bucket, c->bare, c->key, err));
		c->key_of = dataset;
	}
	memcpy(out, c->key, DYE_PRF_LEN);
	return DYE_OK;
}

enum dye_code
dye_leak_cell_anchor(struct dye_leak_cell * c, struct dye_cell_keys * keys, uint32_t dataset, struct dye_error * err)
{

	if (c->anchor_of == dataset)
		return DYE_OK;
	DYE_TRY(dye_prf_blocks(keys->anchor, c->digest, c->anchor, 1, err));
	c->anchor_of = dataset;
	return DYE_OK;
}
