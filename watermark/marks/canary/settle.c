/*
 * settle.c: canaries that were registered lately are put where they are found without being loaded (stored.h).
 */
#include <stdlib.h>
#include <string.h>

#include "formats/field/kind.h"
#include "watermark/index/entries.h"
#include "watermark/index/lookup.h"
#include "watermark/marks/canary/known.h"
#include "watermark/marks/canary/stored.h"

/* In one transaction: so many canaries at most. */
#define PORTION 8192

struct part {
	struct dye_index * index;   /* Owned. */
	struct dye_entries entries; /* Its list is owned. */
};

struct settling {
	const struct dye_vault * vault;
	struct dye_store * store;
	struct dye_canary_known * teller; /* Owned. */
	struct part * parts;		  /* Owned: of each dataset */
	size_t part_count, part_size;
	struct dye_canary_covered covered;
	struct part * part; /* of the one in hand, */
	uint64_t id;	    /* and its number */
};

static enum dye_code
add_part(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct settling * s = cookie;
	struct part * parts = dye_grown(s->parts, &s->part_size, s->part_count, sizeof(*parts));

	if (parts == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->parts = parts;
	parts += s->part_count;
	*parts = (struct part){0};
	if ((parts->index = calloc(1, sizeof(*parts->index))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->part_count++;
	return dye_index_open(s->vault, s->store, dataset, parts->index, err);
}

static void
settling_release(struct settling * s)
{

	for (size_t i = 0; i < s->part_count; i++) {
		dye_index_close(s->parts[i].index);
		free(s->parts[i].index);
		free(s->parts[i].entries.list);
	}
	free(s->parts);
	dye_canary_known_close(s->teller);
}

/* ---- what is found by what ---- */

static enum dye_code
take_key(void * cookie, uint32_t key, bool finds, struct dye_error * err)
{
	struct settling * s = cookie;

	return dye_entries_add(&s->part->entries, key, finds ? (uint32_t)s->id : 0, err);
}

static enum dye_code
take_canary(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct settling * s = cookie;
	size_t i;

	if (id > UINT32_MAX)
		return dye_fail(err, DYE_EVAULT, "there are too many invented records");
	for (i = 0; i < s->part_count && s->parts[i].index->dataset.id != canary->dataset; i++)
		;
	if (i == s->part_count)
		return dye_fail(err, DYE_EVAULT, "datasets of the registry have been taken away or changed");
	s->part = &s->parts[i];
	s->id = id;
	return dye_canary_tell(s->teller, id, canary, err);
}

static enum dye_code
add_entries(struct part * part, struct dye_error * err)
{
	struct dye_entries * e = &part->entries;

	dye_entries_settle(e);
	return dye_runs_add(part->index, DYE_OF_SEEDS, e->list, e->count, 0, err);
}

/* ---- what is covered ---- */

static enum dye_code
hash_runs(const struct settling * s, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_index ** indices;
	enum dye_code rc;

	if ((indices = calloc(s->part_count + 1, sizeof(struct dye_index *))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < s->part_count; i++)
		indices[i] = s->parts[i].index;
	rc = dye_canary_stored_hash(indices, s->part_count, hash, err);
	free(indices);
	return rc;
}

/* Runs of another version are of no use. What is added to must be what was written. */
static enum dye_code
begin_behind(struct settling * s, struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];
	bool got;

	DYE_TRY(dye_store_covered_get(s->store, &s->covered, &got, err));
	if (!got || s->covered.version != DYE_STORED_VERSION) {
		s->covered = (struct dye_canary_covered){.version = DYE_STORED_VERSION};
		return dye_store_index_clear(s->store, DYE_OF_SEEDS, err);
	}
	DYE_TRY(dye_canary_stored_readable(&s->covered, err));
	DYE_TRY(hash_runs(s, hash, err));
	if (memcmp(hash, s->covered.runs, DYE_HASH_LEN) != 0)
		return dye_fail(err, DYE_EVAULT,
		    "what invented records are found by is not what was written (" DYE_SEEDS_REMEDY ")");
	return DYE_OK;
}

static enum dye_code
add_kind(struct dye_canary_covered * c, uint64_t kind, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < DYE_COVERED_KINDS && c->kinds[i] != 0 && c->kinds[i] != kind; i++)
		;
	if (i == DYE_COVERED_KINDS)
		return dye_fail(err, DYE_EVAULT, "invented records have cells of too many kinds");
	c->kinds[i] = kind;
	return DYE_OK;
}

static enum dye_code
put_covered(struct settling * s, struct dye_error * err)
{
	uint64_t kinds = dye_canary_told_kinds(s->teller);

	for (; kinds != 0; kinds &= kinds - 1)
		DYE_TRY(add_kind(&s->covered, dye_stored_kind(dye_kinds[__builtin_ctzll(kinds)]->name), err));
	DYE_TRY(hash_runs(s, s->covered.runs, err));
	return dye_store_covered_put(s->store, &s->covered, err);
}

/* Up to ${to}, inside a transaction. What others have covered since need not be. */
static enum dye_code
settle_portion(struct settling * s, const struct dye_canary_chain * to, struct dye_error * err)
{
	const struct dye_mark_context context = {.vault = s->vault, .store = s->store, .quiet = true};

	DYE_TRY(dye_store_dataset_each(s->store, add_part, s, err));
	DYE_TRY(begin_behind(s, err));
	if (s->covered.chain.last >= to->last)
		return DYE_OK;
	DYE_TRY(dye_canary_teller_open(&context, take_key, s, &s->teller, err));
	DYE_TRY(dye_store_canary_follow(s->store, &s->covered.chain, to->last, take_canary, s, err));
	if (memcmp(s->covered.chain.hash, to->hash, DYE_HASH_LEN) != 0)
		return dye_fail(err, DYE_EVAULT, "canaries of the registry have been taken away or changed");
	for (size_t i = 0; i < s->part_count; i++)
		DYE_TRY(add_entries(&s->parts[i], err));
	return put_covered(s, err);
}

/* ---- how far ---- */

/* Where portions end: the chain was followed from there to the end of the log, so that it is known that they are what was registered. */
struct portions {
	struct dye_canary_chain chain;
	uint64_t count;			/* followed */
	struct dye_canary_chain * ends; /* Owned. */
	size_t end_count, end_size;
};

static enum dye_code
end_portion(struct portions * p, struct dye_error * err)
{
	struct dye_canary_chain * ends = dye_grown(p->ends, &p->end_size, p->end_count, sizeof(*ends));

	if (ends == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	p->ends = ends;
	ends[p->end_count++] = p->chain;
	return DYE_OK;
}

static enum dye_code
count_canary(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{
	struct portions * p = cookie;

	(void)id, (void)canary;
	return ++p->count % PORTION == 0 ? end_portion(p, err) : DYE_OK;
}

/* Inside a transaction: from p->chain on. */
static enum dye_code
find_portions(struct dye_store * store, struct portions * p, struct dye_error * err)
{

	DYE_TRY(dye_store_canary_check(store, &p->chain, count_canary, p, err));
	return p->count % PORTION == 0 ? DYE_OK : end_portion(p, err);
}

static enum dye_code
find_portions_behind(struct dye_store * store, struct portions * p, struct dye_error * err)
{
	struct dye_canary_covered covered;
	bool got;

	DYE_TRY(dye_store_covered_get(store, &covered, &got, err));
	if (got && covered.version == DYE_STORED_VERSION)
		p->chain = covered.chain;
	return find_portions(store, p, err);
}

static enum dye_code
settle_each(const struct dye_vault * vault, struct dye_store * store, const struct portions * p, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < p->end_count && rc == DYE_OK; i++) {
		struct settling s = {.vault = vault, .store = store};

		if ((rc = dye_store_index_begin(store, err)) == DYE_OK)
			rc = dye_store_index_end(store, settle_portion(&s, &p->ends[i], err), err);
		settling_release(&s);
	}
	return rc;
}

enum dye_code
dye_canary_settle(const struct dye_vault * vault, struct dye_store * store, uint64_t least, struct dye_error * err)
{
	struct portions p = {0};
	enum dye_code rc;
	uint64_t count;

	DYE_TRY(dye_store_uncovered(store, &count, err));
	if (count < least || count == 0)
		return DYE_OK;
	DYE_TRY(dye_store_look(store, err));
	rc = find_portions_behind(store, &p, err);
	dye_store_look_end(store);
	if (rc == DYE_OK)
		rc = settle_each(vault, store, &p, err);
	free(p.ends);
	return rc;
}

/* ---- anew ---- */

static enum dye_code
clear_all(struct dye_store * store, struct dye_error * err)
{

	DYE_TRY(dye_store_covered_drop(store, err));
	return dye_store_index_clear(store, DYE_OF_SEEDS, err);
}

enum dye_code
dye_canary_rebuild(const struct dye_vault * vault, struct dye_store * store, uint64_t * count, struct dye_error * err)
{
	struct portions p = {0};
	enum dye_code rc;

	DYE_TRY(dye_store_look(store, err));
	rc = find_portions(store, &p, err);
	dye_store_look_end(store);
	if (rc == DYE_OK && (rc = dye_store_index_begin(store, err)) == DYE_OK)
		rc = dye_store_index_end(store, clear_all(store, err), err);
	if (rc == DYE_OK)
		rc = settle_each(vault, store, &p, err);
	*count = p.count;
	free(p.ends);
	return rc;
}

enum dye_code
dye_vault_canaries_rebuild(struct dye_vault * vault, uint64_t * count, struct dye_error * err)
{

	return dye_canary_rebuild(vault, dye_vault_store(vault), count, err);
}
