#include "watermark/marks/canary/stored.h"

#include <stdlib.h>
#include <string.h>

#include "formats/field/kind.h"
#include "watermark/index/lookup.h"

struct part {
	struct dye_index index;
	struct dye_lookup lookup;
};

struct dye_canary_stored {
	const struct dye_vault * vault; /* Not owned. */
	struct dye_store * store;	/* Owned. */
	bool looking;
	struct part ** parts; /* Owned, each and all: one for each dataset */
	size_t count, size;
	enum dye_code failed; /* where dye_canary_stored_may() could not know */
	struct dye_error failure;
};

uint64_t
dye_stored_kind(const char * name)
{
	uint8_t digest[DYE_PRF_LEN];

	dye_digest(name, strlen(name), digest);
	return dye_get_u64(digest);
}

static bool
has_kind(uint64_t kind)
{

	for (size_t i = 0; dye_kinds[i] != NULL; i++)
		if (dye_stored_kind(dye_kinds[i]->name) == kind)
			return true;
	return false;
}

enum dye_code
dye_canary_stored_readable(const struct dye_canary_covered * c, struct dye_error * err)
{

	for (size_t i = 0; i < DYE_COVERED_KINDS && c->kinds[i] != 0; i++)
		if (!has_kind(c->kinds[i]))
			return dye_fail(err, DYE_EVAULT,
			    "invented records have cells of a kind that this program does not have, so they cannot be "
			    "recognised where they come back: a program that has the kind must be used");
	return DYE_OK;
}

static enum dye_code
damaged(struct dye_error * err)
{

	return dye_fail(err, DYE_EVAULT,
	    "what invented records are found by is not what was written: something was changed, taken away or put in "
	    "(" DYE_SEEDS_REMEDY ")");
}

/* ---- which runs ---- */

static enum dye_code
list_parts(struct part * const * parts, size_t count, struct dye_buffer * list, struct dye_error * err)
{

	for (size_t i = 0; i < count; i++)
		if (parts[i]->lookup.count > 0)
			DYE_TRY(dye_lookup_list(&parts[i]->lookup, list, err));
	return DYE_OK;
}

static enum dye_code
list_indices(struct dye_index * const * indices, size_t count, struct dye_buffer * list, struct dye_error * err)
{
	enum dye_code rc = DYE_OK;

	for (size_t i = 0; i < count && rc == DYE_OK; i++) {
		struct dye_lookup lookup = {0};

		if ((rc = dye_lookup_open(indices[i], DYE_OF_SEEDS, &lookup, err)) == DYE_OK && lookup.count > 0)
			rc = dye_lookup_list(&lookup, list, err);
		dye_lookup_close(&lookup);
	}
	return rc;
}

static enum dye_code
hash_list(const struct dye_buffer * list, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_hash * h;
	enum dye_code rc;

	DYE_TRY(dye_hash_open(&h, err));
	if ((rc = dye_hash_update(h, list->data, list->len, err)) == DYE_OK)
		rc = dye_hash_final(h, hash, err);
	dye_hash_close(h);
	return rc;
}

enum dye_code
dye_canary_stored_hash(
    struct dye_index * const * indices, size_t count, uint8_t hash[DYE_HASH_LEN], struct dye_error * err)
{
	struct dye_buffer list = {0};
	enum dye_code rc;

	if ((rc = list_indices(indices, count, &list, err)) == DYE_OK)
		rc = hash_list(&list, hash, err);
	dye_buffer_release(&list);
	return rc;
}

/* ---- opening ---- */

