#include "watermark/marks/canary/known.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/map.h"
#include "watermark/marks/canary/record.h"

/* Cells that agree must be as improbable as this, in bits. */
#define SURE 24

/* One invented cell: parts of digests, and how improbable it is in whole bits. Eight bytes, since there may be millions. */
struct known_cell {
	uint32_t digest;
	uint16_t column;
	uint16_t bits;
};

struct known_canary {
	uint64_t id;
	uint32_t first; /* of its cells */
	uint32_t count;
};

/* A cell by which a canary is looked up. */
struct known_seed {
	uint32_t digest; /* the upper half; the lower one says where in the table it stands */
	uint32_t canary; /* counted from 1; 0: a free place */
};

struct dye_canary_known {
	const struct dye_mark_context * context; /* Not owned; while loading. */
	struct known_canary * canaries;		 /* Owned, as are the following. */
	size_t canary_count, canary_size;
	struct known_cell * cells;
	size_t cell_count, cell_size;
	struct known_seed * seeds; /* a table of seed_size places, a power of two, half full at most */
	size_t seed_count, seed_size;
	struct dye_map banned;
	uint8_t seal_key[DYE_KEY_LEN];
	struct dye_canary_record record; /* scratch */
	struct dye_buffer scratch;
};

static uint16_t
column_of(struct dye_slice name)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(name.data, name.len, digest);
	return (uint16_t)dye_get_u64(digest);
}

/* ---- the table of seeds ---- */

static size_t
first_place(size_t size, uint32_t digest)
{

	return (size_t)(digest * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);
}

static void
put_seed(struct known_seed * seeds, size_t size, struct known_seed seed)
{
	size_t i = first_place(size, seed.digest);

	while (seeds[i].canary != 0)
		i = (i + 1) & (size - 1);
	seeds[i] = seed;
}

