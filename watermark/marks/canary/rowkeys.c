#include "watermark/marks/canary/rowkeys.h"

#include <stdlib.h>
#include <string.h>

/* The cell that names the row, or DYE_NO_CELL. */
static uint32_t
naming_cell(const struct dye_canary_columns * columns, const struct dye_slice * texts)
{
	uint32_t i;

	for (i = 0; i < columns->identity_count; i++)
		if (texts[columns->identity[i]].len > 0)
			return columns->identity[i];
	return DYE_NO_CELL;
}

/* The cells of a row that are part of a key of several columns. */
struct joint {
	uint64_t key;
	uint32_t count;
};

/* Show the cell's key, and with the last part of it the key of several columns. */
static enum dye_code
show_key(const struct dye_canary_columns * columns, const struct dye_canary_column * c, uint64_t key,
    struct joint * joint, dye_row_key_visit visit, void * cookie, struct dye_error * err)
{

	if (c->key)
		DYE_TRY(visit(cookie, key, err));
	if (!c->joint)
		return DYE_OK;
	joint->key = dye_canary_key_join(joint->key, key);
	return ++joint->count == columns->joint_count ? visit(cookie, joint->key, err) : DYE_OK;
}

enum dye_code
dye_canary_row_keys(const struct dye_canary_columns * columns, const struct dye_slice * texts, struct dye_cells * cells,
    struct dye_canary_name * name, dye_row_key_visit visit, void * cookie, struct dye_error * err)
{
	uint32_t k, naming = naming_cell(columns, texts);
	struct joint joint = {0};
	const struct dye_parse * parse;
	const uint8_t * digest;

	*name = (struct dye_canary_name){.named = naming != DYE_NO_CELL};
	for (k = 0; k < columns->count; k++) {
		uint32_t i = columns->order[k];
		const struct dye_canary_column * c = &columns->columns[i];

		if ((i != naming && !c->key && !c->joint) || texts[i].len == 0)
			continue;
		DYE_TRY(dye_cells_digest(cells, i, c->column->kind, texts[i], &parse, &digest, err));
		if (i == naming)
			memcpy(name->digest, digest, sizeof(name->digest));
		DYE_TRY(show_key(columns, c, dye_canary_key_of(c, digest, parse), &joint, visit, cookie, err));
	}
	return DYE_OK;
}

/* ---- of a table that is learned ---- */

struct table {
	struct dye_canary_columns columns;
	struct dye_cells cells;
	struct dye_slice * texts; /* Owned: of the row in hand */
};

void
dye_canary_keys_close(void * keys)
{
	struct table * t = keys;

	if (t == NULL)
		return;
	dye_canary_columns_release(&t->columns);
	dye_cells_release(&t->cells);
	free(t->texts);
	free(t);
}

enum dye_code
dye_canary_keys_open(const struct dye_mark_context * context, void ** keys, struct dye_error * err)
{
	struct table * t;
	enum dye_code rc;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((t->texts = calloc((size_t)context->column_count + 1, sizeof(*t->texts))) == NULL)
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
	else
		rc = dye_canary_columns_init(&t->columns, context, err);
	if (rc != DYE_OK) {
		dye_canary_keys_close(t);
		return rc;
	}
	*keys = t;
	return DYE_OK;
}

enum dye_code
dye_canary_keys(void * keys, const struct dye_row * row, dye_row_key_visit visit, void * cookie, struct dye_error * err)
{
	struct table * t = keys;
	struct dye_canary_name name;
	uint32_t i;

	if (!t->columns.possible)
		return DYE_OK;
	for (i = 0; i < t->columns.count; i++)
		t->texts[i] = row->cells[i].text;
	dye_cells_next(&t->cells);
	return dye_canary_row_keys(&t->columns, t->texts, &t->cells, &name, visit, cookie, err);
}
