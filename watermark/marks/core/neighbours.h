/*
 * neighbours.h: what the cells of a column, in the order of the rows, show of that order.
 *
 * A file that was sorted by a column, in whatever way (by numbers, dates, one of many alphabets), has neighbours there that are alike: their ranks by number or bytes
 * are correlated. In rows that come in no order they are not, and equal values are neighbours as often as chance has it.
 */
#ifndef DYE_MARKS_NEIGHBOURS_H
#define DYE_MARKS_NEIGHBOURS_H

#include "watermark/marks/mark.h"

/* Of one column; empty cells are passed over. All zero is empty. */
struct dye_neighbours {
	struct dye_order_key * keys; /* Owned; people's data. */
	size_t count, size;
	uint32_t * breaks; /* Owned: cells that do not follow the one before them, ascending */
	size_t break_count, break_size;
	bool broken;	/* the next is such a one */
	uint64_t cells; /* empty ones, too */
	uint64_t first; /* hash of the first cell */
	bool differs;	/* some cell is another text than the first */
};

/* What they show. */
struct dye_neighbours_look {
	size_t count;	    /* of neighbours */
	double correlation; /* Spearman's, of a cell and the next; 0 where there is none to speak of */
	double surplus;	    /* of equal neighbours, in standard deviations over what chance has */
	bool sorted; /* upwards or downwards but for equal values, or so nearly that the alphabet may be another */
};

/**
 * dye_neighbours_add(neighbours, text, err): The next cell.
 * dye_neighbours_put(neighbours, key, err): The same, by the key of a cell that is not empty.
 * dye_neighbours_break(neighbours): The next is no neighbour of those so far: rows between were passed over.
 */
enum dye_code dye_neighbours_add(struct dye_neighbours * neighbours, struct dye_slice text, struct dye_error * err);
enum dye_code dye_neighbours_put(
    struct dye_neighbours * neighbours, const struct dye_order_key * key, struct dye_error * err);
void dye_neighbours_break(struct dye_neighbours * neighbours);
enum dye_code dye_neighbours_judge(
    const struct dye_neighbours * neighbours, struct dye_neighbours_look * look, struct dye_error * err);
void dye_neighbours_release(struct dye_neighbours * neighbours);

#endif
