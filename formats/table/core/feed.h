/*
 * feed.h: the lines of a text one after the other, for formats whose rows span several of them and are made into framed cells.
 */
#ifndef DYE_TABLE_FEED_H
#define DYE_TABLE_FEED_H

#include "formats/table/core/lines.h"
#include "formats/table/core/text_cells.h"

/* A format begins its reader with it, and takes table and mended from core/lines.h. */
struct dye_feed {
	struct dye_lines lines;	  /* the first member */
	struct dye_block block;	  /* what is read of it */
	struct dye_text_lines at; /* within the block */
	uint64_t number;	  /* of the line that came last, from 1 */
};

/* What dye_lines_open() says; the caller closes. ${way} forgives, so that lines are clean UTF-8. */
enum dye_code dye_feed_open(
    struct dye_feed * feed, struct dye_input * input, const struct dye_dialect * way, struct dye_error * err);
void dye_feed_close(struct dye_feed * feed);

/* The next line without its end; valid until the next call. *got is false at the end of the text. */
enum dye_code dye_feed_next(struct dye_feed * feed, struct dye_slice * line, bool * got, struct dye_error * err);

/* What a reader makes of a line, and at the end of the text of what it has left: rows in the block. */
struct dye_feed_verbs {
	enum dye_code (*line)(void * reader, struct dye_slice line, struct dye_block * block, struct dye_error * err);
	enum dye_code (*end)(void * reader, struct dye_block * block, struct dye_error * err);
};

/* The block() of a format: lines until the block is full. ${reader} begins with a feed; its next row is number ${row}. */
enum dye_code dye_feed_block(
    void * reader, const struct dye_feed_verbs * verbs, uint64_t row, struct dye_block * block, struct dye_error * err);

#endif
