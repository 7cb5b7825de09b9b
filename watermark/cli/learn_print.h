/*
 * learn_print.h: what `learn` says.
 */
#ifndef DYE_CLI_LEARN_PRINT_H
#define DYE_CLI_LEARN_PRINT_H

#include <stdio.h>

#include "watermark/learn/learn.h"

/* For people. ${stored} is false for --dry-run. */
void dye_learn_print_text(FILE * f, const struct dye_learned * learned, bool stored);

/* One JSON object on one line; fails for want of memory only. */
enum dye_code dye_learn_print_json(
    struct dye_buffer * out, const struct dye_learn_result * result, bool stored, struct dye_error * err);

#endif
