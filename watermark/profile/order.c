#include "watermark/profile/order.h"

#include <string.h>

static int
compare_text(const struct dye_order_key * a, const struct dye_order_key * b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int d = memcmp(a->text, b->text, n);

	return d != 0 ? d : (int)a->len - (int)b->len;
}

static int
compare_number(const struct dye_order_key * a, const struct dye_order_key * b)
{

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->fraction < b->fraction ? -1 : a->fraction > b->fraction;
}

enum { NUMBER_UP, NUMBER_DOWN, TEXT_UP, TEXT_DOWN };

static bool
is_behind(int way, const struct dye_order_key * a, const struct dye_order_key * b)
{
	int d = way == NUMBER_UP || way == NUMBER_DOWN ? compare_number(a, b) : compare_text(a, b);

	return way == NUMBER_UP || way == TEXT_UP ? d <= 0 : d >= 0;
}

/* Whether the rows are in that order still. */
static bool
pass_way(struct dye_file_order * order, int way, const struct dye_order_key * key)
{
	bool number = way == NUMBER_UP || way == NUMBER_DOWN;

	if ((number && !key->whole) || (order->last.len > 0 && !is_behind(way, &order->last, key)))
		order->breaks[way]++;
	return order->breaks[way] * DYE_ORDER_RUN <= order->changes + DYE_ORDER_MORE * DYE_ORDER_RUN;
}

/* Whether they are, all in all. */
static bool
holds(const struct dye_file_order * order, int way)
{
	const bool may[] = {[NUMBER_UP] = order->number_up,
	    [NUMBER_DOWN] = order->number_down,
	    [TEXT_UP] = order->text_up,
	    [TEXT_DOWN] = order->text_down};

	return may[way] && order->breaks[way] * DYE_ORDER_RUN <= order->changes;
}

void
dye_file_order_restart(struct dye_file_order * order)
{

	order->last.len = 0;
}

void
dye_file_order_add(struct dye_file_order * order, const struct dye_order_key * key)
{

	if (order->broken || key->len == 0)
		return;
	if (!order->seen)
		order->number_up = order->number_down = order->text_up = order->text_down = true;
	else if (order->last.len > 0)
		order->changes += compare_text(&order->last, key) != 0;
	order->seen = true;
	order->number_up = order->number_up && pass_way(order, NUMBER_UP, key);
	order->number_down = order->number_down && pass_way(order, NUMBER_DOWN, key);
	order->text_up = order->text_up && pass_way(order, TEXT_UP, key);
	order->text_down = order->text_down && pass_way(order, TEXT_DOWN, key);
	order->last = *key;
	order->broken = !order->number_up && !order->number_down && !order->text_up && !order->text_down;
}

bool
dye_file_order_holds(const struct dye_file_order * order)
{

	return order->seen && (holds(order, NUMBER_UP) || holds(order, NUMBER_DOWN) || holds(order, TEXT_UP) ||
				  holds(order, TEXT_DOWN));
}

bool
dye_file_order_whole(const struct dye_file_order * order)
{

	return order->seen && (order->breaks[NUMBER_UP] == 0 || order->breaks[NUMBER_DOWN] == 0 ||
				  order->breaks[TEXT_UP] == 0 || order->breaks[TEXT_DOWN] == 0);
}

bool
dye_file_order_open(const struct dye_file_order * order)
{

	return (holds(order, NUMBER_UP) || holds(order, TEXT_UP)) &&
	       (holds(order, NUMBER_DOWN) || holds(order, TEXT_DOWN));
}

/* Upwards before downwards, numbers before texts: while several hold, the likelier one. */
int
dye_file_order_compare(
    const struct dye_file_order * order, const struct dye_order_key * a, const struct dye_order_key * b)
{
	bool whole = a->whole && b->whole;

	if (holds(order, NUMBER_UP) && whole)
		return compare_number(a, b);
	if (holds(order, TEXT_UP))
		return compare_text(a, b);
	if (holds(order, NUMBER_DOWN) && whole)
		return compare_number(b, a);
	return compare_text(b, a);
}

void
dye_file_orders_add(struct dye_file_orders * orders, const struct dye_order_keys * keys)
{
	bool again = orders->first.seen && keys->first.len == orders->first.last.len &&
		     compare_text(&keys->first, &orders->first.last) == 0;

	dye_file_order_add(&orders->first, &keys->first);
	/* Only rows that are equal in the first say something of the second. */
	if (again) {
		const struct dye_order_key before = orders->then.last;

		if (!orders->then.seen)
			dye_file_order_add(&orders->then, &before);
		dye_file_order_add(&orders->then, &keys->then);
	} else if (keys->then.len > 0)
		orders->then.last = keys->then;
}

int
dye_file_orders_compare(
    const struct dye_file_orders * orders, const struct dye_order_keys * a, const struct dye_order_keys * b)
{
	int d = dye_file_order_compare(&orders->first, &a->first, &b->first);

	if (d != 0 || !dye_file_order_holds(&orders->then) || a->then.len == 0 || b->then.len == 0)
		return d;
	return dye_file_order_compare(&orders->then, &a->then, &b->then);
}
