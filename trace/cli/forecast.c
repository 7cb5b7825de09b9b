/*
 * leakdye forecast: the chance that a leak names its source, before there is one.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "trace/chart/chart.h"
#include "trace/forecast/outlook.h"
#include "watermark/cli/command.h"
#include "watermark/vault/vault.h"

struct arguments {
	const char * columns;
	const char * rows;
	const char * sources;
	const char * after;
	const char * svg;
	uint64_t recipients;
	double alpha;
};

static const struct dye_option options[] = {
    {"columns", 0, DYE_OPTION_TEXT, offsetof(struct arguments, columns), "NAME,...", "those that leak; all otherwise"},
    {"rows", 0, DYE_OPTION_TEXT, offsetof(struct arguments, rows), "N,...",
	"how many rows leak; 10,20,50,100,500 otherwise"},
    {"sources", 0, DYE_OPTION_TEXT, offsetof(struct arguments, sources), "N,...",
	"of how many accounts' copies its rows are mixed; 1 otherwise"},
    {"after", 0, DYE_OPTION_TEXT, offsetof(struct arguments, after), "WHAT",
	"what was done to it: none, own-tool, normalised or buyer; none otherwise"},
    {"svg", 0, DYE_OPTION_TEXT, offsetof(struct arguments, svg), "FILE", "draw the table there, as SVG"},
    {"recipients", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, recipients), "N",
	"how many accounts are scored; as many as are enrolled otherwise"},
    {"alpha", 0, DYE_OPTION_REAL, offsetof(struct arguments, alpha), "P",
	"the chance of accusing anybody innocent; 1e-6 otherwise"},
    DYE_OPTION_END,
};

/* ---- what is asked ---- */

/* The numbers of a list, ${size} at most; false, after saying why, where it is none. */
static bool
parse_list(const char * text, const char * option, uint64_t most, uint64_t * list, size_t size, size_t * count)
{

	for (;;) {
		char * end;
		unsigned long long n;

		errno = 0;
		n = strtoull(text, &end, 10);
		if (text[0] < '0' || text[0] > '9' || errno != 0 || n == 0 || n > most ||
		    (*end != ',' && *end != '\0')) {
			(void)dye_cli_usage("forecast: --%s takes whole numbers from 1 to %" PRIu64
					    ", separated by commas",
			    option, most);
			return false;
		}
		if (*count == size) {
			(void)dye_cli_usage("forecast: --%s takes %zu numbers at most", option, size);
			return false;
		}
		list[(*count)++] = n;
		if (*end == '\0')
			return true;
		text = end + 1;
	}
}

static bool
parse_after(const char * text, enum dye_after * after)
{
	unsigned i;

	for (i = 0; dye_after_names[i] != NULL; i++)
		if (strcmp(text, dye_after_names[i]) == 0) {
			*after = (enum dye_after)i;
			return true;
		}
	(void)dye_cli_usage("forecast: --after takes none, own-tool, normalised or buyer");
	return false;
}

static bool
parse(const struct arguments * a, struct dye_outlook_wish * wish)
{
	uint64_t sources[DYE_OUTLOOK_SOURCES];
	size_t i;

	if (a->alpha <= 0 || a->alpha >= 1) {
		(void)dye_cli_usage("forecast: --alpha must lie between 0 and 1");
		return false;
	}
	if (a->svg != NULL && (a->svg[0] == '\0' || strcmp(a->svg, "-") == 0)) {
		(void)dye_cli_usage("forecast: --svg takes the name of a file");
		return false;
	}
	if (!parse_list(a->rows, "rows", 1000000000, wish->rows, DYE_OUTLOOK_ROWS, &wish->row_count) ||
	    !parse_list(
		a->sources, "sources", DYE_OUTLOOK_SOURCES_MOST, sources, DYE_OUTLOOK_SOURCES, &wish->source_count) ||
	    !parse_after(a->after, &wish->after))
		return false;
	for (i = 0; i < wish->source_count; i++)
		wish->sources[i] = (unsigned)sources[i];
	return true;
}

/* ${list}, cut at its commas; NULL: all columns. */
static enum dye_code
make(struct dye_store * store, struct dye_outlook_wish * wish, char * list, struct dye_outlook * o,
    struct dye_error * err)
{
	const char ** names;
	enum dye_code rc;
	size_t n = 1;
	char * p;

