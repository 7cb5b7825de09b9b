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

	return a->number < b->number ? -1 : a->number > b->number;
}

void
dye_file_order_add(struct dye_file_order * order, const struct dye_order_key * key)
{
	int d;

	if (order->broken || key->len == 0)
		return;
	if (!order->seen) {
		order->seen = true;
		order->number_up = order->number_down = key->whole;
		order->text_up = order->text_down = true;
	} else {
		d = compare_number(&order->last, key);
		order->number_up = order->number_up && key->whole && d <= 0;
		order->number_down = order->number_down && key->whole && d >= 0;
		d = compare_text(&order->last, key);
		order->text_up = order->text_up && d <= 0;
		order->text_down = order->text_down && d >= 0;
	}
	order->last = *key;
	order->broken = !order->number_up && !order->number_down && !order->text_up && !order->text_down;
}

bool
dye_file_order_holds(const struct dye_file_order * order)
{

	return order->seen && !order->broken;
}

bool
dye_file_order_open(const struct dye_file_order * order)
{

	return (order->number_up || order->text_up) && (order->number_down || order->text_down);
}

/* Upwards before downwards, numbers before texts: while several hold, the likelier one. */
int
dye_file_order_compare(
    const struct dye_file_order * order, const struct dye_order_key * a, const struct dye_order_key * b)
{
	bool whole = a->whole && b->whole;

	if (order->number_up && whole)
		return compare_number(a, b);
	if (order->text_up)
		return compare_text(a, b);
	if (order->number_down && whole)
		return compare_number(b, a);
	return compare_text(b, a);
}
