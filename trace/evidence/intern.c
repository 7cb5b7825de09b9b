#include "trace/evidence/intern.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/hash.h"

static struct dye_slice
string_at(const struct dye_intern * map, uint32_t number)
{
	const char * p = map->bytes.data + map->strings[number].start;

	return (struct dye_slice){p + 4, dye_get_u32((const uint8_t *)p)};
}

/* Add a string that is not there; ${last} is the value of its hash. */
static enum dye_code
add(struct dye_intern * map, struct dye_slice s, uint64_t * last, struct dye_error * err)
{
	struct dye_intern_string * strings;
	size_t start = map->bytes.len;

	if (map->count == UINT32_MAX - 1)
		return dye_fail(err, DYE_ENOMEM, "too many observations");
	if ((strings = dye_grown(map->strings, &map->size, map->count, sizeof(*strings))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	map->strings = strings;
	DYE_TRY(dye_buffer_append_frame(&map->bytes, s, err));
	strings[map->count] = (struct dye_intern_string){start, (uint32_t)*last};
	*last = ++map->count;
	return DYE_OK;
}

enum dye_code
dye_intern(
    struct dye_intern * map, const void * data, size_t len, uint32_t * number, bool * fresh, struct dye_error * err)
{
	struct dye_slice s = {data, len};
	uint32_t found;
	size_t at;

	DYE_TRY(dye_map_put(&map->hashes, dye_hash64(data, len), true, &at, fresh, err));
	found = (uint32_t)map->hashes.values[at];
	while (found != 0 && !dye_slice_equal(string_at(map, found - 1), s))
		found = map->strings[found - 1].earlier;
	*fresh = found == 0;
	if (*fresh) {
		DYE_TRY(add(map, s, &map->hashes.values[at], err));
		found = map->count;
	}
	*number = found - 1;
	return DYE_OK;
}

enum dye_code
dye_intern_copy(const struct dye_intern * map, struct dye_intern * copy, struct dye_error * err)
{
	uint32_t number;
	bool fresh;

	for (uint32_t i = 0; i < map->count; i++) {
		struct dye_slice s = string_at(map, i);

		DYE_TRY(dye_intern(copy, s.data, s.len, &number, &fresh, err));
	}
	return DYE_OK;
}

void
dye_intern_release(struct dye_intern * map)
{

	free(map->strings);
	dye_map_release(&map->hashes);
	dye_buffer_release(&map->bytes);
	memset(map, 0, sizeof(*map));
}
