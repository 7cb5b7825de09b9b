/*
 * agree.h: what a row shows of a canary. The one test by which learn and embed know a canary that came back, and by which a row of a leak
 * weighs: so nothing that escapes the first can weigh in the second.
 */
#ifndef DYE_MARKS_CANARY_AGREE_H
#define DYE_MARKS_CANARY_AGREE_H

#include "watermark/marks/canary/record.h"
#include "watermark/registry/store.h"

#define DYE_CANARY_NO_COLUMN 0

/* An invented cell, in 24 bytes, since there may be millions. */
struct dye_canary_image_cell {
	uint64_t digest; /* of kind and canonical value */
	uint64_t draws;	 /* that it reveals */
	uint32_t column; /* of the profile, by its name */
	uint16_t kind;	 /* index into dye_kinds */
	bool anchored;	 /* by itself it tells a row from others */
	bool unsought;	 /* it may stand in a row that is not found by it: for known.c, which says so */
};

/* A record, ready to be compared. Owns nothing. */
struct dye_canary_image {
	const struct dye_canary_image_cell * cells;
	uint32_t cell_count;
	const uint32_t * bounds; /* of each draw, -log2 in units of 2^-20 */
};

/* A cell of a row. */
struct dye_canary_seen {
	uint64_t digest;
	uint32_t column; /* DYE_CANARY_NO_COLUMN: not known; it can then be any cell of the kind */
	uint16_t kind;
};

struct dye_canary_agreement {
	/* For a leak. */
	uint64_t draws;	  /* that the cells reveal which agree, each in its column where that is known */
	double bits;	  /* of those draws together: -log2 of the bound */
	double log2_cost; /* the price of having found out afterwards which cells agree (docs/EVIDENCE.md, 4.2) */
	bool anchored;	  /* one of those cells is */
	/* For a source. */
	uint64_t draws_anywhere; /* the same draws, had every cell stood in a column that is not known: never fewer */
	bool whole;		 /* no cell differs from the record's in the same column */
};

/* 64 bits of a digest of the unit. */
uint64_t dye_canary_unit_key(const struct dye_canary_unit * unit);

/* The names by which cells are compared. */
uint32_t dye_canary_column_id(struct dye_slice name);
bool dye_canary_kind_id(struct dye_slice name, uint16_t * kind); /* false: there is no such kind any more */

/**
 * dye_canary_image_cell(text, scratch, cell, got, err): One cell of a record. *got is false where its kind is not known any more.
 */
enum dye_code dye_canary_image_cell(const struct dye_canary_text * text, struct dye_buffer * scratch,
    struct dye_canary_image_cell * cell, bool * got, struct dye_error * err);

void dye_canary_agree(const struct dye_canary_image * image, const struct dye_canary_seen * seen, size_t count,
    struct dye_canary_agreement * agreement);

/* Of these draws together. */
double dye_canary_bits(const struct dye_canary_image * image, uint64_t draws);

/**
 * dye_canary_threshold(store, dataset, rows, bits, err): From so many bits on a row is a canary that came back, and only from so many on does a
 * row of a leak weigh: max(24, log2(rows) + 10), rows the most of any profile version of the dataset, and of ${rows}.
 */
enum dye_code dye_canary_threshold(
    struct dye_store * store, uint32_t dataset, uint64_t rows, double * bits, struct dye_error * err);

#endif
