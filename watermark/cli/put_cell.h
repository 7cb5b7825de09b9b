/*
 * put_cell.h: cells of the CSV that commands print.
 */
#ifndef DYE_CLI_PUT_CELL_H
#define DYE_CLI_PUT_CELL_H

#include "formats/base/buffer.h"

/* Append ${text} as a cell of CSV (RFC 4180). */
enum dye_code dye_cli_put_cell(struct dye_buffer * out, struct dye_slice text, struct dye_error * err);

#endif
