/*
 * leakdye trace: read what was found outside and name the account it came from.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leakdye/trace.h>

#include "trace/report/report.h"
#include "watermark/cli/table_options.h"

struct arguments {
	const char * dataset;
	double alpha;
	const char * leaked_on;
	const char * format;
	const char * dump;
	const char * seized_on;
	bool all_enrolled;
	uint64_t threads;
	struct dye_table_arguments table;
};

static const struct dye_option options[] = {
    {"dataset", 0, DYE_OPTION_TEXT, offsetof(struct arguments, dataset), "NAME",
	"only this one; every dataset otherwise"},
    {"alpha", 0, DYE_OPTION_REAL, offsetof(struct arguments, alpha), "P",
	"the chance of accusing anybody innocent; 1e-6 otherwise"},
    {"leaked-on", 0, DYE_OPTION_TEXT, offsetof(struct arguments, leaked_on), "YYYY-MM-DD",
	"later accounts and exports cannot be the source"},
    {"seized-on", 0, DYE_OPTION_TEXT, offsetof(struct arguments, seized_on), "YYYY-MM-DD",
	"when the leak was found: records burned later count"},
    {"all-enrolled", 0, DYE_OPTION_FLAG, offsetof(struct arguments, all_enrolled), NULL,
	"also accounts that have no export of the dataset"},
    {"format", 0, DYE_OPTION_TEXT, offsetof(struct arguments, format), "NAME",
	"how the report is written; text otherwise"},
    {"dump-observations", 0, DYE_OPTION_TEXT, offsetof(struct arguments, dump), "FILE",
	"write what was observed, for an independent scorer"},
    {"threads", 0, DYE_OPTION_NUMBER, offsetof(struct arguments, threads), "N", "as many as there are cores otherwise"},
    DYE_TABLE_OPTIONS(struct arguments),
    DYE_OPTION_END,
};

/* strptime(3) takes 26-11-27 too, for a day of the year 26. */
static bool
is_shaped_as(const char * text, const char * shape)
{

	for (; *shape != '\0'; text++, shape++)
		if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
			return false;
	return *text == '\0';
}

/* The last second of a day, UTC. */
static bool
parse_day(const char * text, int64_t * when)
{
	struct tm tm = {.tm_hour = 23, .tm_min = 59, .tm_sec = 59};
	const char * end = strptime(text, "%Y-%m-%d", &tm);
	int day = tm.tm_mday;

	if (end == NULL || *end != '\0' || !is_shaped_as(text, "0000-00-00"))
		return false;
	tm.tm_hour = 23;
	tm.tm_min = 59;
	tm.tm_sec = 59;
	*when = (int64_t)timegm(&tm);
	/* The 30th of February is none: timegm() would have made it one of March. */
	return tm.tm_mday == day;
}

static enum dye_code
print_report(const struct dye_report * format, const struct dye_trace_report * report, struct dye_error * err)
{
	struct dye_buffer out = {0};
	enum dye_code rc;

	if ((rc = format->render(report, &out, err)) == DYE_OK)
		rc = dye_cli_print(&out, err);
	dye_buffer_release(&out);
	return rc;
}

/* Open every file, trace them together, close them. */
static enum dye_code
trace_files(const struct dye_cli * cli, const struct dye_trace_options * o, char ** files, size_t count,
    struct dye_trace_report * report, struct dye_error * err)
{
	struct dye_file_input * inputs = calloc(count, sizeof(*inputs));
	struct dye_source * sources = calloc(count, sizeof(*sources));
	struct dye_vault * vault = NULL;
	size_t opened = 0;
	enum dye_code rc = DYE_OK;

	if (inputs == NULL || sources == NULL) {
		rc = dye_fail(err, DYE_ENOMEM, "out of memory");
		goto done;
	}
	for (; opened < count; opened++) {
		if ((rc = dye_file_input_open(files[opened], &inputs[opened], err)) != DYE_OK)
			goto done;
		sources[opened] = dye_file_input_source(&inputs[opened]);
	}
	if ((rc = dye_cli_open_vault(cli, &vault, err)) == DYE_OK)
		rc = dye_trace(vault, o, sources, count, report, err);
	dye_vault_close(vault);
done:
	while (opened > 0)
		dye_file_input_close(&inputs[--opened]);
	free(inputs);
	free(sources);
	return rc;
}

static int
run_trace(const struct dye_cli * cli, void * arguments, int operands, char ** argv)
{
	struct dye_trace_options o = {.leaked_on = INT64_MAX};
	const struct dye_report * format;
	struct dye_trace_report report;
	struct arguments * a = arguments;
	struct dye_error err = {0};
	int code;

	if (!dye_table_wish(&a->table, &o.wish))
		return DYE_EXIT_ERROR;
	if (a->alpha <= 0 || a->alpha >= 1)
		return dye_cli_usage("trace: --alpha must lie between 0 and 1");
	if (a->leaked_on != NULL && !parse_day(a->leaked_on, &o.leaked_on))
		return dye_cli_usage("trace: --leaked-on takes a day, YYYY-MM-DD");
	if (a->seized_on != NULL && !parse_day(a->seized_on, &o.seized_on))
		return dye_cli_usage("trace: --seized-on takes a day, YYYY-MM-DD");
	if (a->format == NULL)
		a->format = cli->json ? "json" : "text";
	if ((format = dye_report_find(a->format)) == NULL)
		return dye_cli_usage("trace: there is no report called \"%s\"", a->format);
	o.dataset = a->dataset;
	o.alpha = a->alpha;
	o.all_enrolled = a->all_enrolled;
	o.dump = a->dump;
	o.threads = a->threads > 64 ? 64 : (unsigned)a->threads;
	/* The report goes to standard output, the observations to a file: neither into what was seized. */
	if (dye_cli_check_output(cli, NULL, (const char * const *)argv + 1, (size_t)operands, &err) != DYE_OK ||
	    (a->dump != NULL &&
		dye_cli_check_output(cli, a->dump, (const char * const *)argv + 1, (size_t)operands, &err) != DYE_OK))
		return dye_cli_fail(&err);
	if (trace_files(cli, &o, argv + 1, (size_t)operands, &report, &err) != DYE_OK)
		return dye_cli_fail(&err);
	code = report.accused_count > 0 ? DYE_EXIT_DONE : DYE_EXIT_NOBODY;
	if (print_report(format, &report, &err) != DYE_OK)
		code = dye_cli_fail(&err);
	dye_trace_report_release(&report);
	return code;
}

/* The reports that there are. */
static void
choices(void)
{

	(void)puts("Formats of the report:");
	for (size_t i = 0; dye_reports[i] != NULL; i++)
		(void)printf("  %-28s  %s\n", dye_reports[i]->name, dye_reports[i]->description);
	(void)putchar('\n');
}

const struct dye_command dye_command_trace = {
    .name = "trace",
    .order = 60,
    .arguments = "FILE...",
    .summary = "name the account from which a leak came",
    .options = options,
    .arguments_size = sizeof(struct arguments),
    .defaults = &(const struct arguments){.alpha = 1e-6},
    .least = 1,
    .most = 4096,
    .run = run_trace,
    .choices = choices,
};
