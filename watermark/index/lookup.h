/*
 * lookup.h: runs that are looked up by a few keys at a time, of very many: a filter, of which only what is asked for is read, says which run may have a key,
 * and one small block then has it. Its anchors are keys of 32 bits.
 */
#ifndef DYE_INDEX_LOOKUP_H
#define DYE_INDEX_LOOKUP_H

#include "watermark/index/runs.h"

struct dye_lookup_run;

/* What an owner does where such runs are not what was written. */
#define DYE_SEEDS_REMEDY "leakdye canaries --rebuild makes it anew"

/* All zero may be closed. */
struct dye_lookup {
	struct dye_index * index;     /* Not owned. */
	struct dye_lookup_run * runs; /* Owned. */
	size_t count, size;
	size_t pages;		 /* of filters that are in memory */
	struct dye_buffer block; /* scratch */
};

/**
 * dye_lookup_open(index, family, lookup, err): Inside a transaction that must not end before it is closed: all runs of the family. Where this fails, close it
 * all the same.
 */
enum dye_code dye_lookup_open(
    struct dye_index * index, enum dye_family family, struct dye_lookup * lookup, struct dye_error * err);
void dye_lookup_close(struct dye_lookup * lookup);

/* Which runs there are, as bytes to be signed: appended to ${out}. */
enum dye_code dye_lookup_list(const struct dye_lookup * lookup, struct dye_buffer * out, struct dye_error * err);

/* Whether some entry may be of the key; false is certain. */
enum dye_code dye_lookup_may(struct dye_lookup * lookup, uint32_t key, bool * may, struct dye_error * err);

typedef enum dye_code (*dye_lookup_visit)(void * cookie, uint32_t number, struct dye_error * err);

/* The numbers of all entries of the key. ${visit} may not look anything up here. */
enum dye_code dye_lookup_find(
    struct dye_lookup * lookup, uint32_t key, dye_lookup_visit visit, void * cookie, struct dye_error * err);

#endif
