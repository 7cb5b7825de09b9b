/*
 * leakdye forecast: the chance that a leak names its source, before there is one.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/json.h"
#include "formats/base/text.h"
#include "trace/forecast/outlook.h"
#include "watermark/learn/hidden.h"
#include "watermark/cli/command.h"
#include "watermark/vault/vault.h"

struct arguments {
	const char * columns;
	const char * rows;
	uint64_t recipients;
	double alpha;
};

static const struct dye_option options[] = {
    {"columns", 0, DYE_OPTION_TEXT, offsetof(struct arguments, columns), "NAME,...", "those that leak; all otherwise"},
    {"rows", 0, DYE_OPTION_TEXT, offsetof(struct arguments, rows), "N,...",
	"how many rows leak; 10,20,50,100,500 otherwise"},
    {"recipients", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, recipients), "N",
	"how many accounts are scored; as many as are enrolled otherwise"},
    {"alpha", 0, DYE_OPTION_REAL, offsetof(struct arguments, alpha), "P",
	"the chance of accusing anybody innocent; 1e-6 otherwise"},
    DYE_OPTION_END,
};

/* ---- what is asked ---- */

/* The numbers of a list; false, after saying why, where it is none. */
static bool
parse_rows(const char * text, struct dye_outlook_wish * wish)
{

	for (;;) {
		char * end;
		unsigned long long n;

		errno = 0;
		n = strtoull(text, &end, 10);
		if (text[0] < '0' || text[0] > '9' || errno != 0 || n == 0 || n > 1000000000 ||
		    (*end != ',' && *end != '\0')) {
			(void)dye_cli_usage(
			    "forecast: --rows takes whole numbers from 1 to 1000000000, separated by commas");
			return false;
		}
		if (wish->row_count == DYE_OUTLOOK_ROWS) {
			(void)dye_cli_usage("forecast: --rows takes %d numbers at most", DYE_OUTLOOK_ROWS);
			return false;
		}
		wish->rows[wish->row_count++] = n;
		if (*end == '\0')
			return true;
		text = end + 1;
	}
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

	DYE_TRY(dye_buffer_printf(out, err, "%-10s", "rows"));
	for (m = 0; m < o->mark_count; m++)
		DYE_TRY(dye_buffer_printf(out, err, "  %9s", o->marks[m]->name));
	DYE_TRY(dye_buffer_printf(out, err, "  %9s\n", "together"));
	for (i = 0; i < o->line_count; i++) {
		DYE_TRY(dye_buffer_printf(out, err, "%-10" PRIu64, o->lines[i].rows));
		for (m = 0; m < o->mark_count; m++)
			DYE_TRY(put_chance(out, o->lines[i].marks[m], err));
		DYE_TRY(put_chance(out, o->lines[i].together, err));
		DYE_TRY(dye_buffer_append_byte(out, '\n', err));
	}
	return DYE_OK;
}

static enum dye_code
print_text(const struct dye_outlook * o, struct dye_buffer * out, struct dye_error * err)
{
	unsigned shown = 0;
	uint32_t i;

	for (i = 0; i < o->profile->column_count; i++)
		shown += o->shown[i];
	DYE_TRY(dye_buffer_printf(out, err,
	    "%s, profile version %u: the chance that a leak of %u of its %u columns names the account it is from, "
	    "among "
	    "%" PRIu64 " account%s,\nat alpha %g (%.1f bits of evidence)\n\n",
	    o->profile->dataset, (unsigned)o->profile->version, shown, (unsigned)o->profile->column_count,
	    o->recipients, dye_plural(o->recipients), o->alpha, o->need));
	DYE_TRY(put_table(out, o, err));
	if (o->rows_enough > 0)
		DYE_TRY(dye_buffer_printf(out, err, "\nFrom about %" PRIu64 " row%s on it is named in 99 of 100.\n",
		    o->rows_enough, dye_plural(o->rows_enough)));
	DYE_TRY(dye_buffer_printf(out, err,
	    "This is of rows at random from a copy, left as they were. leakdye rehearse plays what a leaker may do to "
	    "them.\n"));
	if (dye_learn_order_free(o->profile))
		DYE_TRY(dye_buffer_printf(out, err,
		    "The order of rows, which is free, is not counted: it adds to what a head, a block or a file's "
		    "order "
		    "show.\n"));
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

	DYE_TRY(dye_buffer_printf(out, err, "%s{\"rows\":%" PRIu64 ",", i > 0 ? "," : "", line->rows));
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
	    ",\"version\":%u,\"recipients\":%" PRIu64 ",\"alpha\":%g,\"need_bits\":%.3f,\"rows_enough\":%" PRIu64
	    ",\"columns\":[",
	    (unsigned)o->profile->version, o->recipients, o->alpha, o->need, o->rows_enough));
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

static enum dye_code
forecast(const struct dye_cli * cli, struct dye_outlook_wish * wish, const char * columns, struct dye_error * err)
{
	char * list = columns != NULL ? strdup(columns) : NULL;
	struct dye_vault * vault = NULL;
	struct dye_buffer out = {0};
	struct dye_outlook o = {0};
	enum dye_code rc;

	if (columns != NULL && list == NULL)
		return dye_fail(err, DYE_ENOMEM, "out of memory");
	if ((rc = dye_cli_open_vault(cli, &vault, err)) == DYE_OK &&
	    (rc = make(dye_vault_store(vault), wish, list, &o, err)) == DYE_OK &&
	    (rc = (cli->json ? print_json : print_text)(&o, &out, err)) == DYE_OK)
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
	if (a->alpha <= 0 || a->alpha >= 1)
		return dye_cli_usage("forecast: --alpha must lie between 0 and 1");
	if (!parse_rows(a->rows, &wish))
		return DYE_EXIT_ERROR;
	return forecast(cli, &wish, a->columns, &err) == DYE_OK ? DYE_EXIT_DONE : dye_cli_fail(&err);
}

const struct dye_command dye_command_forecast = {
    .name = "forecast",
    .order = 54,
    .arguments = "DATASET",
    .summary = "say how likely a leak names the account it is from, before there is one",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .defaults = &(const struct arguments){.rows = "10,20,50,100,500", .alpha = 1e-6},
    .least = 1,
    .most = 1,
    .run = run_forecast,
};
