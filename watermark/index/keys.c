#include "watermark/index/keys.h"

#include <stdlib.h>

void
dye_keys_release(struct dye_keys * k)
{

	free(k->list);
	free(k->distinct);
	free(k->place);
	free(k->hits.list);
	free(k->starts);
	*k = (struct dye_keys){0};
}

enum dye_code
dye_keys_put(struct dye_keys * k, uint64_t key, struct dye_error * err)
{
	struct dye_keyed * list = dye_grown(k->list, &k->size, k->count, sizeof(*list));

	if (list == NULL || k->count == UINT32_MAX)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	k->list = list;
	list[k->count] = (struct dye_keyed){key, (uint32_t)k->count};
	k->count++;
	return DYE_OK;
}

/* Sort them, and give each its place among the distinct ones. */
static enum dye_code
place(struct dye_keys * k, struct dye_error * err)
{

	DYE_TRY(dye_keyed_sort(k->list, k->count, err));
	k->distinct = malloc(k->count * sizeof(*k->distinct) + 1);
	k->place = malloc(k->count * sizeof(*k->place) + 1);
	if (k->distinct == NULL || k->place == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i < k->count; i++) {
		if (k->distinct_count == 0 || k->distinct[k->distinct_count - 1] != k->list[i].key)
			k->distinct[k->distinct_count++] = k->list[i].key;
		k->place[k->list[i].at] = (uint32_t)(k->distinct_count - 1);
	}
	free(k->list);
	k->list = NULL;
	return DYE_OK;
}

enum dye_code
dye_keys_look_up(struct dye_keys * k, struct dye_index * index, enum dye_family family, struct dye_error * err)
{
	size_t at = 0;

	DYE_TRY(place(k, err));
	DYE_TRY(dye_runs_find(index, family, k->distinct, k->distinct_count, &k->hits, err));
	k->starts = calloc(k->distinct_count + 1, sizeof(*k->starts));
	if (k->starts == NULL || k->hits.count > UINT32_MAX)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	for (size_t i = 0; i <= k->distinct_count; i++) {
		while (at < k->hits.count && k->hits.list[at].at < i)
			at++;
		k->starts[i] = (uint32_t)at;
	}
	return DYE_OK;
}
