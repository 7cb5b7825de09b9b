/* Figures of a profile: what marks show in its columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/profile/profile.h"

static struct dye_figure *
find(const struct dye_profile_column * column, const char * mark)
{
	uint32_t i;

	for (i = 0; i < column->figure_count; i++)
		if (strcmp(column->figures[i].mark, mark) == 0)
			return &column->figures[i];
	return NULL;
}

const struct dye_figure *
dye_profile_figure(const struct dye_profile_column * column, const char * mark)
{

	return find(column, mark);
}

/* In thousandths, within what a profile can hold. */
static uint32_t
thousandths(double bits)
{

	return bits > 0 ? (uint32_t)fmin(bits * 1000 + 0.5, DYE_FIGURE_MOST) : 0;
}

enum dye_code
dye_profile_figure_set(
    struct dye_profile_column * column, const char * mark, double mean, double spread, struct dye_error * err)
{
	struct dye_figure *f = find(column, mark), *list;
	size_t len = strlen(mark);

	if (len == 0 || len >= DYE_FIGURE_MARK_MAX)
		return dye_fail(err, DYE_EUSAGE, "the name of a mark is empty or too long for a figure");
	if (f == NULL) {
		list = realloc(column->figures, ((size_t)column->figure_count + 1) * sizeof(*list));
		if (list == NULL)
			return dye_fail(err, DYE_ENOMEM, "out of memory");
		column->figures = list;
		f = &list[column->figure_count++];
		*f = (struct dye_figure){0};
		memcpy(f->mark, mark, len);
	}
	f->mean = thousandths(mean);
	f->spread = thousandths(spread);
	return DYE_OK;
}
