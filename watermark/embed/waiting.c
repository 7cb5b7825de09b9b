#include "watermark/embed/waiting.h"

#include <stdlib.h>
#include <string.h>

void
dye_waiting_release(struct dye_waiting_list * list)
{

	for (size_t i = 0; i < list->count; i++)
		dye_job_birth_release(&list->items[i].birth);
	free(list->items);
}

void
dye_waiting_find(struct dye_waiting_list * l, const struct dye_file_orders * order)
{

	l->first = SIZE_MAX;
	l->next_due = UINT64_MAX;
	for (size_t i = 0; i < l->count; i++) {
		const struct dye_waiting * w = &l->items[i];

		if (!w->sorted)
			l->next_due = w->due < l->next_due ? w->due : l->next_due;
		else if (l->first == SIZE_MAX || dye_file_orders_compare(order, &w->birth.birth.order,
						     &l->items[l->first].birth.birth.order) < 0)
			l->first = i;
	}
}

enum dye_code
dye_waiting_add(struct dye_waiting_list * l, const struct dye_file_orders * order, struct dye_job_birth * birth,
    uint64_t due, bool sorted, struct dye_error * err)
{
	struct dye_waiting * items;

	if ((items = dye_grown(l->items, &l->size, l->count, sizeof(*items))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	l->items = items;
	l->items[l->count++] = (struct dye_waiting){*birth, due, sorted};
	memset(birth, 0, sizeof(*birth));
	dye_waiting_find(l, order);
	return DYE_OK;
}

size_t
dye_waiting_due(const struct dye_waiting_list * l, const struct dye_file_orders * order)
{
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < l->count; i++) {
		const struct dye_order_keys * keys = &l->items[i].birth.birth.order;

		if (l->items[i].sorted || l->items[i].due != l->next_due)
			continue;
		if (found == SIZE_MAX ||
		    (dye_file_order_holds(&order->first) && keys->first.len > 0 &&
			dye_file_orders_compare(order, keys, &l->items[found].birth.birth.order) < 0))
			found = i;
	}
	return found;
}

void
dye_waiting_remove(struct dye_waiting_list * l, const struct dye_file_orders * order, size_t i)
{

	dye_job_birth_release(&l->items[i].birth);
	l->count--;
	memmove(&l->items[i], &l->items[i + 1], (l->count - i) * sizeof(*l->items));
	dye_waiting_find(l, order);
}

void
dye_waiting_settle(struct dye_waiting_list * l, const struct dye_file_orders * order, uint64_t due)
{

	l->items[l->first].sorted = false;
	l->items[l->first].due = due;
	dye_waiting_find(l, order);
}

void
dye_waiting_unsort(struct dye_waiting_list * l, const struct dye_file_orders * order)
{

	for (size_t i = 0; i < l->count; i++)
		l->items[i].sorted = false;
	dye_waiting_find(l, order);
}
