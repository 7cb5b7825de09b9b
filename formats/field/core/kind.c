#include "formats/field/kind.h"

#include <string.h>

#include "formats/base/ascii.h"
#include "formats/base/fold.h"
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

bool
dye_kind_has_class(const struct dye_kind * kind, enum dye_slot_class class)
{
	uint8_t i;

	for (i = 0; i < kind->slot_type_count; i++)
		if (kind->slot_types[i].class == class)
			return true;
	return false;
}

bool
dye_kind_numbers(const struct dye_kind * kind)
{

	return kind->attributes != NULL && kind->exact && kind->personal;
}

bool
dye_kind_is_time(const struct dye_kind * kind)
{

	return kind->low_entropy && kind->attributes != NULL && kind->forge != NULL;
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

/* Where the next letter, figure or byte beyond ASCII of ${s} stands from ${i} on, or its end. */
static size_t
past_signs(struct dye_slice s, size_t i)
{

	while (i < s.len && (uint8_t)s.data[i] < 0x80 && !dye_is_alnum((uint8_t)s.data[i]))
		i++;
	return i;
}

bool
dye_same_letters(struct dye_slice a, struct dye_slice b)
{
	size_t i = past_signs(a, 0), k = past_signs(b, 0);

	while (i < a.len && k < b.len && dye_lower(a.data[i]) == dye_lower(b.data[k])) {
		i = past_signs(a, i + 1);
		k = past_signs(b, k + 1);
	}
	return i == a.len && k == b.len;
}

/* Append an ASCII character in its full-width form. */
static enum dye_code
append_wide(char c, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t wide = c == ' ' ? 0x3000 : 0xFEE0u + (uint8_t)c;
	char utf8[3] = {(char)(0xE0 | wide >> 12), (char)(0x80 | (wide >> 6 & 0x3F)), (char)(0x80 | (wide & 0x3F))};

	return dye_buffer_append(out, utf8, sizeof(utf8), err);
}

static char
cased(char c, enum dye_casing casing)
{

	if (casing == DYE_ALL_CAPITALS && c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	if (casing == DYE_ALL_SMALL && c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

enum dye_code
dye_slot_render(const struct dye_kind * kind, struct dye_slice text, const struct dye_parse * parse, uint32_t i,
    uint8_t alternative, bool narrow, struct dye_buffer * out, struct dye_error * err)
{
	const struct dye_slot * slot = &parse->slots[i];
	const struct dye_casing_cell cell = {kind, text, parse};
	bool wide = (slot->folded & DYE_WIDE) != 0 && !narrow;
	enum dye_casing casing;
	const char * p;

	if (i >= parse->slot_count || slot->type >= kind->slot_type_count ||
	    alternative >= kind->slot_types[slot->type].count || slot->offset > text.len ||
	    slot->len > text.len - slot->offset)
		return dye_fail(err, DYE_EUSAGE, "no such slot or spelling");
	DYE_TRY(dye_casing_of(&cell, i, alternative, &casing, err));
	p = kind->slot_types[slot->type].alternatives[alternative].text;
	if (casing == DYE_AS_LISTED && !wide)
		return dye_buffer_append(out, p, strlen(p), err);
	for (; *p != '\0'; p++) {
		char c = cased(*p, casing);

		if (wide && c >= ' ' && c <= '~')
			DYE_TRY(append_wide(c, out, err));
		else
			DYE_TRY(dye_buffer_append_byte(out, c, err));
	}
	return DYE_OK;
}
