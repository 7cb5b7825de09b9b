#include "watermark/marks/spelling/reading.h"

#include "formats/base/text.h"
#include "watermark/marks/spelling/hidden.h"

/* What stands within a cell is a cell of the row, too: of this number and its own. */
#define WITHIN UINT32_C(0x80000000)

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
	if (dye_spelling_within(kind, dye_slot_rules_count(slots, kind, &(*cell)->parse),
		dye_slot_rules_count(slots, kind, &within->parse)))
		*cell = within;
	return DYE_OK;
}
