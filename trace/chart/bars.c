/* How often something happened, and what had been expected. */
#include <stdio.h>

#include "trace/chart/chart.h"
#include "trace/chart/svg.h"

#define LEFT 330.0
#define TOP 62.0
#define WIDE 400.0
#define STEP 20.0
#define WIDTH 760

static const char grid[] = "stroke=\"#dddddd\"", whisker[] = "stroke=\"#000000\"",
		  tick[] = "stroke=\"#d55e00\" stroke-width=\"3\"", named[] = "#56b4e9", wrong[] = "#cc0000";

static double
x_of(double share)
{

	return LEFT + WIDE * share;
}

static enum dye_code
put_rectangle(double y, double from, double to, const char * colour, struct dye_buffer * out, struct dye_error * err)
{

	return dye_buffer_printf(out, err, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" fill=\"%s\"/>\n",
	    x_of(from), y, WIDE * (to - from), colour);
}

static enum dye_code
put_legend(struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(put_rectangle(34, 0, 0.05, named, out, err));
	DYE_TRY(dye_svg_text(out, x_of(0.06), 45, DYE_SVG_START, "named, and its 95 % interval", err));
	DYE_TRY(dye_svg_line(out, x_of(0.55), 32, x_of(0.55), 48, tick, err));
	DYE_TRY(dye_svg_text(out, x_of(0.57), 45, DYE_SVG_START, "forecast", err));
	DYE_TRY(put_rectangle(34, 0.75, 0.8, wrong, out, err));
	return dye_svg_text(out, x_of(0.81), 45, DYE_SVG_START, "wrong", err);
}

static enum dye_code
put_axis(double bottom, struct dye_buffer * out, struct dye_error * err)
{
	char text[16];
	unsigned i;

	for (i = 0; i <= 10; i += 2) {
		double x = x_of(i / 10.0);

		(void)snprintf(text, sizeof(text), "%u %%", i * 10);
		DYE_TRY(dye_svg_line(out, x, TOP, x, bottom, grid, err));
		DYE_TRY(dye_svg_text(out, x, bottom + 16, DYE_SVG_MIDDLE, text, err));
	}
	return DYE_OK;
}

/* What the bar says in numbers. */
static enum dye_code
put_title(const struct dye_chart_bar * b, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_buffer_printf(out, err, "<title>"));
	DYE_TRY(dye_svg_escape(out, b->name, err));
	DYE_TRY(dye_buffer_printf(out, err, ": %.6f, wrong %.6f", b->share, b->wrong));
	if (b->expected >= 0)
		DYE_TRY(dye_buffer_printf(out, err, ", forecast %.6f", b->expected));
	return dye_buffer_printf(out, err, "</title>\n");
}

static enum dye_code
put_bar(const struct dye_chart_bar * b, double y, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(dye_svg_text(out, LEFT - 8, y + 11, DYE_SVG_END, b->name, err));
	if (b->remark != NULL)
		return dye_svg_text(out, LEFT + 8, y + 11, DYE_SVG_START, b->remark, err);
	DYE_TRY(dye_buffer_printf(out, err, "<g>"));
	DYE_TRY(put_title(b, out, err));
	DYE_TRY(put_rectangle(y, 0, b->share, named, out, err));
	if (b->wrong > 0)
		DYE_TRY(put_rectangle(y, 0, b->wrong, wrong, out, err));
	DYE_TRY(dye_svg_line(out, x_of(b->low), y + 6, x_of(b->high), y + 6, whisker, err));
	if (b->expected >= 0)
		DYE_TRY(dye_svg_line(out, x_of(b->expected), y - 2, x_of(b->expected), y + 14, tick, err));
	return dye_buffer_printf(out, err, "</g>\n");
}

enum dye_code
dye_chart_bars(const char * title, const struct dye_chart_bar * bars, size_t count, struct dye_buffer * out,
    struct dye_error * err)
{
	double bottom = TOP + STEP * (double)count + 4;
	size_t i;

	DYE_TRY(dye_svg_begin(out, WIDTH, (unsigned)bottom + 30, title, err));
	DYE_TRY(put_legend(out, err));
	DYE_TRY(put_axis(bottom, out, err));
	for (i = 0; i < count; i++)
		DYE_TRY(put_bar(&bars[i], TOP + 4 + STEP * (double)i, out, err));
	return dye_svg_end(out, err);
}
