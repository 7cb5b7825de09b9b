/*
 * keys.h: many keys that are looked up together: anchors of cells, or keys of whole rows.
 */
#ifndef DYE_INDEX_KEYS_H
#define DYE_INDEX_KEYS_H

#include "watermark/index/runs.h"
#include "watermark/index/sort.h"

/* All zero is empty. */
struct dye_keys {
	struct dye_keyed * list; /* Owned; until they are looked up */
	size_t count, size;
	uint64_t * distinct; /* Owned: ascending */
	uint32_t * place;    /* Owned: of each, in the order in which they were put, among the distinct ones */
	size_t distinct_count;
	struct dye_index_hits hits; /* Owned: rows that have them, */
	uint32_t * starts;	    /* Owned: from where on those of distinct key i stand; one more than there are */
};

/**
 * dye_keys_put(keys, key, err): One more, whose number is how many there were.
 * dye_keys_look_up(keys, index, family, err): All were put: find the rows that have them.
 */
enum dye_code dye_keys_put(struct dye_keys * keys, uint64_t key, struct dye_error * err);
enum dye_code dye_keys_look_up(
    struct dye_keys * keys, struct dye_index * index, enum dye_family family, struct dye_error * err);
void dye_keys_release(struct dye_keys * keys);

/* The rows that have distinct key ${place}: *count of them, ascending by number. */
static inline const struct dye_index_hit *
dye_keys_hits(const struct dye_keys * keys, uint32_t place, size_t * count)
{

	*count = keys->starts[place + 1] - keys->starts[place];
	return *count == 0 ? NULL : &keys->hits.list[keys->starts[place]];
}

#endif
