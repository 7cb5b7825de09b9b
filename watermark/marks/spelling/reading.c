#include "watermark/marks/spelling/reading.h"

#include "formats/base/text.h"
#include "watermark/marks/spelling/hidden.h"

/* What stands within a cell is a cell of the row, too: of this number and its own. */
#define WITHIN UINT32_C(0x80000000)

/* How many slots of it an export would respell. */
static uint32_t
count_ruled(struct dye_slot_memo * slots, const struct dye_leak_cell * cell)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < cell->parse.slot_count; i++) {
		const struct dye_slot * slot = &cell->parse.slots[i];
		const struct dye_table * table = dye_slot_rule(slots, cell->kind, &cell->parse, slot)->table;

		count += table != NULL && dye_table_rules(table, slot->current);
	}
	return count;
}

enum dye_code
dye_spelling_reading(struct dye_slot_memo * slots, const struct dye_leak_row * row, uint32_t i, bool squeezes,
    struct dye_leak_cell ** cell, struct dye_error * err)
{
	const struct dye_kind * kind = row->kinds[i];
	struct dye_slice value = dye_trim(row->texts[i]), bare = dye_spelling_bare(kind, value);
	struct dye_leak_cell * within;

	DYE_TRY(dye_leak_cell(row->cells, i, kind, row->texts[i], squeezes, cell, err));
	if (bare.len == value.len)
		return DYE_OK;
	DYE_TRY(dye_leak_cell(row->cells, i | WITHIN, kind, bare, squeezes, &within, err));
	if (dye_spelling_within(kind, count_ruled(slots, *cell), count_ruled(slots, within)))
		*cell = within;
	return DYE_OK;
}
