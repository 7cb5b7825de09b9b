#include "watermark/marks/spelling/slots.h"

#include <string.h>

const struct dye_slot_rule *
dye_slot_rule(struct dye_slot_memo * memo, const struct dye_kind * kind, const struct dye_parse * parse,
    const struct dye_slot * slot)
{
	size_t hash = slot->type * 31u + (unsigned char)parse->context[0] * 7u + (unsigned char)parse->context[1];
	struct dye_slot_rule * r = &memo->rules[hash % DYE_SLOT_MEMO];

	if (r->kind == kind && r->type == slot->type && strcmp(r->context, parse->context) == 0)
		return r;
	r->kind = kind;
	r->type = slot->type;
	memcpy(r->context, parse->context, DYE_CONTEXT_MAX);
	r->table = dye_profile_table(memo->profile, kind, slot->type, parse->context);
	r->casing = dye_casing_type(&kind->slot_types[slot->type]);
	return r;
}

uint32_t
dye_slot_rules_count(struct dye_slot_memo * memo, const struct dye_kind * kind, const struct dye_parse * parse)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < parse->slot_count; i++) {
		const struct dye_table * table = dye_slot_rule(memo, kind, parse, &parse->slots[i])->table;

		count += table != NULL && dye_table_rules(table, parse->slots[i].current);
	}
	return count;
}
