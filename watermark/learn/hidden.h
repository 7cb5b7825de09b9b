/*
 * hidden.h: whether the order of a table's rows says something, and what it would carry were it free.
 */
#ifndef DYE_LEARN_HIDDEN_H
#define DYE_LEARN_HIDDEN_H

#include "watermark/learn/learn.h"
#include "watermark/marks/core/neighbours.h"

/* All zero is empty. */
struct dye_learn_hidden {
	const struct dye_profile * profile; /* Not owned, nor the next. */
	const enum dye_days * days;	    /* of each column */
	struct dye_neighbours * cells;	    /* Owned; one a column */
	struct dye_parse parse;
	uint64_t row;		/* rows that came by */
	uint64_t most, stretch; /* so many rows are looked at, so many each that follow one another */
};

/*
 * All rows of the table, or as many as have 262,144 cells, and 65,536 at most: in stretches of 512 that lie evenly in it. An order that begins somewhere behind the head shows
 * as well as one that goes through it all. ${profile} and ${days} outlive it; it knows how many rows there are.
 */
enum dye_code dye_learn_hidden_open(struct dye_learn_hidden * hidden, const struct dye_profile * profile,
    const enum dye_days * days, struct dye_error * err);
enum dye_code dye_learn_hidden_row(
    struct dye_learn_hidden * hidden, const struct dye_row * row, struct dye_error * err);

/* Fill in the learned->neighbours of every column. */
enum dye_code dye_learn_hidden_end(
    const struct dye_learn_hidden * hidden, struct dye_learned * learned, struct dye_error * err);
void dye_learn_hidden_release(struct dye_learn_hidden * hidden);

/*
 * Whether what neighbours show is more than chance: a correlation beyond 5 / sqrt(n), or more equal ones than chance has by 5 standard deviations.
 * Of a hundred columns without any order one shows it once in 10,000 tables.
 */
#define DYE_LEARN_ORDER_SHOWN 5
bool dye_learn_order_shows(const struct dye_neighbours_look * look);

/* Whether the profile frees the order. */
bool dye_learn_order_free(const struct dye_profile * profile);

/* Bits that the order of ${leaked} rows of the head of an export of ${rows} rows would carry, in whatever order they are pasted; at least 0. */
double dye_learn_order_bits(uint64_t rows, uint64_t leaked);

#endif
