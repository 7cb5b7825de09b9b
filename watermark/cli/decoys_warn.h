/*
 * decoys_warn.h: what happens when decoys run out, said before it does.
 */
#ifndef DYE_CLI_DECOYS_WARN_H
#define DYE_CLI_DECOYS_WARN_H

#include <leakdye/vault.h>

#include "formats/base/buffer.h"

/* Append a line, where the next exports may find none left; nothing where the dataset has none. */
enum dye_code dye_decoys_warn(struct dye_buffer * out, const struct dye_decoys_outlook * o, struct dye_error * err);

#endif
