#include "watermark/marks/canary/lengths.h"

#include <stdlib.h>

#include "formats/table/core/encoding.h"

/* Cells of so nearly one length are of few words, and others are drawn beside these. */
#define NARROW 8
/* So few cells, of one, are longer or shorter. */
#define BEYOND 500

static int
compare_lengths(const void * a, const void * b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

enum dye_code
dye_lengths_find(const struct dye_slice * cells, size_t count, struct dye_lengths * l, struct dye_error * err)
{
	uint32_t * all = calloc(count + 1, sizeof(*all));
	size_t n = 0;

	*l = (struct dye_lengths){0};
	if (all == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < count; i++)
		if (cells[i].len > 0)
			all[n++] = (uint32_t)dye_utf8_chars(cells[i]);
	qsort(all, n, sizeof(*all), compare_lengths);
	if (n > 0)
		*l = (struct dye_lengths){all[n / BEYOND], all[n - 1 - n / BEYOND]};
	free(all);
	return DYE_OK;
}

bool
dye_lengths_fit(const struct dye_lengths * l, struct dye_slice text)
{
	size_t n = dye_utf8_chars(text);

	return l->most - l->least < NARROW || (n >= l->least && n <= l->most);
}
