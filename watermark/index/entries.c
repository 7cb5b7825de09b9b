#include "watermark/index/entries.h"

#include <stdlib.h>

enum dye_code
dye_entries_add(struct dye_entries * e, uint64_t key, uint32_t number, struct dye_error * err)
{
	struct dye_index_entry * list = dye_grown(e->list, &e->size, e->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	e->list = list;
	list[e->count++] = (struct dye_index_entry){.anchor = key, .number = number};
	return DYE_OK;
}

static int
by_entry(const void * a, const void * b)
{
	const struct dye_index_entry *x = a, *y = b;

	if (x->anchor != y->anchor)
		return x->anchor < y->anchor ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

void
dye_entries_settle(struct dye_entries * e)
{
	size_t kept = 0;

	if (e->count > 0)
		qsort(e->list, e->count, sizeof(*e->list), by_entry);
	for (size_t i = 0; i < e->count; i++)
		if (kept == 0 || by_entry(&e->list[kept - 1], &e->list[i]) != 0)
			e->list[kept++] = e->list[i];
	e->count = kept;
}

/* The rows of ${e} that had a number before this batch, ascending, each once. */
static size_t
list_known(const struct dye_entries * e, uint32_t before, uint64_t * numbers)
{
	size_t count = 0;

	for (size_t i = 0; i < e->count && e->list[i].anchor < before; i++)
		if (count == 0 || numbers[count - 1] != e->list[i].anchor)
			numbers[count++] = e->list[i].anchor;
	return count;
}

/* Leave out what is known: of a row what was noted first of a rank stays. */
static void
drop_known(struct dye_entries * e, const uint64_t * numbers, const struct dye_index_hits * hits)
{
	size_t kept = 0, at = 0;

	for (size_t i = 0; i < e->count; i++) {
		const struct dye_index_entry * one = &e->list[i];

		while (at < hits->count &&
		       (numbers[hits->list[at].at] < one->anchor ||
			   (numbers[hits->list[at].at] == one->anchor && hits->list[at].number < one->number)))
			at++;
		if (at == hits->count || numbers[hits->list[at].at] != one->anchor ||
		    hits->list[at].number != one->number)
			e->list[kept++] = *one;
	}
	e->count = kept;
}

enum dye_code
dye_entries_drop_placed(struct dye_entries * e, struct dye_index * index, uint32_t before, struct dye_error * err)
{
	struct dye_index_hits hits = {0};
	uint64_t * numbers;
	size_t count;
	enum dye_code rc;

	dye_entries_settle(e);
	if ((numbers = calloc(e->count + 1, sizeof(*numbers))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	count = list_known(e, before, numbers);
	if ((rc = dye_runs_find(index, DYE_OF_PLACES, numbers, count, &hits, err)) == DYE_OK)
		drop_known(e, numbers, &hits);
	if (hits.list != NULL)
		dye_wipe(hits.list, hits.size * sizeof(*hits.list));
	free(hits.list);
	free(numbers);
	return rc;
}
