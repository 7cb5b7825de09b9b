/* Chances by a number. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "trace/chart/chart.h"
#include "trace/chart/svg.h"

/* Where the field of the chart lies, and beside it the legend. */
#define LEFT 70.0
#define TOP 40.0
#define WIDE 450.0
#define HIGH 320.0
#define WIDTH 760
#define HEIGHT 430

static const char grid[] = "stroke=\"#dddddd\"", frame[] = "stroke=\"#333333\"";

/* Lines are told apart by colour and, in print, by dashes. The last line of a chart has the first style. */
static const struct {
	const char *colour, *dash;
} styles[] = {{"#000000", ""}, {"#0072b2", "6 3"}, {"#d55e00", "2 3"}, {"#009e73", "8 3 2 3"}, {"#cc79a7", "4 2"},
    {"#e69f00", "1 2"}};
#define STYLES (sizeof(styles) / sizeof(styles[0]))

static double
y_of(double chance)
{

	return TOP + HIGH * (1 - chance);
}

static double
x_of(const struct dye_chart_lines * c, uint64_t number)
{
	uint64_t least = number, most = number;
	size_t i;

	for (i = 0; i < c->count; i++) {
		least = c->numbers[i] < least ? c->numbers[i] : least;
		most = c->numbers[i] > most ? c->numbers[i] : most;
	}
	if (least == most)
		return LEFT + WIDE / 2;
	return LEFT + 10 + (WIDE - 20) * log((double)number / (double)least) / log((double)most / (double)least);
}

static enum dye_code
put_axes(const struct dye_chart_lines * c, struct dye_buffer * out, struct dye_error * err)
{
	char text[32];
	size_t i;

	for (i = 0; i <= 10; i += 2) {
		double y = y_of((double)i / 10);

		(void)snprintf(text, sizeof(text), "%zu %%", i * 10);
		DYE_TRY(dye_svg_line(out, LEFT, y, LEFT + WIDE, y, grid, err));
		DYE_TRY(dye_svg_text(out, LEFT - 6, y + 4, DYE_SVG_END, text, err));
	}
	for (i = 0; i < c->count; i++) {
		double x = x_of(c, c->numbers[i]);

		(void)snprintf(text, sizeof(text), "%" PRIu64, c->numbers[i]);
		DYE_TRY(dye_svg_line(out, x, TOP, x, TOP + HIGH + 4, grid, err));
		DYE_TRY(dye_svg_text(out, x, TOP + HIGH + 18, DYE_SVG_MIDDLE, text, err));
	}
	DYE_TRY(dye_svg_line(out, LEFT, TOP, LEFT, TOP + HIGH, frame, err));
	DYE_TRY(dye_svg_line(out, LEFT, TOP + HIGH, LEFT + WIDE, TOP + HIGH, frame, err));
	return dye_svg_text(out, LEFT + WIDE / 2, TOP + HIGH + 42, DYE_SVG_MIDDLE, c->axis, err);
}

/* The numbers' places in the list, the least first. */
static void
sort(const struct dye_chart_lines * c, size_t * order)
{
	size_t i, j;

	for (i = 0; i < c->count; i++) {
		for (j = i; j > 0 && c->numbers[order[j - 1]] > c->numbers[i]; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

static enum dye_code
put_points(
    const struct dye_chart_lines * c, size_t line, const char * colour, struct dye_buffer * out, struct dye_error * err)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		double chance = c->chances[line * c->count + i];

		if (chance < 0)
			continue;
		DYE_TRY(dye_buffer_printf(out, err, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>",
		    x_of(c, c->numbers[i]), y_of(chance), colour));
		DYE_TRY(dye_svg_escape(out, c->names[line], err));
		DYE_TRY(dye_buffer_printf(out, err, ": %" PRIu64 ": %.6f</title></circle>\n", c->numbers[i], chance));
	}
	return DYE_OK;
}

static enum dye_code
put_line(const struct dye_chart_lines * c, size_t line, const size_t * order, struct dye_buffer * out,
    struct dye_error * err)
{
	size_t style = (line + 1) % c->line_count % STYLES, i;
	const char * colour = styles[style].colour;
	double y = TOP + 14 + 20 * (double)line;
	char look[128];

	(void)snprintf(look, sizeof(look), "fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"",
	    colour, styles[style].dash);
	DYE_TRY(dye_buffer_printf(out, err, "<polyline %s points=\"", look));
	for (i = 0; i < c->count; i++) {
		double chance = c->chances[line * c->count + order[i]];

		if (chance >= 0)
			DYE_TRY(dye_buffer_printf(out, err, "%.1f,%.1f ", x_of(c, c->numbers[order[i]]), y_of(chance)));
	}
	DYE_TRY(dye_buffer_printf(out, err, "\"/>\n"));
	DYE_TRY(put_points(c, line, colour, out, err));
	DYE_TRY(dye_svg_line(out, LEFT + WIDE + 16, y - 4, LEFT + WIDE + 46, y - 4, look, err));
	return dye_svg_text(out, LEFT + WIDE + 52, y, DYE_SVG_START, c->names[line], err);
}

enum dye_code
dye_chart_lines(const struct dye_chart_lines * c, struct dye_buffer * out, struct dye_error * err)
{
	size_t * order = calloc(c->count + 1, sizeof(*order));
	enum dye_code rc;
	size_t i;

	if (order == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	sort(c, order);
	if ((rc = dye_svg_begin(out, WIDTH, HEIGHT, c->title, err)) == DYE_OK)
		rc = put_axes(c, out, err);
	for (i = 0; i < c->line_count && rc == DYE_OK; i++)
		rc = put_line(c, i, order, out, err);
	free(order);
	return rc == DYE_OK ? dye_svg_end(out, err) : rc;
}
