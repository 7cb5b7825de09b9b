#include "watermark/learn/hidden.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/marks/mark.h"
#include "watermark/marks/order/expect.h"

#define HIDDEN_ROWS UINT64_C(65536)
#define HIDDEN_CELLS UINT64_C(262144)
/* Standard deviations. Of a hundred columns without any order one shows it once in 20,000 tables. */
#define HIDDEN_SHOWN 5

enum dye_code
dye_learn_hidden_open(struct dye_learn_hidden * h, uint32_t columns, struct dye_error * err)
{
	uint64_t most = HIDDEN_CELLS / ((uint64_t)columns + 1);

	h->columns = columns;
	h->most = most < HIDDEN_ROWS ? most : HIDDEN_ROWS;
	if ((h->cells = calloc((size_t)columns + 1, sizeof(*h->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

enum dye_code
dye_learn_hidden_row(struct dye_learn_hidden * h, const struct dye_row * row, struct dye_error * err)
{
	uint32_t i;

	if (h->rows == h->most)
		return DYE_OK;
	h->rows++;
	for (i = 0; i < h->columns && i < row->cell_count; i++)
		DYE_TRY(dye_neighbours_add(&h->cells[i], row->cells[i].text, err));
	return DYE_OK;
}

enum dye_code
dye_learn_hidden_end(const struct dye_learn_hidden * h, struct dye_learned * learned, struct dye_error * err)
{
	uint32_t i;

	if ((learned->neighbours = calloc((size_t)h->columns + 1, sizeof(*learned->neighbours))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < h->columns; i++)
		DYE_TRY(dye_neighbours_judge(&h->cells[i], &learned->neighbours[i], err));
	return DYE_OK;
}

void
dye_learn_hidden_release(struct dye_learn_hidden * h)
{
	uint32_t i;

	for (i = 0; h->cells != NULL && i < h->columns; i++)
		dye_neighbours_release(&h->cells[i]);
	free(h->cells);
	*h = (struct dye_learn_hidden){0};
}

bool
dye_learn_order_shows(const struct dye_neighbours_look * look)
{

	return look->count > 0 &&
	       (fabs(look->correlation) * sqrt((double)look->count) > HIDDEN_SHOWN || look->surplus > HIDDEN_SHOWN);
}

bool
dye_learn_order_free(const struct dye_profile * profile)
{
	const struct dye_mark_settings * mark = dye_profile_mark(profile, "order");
	const struct dye_setting * s = mark == NULL ? NULL : mark->mark->settings;

	return s != NULL && strcmp(s->choices[dye_setting_get(s, mark->values)], "free") == 0;
}

double
dye_learn_order_bits(uint64_t rows, uint64_t leaked)
{
	struct dye_order_leak leak = {(double)rows, (double)leaked, true, true};

	return leaked == 0 || rows <= leaked ? 0 : fmax(0, dye_order_expect(&leak).mean);
}
