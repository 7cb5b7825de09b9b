/*
 * dialect.h: finding out how a file is written.
 */
#ifndef DYE_TABLE_DIALECT_H
#define DYE_TABLE_DIALECT_H

#include "formats/table/format.h"

/* How much of a file detection sees at most. */
#define DYE_PEEK ((size_t)512 << 10)

/**
 * dye_dialect_detect(bytes, whole, wish, dialect, err): Fill ${dialect} from the first ${bytes} of a file as they stand there, byte
 * order mark included, within ${wish} (NULL: everything is detected). An odd file is no error; a wish that
 * cannot be met is (DYE_EUSAGE), and so are bytes in no encoding that is known (DYE_EDATA).
 */
enum dye_code dye_dialect_detect(struct dye_slice bytes, bool whole, const struct dye_dialect_wish * wish,
    struct dye_dialect * dialect, struct dye_error * err);

/* The format of that name, or NULL. */
const struct dye_format * dye_format_find(const char * name);

#endif
