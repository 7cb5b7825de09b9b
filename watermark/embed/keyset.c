#include "watermark/embed/keyset.h"

#include <stdlib.h>

/* Zero marks a free place; the key 0 is kept as 1: one pair in 2^64 that is taken for equal does no harm but a refusal. */
static uint64_t
stored(uint64_t key)
{

	return key == 0 ? 1 : key;
}

/* The place of the key, or the free one where it belongs. */
static size_t
place(const struct dye_keyset * set, uint64_t key)
{
	size_t i = (size_t)key & (set->size - 1);

	while (set->slots[i] != 0 && set->slots[i] != key)
		i = (i + 1) & (set->size - 1);
	return i;
}

static enum dye_code
grow(struct dye_keyset * set, struct dye_error * err)
{
	struct dye_keyset larger = {.size = set->size == 0 ? 256 : set->size * 2, .count = set->count};
	size_t i;

	if ((larger.slots = calloc(larger.size, sizeof(*larger.slots))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < set->size; i++)
		if (set->slots[i] != 0)
			larger.slots[place(&larger, set->slots[i])] = set->slots[i];
	free(set->slots);
	*set = larger;
	return DYE_OK;
}

enum dye_code
dye_keyset_add(struct dye_keyset * set, uint64_t key, struct dye_error * err)
{
	enum dye_code rc;
	size_t i;

	if (2 * (set->count + 1) > set->size && (rc = grow(set, err)) != DYE_OK)
		return rc;
	i = place(set, stored(key));
	set->count += set->slots[i] == 0;
	set->slots[i] = stored(key);
	return DYE_OK;
}

bool
dye_keyset_has(const struct dye_keyset * set, uint64_t key)
{

	return set->count > 0 && set->slots[place(set, stored(key))] != 0;
}

void
dye_keyset_release(struct dye_keyset * set)
{

	free(set->slots);
	*set = (struct dye_keyset){0};
}
