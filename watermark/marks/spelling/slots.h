/*
 * slots.h: what a profile says of the slots of cells, remembered: it may have hundreds of tables, and every slot of every cell asks.
 */
#ifndef DYE_MARKS_SPELLING_SLOTS_H
#define DYE_MARKS_SPELLING_SLOTS_H

#include "formats/field/core/casing.h"
#include "watermark/profile/profile.h"

#define DYE_SLOT_MEMO 256

/* Of all slots of a type, in cells of a kind and context. */
struct dye_slot_rule {
	const struct dye_kind * kind;	/* NULL: empty */
	const struct dye_table * table; /* that rules them; NULL: they are not marked */
	enum dye_type_case casing;
	uint8_t type;
	char context[DYE_CONTEXT_MAX];
};

/* All zero but ${profile}, which is not owned. */
struct dye_slot_memo {
	const struct dye_profile * profile;
	struct dye_slot_rule rules[DYE_SLOT_MEMO];
};

/* That of ${slot}, of a cell of ${kind} that shows ${parse}. Valid until the next call. */
const struct dye_slot_rule * dye_slot_rule(struct dye_slot_memo * memo, const struct dye_kind * kind,
    const struct dye_parse * parse, const struct dye_slot * slot);

/* How many slots of such a cell an export respells. */
uint32_t dye_slot_rules_count(
    struct dye_slot_memo * memo, const struct dye_kind * kind, const struct dye_parse * parse);

#endif