static enum dye_code
add_part(void * cookie, const struct dye_dataset * dataset, struct dye_error * err)
{
	struct dye_canary_stored * s = cookie;
	struct part ** parts = dye_grown(s->parts, &s->size, s->count, sizeof(struct part *));

	if (parts == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->parts = parts;
	if ((parts[s->count] = calloc(1, sizeof(struct part))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->count++;
	return dye_index_open(s->vault, s->store, dataset, &parts[s->count - 1]->index, err);
}

static enum dye_code
pass_by(void * cookie, uint64_t id, const struct dye_canary * canary, struct dye_error * err)
{

	(void)cookie, (void)id, (void)canary, (void)err;
	return DYE_OK;
}

/* The point may be newer than what was verified. It must be further along the same chain: not of a registry that was put back since. */
static enum dye_code
check_chain(struct dye_canary_stored * s, const struct dye_canary_chain * least,
    const struct dye_canary_chain * covered, struct dye_error * err)
{
	struct dye_canary_chain chain = *least;

	if (covered->last < chain.last)
		return damaged(err);
	if (covered->last > chain.last)
		DYE_TRY(dye_store_canary_follow(s->store, &chain, covered->last, pass_by, NULL, err));
	return memcmp(chain.hash, covered->hash, DYE_HASH_LEN) == 0 ? DYE_OK : damaged(err);
}

static enum dye_code
open_parts(struct dye_canary_stored * s, const struct dye_canary_chain * least, struct dye_error * err)
{
	struct dye_canary_covered covered;
	uint8_t hash[DYE_HASH_LEN];
	struct dye_buffer list = {0};
	enum dye_code rc;
	bool got;

	DYE_TRY(dye_store_covered_get(s->store, &covered, &got, err));
	if (!got || covered.version != DYE_STORED_VERSION)
		return damaged(err);
	DYE_TRY(check_chain(s, least, &covered.chain, err));
	DYE_TRY(dye_store_dataset_each(s->store, add_part, s, err));
	for (size_t i = 0; i < s->count; i++)
		DYE_TRY(dye_lookup_open(&s->parts[i]->index, DYE_OF_SEEDS, &s->parts[i]->lookup, err));
	if ((rc = list_parts(s->parts, s->count, &list, err)) == DYE_OK)
		rc = hash_list(&list, hash, err);
	dye_buffer_release(&list);
	if (rc == DYE_OK && memcmp(hash, covered.runs, DYE_HASH_LEN) != 0)
		return damaged(err);
	return rc;
}

static enum dye_code
open_store(struct dye_canary_stored * s, const struct dye_store * store, const struct dye_canary_chain * least,
    struct dye_error * err)
{

	DYE_TRY(dye_store_again(store, &s->store, err));
	DYE_TRY(dye_store_look(s->store, err));
	s->looking = true;
	return open_parts(s, least, err);
}

enum dye_code
dye_canary_stored_open(const struct dye_vault * vault, const struct dye_store * store,
    const struct dye_canary_chain * least, struct dye_canary_stored ** stored, struct dye_error * err)
{
	struct dye_canary_stored * s;
	enum dye_code rc;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	s->vault = vault;
	if ((rc = open_store(s, store, least, err)) != DYE_OK) {
		dye_canary_stored_close(s);
		return rc;
	}
	*stored = s;
	return DYE_OK;
}

void
dye_canary_stored_close(struct dye_canary_stored * s)
{

	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		dye_lookup_close(&s->parts[i]->lookup);
		dye_index_close(&s->parts[i]->index);
		free(s->parts[i]);
	}
	free(s->parts);
	if (s->looking)
		dye_store_look_end(s->store);
	dye_store_close(s->store);
	free(s);
}

struct dye_store *
dye_canary_stored_store(const struct dye_canary_stored * s)
{

	return s->store;
}

/* ---- looking up ---- */

bool
dye_canary_stored_may(struct dye_canary_stored * s, uint32_t key)
{
	bool may = s->failed != DYE_OK;

	for (size_t i = 0; i < s->count && !may; i++)
		if ((s->failed = dye_lookup_may(&s->parts[i]->lookup, key, &may, &s->failure)) != DYE_OK)
			may = true;
	return may;
}

/* Who is told of numbers that are canaries'. */
struct finding {
	dye_stored_visit visit;
	void * cookie;
};

static enum dye_code
found(void * cookie, uint32_t number, struct dye_error * err)
{
	const struct finding * f = cookie;

	return number == 0 ? DYE_OK : f->visit(f->cookie, number, err);
}

enum dye_code
dye_canary_stored_find(
    struct dye_canary_stored * s, uint32_t key, dye_stored_visit visit, void * cookie, struct dye_error * err)
{
	struct finding f = {visit, cookie};

	if (s->failed != DYE_OK) {
		if (err != NULL)
			*err = s->failure;
		return s->failed;
	}
	for (size_t i = 0; i < s->count; i++)
		DYE_TRY(dye_lookup_find(&s->parts[i]->lookup, key, found, &f, err));
	return DYE_OK;
}
