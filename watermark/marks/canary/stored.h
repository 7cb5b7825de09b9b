/*
 * stored.h: canaries that nobody loads before a row asks for them: what each is found by lies in runs of the index (watermark/index/lookup.h), so that
 * neither the start of an export nor its memory grows with their number.
 *
 * A key is 32 bits. Of a canary's cell they are its seeds, as they stand in seeds.h; they find it, and whoever finds it looks as closely as at one that was
 * loaded (known.h). Others only say that some canary has something: a word of a seed, a trait, a kind by which cells are read. They keep rows that have
 * nothing of it from being read any closer, and are never less than what the tables of loaded canaries say: a key too many costs time, and changes nothing.
 */
#ifndef DYE_MARKS_CANARY_STORED_H
#define DYE_MARKS_CANARY_STORED_H

#include "watermark/registry/store.h"
#include "watermark/vault/vault.h"

/*
 * Of what makes keys: seeds (piece_cell.c, piece_words.h), traits, digests of cells. Whoever changes one of these must add 1: runs of another version are
 * not read, and the next export makes new ones. tests/unit/test_stored.c knows by a digest of keys that something has changed.
 */
#define DYE_STORED_VERSION 1

/* So many are loaded at most, while exports end in good order. */
#define DYE_STORED_FROM 1024

/* What a key says. */
enum dye_stored_what {
	DYE_STORED_MEMBER, /* some seed is made of the word of this hash, but for its lowest bit, and is not that word */
	DYE_STORED_TRAIT,  /* some cell that is looked up by its kind has the trait; */
	DYE_STORED_KIND,   /* some is looked up by this kind; */
	DYE_STORED_BLIND,  /* its trait cannot be told */
	DYE_STORED_SHORTS,     /* some seed is a number of so many digits */
	DYE_STORED_ACROSS,     /* some seed is words across signs */
	DYE_STORED_SHORT_CELL, /* some cell has no seed, so short is it; */
	DYE_STORED_UNIT,       /* it is of this unit: the only one of these that finds it */
};

/* ${kind}: what names it here, dye_stored_kind(); 0 where that says nothing. */
static inline uint32_t
dye_stored_key(enum dye_stored_what what, uint64_t kind, uint64_t value)
{
	uint64_t mixed = (value ^ kind * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0x9E3779B97F4A7C15);

	mixed = (mixed ^ mixed >> 32 ^ (uint64_t)(what + 1) << 56) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)(mixed >> 32);
}

/* By this a kind is the same in every program: 64 bits of the digest of its name. */
uint64_t dye_stored_kind(const char * name);

/* For one thread at a time. */
struct dye_canary_stored;

/**
 * dye_canary_stored_open(vault, store, least, &stored, err): What runs have at this moment, in a store of its own: at least all canaries along the chain
 * to ${least}, which somebody has verified; DYE_EVAULT where they have not, or are not what was written.
 */
enum dye_code dye_canary_stored_open(const struct dye_vault * vault, const struct dye_store * store,
    const struct dye_canary_chain * least, struct dye_canary_stored ** stored, struct dye_error * err);
void dye_canary_stored_close(struct dye_canary_stored * stored);

/* Its own store, in which one state is seen until it is closed. */
struct dye_store * dye_canary_stored_store(const struct dye_canary_stored * stored);

/* Whether some canary may have the key; false is certain. Where it cannot be known it is true, and dye_canary_stored_find() fails from then on. */
bool dye_canary_stored_may(struct dye_canary_stored * stored, uint32_t key);

typedef enum dye_code (*dye_stored_visit)(void * cookie, uint64_t canary, struct dye_error * err);

/* The numbers of the registry of all canaries that have the key, some maybe twice. ${visit} may not look anything up here. */
enum dye_code dye_canary_stored_find(
    struct dye_canary_stored * stored, uint32_t key, dye_stored_visit visit, void * cookie, struct dye_error * err);

/* Which runs those are: for covered->runs. ${indices}: of all datasets. */
struct dye_index;
enum dye_code dye_canary_stored_hash(
    struct dye_index * const * indices, size_t count, uint8_t hash[DYE_HASH_LEN], struct dye_error * err);

/* The canaries of ${covered} are all of kinds that this program has; else DYE_EVAULT. */
enum dye_code dye_canary_stored_readable(const struct dye_canary_covered * covered, struct dye_error * err);

/**
 * dye_canary_settle(vault, store, least, err): Where ${least} canaries or more are in no runs yet, put them there. A part that is done stays done where it
 * fails or is killed, and nothing hangs on it: what is in no run is loaded.
 * dye_canary_rebuild(vault, store, &count, err): Throw away whatever runs there are, and what is said of them, be they damaged, and put all canaries into new
 * ones; ${count}: so many. Nothing is thrown away where the canaries are not what was registered (DYE_EVAULT).
 */
enum dye_code dye_canary_settle(
    const struct dye_vault * vault, struct dye_store * store, uint64_t least, struct dye_error * err);
enum dye_code dye_canary_rebuild(
    const struct dye_vault * vault, struct dye_store * store, uint64_t * count, struct dye_error * err);

#endif
