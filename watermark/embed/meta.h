/*
 * meta.h: what the exporter states of an export.
 */
#ifndef DYE_EMBED_META_H
#define DYE_EMBED_META_H

#include <leakdye/embed.h>

#include "formats/base/error.h"

/* Write ${count} of them to ${out}, of ${size} bytes, all zero, as a JSON object. DYE_EUSAGE where they are too long. */
enum dye_code dye_meta_json(
    const struct dye_meta * meta, size_t count, char * out, size_t size, struct dye_error * err);

#endif
