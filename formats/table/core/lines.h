/*
 * lines.h: reading and writing text that is one table of rows: what CSV and pasted lines have in common. A format begins its reader with a
 * struct dye_lines and gives its split().
 */
#ifndef DYE_TABLE_LINES_H
#define DYE_TABLE_LINES_H

#include "formats/table/core/mend.h"

/**
 * split(way, bytes, last, &used, &rows, err): how many of ${bytes} (no byte order mark) are whole rows, and how many
 * rows. ${last}: the file ends here, so an unfinished row is an error where the format says so; ${rows} are then the
 * rows before it.
 */
typedef enum dye_code (*dye_lines_split)(const struct dye_dialect * way, struct dye_slice bytes, bool last,
    size_t * used, uint64_t * rows, struct dye_error * err);

struct dye_lines {
	struct dye_input * input; /* Not owned. */
	struct dye_dialect way;
	dye_lines_split split;
	bool given;   /* the only table was */
	bool end;     /* nothing comes after what is ready */
	bool spoilt;  /* the file goes on with bytes that are not text in its encoding */
	bool changed; /* ready holds UTF-8 that was made of the file's bytes; otherwise blocks are made of these */
	struct dye_buffer ready;
	size_t taken; /* of ready */
	uint64_t next_row;
	struct dye_converter converter; /* UTF-16 */
	struct dye_mender mender;	/* for those who forgive */
	struct dye_mended mended;
};

enum dye_code dye_lines_open(struct dye_lines * lines, struct dye_input * input, const struct dye_dialect * way,
    dye_lines_split split, struct dye_error * err);

/* For struct dye_format: ${reader} begins with a struct dye_lines. */
enum dye_code dye_lines_table(void * reader, struct dye_table_head * head, bool * got, struct dye_error * err);
enum dye_code dye_lines_block(void * reader, struct dye_block * block, struct dye_error * err);
struct dye_slice dye_lines_head(const void * reader, const struct dye_block * block, size_t max);
void dye_lines_mended(const void * reader, struct dye_mended * mended);
void dye_lines_close(void * reader);

/* How many bytes at the beginning of ${block} are the byte order mark. */
size_t dye_lines_bom(const struct dye_dialect * way, const struct dye_block * block);

/* For struct dye_format: rows leave as they come. */
struct dye_lines_writer {
	const struct dye_sink * sink; /* Not owned. */
	bool begun;
	char last; /* byte that left */
};
enum dye_code dye_lines_begin(void * writer, const void * reader, const struct dye_sink * sink, struct dye_error * err);
enum dye_code dye_lines_rows(void * writer, struct dye_slice rendered, bool born, struct dye_error * err);
enum dye_code dye_lines_end(void * writer, struct dye_error * err);

#endif
