#include "trace/evidence/intern.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a with a last mix: the strings are short and nobody gains by making them collide. */
static size_t
hash(const void * data, size_t len)
{
	const uint8_t * p = data;
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return (size_t)(h ^ h >> 29 ^ h >> 47);
}

static struct dye_slice
string_at(const struct dye_intern * map, uint32_t number)
{
	const char * p = map->bytes.data + map->starts[number];

	return (struct dye_slice){p + 4, dye_get_u32((const uint8_t *)p)};
}

/* The place of the string, or the empty place where it belongs. */
static size_t
find(const struct dye_intern * map, struct dye_slice s)
{
	size_t mask = map->place_count - 1;
	size_t i = hash(s.data, s.len) & mask;

	while (map->places[i] != 0 && !dye_slice_equal(string_at(map, map->places[i] - 1), s))
		i = (i + 1) & mask;
	return i;
}

/* Double the places and put every string into its new one. */
static enum dye_code
grow(struct dye_intern * map, struct dye_error * err)
{
	size_t places = map->place_count == 0 ? 64 : map->place_count * 2;
	size_t * starts;
	uint32_t i;

	if ((starts = reallocarray(map->starts, places, sizeof(*starts))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	map->starts = starts;
	free(map->places);
	map->place_count = 0;
	if ((map->places = calloc(places, sizeof(*map->places))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	map->place_count = places;
	for (i = 0; i < map->count; i++)
		map->places[find(map, string_at(map, i))] = i + 1;
	return DYE_OK;
}

enum dye_code
dye_intern(
    struct dye_intern * map, const void * data, size_t len, uint32_t * number, bool * fresh, struct dye_error * err)
{
	struct dye_slice s = {data, len};
	enum dye_code rc;
	size_t place;

	if (map->count >= map->place_count / 2 && (rc = grow(map, err)) != DYE_OK)
		return rc;
	place = find(map, s);
	*fresh = map->places[place] == 0;
	if (*fresh) {
		if (map->count == UINT32_MAX - 1)
			return dye_fail(err, DYE_ENOMEM, "too many observations");
		map->starts[map->count] = map->bytes.len;
		if ((rc = dye_buffer_append_frame(&map->bytes, s, err)) != DYE_OK)
			return rc;
		map->places[place] = ++map->count;
	}
	*number = map->places[place] - 1;
	return DYE_OK;
}

void
dye_intern_release(struct dye_intern * map)
{

	free(map->starts);
	free(map->places);
	dye_buffer_release(&map->bytes);
	memset(map, 0, sizeof(*map));
}
