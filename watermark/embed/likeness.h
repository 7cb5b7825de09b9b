/*
 * likeness.h: whether the first rows of a source are what the profile says of their columns.
 */
#ifndef DYE_EMBED_LIKENESS_H
#define DYE_EMBED_LIKENESS_H

#include "formats/table/format.h"
#include "watermark/profile/columns.h"

/**
 * dye_likeness_check(reader, block, columns, header_row, err): Look at up to 1,000 rows of ${block}, the first of the table, beside row
 * ${header_row}. DYE_EREFUSED where the cells of two columns say that their names are exchanged (exchange.h). Rows that cannot be decoded are left to
 * who exports them.
 */
enum dye_code dye_likeness_check(const struct dye_reader * reader, const struct dye_block * block,
    const struct dye_columns * columns, uint64_t header_row, struct dye_error * err);

#endif
