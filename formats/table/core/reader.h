/*
 * reader.h: what tests and fuzzers may turn in a reader.
 */
#ifndef DYE_TABLE_READER_H
#define DYE_TABLE_READER_H

#include "formats/table/format.h"

#define DYE_BLOCK ((size_t)1 << 20)

/* Cut blocks at about ${size} bytes (at least 1) instead of DYE_BLOCK. */
void dye_reader_set_block(struct dye_reader * reader, size_t size);

#endif
