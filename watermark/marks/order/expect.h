/*
 * expect.h: what the order of rows will give in a leak, by where its rows stood in the copy.
 */
#ifndef DYE_MARKS_ORDER_EXPECT_H
#define DYE_MARKS_ORDER_EXPECT_H

#include "watermark/forecast/law.h"
#include "watermark/marks/mark.h"

/* A leak of rows that have places in one account's copy. */
struct dye_order_leak {
	double table;  /* rows of the table, at least 1 */
	double rows;   /* of the leak, at least 1 */
	bool run;      /* they stand next to one another in the copy; else they are anywhere in it */
	bool shuffled; /* and do not come in its order */
};

/**
 * dye_order_expect(leak): What order gives: mean and variance of log2 E_order (docs/EVIDENCE.md, 6.2), by the best interval of the bank or by its chains. At
 * least -1: the half that bets nothing.
 */
struct dye_sum dye_order_expect(const struct dye_order_leak * leak);

/* Whether the index finds the rows by a column that is shown, where the one that they are named by is not: and so their places. */
bool dye_order_found(const struct dye_prospect * prospect);

/* The same where only the index knows the places: half of the weight stays with the reading of the leak as it stands (docs/EVIDENCE.md, 6.2). */
struct dye_sum dye_order_halved(struct dye_sum order);

#endif
