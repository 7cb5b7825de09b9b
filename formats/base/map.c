#include "formats/base/map.h"

#include <stdlib.h>

/* Where a key stands, or the free place where it would. The digest is random enough to be its own hash. */
static size_t
place(const struct dye_map * map, uint64_t key)
{
	size_t i = (size_t)key & (map->size - 1);

	while (map->keys[i] != 0 && map->keys[i] != key)
		i = (i + 1) & (map->size - 1);
	return i;
}

static enum dye_code
grow(struct dye_map * map, bool valued, struct dye_error * err)
{
	struct dye_map bigger = {.size = map->size == 0 ? 64 : map->size * 2, .count = map->count};
	size_t i, at;

	if (bigger.size < map->size || (bigger.keys = calloc(bigger.size, sizeof(*bigger.keys))) == NULL)
		goto err0;
	if (valued && (bigger.values = calloc(bigger.size, sizeof(*bigger.values))) == NULL)
		goto err1;
	for (i = 0; i < map->size; i++) {
		if (map->keys[i] == 0)
			continue;
		at = place(&bigger, map->keys[i]);
		bigger.keys[at] = map->keys[i];
		if (valued)
			bigger.values[at] = map->values[i];
	}
	dye_map_release(map);
	*map = bigger;
	return DYE_OK;

err1:
	free(bigger.keys);
err0:
	return dye_fail(err, DYE_ENOMEM, "out of memory");
}

enum dye_code
dye_map_put(struct dye_map * map, uint64_t digest, bool valued, size_t * at, bool * fresh, struct dye_error * err)
{
	enum dye_code rc;

	/* 0 marks a free place. */
	digest += digest == 0;
	if (map->count >= map->size - map->size / 4 && (rc = grow(map, valued, err)) != DYE_OK)
		return rc;
	*at = place(map, digest);
	*fresh = map->keys[*at] == 0;
	if (*fresh) {
		map->keys[*at] = digest;
		map->count++;
	}
	return DYE_OK;
}

enum dye_code
dye_set_add(struct dye_map * set, uint64_t digest, bool * fresh, struct dye_error * err)
{
	size_t at;
	bool unwanted;

	return dye_map_put(set, digest, false, &at, fresh != NULL ? fresh : &unwanted, err);
}

enum dye_code
dye_set_merge(struct dye_map * set, const struct dye_map * other, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < other->size; i++)
		if (other->keys[i] != 0)
			DYE_TRY(dye_set_add(set, other->keys[i], NULL, err));
	return DYE_OK;
}

bool
dye_set_has(const struct dye_map * set, uint64_t digest)
{

	return set->size > 0 && set->keys[place(set, digest + (digest == 0))] != 0;
}

const uint64_t *
dye_map_get(const struct dye_map * map, uint64_t digest)
{
	size_t at;

	if (map->size == 0)
		return NULL;
	digest += digest == 0;
	at = place(map, digest);
	return map->keys[at] == 0 ? NULL : &map->values[at];
}

void
dye_map_release(struct dye_map * map)
{

	free(map->keys);
	free(map->values);
	*map = (struct dye_map){0};
}

uint64_t
dye_digest_mix(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2));

	/* The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}
