/*
 * gb_width.h: how many bytes a text has in GB18030 or GBK, without converting it: databases pad columns of such files to bytes (CHAR(n)).
 */
#ifndef DYE_TABLE_GB_WIDTH_H
#define DYE_TABLE_GB_WIDTH_H

#include "formats/base/buffer.h"

/* Which characters take two bytes, not four; made once for a file. */
struct dye_gb_width;

enum dye_code dye_gb_width_open(struct dye_gb_width ** width, struct dye_error * err);
void dye_gb_width_close(struct dye_gb_width * width);

/* ${text} is UTF-8. */
uint32_t dye_gb_width(const struct dye_gb_width * width, struct dye_slice text);

#endif
