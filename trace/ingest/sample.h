/*
 * sample.h: the first rows of a seized file, copied: what is looked at to decide how it is read.
 */
#ifndef DYE_INGEST_SAMPLE_H
#define DYE_INGEST_SAMPLE_H

#include "formats/table/format.h"

/* Rows that are looked at. */
#define DYE_SAMPLE_ROWS 500

/* All zero is empty. */
struct dye_sample {
	struct dye_buffer text;	  /* of all cells, one after another */
	struct dye_slice * cells; /* Owned. Into text, trimmed */
	size_t * ends; /* Owned: where each cell ends in text; cells are made of them once text stands still */
	size_t cell_count, cell_size, end_size;
	size_t * starts; /* Owned: index of the first cell of each row; starts[rows] is the end */
	size_t rows;
};

/**
 * dye_sample_take(sample, bytes, name, wish, way, err): The first rows of ${bytes} as they are read within ${wish} in this ${way}. The caller
 * releases with dye_sample_release(), after an error too.
 */
enum dye_code dye_sample_take(struct dye_sample * sample, struct dye_slice bytes, const char * name,
    const struct dye_dialect_wish * wish, const struct dye_dialect * way, struct dye_error * err);
void dye_sample_release(struct dye_sample * sample);

/* A sample made by hand: open, rows one by one (DYE_SAMPLE_ROWS at most; the texts are copied), close. */
enum dye_code dye_sample_open(struct dye_sample * sample, struct dye_error * err);
enum dye_code dye_sample_add(
    struct dye_sample * sample, const struct dye_slice * texts, uint32_t count, struct dye_error * err);
enum dye_code dye_sample_close(struct dye_sample * sample, struct dye_error * err);

/* Make the rows as wide as ${width}, with empty cells around: row r begins at column ${firsts}[r]; one that is wider stays. */
enum dye_code dye_sample_widen(
    struct dye_sample * sample, uint32_t width, const uint32_t * firsts, struct dye_error * err);

/* The same rows of the same cells. */
bool dye_sample_equal(const struct dye_sample * a, const struct dye_sample * b);

/* How many cells a row of the sample has, and the first of them. */
uint32_t dye_sample_width(const struct dye_sample * sample, size_t row);
struct dye_slice dye_sample_cell(const struct dye_sample * sample, size_t row, uint32_t column);

/* The number of cells that most rows have; *share is how many of them do, of 1000. */
uint32_t dye_sample_usual_width(const struct dye_sample * sample, int * share);

#endif
