#include "watermark/index/names.h"

#include <limits.h>

#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/rowanchor.h"

/* Identity columns come first, in the profile's order, whose columns lie in one array. */
static bool
before(const struct dye_profile_column * a, const struct dye_profile_column * b)
{

	return a->identity != b->identity ? a->identity : a < b;
}

static void
find_cells(struct dye_namer * n, const struct dye_mark_context * context)
{
	const struct dye_profile_column * const * map = context->column_map;

	for (uint32_t i = 0; i < context->column_count; i++) {
		uint32_t j;

		if (!dye_names_rows(context->profile, map[i]))
			continue;
		if (n->cell_count == DYE_NAMES_MOST && !before(map[i], map[n->cells[DYE_NAMES_MOST - 1]]))
			continue;
		n->cell_count += n->cell_count < DYE_NAMES_MOST;
		for (j = n->cell_count - 1; j > 0 && before(map[i], map[n->cells[j - 1]]); j--)
			n->cells[j] = n->cells[j - 1];
		n->cells[j] = i;
	}
}

enum dye_code
dye_namer_open(const struct dye_mark_context * context, struct dye_namer * namer, struct dye_error * err)
{

	*namer = (struct dye_namer){.columns = context->column_map};
	find_cells(namer, context);
	return dye_vault_prf(context->vault, context->dataset->salt, DYE_LABEL_INDEX, &namer->prf, err);
}

void
dye_namer_close(struct dye_namer * n)
{

	dye_prf_close(n->prf);
	dye_buffer_release(&n->counts);
	dye_buffer_release_secret(&n->digests);
	*n = (struct dye_namer){0};
}

enum dye_code
dye_namer_row(struct dye_namer * n, const struct dye_row * row, struct dye_cells * cells, struct dye_error * err)
{
	const struct dye_parse * parse;
	const uint8_t * digest;
	char count = 0;

	for (uint32_t i = 0; i < n->cell_count; i++) {
		uint32_t cell = n->cells[i];
		struct dye_slice text = row->cells[cell].text;

		/* Rows that say "N/A" have nothing in common. */
		if (dye_manner_value(text).len == 0)
			continue;
		DYE_TRY(dye_cells_digest(cells, cell, n->columns[cell]->kind, text, &parse, &digest, err));
		DYE_TRY(dye_buffer_append(&n->digests, digest, DYE_PRF_LEN, err));
		count++;
	}
	return count > 0 ? dye_buffer_append_byte(&n->counts, count, err) : DYE_OK;
}

enum dye_code
dye_namer_anchors(struct dye_namer * n, uint8_t * digests, size_t count, uint64_t * anchors, struct dye_error * err)
{
	const size_t most = INT_MAX / DYE_PRF_LEN;

	for (size_t at = 0; at < count; at += most) {
		size_t some = count - at < most ? count - at : most;
		uint8_t * from = digests + at * DYE_PRF_LEN;

		DYE_TRY(dye_prf_blocks(n->prf, from, from, some, err));
	}
	for (size_t i = 0; i < count; i++)
		anchors[i] = dye_get_u64(digests + i * DYE_PRF_LEN) >> 1;
	return DYE_OK;
}

enum dye_code
dye_namer_take(struct dye_namer * n, struct dye_buffer * rows, struct dye_error * err)
{
	size_t digests = n->digests.len / DYE_PRF_LEN;
	const uint8_t * from = (const uint8_t *)n->digests.data;
	uint8_t * to;

	if (digests > 0)
		DYE_TRY(dye_prf_blocks(n->prf, n->digests.data, n->digests.data, digests, err));
	DYE_TRY(dye_buffer_reserve(rows, n->counts.len + 8 * digests, err));
	to = (uint8_t *)dye_buffer_at(rows, rows->len);
	for (size_t i = 0; i < n->counts.len; i++) {
		uint8_t count = (uint8_t)n->counts.data[i];

		*to++ = count;
		for (uint8_t k = 0; k < count; k++, to += 8, from += DYE_PRF_LEN)
			dye_put_u64(to, dye_get_u64(from) >> 1);
	}
	rows->len += n->counts.len + 8 * digests;
	dye_buffer_reset(&n->counts);
	dye_buffer_reset(&n->digests);
	return DYE_OK;
}
