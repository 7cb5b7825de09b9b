#include "formats/field/kind.h"

#include <string.h>

#include "formats/field/core/casing.h"

void
dye_parse_release(struct dye_parse * parse)
{

	dye_buffer_release(&parse->canonical);
	parse->slot_count = 0;
	parse->context[0] = '\0';
}

const struct dye_kind *
dye_kind_find(const char * name)
{
	size_t i;

	for (i = 0; dye_kinds[i] != NULL; i++)
		if (strcmp(dye_kinds[i]->name, name) == 0)
			return dye_kinds[i];
	return NULL;
}

const struct dye_kind *
dye_kind_any(void)
{
	size_t i = 0;

	while (dye_kinds[i] != NULL && !dye_kinds[i]->any)
		i++;
	return dye_kinds[i];
}

const struct dye_slot_type *
dye_slot_type_find(const struct dye_kind * kind, const char * name, uint8_t * index)
{
	uint8_t i;

	for (i = 0; i < kind->slot_type_count; i++) {
		if (strcmp(kind->slot_types[i].name, name) != 0)
			continue;
		if (index != NULL)
			*index = i;
		return &kind->slot_types[i];
	}
	return NULL;
}

int
dye_alternative_find(const struct dye_slot_type * type, const char * id)
{
	int i;

	for (i = 0; i < type->count; i++)
		if (strcmp(type->alternatives[i].id, id) == 0)
			return i;
	return -1;
}

enum dye_code
dye_slot_render(const struct dye_kind * kind, struct dye_slice text, const struct dye_slot * slot, uint8_t alternative,
    struct dye_buffer * out, struct dye_error * err)
{
	enum dye_casing casing;
	const char * p;
	enum dye_code rc;

	if (slot->type >= kind->slot_type_count || alternative >= kind->slot_types[slot->type].count ||
	    slot->offset > text.len || slot->len > text.len - slot->offset)
		return dye_fail(err, DYE_EUSAGE, "no such slot or spelling");
	p = kind->slot_types[slot->type].alternatives[alternative].text;
	casing = dye_casing_in(text, slot->offset, slot->len, p);
	if ((rc = dye_buffer_reserve(out, strlen(p), err)) != DYE_OK)
		return rc;
	for (; *p != '\0'; p++) {
		char c = *p;

		if (casing == DYE_ALL_CAPITALS && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (casing == DYE_ALL_SMALL && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out->data[out->len++] = c;
	}
	return DYE_OK;
}