	for (p = list; p != NULL && *p != '\0'; p++)
		n += *p == ',';
	if ((names = calloc(n, sizeof(*names))) == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	while (list != NULL) {
		names[wish->column_count++] = list;
		if ((list = strchr(list, ',')) != NULL)
			*list++ = '\0';
	}
	wish->columns = names;
	rc = dye_outlook_make(store, wish, o, err);
	free(names);
	return rc;
}

/* ---- what is said ---- */

static enum dye_code
put_chance(struct dye_buffer * out, struct dye_chance c, struct dye_error * err)
{

	if (!c.known)
		return dye_buffer_printf(out, err, "  %9s", "-");
	/* A chance that is not certain is not called so. */
	if (c.value > 0.999 && c.value < 1)
		return dye_buffer_printf(out, err, "  %9s", "> 99.9 %");
	return dye_buffer_printf(out, err, "  %7.1f %%", 100 * c.value);
}

/* The lines of ${text}, each behind a dash. */
static enum dye_code
put_list(struct dye_buffer * out, const char * heading, const struct dye_buffer * text, struct dye_error * err)
{
	struct dye_slice rest = dye_buffer_slice(text);

	if (rest.len > 0)
		DYE_TRY(dye_buffer_printf(out, err, "\n%s\n", heading));
	while (rest.len > 0) {
		const char * end = memchr(rest.data, '\n', rest.len);
		size_t len = end != NULL ? (size_t)(end - rest.data) : rest.len;

		DYE_TRY(dye_buffer_printf(out, err, "  - %.*s\n", (int)len, rest.data));
		rest.data += len + (end != NULL);
		rest.len -= len + (end != NULL);
	}
	return DYE_OK;
}

static enum dye_code
put_table(struct dye_buffer * out, const struct dye_outlook * o, struct dye_error * err)
{
	size_t i, m;

	DYE_TRY(dye_buffer_printf(out, err, "%-7s  %-8s", "sources", "rows"));
	for (m = 0; m < o->mark_count; m++)
		DYE_TRY(dye_buffer_printf(out, err, "  %9s", o->marks[m]->name));
	DYE_TRY(dye_buffer_printf(out, err, "  %9s\n", "together"));
	for (i = 0; i < o->line_count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%-7u  %-8" PRIu64, o->lines[i].sources, o->lines[i].rows));
		for (m = 0; m < o->mark_count; m++)
			DYE_TRY(put_chance(out, o->lines[i].marks[m], err));
		DYE_TRY(put_chance(out, o->lines[i].together, err));
		DYE_TRY(dye_buffer_append_byte(out, '\n', err));
	}
	return DYE_OK;
}

static enum dye_code
put_heading(struct dye_buffer * out, const struct dye_outlook * o, struct dye_error * err)
{
	unsigned shown = 0;
	uint32_t i;

	for (i = 0; i < o->profile->column_count; i++)
		shown += o->shown[i];
	return dye_buffer_printf(out, err,
	    "%s, profile version %u: the chance that a leak of %u of its %u columns names an account it is from, "
	    "among %" PRIu64 " account%s,\nat alpha %g (%.1f bits of evidence). Its rows are at random from a copy, "
	    "in its order; of several sources, as many of each,\nmixed. They are %s.\n\n",
	    o->profile->dataset, (unsigned)o->profile->version, shown, (unsigned)o->profile->column_count,
	    o->recipients, dye_plural(o->recipients), o->alpha, o->need, dye_after_means[o->after]);
}

static enum dye_code
print_text(const struct dye_outlook * o, struct dye_buffer * out, struct dye_error * err)
{

	DYE_TRY(put_heading(out, o, err));
	DYE_TRY(put_table(out, o, err));
	if (o->rows_enough > 0)
		DYE_TRY(dye_buffer_printf(out, err,
		    "\nFrom about %" PRIu64 " row%s on, of %u source%s, one is named in "
		    "99 of 100.\n",
		    o->rows_enough, dye_plural(o->rows_enough), o->lines[0].sources, dye_plural(o->lines[0].sources)));
	DYE_TRY(dye_buffer_printf(
	    out, err, "leakdye rehearse plays what else a leaker may do, and finds what this takes for granted.\n"));
	DYE_TRY(put_list(out, "What would help:", &o->advice.helps, err));
	DYE_TRY(put_list(out, "What cannot be had:", &o->advice.never, err));
	return put_list(out, "Taken for granted:", &o->advice.taken, err);
}

static enum dye_code
json_chance(struct dye_buffer * out, const char * name, struct dye_chance c, struct dye_error * err)
{

	DYE_TRY(dye_json_string(out, (struct dye_slice){name, strlen(name)}, err));
	return c.known ? dye_buffer_printf(out, err, ":%.6f", c.value) : dye_buffer_printf(out, err, ":null");
}

/* An array of the lines of ${text}. */
static enum dye_code
json_list(struct dye_buffer * out, const char * name, const struct dye_buffer * text, struct dye_error * err)
{
	struct dye_slice rest = dye_buffer_slice(text);
	const char * separator = "";

	DYE_TRY(dye_buffer_printf(out, err, ",\"%s\":[", name));
	while (rest.len > 0) {
		const char * end = memchr(rest.data, '\n', rest.len);
		size_t len = end != NULL ? (size_t)(end - rest.data) : rest.len;

		DYE_TRY(dye_buffer_printf(out, err, "%s", separator));
		DYE_TRY(dye_json_string(out, (struct dye_slice){rest.data, len}, err));
		rest.data += len + (end != NULL);
		rest.len -= len + (end != NULL);
		separator = ",";
	}
	return dye_buffer_append_byte(out, ']', err);
}

static enum dye_code
json_line(struct dye_buffer * out, const struct dye_outlook * o, size_t i, struct dye_error * err)
{
	const struct dye_outlook_line * line = &o->lines[i];
	size_t m;

	DYE_TRY(dye_buffer_printf(
	    out, err, "%s{\"sources\":%u,\"rows\":%" PRIu64 ",", i > 0 ? "," : "", line->sources, line->rows));
	DYE_TRY(json_chance(out, "together", line->together, err));
	DYE_TRY(dye_buffer_printf(out, err, ",\"marks\":{"));
	for (m = 0; m < o->mark_count; m++) {
		DYE_TRY(dye_buffer_printf(out, err, "%s", m > 0 ? "," : ""));
		DYE_TRY(json_chance(out, o->marks[m]->name, line->marks[m], err));
	}
	return dye_buffer_printf(out, err, "}}");
}

static enum dye_code
print_json(const struct dye_outlook * o, struct dye_buffer * out, struct dye_error * err)
{
	const char * separator = "";
	size_t i;

	DYE_TRY(dye_buffer_printf(out, err, "{\"dataset\":"));
	DYE_TRY(dye_json_string(out, (struct dye_slice){o->profile->dataset, strlen(o->profile->dataset)}, err));
	DYE_TRY(dye_buffer_printf(out, err,
	    ",\"version\":%u,\"recipients\":%" PRIu64
	    ",\"alpha\":%g,\"after\":\"%s\",\"need_bits\":%.3f,\"rows_enough\":%" PRIu64 ",\"columns\":[",
	    (unsigned)o->profile->version, o->recipients, o->alpha, dye_after_names[o->after], o->need,
	    o->rows_enough));
	for (i = 0; i < o->profile->column_count; i++) {
		const char * name = o->profile->columns[i].name;

		if (!o->shown[i])
			continue;
		DYE_TRY(dye_buffer_printf(out, err, "%s", separator));
		DYE_TRY(dye_json_string(out, (struct dye_slice){name, strlen(name)}, err));
		separator = ",";
	}
	DYE_TRY(dye_buffer_printf(out, err, "],\"lines\":["));
	for (i = 0; i < o->line_count; i++)
		DYE_TRY(json_line(out, o, i, err));
	DYE_TRY(dye_buffer_append_byte(out, ']', err));
	DYE_TRY(json_list(out, "helps", &o->advice.helps, err));
	DYE_TRY(json_list(out, "never", &o->advice.never, err));
	DYE_TRY(json_list(out, "taken", &o->advice.taken, err));
	return dye_buffer_printf(out, err, "}\n");
}

/* ---- the chart ---- */

/* Together for every number of sources, and of the first what each mark gives alone. */
struct drawing {
	char names[DYE_OUTLOOK_SOURCES + DYE_OUTLOOK_MARKS][64];
	const char * lines[DYE_OUTLOOK_SOURCES + DYE_OUTLOOK_MARKS];
	double chances[(DYE_OUTLOOK_SOURCES + DYE_OUTLOOK_MARKS) * DYE_OUTLOOK_ROWS];
	uint64_t rows[DYE_OUTLOOK_ROWS];
	size_t row_count, line_count;
};

static double
drawn(struct dye_chance c)
{

	return c.known ? c.value : -1;
}

static void
fill_drawing(const struct dye_outlook * o, size_t row_count, struct drawing * d)
{
	size_t sources = o->line_count / row_count, i, j;

	d->row_count = row_count;
	d->line_count = sources + o->mark_count;
	for (i = 0; i < d->line_count; i++) {
		d->lines[i] = d->names[i];
		if (i < sources)
			(void)snprintf(d->names[i], sizeof(d->names[i]), "all marks, %u source%s",
			    o->lines[i * row_count].sources, dye_plural(o->lines[i * row_count].sources));
		else
			(void)snprintf(d->names[i], sizeof(d->names[i]), "%s alone", o->marks[i - sources]->name);
		for (j = 0; j < row_count; j++)
			d->chances[i * row_count + j] =
			    drawn(i < sources ? o->lines[i * row_count + j].together : o->lines[j].marks[i - sources]);
	}
	for (j = 0; j < row_count; j++)
		d->rows[j] = o->lines[j].rows;
}

static enum dye_code
draw(const struct dye_outlook * o, size_t row_count, const char * file, struct dye_error * err)
{
	struct dye_buffer out = {0};
	struct drawing d;
	char title[256];
	enum dye_code rc;

	fill_drawing(o, row_count, &d);
	(void)snprintf(title, sizeof(title),
	    "%s: the chance that a leak names its source (%" PRIu64 " account%s, alpha %g)", o->profile->dataset,
	    o->recipients, dye_plural(o->recipients), o->alpha);
	rc = dye_chart_lines(&(const struct dye_chart_lines){.title = title,
				 .axis = "rows that leak",
				 .numbers = d.rows,
				 .count = d.row_count,
				 .names = d.lines,
				 .chances = d.chances,
				 .line_count = d.line_count},
	    &out, err);
	if (rc == DYE_OK)
		rc = dye_cli_write(file, dye_buffer_slice(&out), err);
	dye_buffer_release(&out);
	return rc;
}

/* ---- the command ---- */

static enum dye_code
forecast(const struct dye_cli * cli, struct dye_outlook_wish * wish, const struct arguments * a, struct dye_error * err)
{
	char * list = a->columns != NULL ? strdup(a->columns) : NULL;
	struct dye_vault * vault = NULL;
	struct dye_buffer out = {0};
	struct dye_outlook o = {0};
	enum dye_code rc;

	if (a->columns != NULL && list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_cli_open_vault(cli, &vault, err)) == DYE_OK &&
	    (rc = make(dye_vault_store(vault), wish, list, &o, err)) == DYE_OK &&
	    (rc = (cli->json ? print_json : print_text)(&o, &out, err)) == DYE_OK &&
	    (a->svg == NULL || (rc = draw(&o, wish->row_count, a->svg, err)) == DYE_OK))
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	dye_outlook_release(&o);
	dye_vault_close(vault);
	free(list);
	return rc;
}

static int
run_forecast(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	const struct arguments * a = arguments;
	struct dye_outlook_wish wish = {.dataset = argv[1], .recipients = a->recipients, .alpha = a->alpha};
	struct dye_error err = {0};

	(void)operands;
	if (!parse(a, &wish))
		return DYE_EXIT_ERROR;
	if (a->svg != NULL && dye_cli_check_output(cli, a->svg, NULL, 0, &err) != DYE_OK)
		return dye_cli_fail(&err);
	return forecast(cli, &wish, a, &err) == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_forecast = {
    .name = "forecast",
    .order = 54,
    .arguments = "DATASET",
    .summary = "say how likely a leak names the account it is from, before there is one",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .defaults = &(const struct arguments){.rows = "10,20,50,100,500", .sources = "1", .after = "none", .alpha = 1e-6},
    .least = 1,
    .most = 1,
    .run = run_forecast,
};
