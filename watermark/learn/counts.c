/*
 * Counting spellings. The list is sorted, and looked up by halving: contexts are few.
 */
#include <stdlib.h>
#include <string.h>

#include "watermark/learn/tables.h"

static int
order(const struct dye_count * c, const struct dye_kind * kind, uint8_t type, const char * context)
{
	int d;

	if (c->kind != kind && (d = strcmp(c->kind->name, kind->name)) != 0)
		return d;
	if (c->type != type)
		return c->type < type ? -1 : 1;
	return strcmp(c->context, context);
}

static enum dye_code
insert(struct dye_counts * counts, size_t at, struct dye_count count, struct dye_error * err)
{
	struct dye_count * list = dye_grown(counts->list, &counts->size, counts->count, sizeof(*list));

	if (list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	counts->list = list;
	memmove(&counts->list[at + 1], &counts->list[at], (counts->count - at) * sizeof(count));
	counts->list[at] = count;
	counts->count++;
	return DYE_OK;
}

static enum dye_code
find(struct dye_counts * counts, const struct dye_kind * kind, uint8_t type, const char * context,
    struct dye_count ** found, struct dye_error * err)
{
	struct dye_count fresh = {.kind = kind, .type = type};
	size_t low = 0, high = counts->count;
	enum dye_code rc;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = order(&counts->list[middle], kind, type, context);

		if (d == 0) {
			*found = &counts->list[middle];
			return DYE_OK;
		}
		if (d > 0)
			high = middle;
		else
			low = middle + 1;
	}
	memcpy(fresh.context, context, strlen(context) + 1);
	if ((rc = insert(counts, low, fresh, err)) == DYE_OK)
		*found = &counts->list[low];
	return rc;
}

enum dye_code
dye_counts_add(
    struct dye_counts * counts, const struct dye_kind * kind, const struct dye_parse * parse, struct dye_error * err)
{
	struct dye_count * count;
	enum dye_code rc;
	uint32_t i;

	for (i = 0; i < parse->slot_count; i++) {
		const struct dye_slot * slot = &parse->slots[i];

		if ((rc = find(counts, kind, slot->type, parse->context, &count, err)) != DYE_OK)
			return rc;
		if (slot->current == DYE_OTHER)
			count->other++;
		else
			count->seen[slot->current]++;
	}
	return DYE_OK;
}

void
dye_counts_subtract(struct dye_counts * counts, const struct dye_counts * own)
{
	size_t i, n = 0, k = 0;
	uint64_t left;
	uint8_t s;

	for (i = 0; i < counts->count; i++) {
		struct dye_count c = counts->list[i];

		while (k < own->count && order(&own->list[k], c.kind, c.type, c.context) < 0)
			k++;
		left = 1;
		if (k < own->count && order(&own->list[k], c.kind, c.type, c.context) == 0) {
			left = c.other -= c.other < own->list[k].other ? c.other : own->list[k].other;
			for (s = 0; s < DYE_ALTERNATIVES_MAX; s++) {
				c.seen[s] -= c.seen[s] < own->list[k].seen[s] ? c.seen[s] : own->list[k].seen[s];
				left += c.seen[s];
			}
		}
		if (left > 0)
			counts->list[n++] = c;
	}
	counts->count = n;
}

void
dye_counts_release(struct dye_counts * counts)
{

	free(counts->list);
	*counts = (struct dye_counts){0};
}
