/*
 * dialect.h: finding out how a file is written.
 */
#ifndef DYE_TABLE_DIALECT_H
#define DYE_TABLE_DIALECT_H

#include "formats/table/format.h"

/**
 * dye_ways_of(input, wish, ways, max, &count, err): dye_ways_find() for an input that is open already. A wish that cannot be met is an error
 * (DYE_EUSAGE), and so are bytes that no format knows (DYE_EDATA).
 */
enum dye_code dye_ways_of(const struct dye_input * input, const struct dye_dialect_wish * wish,
    struct dye_dialect * ways, size_t max, size_t * count, struct dye_error * err);

/* The format of that name, or NULL. */
const struct dye_format * dye_format_find(const char * name);

#endif
