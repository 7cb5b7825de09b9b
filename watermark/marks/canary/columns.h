/*
 * columns.h: what becomes of the columns of a file in an invented record.
 */
#ifndef DYE_MARKS_CANARY_COLUMNS_H
#define DYE_MARKS_CANARY_COLUMNS_H

#include <string.h>

#include "watermark/marks/canary/kept.h"
#include "watermark/marks/canary/reserve.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/mark.h"

/* What is to be done with cell i of a file. */
struct dye_canary_column {
	const struct dye_profile_column * column; /* Not owned. */
	enum dye_canary_part part;
	struct dye_canary_kept kept; /* what a record may have of its parent, where it is not invented */
	bool compared, anchored, key;
	bool joint;   /* part of a key of several columns */
	bool counted; /* a number that counts rows up */
	bool sorted;  /* the table was in its order, and a copy shows that: it leaves as nothing else */
	const struct dye_reserve * reserves; /* numbers that are kept for it, reserve_count ranges; not owned */
	size_t reserve_count;
	enum dye_forge_role role;
	bool numbers; /* identity numbers */
	bool fixed;   /* a date that a number of the row may hang on: where it is kept it stays as its donor has it */
	uint64_t
	    stream; /* 64 bits of the digest of the column's name: its draws are its own, whatever other columns an export has */
	uint64_t salt; /* tells its keys from those of other columns */
};

#define DYE_NO_CELL UINT32_MAX

/* A part of the cell is hidden. */
static inline bool
dye_canary_masked(struct dye_slice text)
{

	return text.len > 0 && memchr(text.data, '*', text.len) != NULL;
}

/* An invented cell of it has a number that is reserved for such. */
static inline bool
dye_canary_reserved(const struct dye_canary_column * c)
{

	return c->part == DYE_PART_FORGE && c->reserve_count > 0;
}

/* An invented cell of it has a number near its parent's: the column is sorted. Not an identity number, whose digits say something. */
static inline bool
dye_canary_near(const struct dye_canary_column * c)
{

	return c->part == DYE_PART_FORGE && c->sorted && !c->numbers && !dye_canary_reserved(c) &&
	       (c->column->kind->exact || c->counted);
}

/* Its times may grow with such numbers: then those of an invented record are between those of the rows around. */
static inline bool
dye_canary_along(const struct dye_canary_column * c)
{

	return (c->part == DYE_PART_KEEP || c->part == DYE_PART_FORGE) && !c->compared &&
	       dye_kind_is_time(c->column->kind) && !c->fixed && !c->column->aged && c->role == DYE_ROLE_PLAIN;
}

/* The same for the whole file. Shared by all threads, read only. */
struct dye_canary_columns {
	struct dye_canary_column * columns; /* Owned. */
	uint32_t count;
	uint32_t * order;    /* Owned: the cells in the order of the profile's columns */
	uint32_t * identity; /* Owned: those that may name a row, the best first */
	uint32_t identity_count;
	uint32_t joint_count; /* cells of a key of several columns; 0: there is none, or the file lacks a part */
	uint32_t
	    sort; /* the cell of the column in whose order the head of the file is, else of the first that was sorted when it was learned, or DYE_NO_CELL */
	uint32_t
	    then; /* of rows that are equal in that: the cell of the first that was sorted when it was learned, or DYE_NO_CELL */
	int collation;	/* the order of texts by which it is sorted (core/orderkey.h) */
	bool clustered; /* it is no order: rows of one value stand together */
	bool possible;	/* records can be invented for this file */
	/* 64 bits of the digest of what becomes of every column of the profile: records made by different rules share no draw. */
	uint64_t rules;
	/* Owned; NULL: nothing is reserved. */
	struct dye_reserves * reserves;
};

/* Whether records can be invented for the file that the context describes; where not, ${note} says why. */
bool dye_canary_fits(const struct dye_mark_context * context, char * note, size_t size);

enum dye_code dye_canary_columns_init(
    struct dye_canary_columns * columns, const struct dye_mark_context * context, struct dye_error * err);
/*
 * The same of all columns of the profile, in its order, whatever the file has: what a record is does not hang on that. ${cell_of}, one for each, is the cell of the
 * file that ${columns} are of, or DYE_NO_CELL. Where it may be made of others' parts, a number takes a birth that is kept but not the parent's.
 */
enum dye_code dye_canary_columns_whole(struct dye_canary_columns * whole, const struct dye_canary_columns * columns,
    const struct dye_mark_context * context, uint32_t * cell_of, struct dye_error * err);
void dye_canary_columns_release(struct dye_canary_columns * columns);

/* Where a row stands in the order of the file: by its cells of the columns ${sort} and ${then}; the latter is not looked at where there is none. */
void dye_canary_order(const struct dye_canary_columns * columns, struct dye_slice sort, struct dye_slice then,
    struct dye_order_keys * keys);

/*
 * The key of several columns, cell by cell in the order of the profile, from 0 on: ${so_far} with one cell more.
 */
uint64_t dye_canary_key_join(uint64_t so_far, uint64_t key);

/*
 * 64 bits as note() and the keys of births give them, for a cell of a column: of its digest, and for a key of times also of what is spelt in
 * its slots: the seconds, which its canonical value has not, tell rows apart. (Not where marks may move them.)
 */
uint64_t dye_canary_key_of(
    const struct dye_canary_column * column, const uint8_t digest[DYE_PRF_LEN], const struct dye_parse * parse);

#endif
