#include "trace/rehearse/runs.h"

#include "watermark/learn/excerpt.h"

/* So many blocks are looked at. */
#define BLOCKS 128

/* Columns of the profile as the sheet has them. */
struct view {
	const struct dye_sheet * sheet; /* Not owned, nor the next. */
	const struct dye_profile * profile;
};

static struct dye_slice
text_of(const void * cookie, uint64_t row, uint32_t column)
{
	const struct view * v = cookie;
	uint32_t i;

	for (i = 0; i < v->sheet->columns; i++)
		if (v->sheet->map[i] == &v->profile->columns[column])
			return dye_sheet_text(v->sheet, row, i);
	return (struct dye_slice){0};
}

enum dye_code
dye_run_profile(struct dye_slice text, const struct dye_profile * of, const struct dye_sheet * sheet, uint64_t rows,
    enum dye_pick pick, struct dye_profile ** profile, struct dye_error * err)
{
	const struct view view = {sheet, of};
	uint64_t firsts[BLOCKS] = {0};
	struct dye_excerpt x = {.text = text_of, .cookie = &view, .rows = rows, .firsts = firsts, .count = 1};
	enum dye_code rc;
	size_t i;

	if (pick == DYE_PICK_BLOCK)
		for (x.count = BLOCKS, i = 0; i < BLOCKS; i++)
			firsts[i] = (sheet->rows - rows) * i / (BLOCKS - 1);
	DYE_TRY(dye_profile_parse(text, profile, err));
	if ((rc = dye_excerpt_measure(&x, *profile, err)) == DYE_OK)
		return DYE_OK;
	dye_profile_free(*profile);
	*profile = NULL;
	return rc;
}
