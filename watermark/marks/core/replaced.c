#include "watermark/marks/core/replaced.h"

#include "watermark/marks/mark.h"

bool
dye_column_replaced(const struct dye_profile * profile, const struct dye_profile_column * column)
{

	for (size_t m = 0; dye_marks[m] != NULL; m++)
		if (dye_marks[m]->replaces != NULL && dye_marks[m]->replaces(profile, column))
			return true;
	return false;
}

bool
dye_cell_replaced(
    const struct dye_profile * profile, const struct dye_profile_column * column, const struct dye_kind * kind)
{
	bool any = false;

	if (column != NULL)
		return dye_column_replaced(profile, column);
	for (uint32_t i = 0; i < profile->column_count; i++) {
		if (profile->columns[i].kind != kind)
			continue;
		if (!dye_column_replaced(profile, &profile->columns[i]))
			return false;
		any = true;
	}
	return any;
}
