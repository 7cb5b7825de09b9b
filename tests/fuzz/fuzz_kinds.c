/* Every kind on arbitrary bytes: the first byte picks the kind, the second seeds the choice of spellings, the rest is the cell. */
#include <stdlib.h>
#include <string.h>

#include "formats/field/kind.h"

static void
require(bool ok)
{

	if (!ok)
		abort();
}

static void
same_reading(const struct dye_parse * a, const struct dye_parse * b)
{
	uint32_t i;

	require(dye_slice_equal(dye_buffer_slice(&a->canonical), dye_buffer_slice(&b->canonical)));
	require(strcmp(a->context, b->context) == 0 && a->slot_count == b->slot_count);
	for (i = 0; i < a->slot_count; i++)
		require(a->slots[i].type == b->slots[i].type && a->slots[i].ordinal == b->slots[i].ordinal);
}

/* Respell the cell and read it again. */
static void
respell(const struct dye_kind * kind, struct dye_slice text, const struct dye_parse * first, uint32_t seed)
{
	struct dye_parse second = {0};
	struct dye_buffer out = {0};
	uint32_t i, at = 0;
	uint8_t choice[DYE_SLOTS_MAX] = {0};

	for (i = 0; i < first->slot_count; i++) {
		const struct dye_slot * s = &first->slots[i];

		require(s->offset >= at && s->len <= text.len - s->offset && s->type < kind->slot_type_count);
		seed = seed * 1664525 + 1013904223;
		choice[i] = (uint8_t)((seed >> 16) % kind->slot_types[s->type].count);
		require(dye_buffer_append(&out, text.data + at, s->offset - at, NULL) == DYE_OK);
		require(dye_slot_render(kind, text, s, choice[i], &out, NULL) == DYE_OK);
		at = s->offset + s->len;
	}
	require(dye_buffer_append(&out, text.data + at, text.len - at, NULL) == DYE_OK);
	require(kind->parse(out.len == 0 ? DYE_SLICE("") : dye_buffer_slice(&out), &second, NULL) == DYE_OK);
	same_reading(first, &second);
	for (i = 0; i < first->slot_count; i++)
		require(second.slots[i].current == choice[i]);
	dye_buffer_release(&out);
	dye_parse_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t * data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	struct dye_parse parse = {0};
	struct dye_slice text;
	size_t count = 0;
	int sure;

	if (size < 3)
		return 0;
	while (dye_kinds[count] != NULL)
		count++;
	text = (struct dye_slice){(const char *)data + 2, size - 2};
	sure = dye_kinds[data[0] % count]->recognise(text);
	require(sure >= 0 && sure <= 1000);
	require(dye_kinds[data[0] % count]->parse(text, &parse, NULL) == DYE_OK);
	respell(dye_kinds[data[0] % count], text, &parse, data[1]);
	dye_parse_release(&parse);
	return 0;
}
