/*
 * json.h: writing JSON (RFC 8259).
 */
#ifndef DYE_BASE_JSON_H
#define DYE_BASE_JSON_H

#include "formats/base/buffer.h"

/**
 * dye_json_string(out, text, err): Append ${text} as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD, since JSON
 * must be UTF-8.
 */
enum dye_code dye_json_string(struct dye_buffer * out, struct dye_slice text, struct dye_error * err);

#endif
