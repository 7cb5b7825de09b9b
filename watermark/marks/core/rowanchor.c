#include "watermark/marks/core/rowanchor.h"

#include "watermark/marks/core/leakcell.h"

uint32_t
dye_identity_order(const struct dye_profile_column * const * column_map, uint32_t count, uint32_t * order)
{
	uint32_t i, j, n = 0;

	/* Insertion by address: the profile's columns lie in one array, so the lower address is the earlier column. */
	for (i = 0; i < count; i++) {
		if (column_map[i] == NULL || !column_map[i]->identity)
			continue;
		for (j = n; j > 0 && column_map[order[j - 1]] > column_map[i]; j--)
			order[j] = order[j - 1];
		order[j] = i;
		n++;
	}
	return n;
}

enum dye_code
dye_row_anchor(struct dye_cell_keys * keys, const struct dye_kind * kind, struct dye_slice text,
    struct dye_parse * parse, uint8_t out[DYE_PRF_LEN], struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = kind->parse(text, parse, err)) != DYE_OK)
		return rc;
	return dye_cell_anchor(keys, kind, dye_buffer_slice(&parse->canonical), out, err);
}

bool
dye_names_rows(const struct dye_profile * p, const struct dye_profile_column * c)
{
	uint64_t filled;

	if (c == NULL || !dye_kind_looked_up(c->kind))
		return false;
	filled = p->rows > c->empty ? p->rows - c->empty : 0;
	return c->identity || (filled > 0 && c->distinct >= filled - filled / 5);
}

bool
dye_names_sooner(const struct dye_profile_column * a, const struct dye_profile_column * b)
{

	if (a->kind->sought != b->kind->sought)
		return a->kind->sought > b->kind->sought;
	return a->identity != b->identity ? a->identity : a < b;
}
