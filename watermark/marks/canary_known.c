#include "watermark/marks/canary_known.h"

#include <stdlib.h>
#include <string.h>

#include "watermark/embed/keyset.h"
#include "watermark/marks/canary_record.h"

/* Cells that agree must be as improbable as this, as log2. */
#define SURE (-24.0)

/* One invented cell: parts of digests. */
struct known_cell {
	uint32_t column;
	float log2_bound;
	uint64_t digest;
};

struct known_canary {
	uint64_t id;
	uint32_t first; /* of its cells */
	uint32_t count;
};

/* A cell by which a canary is looked up. */
struct known_seed {
	uint64_t digest;
	uint32_t canary;
};

struct dye_canary_known {
	const struct dye_mark_context * context; /* Not owned; while loading. */
	struct known_canary * canaries;		 /* Owned, as are the following. */
	size_t canary_count, canary_size;
	struct known_cell * cells;
	size_t cell_count, cell_size;
	struct known_seed * seeds; /* by digest */
	size_t seed_count, seed_size;
	struct dye_keyset seeded; /* the same digests */
	struct dye_keyset banned;
	uint8_t seal_key[DYE_KEY_LEN];
	struct dye_canary_record record; /* scratch */
	struct dye_buffer scratch;
};

/* Room for one more. */
static enum dye_code
grow(void ** array, size_t * size, size_t count, size_t member, struct dye_error * err)
{
	size_t larger = *size == 0 ? 256 : *size * 2;
	void * moved;

	if (count < *size)
		return DYE_OK;
	if ((moved = reallocarray(*array, larger, member)) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	*array = moved;
	*size = larger;
	return DYE_OK;
}

static uint32_t
column_of(struct dye_slice name)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(name.data, name.len, digest);
	return dye_get_u32(digest);
}

static enum dye_code
add_seed(struct dye_canary_known * k, uint64_t digest, struct dye_error * err)
{
	enum dye_code rc;

	if ((rc = grow((void **)&k->seeds, &k->seed_size, k->seed_count, sizeof(*k->seeds), err)) != DYE_OK)
		return rc;
	k->seeds[k->seed_count++] = (struct known_seed){digest, (uint32_t)k->canary_count};
	return dye_keyset_add(&k->seeded, digest, err);
}

static enum dye_code
add_cell(struct dye_canary_known * k, const struct dye_canary_text * t, struct dye_error * err)
{
	char name[64];
	const struct dye_kind * kind;
	uint8_t digest[DYE_PRF_LEN];
	double bound = 0;
	enum dye_code rc;
	uint32_t i;

	if (t->kind.len >= sizeof(name))
		return DYE_OK;
	memcpy(name, t->kind.data, t->kind.len);
	name[t->kind.len] = '\0';
	if ((kind = dye_kind_find(name)) == NULL)
		return DYE_OK;
	if ((rc = dye_cell_digest(name, t->canonical, NULL, &k->scratch, digest, err)) != DYE_OK ||
	    (rc = grow((void **)&k->cells, &k->cell_size, k->cell_count, sizeof(*k->cells), err)) != DYE_OK)
		return rc;
	for (i = 0; i < k->record.node_count; i++)
		bound += (t->nodes >> i & 1) != 0 ? k->record.log2_bounds[i] : 0;
	k->cells[k->cell_count++] = (struct known_cell){column_of(t->column), (float)bound, dye_get_u64(digest)};
	return kind->exact || kind->distinctive ? add_seed(k, dye_get_u64(digest), err) : DYE_OK;
}

static enum dye_code
load(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct dye_canary_known * k = cookie;
	struct known_canary * c;
	enum dye_code rc;
	uint32_t i;

	if (canary->burned && canary->recipient == k->context->recipient &&
	    (rc = dye_keyset_add(&k->banned, dye_get_u64(canary->parent), err)) != DYE_OK)
		return rc;
	if ((rc = dye_canary_unseal(
		 k->seal_key, k->context->dataset->salt, canary->parent, canary->sealed, &k->record, err)) != DYE_OK)
		return rc;
	if ((rc = grow((void **)&k->canaries, &k->canary_size, k->canary_count, sizeof(*c), err)) != DYE_OK)
		return rc;
	c = &k->canaries[k->canary_count];
	*c = (struct known_canary){id, (uint32_t)k->cell_count, 0};
	for (i = 0; i < k->record.cell_count; i++)
		if ((rc = add_cell(k, &k->record.cells[i], err)) != DYE_OK)
			return rc;
	c->count = (uint32_t)k->cell_count - c->first;
	k->canary_count++;
	return DYE_OK;
}

