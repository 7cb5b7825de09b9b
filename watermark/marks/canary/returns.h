/*
 * returns.h: what came back in one reading of a source, and when it is not read any further (docs/EVIDENCE.md, 4.2: a copy costs eight records).
 *
 * Whatever is met burns. So that nobody loses all that a copy proves by giving it to learn or embed, nor every account its records by one row that holds
 * all that may be one, a reading stops
 *
 *	at the eighth of one account in the first thousand rows of a file, what is none of the table included;
 *	at the second in one row, of whatever accounts: no row is the record of two people.
 *
 * What was burned before this reading costs nothing any more: of such records a row counts for one with the first rule, since a copy that is given
 * again shows one in a row, and for none with the second.
 */
#ifndef DYE_MARKS_CANARY_RETURNS_H
#define DYE_MARKS_CANARY_RETURNS_H

#include "formats/base/map.h"
#include "watermark/registry/store.h"

/* So many rows are named at the end. */
#define DYE_RETURNS_NAMED 8

/* All zero is valid. */
struct dye_returns {
	struct dye_map met;		/* keys of the units that came back */
	struct dye_canary_unit * units; /* Owned: the same in order, each once: to be burned */
	uint64_t * numbers;		/* Owned: for each of them its row where the first rule counts it, else 0 */
	size_t count, size, number_size;
	uint64_t all; /* that are counted */
	uint64_t
	    whole; /* rows that are nothing else than one of them, and those with one that are no row of the table */
	uint64_t where[DYE_RETURNS_NAMED]; /* the first of those rows */
	uint64_t rows;			   /* that were looked at, the one in hand too */
	/* The row in hand. */
	uint64_t number; /* in its file */
	size_t fresh;	 /* units it showed first, not burned before */
	bool stale;	 /* it showed one that was */
	bool stopped;	 /* nothing that follows is met */
};

/* The row that is next: the ${index}th that is looked at, from 1, ${number} in its file. */
void dye_returns_row(struct dye_returns * returns, uint64_t index, uint64_t number);

/* The row that is next is the first of another file. */
void dye_returns_file(struct dye_returns * returns);

/* The row in hand shows ${unit}. DYE_EREFUSED, with it among the units: the source is not read any further; so it stays whatever is added. */
enum dye_code dye_returns_add(
    struct dye_returns * returns, const struct dye_canary_unit * unit, struct dye_error * err);
/* The row in hand counts at the end. */
void dye_returns_whole(struct dye_returns * returns);
void dye_returns_release(struct dye_returns * returns);

/**
 * dye_returns_end(returns, rows, err): After the last of ${rows}, those that are left out too. So many rows that are canaries are no records that were
 * typed in again, but somebody's copy, whether they were burned before or not: it must not be marked or learned from (DYE_EREFUSED). (A copy has one beside every fiftieth row, if the density is the usual one.)
 */
enum dye_code dye_returns_end(const struct dye_returns * returns, uint64_t rows, struct dye_error * err);

#endif
