/*
 * rows.h: the rows of several files, one after another, as often as one likes; all must have the same header.
 */
#ifndef DYE_EMBED_LEARN_ROWS_H
#define DYE_EMBED_LEARN_ROWS_H

#include "formats/table/core/names.h"
#include "watermark/learn/learn.h"

/* A row of data. */
typedef enum dye_code (*dye_learn_row)(void * cookie, const struct dye_row * row, struct dye_error * err);

struct dye_learn_input {
	const char * const * files; /* Not owned. */
	size_t count;
	struct dye_dialect_wish dialect;
	bool number_names;	 /* several columns may have one name: the later ones get numbers */
	struct dye_names header; /* of the first file; or numbers */
	bool has_header;	 /* the first file has one */
	bool letters;		 /* in a file quotes were taken for letters, and nobody had said that they are */
	char ** names;		 /* Owned: header's; known after the first pass began */
	uint32_t column_count;
	uint64_t rows;				 /* of data, counted by the last pass */
	uint64_t left_out;			 /* rows that the intake dropped in the last pass */
	const struct dye_learn_intake * intake;	 /* Not owned; may be NULL */
	dye_learn_row beside;			 /* shown what is no row of data, after the intake; NULL: nobody is */
	void (*file_begins)(void * file_cookie); /* whatever the pass; may be NULL */
	void * file_cookie;			 /* Not owned. */
};

/**
 * dye_learn_pass(input, visit, cookie, err): Show every row of data to ${visit}. Rows of other lengths than the header, other headers, names
 * that stand twice, a file without rows are errors with their place.
 */
enum dye_code dye_learn_pass(
    struct dye_learn_input * input, dye_learn_row visit, void * cookie, struct dye_error * err);
void dye_learn_input_release(struct dye_learn_input * input);

#endif
