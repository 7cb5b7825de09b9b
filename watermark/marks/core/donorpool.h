/*
 * donorpool.h: rows of a table as it was learned, of whose parts invented records are made (canary/donors.h). They are people's data: the registry has
 * them sealed, with what else it keeps of the table (learnedtable.h).
 */
#ifndef DYE_MARKS_DONORPOOL_H
#define DYE_MARKS_DONORPOOL_H

#include "formats/base/buffer.h"
#include "watermark/crypto/crypto.h"

/* So many rows of a larger table, about. */
#define DYE_DONOR_POOL_ROWS 8192
/* Of fewer nobody is made: they would show whose parts they have. */
#define DYE_DONOR_POOL_LEAST 200
/* A row with more bytes is none of them; nor is one that would make them more in all. */
#define DYE_DONOR_POOL_ROW_BYTES ((size_t)16 << 10)
#define DYE_DONOR_POOL_BYTES ((size_t)32 << 20)

/* Of more keys none is remembered. */
#define DYE_DONOR_POOL_NUMBERS ((size_t)1 << 20)

#define DYE_DONOR_POOL_NO_COLUMN UINT32_MAX

/* Columns of times that grow as the numbers do, up or down, but for some rows: of each number the time of its row. */
#define DYE_DONOR_POOL_ALONG 4
struct dye_donor_along {
	uint32_t column, form; /* form: core/moment.h */
	uint64_t * moments;    /* Owned; one a number */
	size_t count, size;    /* of moments; what does not have one for each number is none, nor what does not grow */
};

/* All zero is none. */
struct dye_donor_pool {
	uint64_t source;	 /* rows of the table that they are of */
	uint64_t id;		 /* 64 bits of a digest of its rows; 0: none */
	uint32_t rows, columns;	 /* those of the profile */
	struct dye_buffer names; /* Owned: of the columns, a frame each */
	struct dye_buffer text;	 /* Owned; of all cells, one after another, without the blanks around them */
	size_t * ends;		 /* Owned: of each cell, in text */
	size_t size;		 /* cells that ends has room for */
	uint32_t key; /* the column whose numbers are known, all of them, in order; DYE_DONOR_POOL_NO_COLUMN: none */
	uint64_t * numbers; /* Owned; ascending, each once */
	size_t number_count, number_size;
	struct dye_donor_along along[DYE_DONOR_POOL_ALONG];
	uint32_t along_count;
};

/**
 * dye_donor_pool_begin(pool, source, err): ${pool} is all zero; its table has ${source} rows. The columns are named next, before a row is added.
 * dye_donor_pool_name(pool, name, err): The next column.
 * dye_donor_pool_add(pool, cells, err): A row, a cell for each column; unless it is too long.
 * dye_donor_pool_number(pool, column, number, err): A number of the one column of which all are to be known.
 * dye_donor_pool_moment(pool, i, moment, err): Of the row of the last number the time in column along[i].
 * dye_donor_pool_drop_numbers(pool): They are to be told anew.
 * dye_donor_pool_end(pool, err): All were added.
 */
void dye_donor_pool_begin(struct dye_donor_pool * pool, uint64_t source);
enum dye_code dye_donor_pool_name(struct dye_donor_pool * pool, struct dye_slice name, struct dye_error * err);
enum dye_code dye_donor_pool_add(struct dye_donor_pool * pool, const struct dye_slice * cells, struct dye_error * err);
enum dye_code dye_donor_pool_number(
    struct dye_donor_pool * pool, uint32_t column, uint64_t number, struct dye_error * err);
enum dye_code dye_donor_pool_moment(struct dye_donor_pool * pool, uint32_t i, uint64_t moment, struct dye_error * err);
void dye_donor_pool_drop_numbers(struct dye_donor_pool * pool);
enum dye_code dye_donor_pool_end(struct dye_donor_pool * pool, struct dye_error * err);
void dye_donor_pool_release(struct dye_donor_pool * pool);

/* Valid while the pool is. */
struct dye_slice dye_donor_pool_cell(const struct dye_donor_pool * pool, uint32_t row, uint32_t column);

/* The column of that name, or DYE_DONOR_POOL_NO_COLUMN. */
uint32_t dye_donor_pool_column(const struct dye_donor_pool * pool, struct dye_slice name);

/* Whether both have the same columns, in the same order. */
bool dye_donor_pool_same_columns(const struct dye_donor_pool * a, const struct dye_donor_pool * b);

/**
 * dye_donor_pool_write(pool, out, err): Append u64 source, u32 columns, a frame for each name, u32 rows, a frame for each cell, u32 column of the numbers, u64
 * how many, and of each what it is more than the one before: seven bits a byte, the lowest first, and 128 in each but the last; u32 how many columns of
 * times, and of each u32 column, u32 form, and the times in the same way.
 * dye_donor_pool_read(bytes, pool, err): The same; ${pool} is all zero. What was not written so is DYE_EDATA.
 */
enum dye_code dye_donor_pool_write(const struct dye_donor_pool * pool, struct dye_buffer * out, struct dye_error * err);
enum dye_code dye_donor_pool_read(struct dye_slice bytes, struct dye_donor_pool * pool, struct dye_error * err);

#endif
