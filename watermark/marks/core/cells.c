#include "watermark/marks/core/cells.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/marks/core/cellkey.h"

struct dye_cell_read {
	const struct dye_kind * kind;
	struct dye_slice text;
	uint64_t row; /* in which it was read; 0: in none */
	struct dye_parse parse;
	bool digested;
	uint8_t digest[DYE_PRF_LEN];
};

void
dye_cells_next(struct dye_cells * c)
{

	c->row++;
}

/* A place for the cell. */
static enum dye_code
make_room(struct dye_cells * c, uint32_t cell, struct dye_error * err)
{
	struct dye_cell_read ** reads;
	size_t size = c->size == 0 ? 16 : c->size;

	while (size <= cell)
		size *= 2;
	if (size > c->size) {
		if ((reads = realloc(c->reads, size * sizeof(*reads))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		memset(reads + c->size, 0, (size - c->size) * sizeof(*reads));
		c->reads = reads;
		c->size = size;
	}
	if (c->reads[cell] == NULL && (c->reads[cell] = calloc(1, sizeof(*c->reads[cell]))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

static enum dye_code
find(struct dye_cells * c, uint32_t cell, const struct dye_kind * kind, struct dye_slice text,
    struct dye_cell_read ** read, struct dye_error * err)
{
	struct dye_cell_read * r;

	if (cell >= c->size || c->reads[cell] == NULL)
		DYE_TRY(make_room(c, cell, err));
	*read = r = c->reads[cell];
	/* Row 0 is before the first. */
	if (r->row == c->row + 1 && r->kind == kind && r->text.data == text.data && r->text.len == text.len)
		return DYE_OK;
	r->row = 0;
	r->digested = false;
	DYE_TRY(kind->parse(text, &r->parse, err));
	r->kind = kind;
	r->text = text;
	r->row = c->row + 1;
	return DYE_OK;
}

enum dye_code
dye_cells_read(struct dye_cells * c, uint32_t cell, const struct dye_kind * kind, struct dye_slice text,
    const struct dye_parse ** parse, struct dye_error * err)
{
	struct dye_cell_read * r;

	DYE_TRY(find(c, cell, kind, text, &r, err));
	*parse = &r->parse;
	return DYE_OK;
}

enum dye_code
dye_cells_digest(struct dye_cells * c, uint32_t cell, const struct dye_kind * kind, struct dye_slice text,
    const struct dye_parse ** parse, const uint8_t ** digest, struct dye_error * err)
{
	struct dye_cell_read * r;

	DYE_TRY(find(c, cell, kind, text, &r, err));
	if (!r->digested)
		DYE_TRY(dye_cell_digest(
		    kind->name, dye_buffer_slice(&r->parse.canonical), NULL, &c->scratch, r->digest, err));
	r->digested = true;
	*parse = &r->parse;
	*digest = r->digest;
	return DYE_OK;
}

void
dye_cells_release(struct dye_cells * c)
{
	size_t i;

	for (i = 0; i < c->size; i++) {
		if (c->reads[i] == NULL)
			continue;
		dye_parse_release(&c->reads[i]->parse);
		free(c->reads[i]);
	}
	free(c->reads);
	dye_buffer_release_secret(&c->scratch);
	*c = (struct dye_cells){0};
}
