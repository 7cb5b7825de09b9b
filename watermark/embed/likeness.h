/*
 * likeness.h: whether the first rows of a source are what the profile says of their columns.
 */
#ifndef DYE_EMBED_LIKENESS_H
#define DYE_EMBED_LIKENESS_H

#include "formats/table/format.h"
#include "watermark/marks/core/head.h"
#include "watermark/profile/columns.h"

/**
 * dye_likeness_head(reader, block, columns, header_row, head, err): Take up to 1,000 rows of ${block}, the first of the table, beside row ${header_row},
 * into ${head}, which is all zero and which the caller releases, also where this fails. Rows that cannot be decoded are left to who exports them.
 */
enum dye_code dye_likeness_head(const struct dye_reader * reader, const struct dye_block * block, uint32_t columns,
    uint64_t header_row, struct dye_head * head, struct dye_error * err);

/**
 * dye_likeness_check(head, columns, header_row, err): DYE_EREFUSED, at row ${header_row}, where the cells of two columns say that their names are
 * exchanged (exchange.h).
 */
enum dye_code dye_likeness_check(
    const struct dye_head * head, const struct dye_columns * columns, uint64_t header_row, struct dye_error * err);

#endif
