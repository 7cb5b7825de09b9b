/*
 * Every kind on arbitrary bytes: the first line is the kind's name, the rest is the cell. Seeds are the cells of tests/data/cells (run.sh). A line
 * that names no kind, as mutations make them, stands for one as well.
 */
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
		if (s->current == DYE_OTHER) { /* is left as it stands, as a mark leaves it */
			choice[i] = DYE_OTHER;
			require(dye_buffer_append(&out, text.data + s->offset, s->len, NULL) == DYE_OK);
		} else {
			require(dye_slot_render(kind, text, first, i, choice[i], false, &out, NULL) == DYE_OK);
		}
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

/* A number that hangs on all bytes. */
static uint32_t
number_of(struct dye_slice bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes.len; i++)
		n = n * 31 + (unsigned char)bytes.data[i];
	return n;
}

static const struct dye_kind *
kind_of(struct dye_slice line)
{
	char name[64] = "";
	const struct dye_kind * kind;
	size_t count = 0;

	if (line.len > 0 && line.len < sizeof(name))
		memcpy(name, line.data, line.len);
	if ((kind = dye_kind_find(name)) != NULL)
		return kind;
	while (dye_kinds[count] != NULL)
		count++;
	return dye_kinds[number_of(line) % count];
}

int
LLVMFuzzerTestOneInput(const uint8_t * data, size_t size)
{
	const char * end = size == 0 ? NULL : memchr(data, '\n', size);
	const struct dye_kind * kind;
	struct dye_parse parse = {0};
	struct dye_slice line, text;
	int sure;

	if (end == NULL)
		return 0;
	line = (struct dye_slice){(const char *)data, (size_t)(end - (const char *)data)};
	text = (struct dye_slice){end + 1, size - line.len - 1};
	kind = kind_of(line);
	sure = kind->recognise(text);
	require(sure >= 0 && sure <= 1000);
	require(kind->parse(text, &parse, NULL) == DYE_OK);
	respell(kind, text, &parse, number_of(text));
	dye_parse_release(&parse);
	return 0;
}
