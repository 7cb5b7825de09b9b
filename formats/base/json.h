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

/**
 * dye_json_part(out, json, err): Append ${json}, which is JSON already, from a registry that somebody may have written in: what is no text, controls
 * and what would turn or hide the text on a terminal, is escaped as in a string. Such characters can stand in strings alone, and mean the same there.
 */
enum dye_code dye_json_part(struct dye_buffer * out, struct dye_slice json, struct dye_error * err);

#endif
