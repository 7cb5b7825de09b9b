/*
 * Counting spellings. The list is sorted, and looked up by halving: contexts are few.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watermark/learn/tables.h"

#define STRANGE_TIMES 3

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
		if (!DYE_SHOWS_ONE(slot))
			count->other++;
		else
			count->seen[slot->current]++;
	}
	return DYE_OK;
}

enum dye_code
dye_counts_merge(struct dye_counts * counts, const struct dye_counts * own, struct dye_error * err)
{
	struct dye_count * count;
	size_t i;
	uint8_t s;

	for (i = 0; i < own->count; i++) {
		const struct dye_count * c = &own->list[i];

		DYE_TRY(find(counts, c->kind, c->type, c->context, &count, err));
		count->other += c->other;
		for (s = 0; s < DYE_ALTERNATIVES_MAX; s++)
			count->seen[s] += c->seen[s];
	}
	return DYE_OK;
}

/* The counts of all columns for the slot type and context of one, or NULL. */
static const struct dye_count *
same_slots(const struct dye_counts * all, const struct dye_count * one)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (order(&all->list[i], one->kind, one->type, one->context) == 0)
			return &all->list[i];
	return NULL;
}

/* Add what a column has of each spelling in one context, and what it would have by the shares of all columns. */
static void
expect(const struct dye_counts * all, const struct dye_count * own, double * has, double * expected)
{
	const struct dye_count * a = same_slots(all, own);
	double mine = 0, total = 0;
	uint8_t s;

	for (s = 0; a != NULL && s < DYE_ALTERNATIVES_MAX; s++) {
		mine += (double)own->seen[s];
		total += (double)a->seen[s];
	}
	for (s = 0; total > 0 && s < DYE_ALTERNATIVES_MAX; s++) {
		has[s] += (double)own->seen[s];
		expected[s] += mine * (double)a->seen[s] / total;
	}
}

double
dye_counts_strange(const struct dye_counts * own, const struct dye_counts * all)
{
	double has[DYE_ALTERNATIVES_MAX], expected[DYE_ALTERNATIVES_MAX], sure, most = 0;
	size_t i = 0;
	uint8_t type, s;

	while (i < own->count) {
		memset(has, 0, sizeof(has));
		memset(expected, 0, sizeof(expected));
		for (type = own->list[i].type; i < own->count && own->list[i].type == type; i++)
			expect(all, &own->list[i], has, expected);
		for (s = 0; s < DYE_ALTERNATIVES_MAX; s++) {
			if (has[s] * STRANGE_TIMES > expected[s])
				continue;
			sure = expected[s] - has[s] + (has[s] > 0 ? has[s] * log(has[s] / expected[s]) : 0);
			most = sure > most ? sure : most;
		}
	}
	return most;
}

void
dye_counts_release(struct dye_counts * counts)
{

	free(counts->list);
	*counts = (struct dye_counts){0};
}
