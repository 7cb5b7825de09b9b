#include "watermark/marks/canary/decoy_sample.h"

#include <string.h>

#include "watermark/marks/canary/decoys.h"
#include "watermark/marks/canary/manner.h"
#include "watermark/marks/core/learnedtable.h"

/* What is read of a cell. */
struct reading {
	struct dye_parse parse;
	struct dye_buffer scratch;
};

static enum dye_code
add_value(struct dye_decoy_sample * s, struct reading * r, const struct dye_kind * kind, struct dye_slice text,
    struct dye_error * err)
{
	uint64_t digest;
	size_t at;
	bool fresh;

	if ((text = dye_manner_value(text)).len == 0)
		return DYE_OK;
	DYE_TRY(kind->parse(text, &r->parse, err));
	DYE_TRY(dye_decoy_digest(kind, dye_buffer_slice(&r->parse.canonical), &r->scratch, &digest, err));
	DYE_TRY(dye_map_put(&s->digests, digest, true, &at, &fresh, err));
	s->values += fresh;
	return DYE_OK;
}

/* A column that the pool does not have is passed over: a profile may have been brought along since. */
static enum dye_code
add_column(struct dye_decoy_sample * s, struct reading * r, const struct dye_donor_pool * pool,
    const struct dye_profile_column * c, struct dye_error * err)
{
	uint32_t column = pool->rows == 0 ? DYE_DONOR_POOL_NO_COLUMN
					  : dye_donor_pool_column(pool, (struct dye_slice){c->name, strlen(c->name)});

	for (uint32_t i = 0; column != DYE_DONOR_POOL_NO_COLUMN && i < pool->rows; i++)
		DYE_TRY(add_value(s, r, c->kind, dye_donor_pool_cell(pool, i, column), err));
	return DYE_OK;
}

enum dye_code
dye_decoy_sample_add(struct dye_decoy_sample * s, struct dye_vault * vault, const struct dye_dataset * dataset,
    const struct dye_profile_column * const * columns, size_t count, struct dye_error * err)
{
	struct dye_learned_table table = {0};
	struct reading r = {0};
	enum dye_code rc = dye_learned_table_load(vault, dataset, &table, err);

	for (size_t i = 0; i < count && rc == DYE_OK; i++)
		rc = add_column(s, &r, &table.pool, columns[i], err);
	dye_learned_table_release(&table);
	dye_parse_release(&r.parse);
	dye_buffer_release_secret(&r.scratch);
	return rc;
}

void
dye_decoy_sample_see(struct dye_decoy_sample * s, uint64_t digest)
{
	size_t at;
	bool fresh;

	/* It is there, so that nothing is added and nothing can fail. */
	if (dye_map_get(&s->digests, digest) == NULL ||
	    dye_map_put(&s->digests, digest, true, &at, &fresh, NULL) != DYE_OK || s->digests.values[at] != 0)
		return;
	s->digests.values[at] = 1;
	s->seen++;
}

void
dye_decoy_sample_release(struct dye_decoy_sample * s)
{

	dye_map_release(&s->digests);
}
