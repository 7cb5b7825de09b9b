/*
 * order.h: in which order a file's rows come, told as they pass.
 */
#ifndef DYE_EMBED_ORDER_H
#define DYE_EMBED_ORDER_H

#include "watermark/marks/mark.h"

/*
 * An order may begin anew once in so many rows that are not equal to the one before, and a few times more while they come: tables are sorted, and then somebody
 * puts some rows where he likes, or a database where there is room. (Where equal rows stand together, in whatever order, hardly any differs from the one before.)
 */
#define DYE_ORDER_RUN 20
#define DYE_ORDER_MORE 2

/* Every order that the rows so far are in, or are in runs of. Rows without a key say nothing. */
struct dye_file_order {
	bool seen; /* a key at all */
	bool broken;
	bool number_up, number_down, text_up, text_down;
	struct dye_order_key last;
	uint64_t changes,
	    breaks[4]; /* rows with another than before; of each of those orders, the times that it begins anew */
};

/* The same of two columns: rows that are equal in the first may be in the order of the second. */
struct dye_file_orders {
	struct dye_file_order first, then;
};

void dye_file_orders_add(struct dye_file_orders * orders, const struct dye_order_keys * keys);

/* As dye_file_order_compare(); the order of the first must hold. */
int dye_file_orders_compare(
    const struct dye_file_orders * orders, const struct dye_order_keys * a, const struct dye_order_keys * b);

/* Rows of another file follow, whose first is not compared with the last. */
void dye_file_order_restart(struct dye_file_order * order);

/* Take the next row's key. */
void dye_file_order_add(struct dye_file_order * order, const struct dye_order_key * key);

/* Whether the rows so far stand in some order. */
bool dye_file_order_holds(const struct dye_file_order * order);

/* Whether they do without any break. */
bool dye_file_order_whole(const struct dye_file_order * order);

/* Whether it is not yet told if they go up or down. */
bool dye_file_order_open(const struct dye_file_order * order);

/* Below 0: ${a} comes before ${b} in the order of the file; 0: neither. The order must hold. */
int dye_file_order_compare(
    const struct dye_file_order * order, const struct dye_order_key * a, const struct dye_order_key * b);

#endif
