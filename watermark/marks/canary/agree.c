#include "watermark/marks/canary/agree.h"

#include <math.h>
#include <string.h>

#include "watermark/marks/core/cellkey.h"
#include "watermark/profile/profile.h"

#define COST_DIFFERS 4.0
#define COST_AGREES 0.0932 /* log2(16 / 15), rounded up */

#define LEAST_BITS 24.0
#define BITS_BEYOND_ROWS 10.0

uint64_t
dye_canary_unit_key(const struct dye_canary_unit * unit)
{
	uint8_t bytes[4 + 8 + DYE_PRF_LEN], digest[DYE_PRF_LEN];

	dye_put_u32(bytes, unit->dataset);
	dye_put_u64(bytes + 4, unit->recipient);
	memcpy(bytes + 12, unit->parent, DYE_PRF_LEN);
	dye_digest(bytes, sizeof(bytes), digest);
	return dye_get_u64(digest);
}

uint32_t
dye_canary_column_id(struct dye_slice name)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(name.data, name.len, digest);
	return dye_get_u32(digest) | 1u;
}

bool
dye_canary_kind_id(struct dye_slice name, uint16_t * kind)
{
	uint16_t i;

	for (i = 0; dye_kinds[i] != NULL; i++)
		if (strlen(dye_kinds[i]->name) == name.len && memcmp(dye_kinds[i]->name, name.data, name.len) == 0) {
			*kind = i;
			return true;
		}
	return false;
}

enum dye_code
dye_canary_image_cell(const struct dye_canary_text * text, struct dye_buffer * scratch,
    struct dye_canary_image_cell * cell, bool * got, struct dye_error * err)
{
	const struct dye_kind * kind;
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;

	*cell = (struct dye_canary_image_cell){.draws = text->nodes, .column = dye_canary_column_id(text->column)};
	if (!(*got = dye_canary_kind_id(text->kind, &cell->kind)))
		return DYE_OK;
	kind = dye_kinds[cell->kind];
	cell->anchored = kind->exact || kind->distinctive;
	if ((rc = dye_cell_digest(kind->name, text->canonical, NULL, scratch, digest, err)) != DYE_OK)
		return rc;
	cell->digest = dye_get_u64(digest);
	return DYE_OK;
}

/* What the row shows of one cell. */
struct view {
	unsigned texts; /* different ones that could be it */
	bool equal;	/* one of them is */
	bool anywhere;	/* one is, or stands in another column */
	bool differs;	/* its own column has another text */
};

static struct view
view_of(const struct dye_canary_image_cell * cell, const struct dye_canary_seen * seen, size_t count)
{
	struct view v = {0};
	size_t i, j;

	for (i = 0; i < count; i++) {
		const struct dye_canary_seen * s = &seen[i];
		bool same = s->digest == cell->digest, mine = s->column == cell->column;

		if (s->kind != cell->kind)
			continue;
		v.anywhere = v.anywhere || same;
		v.differs = v.differs || (mine && !same);
		if (!mine && s->column != DYE_CANARY_NO_COLUMN)
			continue;
		v.equal = v.equal || same;
		for (j = 0; j < i; j++)
			if (seen[j].kind == s->kind && seen[j].digest == s->digest &&
			    (seen[j].column == cell->column || seen[j].column == DYE_CANARY_NO_COLUMN))
				break;
		v.texts += j == i;
	}
	return v;
}

double
dye_canary_bits(const struct dye_canary_image * image, uint64_t draws)
{
	double sum = 0;
	uint32_t i;

	for (i = 0; i < 64; i++)
		sum += (draws >> i & 1) != 0 ? image->bounds[i] / DYE_CANARY_BOUND_UNITS : 0;
	return sum;
}

void
dye_canary_agree(const struct dye_canary_image * image, const struct dye_canary_seen * seen, size_t count,
    struct dye_canary_agreement * a)
{
	uint32_t i;

	*a = (struct dye_canary_agreement){.whole = true};
	for (i = 0; i < image->cell_count; i++) {
		const struct dye_canary_image_cell * cell = &image->cells[i];
		struct view v = view_of(cell, seen, count);

		a->whole = a->whole && !v.differs;
		a->draws_anywhere |= v.anywhere ? cell->draws : 0;
		if (v.texts == 0 || cell->draws == 0)
			continue;
		a->log2_cost += v.equal ? COST_AGREES + log2(v.texts) : COST_DIFFERS;
		a->draws |= v.equal ? cell->draws : 0;
		a->anchored = a->anchored || (v.equal && cell->anchored);
	}
	a->bits = dye_canary_bits(image, a->draws);
}

/* The rows of a profile version, if they are more. */
static enum dye_code
more_rows(struct dye_store * store, uint32_t dataset, uint32_t version, uint64_t * rows, uint32_t * newest,
    struct dye_error * err)
{
	struct dye_profile_version v = {0};
	uint64_t these = 0;
	enum dye_code rc;

	if ((rc = dye_store_profile_get(store, dataset, version, &v, err)) != DYE_OK)
		return rc;
	*newest = v.version;
	if ((rc = dye_profile_rows(dye_buffer_slice(&v.text), &these, err)) == DYE_OK)
		*rows = these > *rows ? these : *rows;
	dye_buffer_release(&v.text);
	return rc;
}

enum dye_code
dye_canary_threshold(struct dye_store * store, uint32_t dataset, uint64_t rows, double * bits, struct dye_error * err)
{
	uint32_t version, newest = 0, ignored;
	enum dye_code rc = more_rows(store, dataset, 0, &rows, &newest, err);

	for (version = 1; version < newest && rc == DYE_OK; version++)
		rc = more_rows(store, dataset, version, &rows, &ignored, err);
	if (rc != DYE_OK && rc != DYE_EMISSING)
		return rc;
	*bits = fmax(LEAST_BITS, log2((double)rows + 1) + BITS_BEYOND_ROWS);
	return DYE_OK;
}
