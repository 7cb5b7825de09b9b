/*
 * input.h: the bytes of a file, as the formats see them (their side is in format.h).
 */
#ifndef DYE_TABLE_INPUT_H
#define DYE_TABLE_INPUT_H

#include "formats/table/format.h"

/* How much of a file probing sees at most. */
#define DYE_PEEK ((size_t)512 << 10)

struct dye_input {
	struct dye_source source; /* Its cookie is not owned. */
	struct dye_buffer ahead;  /* what was read */
	size_t taken;		  /* of it */
	bool end;		  /* the source has no more */
	bool peeked_all;	  /* the head is the whole file */
	size_t head;		  /* how many bytes the head has */
	size_t block_size;	  /* about how large blocks are to be */

	/* The head as text. */
	bool is_text;
	bool dirty;		  /* it is UTF-8 or GB18030 but for a few bytes, which decoding will find */
	struct dye_error no_text; /* why it is none */
	struct dye_buffer converted;
	struct dye_slice text; /* in converted or in ahead */
	enum dye_encoding encoding;
	bool bom;
	bool forgiving;
	char charset[32]; /* forgiving: what the bytes are converted from, as iconv(3) calls it */
};

/**
 * dye_input_open(source, wish, input, err): Peek at ${source} and decide its encoding within ${wish}. Bytes that are no text are no error
 * here; a wish that cannot be met, and a source that cannot be read, are. The caller releases, after an error too.
 */
enum dye_code dye_input_open(const struct dye_source * source, const struct dye_dialect_wish * wish,
    struct dye_input * input, struct dye_error * err);
void dye_input_release(struct dye_input * input);

#endif
