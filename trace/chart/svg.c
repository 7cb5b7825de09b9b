#include "trace/chart/svg.h"

#include <string.h>

#include "formats/base/text.h"

enum dye_code
dye_svg_escape(struct dye_buffer * out, const char * text, struct dye_error * err)
{
	struct dye_buffer shown = {0};
	enum dye_code rc;
	size_t i;

	rc = dye_show(&shown, (struct dye_slice){text, strlen(text)}, err);
	for (i = 0; i < shown.len && rc == DYE_OK; i++)
		switch (shown.data[i]) {
		case '&':
			rc = dye_buffer_printf(out, err, "&amp;");
			break;
		case '<':
			rc = dye_buffer_printf(out, err, "&lt;");
			break;
		case '>':
			rc = dye_buffer_printf(out, err, "&gt;");
			break;
		default:
			rc = dye_buffer_append_byte(out, shown.data[i], err);
		}
	dye_buffer_release(&shown);
	return rc;
}

enum dye_code
dye_svg_begin(struct dye_buffer * out, unsigned width, unsigned height, const char * title, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" "
	    "font-family=\"sans-serif\" font-size=\"12\">\n<title>",
	    width, height, width, height));
	DYE_TRY(dye_svg_escape(out, title, err));
	DYE_TRY(dye_buffer_printf(
	    out, err, "</title>\n<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n", width, height));
	return dye_svg_text(out, width / 2.0, 22, DYE_SVG_MIDDLE, title, err);
}

enum dye_code
dye_svg_end(struct dye_buffer * out, struct dye_error * err)
{

	return dye_buffer_printf(out, err, "</svg>\n");
}

enum dye_code
dye_svg_text(
    struct dye_buffer * out, double x, double y, enum dye_svg_anchor anchor, const char * text, struct dye_error * err)
{
	static const char * const anchors[] = {
	    [DYE_SVG_START] = "start", [DYE_SVG_MIDDLE] = "middle", [DYE_SVG_END] = "end"};

	DYE_TRY(dye_buffer_printf(out, err, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchors[anchor]));
	DYE_TRY(dye_svg_escape(out, text, err));
	return dye_buffer_printf(out, err, "</text>\n");
}

enum dye_code
dye_svg_line(
    struct dye_buffer * out, double x1, double y1, double x2, double y2, const char * style, struct dye_error * err)
{

	return dye_buffer_printf(
	    out, err, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1, x2, y2, style);
}
