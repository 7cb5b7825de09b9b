#include "formats/field/kind.h"

#include <string.h>

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

/* How letters are written: as listed where there is no saying. */
enum letter_case { AS_LISTED, ALL_CAPITALS, ALL_SMALL };

static bool
is_capital(char c)
{

	return c >= 'A' && c <= 'Z';
}

static bool
is_small(char c)
{

	return c >= 'a' && c <= 'z';
}

static void
count_letters(const char * p, size_t len, size_t * capitals, size_t * small)
{
	size_t i;

	for (i = 0; i < len; i++) {
		*capitals += is_capital(p[i]);
		*small += is_small(p[i]);
	}
}

static enum letter_case
case_pattern(struct dye_slice text, const struct dye_slot * slot)
{
	size_t capitals = 0, small = 0, end = (size_t)slot->offset + slot->len;

	count_letters(text.data + slot->offset, slot->len, &capitals, &small);
	if (capitals == 0)
		return small > 0 ? ALL_SMALL : AS_LISTED;
	if (small > 0)
		return AS_LISTED;
	if (capitals > 1)
		return ALL_CAPITALS;

	/* "N" may be the beginning of "North" or of "NORTH": does the rest of the cell shout? */
	capitals = 0;
	count_letters(text.data, slot->offset, &capitals, &small);
	count_letters(text.data + end, text.len - end, &capitals, &small);
	return capitals > 0 && small == 0 ? ALL_CAPITALS : AS_LISTED;
}

enum dye_code
dye_slot_render(const struct dye_kind * kind, struct dye_slice text, const struct dye_slot * slot, uint8_t alternative,
    struct dye_buffer * out, struct dye_error * err)
{
	enum letter_case pattern;
	const char * p;
	enum dye_code rc;

	if (slot->type >= kind->slot_type_count || alternative >= kind->slot_types[slot->type].count ||
	    slot->offset > text.len || slot->len > text.len - slot->offset)
		return dye_fail(err, DYE_EUSAGE, "no such slot or spelling");
	p = kind->slot_types[slot->type].alternatives[alternative].text;
	pattern = case_pattern(text, slot);
	if ((rc = dye_buffer_reserve(out, strlen(p), err)) != DYE_OK)
		return rc;
	for (; *p != '\0'; p++) {
		char c = *p;

		if (pattern == ALL_CAPITALS && is_small(c))
			c = (char)(c - 'a' + 'A');
		else if (pattern == ALL_SMALL && is_capital(c))
			c = (char)(c - 'A' + 'a');
		out->data[out->len++] = c;
	}
	return DYE_OK;
}
