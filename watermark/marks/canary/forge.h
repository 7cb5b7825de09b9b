/*
 * forge.h: which rows are parents, and the record that is born of one. docs/FORMAT.md, section 7, gives every derivation.
 */
#ifndef DYE_MARKS_CANARY_FORGE_H
#define DYE_MARKS_CANARY_FORGE_H

#include "watermark/marks/canary/plan.h"
#include "watermark/marks/core/cellkey.h"
#include "watermark/marks/mark.h"

/* Rows between a parent and its canary in a file without order: 1 to this. */
#define DYE_CANARY_DISTANCE 30

/* A canary in a column that is sorted has a number this much above its parent's at most. */
#define DYE_CANARY_STEP 1024

/* What is to be done with cell i of a file. */
struct dye_canary_column {
	const struct dye_profile_column * column; /* Not owned. */
	enum dye_canary_part part;
	bool compared, anchored, key;
	bool counted; /* a number that counts rows up */
	enum dye_forge_role role;
	uint64_t
	    stream; /* 64 bits of the digest of the column's name: its draws are its own, whatever other columns an export has */
	uint64_t salt; /* tells its keys from those of other columns */
};

#define DYE_NO_CELL UINT32_MAX

/* The same for the whole file. Shared by all threads, read only. */
struct dye_canary_columns {
	struct dye_canary_column * columns; /* Owned. */
	uint32_t count;
	uint32_t * order;    /* Owned: the cells in the order of the profile's columns */
	uint32_t * identity; /* Owned: those that may name a row, the best first */
	uint32_t identity_count;
	uint32_t sort; /* the cell of the first column that was sorted when it was learned, or DYE_NO_CELL */
	bool possible; /* records can be invented for this file */
	/* 64 bits of the digest of what becomes of every column of the profile: records made by different rules share no draw. */
	uint64_t rules;
};

/* Whether records can be invented for the file that the context describes; where not, ${note} says why. */
bool dye_canary_fits(const struct dye_mark_context * context, char * note, size_t size);

enum dye_code dye_canary_columns_init(
    struct dye_canary_columns * columns, const struct dye_mark_context * context, struct dye_error * err);
void dye_canary_columns_release(struct dye_canary_columns * columns);

/* One per thread. */
struct dye_canary_maker;

enum dye_code dye_canary_maker_open(const struct dye_mark_context * context, const struct dye_canary_columns * columns,
    struct dye_canary_maker ** maker, struct dye_error * err);
void dye_canary_maker_close(struct dye_canary_maker * maker);

/* 64 bits of a digest as note() and the keys of births give them, for a column. */
uint64_t dye_canary_key_of(const struct dye_canary_column * column, const uint8_t digest[DYE_PRF_LEN]);

/**
 * dye_canary_place(maker, digest, anchor, place, err): From the digest of the cell that names a row, its ${anchor}, and ${place}: the row is a parent
 * where place >> 48 is below the profile's density.
 */
enum dye_code dye_canary_place(struct dye_canary_maker * maker, const uint8_t digest[DYE_PRF_LEN],
    uint8_t anchor[DYE_PRF_LEN], uint64_t * place, struct dye_error * err);

/**
 * dye_canary_make(maker, texts, anchor, row, birth, made, err): Invent the record that is born of the row with ${texts}, one for each cell
 * of the file, and ${anchor}. ${row} and ${birth} are valid until the next call. *made is false where no record came of it: it counts as
 * tried all the same, as ${birth}->trial.
 */
enum dye_code dye_canary_make(struct dye_canary_maker * maker, const struct dye_slice * texts,
    const uint8_t anchor[DYE_PRF_LEN], struct dye_row * row, struct dye_birth * birth, bool * made,
    struct dye_error * err);

#endif
