#include "watermark/learn/hidden.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/learn/sortkey.h"
#include "watermark/marks/mark.h"
#include "watermark/marks/order/expect.h"

#define HIDDEN_ROWS UINT64_C(65536)
#define HIDDEN_CELLS UINT64_C(262144)
#define HIDDEN_STRETCH UINT64_C(512)

enum dye_code
dye_learn_hidden_open(
    struct dye_learn_hidden * h, const struct dye_profile * profile, const enum dye_days * days, struct dye_error * err)
{
	uint64_t most = HIDDEN_CELLS / ((uint64_t)profile->column_count + 1);

	most = most < HIDDEN_ROWS ? most : HIDDEN_ROWS;
	h->profile = profile;
	h->days = days;
	h->stretch = most < HIDDEN_STRETCH ? most : HIDDEN_STRETCH;
	h->most = most / h->stretch * h->stretch;
	if ((h->cells = calloc((size_t)profile->column_count + 1, sizeof(*h->cells))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	return DYE_OK;
}

/* Whether the row that comes by is looked at; *first: it begins a stretch. Of n stretches number i begins with row i / n of the table, rounded up. */
static bool
is_taken(const struct dye_learn_hidden * h, bool * first)
{
	uint64_t rows = h->profile->rows, count = h->most / h->stretch, number, at;

	*first = false;
	if (rows <= h->most)
		return h->row < h->most;
	if (h->row >= rows)
		return false;
	number = (uint64_t)((unsigned __int128)h->row * count / rows);
	at = h->row - (uint64_t)(((unsigned __int128)number * rows + count - 1) / count);
	*first = at == 0;
	return at < h->stretch;
}

static enum dye_code
add_row(struct dye_learn_hidden * h, const struct dye_row * row, bool first, struct dye_error * err)
{

	for (uint32_t i = 0; i < h->profile->column_count && i < row->cell_count; i++) {
		struct dye_order_key key;

		if (first)
			dye_neighbours_break(&h->cells[i]);
		DYE_TRY(dye_learn_sort_key(
		    h->profile->columns[i].kind, h->days[i], row->cells[i].text, &h->parse, &key, err));
		if (key.len > 0)
			DYE_TRY(dye_neighbours_put(&h->cells[i], &key, err));
	}
	return DYE_OK;
}

enum dye_code
dye_learn_hidden_row(struct dye_learn_hidden * h, const struct dye_row * row, struct dye_error * err)
{
	bool first, taken = is_taken(h, &first);

	h->row++;
	return taken ? add_row(h, row, first, err) : DYE_OK;
}

enum dye_code
dye_learn_hidden_end(const struct dye_learn_hidden * h, struct dye_learned * learned, struct dye_error * err)
{
	uint32_t i;

	if ((learned->neighbours = calloc((size_t)h->profile->column_count + 1, sizeof(*learned->neighbours))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (i = 0; i < h->profile->column_count; i++)
		DYE_TRY(dye_neighbours_judge(&h->cells[i], &learned->neighbours[i], err));
	return DYE_OK;
}

void
dye_learn_hidden_release(struct dye_learn_hidden * h)
{
	uint32_t i;

	for (i = 0; h->cells != NULL && i < h->profile->column_count; i++)
		dye_neighbours_release(&h->cells[i]);
	free(h->cells);
	dye_parse_release(&h->parse);
	*h = (struct dye_learn_hidden){0};
}

bool
dye_learn_order_shows(const struct dye_neighbours_look * look)
{

	return look->count > 0 && (fabs(look->correlation) * sqrt((double)look->count) > DYE_LEARN_ORDER_SHOWN ||
				      look->surplus > DYE_LEARN_ORDER_SHOWN);
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
