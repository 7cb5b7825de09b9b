#include "watermark/marks/canary/seeds.h"

#include <stdlib.h>

struct dye_canary_seed {
	uint32_t digest; /* it says where in the table it stands, too */
	uint32_t cell;	 /* 0: a free place */
};

static size_t
first_place(size_t size, uint32_t digest)
{

	return (size_t)(digest * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);
}

static void
put(struct dye_canary_seed * places, size_t size, struct dye_canary_seed seed)
{
	size_t i = first_place(size, seed.digest);

	while (places[i].cell != 0)
		i = (i + 1) & (size - 1);
	places[i] = seed;
}

enum dye_code
dye_canary_seeds_add(struct dye_canary_seeds * s, uint32_t digest, uint32_t cell, struct dye_error * err)
{
	size_t i, size = s->size == 0 ? 1024 : s->size * 2;
	struct dye_canary_seed * places;

	if (2 * (s->count + 1) > s->size) {
		if ((places = calloc(size, sizeof(*places))) == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		for (i = 0; i < s->size; i++)
			if (s->places[i].cell != 0)
				put(places, size, s->places[i]);
		free(s->places);
		s->places = places;
		s->size = size;
	}
	put(s->places, s->size, (struct dye_canary_seed){digest, cell});
	s->count++;
	return DYE_OK;
}

enum dye_code
dye_canary_seeds_keep(struct dye_canary_seeds * s, uint32_t cells, struct dye_error * err)
{
	struct dye_canary_seeds kept = {0};
	enum dye_code rc = DYE_OK;
	size_t i;

	for (i = 0; i < s->size && rc == DYE_OK; i++)
		if (s->places[i].cell != 0 && s->places[i].cell <= cells)
			rc = dye_canary_seeds_add(&kept, s->places[i].digest, s->places[i].cell, err);
	if (rc != DYE_OK) {
		dye_canary_seeds_release(&kept);
		return rc;
	}
	dye_canary_seeds_release(s);
	*s = kept;
	return DYE_OK;
}

/* From ${place} on. */
static uint32_t
seed_at(const struct dye_canary_seeds * s, uint32_t digest, size_t * place)
{

	while (s->places[*place].cell != 0 && s->places[*place].digest != digest)
		*place = (*place + 1) & (s->size - 1);
	return s->places[*place].cell;
}

uint32_t
dye_canary_seeds_first(const struct dye_canary_seeds * s, uint32_t digest, size_t * place)
{

	if (s->size == 0)
		return 0;
	*place = first_place(s->size, digest);
	return seed_at(s, digest, place);
}

uint32_t
dye_canary_seeds_next(const struct dye_canary_seeds * s, uint32_t digest, size_t * place)
{

	*place = (*place + 1) & (s->size - 1);
	return seed_at(s, digest, place);
}

void
dye_canary_seeds_release(struct dye_canary_seeds * s)
{

	free(s->places);
	*s = (struct dye_canary_seeds){0};
}
