/*
 * reading.h: what a seized file is read as: cut in one way, with which kinds of columns.
 *
 * Everything here looks at unkeyed data only: the bytes of the leak and what the profile says of columns and kinds. Where several
 * readings stay plausible, all are returned, with weights that are fixed by their rank: the evidence of each is
 * averaged with them (docs/EVIDENCE.md).
 */
#ifndef DYE_INGEST_READING_H
#define DYE_INGEST_READING_H

#include "trace/ingest/layout.h"
#include "watermark/marks/mark.h"

#define DYE_READINGS_MAX 4

struct dye_reading {
	struct dye_layout * layout; /* Not owned. */
	bool header;		    /* the first row holds names */
	bool named;		    /* and they are columns of the profile */
	bool by_cells;		    /* whatever they say: the cells contradict them */
	const struct dye_kind *belied,
	    *belied_by;			/* what the first such column is by its name, and by its cells; NULL: none is */
	uint32_t belied_column;		/* its index */
	uint32_t count;			/* of columns, as most rows have it */
	const struct dye_kind ** kinds; /* Owned array: of each column; NULL where nothing fits */
	const struct dye_profile_column ** columns; /* Owned array: of each column; NULL where only the kind is known */
	int plausibility;			    /* 0..1000 */
	/* Among the cells of distinctive kinds that have spellings: how many, and how many have a full stop or a comma, a space, tokens that only deleted punctuation glues. */
	uint64_t spelt_cells, punctuated_cells, spaced_cells, glued_cells;
};

/**
 * dye_readings_find(layouts, count, profile, readings, &found, err): The plausible readings of a file that can be cut as ${layouts}, the
 * likeliest first, at least one where one of them is not struck. The caller releases each with dye_reading_release(); they read the layouts.
 */
enum dye_code dye_readings_find(struct dye_layout * layouts, size_t count, const struct dye_profile * profile,
    struct dye_reading readings[DYE_READINGS_MAX], size_t * found, struct dye_error * err);
void dye_reading_release(struct dye_reading * reading);

/**
 * dye_reading_weight(rank, count): The weight of the reading of that rank, from 0, among ${count}: a half to the first, the
 * rest shared equally; 1 where it is alone.
 */
double dye_reading_weight(size_t rank, size_t count);

/**
 * dye_reading_row(reading, texts, count, scratch, row): What a row of the layout is under this reading: ${row}'s kinds and columns. A row
 * with another number of cells than most has each cell's kind recognised by itself, into ${scratch}, which has room for DYE_COLUMNS_MAX.
 */
void dye_reading_row(const struct dye_reading * reading, const struct dye_slice * texts, uint32_t count,
    const struct dye_kind ** scratch, struct dye_leak_row * row);

/* How much of a file a reading fits. All zero: nothing was read. */
struct dye_reading_fit {
	uint64_t rows, bytes;	      /* read; bytes of their cells */
	uint64_t matched;	      /* of the rows: showed something that the dataset has */
	uint64_t odd_rows, odd_bytes; /* of those with another number of cells than most */
};

/* Add a row of the layout to ${fit}. */
void dye_reading_fit_row(
    const struct dye_reading * reading, const struct dye_slice * texts, uint32_t count, struct dye_reading_fit * fit);

/**
 * dye_reading_hint(reading, fit, out, err): Append what may be wrong with a reading under which nobody is named, and what to do about it. Nothing, where
 * nothing seems to be.
 */
enum dye_code dye_reading_hint(const struct dye_reading * reading, const struct dye_reading_fit * fit,
    struct dye_buffer * out, struct dye_error * err);

/* Append a line for people: format, separator, columns. */
enum dye_code dye_reading_describe(const struct dye_reading * reading, struct dye_buffer * out, struct dye_error * err);

#endif
