#include "trace/inquiry/sketch.h"

#include <inttypes.h>
#include <string.h>

/* Insert in order; beyond the size the largest falls out. */
static void
insert(struct dye_sketch * s, uint64_t value)
{
	size_t i = s->count;

	while (i > 0 && s->values[i - 1] > value)
		i--;
	if ((i > 0 && s->values[i - 1] == value) || i == DYE_SKETCH_SIZE)
		return;
	if (s->count < DYE_SKETCH_SIZE)
		s->count++;
	memmove(&s->values[i + 1], &s->values[i], (s->count - 1 - i) * sizeof(s->values[0]));
	s->values[i] = value;
}

enum dye_code
dye_sketch_add(struct dye_sketch * sketch, const uint8_t cell_key[DYE_PRF_LEN], struct dye_error * err)
{
	uint8_t hash[DYE_HASH_LEN];

	DYE_TRY(dye_sha256(cell_key, DYE_PRF_LEN, hash, err));
	insert(sketch, dye_get_u64(hash));
	return DYE_OK;
}

static bool
has(const struct dye_sketch * s, uint64_t value)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->values[i] == value)
			return true;
	return false;
}

double
dye_sketch_overlap(const struct dye_sketch * mine, const struct dye_sketch * other)
{
	struct dye_sketch both = *mine;
	size_t i, in_mine = 0, in_both = 0;

	/* The smallest values of the union are a fair sample of it; among them, count. */
	for (i = 0; i < other->count; i++)
		insert(&both, other->values[i]);
	for (i = 0; i < both.count; i++) {
		if (!has(mine, both.values[i]))
			continue;
		in_mine++;
		in_both += has(other, both.values[i]);
	}
	return in_mine == 0 ? 0 : (double)in_both / (double)in_mine;
}

enum dye_code
dye_sketch_print(const struct dye_sketch * sketch, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < sketch->count; i++)
		DYE_TRY(dye_buffer_printf(out, err, "%s%016" PRIx64, i > 0 ? " " : "", sketch->values[i]));
	return DYE_OK;
}

void
dye_sketch_parse(struct dye_slice text, struct dye_sketch * sketch)
{
	uint8_t bytes[8];
	size_t at = 0, i;

	*sketch = (struct dye_sketch){0};
	while (text.len - at >= 16) {
		char hex[17];
		uint64_t value = 0;

		memcpy(hex, text.data + at, 16);
		hex[16] = '\0';
		if (!dye_unhex(hex, bytes, sizeof(bytes)))
			return;
		for (i = 0; i < sizeof(bytes); i++)
			value = value << 8 | bytes[i];
		insert(sketch, value);
		at += 16;
		if (at < text.len)
			at++;
	}
}
