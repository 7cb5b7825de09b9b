#include "trace/rehearse/rowindex.h"

#include <stdlib.h>

#include "formats/base/hash.h"
#include "watermark/marks/core/replaced.h"

void
dye_row_index_release(struct dye_row_index * x)
{

	free(x->keys);
	dye_map_release(&x->rows_of);
	*x = (struct dye_row_index){0};
}

static enum dye_code
row_key(const struct dye_sheet * s, const struct dye_profile * profile, uint64_t row, struct dye_parse * parse,
    uint64_t * key, struct dye_error * err)
{
	uint32_t i;

	*key = 0;
	for (i = 0; i < s->columns; i++) {
		if (profile != NULL && dye_column_replaced(profile, s->map[i]))
			continue;
		DYE_TRY(s->map[i]->kind->parse(dye_sheet_text(s, row, i), parse, err));
		*key = dye_digest_mix(*key, dye_hash64(parse->canonical.data, parse->canonical.len));
	}
	return DYE_OK;
}

static enum dye_code
add_row(struct dye_row_index * x, uint64_t row, uint64_t key, struct dye_error * err)
{
	bool fresh;
	size_t at;

	x->keys[row] = key;
	DYE_TRY(dye_map_put(&x->rows_of, key, true, &at, &fresh, err));
	if (fresh)
		x->rows_of.values[at] = row + 1;
	return DYE_OK;
}

enum dye_code
dye_row_index_make(
    const struct dye_sheet * s, const struct dye_profile * profile, struct dye_row_index * x, struct dye_error * err)
{
	struct dye_parse parse = {0};
	enum dye_code rc = DYE_OK;
	uint64_t row, key = 0;

	*x = (struct dye_row_index){.rows = s->rows, .keys = calloc((size_t)s->rows + 1, sizeof(*x->keys))};
	if (x->keys == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (row = 0; row < s->rows && rc == DYE_OK; row++)
		if ((rc = row_key(s, profile, row, &parse, &key, err)) == DYE_OK)
			rc = add_row(x, row, key, err);
	dye_parse_release(&parse);
	return rc;
}

bool
dye_row_index_find(const struct dye_row_index * x, uint64_t key, uint64_t * row)
{
	const uint64_t * at = dye_map_get(&x->rows_of, key);

	if (at == NULL || *at == 0)
		return false;
	*row = *at - 1;
	return true;
}
