#include "watermark/marks/core/normal.h"

bool
dye_normal_may(const struct dye_profile_column * column)
{

	return column != NULL && column->mark && column->kind->slot_type_count > 0;
}

static uint8_t
commonest(const struct dye_table * table)
{
	uint8_t best = 0;

	for (uint8_t k = 1; k < table->count; k++)
		if (dye_table_units(table, k) > dye_table_units(table, best))
			best = k;
	return table->alternatives[best];
}

enum dye_code
dye_normal_put(const struct dye_profile * profile, const struct dye_kind * kind, struct dye_slice text,
    struct dye_parse * parse, struct dye_buffer * out, struct dye_error * err)
{
	uint32_t at = 0;

	DYE_TRY(kind->parse(text, parse, err));
	for (uint32_t i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];
		const struct dye_table * table = dye_profile_table(profile, kind, slot->type, parse->context);

		if (table == NULL || !dye_table_rules(table, slot->current))
			continue;
		DYE_TRY(dye_buffer_append(out, text.data + at, slot->offset - at, err));
		DYE_TRY(dye_slot_render(kind, text, parse, i, commonest(table), false, out, err));
		at = slot->offset + slot->len;
	}
	return dye_buffer_append(out, text.data + at, text.len - at, err);
}