static enum dye_code
add_seed(struct dye_canary_known * k, uint32_t digest, struct dye_error * err)
{
	size_t i, size = k->seed_size == 0 ? 1024 : k->seed_size * 2;
	struct known_seed * seeds;

	if (2 * (k->seed_count + 1) > k->seed_size) {
		if ((seeds = calloc(size, sizeof(*seeds))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (i = 0; i < k->seed_size; i++)
			if (k->seeds[i].canary != 0)
				put_seed(seeds, size, k->seeds[i]);
		free(k->seeds);
		k->seeds = seeds;
		k->seed_size = size;
	}
	put_seed(k->seeds, k->seed_size, (struct known_seed){digest, (uint32_t)k->canary_count + 1});
	k->seed_count++;
	return DYE_OK;
}

/* The next place from *place on that holds the digest; false where there is none. */
static bool
next_seed(const struct dye_canary_known * k, uint32_t digest, size_t * place)
{

	for (; k->seeds[*place].canary != 0; *place = (*place + 1) & (k->seed_size - 1))
		if (k->seeds[*place].digest == digest)
			return true;
	return false;
}

static enum dye_code
add_cell(struct dye_canary_known * k, const struct dye_canary_text * t, struct dye_error * err)
{
	char name[64];
	const struct dye_kind * kind;
	uint8_t digest[DYE_PRF_LEN];
	double bound = 0;
	struct known_cell * cells;
	uint32_t i, part;
	enum dye_code rc;

	if (t->kind.len >= sizeof(name))
		return DYE_OK;
	memcpy(name, t->kind.data, t->kind.len);
	name[t->kind.len] = '\0';
	if ((kind = dye_kind_find(name)) == NULL)
		return DYE_OK;
	if ((rc = dye_cell_digest(name, t->canonical, NULL, &k->scratch, digest, err)) != DYE_OK)
		return rc;
	if ((cells = dye_grown(k->cells, &k->cell_size, k->cell_count, sizeof(*cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->cells = cells;
	for (i = 0; i < k->record.node_count; i++)
		bound += (t->nodes >> i & 1) != 0 ? k->record.log2_bounds[i] : 0;
	part = dye_get_u32(digest);
	k->cells[k->cell_count++] =
	    (struct known_cell){part, column_of(t->column), (uint16_t)(bound < -1000 ? 1000 : -bound)};
	return kind->exact || kind->distinctive ? add_seed(k, part, err) : DYE_OK;
}

static enum dye_code
load(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_canary * c;
	enum dye_code rc;
	uint32_t i;

	if (canary->burned && canary->recipient == k->context->recipient &&
	    (rc = dye_set_add(&k->banned, dye_get_u64(canary->parent), NULL, err)) != DYE_OK)
		return rc;
	if ((rc = dye_canary_unseal(
		 k->seal_key, k->context->dataset->salt, canary->parent, canary->sealed, &k->record, err)) != DYE_OK)
		return rc;
	if ((c = dye_grown(k->canaries, &k->canary_size, k->canary_count, sizeof(*c))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->canaries = c;
	c = &k->canaries[k->canary_count];
	*c = (struct known_canary){id, (uint32_t)k->cell_count, 0};
	for (i = 0; i < k->record.cell_count; i++)
		if ((rc = add_cell(k, &k->record.cells[i], err)) != DYE_OK)
			return rc;
	c->count = (uint32_t)k->cell_count - c->first;
	k->canary_count++;
	return DYE_OK;
}

enum dye_code
dye_canary_known_open(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{
	struct dye_store * store = context->store;
	struct dye_canary_known * k;
	enum dye_code rc;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->context = context;
	rc = dye_vault_key(
	    context->vault, context->dataset->salt, DYE_LABEL_SEAL, k->seal_key, sizeof(k->seal_key), err);
	if (rc == DYE_OK)
		rc = dye_store_canary_each(store, context->dataset->id, load, k, err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	dye_wipe(k->seal_key, sizeof(k->seal_key));
	if (rc != DYE_OK) {
		dye_canary_known_close(k);
		return rc;
	}
	*known = k;
	return DYE_OK;
}

void
dye_canary_known_close(struct dye_canary_known * k)
{

	if (k == NULL)
		return;
	free(k->canaries);
	free(k->cells);
	free(k->seeds);
	dye_map_release(&k->banned);
	free(k);
}

bool
dye_canary_known_any(const struct dye_canary_known * k)
{

	return k->canary_count > 0;
}

bool
dye_canary_known_has(const struct dye_canary_known * k, const uint8_t digest[DYE_PRF_LEN])
{
	uint32_t part = dye_get_u32(digest);
	size_t place;

	if (k->seed_count == 0)
		return false;
	place = first_place(k->seed_size, part);
	return next_seed(k, part, &place);
}

bool
dye_canary_known_banned(const struct dye_canary_known * k, const uint8_t parent[DYE_PRF_LEN])
{

	return dye_set_has(&k->banned, dye_get_u64(parent));
}

void
dye_canary_scratch_release(struct dye_canary_scratch * scratch)
{

	dye_parse_release(&scratch->parse);
	dye_buffer_release_secret(&scratch->bytes);
}

static enum dye_code
digest_of(const struct dye_canary_column * c, struct dye_slice text, struct dye_canary_scratch * scratch,
    uint32_t * out, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = c->column->kind->parse(text, &scratch->parse, err)) != DYE_OK ||
	    (rc = dye_cell_digest(c->column->kind->name, dye_buffer_slice(&scratch->parse.canonical), NULL,
		 &scratch->bytes, digest, err)) != DYE_OK)
		return rc;
	*out = dye_get_u32(digest);
	return DYE_OK;
}

/* Compare a row with one canary, column by column. */
static enum dye_code
compare(const struct dye_canary_known * k, const struct known_canary * canary,
    const struct dye_canary_columns * columns, const struct dye_slice * texts, struct dye_canary_scratch * scratch,
    bool * equal, struct dye_error * err)
{
	unsigned bits = 0;
	enum dye_code rc;
	uint32_t i, j;

	*equal = true;
	for (i = 0; i < columns->count && *equal; i++) {
		const struct dye_canary_column * c = &columns->columns[i];
		uint32_t digest;

		if (!c->compared || texts[i].len == 0)
			continue;
		for (j = canary->first; j < canary->first + canary->count; j++) {
			if (k->cells[j].column != (uint16_t)c->stream)
				continue;
			if ((rc = digest_of(c, texts[i], scratch, &digest, err)) != DYE_OK)
				return rc;
			*equal = digest == k->cells[j].digest;
			bits += k->cells[j].bits;
			break;
		}
	}
	*equal = *equal && bits >= SURE;
	return DYE_OK;
}

/* All canaries that have a cell of this digest. */
static enum dye_code
compare_all(const struct dye_canary_known * k, uint32_t digest, const struct dye_canary_columns * columns,
    const struct dye_slice * texts, struct dye_canary_scratch * scratch, bool * returned, uint64_t * canary,
    struct dye_error * err)
{
	size_t place = first_place(k->seed_size, digest);
	enum dye_code rc;

	for (; next_seed(k, digest, &place) && !*returned; place = (place + 1) & (k->seed_size - 1)) {
		const struct known_canary * c = &k->canaries[k->seeds[place].canary - 1];

		if ((rc = compare(k, c, columns, texts, scratch, returned, err)) != DYE_OK)
			return rc;
		*canary = c->id;
	}
	return DYE_OK;
}

enum dye_code
dye_canary_known_row(const struct dye_canary_known * k, const struct dye_canary_columns * columns,
    const struct dye_slice * texts, struct dye_canary_scratch * scratch, bool * returned, uint64_t * canary,
    struct dye_error * err)
{
	uint32_t digest;
	enum dye_code rc;
	uint32_t i;

	*returned = false;
	if (k->seed_count == 0)
		return DYE_OK;
	for (i = 0; i < columns->count && !*returned; i++) {
		const struct dye_canary_column * c = &columns->columns[i];

		if (!c->anchored || (!c->column->identity && !c->key) || texts[i].len == 0)
			continue;
		if ((rc = digest_of(c, texts[i], scratch, &digest, err)) != DYE_OK)
			return rc;
		if ((rc = compare_all(k, digest, columns, texts, scratch, returned, canary, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}
