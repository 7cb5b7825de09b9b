/*
 * reader.h: what formats, tests and fuzzers may know of a reader and a decoder beside what callers may.
 */
#ifndef DYE_TABLE_READER_H
#define DYE_TABLE_READER_H

#include "formats/table/format.h"

#define DYE_BLOCK ((size_t)1 << 20)

/* Cut blocks at about ${size} bytes (at least 1) instead of DYE_BLOCK. */
void dye_reader_set_block(struct dye_reader * reader, size_t size);

/* The format's own state. */
const void * dye_reader_state(const struct dye_reader * reader);

/* A decoder of rows that stand by themselves, without a file; it has no reader that must outlive it. */
enum dye_code dye_decoder_open_alone(
    const struct dye_dialect * way, struct dye_decoder ** decoder, struct dye_error * err);

#endif
