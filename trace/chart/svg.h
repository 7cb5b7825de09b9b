/*
 * svg.h: pieces of SVG. Places are in pixels; text is escaped, and what cannot be shown is shown as dye_show() does.
 */
#ifndef DYE_CHART_SVG_H
#define DYE_CHART_SVG_H

#include "formats/base/buffer.h"

enum dye_svg_anchor { DYE_SVG_START, DYE_SVG_MIDDLE, DYE_SVG_END };

enum dye_code dye_svg_begin(
    struct dye_buffer * out, unsigned width, unsigned height, const char * title, struct dye_error * err);
enum dye_code dye_svg_end(struct dye_buffer * out, struct dye_error * err);

/* A text whose baseline begins, is centred or ends at (x, y). */
enum dye_code dye_svg_text(
    struct dye_buffer * out, double x, double y, enum dye_svg_anchor anchor, const char * text, struct dye_error * err);

/* ${style}: attributes. */
enum dye_code dye_svg_line(
    struct dye_buffer * out, double x1, double y1, double x2, double y2, const char * style, struct dye_error * err);

/* ${text} as the content of an element. */
enum dye_code dye_svg_escape(struct dye_buffer * out, const char * text, struct dye_error * err);

#endif
