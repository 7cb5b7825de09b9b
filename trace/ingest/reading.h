/*
 * reading.h: how a seized file can be read: as which table, with which kinds of columns.
 *
 * Everything here looks at unkeyed data only: the bytes of the leak and what the profile says of columns and kinds. Where several
 * readings stay plausible, all are returned, with weights that are fixed by their rank: the evidence of each is
 * averaged with them (docs/EVIDENCE.md).
 */
#ifndef DYE_INGEST_READING_H
#define DYE_INGEST_READING_H

#include "formats/table/format.h"
#include "watermark/marks/mark.h"

#define DYE_READINGS_MAX 4

struct dye_reading {
	struct dye_dialect_wish wish; /* opens the file so; points into the members below */
	char delimiter[8];
	char format[16];
	bool header;				    /* the first row names columns of the profile */
	uint32_t count;				    /* of columns, as most rows have it */
	const struct dye_kind ** kinds;		    /* Owned array: of each column; NULL where nothing fits */
	const struct dye_profile_column ** columns; /* Owned array: of each column; NULL where only the kind is known */
	uint64_t rows;				    /* header not counted */
	int plausibility;			    /* 0..1000 */
	/* Among the cells of distinctive kinds that have spellings: how many, and how many have a full stop or a comma, a space, tokens that only deleted punctuation glues. */
	uint64_t spelt_cells, punctuated_cells, spaced_cells, glued_cells;
};

/**
 * dye_readings_find(bytes, name, profile, wish, readings, &count, err): The plausible readings of a file, the likeliest first, at least
 * one. The caller releases each with dye_reading_release(). A file that cannot be decoded at all (random bytes) is DYE_EDATA.
 */
enum dye_code dye_readings_find(struct dye_slice bytes, const char * name, const struct dye_profile * profile,
    const struct dye_dialect_wish * wish, struct dye_reading readings[DYE_READINGS_MAX], size_t * count,
    struct dye_error * err);
void dye_reading_release(struct dye_reading * reading);

/**
 * dye_reading_weight(rank, count): The weight of the reading of that rank, from 0, among ${count}: a half to the first, the
 * rest shared equally; 1 where it is alone.
 */
double dye_reading_weight(size_t rank, size_t count);

typedef enum dye_code (*dye_leak_visit)(void * cookie, const struct dye_leak_row * row, struct dye_error * err);

/**
 * dye_reading_each(reading, bytes, name, first_row, visit, cookie, err): Read the file so and visit every row; rows are numbered from
 * ${first_row}. A row with another number of cells than most has each cell's kind recognised by itself.
 */
enum dye_code dye_reading_each(const struct dye_reading * reading, struct dye_slice bytes, const char * name,
    uint64_t first_row, dye_leak_visit visit, void * cookie, struct dye_error * err);

/* Append a line for people: format, separator, columns. */
enum dye_code dye_reading_describe(const struct dye_reading * reading, struct dye_buffer * out, struct dye_error * err);

#endif