static int
by_digest(const void * a, const void * b)
{
	const struct known_seed * x = a;
	const struct known_seed * y = b;

	return x->digest < y->digest ? -1 : x->digest > y->digest;
}

enum dye_code
dye_canary_known_open(const struct dye_mark_context * context, struct dye_canary_known ** known, struct dye_error * err)
{
	const struct dye_store * store = context->store;
	struct dye_canary_known * k;
	enum dye_code rc;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->context = context;
	rc = dye_vault_key(
	    context->vault, context->dataset->salt, DYE_LABEL_SEAL, k->seal_key, sizeof(k->seal_key), err);
	if (rc == DYE_OK)
		rc = store->backend->canary_each(store->state, context->dataset->id, load, k, err);
	dye_canary_record_release(&k->record);
	dye_buffer_release_secret(&k->scratch);
	dye_wipe(k->seal_key, sizeof(k->seal_key));
	if (rc != DYE_OK) {
		dye_canary_known_close(k);
		return rc;
	}
	if (k->seed_count > 0)
		qsort(k->seeds, k->seed_count, sizeof(*k->seeds), by_digest);
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
	dye_keyset_release(&k->seeded);
	dye_keyset_release(&k->banned);
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

	return dye_keyset_has(&k->seeded, dye_get_u64(digest));
}

bool
dye_canary_known_banned(const struct dye_canary_known * k, const uint8_t parent[DYE_PRF_LEN])
{

	return dye_keyset_has(&k->banned, dye_get_u64(parent));
}

void
dye_canary_scratch_release(struct dye_canary_scratch * scratch)
{

	dye_parse_release(&scratch->parse);
	dye_buffer_release_secret(&scratch->bytes);
}

static enum dye_code
digest_of(const struct dye_canary_column * c, struct dye_slice text, struct dye_canary_scratch * scratch,
    uint64_t * out, struct dye_error * err)
{
	uint8_t digest[DYE_PRF_LEN];
	enum dye_code rc;

	if ((rc = c->column->kind->parse(text, &scratch->parse, err)) != DYE_OK ||
	    (rc = dye_cell_digest(c->column->kind->name, dye_buffer_slice(&scratch->parse.canonical), NULL,
		 &scratch->bytes, digest, err)) != DYE_OK)
		return rc;
	*out = dye_get_u64(digest);
	return DYE_OK;
}

/* Compare a row with one canary, column by column. */
static enum dye_code
compare(const struct dye_canary_known * k, const struct known_canary * canary,
    const struct dye_canary_columns * columns, const struct dye_slice * texts, struct dye_canary_scratch * scratch,
    bool * equal, struct dye_error * err)
{
	double bound = 0;
	enum dye_code rc;
	uint32_t i, j;

	*equal = true;
	for (i = 0; i < columns->count && *equal; i++) {
		const struct dye_canary_column * c = &columns->columns[i];
		uint64_t digest;

		if (!c->compared || texts[i].len == 0)
			continue;
		for (j = canary->first; j < canary->first + canary->count; j++) {
			if (k->cells[j].column != (uint32_t)c->stream)
				continue;
			if ((rc = digest_of(c, texts[i], scratch, &digest, err)) != DYE_OK)
				return rc;
			*equal = digest == k->cells[j].digest;
			bound += k->cells[j].log2_bound;
			break;
		}
	}
	*equal = *equal && bound <= SURE;
	return DYE_OK;
}

/* All canaries that have a cell of this digest. */
static enum dye_code
compare_all(const struct dye_canary_known * k, uint64_t digest, const struct dye_canary_columns * columns,
    const struct dye_slice * texts, struct dye_canary_scratch * scratch, bool * returned, uint64_t * canary,
    struct dye_error * err)
{
	size_t low = 0, high = k->seed_count;
	enum dye_code rc;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (k->seeds[mid].digest < digest)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < k->seed_count && k->seeds[low].digest == digest && !*returned; low++) {
		const struct known_canary * c = &k->canaries[k->seeds[low].canary];

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
	uint64_t digest;
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
		if (dye_keyset_has(&k->seeded, digest) &&
		    (rc = compare_all(k, digest, columns, texts, scratch, returned, canary, err)) != DYE_OK)
			return rc;
	}
	return DYE_OK;
}
