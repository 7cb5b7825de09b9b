#include "formats/field/core/recognise.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/text.h"
#include "formats/field/core/glyphs.h"

#define KINDS_MAX 64

static int
by_text(const void * a, const void * b)
{
	const struct dye_slice * x = a;
	const struct dye_slice * y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = n > 0 ? memcmp(x->data, y->data, n) : 0;

	return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

static size_t
take_sample(const struct dye_slice * cells, size_t count, struct dye_slice sample[DYE_RECOGNISE_CELLS])
{
	size_t step = count / DYE_RECOGNISE_CELLS + 1, n = 0, i;

	for (i = 0; i < count && n < DYE_RECOGNISE_CELLS; i += step) {
		sample[n] = dye_trim(cells[i]);
		n += sample[n].len > 0;
	}
	return n;
}

/* Look at the column; the sample is sorted on the way. */
static void
look(struct dye_slice * sample, size_t n, struct dye_column_facts * column)
{
	size_t i, j, length = 0;

	*column = (struct dye_column_facts){.count = n, .one_length = true, .one_size = true};
	qsort(sample, n, sizeof(*sample), by_text);
	for (i = 0; i < n; i++) {
		column->one_size &= sample[i].len == sample[0].len;
		column->distinct += i == 0 || !dye_slice_equal(sample[i], sample[i - 1]);
		for (j = 0; j < sample[i].len && dye_is_digit((uint8_t)sample[i].data[j]); j++)
			;
		if (j < sample[i].len)
			continue;
		column->one_length &= column->whole == 0 || length == j;
		length = j;
		column->whole++;
	}
}

static int
mean(const struct dye_kind * kind, const struct dye_slice * sample, size_t n)
{
	long sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += kind->recognise(sample[i]);
	return (int)((sum + (long)n / 2) / (long)n);
}

static int
by_score(const void * a, const void * b)
{
	const struct dye_kind_rank * x = a;
	const struct dye_kind_rank * y = b;

	return x->score != y->score ? y->score - x->score : strcmp(x->kind->name, y->kind->name);
}

size_t
dye_recognise_column(const struct dye_slice * cells, size_t count, struct dye_kind_rank out[], size_t max)
{
	struct dye_slice sample[DYE_RECOGNISE_CELLS];
	struct dye_kind_rank ranks[KINDS_MAX];
	struct dye_column_facts column;
	size_t n = take_sample(cells, count, sample), kept = 0, i;

	if (n == 0)
		return 0;
	look(sample, n, &column);
	for (i = 0; dye_kinds[i] != NULL && kept < KINDS_MAX; i++) {
		int score = mean(dye_kinds[i], sample, n);

		if (dye_kinds[i]->column != NULL)
			score = dye_kinds[i]->column(&column, score);
		ranks[kept].kind = dye_kinds[i];
		ranks[kept].score = score > 1000 ? 1000 : score;
		kept += score > 0;
	}
	qsort(ranks, kept, sizeof(ranks[0]), by_score);
	if (kept > max)
		kept = max;
	memcpy(out, ranks, kept * sizeof(ranks[0]));
	return kept;
}

/* Of half of the cells at least the kind must not be sure that they are none. */
static bool
may_be(const struct dye_kind * kind, const struct dye_slice * cells, size_t count)
{
	struct dye_slice sample[DYE_RECOGNISE_CELLS];
	size_t n = take_sample(cells, count, sample), may = 0, i;

	for (i = 0; i < n; i++)
		may += kind->recognise(sample[i]) > 0;
	return n > 0 && 2 * may >= n;
}

const struct dye_kind *
dye_recognise_titled(
    const struct dye_slice * cells, size_t count, const char * title, const struct dye_kind_rank * best)
{
	size_t i;

	if (best != NULL && best->score >= 800)
		return NULL;
	for (i = 0; dye_kinds[i] != NULL; i++)
		if (dye_kinds[i]->titled != NULL && dye_kinds[i]->titled((struct dye_slice){title, strlen(title)}) &&
		    may_be(dye_kinds[i], cells, count))
			return dye_kinds[i];
	return NULL;
}
